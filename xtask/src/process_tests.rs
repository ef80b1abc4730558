//! Stories about programs that start, say when they are ready and never outlive us.

use super::*;

fn processes_of(group: u32) -> usize {
    let stats = std::fs::read_dir("/proc").expect("Linux shows its processes").flatten();
    let of_group =
        stats.filter_map(|entry| std::fs::read_to_string(entry.path().join("stat")).ok()).filter(|stat| {
            let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
            let fields: Vec<&str> = after_name.split_whitespace().collect();
            fields.first() != Some(&"Z") && fields.get(2) == Some(&group.to_string().as_str())
        });
    of_group.count()
}

#[tokio::test]
async fn dropping_a_group_ends_the_program_and_its_children() {
    let mut shell = command("sh", Stop::Politely, None);
    shell.args(["-c", "sleep 600 & sleep 600 & wait"]);
    let group = Group::start("a shell", shell, Stop::Politely).unwrap();
    let id = group.id().unwrap();
    let mut beat = interval(POLL);
    while processes_of(id) < 3 {
        beat.tick().await;
    }
    drop(group);
    // What was killed takes the kernel a moment to clear away, on a busy machine a long one.
    let gone = async {
        while processes_of(id) > 0 {
            beat.tick().await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(60), gone).await.is_ok(), "something was left running");
}

#[tokio::test]
async fn a_program_that_ends_before_it_is_ready_shows_its_last_words() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut shell = command("sh", Stop::AtOnce, None);
    shell.args(["-c", "echo the port is taken; exit 3"]);
    let mut group = Group::start_logged("the gateway", shell, Stop::AtOnce, &log).unwrap();
    let fault =
        group.until_ready(Duration::from_secs(60), &log, async || false).await.unwrap_err().to_string();
    assert!(fault.contains("the gateway ended") && fault.contains("the port is taken"), "{fault}");
}

#[tokio::test]
async fn a_cargo_that_we_start_does_not_hear_of_our_own_package() {
    assert!(
        std::env::vars_os().any(|(name, _)| tells_of_a_package(&name)),
        "cargo tells a test of its package"
    );
    let told = command("env", Stop::AtOnce, None).output().await.unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.lines().any(|line| line.starts_with("PATH=")), "{told}");
    let names = told.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name);
    assert_eq!(names.filter(|name| tells_of_a_package(OsStr::new(name))).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn free_ports_differ() {
    let [one, two, three] = free_ports::<3>().unwrap();
    assert!(one != two && two != three && one != three);
}

#[test]
fn root_is_known_by_name_and_strangers_are_not() {
    assert_eq!(User::named("root").map(|user| (user.uid, user.gid)), Some((0, 0)));
    assert!(User::named("nobody-of-that-name").is_none());
}
