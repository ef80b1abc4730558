//! The people of the demo: one for each story that the product tells. Everything here is public on purpose.

use flows::{
    CameIn, House, Imported, ImportedMethod, ImportedPassword, NewPerson, NotCreated, NotImported, Site,
};
use futures_util::future::try_join_all;
use rules::method::TotpAlgorithm;
use rules::settings::VerifyWhen;
use secrets::totp::{TotpParams, otpauth_uri, seed_from_base32};
use web::demo::{Person, stories};
use zeroize::Zeroizing;

/// The seed of every authenticator app of the demo: 160 bits, the same at every start, so that an app set up once goes on
/// working.
const SEED: &str = "MRSW23ZAOZSXG5DJMJ2WYZJAONSWKZBB";

/// What somebody has set up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Has {
    Question,
    App,
    RecoveryCodes,
    Phone,
}

struct Character {
    user_name: &'static str,
    display_name: &'static str,
    group: &'static str,
    administrator: bool,
    password: &'static str,
    phone: &'static str,
    has: &'static [Has],
    every_sign_in: bool,
    story: &'static str,
    told: &'static str,
}

const PEOPLE: [Character; 7] = [
    Character {
        user_name: "ana",
        display_name: "Ana Duarte",
        group: "freelancer",
        administrator: false,
        password: "copper kettle sings low",
        phone: "",
        has: &[],
        every_sign_in: false,
        story: stories::NOTHING,
        told: "nothing yet, a verified address",
    },
    Character {
        user_name: "ben",
        display_name: "Ben Okafor",
        group: "client",
        administrator: false,
        password: "violet ladder under snow",
        phone: "",
        has: &[Has::Question],
        every_sign_in: false,
        story: stories::QUESTION,
        told: "a security question",
    },
    Character {
        user_name: "chloe",
        display_name: "Chloé Martin",
        group: "freelancer",
        administrator: false,
        password: "thirteen paper lighthouses",
        phone: "",
        has: &[Has::Question, Has::App, Has::RecoveryCodes],
        every_sign_in: false,
        story: stories::APP,
        told: "a question, an authenticator app, recovery codes",
    },
    Character {
        user_name: "dev",
        display_name: "Dev Sharma",
        group: "client",
        administrator: false,
        password: "marble giraffe on tuesday",
        phone: "+351912345678",
        has: &[Has::Question, Has::Phone],
        every_sign_in: false,
        story: stories::PHONE,
        told: "a question, text messages",
    },
    Character {
        user_name: "emi",
        display_name: "Emi Tanaka",
        group: "client",
        administrator: false,
        password: "slow orange submarine tea",
        phone: "+819012345678",
        has: &[Has::Question, Has::App, Has::Phone, Has::RecoveryCodes],
        every_sign_in: true,
        story: stories::EVERYTHING,
        told: "everything, asked at every sign-in",
    },
    Character {
        user_name: "fay",
        display_name: "Fay Lindqvist",
        group: "freelancer",
        administrator: false,
        password: "borrowed umbrella parade",
        phone: "+46701234567",
        has: &[Has::Question, Has::Phone],
        every_sign_in: true,
        story: stories::PHONE_ALWAYS,
        told: "a question, text messages, asked at every sign-in",
    },
    Character {
        user_name: "gil",
        display_name: "Gil Moreau",
        group: "staff",
        administrator: true,
        password: "patient lighthouse orchard",
        phone: "",
        has: &[Has::Question, Has::App, Has::RecoveryCodes],
        every_sign_in: false,
        story: stories::ADMINISTRATOR,
        told: "a question, an authenticator app, recovery codes; looks after the site: /admin",
    },
];

/// The answer to every question of the demo.
const ANSWER: &str = "mulberry pancakes";

/// Somebody and, if they came in just now, what was made for them.
pub(super) struct Seeded {
    character: &'static Character,
    new: Option<CameIn>,
}

/// Lets everybody in who is not there yet, all at once, so that their hashes are computed side by side.
pub(super) async fn seed(house: &House) -> anyhow::Result<Vec<Seeded>> {
    try_join_all(PEOPLE.iter().map(|character| async move {
        match house.import_person(&character.imported()).await? {
            Ok(new) => Ok(Seeded { character, new: Some(new) }),
            Err(NotImported::Person(NotCreated::Taken)) => Ok(Seeded { character, new: None }),
            Err(why) => anyhow::bail!("{} cannot be part of the demo: {why}", character.user_name),
        }
    }))
    .await
}

impl Character {
    fn imported(&self) -> Imported {
        let person = NewPerson {
            user_name: self.user_name.into(),
            display_name: self.display_name.into(),
            emails: vec![(self.address(), true)],
            groups: vec![self.group.into()],
            administrator: self.administrator,
            locale: None,
            verify: self.every_sign_in.then_some(VerifyWhen::EverySignIn),
        };
        let password = ImportedPassword::Typed(Zeroizing::new(self.password.into()));
        Imported { person, password, methods: self.has.iter().map(|has| self.method(*has)).collect() }
    }

    fn address(&self) -> String {
        format!("{}@example.org", self.user_name)
    }

    fn method(&self, has: Has) -> ImportedMethod {
        match has {
            Has::Question => ImportedMethod::Question {
                question: "first-meal".into(),
                answer: Zeroizing::new(ANSWER.into()),
            },
            Has::App => ImportedMethod::TotpSeed {
                seed: Zeroizing::new(SEED.into()),
                algorithm: TotpAlgorithm::Sha1,
                digits: 6,
                name: "Demo app".into(),
            },
            Has::Phone => ImportedMethod::Phone { number: self.phone.into() },
            Has::RecoveryCodes => ImportedMethod::RecoveryCodes,
        }
    }
}

/// The people as the demo's page shows them.
pub(super) fn shown() -> Vec<Person> {
    let person = |character: &Character| Person {
        display_name: character.display_name.into(),
        user_name: character.user_name.into(),
        password: character.password.into(),
        story: character.story.into(),
    };
    PEOPLE.iter().map(person).collect()
}

/// What is printed at the start: everybody's password, and what their methods need.
pub(super) fn table(seeded: &[Seeded], site: &Site) -> Vec<String> {
    let mut lines = vec![format!("{:<7} {:<28} {:<11} has set up", "name", "password", "group")];
    for Seeded { character: c, .. } in seeded {
        lines.push(format!("{:<7} {:<28} {:<11} {}", c.user_name, c.password, c.group, c.told));
    }
    lines.push(format!("security question, everybody's answer: {ANSWER}"));
    for Seeded { character, new } in seeded {
        let name = character.user_name;
        if character.has.contains(&Has::App) {
            let seed = seed_from_base32(SEED).unwrap_or_default();
            let uri = otpauth_uri(&site.name, name, &seed, TotpParams::default());
            lines.push(format!("authenticator app of {name}: seed {SEED}"));
            lines.push(format!("  {}", *uri));
        }
        if let Some(new) = new.as_ref().filter(|new| !new.recovery_codes.is_empty()) {
            let codes: Vec<&str> = new.recovery_codes.iter().map(|code| code.as_str()).collect();
            lines.push(format!("recovery codes of {name}: {}", codes.join("  ")));
        }
    }
    lines
}
