//! What counts as lost, and what as sent twice.

use super::*;

fn letter(id: &str, to: &str, subject: &str) -> Delivery {
    Delivery { id: id.into(), to: to.into(), text: format!("Subject: Trial: {subject}\n\n...") }
}

fn owed(letters: usize, texts: usize) -> Ledger {
    let mut ledger = Ledger::new(Person::new("ana"), "is told");
    (0..letters).for_each(|_| ledger.mailed("New browser"));
    ledger.texts = texts;
    ledger
}

#[test]
fn a_letter_that_is_due_and_did_not_come_is_lost() {
    let came = [letter("1", "ana@example.org", "New browser signed in")];
    assert!(missing(&[owed(1, 0)], &came).is_empty());
    assert_eq!(missing(&[owed(2, 0)], &came).len(), 1);
    assert_eq!(missing(&[owed(0, 1)], &came).len(), 1, "a text is no letter");
}

#[test]
fn a_letter_to_somebody_else_about_something_else_or_repeated_makes_up_for_none() {
    let came = [
        letter("1", "ana@example.org", "New browser signed in"),
        letter("1", "ana@example.org", "New browser signed in"),
        letter("2", "bob@example.org", "New browser signed in"),
        letter("3", "ana@example.org", "Switched on: app"),
    ];
    assert_eq!(missing(&[owed(2, 0)], &came).len(), 1);
    assert_eq!(repeated(&came), [("1".to_owned(), 2)]);
}
