//! Stories of the one VAPID pair that all nodes share.

use std::sync::Arc;

use futures_util::future::join_all;
use secrets::seal::SealError;

use crate::people_tests::*;
use crate::{CommitError, Database, Fault, Query, Store, testing};

#[tokio::test]
async fn nodes_that_start_at_once_have_the_same_pair_and_find_it_again() {
    on_both(|store| async move {
        let made = join_all((1..=6).map(|seed| {
            let store = Arc::clone(&store);
            async move { store.vapid_key(&mut rng(seed)).await.unwrap().public_key() }
        }))
        .await;
        let again = store.vapid_key(&mut rng(9)).await.unwrap().public_key();
        assert!(made.iter().all(|key| *key == again), "{made:?}");
        let kept = store.kept_vapid().await.unwrap().unwrap();
        assert!(kept.starts_with("k1.") && !kept.contains(&again));
    })
    .await;
}

#[tokio::test]
async fn an_added_key_seals_the_pair_anew_so_that_the_old_one_can_go() {
    for fresh in [testing::sqlite().await, testing::postgres().await] {
        let config = fresh.config.clone();
        let (database, _home) = fresh.into_parts();
        let store = Store::new(database, keys(1));
        let pair = store.vapid_key(&mut rng(1)).await.unwrap().public_key();
        drop(store);
        let mut ring = secrets::Keys::clone(&keys(1));
        assert_eq!(ring.add_key(&mut rng(2)), "k2");
        let store = Store::new(Database::open(&config).await.unwrap(), Arc::new(ring.clone()));
        assert_eq!(store.vapid_key(&mut rng(3)).await.unwrap().public_key(), pair);
        assert!(store.kept_vapid().await.unwrap().unwrap().starts_with("k2."));
        drop(store);
        ring.remove_key("k1").unwrap();
        let store = Store::new(Database::open(&config).await.unwrap(), Arc::new(ring));
        assert_eq!(store.vapid_key(&mut rng(4)).await.unwrap().public_key(), pair);
    }
}

#[tokio::test]
async fn a_pair_that_does_not_open_is_told_and_never_replaced() {
    on_both(|store| async move {
        let keep = Query::new(super::KEEP).bind(super::KEPT_AS).bind("k1.AAAA");
        store.database().commit(vec![keep]).await.unwrap();
        let told = store.vapid_key(&mut rng(1)).await.unwrap_err();
        assert_eq!(told, CommitError::Fault(Fault::Seal(SealError::Malformed)));
        assert_eq!(store.kept_vapid().await.unwrap().as_deref(), Some("k1.AAAA"));
    })
    .await;
}
