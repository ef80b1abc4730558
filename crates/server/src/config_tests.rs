//! What configs come to, and which are refused.

use super::*;
use risk::Verdict;
use rules::action::{ActionName, ActionRule};
use store::Place;

fn read(text: &str) -> Result<Config, ConfigError> {
    let environment = Environment::of(&[("MY_KEYS", "root:abc")]);
    Config::of_text(Path::new("/etc/vestibule/vestibule.toml"), text, &environment)
}

#[test]
fn an_empty_file_is_a_whole_config_for_this_machine() {
    let config = read("").unwrap();
    assert_eq!(config.site.url.as_str(), "http://localhost:8400/");
    assert_eq!(config.listen.address.to_string(), "127.0.0.1:8400");
    assert!(config.mail.is_none() && !config.signup_open && config.listen.tls.is_none());
    assert_eq!(config.rules, Settings { text_messages: false, mail: false, ..Settings::default() });
}

#[test]
fn paths_are_relative_to_the_file() {
    let text = "[keys]\nfile = \"k\"\n[listen]\ntls_cert = \"c.pem\"\ntls_key = \"/run/k.pem\"\n\
        [mail]\nfrom = \"a@example.org\"\ncourier = { kind = \"folder\", path = \"mails\" }\n\
        [[text_messages.couriers]]\nkind = \"folder\"\npath = \"texts\"\n";
    let config = read(text).unwrap();
    let folder = Path::new("/etc/vestibule");
    assert!(matches!(&config.keys, KeySource::File(path) if *path == folder.join("k")));
    let tls = config.listen.tls.clone().unwrap();
    assert_eq!((tls.cert, tls.key), (folder.join("c.pem"), PathBuf::from("/run/k.pem")));
    let DatabaseConfig::Sqlite(sqlite) = &config.database else { panic!("SQLite is the default") };
    assert_eq!(sqlite.place, Place::File(folder.join("vestibule-data/vestibule.sqlite")));
    let printed = format!("{config:?}");
    assert!(
        printed.contains("/etc/vestibule/mails") && printed.contains("/etc/vestibule/texts"),
        "{printed}"
    );
    assert!(config.rules.mail && !config.rules.text_messages, "no country is served yet");
}

#[test]
fn data_on_addresses_are_one_file_or_several_and_countries_alone_make_places_known() {
    let one = read("[files]\ncountries = \"c.mmdb\"\ntor_exits = [\"/var/t.txt\"]").unwrap();
    let folder = Path::new("/etc/vestibule");
    assert_eq!(one.files.places.countries, [folder.join("c.mmdb")]);
    assert_eq!(one.files.places.tor_exits, [PathBuf::from("/var/t.txt")]);
    assert!(one.rules.places_known && one.files.places.network_owners.is_empty());
    let two = read("[files]\ncountries = [\"4.mmdb\", \"6.mmdb\"]").unwrap();
    assert_eq!(two.files.places.countries, [folder.join("4.mmdb"), folder.join("6.mmdb")]);
    assert!(two.to_string().contains("by /etc/vestibule/4.mmdb, then /etc/vestibule/6.mmdb"), "{two}");
    let lists = "hosting_networks = \"h\"\nvpn_networks = \"v\"\ntor_exits = \"t\"\nnetwork_owners = \"o\"";
    let none = read(&format!("[files]\ncountries = []\n{lists}")).unwrap();
    assert!(!none.rules.places_known && none.files.places.each().count() == 4);
    let wrong = read("[files]\ncountries = 7").unwrap_err().to_string();
    assert!(wrong.contains("`files.countries`: expected a path or a list of paths"), "{wrong}");
}

#[test]
fn lists_of_files_can_be_set_in_the_environment() {
    for (set, files) in [("c.mmdb", 1), ("[\"4.mmdb\", \"6.mmdb\"]", 2)] {
        let environment = Environment::of(&[("VESTIBULE__FILES__COUNTRIES", set)]);
        let config = Config::of_text(Path::new("vestibule.toml"), "", &environment).unwrap();
        assert_eq!(config.files.places.countries.len(), files, "{set}");
    }
}

#[test]
fn texts_are_sent_once_they_have_a_courier_and_a_country_and_are_not_switched_off() {
    let sent = |more: &str| {
        let text =
            format!("[text_messages]\n{more}\n[[text_messages.couriers]]\nkind = \"folder\"\npath = \"t\"\n");
        read(&text).unwrap().rules.text_messages
    };
    assert!(sent("countries = [\"PT\"]") && sent("countries = \"any\""));
    assert!(!sent("") && !sent("countries = \"any\"\nenabled = false"));
}

#[test]
fn push_messages_are_sent_in_the_sites_name_unless_another_contact_is_set() {
    let contact = |text: &str| read(text).unwrap().push.map(|push| push.contact.to_string());
    assert_eq!(contact("").as_deref(), Some("https://localhost:8400/"));
    let site = "[site]\nurl = \"https://id.example.org\"\n";
    assert_eq!(contact(site).as_deref(), Some("https://id.example.org/"));
    let set = "[push]\ncontact = \"mailto:admin@example.org\"";
    assert_eq!(contact(set).as_deref(), Some("mailto:admin@example.org"));
    assert_eq!(contact("[push]\nenabled = false"), None);
    let own = read("[push]\nown_services = [\"http://127.0.0.1:4000\"]").unwrap();
    assert!(own.to_string().contains("also through http://127.0.0.1:4000, inside the house"), "{own}");
    assert!(read("[push]\nenabled = false").unwrap().to_string().contains("Push       switched off"));
}

#[test]
fn what_does_not_fit_together_is_refused_with_its_key() {
    for (text, key) in [
        ("[site]\nurl = \"http://id.example.org\"", "site.url"),
        ("[push]\ncontact = \"admin@example.org\"", "push.contact"),
        ("[push]\nown_services = [\"http://push.example.org\"]", "push.own_services"),
        ("[push]\nown_services = [\"https://push.internal/path\"]", "push.own_services"),
        ("[site]\nurl = \"https://id.example.org/login\"", "site.url"),
        ("[site]\nurl = \"https://me:pw@id.example.org\"", "site.url"),
        ("[site]\nurl = \"ftp://localhost\"", "site.url"),
        ("[site]\nname = \" \"", "site.name"),
        ("[site]\nlanguages = []", "site.languages"),
        ("[site]\nlanguages = [\"xx\"]", "site.languages"),
        ("[listen]\ntls_cert = \"c.pem\"", "listen.tls_cert"),
        ("[listen]\nmetrics = \"127.0.0.1:8400\"", "listen.metrics"),
        ("[listen]\nmax_connections = 0", "listen.max_connections"),
        ("[listen]\nrequest_timeout = \"0s\"", "listen.request_timeout"),
        ("[database]\npath = \"a\"\nurl = \"postgres://a\"", "database.url"),
        ("[database]\nca_file = \"a\"", "database.ca_file"),
        ("[database]\npool_size = 3", "database.pool_size"),
        ("[keys]\nfile = \"a\"\nvariable = \"MY_KEYS\"", "keys.variable"),
        ("[keys]\nvariable = \"NOT_SET\"", "keys.variable"),
        ("[mail]\nfrom = \"a@example.org\"", "mail.from"),
        ("[signup]\nopen = true", "signup.open"),
        ("[text_messages]\nbreaker_used_percent = 101", "text_messages.breaker_used_percent"),
        ("[rules]\ntext_code_for = \"11m\"", "rules.text_code_for"),
        ("[rules]\nsession_for = \"1h\"\nsession_idle = \"2h\"", "rules.session_idle"),
        ("[rules]\nfresh_for = \"5s\"", "rules.fresh_for"),
        ("[rules]\npassword_min = 7", "rules.password_min"),
        ("[rules]\nwhen_risky_allowed = false", "rules.verify_default"),
        ("[risk]\ngroups = { client = \"refuse\" }", "risk.groups"),
        ("[risk.groups.client]\nleast = \"challenge\"\nfresh_for = \"59s\"", "risk.groups"),
        ("[events]\nkeep_for = \"6d\"", "events.keep_for"),
        ("[risk]\nshare_failures_every = \"6m\"", "risk.share_failures_every"),
        ("[risk.actions.Payout]\nleast = \"challenge\"", "risk.actions"),
        ("[risk.actions.\"../x\"]\nleast = \"challenge\"", "risk.actions"),
        ("[risk.actions.\"vestibule.administration\"]\nleast = \"challenge\"", "risk.actions"),
        ("[risk.actions.\"\"]\nleast = \"challenge\"", "risk.actions"),
        ("[risk.actions.pay]\nleast = \"allow\"", "risk.actions"),
        ("[risk.actions.pay]\nleast = \"refuse\"", "risk.actions"),
        ("[risk.actions.pay]\nleast = \"challenge\"\nfresh_for = \"9s\"", "risk.actions"),
        ("[risk.actions.pay]\nleast = \"challenge\"\nfresh_for = \"15d\"", "risk.actions"),
    ] {
        let refused = read(text).unwrap_err().to_string();
        assert!(refused.starts_with(&format!("{key}: ")), "{text}: {refused}");
    }
}

#[test]
fn an_action_takes_what_is_set_and_else_the_freshness_of_the_rules() {
    let rule = |text: &str, name: &str| {
        let config = read(text).unwrap();
        let name = ActionName::parse(name).unwrap();
        config.rules.risk.actions.get(&name).copied()
    };
    let strong = |fresh_for| Some(ActionRule { least: Verdict::ChallengeStrong, fresh_for });
    let inline = "[risk]\nactions = { withdrawal = { least = \"challenge_strong\", fresh_for = \"5m\" } }";
    let table = "[risk.actions.withdrawal]\nleast = \"challenge_strong\"\nfresh_for = 300";
    assert_eq!((rule(inline, "withdrawal"), rule(table, "withdrawal")), (strong(300), strong(300)));
    let usual = "[risk.actions.pay-out_2]\nleast = \"challenge_strong\"";
    assert_eq!(rule(usual, "pay-out_2"), strong(600));
    assert_eq!(rule(&format!("profile = \"strict\"\n{usual}"), "pay-out_2"), strong(300));
    let told = read(inline).unwrap().to_string();
    assert!(told.contains("action withdrawal: a strong second step within 5m"), "{told}");
    let environment = Environment::of(&[("VESTIBULE__RISK__ACTIONS", "{ pay = { least = \"challenge\" } }")]);
    let config = Config::of_text(Path::new("vestibule.toml"), "", &environment).unwrap();
    assert_eq!(config.rules.risk.actions.len(), 1);
}

#[test]
fn what_is_mistyped_in_an_action_is_placed_and_named() {
    let wrong = |text: &str| read(text).unwrap_err().to_string();
    let typo = wrong("[risk.actions.pay]\nleast = \"challenge\"\nfresh_fro = \"5m\"");
    assert!(typo.contains("vestibule.toml:3: ") && typo.contains("did you mean `fresh_for`?"), "{typo}");
    let none = wrong("[risk.actions.pay]\nfresh_for = \"5m\"");
    assert!(none.contains("least"), "{none}");
    let named = wrong("[risk.actions.Payout]\nleast = \"challenge\"");
    assert!(named.contains("Payout: an action's name has 1 to 64"), "{named}");
}

#[test]
fn http_is_for_this_machine_and_https_for_everybody() {
    for url in ["http://localhost:8400", "http://127.0.0.1", "http://[::1]:9", "https://id.example.org"] {
        assert!(read(&format!("[site]\nurl = \"{url}\"")).is_ok(), "{url}");
    }
}

#[test]
fn spans_are_written_as_people_do() {
    let config =
        read("[rules]\nsession_for = \"2d\"\nsession_idle = \"90m\"\nfresh_for = 300\nskip_for = \"0s\"")
            .unwrap();
    let rules = &config.rules;
    assert_eq!(
        (rules.session_for, rules.session_idle, rules.fresh_for, rules.skip_for),
        (172_800, 5_400, 300, 0)
    );
    assert!(
        read("[rules]\nsession_for = \"-1h\"").is_err()
            && read("[rules]\nsession_for = \"1 month\"").is_err()
    );
}

#[test]
fn a_check_says_what_the_config_means_without_its_secrets() {
    let text = "profile = \"strict\"\n[database]\nurl = \"postgres://v:hunter2@db/v\"\n[keys]\nvariable = \"MY_KEYS\"\n\
        [mail]\nfrom = \"a@example.org\"\n[mail.courier]\nkind = \"smtp\"\nhost = \"mail.example.org\"\n\
        username = \"v\"\npassword = \"hunter2\"\n";
    let config = read(text).unwrap();
    let told = config.to_string();
    for part in [
        "PostgreSQL, 16",
        "variable MY_KEYS",
        "through mail.example.org",
        "strict",
        "12h at most, 30m unused",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    for secret in ["hunter2", "root:abc"] {
        assert!(!told.contains(secret) && !format!("{config:?}").contains(secret), "{secret}");
    }
}
