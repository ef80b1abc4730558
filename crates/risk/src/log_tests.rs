//! Logs are read as they are written, whatever breaks on the way: the stories of the rehearsal's input.

use std::collections::HashMap;

use super::{
    Entry, Fault, Heading, Judged, Problem, Reader, Rehearsal, Rules, SecondStep, Step, line, poisoning_line,
};
use crate::generate::{Draw, Recipe, SignIn, poisoning, year};
use crate::{GroupRule, Key, NetworkKind, Place, Policy, TokenEvidence, UnknownBrowser, Verdict};

const HEADING: &str = "index,Login Timestamp,User ID,Round-Trip Time [ms],IP Address,Country,Region,City,ASN,\
    User Agent String,Browser Name and Version,OS Name and Version,Device Type,Login Successful,Is Attack IP,\
    Is Account Takeover\n";

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0";

/// Reads bytes that come in pieces of this size.
fn read_in(bytes: &[u8], size: usize) -> Vec<Result<Entry, Fault>> {
    let mut reader = Reader::default();
    let mut read = Vec::new();
    for piece in bytes.chunks(size.max(1)) {
        reader.feed(piece);
        read.extend(std::iter::from_fn(|| reader.next_entry()));
    }
    reader.end();
    read.extend(std::iter::from_fn(|| reader.next_entry()));
    read
}

fn read(text: &str) -> Vec<Result<Entry, Fault>> {
    read_in(text.as_bytes(), 7)
}

fn one(text: &str) -> Entry {
    let mut all = read(text);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0).unwrap()
}

fn fault(text: &str) -> Fault {
    read(text).into_iter().find_map(Result::err).unwrap()
}

fn small_year() -> Vec<SignIn> {
    year(&Recipe { people: 40, ..Recipe::WORK }, 5, 6)
}

fn written(year: &[SignIn]) -> String {
    let lines = (0..).zip(year).map(|(index, sign_in)| line(index, sign_in) + "\n");
    std::iter::once(format!("{Heading}\n")).chain(lines).collect()
}

#[test]
fn a_row_of_the_rba_data_set_is_read_with_its_pitfalls() {
    let row = format!(
        "7,2020-02-03 12:43:30.772,-4324475583306591935,,88.88.88.7,NA,-,-,29695,\"{FIREFOX}\",\
         Firefox 125,Linux,desktop,True,False,True\n"
    );
    let entry = one(&format!("{HEADING}{row}"));
    assert_eq!((entry.line, entry.at), (2, 1_580_733_810));
    assert_eq!(entry.user.as_ref(), "-4324475583306591935");
    assert_eq!(entry.country.unwrap().to_string(), "NA");
    assert_eq!(entry.place, Place::Country("NA".parse().unwrap()));
    assert_eq!(entry.owner, Some(29_695));
    assert_eq!(entry.user_agent.unwrap().major, Some(125));
    assert!(entry.successful && entry.takeover && !entry.bot);
    // Fillers and gaps contribute nothing, and a bot is called one.
    let gaps = "8,2020-02-03 12:43:31.000,5,,10.4.5.6,,-,-,500021,,,,bot,False,True,False\n";
    let entry = one(&format!("{HEADING}{gaps}"));
    assert_eq!((entry.owner, entry.network, entry.country, entry.user_agent), (None, None, None, None));
    assert_eq!(entry.place, Place::Private);
    assert!(entry.bot && !entry.successful);
}

#[test]
fn plain_csv_and_json_lines_name_their_columns_in_their_own_way() {
    let csv = "user,Time,ip,country,user_agent,groups,browser-token\n\
               ana,2026-01-02T10:00:00+02:00,198.51.100.4,pt,x,client;vip,abc\n";
    let json = "{\"user\":\"ana\",\"time\":1767340800,\"ip\":\"198.51.100.4\",\"country\":\"PT\",\
                \"user_agent\":\"x\",\"groups\":[\"client\",\"vip\"],\"browser_token\":\"abc\",\"more\":{\"a\":1}}\n";
    let (a, b) = (one(csv), one(json));
    assert_eq!(Entry { line: 1, ..a.clone() }, b);
    assert_eq!(a.at, 1_767_340_800);
    assert_eq!(a.groups.as_deref(), Some("client;vip"));
    assert!(a.browser.is_some() && a.successful && !a.takeover);
    assert_eq!(one("time,user\r\n2026-01-02,ana\r\n").place, Place::NotConfigured);
    assert_eq!(one("time,user,country\n2026-01-02,ana,\n").place, Place::Missing);
}

#[test]
fn times_are_read_as_logs_write_them() {
    let at = |text: &str| read(&format!("time,user\n{text},ana\n")).remove(0).map(|entry| entry.at).ok();
    for same in [
        "2024-02-29 23:59:59",
        "2024-02-29T23:59:59Z",
        "2024-02-29T23:59:59.999999+00:00",
        "2024-03-01 01:59:59 +0200",
        "2024-02-29T18:59:59-05",
        "1709251199",
        "1709251199123",
        "1709251199.5",
    ] {
        assert_eq!(at(same), Some(1_709_251_199), "{same}");
    }
    for wrong in [
        "2023-02-29",
        "yesterday",
        "2024-13-01",
        "2024-02-29 24:00",
        "-5",
        "9999999999999999999999",
        "2024-1-1",
    ] {
        assert_eq!(at(wrong), None, "{wrong}");
    }
    assert_eq!(super::date(19_782), (2024, 2, 29));
}

#[test]
fn a_broken_line_is_told_with_line_and_column_and_reading_goes_on() {
    let good = "2026-01-02,ana,PT,\"a \"\"b\"\" c\"\n";
    let heading = "time,user,country,user_agent\n";
    for (bad, column, problem) in [
        ("2026-01-02,ana\n", 15, Problem::Fields { found: 2, expected: 4 }),
        ("2026-01-02,ana,PT,x,y\n", 20, Problem::Fields { found: 5, expected: 4 }),
        ("never,ana,PT,x\n", 1, Problem::Value("Login Timestamp", "a time from 1970 to 2299")),
        ("2026-01-02,,PT,x\n", 12, Problem::Missing("User ID")),
        ("2026-01-02,ana,Portugal,x\n", 16, Problem::Value("Country", "a country code of two letters")),
        ("2026-01-02,ana,PT,\"x\n", 19, Problem::Unclosed),
        ("2026-01-02,ana,PT,\"x\" y\n", 22, Problem::AfterQuote),
    ] {
        let text = format!("{heading}{good}{bad}{good}{good}");
        let all = read(&text);
        let whole = all.iter().filter(|entry| entry.is_ok()).count();
        assert_eq!((all.len(), whole), (4, 3), "{bad}: {all:?}");
        assert_eq!(fault(&text), Fault { line: 3, column, problem }, "{bad}");
    }
    let text = "{\"time\":1,\"user\":\"a\"}\n{\"time\":2,\"user\":\n[1]\n{\"user\":\"a\"}\n{\"time\":3,\"user\":\"b\"}\n";
    let lines: Vec<u64> = read(text).into_iter().filter_map(Result::err).map(|fault| fault.line).collect();
    assert_eq!(lines, [2, 3, 4]);
}

#[test]
fn a_log_without_what_is_needed_says_so_at_once() {
    let fault = fault("when,who\n1,2\n");
    assert_eq!(fault.problem, Problem::NoColumn("Login Timestamp"));
    assert!(fault.problem.ends_the_log());
    assert!(self::fault("time,user,at\n1,2,3\n").problem.ends_the_log());
    assert_eq!(read("").len(), 0);
    assert_eq!(read("time,user\n").len(), 0);
}

#[test]
fn huge_fields_nul_and_invalid_utf_8_do_no_harm() {
    let row = |agent: &[u8]| [b"2026-01-02,ana,\"", agent, b"\"\n"].concat();
    let heading = b"time,user,user_agent\n".to_vec();
    for agent in [vec![b'x'; 10_240], vec![b'"'; 10_240], vec![0; 300], vec![0xff; 300], b"a\r\nb\n".to_vec()]
    {
        let text = [heading.clone(), row(&agent), row(b"y")].concat();
        let read = read_in(&text, 1_000);
        assert!(read.len() == 2 && read.iter().all(Result::is_ok), "{:?}", agent.first());
    }
    let huge = [heading, row(&vec![b'x'; 3 << 20]), row(b"y")].concat();
    let read = read_in(&huge, 1 << 16);
    assert_eq!(read.first().unwrap().as_ref().unwrap_err().problem, Problem::TooLong);
    assert_eq!(read.last().unwrap().as_ref().unwrap().line, 3);
    let odd = [b"time,user\n2026-01-02,".as_slice(), &[0xff, 0, b'a'], b"\n"].concat();
    assert_eq!(read_in(&odd, 3).remove(0).unwrap().user.as_ref(), "\u{fffd}\0a");
}

#[test]
fn whatever_is_done_to_a_log_it_is_read_to_its_end() {
    let text = written(&small_year()[..200]).into_bytes();
    let whole = read_in(&text, 4_096);
    assert!(whole.len() == 200 && whole.iter().all(Result::is_ok));
    for seed in 0..200 {
        let mut draw = Draw::new(seed, 0);
        let mut broken = text.clone();
        let heading = text.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        let below = |draw: &mut Draw, end: usize| draw.below(u32::try_from(end).unwrap()) as usize;
        for _ in 0..draw.below(12) {
            let at = heading + below(&mut draw, broken.len() - heading);
            let odd = [b'"', b'\n', b',', 0, 0xff, b'{', b'\r', b'-'];
            match draw.below(3) {
                0 => broken[at] = draw.one_of(0, &odd),
                1 => broken.truncate(at.max(heading + 1)),
                _ => broken.insert(at, draw.one_of(0, &odd)),
            }
        }
        let size = 1 + below(&mut draw, 700);
        let read = read_in(&broken, size);
        assert_eq!(read, read_in(&broken, broken.len()), "seed {seed}: pieces of {size} read otherwise");
        let lines = u64::try_from(broken.iter().filter(|byte| **byte == b'\n').count()).unwrap() + 1;
        let mut last = 1;
        for line in read.iter().map(|read| read.as_ref().map_or_else(|fault| fault.line, |entry| entry.line))
        {
            assert!(line > last && line <= lines, "seed {seed}: line {line} after {last} of {lines}");
            last = line;
        }
        assert!(
            broken.len() < text.len() - 500 || read.iter().filter(|r| r.is_ok()).count() > 100,
            "seed {seed}"
        );
    }
}

/// Two keys name the same thing wherever they stand for each other; never two for one.
fn same(
    names: &mut HashMap<(u8, Option<Key>), Option<Key>>,
    kind: u8,
    a: Option<Key>,
    b: Option<Key>,
) -> bool {
    *names.entry((kind, a)).or_insert(b) == b
}

#[test]
fn a_generated_log_reads_back_as_the_same_visits() {
    let year = small_year();
    let text = written(&year);
    let entries: Vec<Entry> = read_in(text.as_bytes(), 4_096).into_iter().map(Result::unwrap).collect();
    assert_eq!(entries.len(), year.len());
    let (mut there, mut back) = (HashMap::new(), HashMap::new());
    for (entry, sign_in) in entries.iter().zip(&year) {
        let (a, b) = (entry.signals(), sign_in.signals());
        assert_eq!((a.at, a.version, a.kind, a.position), (b.at, b.version, b.kind, b.position));
        assert_eq!(entry.known, Some(sign_in.token));
        assert_eq!(entry.user.as_ref(), format!("person-{:06}", sign_in.person));
        assert_eq!(entry.takeover, sign_in.actor != crate::generate::Actor::Owner);
        assert_eq!(entry.actor.as_deref(), Some(sign_in.actor.name()));
        let agent = entry.user_agent.unwrap();
        assert_eq!((agent.os, agent.browser), (sign_in.device.os, sign_in.device.browser));
        let pairs = [
            (a.country, b.country),
            (a.owner, b.owner),
            (a.network, b.network),
            (a.system, b.system),
            (a.browser, b.browser),
        ];
        for (kind, (a, b)) in (0..).zip(pairs) {
            assert!(same(&mut there, kind, a, b) && same(&mut back, kind, b, a), "{entry:?}");
        }
    }
    assert!(entries.iter().any(|entry| entry.country.is_some_and(|country| country.to_string() == "NA")));
    assert!(entries.iter().any(|entry| entry.kind == NetworkKind::Hosting));
}

fn rehearse(rules: Rules, entries: &[Entry]) -> Vec<Step> {
    let mut rehearsal = Rehearsal::new(rules, false);
    entries.iter().map(|entry| rehearsal.step(entry)).collect()
}

fn judged(step: Step) -> Judged {
    match step {
        Step::Judged(judged) => *judged,
        other => panic!("{other:?}"),
    }
}

/// Sign-ins of one person, an hour apart.
fn rows(rows: &[&str]) -> Vec<Entry> {
    let heading = "time,user,ip,country,user_agent,browser_token,success,groups\n";
    let lines = (0..).zip(rows).map(|(hour, row)| format!("{},ana,{row}\n", 1_790_000_000 + hour * 3_600));
    let text: String = std::iter::once(heading.to_owned()).chain(lines).collect();
    read(&text).into_iter().map(Result::unwrap).collect()
}

#[test]
fn a_known_browser_at_home_is_not_asked_and_an_unknown_one_abroad_is() {
    let home = "198.51.100.4,PT,x,home,true,";
    let steps = rehearse(Rules::default(), &rows(&[home, home, home, "203.0.113.9,US,x,other,true,"]));
    let judged: Vec<Judged> = steps.into_iter().map(judged).collect();
    assert_eq!(judged[0].reasons(), ["new_browser"]);
    assert!(
        judged[1..3].iter().all(|judged| judged.verdict == Verdict::Allow && judged.reasons().is_empty())
    );
    assert!(judged[3].verdict >= Verdict::Challenge);
    assert!(judged[3].reasons().starts_with(&["new_browser", "new_place"]), "{:?}", judged[3].reasons());
}

#[test]
fn a_group_has_its_least_and_an_unknown_browser_can_be_left_to_the_score() {
    let rules =
        Rules { groups: [("client".to_owned(), Verdict::ChallengeStrong.into())].into(), ..Rules::default() };
    let home = "198.51.100.4,PT,x,home,true,staff; client";
    let steps = rehearse(rules, &rows(&[home, home]));
    let last = judged(steps.into_iter().last().unwrap());
    assert_eq!((last.verdict, last.reasons()), (Verdict::ChallengeStrong, vec!["floor"]));
    let lenient = Policy { unknown_browser: UnknownBrowser::NewCountry, ..Policy::default() };
    let rules = Rules { policy: lenient, ..Rules::default() };
    let home = "198.51.100.4,PT,x,home,true,";
    let steps = rehearse(rules, &rows(&[home, home, "198.51.100.4,PT,x,second,true,"]));
    let last = judged(steps.into_iter().last().unwrap());
    assert!(!last.judgement.rules_ask, "{last:?}");
    assert!(!last.reasons().contains(&"new_browser"));
}

#[test]
fn wrong_passwords_count_duplicates_do_not_and_late_rows_do_no_harm() {
    let home = "198.51.100.4,PT,x,home,true,";
    let wrong = "192.0.2.7,PT,x,,false,";
    let mut entries = rows(&[home, home, wrong, wrong, wrong, "192.0.2.7,PT,x,,true,"]);
    let last = entries.last().cloned().unwrap();
    entries.push(last);
    let mut late = entries[0].clone();
    late.at -= 10 * 86_400;
    entries.push(late);
    let steps = rehearse(Rules::default(), &entries);
    assert!(steps[2..5].iter().all(|step| *step == Step::Failed));
    let stranger = judged(steps[5].clone());
    assert!(stranger.reasons().contains(&"recent_failures"), "{:?}", stranger.reasons());
    assert_eq!(stranger.verdict, Verdict::ChallengeStrong);
    assert_eq!(steps[6], Step::Duplicate);
    assert!(judged(steps[7].clone()).late > 9 * 86_400);
}

#[test]
fn whoever_passed_on_a_browser_is_not_asked_again_by_the_score_within_the_hours_of_grace() {
    let text = written(&year(&Recipe { people: 150, ..Recipe::WORK }, 2, 0));
    let entries: Vec<Entry> = read_in(text.as_bytes(), 4_096).into_iter().map(Result::unwrap).collect();
    let strict = Policy { budget: 0.2, ..Policy::default() };
    let steps = rehearse(Rules { policy: strict, ..Rules::default() }, &entries);
    let spared: Vec<Judged> =
        steps.into_iter().map(judged).filter(|judged| judged.judgement.spared).collect();
    assert!(!spared.is_empty());
    assert!(spared.iter().all(|judged| !judged.reasons().contains(&"new_browser")));
}

#[test]
fn a_thief_teaches_nothing_and_the_same_log_gives_the_same_decisions() {
    let text = written(&small_year());
    let entries: Vec<Entry> = read_in(text.as_bytes(), 4_096).into_iter().map(Result::unwrap).collect();
    let all = rehearse(Rules::default(), &entries);
    assert_eq!(all, rehearse(Rules::default(), &entries));
    let owners: Vec<Entry> = entries.iter().filter(|entry| !entry.takeover).cloned().collect();
    let alone: Vec<Verdict> =
        rehearse(Rules::default(), &owners).into_iter().map(|step| judged(step).verdict).collect();
    let among: Vec<Verdict> = entries
        .iter()
        .zip(all)
        .filter(|(entry, _)| !entry.takeover)
        .map(|(_, step)| judged(step).verdict)
        .collect();
    assert_eq!(alone, among);
    let thieves = entries.iter().filter(|entry| entry.takeover && entry.known != Some(TokenEvidence::Known));
    assert!(thieves.count() > 100);
}

#[test]
fn a_poisoner_who_fails_over_and_over_moves_nothing_and_is_asked_for_more() {
    let year = small_year();
    let beginning = year.last().unwrap().at - 86_400;
    let tries = poisoning(&year, beginning, 2, 9);
    assert!(
        tries.len() > 100 && tries.iter().filter(|poisoning| !poisoning.fails).count() * 21 == tries.len()
    );
    let mut rows: Vec<(i64, bool, String)> =
        (0..).zip(&year).map(|(index, sign_in)| (sign_in.at, false, line(index, sign_in))).collect();
    rows.extend(
        (0..).zip(&tries).map(|(index, poisoning)| {
            (poisoning.sign_in.at, poisoning.fails, poisoning_line(index, poisoning))
        }),
    );
    rows.sort_by_key(|(at, ..)| *at);
    let read = |rows: Vec<&str>, unmarked: bool| -> Vec<Entry> {
        let text = format!("{Heading}\n{}\n", rows.join("\n"));
        let mut entries: Vec<Entry> =
            read_in(text.as_bytes(), 4_096).into_iter().map(Result::unwrap).collect();
        let poisoners = entries.iter_mut().filter(|entry| entry.second_step == Some(SecondStep::Failed));
        poisoners.for_each(|entry| entry.takeover &= !unmarked);
        entries
    };
    let without =
        read(rows.iter().filter(|(_, fails, _)| !fails).map(|(.., row)| row.as_str()).collect(), false);
    let clean: Vec<Judged> = rehearse(Rules::default(), &without).into_iter().map(judged).collect();
    // Nothing is learned from a second step that was failed, whether the log knows the thief or not.
    for unmarked in [false, true] {
        let with = read(rows.iter().map(|(.., row)| row.as_str()).collect(), unmarked);
        let steps = rehearse(Rules::default(), &with);
        let others = with.iter().zip(steps).filter(|(entry, _)| entry.is_complete());
        for ((entry, step), clean) in others.zip(&clean) {
            let judged = judged(step);
            assert_eq!(judged.judgement.score, clean.judgement.score, "{entry:?}");
            if entry.actor.as_deref() == Some("poisoning") {
                assert_eq!(judged.verdict, Verdict::ChallengeStrong);
                assert!(judged.reasons().contains(&"recent_failures"), "{:?}", judged.reasons());
            }
        }
    }
}

#[test]
fn a_second_step_is_passed_failed_abandoned_or_none_and_nothing_else() {
    let one = |value: &str| read(&format!("time,user,second_step\n1790000000,ana,{value}\n")).remove(0);
    for (value, step, complete) in [
        ("passed", Some(SecondStep::Passed), true),
        ("Failed", Some(SecondStep::Failed), false),
        ("denied", Some(SecondStep::Failed), false),
        ("abandoned", Some(SecondStep::Abandoned), false),
        ("none", None, true),
        ("", None, true),
    ] {
        let entry = one(value).unwrap();
        assert_eq!((entry.second_step, entry.is_complete()), (step, complete), "{value}");
    }
    let told = one("perhaps").unwrap_err();
    assert_eq!(told.problem, Problem::Value("Second Step", "passed, failed, abandoned or none"));
}

#[test]
fn a_group_with_a_freshness_is_asked_again_once_its_last_proof_in_that_browser_is_too_old() {
    let rule = GroupRule { least: Verdict::Challenge, fresh_for: Some(5_400) };
    let rules = Rules { groups: [("staff".to_owned(), rule)].into(), ..Rules::default() };
    let home = "198.51.100.4,PT,x,home,true,staff";
    let steps = rehearse(rules, &rows(&[home, home, home, home]));
    let asked: Vec<bool> = steps.into_iter().map(|step| judged(step).verdict > Verdict::Allow).collect();
    assert_eq!(asked, [true, false, true, false], "an hour apart, fresh for an hour and a half");
}
