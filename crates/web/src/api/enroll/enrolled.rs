//! A method that is being enabled, as the API shows it: what is to be scanned, typed or kept is shown once. Deliberately not
//! here: what it was begun with (`enroll`).

use flows::{AppSetUp, EnabledNow, Pairing, PasskeySetUp, PhoneSetUp};
use rules::method::{Method, MethodData, MethodState};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::moment::Moment;
use crate::pages::enroll::pair_url;
use crate::qr;

/// A method that is being enabled, or is enabled now, with what to show for it once.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Enrolled {
    /// Its opaque identifier.
    pub(in crate::api) id: String,
    /// Its kind.
    pub(in crate::api) kind: &'static str,
    /// `pending` (confirm it with its first code), `active`, or `suspended` (confirm it with a code of it).
    pub(in crate::api) state: &'static str,
    /// An app's seed for typing (base32).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) secret: Option<String>,
    /// An app's seed for its own address (`otpauth:`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) otpauth_uri: Option<String>,
    /// The same as an SVG element for scanning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) qr_svg: Option<String>,
    /// What a browser's `navigator.credentials.create` is asked as `publicKey` (`PublicKeyCredentialCreationOptionsJSON`).
    #[schema(value_type = Option<Object>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) options: Option<serde_json::Value>,
    /// What connects a phone that prompts are answered on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) pairing: Option<PairingOut>,
    /// The masked number of a phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) hint: Option<String>,
    /// When the sent code, or the unfinished set-up, is no longer good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) expires_at: Option<Moment>,
    /// When the code may be sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) resend_at: Option<Moment>,
    /// Recovery codes, made now and shown once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) recovery_codes: Option<Vec<String>>,
}

/// What connects a phone.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct PairingOut {
    /// The code that the phone shows with its key, once.
    pub(in crate::api) code: String,
    /// The address that the phone opens, with the code in its fragment.
    pub(in crate::api) url: String,
    /// The same as an SVG element for scanning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) qr_svg: Option<String>,
    /// After when it is too late.
    pub(in crate::api) expires_at: Moment,
}

impl Enrolled {
    pub(super) fn pairing(begun: &Pairing, site: &str, label: &str) -> Self {
        let url = pair_url(site, &begun.code);
        let pairing = (!begun.code.is_empty()).then(|| PairingOut {
            code: begun.code.clone(),
            qr_svg: qr::svg(&url, label).ok(),
            url,
            expires_at: begun.expires.into(),
        });
        Self { pairing, expires_at: Some(begun.expires.into()), ..Self::of(&begun.method) }
    }

    pub(super) fn of(method: &Method) -> Self {
        Self {
            id: method.id.to_string(),
            kind: method.kind().name(),
            state: method.state.name(),
            secret: None,
            otpauth_uri: None,
            qr_svg: None,
            options: None,
            pairing: None,
            hint: None,
            expires_at: None,
            resend_at: None,
            recovery_codes: None,
        }
    }

    pub(super) fn app(set_up: &AppSetUp, label: &str) -> Self {
        Self {
            secret: Some(set_up.key.to_string()),
            otpauth_uri: Some(set_up.uri.to_string()),
            qr_svg: qr::svg(&set_up.uri, label).ok(),
            expires_at: pending_until(&set_up.method),
            ..Self::of(&set_up.method)
        }
    }

    pub(super) fn passkey(set_up: &PasskeySetUp) -> Self {
        Self {
            options: serde_json::from_str(&set_up.options).ok(),
            expires_at: pending_until(&set_up.method),
            ..Self::of(&set_up.method)
        }
    }

    pub(super) fn phone(set_up: &PhoneSetUp) -> Self {
        let hint = match &set_up.method.data {
            MethodData::TextMessage { hint, .. } => Some(hint.clone()),
            _ => None,
        };
        Self {
            hint,
            expires_at: Some(set_up.expires.into()),
            resend_at: set_up.resend_at.map(Moment::from),
            ..Self::of(&set_up.method)
        }
    }

    pub(super) fn with_codes(self, enabled: &EnabledNow) -> Self {
        let codes = enabled.recovery_codes.as_ref();
        let recovery_codes = codes.map(|codes| codes.iter().map(|code| code.to_string()).collect());
        Self { recovery_codes, ..self }
    }
}

fn pending_until(method: &Method) -> Option<Moment> {
    match method.state {
        MethodState::Pending { expires } => Some(expires.into()),
        MethodState::Active | MethodState::Suspended { .. } => None,
    }
}
