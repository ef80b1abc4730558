//! The `step`: where a sign-in or step-up stands, as the API tells it. Deliberately not here: any decision (`rules`).

mod whys;

use flows::Told;
use rules::method::{Method, MethodData};
use rules::offer::{Offered, WhyNot};
use rules::sign_in::{Asked, Challenge, LinkProof, Purpose, SignIn, Stage, VerificationState};
use rules::time::DAY;
use serde::Serialize;
use utoipa::ToSchema;

use super::moment::Moment;
use crate::pages::enroll::QUESTIONS;
use crate::prompts::Shown;
use crate::words::Words;

pub(super) use whys::full;
use whys::{told_reasons, why_not};

/// The id and kind that the mailed link goes by among methods.
pub(super) const MAILED_LINK: &str = "mailed_link";

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Next {
    /// Send `password` to `/answers`.
    AskPassword,
    /// Send a `method_id` to `/challenges`.
    ChooseMethod,
    /// Show the number and wait: the person answers on their phone. Follow `/events`, or look again every few seconds.
    WaitForPrompt,
    /// The prompt was approved: send `{"finish": true}` to `/answers`.
    Finish,
    /// Send what the challenge asks to `/answers` (or open the mailed link in this browser).
    AnswerChallenge,
    /// Passed.
    Done,
    /// Over without passing; the reason says why.
    Refused,
}

/// Where a sign-in or step-up stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Step {
    /// The sign-in's opaque identifier.
    pub(super) id: String,
    /// What it is for: `sign_in` or `step_up`.
    pub(super) purpose: &'static str,
    /// The site's action that a step-up is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) action: Option<String>,
    /// What comes next.
    pub(super) next: Next,
    /// The account's methods, the usable ones first and the preferred one before all. Empty before the right password.
    pub(super) methods: Vec<StepMethod>,
    /// The one proof that is asked now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) challenge: Option<StepChallenge>,
    /// The mailed link, where it is asked besides the method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) also: Option<Also>,
    /// Why a second step is asked: coarse before it is passed, all reasons after it.
    pub(super) reasons: Vec<Why>,
    /// When the sign-in is forgotten if it is not finished.
    pub(super) expires_at: Moment,
    /// For how many days `dont_ask` would last; absent: it may not be asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dont_ask_days: Option<i64>,
    /// The secret for every further call, where a new one is given. It is shown once and replaces the one before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) secret: Option<String>,
    /// The session, in the one response that completes the step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) session: Option<StepSession>,
    /// What to send as `browser_token` next time, so that this browser is known. Replaces the one before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) browser_token: Option<String>,
}

/// One method as a step shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct StepMethod {
    /// Its opaque identifier.
    pub(super) id: String,
    /// Its kind.
    pub(super) kind: &'static str,
    /// Its owner's name for it, a masked number, or how many codes are left.
    pub(super) hint: String,
    /// Whether it can be chosen now.
    pub(super) usable: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) why_not: Option<Why>,
    /// When it can be chosen again, where that is known (`text_limit`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) usable_at: Option<Moment>,
}

/// A code for programs with a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Why {
    /// The code; stays the same for ever.
    pub(super) code: &'static str,
    /// The sentence, in the language of the request.
    pub(super) text: String,
}

/// The one proof that is asked now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct StepChallenge {
    /// The method's kind, or `mailed_link`.
    pub(super) kind: &'static str,
    /// The method.
    pub(super) method_id: String,
    /// After when no answer counts.
    pub(super) expires_at: Moment,
    /// Too many wrong answers: none counts any more. From `resend_at` on, choosing the method again sends a new code.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) used_up: bool,
    /// When the message may be sent again; absent: not in this sign-in, or nothing is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) resend_at: Option<Moment>,
    /// The security question, in the language of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) question: Option<String>,
    /// Digits of the app's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) digits: Option<u8>,
    /// What a browser's `navigator.credentials.get` is asked as `publicKey` (`PublicKeyCredentialRequestOptionsJSON`).
    #[schema(value_type = Option<Object>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) options: Option<serde_json::Value>,
    /// The number to type into the app on the phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) number: Option<String>,
    /// How the prompt stands: `waiting`, `unseen` (no app seems to have it: offer another way), `approved`, or, over,
    /// `expired`, `replaced`, `cancelled`, `wrong_number`, `signed_out`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) prompt: Option<&'static str>,
    /// The message could not be handed over: use another method, or have it sent again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) not_sent: bool,
}

/// The mailed link that a sign-in needs besides its method.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Also {
    /// Always `mailed_link`.
    pub(super) kind: &'static str,
    /// `needed` (send `mailed_link` to `/challenges`), `sent` or `opened`.
    pub(super) state: &'static str,
    /// The addresses it goes to, masked.
    pub(super) hints: Vec<String>,
    /// When it may be sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) resend_at: Option<Moment>,
}

/// A session, as its new holder is told.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct StepSession {
    /// The token for `Authorization: Bearer`; shown once.
    pub(super) token: String,
    /// When it ends whatever happens.
    pub(super) expires_at: Moment,
    /// The level reached: 1, 2 or 3.
    pub(super) acr: u8,
    /// The methods used (RFC 8176).
    pub(super) amr: Vec<String>,
}

impl Step {
    /// The step of what a flow told, in these words. `skip_for`: how long "don't ask" lasts, in seconds.
    #[must_use]
    pub(super) fn of(told: &Told, words: Words, skip_for: i64) -> Self {
        let decision = &told.decision;
        let sign_in = &decision.sign_in;
        let granted = &decision.granted;
        let also = also(told);
        let challenge = challenge(told, words);
        let for_action = sign_in.purpose.action().is_some();
        let session = granted.session.as_ref().map(|s| StepSession {
            token: s.token.clone(),
            expires_at: s.session.expires.into(),
            acr: s.session.level,
            amr: s.session.amr.clone(),
        });
        Self {
            id: told.id.clone(),
            purpose: match sign_in.purpose {
                Purpose::SignIn => "sign_in",
                Purpose::StepUp { .. } => "step_up",
            },
            action: sign_in.purpose.action().map(|name| name.as_str().to_owned()),
            next: next(sign_in, challenge.is_some(), Shown::of(told).as_ref()),
            methods: decision
                .offer
                .iter()
                .map(|offered| StepMethod::of(offered, for_action, words))
                .collect(),
            challenge,
            also,
            reasons: told_reasons(told, words),
            expires_at: sign_in.expires.into(),
            dont_ask_days: told.may_skip.then_some(skip_for / DAY),
            secret: granted.sign_in.clone(),
            session,
            browser_token: granted.browser.clone(),
        }
    }
}

impl StepMethod {
    fn of(offered: &Offered, for_action: bool, words: Words) -> Self {
        Self {
            id: offered.id.to_string(),
            kind: offered.kind.name(),
            hint: offered.hint.clone(),
            usable: offered.usable(),
            why_not: offered.why_not.map(|why| why_not(why, for_action, words)),
            usable_at: match offered.why_not {
                Some(WhyNot::TextLimit { until }) => Some(until.into()),
                _ => None,
            },
        }
    }
}

fn next(sign_in: &SignIn, challenged: bool, prompt: Option<&Shown>) -> Next {
    match &sign_in.stage {
        Stage::Password => Next::AskPassword,
        Stage::SecondStep(_) if prompt.is_some() => match prompt {
            Some(Shown::Waiting { .. }) => Next::WaitForPrompt,
            Some(Shown::Approved) => Next::Finish,
            _ => Next::ChooseMethod,
        },
        Stage::SecondStep(_) if challenged => Next::AnswerChallenge,
        Stage::SecondStep(_) => Next::ChooseMethod,
        Stage::Passed { .. } => Next::Done,
        Stage::Refused { .. } => Next::Refused,
    }
}

fn challenge(told: &Told, words: Words) -> Option<StepChallenge> {
    let sign_in = &told.decision.sign_in;
    let Stage::SecondStep(verification) = &sign_in.stage else { return None };
    let nothing_enabled = told.decision.offer.is_empty();
    match (&verification.state, verification.link) {
        (VerificationState::Challenged(challenge), _) => {
            let asked = asked(sign_in, challenge, &told.methods, words);
            Some(match Shown::of(told) {
                Some(shown) => prompted(asked, told, &shown),
                None => asked,
            })
        }
        (VerificationState::Proven { .. }, link @ (LinkProof::Needed | LinkProof::Sent { .. })) => {
            Some(link_challenge(sign_in, link))
        }
        (VerificationState::Offered, link @ LinkProof::Sent { .. }) if nothing_enabled => {
            Some(link_challenge(sign_in, link))
        }
        _ => None,
    }
}

fn asked(sign_in: &SignIn, challenge: &Challenge, methods: &[Method], words: Words) -> StepChallenge {
    let plain = StepChallenge {
        kind: challenge.asked.kind().name(),
        method_id: challenge.method.to_string(),
        expires_at: sign_in.expires.into(),
        used_up: false,
        resend_at: None,
        question: None,
        digits: None,
        options: None,
        number: None,
        prompt: None,
        not_sent: false,
    };
    let data = methods.iter().find(|m| m.id == challenge.method).map(|m| &m.data);
    match (&challenge.asked, data) {
        (Asked::TextMessage(code), _) => StepChallenge {
            expires_at: code.expires.into(),
            used_up: code.is_used_up(),
            resend_at: code.may_be_sent_at().map(Moment::from),
            not_sent: code.failed,
            ..plain
        },
        (Asked::AuthenticatorApp, Some(MethodData::AuthenticatorApp(app))) => {
            StepChallenge { digits: Some(app.digits), ..plain }
        }
        (Asked::Passkey(ceremony), _) => StepChallenge {
            expires_at: ceremony.expires.into(),
            options: serde_json::from_str(&ceremony.options).ok(),
            ..plain
        },
        (Asked::SecurityQuestion, Some(MethodData::SecurityQuestion { question })) => {
            StepChallenge { question: Some(question_text(question, words)), ..plain }
        }
        _ => plain,
    }
}

/// The challenge of a prompt.
fn prompted(plain: StepChallenge, told: &Told, shown: &Shown) -> StepChallenge {
    let number = match shown {
        Shown::Waiting { number, .. } => Some(number.clone()),
        Shown::Approved | Shown::Over(_) => None,
    };
    let expires = told.prompt.as_ref().map(|stored| stored.prompt.expires.into());
    StepChallenge {
        number,
        prompt: Some(shown.name()),
        expires_at: expires.unwrap_or_else(|| plain.expires_at.clone()),
        ..plain
    }
}

fn link_challenge(sign_in: &SignIn, link: LinkProof) -> StepChallenge {
    StepChallenge {
        kind: MAILED_LINK,
        method_id: MAILED_LINK.to_owned(),
        expires_at: sign_in.expires.into(),
        used_up: false,
        resend_at: resend_at(link),
        question: None,
        digits: None,
        options: None,
        number: None,
        prompt: None,
        not_sent: false,
    }
}

fn resend_at(link: LinkProof) -> Option<Moment> {
    match link {
        LinkProof::Sent { resend_at } => Some(resend_at.into()),
        LinkProof::NotNeeded | LinkProof::Needed | LinkProof::Opened => None,
    }
}

fn also(told: &Told) -> Option<Also> {
    let Stage::SecondStep(verification) = &told.decision.sign_in.stage else { return None };
    let state = match verification.link {
        LinkProof::NotNeeded => return None,
        LinkProof::Needed => "needed",
        LinkProof::Sent { .. } => "sent",
        LinkProof::Opened => "opened",
    };
    let hints = told.emails.iter().map(|email| email.hint.clone()).collect();
    Some(Also { kind: MAILED_LINK, state, hints, resend_at: resend_at(verification.link) })
}

/// A question of the site's list, as it is read in these words; one that left the list shows as its key.
pub(super) fn question_text(slug: &str, words: Words) -> String {
    let listed = QUESTIONS.iter().find(|(listed, _)| *listed == slug);
    listed.map_or_else(|| slug.to_owned(), |(_, key)| words.text(key).into_owned())
}
