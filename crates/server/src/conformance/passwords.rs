//! The norms on passwords and guessing. Deliberately not here: the rules themselves (`rules`, `secrets`).

use super::{How, Norm, deviates, met, strict};

pub(super) const NORMS: &[Norm] = &[
    Norm {
        ids: "NIST 3.1.1.2; ASVS 6.2.1, 6.2.9",
        asks: "Passwords that stand alone have at least 15 characters, and 64 or more are taken.",
        stands: How::Decided(|_, rules| match rules.password_min {
            15.. => met(format!("{} to 256 code points, never cut", rules.password_min)),
            min => deviates(format!(
                "{min} to 256 code points, while a sign-in that looks usual rests on the password alone{}",
                strict(rules)
            )),
        }),
    },
    Norm {
        ids: "NIST 3.1.1.2; ASVS 6.2.5, 6.2.8, 6.2.10",
        asks: "No rules of composition, no expiry, no truncation; one normal form before hashing.",
        stands: How::Always("none of these; NFC before judging and hashing"),
    },
    Norm {
        ids: "NIST 3.1.1.2; ASVS 6.2.4, 6.2.11, 6.2.12",
        asks: "New passwords are held against lists of common and breached ones and against the person's names, with a \
               reason.",
        stands: How::Decided(|config, _| {
            let how = "a bundled list of the commonest, the names of person and site, the person's addresses, and a guess \
                       of strength, each with a reason";
            match config.files.breached_passwords {
                Some(_) => met(format!("{how}, and the operator's file of breached ones")),
                None => deviates(format!("{how}; name a file of breached ones in files.breached_passwords")),
            }
        }),
    },
    Norm {
        ids: "NIST 3.1.1.2; ASVS 11.4.2",
        asks: "Passwords are kept as salted, memory-hard hashes whose cost can rise.",
        stands: How::Always(
            "Argon2id with 19 MiB and two passes, a pepper outside the database, hashed anew at a sign-in when the \
             cost rose",
        ),
    },
    Norm {
        ids: "NIST 3.1.1.2; ASVS 6.2.7; WCAG 3.3.8",
        asks: "Pasting, password managers and showing what was typed are allowed.",
        stands: How::Always("nothing blocks pasting; fields carry the standard autocomplete tokens"),
    },
    Norm {
        ids: "NIST 3.2.2",
        asks: "No more than 100 failures in a row for one authenticator.",
        stands: How::Always(
            "50 for unknown browsers together, 40 for known ones together, with growing waits; counted before the \
             verdict is told and forgotten by success only",
        ),
    },
    Norm {
        ids: "ASVS 6.1.1, 6.3.1, 2.4.1",
        asks: "Guessing is slowed without letting strangers lock the owner out.",
        stands: How::Always(
            "known browsers have a budget of their own, strangers share another; counted per account, browser and \
             network",
        ),
    },
    Norm {
        ids: "ASVS 6.3.8",
        asks: "Nothing tells whether a name has an account.",
        stands: How::Always(
            "unknown names take the same path, work and waits; only sign-up says that a user name is taken",
        ),
    },
    Norm {
        ids: "ASVS 6.3.5, 6.3.7; NIST 4.6",
        asks: "People are told of unusual sign-ins and of every change.",
        stands: How::Decided(|config, _| {
            if config.mail.is_some() {
                met("an e-mail to every verified address, with a button that undoes additions")
            } else {
                deviates("there is no e-mail courier, so that nobody is told; set [mail]")
            }
        }),
    },
];
