//! What the keys of a config come to together: defaults, and combinations that are refused.
//! Deliberately not here: reading (`read`), and anything that needs the network or the files that are named.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use delivery::Secret;
use delivery::limits::SmsLimits;
use delivery::mail::{MailConfig, MailCourierConfig};
use delivery::push::{BadService, Contact, OwnService, PushConfig};
use delivery::text::TextCourierConfig;
use flows::AppLinks;
use rules::settings::{Profile, Settings};
use rules::time::DAY;
use store::{DatabaseConfig, Place, PostgresConfig, SqliteConfig, Synchronous};
use url::{Host, Url};
use web::edge::client::Proxies;
use web::edge::limits::Limits;
use web::edge::places::PlaceFiles;
use web::edge::tls::TlsFiles;
use web::words::LANGUAGES;

use super::environment::Environment;
use super::error::ConfigError;
use super::low::{
    DatabaseKeys, EventsKeys, FilesKeys, KeysKeys, ListenKeys, LowConfig, MailKeys, PushKeys, RulesKeys,
    SiteKeys, SyncLevel, TextMessagesKeys,
};
use super::paths::Paths;
use super::span::Span;
use super::{Config, Files, KeySource, Listen, Log, Site, TextMessages};

/// The longest life of a texted code that NIST SP 800-63B-4 3.1.3.2 allows, in seconds.
const TEXT_CODE_AT_MOST: i64 = 600;

pub(super) fn refuse<T>(key: &'static str, problem: impl Into<String>) -> Result<T, ConfigError> {
    Err(ConfigError::Meaning { key, problem: problem.into() })
}

impl LowConfig {
    /// What this means for a config file in `folder`.
    pub(crate) fn meaning(self, folder: &Path, environment: &Environment) -> Result<Config, ConfigError> {
        let text_messages = self.text_messages.meaning(folder)?;
        let mut rules = self.rules.meaning(self.profile.unwrap_or_default())?;
        rules.text_messages = !text_messages.couriers.is_empty() && text_messages.limits.sends_any();
        let files = self.files.meaning(folder);
        rules.places_known = !files.places.countries.is_empty();
        rules.keep_events_for = self.events.meaning(rules.keep_events_for)?;
        rules.risk = self.risk.meaning(rules.fresh_for)?;
        let mail = self.mail.meaning(folder)?;
        rules.mail = mail.is_some();
        let signup_open = self.signup.open.unwrap_or(false);
        if signup_open && mail.is_none() {
            return refuse(
                "signup.open",
                "set [mail] first: a new account's address is verified by a mailed link",
            );
        }
        let site = self.site.meaning()?;
        let push = self.push.meaning(&site.url)?;
        Ok(Config {
            site,
            listen: self.listen.meaning(folder)?,
            database: self.database.meaning(folder)?,
            keys: self.keys.meaning(folder, environment)?,
            mail,
            text_messages,
            push,
            rules,
            signup_open,
            files,
            log: Log {
                format: self.log.format.unwrap_or_default(),
                level: self.log.level.unwrap_or_else(|| "info".to_owned()),
            },
        })
    }
}

impl SiteKeys {
    fn meaning(self) -> Result<Site, ConfigError> {
        let url = match self.url {
            Some(url) => url,
            None => {
                Url::parse("http://localhost:8400").or_else(|error| refuse("site.url", error.to_string()))?
            }
        };
        check_site_url(&url)?;
        let name = self.name.unwrap_or_else(|| "Vestibule".to_owned());
        if name.trim().is_empty() || name.contains(char::is_control) {
            return refuse("site.name", "a name of one line is needed; people read it on every page");
        }
        let languages = self.languages.unwrap_or_else(|| LANGUAGES.map(str::to_owned).to_vec());
        if languages.is_empty() || languages.iter().any(|tag| !LANGUAGES.contains(&tag.as_str())) {
            let known = LANGUAGES.join(", ");
            return refuse("site.languages", format!("there are {known}; name at least one of them"));
        }
        let app = AppLinks {
            apple: web_link("site.app_apple", self.app_apple)?,
            google: web_link("site.app_google", self.app_google)?,
            open: app_link(self.app_open)?,
        };
        Ok(Site { name, url, support_contact: self.support_contact, languages, app })
    }
}

fn web_link(key: &'static str, url: Option<Url>) -> Result<Option<String>, ConfigError> {
    match url {
        Some(url) if url.scheme() != "https" => refuse(key, "must begin with https://"),
        url => Ok(url.map(String::from)),
    }
}

/// A link of the web or of an app's own scheme, never one that runs or reads something in the browser.
fn app_link(url: Option<Url>) -> Result<Option<String>, ConfigError> {
    const NEVER: [&str; 6] = ["http", "javascript", "data", "blob", "file", "about"];
    match url {
        Some(url) if NEVER.contains(&url.scheme()) => {
            refuse("site.app_open", "an https:// address, or one of your app's own scheme")
        }
        url => Ok(url.map(String::from)),
    }
}

/// The public URL is an origin alone, and https unless only this machine gets there.
fn check_site_url(url: &Url) -> Result<(), ConfigError> {
    let bare = url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if !bare {
        return refuse("site.url", "a scheme, a host and maybe a port, such as https://id.example.org");
    }
    let this_machine = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(()),
        "http" if this_machine => Ok(()),
        _ => refuse("site.url", "must begin with https:// (http:// is only for this machine)"),
    }
}

impl ListenKeys {
    fn meaning(self, folder: &Path) -> Result<Listen, ConfigError> {
        let tls = match (self.tls_cert, self.tls_key) {
            (Some(cert), Some(key)) => Some(TlsFiles { cert: folder.join(cert), key: folder.join(key) }),
            (None, None) => None,
            _ => return refuse("listen.tls_cert", "tls_cert and tls_key come together"),
        };
        let address = self.address.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8400)));
        if self.metrics == Some(address) {
            return refuse("listen.metrics", "metrics have their own address, not that of the pages");
        }
        let usual = Limits::default();
        let connections = self.max_connections.unwrap_or(usual.connections);
        if !(1..=1_000_000).contains(&connections) {
            return refuse("listen.max_connections", "1 to 1000000");
        }
        let limits = Limits {
            connections,
            head_timeout: patience("listen.head_timeout", self.head_timeout, usual.head_timeout)?,
            request_timeout: patience("listen.request_timeout", self.request_timeout, usual.request_timeout)?,
            shutdown_timeout: patience(
                "listen.shutdown_timeout",
                self.shutdown_timeout,
                usual.shutdown_timeout,
            )?,
            ..usual
        };
        let proxies = Proxies {
            trusted: self.trusted_proxies.unwrap_or_default(),
            header: self.client_address_header.unwrap_or_default(),
        };
        Ok(Listen { address, tls, metrics: self.metrics, proxies, limits })
    }
}

fn patience(key: &'static str, set: Option<Span>, usual: Duration) -> Result<Duration, ConfigError> {
    match set.map(|span| u64::try_from(span.0)) {
        None => Ok(usual),
        Some(Ok(seconds @ 1..=3600)) => Ok(Duration::from_secs(seconds)),
        Some(_) => refuse(key, "1s to 1h"),
    }
}

impl DatabaseKeys {
    fn meaning(self, folder: &Path) -> Result<DatabaseConfig, ConfigError> {
        let pool_size = self.pool_size.unwrap_or(16);
        match (self.path, self.url) {
            (Some(_), Some(_)) => refuse("database.url", "set either path (SQLite) or url (PostgreSQL)"),
            (None, Some(_)) if !(1..=1000).contains(&pool_size) => refuse("database.pool_size", "1 to 1000"),
            (None, Some(url)) => {
                let ca_file = self.ca_file.map(|file| folder.join(file));
                Ok(DatabaseConfig::Postgres(PostgresConfig { url, pool_size, event_loops: 1, ca_file }))
            }
            (_, None) if self.ca_file.is_some() => {
                refuse("database.ca_file", "is for PostgreSQL; set url too")
            }
            (_, None) if self.pool_size.is_some_and(|size| size != 16) => {
                refuse("database.pool_size", "is for PostgreSQL; set url too")
            }
            (path, None) => {
                let path = path.unwrap_or_else(|| "vestibule-data/vestibule.sqlite".into());
                let place = Place::File(folder.join(path));
                let synchronous = match self.synchronous.unwrap_or_default() {
                    SyncLevel::Full => Synchronous::Full,
                    SyncLevel::Normal => Synchronous::Normal,
                };
                Ok(DatabaseConfig::Sqlite(SqliteConfig { place, synchronous }))
            }
        }
    }
}

impl KeysKeys {
    fn meaning(self, folder: &Path, environment: &Environment) -> Result<KeySource, ConfigError> {
        match (self.file, self.variable) {
            (Some(_), Some(_)) => refuse("keys.variable", "set either file or variable"),
            (None, Some(name)) => match environment.get(&name) {
                Some(text) => Ok(KeySource::Variable { text: Secret::new(text), name }),
                None => refuse("keys.variable", format!("the environment has no variable {name}")),
            },
            (file, None) => {
                Ok(KeySource::File(folder.join(file.unwrap_or_else(|| "vestibule-data/keys".into()))))
            }
        }
    }
}

impl MailKeys {
    fn meaning(self, folder: &Path) -> Result<Option<MailConfig>, ConfigError> {
        match (self.from, self.courier) {
            (Some(from), Some(mut courier)) => {
                if let MailCourierConfig::Folder(kept) = &mut courier {
                    resolve(folder, &mut kept.path);
                }
                Ok(Some(MailConfig { from, reply_to: self.reply_to, courier }))
            }
            (None, None) if self.reply_to.is_none() => Ok(None),
            _ => refuse("mail.from", "from and courier come together"),
        }
    }
}

impl TextMessagesKeys {
    fn meaning(self, folder: &Path) -> Result<TextMessages, ConfigError> {
        let mut couriers = self.couriers.unwrap_or_default();
        for courier in &mut couriers {
            if let TextCourierConfig::Folder(kept) = courier {
                resolve(folder, &mut kept.path);
            }
        }
        if self.receipts.as_ref().is_some_and(|url| !matches!(url.scheme(), "http" | "https")) {
            return refuse("text_messages.receipts", "an https URL that the gateways can reach");
        }
        let usual = SmsLimits::default();
        let limits = SmsLimits {
            enabled: self.enabled.unwrap_or(usual.enabled),
            countries: self.countries.unwrap_or(usual.countries),
            per_number_10_min: self.per_number_10_min.unwrap_or(usual.per_number_10_min),
            per_account_day: self.per_account_day.unwrap_or(usual.per_account_day),
            per_network_day: self.per_network_day.unwrap_or(usual.per_network_day),
            per_country_day: self.per_country_day.unwrap_or(usual.per_country_day),
            breaker_after: self.breaker_after.unwrap_or(usual.breaker_after),
            breaker_used_percent: self.breaker_used_percent.unwrap_or(usual.breaker_used_percent),
            spend_cap_day: self.spend_cap_day.unwrap_or(usual.spend_cap_day),
            price: self.price.unwrap_or(usual.price),
            prices: self.prices.unwrap_or(usual.prices),
        };
        if limits.breaker_used_percent > 100 {
            return refuse("text_messages.breaker_used_percent", "0 to 100");
        }
        let (default_country, receipts) = (self.default_country, self.receipts);
        Ok(TextMessages { couriers, limits, default_country, receipts })
    }
}

impl PushKeys {
    fn meaning(self, site: &Url) -> Result<Option<PushConfig>, ConfigError> {
        let contact = match self.contact {
            Some(contact) => contact,
            // On this machine the site is http, which is no contact; push services never look up what they are told.
            None => site.as_str().replacen("http://", "https://", 1),
        };
        let contact: Contact = contact.parse().or_else(|bad| refuse("push.contact", format!("{bad}")))?;
        let services = self.own_services.unwrap_or_default();
        let own_services: Result<Vec<OwnService>, BadService> =
            services.iter().map(|url| url.parse()).collect();
        let own_services = own_services.or_else(|bad| refuse("push.own_services", bad.to_string()))?;
        Ok(self.enabled.unwrap_or(true).then_some(PushConfig { contact, own_services }))
    }
}

/// For a week the link of a notice undoes what the notice is about, and people look up what that was.
const EVENTS_AT_LEAST: i64 = 7 * DAY;
/// Ten years: more than any norm asks, and no slip of the pen.
const EVENTS_AT_MOST: i64 = 3650 * DAY;

impl EventsKeys {
    fn meaning(self, usual: i64) -> Result<i64, ConfigError> {
        let keep_for = self.keep_for.map_or(usual, |span| span.0);
        if !(EVENTS_AT_LEAST..=EVENTS_AT_MOST).contains(&keep_for) {
            return refuse("events.keep_for", "7d to 3650d");
        }
        Ok(keep_for)
    }
}

impl FilesKeys {
    fn meaning(self, folder: &Path) -> Files {
        let within = |paths: Option<Paths>| paths.unwrap_or_default().within(folder);
        let places = PlaceFiles {
            countries: within(self.countries),
            network_owners: within(self.network_owners),
            hosting_networks: within(self.hosting_networks),
            vpn_networks: within(self.vpn_networks),
            tor_exits: within(self.tor_exits),
        };
        Files { places, breached_passwords: self.breached_passwords.map(|file| folder.join(file)) }
    }
}

fn resolve(folder: &Path, path: &mut PathBuf) {
    *path = folder.join(&path);
}

impl RulesKeys {
    fn meaning(self, profile: Profile) -> Result<Settings, ConfigError> {
        let usual = Settings::of(profile);
        let span = |set: Option<Span>, usual| set.map_or(usual, |span| span.0);
        let settings = Settings {
            question: self.question.unwrap_or(usual.question),
            verify_default: self.verify_default.unwrap_or(usual.verify_default),
            when_risky_allowed: self.when_risky_allowed.unwrap_or(usual.when_risky_allowed),
            passkey_sign_in: self.passkey_sign_in.unwrap_or(usual.passkey_sign_in),
            prompt_digits: self.prompt_digits.unwrap_or(usual.prompt_digits),
            password_min: self.password_min.unwrap_or(usual.password_min),
            skip_for: span(self.skip_for, usual.skip_for),
            session_for: span(self.session_for, usual.session_for),
            session_idle: span(self.session_idle, usual.session_idle),
            fresh_for: span(self.fresh_for, usual.fresh_for),
            sign_in_for: span(self.sign_in_for, usual.sign_in_for),
            browser_for: span(self.browser_for, usual.browser_for),
            text_code_for: span(self.text_code_for, usual.text_code_for),
            link_for: span(self.link_for, usual.link_for),
            reset_for: span(self.reset_for, usual.reset_for),
            pending_for: span(self.pending_for, usual.pending_for),
            first_strong_hold: span(self.first_strong_hold, usual.first_strong_hold),
            weak_pass_hold: span(self.weak_pass_hold, usual.weak_pass_hold),
            suspended_for: span(self.suspended_for, usual.suspended_for),
            ..usual
        };
        check_rules(&settings)?;
        Ok(settings)
    }
}

fn check_rules(settings: &Settings) -> Result<(), ConfigError> {
    use rules::settings::VerifyWhen::WhenRisky;
    let lives = [
        ("rules.session_for", settings.session_for),
        ("rules.session_idle", settings.session_idle),
        ("rules.fresh_for", settings.fresh_for),
        ("rules.sign_in_for", settings.sign_in_for),
        ("rules.browser_for", settings.browser_for),
        ("rules.text_code_for", settings.text_code_for),
        ("rules.link_for", settings.link_for),
        ("rules.reset_for", settings.reset_for),
        ("rules.pending_for", settings.pending_for),
    ];
    if let Some((key, _)) = lives.into_iter().find(|(_, seconds)| *seconds < 60) {
        return refuse(key, "at least 1m, or nobody can finish in time");
    }
    if settings.text_code_for > TEXT_CODE_AT_MOST {
        return refuse("rules.text_code_for", "at most 10m (NIST SP 800-63B-4 section 3.1.3.2)");
    }
    if settings.session_idle > settings.session_for {
        return refuse("rules.session_idle", "cannot be longer than session_for");
    }
    if !(2..=6).contains(&settings.prompt_digits) {
        return refuse("rules.prompt_digits", "2 to 6");
    }
    if !(8..=64).contains(&settings.password_min) {
        return refuse("rules.password_min", "8 to 64");
    }
    if settings.verify_default == WhenRisky && !settings.when_risky_allowed {
        return refuse("rules.verify_default", "\"when_risky\" needs when_risky_allowed = true");
    }
    Ok(())
}
