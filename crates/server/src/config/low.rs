//! The config as it is written: every section, key, default and meaning, in one table.
//! Deliberately not here: what the keys come to together (`meaning`).

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use delivery::limits::Countries;
use delivery::mail::MailCourierConfig;
use delivery::number::Country;
use delivery::text::TextCourierConfig;
use ipnet::IpNet;
use risk::{UnknownBrowser, Verdict};
use rules::settings::{Profile, QuestionUse, VerifyWhen};
use serde::{Deserialize, Serialize};
use url::Url;
use web::edge::client::AddressHeader;

use super::group::GroupKeys;
use super::paths::Paths;
use super::span::Span;
use super::table::sections;

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// When a commit to SQLite counts as written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SyncLevel {
    /// When it is on disk.
    #[default]
    Full,
    /// When the system has it.
    Normal,
}

/// What an action of the site takes.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActionKeys {
    /// The least that is asked.
    pub(crate) least: Verdict,
    /// How recent the proof must be.
    pub(crate) fresh_for: Option<Span>,
}

sections! {
    /// The settings of Vestibule. Every key may be left out; a line like `#key = value` shows what then holds.
    /// Each key can also be set in the environment, such as VESTIBULE__SITE__NAME, which goes before the file.
    /// Paths are relative to this file. Spans of time are written like "90s", "15m", "12h" or "14d".
    "" LowConfig [
        site: SiteKeys,
        listen: ListenKeys,
        database: DatabaseKeys,
        keys: KeysKeys,
        mail: MailKeys,
        text_messages: TextMessagesKeys,
        push: PushKeys,
        rules: RulesKeys,
        risk: RiskKeys,
        events: EventsKeys,
        signup: SignupKeys,
        files: FilesKeys,
        log: LogKeys,
    ] {
        /// Where the defaults of the rules come from: "classic" (asks when a sign-in looks risky), or "strict"
        /// (NIST SP 800-63B-4 AAL2 and OWASP ASVS 5.0 level 2).
        profile: Profile = default "\"classic\"";
    }

    /// The site that people sign in to.
    "site" SiteKeys {
        /// Its name, as people read it on pages and in messages.
        name: String = default "\"Vestibule\"";
        /// Where people reach Vestibule: https and a host name; http only for this machine. Passkeys and cookies
        /// are bound to it.
        url: Url = default "\"http://localhost:8400\"";
        /// Where locked-out people find help: an address, a phone number or a URL, as they shall read it.
        support_contact: String = example "\"help@example.org\"";
        /// The languages offered, the first being the one for people whose language is not among them.
        languages: Vec<String> = default "[\"en\", \"es\"]";
        /// Your own mobile app, if you have one that speaks docs/mobile-protocol.md, at Apple's store. Without one, the app
        /// at /app/ serves.
        app_apple: Url = example "\"https://apps.apple.com/app/id000000000\"";
        /// The same at Google's store.
        app_google: Url = example "\"https://play.google.com/store/apps/details?id=org.example.app\"";
        /// What opens it on a phone that has it, for whoever signs in on that phone.
        app_open: Url = example "\"https://id.example.org/open-the-app\"";
    }

    /// How requests come in.
    "listen" ListenKeys {
        /// The address and port of pages and API.
        address: SocketAddr = default "\"127.0.0.1:8400\"";
        /// The certificate chain as PEM, if Vestibule itself speaks TLS; with tls_key. Read again when it changes.
        tls_cert: PathBuf = example "\"cert.pem\"";
        /// The private key of the certificate as PEM.
        tls_key: PathBuf = example "\"key.pem\"";
        /// The address and port of /metrics, apart from the pages; not served without this key.
        metrics: SocketAddr = example "\"127.0.0.1:9400\"";
        /// Networks of the reverse proxies that are believed about the client's address; none are by default.
        trusted_proxies: Vec<IpNet> = default "[]";
        /// The header they write it into: "x-forwarded-for" or "forwarded" (RFC 7239).
        client_address_header: AddressHeader = default "\"x-forwarded-for\"";
        /// Connections at once; more wait.
        max_connections: usize = default "4096";
        /// Until the head of a request is there; also how long an idle connection is kept.
        head_timeout: Span = default "\"15s\"";
        /// Until the answer to a request begins.
        request_timeout: Span = default "\"30s\"";
        /// How long requests under way may take to end when the process is told to.
        shutdown_timeout: Span = default "\"20s\"";
    }

    /// Where everything is kept: an SQLite file (one process), or PostgreSQL (any number of them).
    "database" DatabaseKeys {
        /// The SQLite file, made if it is missing.
        path: PathBuf = default "\"vestibule-data/vestibule.sqlite\"";
        /// When a commit to that file counts: "full" when it is on disk. With "normal" a power cut may forget used
        /// codes and ended sessions; it is for measurements.
        synchronous: SyncLevel = default "\"full\"";
        /// PostgreSQL instead, as `postgres://user:password@host/database?sslmode=require`.
        url: String = example "\"postgres://vestibule@db.example.org/vestibule?sslmode=require\"";
        /// The authority that signed PostgreSQL's certificate, as PEM; the public ones without this key.
        ca_file: PathBuf = example "\"database-ca.pem\"";
        /// Connections to PostgreSQL at most.
        pool_size: usize = default "16";
    }

    /// The keys that seal what is secret. Without them no password and no method works: back them up.
    "keys" KeysKeys {
        /// The key file, readable by its owner alone. With SQLite it is made at the first start.
        file: PathBuf = default "\"vestibule-data/keys\"";
        /// The environment variable that holds the keys instead, named as you like.
        variable: String = example "\"VESTIBULE_KEYS\"";
    }

    /// E-mail. Without `from` and `courier` none is sent: no notice, no new password by mail, no sign-up. A first strong
    /// method then takes a link that you hand over (`vestibule account link NAME`).
    "mail" MailKeys {
        /// Who mails come from.
        from: String = example "\"Example <no-reply@example.org>\"";
        /// Where answers go, if not to `from`.
        reply_to: String = example "\"help@example.org\"";
        /// Who takes them: kind "smtp" with host, and as needed port, security ("starttls", "tls", or "none" for
        /// this machine), username, password and hello; or kind "folder" with path, for development.
        courier: MailCourierConfig = example "{ kind = \"smtp\", host = \"mail.example.org\", username = \"vestibule\", password = \"..\" }";
    }

    /// Text messages. Without couriers there are none.
    "text_messages" TextMessagesKeys {
        /// The gateways, asked in this order: kind "kannel" (url, username, password, from), "twilio" (account_sid,
        /// auth_token, sender), "template" (any HTTP gateway) or "folder" (path; for development).
        couriers: Vec<TextCourierConfig> = example "[{ kind = \"kannel\", url = \"http://127.0.0.1:13013/cgi-bin/sendsms\", username = \"vestibule\", password = \"..\", from = \"Example\" }]";
        /// The country of numbers typed without one.
        default_country: Country = example "\"DE\"";
        /// The public base of the URLs that gateways report deliveries to; no reports are asked for without it.
        receipts: Url = example "\"https://id.example.org/receipts\"";
        /// False stops all text messages at once; people are offered their other methods.
        enabled: bool = default "true";
        /// The countries that are served, or "any". None are until you choose: unused ones invite toll fraud.
        countries: Countries = default "[]";
        /// Texts to one number in ten minutes; three fifths of them for browsers that are not known.
        per_number_10_min: u32 = default "5";
        /// Texts for one account in a day; three fifths of them for browsers that are not known.
        per_account_day: u32 = default "10";
        /// Texts for one network (IPv4 address, IPv6 /64) in a day.
        per_network_day: u32 = default "30";
        /// Texts to one country in a day.
        per_country_day: u32 = default "2000";
        /// So many codes to one prefix (`+` and seven digits) in six hours before it is judged whether they are used.
        breaker_after: u32 = default "20";
        /// A prefix gets no more texts for a while when less than this percentage of its codes is used.
        breaker_used_percent: u32 = default "30";
        /// What may be spent in a day, in the unit of the prices; 0 is no cap.
        spend_cap_day: u64 = default "50000";
        /// The price of one part of a text, in any unit.
        price: u32 = default "50";
        /// Prices of countries that differ.
        prices: BTreeMap<Country, u32> = example "{ DE = 70 }";
    }

    /// Push messages, which wake the app on a phone when a sign-in waits for it. They say nothing; the app fetches the rest
    /// itself. Endpoints are those of the browsers' push services on the internet.
    "push" PushKeys {
        /// False sends none: the app then hears of a sign-in only while it is open.
        enabled: bool = default "true";
        /// Whom a push service can write to if our calls trouble it: a mailto: or https: URL. The site's address without
        /// this key.
        contact: String = example "\"mailto:admin@example.org\"";
        /// Push services of your own that are not on the internet, by scheme, host and port, such as
        /// `https://push.internal:8443`. No other address inside your house is ever called.
        own_services: Vec<String> = default "[]";
    }

    /// The rules, where they shall differ from the profile's. The values shown are those of "classic".
    "rules" RulesKeys {
        /// The security question: "on", "gate_only" (needed before other methods, never asked at sign-in), "off".
        question: QuestionUse = default "\"on\"";
        /// When new accounts verify: "when_risky" or "every_sign_in".
        verify_default: VerifyWhen = default "\"when_risky\"";
        /// Whether a person may choose "when_risky".
        when_risky_allowed: bool = default "true";
        /// Whether a passkey with fingerprint, face or PIN signs in without the password.
        passkey_sign_in: bool = default "true";
        /// Digits of the number that a prompt on the phone asks for, 2 to 6; 6 wherever more is asked.
        prompt_digits: u8 = default "2";
        /// Fewest characters of a password, 8 to 64.
        password_min: usize = default "12";
        /// How long "do not ask on this browser" lasts; "0s" never offers it.
        skip_for: Span = default "\"30d\"";
        /// How long a session lasts at most.
        session_for: Span = default "\"14d\"";
        /// How long a session lasts unused.
        session_idle: Span = default "\"7d\"";
        /// How recent a proof must be for a change of the account's security.
        fresh_for: Span = default "\"10m\"";
        /// How long a sign-in may take.
        sign_in_for: Span = default "\"10m\"";
        /// How long a known browser is remembered without being seen.
        browser_for: Span = default "\"180d\"";
        /// How long the code of a text message lives, at most "10m".
        text_code_for: Span = default "\"5m\"";
        /// How long a mailed link lives.
        link_for: Span = default "\"1h\"";
        /// How long a link to reset a password lives.
        reset_for: Span = default "\"1h\"";
        /// How long an unfinished enrollment is kept.
        pending_for: Span = default "\"1h\"";
        /// For how long after the first strong method nothing can be removed.
        first_strong_hold: Span = default "\"3d\"";
        /// For how long a session that needed the mailed link is under hold.
        weak_pass_hold: Span = default "\"1d\"";
        /// For how long "I lost my phone" makes every sign-in strong.
        suspended_for: Span = default "\"3d\"";
    }

    /// The risk engine: whom it asks for the second step beyond the fixed rules. Rehearse a change before it bites:
    /// `vestibule risk replay LOG --policy FILE`, where FILE has these keys but `shadow` and `actions`.
    "risk" RiskKeys {
        /// Decisions are recorded and not enforced, so that you see for some weeks whom the policy would ask. What
        /// happened to an account (a lost phone, a reset, a copied browser), its owner's own choice and `groups` still
        /// ask.
        shadow: bool = default "false";
        /// The share of their owners' sign-ins that the score may ask, from 0 to 1.
        budget: f64 = default "0.02";
        /// So many points above the threshold, only a strong method will do.
        strong_above: f64 = default "3.0";
        /// So many points above it, and with an attack under way, an unknown browser is refused.
        refuse_above: f64 = default "6.0";
        /// When an unknown browser is asked whatever its score: "always", or only in a "new_country", where docs/risk.md
        /// says what that spares and what it costs.
        unknown_browser: UnknownBrowser = default "\"always\"";
        /// How often nodes tell each other which networks fail, "1s" to "5m": an attack that is spread over them is seen by
        /// each after that. Costs a small query, and while somebody fails a write.
        share_failures_every: Span = default "\"10s\"";
        /// The least that is asked of the accounts of a group, "challenge" or "challenge_strong", at every sign-in; or
        /// with it how recent the proof must be: a browser is then asked again when its last one is older, and sessions
        /// end at that age too.
        groups: BTreeMap<String, GroupKeys> = example "{ client = \"challenge\", staff = { least = \"challenge_strong\", fresh_for = \"12h\" } }";
        /// What actions of your own site take, by a name of a-z, 0-9, _, - and . that you choose: `least` is "challenge"
        /// or "challenge_strong", `fresh_for` how recent the proof must be (without it, `fresh_for` of [rules]). Your site
        /// asks whether an action is allowed: docs/api.md.
        actions: BTreeMap<String, ActionKeys> = example "{ withdrawal = { least = \"challenge_strong\", fresh_for = \"5m\" } }";
    }

    /// What happened to each account: people read it as their recent activity, auditors with its grounds.
    "events" EventsKeys {
        /// How long it is kept, "7d" to "3650d"; then it is deleted for good. 400 days are a year, which auditors ask for,
        /// and a month to look back at it; `vestibule risk export` knows no more than what is kept.
        keep_for: Span = default "\"400d\"";
    }

    /// Making accounts.
    "signup" SignupKeys {
        /// Whether strangers may make one themselves.
        open: bool = default "false";
    }

    /// Files of yours that make it wiser. None is fetched from anywhere.
    "files" FilesKeys {
        /// Where addresses are, as an MMDB file of countries (MaxMind, DB-IP and IPinfo have such), or a list of files, of
        /// which the first that tells counts: ["ipv4.mmdb", "ipv6.mmdb"]. With it a sign-in from a new country is asked,
        /// and sessions tell their place. Positions and network owners are taken from it too, if it has them. These and the
        /// following files are read again when they change.
        countries: Paths = example "\"countries.mmdb\"";
        /// Who owns networks: a table of lines `first address,last address,AS number` or `network,AS number`, or an MMDB
        /// file; or a list of such files.
        network_owners: Paths = example "\"asn.csv\"";
        /// Networks of hosting companies, one address, network or AS number (AS64500) a line.
        hosting_networks: Paths = example "\"hosting.txt\"";
        /// Networks of commercial VPNs, likewise.
        vpn_networks: Paths = example "\"vpn.txt\"";
        /// Exits of the Tor network, one address or network a line.
        tor_exits: Paths = example "\"tor-exits.txt\"";
        /// Breached passwords, which nobody may choose: SHA-1 hashes in ascending order, one a line.
        breached_passwords: PathBuf = example "\"breached.txt\"";
    }

    /// What is written to standard error.
    "log" LogKeys {
        /// "text" for people, "json" for machines.
        format: LogFormat = default "\"text\"";
        /// What is logged: a level ("error", "warn", "info", "debug"), or filters such as "info,store=debug".
        level: String = default "\"info\"";
    }
}
