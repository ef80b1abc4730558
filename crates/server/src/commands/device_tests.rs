//! Stories of a phone at the command line, against a real house on loopback; and of everything that can be wrong before it is reached.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;
use flows::{DemoPower, House, ImportedMethod, ImportedPassword, NewPerson, SignInKey, Visitor};
use rules::method::MethodKind;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, spawn_blocking};
use web::app::{AppParts, router};
use web::edge::places::Places;
use web::edge::threads::Threads;
use zeroize::Zeroizing;

use crate::commands::CommandLine;
use crate::commands::home::Home;
use crate::config::Environment;
use crate::wiring::{self, Couriers};

const PASSWORD: &str = "seven quiet lanterns";
const POWER: DemoPower = DemoPower::of_the_demo();

/// A house that answers on loopback, with Ana in it, and a folder for her phone.
struct World {
    house: Arc<House>,
    url: String,
    folder: TempDir,
}

/// What a command ends with.
type Ended = anyhow::Result<ExitCode>;

fn begun(line: &[&str]) -> JoinHandle<Ended> {
    let words: Vec<String> =
        ["vestibule", "device"].iter().chain(line).map(|word| (*word).to_owned()).collect();
    spawn_blocking(move || CommandLine::try_parse_from(words)?.run(&Environment::default()))
}

async fn ended(line: &[&str]) -> Ended {
    begun(line).await.unwrap()
}

/// What a command that could not do it says.
async fn complaint(line: &[&str]) -> String {
    format!("{:#}", ended(line).await.unwrap_err())
}

impl World {
    async fn open() -> Self {
        wiring::crypto();
        let folder = tempfile::tempdir().unwrap();
        let config = Home::in_folder(folder.path().to_owned()).config(&Environment::default()).unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let address = url.parse().unwrap();
        let house = Arc::new(wiring::house(&config, Couriers::None, &address).await.unwrap());
        let imported = flows::Imported {
            person: NewPerson { user_name: "ana".into(), ..NewPerson::default() },
            password: ImportedPassword::Typed(Zeroizing::new(PASSWORD.into())),
            methods: vec![ImportedMethod::RecoveryCodes],
        };
        house.import_person(&imported).await.unwrap().unwrap();
        let parts = AppParts {
            house: Arc::clone(&house),
            url: address,
            proxies: config.listen.proxies.clone(),
            places: Places::default(),
            limits: config.listen.limits,
            demo: None,
        };
        tokio::spawn(web::edge::serve::serve(
            listener,
            Threads::start(wiring::cores()).unwrap(),
            router(parts),
            config.listen.limits,
            None,
            std::future::pending(),
        ));
        Self { house, url, folder }
    }

    fn file(&self) -> String {
        self.folder.path().join("phone").join("device.json").display().to_string()
    }

    async fn link(&self) -> String {
        let pairing = self.house.pair_in_demo(&POWER, "ana", "").await.unwrap().unwrap();
        format!("{}/app/#pair={}", self.url, pairing.code)
    }

    /// Pairs a phone as a person does: the link here, the confirmation in the browser once the phone is shown there.
    async fn paired(&self) {
        let (file, link) = (self.file(), self.link().await);
        let mut waiting = self.house.demo_waiting(&POWER, "ana").await.unwrap().unwrap();
        let pair = begun(&["--home", &file, "pair", &link, "--name", "Terminal"]);
        waiting.moved().await;
        assert!(self.house.confirm_in_demo(&POWER, "ana").await.unwrap().unwrap());
        assert_eq!(pair.await.unwrap().unwrap(), ExitCode::SUCCESS);
    }

    /// A sign-in that waits for the phone, with the number on its page.
    async fn asked(&self) -> (SignInKey, String) {
        let told = self
            .house
            .start_sign_in(&visitor(), "ana", Zeroizing::new(PASSWORD.into()), false)
            .await
            .unwrap();
        let key = SignInKey { id: told.id.clone(), secret: told.decision.granted.sign_in.clone().unwrap() };
        let prompts =
            told.methods.iter().find(|method| method.kind() == MethodKind::MobilePrompt).unwrap().id;
        let told = self.house.choose(&visitor(), &key, prompts).await.unwrap();
        (key, told.prompt.expect("the phone is asked").prompt.number)
    }

    async fn is_in(&self, key: &SignInKey) -> bool {
        self.house.finish(&visitor(), key, false).await.unwrap().decision.granted.session.is_some()
    }
}

fn visitor() -> Visitor {
    Visitor {
        ip: Some([203, 0, 113, 7].into()),
        address: Some("203.0.113.7".into()),
        network: Some("203.0.113.7".into()),
        user_agent: risk::UserAgent::read(b"", &risk::ClientHints::default()),
        whereabouts: risk::Whereabouts::only(risk::Place::NotConfigured),
        browsers: Vec::new(),
        opened_link: None,
        own_phone: None,
        locale: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_pairs_the_command_line_and_signs_in_by_it() {
    let world = World::open().await;
    world.paired().await;
    let file = world.file();
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "nobody else reads the key");

    assert_eq!(
        ended(&["approve", "12", "--home", &file]).await.unwrap(),
        ExitCode::from(super::NOTHING_ASKED)
    );
    let (key, number) = world.asked().await;
    assert_eq!(ended(&["listen", "--once", "--home", &file]).await.unwrap(), ExitCode::SUCCESS);
    for slip in [&number[..1], "1234567", "4x"] {
        let said = complaint(&["approve", slip, "--home", &file]).await;
        assert!(said.contains("2 digits") && said.contains("nothing was sent"), "{said}");
    }
    assert_eq!(ended(&["approve", &number, "--home", &file, "--json"]).await.unwrap(), ExitCode::SUCCESS);
    assert!(world.is_in(&key).await);
    assert_eq!(ended(&["show", "--home", &file]).await.unwrap(), ExitCode::SUCCESS);
    assert_eq!(ended(&["show", "--home", &file, "--json"]).await.unwrap(), ExitCode::SUCCESS);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_way_to_fail_an_answer_ends_with_its_own_code() {
    let world = World::open().await;
    world.paired().await;
    let file = world.file();
    let (key, number) = world.asked().await;
    let other = if number == "11" { "12" } else { "11" };
    assert_eq!(
        ended(&["approve", other, "--home", &file]).await.unwrap(),
        ExitCode::from(super::WRONG_NUMBER)
    );
    assert!(!world.is_in(&key).await);
    assert_eq!(
        ended(&["approve", &number, "--prompt", "gone", "--home", &file]).await.unwrap(),
        ExitCode::from(super::OVER)
    );
    let (key, _) = world.asked().await;
    assert_eq!(ended(&["cancel", "--home", &file]).await.unwrap(), ExitCode::SUCCESS);
    assert!(!world.is_in(&key).await);
    let (key, _) = world.asked().await;
    assert_eq!(ended(&["deny", "--home", &file]).await.unwrap(), ExitCode::SUCCESS);
    assert!(world.house.look(&visitor(), &key).await.unwrap().decision.granted.session.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_was_signed_out_forgets_its_key_and_says_so() {
    let world = World::open().await;
    world.paired().await;
    let file = world.file();
    let listening = begun(&["listen", "--home", &file]);
    let kept = super::Kept::read(file.clone().into()).unwrap();
    world.house.sign_out_phone(&visitor(), kept.device.token.reveal(), true).await.unwrap().unwrap();
    assert_eq!(listening.await.unwrap().unwrap(), ExitCode::from(super::SIGNED_OUT));
    assert!(!fs::exists(&file).unwrap(), "the key is gone");
    let said = complaint(&["listen", "--home", &file]).await;
    assert!(said.contains("vestibule device pair"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_deletes_the_key_and_asks_before_it_was_the_last_way_in() {
    let world = World::open().await;
    world.paired().await;
    let file = world.file();
    let said = complaint(&["sign-out", "--home", &file]).await;
    assert!(said.contains("--even-if-last-way-in"), "{said}");
    assert!(fs::exists(&file).unwrap());
    assert_eq!(
        ended(&["sign-out", "--even-if-last-way-in", "--home", &file]).await.unwrap(),
        ExitCode::SUCCESS
    );
    assert!(!fs::exists(&file).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_works_once_and_a_living_phone_is_not_overwritten() {
    let world = World::open().await;
    let (file, link) = (world.file(), world.link().await);
    assert_eq!(ended(&["pair", &link, "--no-wait", "--home", &file]).await.unwrap(), ExitCode::SUCCESS);
    assert_eq!(
        ended(&["approve", "12", "--home", &file]).await.unwrap(),
        ExitCode::from(super::NOTHING_ASKED)
    );
    let again = complaint(&["pair", &link, "--no-wait", "--home", &file]).await;
    assert!(again.contains("--force"), "{again}");
    let used = complaint(&["pair", &link, "--no-wait", "--force", "--home", &file]).await;
    assert!(used.contains("unknown, used or too old"), "{used}");
    assert!(super::Kept::read(file.clone().into()).is_ok(), "what was kept is kept");
    // The browser begins anew, which ends the phone that waited: now its file may be taken.
    let link = world.link().await;
    assert_eq!(ended(&["pair", &link, "--no-wait", "--home", &file]).await.unwrap(), ExitCode::SUCCESS);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_before_anything_is_sent_is_told_with_the_cure() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (none, broken, open) = (at("none"), at("broken"), at("open"));
    for (file, mode) in [(&broken, 0o600), (&open, 0o644)] {
        fs::write(file, "{\"site\": 1").unwrap();
        fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
    }
    for (file, cure) in
        [(&none, "vestibule device pair"), (&broken, "delete it and pair again"), (&open, "chmod 600")]
    {
        for command in [&["listen"][..], &["approve", "12"], &["deny"], &["show"], &["sign-out"]] {
            let said = complaint(&[command, &["--home", file]].concat()).await;
            assert!(said.contains(cure), "{command:?}: {said}");
        }
    }
    let fresh = at("fresh");
    for (link, cure) in [
        ("https://id.example.org/settings/security", "copy the whole of it"),
        ("http://id.example.org/app/#pair=abc", "https"),
        ("http://localhost:1/app/#pair=abc", "cannot be reached"),
    ] {
        let said = complaint(&["pair", link, "--home", &fresh]).await;
        assert!(said.contains(cure), "{link}: {said}");
    }
    let said = complaint(&["pair", "abc", "--url", "http://localhost:1", "--home", &fresh]).await;
    assert!(said.contains("http://localhost:1/: the site cannot be reached"), "{said}");
    let said = complaint(&["listen"]).await;
    assert!(said.contains("--home"), "without HOME there is no default: {said}");
    assert!(!fs::exists(&fresh).unwrap(), "nothing is kept of a pairing that failed");
}
