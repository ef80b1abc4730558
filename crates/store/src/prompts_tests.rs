//! Prompts on both databases: one place holds one, one answer wins, other nodes hear of it.

use rules::change::Write;
use rules::event::Origin;
use rules::id::{AccountId, PromptId};
use rules::prompt::{Prompt, PromptPurpose, PromptState, Slot, StoredPrompt};
use rules::time::Time;

use crate::CommitError;
use crate::people_tests::*;

fn prompt(n: u8, slot: Slot) -> Prompt {
    Prompt {
        id: PromptId::from_bytes([n; 16]),
        slot,
        purpose: PromptPurpose::SignIn,
        sign_in: None,
        number: "47".into(),
        nonce: "n".into(),
        origin: Origin { user_agent: chrome(), country: None, address: String::new() },
        network: "net".into(),
        asked_at: NOW,
        expires: NOW.plus(120),
    }
}

fn put(n: u8, slot: Slot) -> Write {
    Write::PutPrompt { account: ADA, prompt: prompt(n, slot) }
}

fn end(n: u8, state: PromptState, now: Time) -> Write {
    Write::EndPrompt {
        account: ADA,
        slot: Slot::Strangers,
        prompt: PromptId::from_bytes([n; 16]),
        state,
        now,
    }
}

async fn prompts(store: &crate::Store) -> Vec<StoredPrompt> {
    let (_, mut prompts) = store.for_phone(ADA).await.unwrap().unwrap();
    prompts.sort_by_key(|stored| stored.prompt.slot);
    prompts
}

#[tokio::test]
async fn a_place_holds_the_newest_prompt_and_one_answer_wins() {
    on_both(|store| async move {
        commit(&store, vec![new_ada()]).await.unwrap();
        commit(&store, vec![put(1, Slot::Strangers), put(2, Slot::Known)]).await.unwrap();
        commit(&store, vec![put(3, Slot::Strangers)]).await.unwrap();
        let ids: Vec<_> = prompts(&store).await.iter().map(|stored| stored.prompt.id).collect();
        assert_eq!(ids, [PromptId::from_bytes([2; 16]), PromptId::from_bytes([3; 16])]);
        let replaced = commit(&store, vec![end(1, PromptState::Approved, NOW)]).await;
        assert!(matches!(replaced, Err(CommitError::Conflict)), "{replaced:?}");
        commit(&store, vec![end(3, PromptState::Denied, NOW)]).await.unwrap();
        let second = commit(&store, vec![end(3, PromptState::Approved, NOW)]).await;
        assert!(matches!(second, Err(CommitError::Conflict)), "{second:?}");
        let read = prompts(&store).await;
        assert_eq!((read[0].state, read[1].state), (PromptState::Live, PromptState::Denied));
        assert_eq!(read[0].prompt, prompt(2, Slot::Known), "as it was put");
        assert_eq!(store.for_phone(AccountId::from_bytes([99; 16])).await.unwrap().map(|_| ()), None);
    })
    .await;
}

#[tokio::test]
async fn fetching_and_not_delivering_are_written_down_once_and_end_nothing() {
    on_both(|store| async move {
        commit(&store, vec![new_ada()]).await.unwrap();
        commit(&store, vec![put(1, Slot::Strangers)]).await.unwrap();
        let id = PromptId::from_bytes([1; 16]);
        store.prompt_undelivered(ADA, Slot::Strangers, id, NOW.plus(1)).await.unwrap();
        store.prompts_fetched(ADA, NOW.plus(2)).await.unwrap();
        store.prompts_fetched(ADA, NOW.plus(9)).await.unwrap();
        let read = prompts(&store).await;
        assert_eq!((read[0].state, read[0].fetched_at), (PromptState::Undelivered, Some(NOW.plus(2))));
        commit(&store, vec![Write::ClosePrompts { account: ADA, now: NOW.plus(3) }]).await.unwrap();
        assert_eq!(prompts(&store).await[0].state, PromptState::Closed);
        let late = commit(&store, vec![end(1, PromptState::Approved, NOW.plus(4))]).await;
        assert!(matches!(late, Err(CommitError::Conflict)));
    })
    .await;
}

#[tokio::test]
async fn other_nodes_hear_of_every_change_once_and_the_sweep_takes_what_is_over() {
    on_both(|store| async move {
        commit(&store, vec![put(1, Slot::Strangers)]).await.unwrap();
        let put = store.prompts_changed(NOW).await.unwrap();
        assert_eq!((put.len(), put[0].account, put[0].changed), (1, ADA, NOW));
        store.prompts_fetched(ADA, NOW).await.unwrap();
        let fetched = store.prompts_changed(NOW).await.unwrap();
        assert_ne!(put, fetched, "another mark within the same second");
        commit(&store, vec![end(1, PromptState::Approved, NOW.plus(1))]).await.unwrap();
        assert_ne!(store.prompts_changed(NOW).await.unwrap(), fetched);
        assert!(store.prompts_changed(NOW.plus(2)).await.unwrap().is_empty());
        assert_eq!(store.sweep(NOW.plus(300), 10).await.unwrap().prompts, 0, "kept for the page that waits");
        assert_eq!(store.sweep(NOW.plus(721), 10).await.unwrap().prompts, 1);
    })
    .await;
}
