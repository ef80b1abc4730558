//! The norms on the life of an account: enrolling, changing, losing, being told. Deliberately not here: sessions.

use flows::contact_uri;

use super::{How, Norm, deviates, met, span, strict};

pub(super) const NORMS: &[Norm] = &[
    Norm {
        ids: "NIST 4.1.2.1; ASVS 7.5.1",
        asks: "Methods are added and removed only after a fresh proof at the account's highest level.",
        stands: How::Decided(|_, rules| {
            let fresh = span(rules.fresh_for);
            if rules.fresh_for <= 300 {
                met(format!("a proof within {fresh}; the first strong method needs a mailed link as well"))
            } else {
                deviates(format!("a proof within {fresh}, where 5 minutes are advised{}", strict(rules)))
            }
        }),
    },
    Norm {
        ids: "ASVS 6.2.3",
        asks: "Changing the password takes the current one.",
        stands: How::Always("and a level-2 method where there is one"),
    },
    Norm {
        ids: "ASVS 6.4.3",
        asks: "Resetting the password does not skip the second step.",
        stands: How::Always("a reset signs nobody in, ends every session and forgets every browser"),
    },
    Norm {
        ids: "ASVS 6.4.4; NIST 4.2.2.2, 4.2.3",
        asks: "A lost factor is replaced by proof as good as at enrollment.",
        stands: How::Always(
            "recovery codes or another method; the weak way ends in a hold and is told to everybody",
        ),
    },
    Norm {
        ids: "ASVS 6.4.6, 2.3.5",
        asks: "Support may begin a recovery but not finish it, and learns no secret.",
        stands: How::Absent(
            "the support desk is not part of this release; operators hand out links that set a password",
        ),
    },
    Norm {
        ids: "NIST 3.2.1, 4.3, 4.5; ASVS 6.5.6",
        asks: "A lost method can be reported with one factor and is suspended at once.",
        stands: How::Always("\"I lost my phone\" takes the password alone and never lowers what is asked"),
    },
    Norm {
        ids: "ASVS 7.4.3, 7.4.5, 7.5.2",
        asks: "Sessions can be seen and ended, also by administrators; a new password ends the others.",
        stands: How::Always("listed and ended one by one or all; locking an account ends its sessions"),
    },
    Norm {
        ids: "NIST 4.1; ASVS 16.3.1, 16.2.5",
        asks: "The life of methods and every attempt is recorded, without secrets.",
        stands: How::Never(
            "every event is recorded without secrets; the records are not chained by hashes yet",
        ),
    },
    Norm {
        ids: "W3C change-password URL; RFC 9116",
        asks: "Well-known addresses lead to the change of password and to whom to report weaknesses.",
        stands: How::Decided(|config, _| {
            if config.site.support_contact.as_deref().and_then(contact_uri).is_some() {
                met("/.well-known/change-password and /.well-known/security.txt")
            } else {
                deviates(
                    "security.txt has nobody to name; set site.support_contact to an e-mail address or an https: address",
                )
            }
        }),
    },
];
