//! The norms on sessions, cookies, browsers, proxies and the API. Deliberately not here: methods.

use super::{How, Norm, deviates, met, span, strict};

pub(super) const NORMS: &[Norm] = &[
    Norm {
        ids: "ASVS 7.2.3, 7.2.4; NIST 5.1",
        asks: "Session tokens are random, long, and new after each authentication.",
        stands: How::Always("256 bits, kept as hashes, replaced whenever the level rises"),
    },
    Norm {
        ids: "NIST 2.2.3, 5.2; ASVS 7.3.1, 7.3.2",
        asks: "Sessions at level 2 end after 24 hours, or one hour unused.",
        stands: How::Decided(|_, rules| {
            let (whole, idle) = (span(rules.session_for), span(rules.session_idle));
            if rules.session_for <= 86_400 && rules.session_idle <= 3_600 {
                met(format!("{whole}, {idle} unused"))
            } else {
                deviates(format!(
                    "{whole}, {idle} unused, so that people are asked less often{}",
                    strict(rules)
                ))
            }
        }),
    },
    Norm {
        ids: "NIST 5.1",
        asks: "A session never says a level above that of its authentication; scripts hold no secrets.",
        stands: How::Always(
            "the level stands in the session's row alone; secrets are in cookies that scripts cannot read",
        ),
    },
    Norm {
        ids: "NIST 5.1.1; ASVS 3.3.1 to 3.3.4",
        asks: "Cookies are Secure, HttpOnly, SameSite and bound to the host.",
        stands: How::Decided(|config, _| {
            if config.site.url.scheme() == "https" {
                met("__Host- names")
            } else {
                deviates("the site is reached by http, as only this machine can; use https for anybody else")
            }
        }),
    },
    Norm {
        ids: "NIST 5.1; ASVS 3.5.1 to 3.5.3",
        asks: "Every change carries proof that it comes from our own pages.",
        stands: How::Always(
            "a token bound to the session, and the browser's own word for where a request comes from",
        ),
    },
    Norm {
        ids: "ASVS 3.4.3 to 3.4.6, 3.4.8; RFC 9700 4.16",
        asks: "Headers keep other content, frames and referrers out.",
        stands: How::Always(
            "a strict policy without inline scripts, no frames, no referrer, on every answer",
        ),
    },
    Norm {
        ids: "ASVS 3.4.1, 12.2.1",
        asks: "Browsers are told to use https only.",
        stands: How::Decided(|config, _| {
            if config.site.url.scheme() == "https" {
                met("for a year or more")
            } else {
                deviates("the site is reached by http, as only this machine can")
            }
        }),
    },
    Norm {
        ids: "ASVS 14.2.1, 14.3.2",
        asks: "Nothing secret stands in addresses, and nothing personal is cached.",
        stands: How::Never(
            "no caching; the tokens of mailed links stand in their addresses, once and for a short time",
        ),
    },
    Norm {
        ids: "ASVS 4.1.3, 2.2.2",
        asks: "What proxies say of the client is believed only from proxies.",
        stands: How::Decided(|config, _| match config.listen.proxies.trusted.len() {
            0 => met("no proxy is believed"),
            count => met(format!(
                "{count} networks are believed, and the right-most address that is none of theirs"
            )),
        }),
    },
    Norm {
        ids: "ASVS 8.1.4, 8.2.4, 16.5.3",
        asks: "What risk is judged by is documented, and missing or broken inputs fail closed.",
        stands: How::Always(
            "reasons are kept with each sign-in; what is missing raises the risk and never skips a step",
        ),
    },
    Norm {
        ids: "ASVS 2.3.1 to 2.3.4",
        asks: "Steps happen in order, whole, and once under races.",
        stands: How::Always(
            "one machine decides; each change names what it is based on and is committed whole or not at all",
        ),
    },
    Norm {
        ids: "WCAG 2.2: 3.3.8, 3.3.7, 2.2.1, 1.4.13",
        asks: "No puzzles, pasting allowed, time enough, nothing asked twice.",
        stands: How::Always(
            "one field for a code, no puzzles; what expires says so and can be asked for again",
        ),
    },
    Norm {
        ids: "ASVS 3.4.2, 4.1.4, 13.4",
        asks: "Nothing for operators is reachable with the pages.",
        stands: How::Decided(|config, _| match config.listen.metrics {
            Some(address) => met(format!("metrics have a listener of their own, {address}")),
            None => met("metrics are not served"),
        }),
    },
    Norm {
        ids: "ASVS 10; RFC 9700; OpenID Connect Core; RFC 9470; RFC 8176",
        asks: "Tokens for other sites are exact, short-lived and say how somebody signed in.",
        stands: How::Absent("OpenID Connect and forward-auth are not part of this release"),
    },
];
