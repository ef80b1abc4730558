//! Stories of couriers who stand in for each other.

use super::*;
use crate::gateway_tests::text;
use crate::memory::Memory;

fn courier() -> (TextCourier, Memory<TextMessage>) {
    let memory = Memory::default();
    (TextCourier::Memory(memory.clone()), memory)
}

async fn after(error: SendError, after_unknown: AfterUnknown) -> (Result<Taken, NotTaken>, usize) {
    let ((first, first_memory), (second, second_memory)) = (courier(), courier());
    first_memory.refuse_next(error);
    let failover = Failover::new(vec![first, second], after_unknown);
    let result = failover.send(&text("Hi"), 0).await;
    assert!(first_memory.messages().is_empty(), "the first took nothing");
    (result, second_memory.messages().len())
}

#[tokio::test]
async fn the_first_courier_takes_the_message_and_no_other_gets_it() {
    let ((first, first_memory), (second, second_memory)) = (courier(), courier());
    let taken = Failover::new(vec![first, second], AfterUnknown::TryNext).send(&text("Hi"), 0).await.unwrap();
    assert_eq!((taken.earlier.len(), taken.possible_duplicate), (0, false));
    assert_eq!((first_memory.messages().len(), second_memory.messages().len()), (1, 0));
}

#[tokio::test]
async fn the_next_one_stands_in_when_a_courier_fails() {
    for error in [SendError::temporary("busy"), SendError::permanent("wrong password")] {
        let (result, taken_by_second) = after(error.clone(), AfterUnknown::Stop).await;
        let taken = result.unwrap();
        assert_eq!((taken.possible_duplicate, taken_by_second), (false, 1));
        assert_eq!(taken.earlier, [Attempt { courier: "memory".to_owned(), error }]);
    }
}

#[tokio::test]
async fn a_refused_number_is_not_tried_elsewhere() {
    let (result, taken_by_second) =
        after(SendError::recipient_refused("opted out"), AfterUnknown::TryNext).await;
    assert_eq!(taken_by_second, 0);
    assert_eq!(result.unwrap_err().kind(), SendErrorKind::RecipientRefused);
}

#[tokio::test]
async fn after_an_unknown_outcome_the_message_is_marked_as_a_possible_duplicate() {
    let (result, taken_by_second) = after(SendError::unknown("silence"), AfterUnknown::TryNext).await;
    assert_eq!(taken_by_second, 1);
    assert!(result.unwrap().possible_duplicate);
}

#[tokio::test]
async fn an_operator_may_choose_to_stop_at_an_unknown_outcome() {
    let (result, taken_by_second) = after(SendError::unknown("silence"), AfterUnknown::Stop).await;
    assert_eq!(taken_by_second, 0);
    assert_eq!(result.unwrap_err().kind(), SendErrorKind::Unknown);
}

#[tokio::test]
async fn when_all_fail_the_verdict_is_the_most_hopeful_one() {
    use SendErrorKind::{Permanent, Temporary, Unknown};
    let fail = |errors: Vec<SendError>| async {
        let couriers = errors.into_iter().map(|error| {
            let (courier, memory) = courier();
            memory.refuse_next(error);
            courier
        });
        Failover::new(couriers.collect(), AfterUnknown::TryNext).send(&text("Hi"), 0).await.unwrap_err()
    };
    let (no, later, perhaps) =
        (SendError::permanent("no"), SendError::temporary("later"), SendError::unknown("?"));
    assert_eq!(fail(vec![no.clone(), later.clone()]).await.kind(), Temporary);
    assert_eq!(fail(vec![no.clone(), no.clone()]).await.kind(), Permanent);
    assert_eq!(fail(vec![perhaps, later, no]).await.kind(), Unknown);
    let nobody = fail(vec![]).await;
    assert_eq!((nobody.kind(), nobody.attempts.len()), (Permanent, 0));
}
