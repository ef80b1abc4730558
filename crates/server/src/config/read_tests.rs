//! What an operator who mistypes something is told.

use super::*;
use crate::config::Config;

fn refusal(text: &str, variables: &[(&str, &str)]) -> String {
    Config::of_text(Path::new("vestibule.toml"), text, &Environment::of(variables)).unwrap_err().to_string()
}

#[test]
fn a_typo_is_refused_with_its_line_and_the_nearest_key() {
    for (text, told) in [
        ("[site]\nnmae = \"x\"", "vestibule.toml:2: `site.nmae`: there is no such key; did you mean `name`?"),
        ("\n[sites]\n", "vestibule.toml:2: `sites`: there is no such key; did you mean `site`?"),
        ("profil = \"strict\"", "vestibule.toml:1: `profil`: there is no such key; did you mean `profile`?"),
        (
            "profile = \"stirct\"",
            "vestibule.toml:1: `profile`: not one of its values; did you mean `strict`?",
        ),
        ("[signup]\n\nqqqqqq = 1", "vestibule.toml:3: `signup.qqqqqq`: there is no such key; there are open"),
    ] {
        assert_eq!(refusal(text, &[]), told);
    }
}

#[test]
fn a_wrong_value_is_placed_and_not_quoted() {
    for (text, told) in [
        (
            "[listen]\nmax_connections = \"hunter2\"",
            "vestibule.toml:2: `listen.max_connections`: expected a whole number, such as 4096",
        ),
        (
            "[listen]\nmetrics = \"9400\"",
            "vestibule.toml:2: `listen.metrics`: expected an address and a port, such as \"127.0.0.1:9400\"",
        ),
        ("[site]\nname = 5", "vestibule.toml:2: `site.name`: expected a string, such as \"Vestibule\""),
    ] {
        assert_eq!(refusal(text, &[]), told);
    }
    let span = refusal("[rules]\n# why\nsession_for = \"2 weeks or so\"", &[]);
    assert!(span.starts_with("vestibule.toml:3: `rules.session_for`: expected a span of time"), "{span}");
    let broken = refusal("[site]\nname = \"x\nurl = 3", &[]);
    assert!(broken.starts_with("vestibule.toml:2: "), "{broken}");
    let twice = refusal("[site]\nname = \"x\"\nname = \"y\"", &[]);
    assert!(twice.starts_with("vestibule.toml:3: "), "{twice}");
}

#[test]
fn a_typo_inside_a_courier_is_placed_at_its_list() {
    let text =
        "[text_messages]\ncountries = \"any\"\n[[text_messages.couriers]]\nkind = \"kannel\"\nurll = \"x\"\n";
    let told = refusal(text, &[]);
    assert!(told.starts_with("vestibule.toml:") && told.contains("did you mean `url`?"), "{told}");
}

#[test]
fn the_environment_goes_before_the_file_and_its_typos_are_refused_too() {
    let file = "[site]\nname = \"File\"\n[rules]\npassword_min = 14\n[[text_messages.couriers]]\nkind = \"kannel\"\n\
        url = \"http://127.0.0.1:13013/x\"\nusername = \"v\"\nfrom = \"V\"\n";
    let set = [
        ("VESTIBULE__SITE__NAME", "12345"),
        ("VESTIBULE__PROFILE", "strict"),
        ("VESTIBULE__LISTEN__TRUSTED_PROXIES", "[\"10.0.0.0/8\"]"),
        ("VESTIBULE__RULES__WHEN_RISKY_ALLOWED", "true"),
        ("VESTIBULE__TEXT_MESSAGES__COURIERS__0__PASSWORD", "987654"),
        ("OTHER", "ignored"),
    ];
    let config = Config::of_text(Path::new("vestibule.toml"), file, &Environment::of(&set)).unwrap();
    assert_eq!(config.site.name, "12345", "text stays text");
    assert_eq!((config.rules.password_min, config.rules.when_risky_allowed), (14, true));
    assert_eq!(config.rules.profile, rules::settings::Profile::Strict);
    assert_eq!(config.listen.proxies.trusted.len(), 1);
    for (name, value, told) in [
        ("VESTIBULE__SITE__NMAE", "x", "`site.nmae`: there is no such key; did you mean `name`?"),
        ("VESTIBULE__LISTEN__MAX_CONNECTIONS", "many", "`listen.max_connections`: expected a whole number"),
        ("VESTIBULE__PROFILE__X", "y", "`profile`: "),
    ] {
        let said = refusal("", &[(name, value)]);
        assert!(said.starts_with(&format!("environment variable {name}: {told}")), "{said}");
    }
    let nowhere = refusal("", &[("VESTIBULE__TEXT_MESSAGES__COURIERS__0__PASSWORD", "x")]);
    assert!(
        nowhere.starts_with("environment variable VESTIBULE__TEXT_MESSAGES__COURIERS__0__PASSWORD"),
        "{nowhere}"
    );
}
