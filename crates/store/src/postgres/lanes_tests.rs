//! Who travels with whom, who is left waiting, and that a lane is never lost.

use super::*;

/// Somebody of a kind, whose rows' keys begin with some names.
struct Somebody {
    kind: &'static str,
    keys: Vec<String>,
    tell: oneshot::Sender<&'static str>,
}

impl Passenger for Somebody {
    type Answer = &'static str;

    fn is_like(&self, other: &Self) -> bool {
        self.kind == other.kind
    }

    fn keys(&self) -> &[String] {
        &self.keys
    }

    fn tell(self, answer: &'static str) {
        let _ = self.tell.send(answer);
    }
}

/// Longer than any story.
const LONG: Duration = Duration::from_secs(3600);

type Entered = (Ticket<Somebody>, Option<Lane<Somebody>>);

fn enter(lanes: &Arc<Lanes<Somebody>>, kind: &'static str, key: &str) -> Entered {
    lanes.enter(|tell| Somebody { kind, keys: vec![key.to_owned()], tell })
}

/// For whom no lane may open.
fn no_lane(_: Lane<Somebody>) {
    panic!("a lane opened");
}

fn names(group: Option<Vec<Somebody>>) -> Vec<String> {
    group.into_iter().flatten().flat_map(|one| one.keys).collect()
}

#[tokio::test]
async fn whoever_waits_when_a_lane_is_free_travels_with_those_of_the_same_kind() {
    let lanes = Lanes::new(1, LONG, &road());
    let (_first, lane) = enter(&lanes, "answer", "ada");
    let mut lane = lane.unwrap();
    assert_eq!(names(lane.next()), ["ada"], "nobody waits for company");
    let waiting = [("answer", "di"), ("start", "cy"), ("answer", "bob"), ("answer", "di"), ("answer", "eve")];
    let tickets: Vec<_> = waiting
        .into_iter()
        .map(|(kind, key)| {
            let (ticket, lane) = enter(&lanes, kind, key);
            assert!(lane.is_none(), "the only lane is busy");
            ticket
        })
        .collect();
    assert_eq!(names(lane.next()), ["bob", "di", "eve"], "no two of one account, and all in one order");
    assert_eq!(names(lane.next()), ["cy"]);
    let last = lane.next().unwrap();
    assert_eq!(last.len(), 1);
    for somebody in last {
        somebody.tell("written");
    }
    assert!(lane.next().is_none());
    assert!(enter(&lanes, "answer", "flo").1.is_some(), "the lane was given back");
    let told = tickets.into_iter().map(|ticket| ticket.told(no_lane)).collect::<Vec<_>>();
    let told = futures_util::future::join_all(told).await;
    assert_eq!(told[3], Ok("written"));
    assert!(told[..3].iter().all(|told| *told == Err(Lost::Unknown)), "those were dropped on their way");
}

#[tokio::test]
async fn whoever_is_about_to_come_comes_along() {
    let lanes = Lanes::new(1, LONG, &road());
    let (_first, lane) = enter(&lanes, "answer", "ada");
    let mut lane = lane.unwrap();
    let second = tokio::spawn({
        let lanes = Arc::clone(&lanes);
        async move { enter(&lanes, "answer", "bob") }
    });
    assert_eq!(names(lane.depart().await), ["ada", "bob"], "it was ready to run when the lane opened");
    assert!(second.await.unwrap().1.is_none());
    assert!(lane.depart().await.is_none(), "nobody is waited for");
}

#[tokio::test]
async fn who_was_alone_for_long_leaves_without_a_look_but_now_and_then() {
    let lanes = Lanes::new(1, LONG, &road());
    let mut together = Vec::new();
    for trip in 0..4 * ALONE {
        let (_one, lane) = enter(&lanes, "answer", "ada");
        let mut lane = lane.unwrap();
        let company = tokio::spawn({
            let lanes = Arc::clone(&lanes);
            // A second one comes each time, from when nobody looks for company any more.
            async move { (trip > ALONE).then(|| enter(&lanes, "answer", "bob")) }
        });
        let group = names(lane.depart().await);
        together.extend((group == ["ada", "bob"]).then_some(trip));
        let came = company.await.unwrap().is_some();
        lane.arrive();
        if came && group == ["ada"] {
            assert_eq!(names(lane.depart().await), ["bob"], "whoever was not looked for goes next");
            lane.arrive();
        }
        assert!(lane.depart().await.is_none());
    }
    let first = *together.first().unwrap();
    assert!(first > ALONE + 1 && first < 3 * ALONE, "{first}: not at once, and soon");
    assert_eq!(
        together,
        (first..4 * ALONE).collect::<Vec<_>>(),
        "and from then on everybody is looked for again"
    );
}

#[tokio::test]
async fn a_group_has_an_end_and_the_rest_goes_next() {
    let lanes = Lanes::new(1, LONG, &road());
    let (_first, lane) = enter(&lanes, "answer", "first");
    let mut lane = lane.unwrap();
    let rest: Vec<_> = (0..GROUP).map(|number| enter(&lanes, "answer", &number.to_string())).collect();
    assert_eq!(lane.next().unwrap().len(), GROUP);
    assert_eq!(names(lane.next()), [(GROUP - 1).to_string()]);
    drop(rest);
}

#[tokio::test]
async fn reads_and_commits_take_turns_on_one_road() {
    let road = road();
    let (reads, commits) = (Lanes::new(2, LONG, &road), Lanes::new(2, LONG, &road));
    let (_ada, read) = enter(&reads, "read", "ada");
    let mut read = read.unwrap();
    assert_eq!(names(read.depart().await), ["ada"]);
    let (_bob, commit) = enter(&commits, "commit", "bob");
    let mut commit = commit.unwrap();
    let departs = tokio::spawn(async move {
        let group = names(commit.depart().await);
        (commit, group)
    });
    yield_now().await;
    let rest: Vec<_> = ["cy", "di"].map(|key| enter(&commits, "commit", key)).into();
    let _next = enter(&reads, "read", "eve");
    assert!(!departs.is_finished() && rest.iter().all(|(_, lane)| lane.is_none()), "the road is taken");
    read.arrive();
    let (mut commit, group) = departs.await.unwrap();
    assert_eq!(group, ["bob", "cy", "di"], "whoever came meanwhile comes along");
    let departs = tokio::spawn(async move { names(read.depart().await) });
    yield_now().await;
    assert!(!departs.is_finished());
    commit.arrive();
    assert_eq!(departs.await.unwrap(), ["eve"]);
    assert!(commit.depart().await.is_none(), "nobody waits, so it asks for no road");
}

#[tokio::test]
async fn a_lane_that_nobody_waits_for_leaves_the_road_to_the_other_kind() {
    let road = road();
    let (reads, commits) = (Lanes::new(1, LONG, &road), Lanes::new(1, LONG, &road));
    let (_ada, read) = enter(&reads, "read", "ada");
    let mut read = read.unwrap();
    read.depart().await.unwrap();
    read.arrive();
    let (bob, commit) = enter(&commits, "commit", "bob");
    assert!(bob.leaves, "it needs no clock");
    let mut commit = commit.unwrap();
    assert_eq!(names(commit.depart().await), ["bob"]);
    assert!(read.depart().await.is_none());
    drop((read, commit));
    assert_eq!(road.available_permits(), 1);
}

#[tokio::test]
async fn a_driver_that_ends_early_is_replaced() {
    let lanes = Lanes::new(1, LONG, &road());
    let (_a, lane) = enter(&lanes, "answer", "ada");
    assert!(enter(&lanes, "answer", "bob").1.is_none());
    drop(lane);
    assert!(enter(&lanes, "answer", "cy").1.is_some(), "its driver has ended without giving it back");
}

#[tokio::test]
async fn whoever_waits_beside_a_slow_group_gets_a_lane_soon() {
    let lanes = Lanes::new(2, LONG, &road());
    let (_slow, first) = enter(&lanes, "answer", "slow");
    let mut first = first.unwrap();
    let _slow_group = first.next().unwrap();
    let (quick, no) = enter(&lanes, "answer", "quick");
    assert!(no.is_none(), "the busy lane comes back");
    let (opened, open) = oneshot::channel();
    let told = tokio::spawn(quick.told(|lane| assert!(opened.send(lane).is_ok())));
    let mut lane = open.await.unwrap();
    let (also, _) = enter(&lanes, "answer", "also");
    for somebody in lane.depart().await.into_iter().flatten() {
        somebody.tell("written");
    }
    assert_eq!(told.await.unwrap(), Ok("written"), "although the slow one is still on the road");
    assert_eq!(also.told(no_lane).await, Ok("written"), "with whoever waited too");
}

#[tokio::test]
async fn whoever_finds_no_lane_in_time_leaves_and_is_not_sent_later() {
    let lanes = Lanes::new(1, Duration::ZERO, &road());
    let (travels, lane) = enter(&lanes, "answer", "ada");
    let mut lane = lane.unwrap();
    let group = lane.next().unwrap();
    let (waits, _) = enter(&lanes, "answer", "bob");
    assert_eq!(waits.told(no_lane).await, Err(Lost::Waited));
    let told = tokio::spawn(travels.told(no_lane));
    yield_now().await;
    for somebody in group {
        somebody.tell("late, but written");
    }
    assert_eq!(told.await.unwrap(), Ok("late, but written"), "who has left is waited for");
    assert!(lane.next().is_none(), "bob is gone");
}
