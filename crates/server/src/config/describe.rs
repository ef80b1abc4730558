//! What a config means, in sentences for `config check`. Secrets are not in them.

use std::fmt;
use std::path::PathBuf;

use delivery::limits::Countries;
use delivery::mail::MailCourierConfig;
use delivery::text::TextCourierConfig;
use risk::{Policy, UnknownBrowser, Verdict};
use rules::settings::{Profile, QuestionUse, VerifyWhen};
use store::{DatabaseConfig, Place, Synchronous};

use super::span::span_text;
use super::{Config, Files, KeySource, LogFormat};

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.describe_site(f)?;
        self.describe_rooms(f)?;
        self.describe_messages(f)?;
        self.describe_push(f)?;
        self.describe_rules(f)
    }
}

impl Config {
    fn describe_site(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (site, listen) = (&self.site, &self.listen);
        writeln!(f, "Site       {} at {}, in {}", site.name, site.url, site.languages.join(", "))?;
        let help = site.support_contact.as_deref().unwrap_or("nowhere (set site.support_contact)");
        writeln!(f, "Help       {help}")?;
        let tls = if listen.tls.is_some() { "TLS from the certificate files" } else { "plain HTTP" };
        writeln!(
            f,
            "Listen     {}, {tls}, {} connections at most",
            listen.address, listen.limits.connections
        )?;
        match listen.metrics {
            Some(address) => writeln!(f, "Metrics    {address}")?,
            None => writeln!(f, "Metrics    not served")?,
        }
        let networks: Vec<_> = listen.proxies.trusted.iter().map(ToString::to_string).collect();
        match networks.as_slice() {
            [] => writeln!(f, "Proxies    none are believed; the client is who connects"),
            networks => {
                writeln!(f, "Proxies    {} are believed about the client's address", networks.join(", "))
            }
        }
    }

    fn describe_rooms(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.database {
            DatabaseConfig::Sqlite(sqlite) => {
                match &sqlite.place {
                    Place::File(path) => writeln!(f, "Database   SQLite in {}", path.display())?,
                    Place::Memory => writeln!(f, "Database   SQLite in memory")?,
                }
                if sqlite.synchronous == Synchronous::Normal {
                    writeln!(f, "           NOT SAFE: a power cut may forget used codes and ended sessions")?;
                }
            }
            DatabaseConfig::Postgres(postgres) => {
                writeln!(f, "Database   PostgreSQL, {} connections at most", postgres.pool_size)?;
            }
        }
        match &self.keys {
            KeySource::File(path) => writeln!(f, "Keys       {}", path.display()),
            KeySource::Variable { name, .. } => writeln!(f, "Keys       environment variable {name}"),
        }
    }

    fn describe_messages(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.mail {
            None => writeln!(
                f,
                "E-mail     NONE is sent: no notices, no new passwords by mail (set [mail]); for a first strong method hand over \
                 a link (account link NAME)"
            )?,
            Some(mail) => {
                let way = match &mail.courier {
                    MailCourierConfig::Smtp(smtp) => format!("through {}", smtp.host),
                    MailCourierConfig::Folder(folder) => format!("into {}", folder.path.display()),
                    MailCourierConfig::Memory(_) => "into memory".to_owned(),
                };
                writeln!(f, "E-mail     from {} {way}", mail.from)?;
            }
        }
        let texts = &self.text_messages;
        let couriers: Vec<_> = texts.couriers.iter().map(courier_name).collect();
        let countries = match &texts.limits.countries {
            Countries::Any(_) => "to any country".to_owned(),
            Countries::Listed(listed) if listed.is_empty() => {
                "to NO country yet (set text_messages.countries)".to_owned()
            }
            Countries::Listed(listed) => {
                format!("to {}", listed.iter().map(|country| country.as_str()).collect::<Vec<_>>().join(", "))
            }
        };
        match couriers.as_slice() {
            [] => writeln!(f, "Texts      none are sent; set text_messages.couriers to offer them"),
            _ if !texts.limits.enabled => writeln!(f, "Texts      switched off"),
            couriers => writeln!(f, "Texts      through {}, {countries}", couriers.join(", then ")),
        }?;
        if let Some(country) = &texts.default_country {
            writeln!(f, "Numbers    without a country are of {}", country.as_str())?;
        }
        if let Some(url) = &texts.receipts {
            writeln!(f, "Receipts   to {url}")?;
        }
        Ok(())
    }

    fn describe_push(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(push) = &self.push else {
            return writeln!(f, "Push       switched off; the app hears of sign-ins only while it is open");
        };
        writeln!(f, "Push       through the push services of browsers, which may write to {}", push.contact)?;
        for service in &push.own_services {
            writeln!(f, "           also through {service}, inside the house")?;
        }
        Ok(())
    }

    fn describe_rules(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rules = &self.rules;
        let profile = match rules.profile {
            Profile::Classic => "classic",
            Profile::Strict => "strict",
        };
        let question = match rules.question {
            QuestionUse::On => "needed before other methods, and asked at sign-in where it may be",
            QuestionUse::GateOnly => "needed before other methods, never asked at sign-in",
            QuestionUse::Off => "off",
        };
        let verify = match (rules.verify_default, rules.when_risky_allowed) {
            (VerifyWhen::WhenRisky, _) => "when risky, unless the person chooses every sign-in",
            (VerifyWhen::EverySignIn, true) => "every sign-in, unless the person chooses when risky",
            (VerifyWhen::EverySignIn, false) => "every sign-in",
        };
        self.describe_risk(f)?;
        let (lasts, idle) = (span_text(rules.session_for), span_text(rules.session_idle));
        writeln!(f, "Profile    {profile}")?;
        writeln!(f, "Question   {question}")?;
        writeln!(f, "Verify     {verify}")?;
        writeln!(f, "Passwords  {} characters at least", rules.password_min)?;
        writeln!(
            f,
            "Sessions   {lasts} at most, {idle} unused; {} fresh for changes",
            span_text(rules.fresh_for)
        )?;
        let skip = match rules.skip_for {
            0 => "never offered".to_owned(),
            seconds => format!("for {} if ticked", span_text(seconds)),
        };
        writeln!(f, "Skipping   {skip}")?;
        writeln!(f, "Events     kept for {}", span_text(rules.keep_events_for))?;
        let open = if self.signup_open { "open to strangers" } else { "closed; the operator makes accounts" };
        writeln!(f, "Sign-up    {open}")?;
        self.describe_files(f)?;
        let format = match self.log.format {
            LogFormat::Text => "text",
            LogFormat::Json => "JSON",
        };
        writeln!(f, "Log        {format} at {}", self.log.level)
    }

    fn describe_files(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Files { places, breached_passwords } = &self.files;
        let named = |files: &[PathBuf], without: &str| {
            let names: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
            if names.is_empty() { without.to_owned() } else { format!("by {}", names.join(", then ")) }
        };
        writeln!(f, "Places     {}", named(&places.countries, "not known (set files.countries)"))?;
        let beside = "only by the files of countries, if they tell (set files.network_owners)";
        writeln!(f, "Owners     {}", named(&places.network_owners, beside))?;
        writeln!(
            f,
            "Hosting    {}",
            named(&places.hosting_networks, "not told apart (set files.hosting_networks)")
        )?;
        writeln!(f, "VPNs       {}", named(&places.vpn_networks, "not told apart (set files.vpn_networks)"))?;
        writeln!(f, "Tor        {}", named(&places.tor_exits, "not told apart (set files.tor_exits)"))?;
        let breached = breached_passwords.as_slice();
        writeln!(f, "Breached   {}", named(breached, "only the built-in list of common passwords"))
    }
}

impl Config {
    fn describe_risk(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let risk = &self.rules.risk;
        let Policy { budget, unknown_browser, .. } = risk.policy;
        let unknown = match unknown_browser {
            UnknownBrowser::Always => "unknown browsers always",
            UnknownBrowser::NewCountry => "unknown browsers in a new country",
        };
        let percent = (budget * 10_000.0).round() / 100.0;
        let mode = if risk.shadow { "; IN SHADOW: recorded, not enforced" } else { "" };
        writeln!(f, "Risk       asks {unknown}, and by its score {percent} % of sign-ins{mode}")?;
        for (group, rule) in &risk.groups {
            let least =
                if rule.least == Verdict::Challenge { "a second step" } else { "a strong second step" };
            match rule.fresh_for {
                None => writeln!(f, "           group {group}: always {least}")?,
                Some(seconds) => {
                    writeln!(f, "           group {group}: {least} within {}", span_text(seconds))?;
                }
            }
        }
        for (action, rule) in &risk.actions {
            let least =
                if rule.least == Verdict::Challenge { "a second step" } else { "a strong second step" };
            let within = span_text(rule.fresh_for);
            writeln!(f, "           action {}: {least} within {within}", action.as_str())?;
        }
        Ok(())
    }
}

fn courier_name(courier: &TextCourierConfig) -> &str {
    match courier {
        TextCourierConfig::Kannel(kannel) => &kannel.name,
        TextCourierConfig::Twilio(twilio) => &twilio.name,
        TextCourierConfig::Template(template) => &template.name,
        TextCourierConfig::Folder(_) => "a folder",
        TextCourierConfig::Memory(_) => "memory",
    }
}
