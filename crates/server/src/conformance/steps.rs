//! The norms on codes, phones, apps and prompts. Deliberately not here: the ceremonies themselves.

use rules::settings::{QuestionUse, VerifyWhen};

use super::{How, Norm, absent, deviates, met, span, strict};

pub(super) const NORMS: &[Norm] = &[
    Norm {
        ids: "NIST 2.2.1, 5.1",
        asks: "At level 2, two factors are proved at each sign-in; a remembered browser is no factor.",
        stands: How::Decided(|_, rules| {
            if rules.when_risky_allowed || rules.verify_default == VerifyWhen::WhenRisky {
                deviates(format!(
                    "a person may choose to be asked only when a sign-in looks risky; such a session says level 1, \
                     whatever the browser{}",
                    strict(rules)
                ))
            } else if rules.skip_for > 0 {
                deviates(format!(
                    "a known browser may skip the second step for {}; such a session says level 1{}",
                    span(rules.skip_for),
                    strict(rules)
                ))
            } else {
                met("the second step is asked at every sign-in")
            }
        }),
    },
    Norm {
        ids: "NIST 2.2.2, 3.2.5",
        asks: "A method that resists phishing is offered at level 2, and codes are not called that.",
        stands: How::Decided(|config, _| {
            if config.site.url.domain().is_some() {
                met("passkeys are offered to everybody; no code is called phishing-resistant")
            } else {
                deviates("a site at an IP address has no passkeys; no code is called phishing-resistant")
            }
        }),
    },
    Norm {
        ids: "NIST 3.1.1.2; ASVS 6.4.2",
        asks: "No security questions.",
        stands: How::Decided(|_, rules| match rules.question {
            QuestionUse::Off => met("there are none"),
            QuestionUse::GateOnly => deviates(format!(
                "a question is set before other methods and never asked at sign-in{}",
                strict(rules)
            )),
            QuestionUse::On => deviates(format!(
                "a question can be asked where nothing stronger is usable; it never makes level 2, never satisfies a \
                 step-up, never recovers an account with a stronger method{}",
                strict(rules)
            )),
        }),
    },
    Norm {
        ids: "NIST 3.1.4.2, 3.2.7; ASVS 6.5.1; RFC 6238 5.2",
        asks: "A one-time code is taken once.",
        stands: How::Always(
            "the accepted step is kept and only later ones are taken; the first code counts too",
        ),
    },
    Norm {
        ids: "ASVS 6.5.5; RFC 6238 5.2; NIST 3.1.4.2",
        asks: "Codes of authenticator apps live for a short, stated time.",
        stands: How::Always("steps of 30 seconds, three of them around the offset learned at enrollment"),
    },
    Norm {
        ids: "NIST 3.1.4.1; RFC 4226 R6",
        asks: "Seeds have at least 112 bits (128 by the RFC).",
        stands: How::Always("160, 256 or 512 bits; shorter than 112 are not imported"),
    },
    Norm {
        ids: "NIST 3.1.4.2; ASVS 13.3.1, 11.3.2 to 11.3.4",
        asks: "Seeds are kept sealed, with the keys apart.",
        stands: How::Always("sealed to their row with keys that are not in the database"),
    },
    Norm {
        ids: "ASVS 6.5.8",
        asks: "Time is the server's own.",
        stands: How::Always("what clients say of time is never read"),
    },
    Norm {
        ids: "ASVS 6.5.3, 6.5.4, 11.5.1",
        asks: "Codes come from a good random source and have at least 20 bits.",
        stands: How::Always("a generator seeded by the operating system; digits are drawn without bias"),
    },
    Norm {
        ids: "NIST 3.1.3.2; ASVS 6.5.5, 6.6.2",
        asks: "A texted code has six digits or more, lives ten minutes at most, and serves one request.",
        stands: How::Decided(|config, rules| {
            if config.text_messages.couriers.is_empty() {
                return absent("there are no text messages");
            }
            met(format!(
                "six digits, {}, five tries, bound to its sign-in; sending again repeats it without a longer life",
                span(rules.text_code_for)
            ))
        }),
    },
    Norm {
        ids: "NIST 3.1.3.3, 3.2.9; ASVS 6.6.1",
        asks: "Text messages are a restricted method: people are told so, offered another, and the risk is watched.",
        stands: How::Decided(|config, _| {
            if config.text_messages.couriers.is_empty() {
                return absent("there are no text messages");
            }
            met(
                "weaker than an app by rule and in words; limits per number, account, network, country and day",
            )
        }),
    },
    Norm {
        ids: "NIST 3.1.2.1, 3.1.2.2, 4.2.1.1; ASVS 6.5.2",
        asks: "Saved recovery codes are long, hashed, used once.",
        stands: How::Always("ten of 80 bits, each with its own Argon2id hash; making new ones voids the old"),
    },
    Norm {
        ids: "NIST 4.2.1.2",
        asks: "Mailed recovery links go to verified addresses and live 24 hours at most.",
        stands: How::Decided(|config, rules| {
            if config.mail.is_none() {
                return absent("there is no e-mail");
            }
            let lives = span(rules.reset_for);
            if rules.reset_for <= 86_400 {
                met(format!("{lives}, once"))
            } else {
                deviates(format!("{lives}, once"))
            }
        }),
    },
    Norm {
        ids: "ASVS 6.4.1, 6.3.2",
        asks: "No default passwords; first secrets are random and short-lived.",
        stands: How::Always("the first administrator and new accounts get a link: 24 hours, once"),
    },
    Norm {
        ids: "NIST 3.1.3.1, 3.1.3.2, 3.2.8; ASVS 6.6.4",
        asks: "Prompts carry a number from the screen to the app, are limited, and show nothing on a locked screen.",
        stands: How::Decided(|_, rules| {
            let digits = rules.prompt_digits;
            let how = format!(
                "{digits} digits shown on the page and typed in the open app (6 where a strong step is asked and after a denied \
                 prompt), signed by the phone over what it showed; three prompts of unknown browsers since the last success; \
                 push messages hold nothing"
            );
            if digits >= rules::prompt::LONG_NUMBER { met(how) } else { deviates(how) }
        }),
    },
    Norm {
        ids: "WebAuthn Level 3, 7.1 and 7.2; NIST 3.1.7.2, 2.3.2",
        asks: "Passkeys are registered and checked in full.",
        stands: How::Decided(|config, _| {
            if config.site.url.domain().is_none() {
                return absent("a site at an IP address has no passkeys");
            }
            met(
                "challenges of 32 bytes, once, for five minutes; one origin, no frames; a credential belongs to one account; \
                 a counter that goes back is told; without verification a passkey is a second step only",
            )
        }),
    },
    Norm {
        ids: "WICG origin-bound one-time codes",
        asks: "The last line of a texted code binds it to the site.",
        stands: How::Decided(|config, _| {
            if config.text_messages.couriers.is_empty() {
                return absent("there are no text messages");
            }
            met(format!("the last line is @{} and the code", config.site.url.host_str().unwrap_or_default()))
        }),
    },
];
