//! Every combination of evidence against a table in plain words. Each cell says what that event asks
//! of that browser at that place; of several events, the strictest wins.

use super::{Verdict, assess};
use crate::samples::{HOUR, NOW, country, usual_history, usual_visit};
use crate::{AccountEvents, BrowserEvidence, Lapse, Place, RecentFailures, Visit};

const TABLE: &str = "
browser      place           quiet   two_failures  three_failures  denied_prompt  recovered  recovered_long_ago  reset   suspended  copied_key
known        home            let_in  let_in        ask             ask            ask        let_in              ask     strong     strong
known        not_configured  let_in  let_in        ask             ask            ask        let_in              ask     strong     strong
known        private         let_in  let_in        ask             ask            ask        let_in              ask     strong     strong
known        abroad          ask     ask           ask             ask            ask        ask                 ask     strong     strong
known        missing         ask     ask           ask             ask            ask        ask                 ask     strong     strong
unknown      home            ask     ask           strong          strong         strong     ask                 strong  strong     strong
unknown      not_configured  ask     ask           strong          strong         strong     ask                 strong  strong     strong
unknown      private         ask     ask           strong          strong         strong     ask                 strong  strong     strong
unknown      abroad          ask     ask           strong          strong         strong     ask                 strong  strong     strong
unknown      missing         ask     ask           strong          strong         strong     ask                 strong  strong     strong
copied       home            strong  strong        strong          strong         strong     strong              strong  strong     strong
copied       not_configured  strong  strong        strong          strong         strong     strong              strong  strong     strong
copied       private         strong  strong        strong          strong         strong     strong              strong  strong     strong
copied       abroad          strong  strong        strong          strong         strong     strong              strong  strong     strong
copied       missing         strong  strong        strong          strong         strong     strong              strong  strong     strong
guessed_out  home            strong  strong        strong          strong         strong     strong              strong  strong     strong
guessed_out  not_configured  strong  strong        strong          strong         strong     strong              strong  strong     strong
guessed_out  private         strong  strong        strong          strong         strong     strong              strong  strong     strong
guessed_out  abroad          strong  strong        strong          strong         strong     strong              strong  strong     strong
guessed_out  missing         strong  strong        strong          strong         strong     strong              strong  strong     strong
";

fn browser(word: &str) -> BrowserEvidence {
    match word {
        "known" => BrowserEvidence::Known,
        "unknown" => BrowserEvidence::Unknown,
        "copied" => BrowserEvidence::NoLongerKnown(Lapse::TokenReused),
        "guessed_out" => BrowserEvidence::NoLongerKnown(Lapse::TooManyFailures),
        _ => panic!("no such browser: {word}"),
    }
}

fn place(word: &str) -> Place {
    match word {
        "home" => Place::Country(country("ES")),
        "abroad" => Place::Country(country("NO")),
        "not_configured" => Place::NotConfigured,
        "private" => Place::Private,
        "missing" => Place::Missing,
        _ => panic!("no such place: {word}"),
    }
}

fn verdict(word: &str) -> Verdict {
    match word {
        "let_in" => Verdict::Allow,
        "ask" => Verdict::Challenge,
        "strong" => Verdict::ChallengeStrong,
        _ => panic!("no such verdict: {word}"),
    }
}

fn happen(event: &str, failures: &mut RecentFailures, account: &mut AccountEvents) {
    match event {
        "quiet" => {}
        "two_failures" => failures.by_this_class = failures.by_this_class.max(2),
        "three_failures" => failures.by_this_class = 3,
        "denied_prompt" => failures.denied_prompt = true,
        "recovered_long_ago" => {
            account.recovered_at = account.recovered_at.or(Some(NOW - 73 * HOUR));
        }
        "recovered" => account.recovered_at = Some(NOW - 71 * HOUR),
        "reset" => account.password_just_reset = true,
        "suspended" => account.suspended = true,
        "copied_key" => account.passkey_copied = true,
        _ => panic!("no such event: {event}"),
    }
}

#[test]
fn every_combination_of_evidence_is_judged_as_the_table_says() {
    let mut lines = TABLE.trim().lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let heading = lines.next().unwrap();
    let events = &heading[2..];
    let mut judged = 0;
    for row in lines {
        assert_eq!(row.len(), heading.len(), "{row:?}");
        for chosen in 0..1_u32 << events.len() {
            let (mut failures, mut account) = (RecentFailures::default(), AccountEvents::default());
            let mut expected = verdict(row[2]);
            let mut story = vec![row[0], row[1]];
            for (at, event) in events.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1) {
                happen(event, &mut failures, &mut account);
                expected = expected.max(verdict(row[2 + at]));
                story.push(event);
            }
            let visit =
                Visit { browser: browser(row[0]), place: place(row[1]), failures, account, ..usual_visit() };
            assert_eq!(assess(&visit, &usual_history()).verdict, expected, "{story:?}");
            judged += 1;
        }
    }
    assert_eq!(judged, 20 * 512);
}
