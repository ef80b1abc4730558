//! Stories of changes that go in whole, guards that hold and messages that are sent once.

use futures_util::future::join_all;
use rules::Time;
use rules::account::Email;
use rules::change::Write;
use rules::event::{Event, EventKind, Origin};
use rules::id::{AccountId, EventId, LinkId};
use rules::link::{Link, LinkPurpose};
use rules::sign_in::{SignIn, Who};
use rules::tries::{Counter, CounterKey, Door, Scope, Take};

use super::PrepareError;
use crate::contract::disagreements;
use crate::people_tests::*;
use crate::{CommitError, Database, Outcome, Query, Store, testing};

const CONFLICT: Result<(), CommitError> = Err(CommitError::Conflict);

#[tokio::test]
async fn every_statement_means_the_same_on_both_databases() {
    let (sqlite, postgres) = (testing::sqlite().await, testing::postgres().await);
    let texts: Vec<_> = crate::TEXTS.concat();
    assert!(texts.len() > 70);
    assert_eq!(disagreements(&sqlite, &postgres, &texts).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_account_is_read_as_it_was_written() {
    on_both(|store| async move {
        let method = Write::NewMethod { account: ADA, method: phone(), secret: "sealed".to_owned() };
        let history = |based_on| Write::SaveHistory {
            account: ADA,
            history: risk::History::default(),
            profile: Box::default(),
            based_on,
        };
        commit(&store, vec![new_ada(), method, history(0)]).await.unwrap();
        assert_eq!(commit(&store, vec![history(0)]).await, CONFLICT);
        let names = ["n-bob".to_owned(), "n-ada".to_owned()];
        assert_eq!(store.account_named(&names).await.unwrap(), Some(ADA));
        assert_eq!(commit(&store, vec![new_ada()]).await, CONFLICT);
        let facts = store.account(ADA).await.unwrap().unwrap();
        assert_eq!(facts.stored.account, ada());
        assert_eq!((facts.stored.version, facts.history_version), (1, 1));
        assert_eq!((facts.methods[0].method.clone(), facts.methods[0].secret.as_str()), (phone(), "sealed"));
        commit(&store, vec![Write::SaveAccount { account: ada(), password: None, based_on: 1 }, history(1)])
            .await
            .unwrap();
        let rehash = |old: &str, new: &str| Write::Rehash { account: ADA, old: old.into(), new: new.into() };
        commit(&store, vec![rehash("other", "lost"), rehash("hash", "better")]).await.unwrap();
        let stored = store.accounts(None, 9).await.unwrap().remove(0);
        assert_eq!((stored.version, stored.password.as_str()), (2, "better"));
        let stale = Write::SaveAccount { account: ada(), password: None, based_on: 1 };
        assert_eq!(commit(&store, vec![stale]).await, CONFLICT);
    })
    .await;
}

#[tokio::test]
async fn a_change_to_what_is_gone_conflicts() {
    on_both(|store| async move {
        let gone = vec![
            Write::SaveMethod { account: ADA, method: phone(), secret: None, based_on: 1 },
            Write::DropMethod { account: ADA, method: phone().id, based_on: 1 },
            Write::SaveSession { account: ADA, session: session(), hash: None, based_on: 1, now: NOW },
            Write::SaveBrowser { account: ADA, browser: known_browser(), based_on: 1 },
            Write::SaveSignIn { sign_in: sign_in(), hash: None, based_on: mark(1), token: mark(2) },
            Write::DropRecoveryCode { account: ADA, slot: 'a' },
        ];
        for write in gone {
            assert_eq!(commit(&store, vec![write.clone()]).await, CONFLICT, "{write:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_is_used_once() {
    on_both(|store| async move {
        let put = |codes| Write::PutRecoveryCodes { account: ADA, codes };
        commit(&store, vec![put(vec![('a', "old".into())])]).await.unwrap();
        commit(&store, vec![put(vec![('a', "h".into()), ('b', "i".into())])]).await.unwrap();
        assert_eq!(store.recovery_code(ADA, 'a').await.unwrap().as_deref(), Some("h"));
        let usage = || commit(&store, vec![Write::DropRecoveryCode { account: ADA, slot: 'a' }]);
        let outcomes = join_all((0..4).map(|_| usage())).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert_eq!(store.recovery_code(ADA, 'a').await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_step_of_a_sign_in_is_read_with_all_it_needs() {
    on_both(|store| async move {
        let change = vec![
            new_ada(),
            Write::NewSession { account: ADA, session: session(), hash: "s-hash".into(), now: NOW },
            Write::NewBrowser { account: ADA, browser: known_browser() },
            Write::NewSignIn { sign_in: sign_in(), hash: "i-hash".into(), token: mark(1) },
            Write::Take { account: ADA, take: strangers_try(5), now: NOW },
        ];
        commit(&store, change).await.unwrap();
        let save = |token| Write::SaveSignIn { sign_in: sign_in(), hash: None, based_on: mark(1), token };
        commit(&store, vec![save(mark(2))]).await.unwrap();
        assert_eq!(commit(&store, vec![save(mark(3))]).await, CONFLICT);
        let rows = store.for_sign_in(ADA, sign_in().id, "net", false).await.unwrap().unwrap();
        assert_eq!((rows.stored.hash.as_str(), rows.stored.token), ("i-hash", mark(2)));
        assert_eq!(rows.browser.unwrap().browser, known_browser());
        assert_eq!(rows.session.unwrap().session, session());
        assert_eq!(rows.tries.counter(&strangers_try(5).key), Counter { n: 1, last: NOW });
        let rows = store.for_session(ADA, "s-hash", "net").await.unwrap().unwrap();
        assert_eq!(rows.account.id(), ADA);
        let rows = store.for_password("n-ada", BOB, session().browser, "net").await.unwrap();
        assert!(rows.who == Who::Known(ADA) && rows.account.is_some() && rows.browser.is_some());
        assert_eq!(rows.tries.counter(&strangers_try(5).key), Counter { n: 1, last: NOW });
        let rows = store.for_passkey(ADA, session().browser, "net").await.unwrap();
        assert!(rows.account.unwrap().id() == ADA && rows.browser.is_some());
        assert_eq!(rows.tries.counter(&strangers_try(5).key), Counter { n: 1, last: NOW });
        assert!(store.for_passkey(BOB, None, "net").await.unwrap().account.is_none());
        // A name that nobody has is counted under the pretended account, which is none, whatever rows it has.
        let pretended = store.for_password("n-nobody", ADA, None, "net").await.unwrap();
        assert!(pretended.who == Who::Unknown(ADA) && pretended.account.is_none());
        assert_eq!(pretended.tries.counter(&strangers_try(5).key), Counter { n: 1, last: NOW });
        assert!(!pretended.stand_in.is_empty(), "a hash is checked all the same");
        let before = AccountId::from_bytes([0; 16]);
        let nobody = store.for_password("n-nobody", before, None, "net").await.unwrap();
        assert_eq!((nobody.account.is_none(), &nobody.stand_in), (true, &pretended.stand_in));
        assert!(store.account(before).await.unwrap().is_none(), "the next account is never taken for it");
        let pretending = SignIn { who: Who::Unknown(before), ..sign_in() };
        let begin = Write::NewSignIn { sign_in: pretending, hash: "i-hash".into(), token: mark(1) };
        commit(&store, vec![begin]).await.unwrap();
        let with = store.for_sign_in(before, sign_in().id, "net", true).await.unwrap().unwrap();
        let without = store.for_sign_in(before, sign_in().id, "net", false).await.unwrap().unwrap();
        assert!(with.account.is_none() && without.account.is_none());
        assert_eq!(
            (with.stand_in, without.stand_in.as_str()),
            (nobody.stand_in, ""),
            "where a password is given"
        );
        let outcome = async |ours, read| store.committed(ADA, sign_in().id, ours, Some(read)).await.unwrap();
        assert_eq!(outcome(mark(2), mark(1)).await, Outcome::Ours);
        assert_eq!(outcome(mark(3), mark(2)).await, Outcome::Read);
        assert_eq!(outcome(mark(4), mark(3)).await, Outcome::Other);
    })
    .await;
}

#[tokio::test]
async fn tries_end_at_their_bound_also_under_a_race() {
    on_both(|store| async move {
        let network = Take { key: CounterKey::Network("net".into()), at_most: 9 };
        let take = || Write::Take { account: ADA, take: strangers_try(5), now: NOW };
        let all = (0..8).map(|_| {
            commit(&store, vec![take(), Write::Take { account: ADA, take: network.clone(), now: NOW }])
        });
        let outcomes = join_all(all).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 5, "{outcomes:?}");
        let taken = tries(&store).await;
        assert_eq!((taken.counter(&strangers_try(5).key).n, taken.counter(&network.key).n), (5, 5));
        let succeed = |at_most| Write::Succeed { account: ADA, take: strangers_try(at_most), now: NOW };
        assert_eq!(commit(&store, vec![succeed(5)]).await, CONFLICT);
        commit(&store, vec![succeed(6)]).await.unwrap();
        assert_eq!(tries(&store).await.counter(&strangers_try(5).key).n, 0);
    })
    .await;
}

#[tokio::test]
async fn a_success_gives_back_what_both_counters_of_a_known_browser_hold() {
    on_both(|store| async move {
        let of = |scope, at_most| Take { key: CounterKey::Account { scope, door: Door::Password }, at_most };
        let (one, all) = (Scope::Browser(known_browser().id), Scope::Known);
        let take = |take| Write::Take { account: ADA, take, now: NOW };
        let succeed = |one_most, all_most| {
            let takes = [of(one, one_most), of(all, all_most)];
            takes.map(|take| Write::Succeed { account: ADA, take, now: LATER }).to_vec()
        };
        // Nothing was counted: nothing is made.
        commit(&store, succeed(5, 40)).await.unwrap();
        assert_eq!(count(&store, "SELECT COUNT(*) AS n FROM counters").await, 0);
        commit(&store, vec![take(of(one, 5)), take(of(one, 5)), take(of(all, 40))]).await.unwrap();
        assert_eq!(commit(&store, succeed(2, 40)).await, CONFLICT);
        assert_eq!(commit(&store, succeed(5, 1)).await, CONFLICT);
        let n = async |scope| tries(&store).await.counter(&of(scope, 1).key).n;
        assert_eq!((n(one).await, n(all).await), (2, 1));
        commit(&store, succeed(5, 40)).await.unwrap();
        assert_eq!((n(one).await, n(all).await), (0, 0));
    })
    .await;
}

/// A passed second step of Ada's on her known browser, based on rows as they were first written.
fn passed() -> Vec<Write> {
    vec![
        Write::SaveMethod { account: ADA, method: phone(), secret: None, based_on: 1 },
        Write::SaveBrowser { account: ADA, browser: known_browser(), based_on: 1 },
        Write::NewSession { account: ADA, session: session(), hash: "s-hash".into(), now: NOW },
        Write::SaveSignIn { sign_in: sign_in(), hash: None, based_on: mark(1), token: mark(2) },
    ]
}

#[tokio::test]
async fn a_session_is_made_once_and_only_upon_what_still_stands() {
    on_both(|store| async move {
        let rows = [
            Write::NewMethod { account: ADA, method: phone(), secret: "seed".into() },
            Write::NewBrowser { account: ADA, browser: known_browser() },
            Write::NewSignIn { sign_in: sign_in(), hash: "i-hash".into(), token: mark(1) },
        ];
        // Whatever is missing, nothing is written.
        for missing in 0..rows.len() {
            let there = rows.iter().enumerate().filter(|(row, _)| *row != missing);
            let there: Vec<Write> = there.map(|(_, write)| write.clone()).collect();
            commit(&store, there).await.unwrap();
            assert_eq!(commit(&store, passed()).await, CONFLICT, "without row {missing}");
            assert_eq!(count(&store, "SELECT COUNT(*) AS n FROM sessions").await, 0);
            for table in [
                "DELETE FROM parts WHERE part = 'method'",
                "DELETE FROM parts WHERE part = 'browser'",
                "DELETE FROM sign_ins",
            ] {
                store.database().commit(vec![Query::new(table)]).await.unwrap();
            }
        }
        commit(&store, rows.to_vec()).await.unwrap();
        let outcomes = join_all((0..4).map(|_| commit(&store, passed()))).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert_eq!(count(&store, "SELECT COUNT(*) AS n FROM sessions").await, 1);
        let rows = store.for_sign_in(ADA, sign_in().id, "net", false).await.unwrap().unwrap();
        assert_eq!((rows.stored.token, rows.browser.unwrap().version), (mark(2), 2));
    })
    .await;
}

async fn count(store: &Store, sql: &'static str) -> i64 {
    store.database().rows(vec![Query::new(sql)]).await.unwrap()[0][0].int("n").unwrap()
}

#[tokio::test]
async fn a_sum_is_never_overspent_and_a_use_is_never_repeated() {
    on_both(|store| async move {
        let spend = |by| Write::Spend { key: "day".into(), by, at_most: 10, expires: LATER };
        assert_eq!(commit(&store, vec![spend(11)]).await, CONFLICT);
        commit(&store, vec![spend(7)]).await.unwrap();
        assert_eq!(commit(&store, vec![spend(4)]).await, CONFLICT);
        commit(&store, vec![spend(3)]).await.unwrap();
        assert_eq!(store.sums(&["day".into(), "none".into()]).await.unwrap(), [10, 0]);
        let once = || Write::Once { account: ADA, key: "step".into(), expires: LATER };
        commit(&store, vec![once()]).await.unwrap();
        assert_eq!(commit(&store, vec![once()]).await, CONFLICT);
    })
    .await;
}

#[tokio::test]
async fn a_message_is_leased_to_one_worker_and_comes_back_when_its_lease_ends() {
    on_both(|store| async move {
        commit(&store, (10..20).map(|id| Write::Send(text_with_code(id))).collect()).await.unwrap();
        store.outbox_changed().notified().await;
        let workers =
            join_all([mark(1), mark(2)].map(|worker| store.lease(worker, NOW, NOW.plus(60), 20))).await;
        let mut leased: Vec<_> = workers.into_iter().flat_map(Result::unwrap).collect();
        leased.extend(store.lease(mark(3), NOW, NOW.plus(60), 20).await.unwrap());
        let mut ids: Vec<_> = leased.iter().map(|leased| leased.message.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!((ids.len(), leased.len()), (10, 10));
        assert!(leased.iter().all(|leased| !leased.possible_duplicate && leased.attempts == 1));
        assert_eq!(leased[0].message, text_with_code(leased[0].message.id.bytes()[0]));
        store.retry(&leased[0], NOW.plus(5)).await.unwrap();
        for sent in &leased[2..] {
            store.delivered(sent).await.unwrap();
        }
        let state = store.outbox_state(NOW.plus(1)).await.unwrap();
        assert_eq!(state, crate::Outbox { waiting: 2, tried: 1 }, "one came back, one is in hand");
        let again = store.lease(mark(4), NOW.plus(60), NOW.plus(120), 20).await.unwrap();
        let seen = |of: &crate::Leased| {
            again.iter().find(|l| l.message.id == of.message.id).unwrap().possible_duplicate
        };
        assert_eq!((again.len(), seen(&leased[0]), seen(&leased[1])), (2, false, true));
    })
    .await;
}

#[tokio::test]
async fn what_a_dead_process_had_in_hand_is_due_at_the_next_start_where_no_other_can_have_it() {
    on_both(|store| async move {
        commit(&store, (10..13).map(|id| Write::Send(text_with_code(id))).collect()).await.unwrap();
        let in_hand = store.lease(mark(1), NOW, NOW.plus(60), 20).await.unwrap();
        store.delivered(&in_hand[0]).await.unwrap();
        store.retry(&in_hand[1], NOW.plus(15)).await.unwrap();
        store.end_leases_of_the_dead(NOW.plus(1)).await.unwrap();
        let again = store.lease(mark(2), NOW.plus(1), NOW.plus(61), 20).await.unwrap();
        if matches!(store.database(), Database::Postgres(_)) {
            assert_eq!(again, [], "another node may be sending it");
            return;
        }
        let told: Vec<_> = again.iter().map(|l| (l.message.id, l.attempts, l.possible_duplicate)).collect();
        assert_eq!(
            told,
            [(in_hand[2].message.id, 2, true)],
            "and what waits for its next try goes on waiting"
        );
        // The process that died no longer has a say.
        store.retry(&in_hand[2], NOW.plus(1)).await.unwrap();
        assert_eq!(store.lease(mark(3), NOW.plus(2), NOW.plus(62), 20).await.unwrap(), []);
        store.delivered(&again[0]).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_code_is_nowhere_in_clear() {
    on_both(|store| async move {
        commit(&store, vec![Write::Send(text_with_code(10))]).await.unwrap();
        let rows = store.database().rows(vec![Query::new("SELECT body FROM outbox")]).await.unwrap();
        let body = rows[0][0].text("body").unwrap();
        assert!(body.starts_with("k1.") && !body.contains(CODE) && !body.contains("code"));
    })
    .await;
}

#[tokio::test]
async fn a_link_is_used_once_and_events_are_paged() {
    on_both(|store| async move {
        let link = |used| Link {
            id: LinkId::from_bytes([6; 16]),
            purpose: LinkPurpose::ResetPassword,
            expires: LATER,
            used,
            generation: None,
        };
        let new = Write::NewLink { account: ADA, link: link(false), hash: "l".into(), token: mark(1) };
        commit(&store, vec![new]).await.unwrap();
        let used = |token| Write::UseLink { account: ADA, link: link(true), based_on: mark(1), token };
        commit(&store, vec![used(mark(2))]).await.unwrap();
        assert_eq!(commit(&store, vec![used(mark(3))]).await, CONFLICT);
        assert!(store.link(ADA, "l").await.unwrap().unwrap().link.used);
        let from = Origin { user_agent: chrome(), country: None, address: String::new() };
        let event = |n| Event {
            id: EventId::from_bytes([n; 16]),
            account: ADA,
            at: NOW.plus(i64::from(n / 2)),
            what: EventKind::Locked,
            from: from.clone(),
        };
        commit(&store, (0..5).map(|n| Write::Record(event(n))).collect()).await.unwrap();
        let first = store.events(ADA, None, 2).await.unwrap();
        let second = store.events(ADA, Some((first[1].at, first[1].id)), 9).await.unwrap();
        assert_eq!((first, second), (vec![event(4), event(3)], vec![event(2), event(1), event(0)]));
    })
    .await;
}

#[tokio::test]
async fn a_sweep_takes_what_expired_and_nothing_else() {
    on_both(|store| async move {
        let network = Take { key: CounterKey::Network("net".into()), at_most: 9 };
        let change = vec![
            Write::NewSignIn { sign_in: sign_in(), hash: "h".into(), token: mark(1) },
            Write::NewSession { account: ADA, session: session(), hash: "s".into(), now: NOW },
            Write::NewMethod { account: ADA, method: phone(), secret: "seed".into() },
            Write::NewBrowser { account: ADA, browser: known_browser() },
            Write::Once { account: ADA, key: "step".into(), expires: LATER },
            Write::Spend { key: "day".into(), by: 1, at_most: 10, expires: LATER },
            Write::Send(text_with_code(10)),
            Write::Take { account: ADA, take: network, now: NOW },
            Write::Take { account: ADA, take: strangers_try(5), now: NOW },
        ];
        commit(&store, change).await.unwrap();
        assert_eq!(store.sweep(NOW, 10).await.unwrap(), crate::Swept::default());
        let swept = store.sweep(NOW.plus(3 * rules::time::DAY), 10).await.unwrap();
        let each = crate::Swept {
            sign_ins: 1,
            sessions: 1,
            once: 1,
            sums: 1,
            messages: 1,
            browsers: 1,
            counters: 1,
            links: 0,
            prompts: 0,
        };
        assert_eq!(swept, each);
        let left = "SELECT COUNT(*) AS n FROM parts WHERE part = 'method'";
        assert_eq!(count(&store, left).await, 1, "of what an account is made of only browsers expire");
        assert_eq!(tries(&store).await.counter(&strangers_try(5).key).n, 1);
    })
    .await;
}

fn happened(account: AccountId, at: Time, n: u32) -> Write {
    let mut id = [0; 16];
    id[..4].copy_from_slice(&n.to_be_bytes());
    let from = Origin { user_agent: chrome(), country: None, address: "192.0.2.1".into() };
    let id = EventId::from_bytes(id);
    Write::Record(Event { id, account, at, what: EventKind::SignedOut, from })
}

/// How many events an account has, and when its oldest was.
async fn kept(store: &Store, account: AccountId) -> (usize, Option<Time>) {
    let events = store.events(account, None, 100).await.unwrap();
    (events.len(), events.last().map(|event| event.at))
}

#[tokio::test]
async fn old_events_go_in_portions_account_by_account_and_later_ones_stay() {
    on_both(|store| async move {
        let accounts: Vec<AccountId> = (1..=9).map(|n| AccountId::from_bytes([n; 16])).collect();
        // The first has many, the third none that is old; nobody needs to have the account.
        for (number, account) in accounts.iter().enumerate() {
            let old = [25, 1, 0, 3, 1, 1, 1, 1, 1][number];
            let at = |n: u32| if n < old { NOW.plus(i64::from(n / 2)) } else { LATER.plus(i64::from(n)) };
            let events = (0..old + 2).map(|n| happened(*account, at(n), n));
            commit(&store, events.collect()).await.unwrap();
        }
        assert_eq!(store.sweep_events(NOW, 4).await.unwrap(), 0, "what is kept until now is not old");
        store.sweep_events(NOW, 9).await.unwrap();
        let mut swept = Vec::new();
        for _ in 0..12 {
            swept.push(store.sweep_events(LATER, 4).await.unwrap());
        }
        assert!(swept.iter().all(|rows| *rows <= 4), "{swept:?}");
        assert_eq!(
            swept.iter().filter(|rows| **rows >= 4).count(),
            8,
            "each full one is repeated: {swept:?}"
        );
        for account in accounts {
            let (count, oldest) = kept(&store, account).await;
            assert_eq!(count, 2);
            assert!(oldest >= Some(LATER));
        }
    })
    .await;
}

#[tokio::test]
async fn a_node_with_other_keys_does_not_start() {
    for fresh in [testing::blank_sqlite().await, testing::blank_postgres().await] {
        let (database, _home) = fresh.into_parts();
        let mut old = secrets::Keys::clone(&keys(1));
        let store = Store::new(database, keys(1));
        let latest = i64::try_from(crate::migrate::MIGRATIONS.len()).unwrap();
        assert_eq!(store.prepare().await.unwrap().at, latest);
        assert_eq!(store.prepare().await.unwrap().applied, Vec::<i64>::new());
        let store = Store::new(store.database, keys(2));
        let error = store.prepare().await.unwrap_err();
        assert!(matches!(error, PrepareError::OtherKey { .. }), "{error}");
        let added = old.add_key(&mut rng(3));
        let store = Store::new(store.database, std::sync::Arc::new(old));
        store.prepare().await.unwrap();
        let store = Store::new(store.database, keys(1));
        assert_eq!(store.prepare().await.unwrap_err(), PrepareError::MissingKey { name: added });
    }
}

/// Ada's account with one of everything.
fn furnished() -> Vec<Write> {
    vec![
        new_ada(),
        Write::NewMethod { account: ADA, method: phone(), secret: "old".into() },
        Write::NewEmail { account: ADA, email: email(), sealed: "sealed".into() },
        Write::NameEmail { account: ADA, email: email().id, name: "n-mail".into() },
        Write::NewSession { account: ADA, session: session(), hash: "old".into(), now: NOW },
        Write::NewBrowser { account: ADA, browser: known_browser() },
        Write::Take { account: ADA, take: strangers_try(5), now: NOW },
    ]
}

#[tokio::test]
async fn what_belongs_to_an_account_is_changed_unless_it_changed_meanwhile() {
    on_both(|store| async move {
        commit(&store, furnished()).await.unwrap();
        assert_eq!(store.account_named(&["n-mail".into()]).await.unwrap(), Some(ADA));
        let CounterKey::Account { scope, door } = strangers_try(5).key else {
            panic!("an account's counter")
        };
        let change = vec![
            Write::SaveMethod { account: ADA, method: phone(), secret: Some("new".into()), based_on: 1 },
            Write::SaveEmail {
                account: ADA,
                email: Email { verified_at: Some(NOW), ..email() },
                based_on: 1,
            },
            Write::SaveSession {
                account: ADA,
                session: session(),
                hash: Some("new".into()),
                based_on: 1,
                now: NOW,
            },
            Write::SaveBrowser { account: ADA, browser: known_browser(), based_on: 1 },
            Write::TouchSession { account: ADA, session: session().id, now: LATER },
            Write::Forget { account: ADA, scope, door },
        ];
        commit(&store, change.clone()).await.unwrap();
        for stale in change.into_iter().take(4) {
            assert_eq!(commit(&store, vec![stale]).await, CONFLICT);
        }
        let facts = store.account(ADA).await.unwrap().unwrap();
        assert_eq!((facts.methods[0].secret.as_str(), facts.methods[0].version), ("new", 2));
        assert_eq!(facts.verified_emails().count(), 1);
        let sessions = store.sessions(ADA).await.unwrap();
        assert_eq!(
            (sessions[0].hash.as_str(), sessions[0].last_seen, sessions[0].version),
            ("new", LATER, 2)
        );
        assert_eq!(store.browsers(ADA).await.unwrap()[0].version, 2);
        assert_eq!(tries(&store).await.counter(&strangers_try(5).key).n, 0);
    })
    .await;
}

#[tokio::test]
async fn what_belongs_to_an_account_is_dropped() {
    on_both(|store| async move {
        commit(&store, furnished()).await.unwrap();
        commit(
            &store,
            vec![
                Write::EndSessions { account: ADA, except: Some(session().id) },
                Write::ForgetBrowsers { account: ADA, except: Some(known_browser().id) },
            ],
        )
        .await
        .unwrap();
        assert_eq!(
            (store.sessions(ADA).await.unwrap().len(), store.browsers(ADA).await.unwrap().len()),
            (1, 1)
        );
        let change = vec![
            Write::DropMethod { account: ADA, method: phone().id, based_on: 1 },
            Write::DropEmail { account: ADA, email: email().id, name: Some("n-mail".into()), based_on: 1 },
            Write::EndSession { account: ADA, session: session().id },
            Write::ForgetBrowser { account: ADA, browser: known_browser().id },
        ];
        commit(&store, change).await.unwrap();
        let facts = store.account(ADA).await.unwrap().unwrap();
        assert!(facts.methods.is_empty() && facts.emails.is_empty());
        assert!(
            store.sessions(ADA).await.unwrap().is_empty() && store.browsers(ADA).await.unwrap().is_empty()
        );
        assert_eq!(store.account_named(&["n-mail".into()]).await.unwrap(), None);
    })
    .await;
}
