//! The contract is kept by good texts, and betrayed by each kind of bad one.

use super::disagreements;
use crate::house_tests::{TEXTS, postgres, sqlite};

#[tokio::test]
async fn texts_of_the_portable_subset_mean_the_same_on_both() {
    let (sqlite, postgres) = (sqlite().await, postgres().await);
    assert_eq!(disagreements(&sqlite, &postgres, TEXTS).await, Vec::<String>::new());
}

#[tokio::test]
async fn texts_outside_the_portable_subset_are_found() {
    let (sqlite, postgres) = (sqlite().await, postgres().await);
    for bad in [
        "SELECT EXISTS (SELECT 1 FROM account WHERE id = $1) AS there",
        "SELECT SUM(version) AS total FROM account",
        "SELECT id FROM account WHERE body LIKE $1",
        "SELECT max(version, $1) AS latest FROM account",
        "SELECT id FROM account WHERE id = $2",
        "SELECT id FROM account WHERE id = ?1",
        "SELECT COUNT(*) FROM account",
    ] {
        assert_eq!(disagreements(&sqlite, &postgres, &[bad]).await.len(), 1, "{bad}");
    }
}
