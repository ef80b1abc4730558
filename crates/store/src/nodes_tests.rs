//! Stories of nodes that tell each other what they have learned.

use risk::{AccountClass, ScoreCounts, Statistics};
use rules::id::RowToken;

use crate::people_tests::*;
use crate::{CommitError, Query};

const HERE: RowToken = RowToken::from_bytes([1; 16]);
const OURS: RowToken = RowToken::from_bytes([2; 16]);
const THEIRS: RowToken = RowToken::from_bytes([3; 16]);

fn scores(count: usize) -> ScoreCounts {
    let mut scores = ScoreCounts::default();
    (0..count).for_each(|_| scores.learn(AccountClass::Old, NOW.0, 0.25));
    scores
}

#[tokio::test]
async fn what_a_node_wrote_another_reads() {
    on_both(|store| async move {
        store.add_node(HERE, OURS, NOW).await.unwrap();
        assert_eq!(store.node_counts(HERE).await.unwrap(), crate::NodeCounts::default());
        let written = scores(3);
        store.save_node(HERE, OURS, (&Statistics::default(), &written), LATER).await.unwrap();
        let read = store.node_counts(HERE).await.unwrap();
        assert_eq!((read.scores, read.version, read.unreadable), (written, 1, false));
        let nodes = store.nodes().await.unwrap();
        assert_eq!(
            nodes.iter().map(|node| (node.id, node.token, node.seen)).collect::<Vec<_>>(),
            [(HERE, OURS, LATER)]
        );
    })
    .await;
}

#[tokio::test]
async fn who_lost_its_row_to_another_process_writes_it_no_more() {
    on_both(|store| async move {
        store.add_node(HERE, OURS, NOW).await.unwrap();
        let held = store.nodes().await.unwrap().remove(0);
        store.claim_node(&held, THEIRS, LATER).await.unwrap();
        assert_eq!(store.claim_node(&held, OURS, LATER).await, Err(CommitError::Conflict));
        let ours = store.save_node(HERE, OURS, (&Statistics::default(), &scores(1)), LATER).await;
        assert_eq!(ours, Err(CommitError::Conflict));
    })
    .await;
}

#[tokio::test]
async fn counts_that_cannot_be_read_count_as_nothing_and_say_so() {
    on_both(|store| async move {
        store.add_node(HERE, OURS, NOW).await.unwrap();
        store.save_node(HERE, OURS, (&Statistics::default(), &scores(2)), NOW).await.unwrap();
        let spoil = Query::new("UPDATE risk_nodes SET statistics = $1 WHERE node = $2");
        let spoil = spoil.bind("bm90aGluZw").bind(HERE.to_string());
        store.database().commit(vec![spoil]).await.unwrap();
        let read = store.node_counts(HERE).await.unwrap();
        assert!(read.unreadable);
        assert_eq!((read.statistics, read.scores), (Statistics::default(), scores(2)));
    })
    .await;
}

#[tokio::test]
async fn a_spoilt_profile_is_told_apart_from_an_empty_one() {
    on_both(|store| async move {
        let history = rules::change::Write::SaveHistory {
            account: ADA,
            history: risk::History::default(),
            profile: Box::new(risk::Profile::default().learn(&risk::Signals::at(NOW.0)).0),
            based_on: 0,
        };
        let change = vec![new_ada(), history];
        commit(&store, change).await.unwrap();
        let read = store.account(ADA).await.unwrap().unwrap();
        assert_eq!(read.profile.map(|profile| profile.sign_ins()), Some(1));
        let spoil = Query::new("UPDATE parts SET secret = $1 WHERE part = 'history' AND account = $2");
        store.database().commit(vec![spoil.bind("!").bind(ADA.to_string())]).await.unwrap();
        assert_eq!(store.account(ADA).await.unwrap().unwrap().profile, None);
    })
    .await;
}

#[tokio::test]
async fn failures_lately_are_told_with_a_version_of_their_own() {
    on_both(|store| async move {
        let from = risk::Key::new(7);
        let mut bursts = risk::Bursts::default();
        (0..6).for_each(|account| bursts.failed(from, risk::Key::new(account), NOW.0));
        store.add_node(HERE, OURS, NOW).await.unwrap();
        assert_eq!(store.node_bursts(HERE).await.unwrap(), (0, risk::Bursts::default()));
        store.save_bursts(HERE, OURS, &bursts, LATER).await.unwrap();
        let (version, read) = store.node_bursts(HERE).await.unwrap();
        assert_eq!((version, read.lately(from, NOW.0)), (1, bursts.lately(from, NOW.0)));
        let nodes = store.nodes().await.unwrap();
        assert_eq!((nodes[0].version, nodes[0].bursts_version, nodes[0].seen), (0, 1, LATER));
        let theirs = store.save_bursts(HERE, THEIRS, &bursts, LATER).await;
        assert_eq!(theirs, Err(CommitError::Conflict), "only by who holds the row");
        assert_eq!(store.node_bursts(RowToken::from_bytes([9; 16])).await.unwrap().0, 0);
    })
    .await;
}
