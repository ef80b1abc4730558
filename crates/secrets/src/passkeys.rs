//! The WebAuthn ceremonies of passkeys (W3C Web Authentication Level 3): making one, using one as the second step, using one
//! as the whole sign-in. Not here: where a ceremony's state is kept (it is given out as text, to be sealed), how often one
//! may fail, what a proof is worth. Challenges are drawn by the library, which has no other source than the system's.

use std::time::Duration;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;
use webauthn_rs::prelude::{
    AuthenticationResult, Credential, DiscoverableAuthentication, PublicKeyCredential,
    RegisterPublicKeyCredential, SecurityKey, SecurityKeyAuthentication, SecurityKeyRegistration, Uuid,
    Webauthn, WebauthnBuilder, WebauthnError,
};

use crate::digest::{from_base64url, to_base64url};

/// How long a browser is told that a ceremony may take (WebAuthn L3 section 15.1: five to ten minutes); how long an answer
/// counts is for the rules to say.
const CEREMONY_FOR: Duration = Duration::from_secs(300);
/// The longest credential that is read, in bytes of JSON.
pub const CREDENTIAL_MAX: usize = 16 * 1024;

/// The ceremonies of one site: its relying party id is the host of its address, and only that one origin is accepted.
#[derive(Debug)]
pub struct Passkeys {
    webauthn: Webauthn,
}

/// A ceremony that began.
#[derive(Clone, Debug)]
pub struct Begun {
    /// The `publicKey` options for the browser, as `parseCreationOptionsFromJSON` and its sister read them.
    pub options: Value,
    /// What the ceremony is finished with; whoever holds it could replay it, so it is kept sealed.
    pub state: String,
}

/// A passkey that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPasskey {
    /// The credential's id, base64url.
    pub credential: String,
    /// The public key with what its registration said; stored sealed.
    pub key: String,
    /// Whether the person was verified (fingerprint, face, PIN) when it was made.
    pub user_verified: bool,
    /// Whether it may be copied to other devices (backup eligible).
    pub may_sync: bool,
    /// Whether it is copied (backup state).
    pub synced: bool,
    /// Its signature counter.
    pub counter: u32,
}

/// What a passkey proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// Whether the person was verified.
    pub user_verified: bool,
    /// Whether it is copied to other devices.
    pub synced: bool,
    /// Its signature counter.
    pub counter: u32,
}

/// The account and credential that an assertion claims to be of; nothing is proved by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The account that the authenticator keeps the passkey for.
    pub account: [u8; 16],
    /// The credential's id, base64url.
    pub credential: String,
}

/// Why a ceremony failed. Holds nothing of the credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyError {
    /// Not a credential as browsers give it.
    #[error("not a credential")]
    Malformed,
    /// For another challenge: of another sign-in, or used before.
    #[error("the challenge is another one")]
    Challenge,
    /// Made on another site, or in a frame of one (A64).
    #[error("made on another origin")]
    Origin,
    /// For another relying party.
    #[error("made for another relying party")]
    RelyingParty,
    /// Nobody touched it, or nobody was verified where that is asked.
    #[error("the person was not present or not verified")]
    NotVerified,
    /// Not a passkey that is asked for, or one of another account.
    #[error("not a passkey that is asked for")]
    Unknown,
    /// The signature is not of this passkey.
    #[error("the signature is not right")]
    Signature,
    /// Anything else that the standard forbids.
    #[error("the credential breaks the standard")]
    Refused,
    /// What was stored cannot be read: our mistake.
    #[error("the stored ceremony or passkey cannot be read")]
    Stored,
}

impl From<WebauthnError> for PasskeyError {
    fn from(error: WebauthnError) -> Self {
        match error {
            WebauthnError::MismatchedChallenge => Self::Challenge,
            WebauthnError::InvalidRPOrigin | WebauthnError::CredentialCrossOrigin => Self::Origin,
            WebauthnError::InvalidRPIDHash => Self::RelyingParty,
            WebauthnError::UserNotPresent | WebauthnError::UserNotVerified => Self::NotVerified,
            WebauthnError::CredentialNotFound => Self::Unknown,
            WebauthnError::AuthenticationFailure | WebauthnError::SignatureInvalid => Self::Signature,
            WebauthnError::ParseBase64Failure(_)
            | WebauthnError::ParseCBORFailure(_)
            | WebauthnError::ParseJSONFailure(_)
            | WebauthnError::ParseNOMFailure
            | WebauthnError::ParseInsufficientBytesAvailable => Self::Malformed,
            _ => Self::Refused,
        }
    }
}

impl Passkeys {
    /// The ceremonies of the site at `url`; none where its host is an IP address, which no passkey can be made for.
    #[must_use]
    pub fn of_site(name: &str, url: &str) -> Option<Self> {
        let url = Url::parse(url).ok()?;
        let host = url.domain()?;
        let builder = WebauthnBuilder::new(host, &url).ok()?;
        Some(Self { webauthn: builder.rp_name(name).timeout(CEREMONY_FOR).build().ok()? })
    }

    /// Begins to make a passkey of this account. `known`: its credentials, which no second one is made beside.
    ///
    /// # Errors
    /// `Stored`, when a known credential is not one.
    pub fn begin_making(
        &self,
        account: [u8; 16],
        user_name: &str,
        display_name: &str,
        known: &[String],
    ) -> Result<Begun, PasskeyError> {
        let known: Option<Vec<_>> = known.iter().map(|id| from_base64url(id)).collect();
        let shown = if display_name.is_empty() { user_name } else { display_name };
        let (asked, state) = self.webauthn.start_securitykey_registration(
            Uuid::from_bytes(account),
            user_name,
            shown,
            Some(known.ok_or(PasskeyError::Stored)?),
            None,
            None,
        )?;
        let mut options = options(&asked)?;
        // One that a browser can find by itself where the authenticator has room, so that it can be the whole sign-in; and
        // one that a person without a PIN can use after the password.
        options["authenticatorSelection"]["residentKey"] = json!("preferred");
        options["authenticatorSelection"]["requireResidentKey"] = json!(false);
        options["extensions"] = json!({ "credProps": true });
        Ok(Begun { options, state: text(&state)? })
    }

    /// Makes the passkey of what the browser brought.
    ///
    /// # Errors
    /// Why not.
    pub fn finish_making(&self, state: &str, brought: &str) -> Result<NewPasskey, PasskeyError> {
        let state: SecurityKeyRegistration = stored(state)?;
        let brought: RegisterPublicKeyCredential = read(brought)?;
        same_origin(&brought.response.client_data_json)?;
        let mut made: Credential = self.webauthn.finish_securitykey_registration(&brought, &state)?.into();
        // Counters are kept beside the key, where a step back is a reason to ask, not an error.
        let counter = std::mem::take(&mut made.counter);
        Ok(NewPasskey {
            credential: to_base64url(made.cred_id.as_slice()),
            user_verified: made.user_verified,
            may_sync: made.backup_eligible,
            synced: made.backup_state,
            key: text(&made)?,
            counter,
        })
    }

    /// Begins to ask for one of these passkeys as the second step. The person is verified if the passkey can.
    ///
    /// # Errors
    /// `Stored`, when a key is not one.
    pub fn begin_second_step(&self, keys: &[String]) -> Result<Begun, PasskeyError> {
        let keys: Result<Vec<SecurityKey>, _> =
            keys.iter().map(|key| stored::<Credential>(key).map(SecurityKey::from)).collect();
        let (asked, state) = self.webauthn.start_securitykey_authentication(&keys?)?;
        let options = options(&asked)?;
        Ok(Begun { options, state: text(&state)? })
    }

    /// Checks what the browser brought for a second step of `account`, for one of the passkeys that it began with.
    ///
    /// # Errors
    /// Why it proves nothing.
    pub fn finish_second_step(
        &self,
        state: &str,
        account: [u8; 16],
        brought: &str,
    ) -> Result<Assertion, PasskeyError> {
        let state: SecurityKeyAuthentication = stored(state)?;
        let brought: PublicKeyCredential = read(brought)?;
        same_origin(&brought.response.client_data_json)?;
        if brought.get_user_unique_id().is_some_and(|handle| handle != account) {
            return Err(PasskeyError::Unknown);
        }
        Ok(self.webauthn.finish_securitykey_authentication(&brought, &state)?.into())
    }

    /// Begins to ask for any passkey of this site as the whole sign-in; whose, its authenticator will say.
    ///
    /// # Errors
    /// None that a site which was made could meet.
    pub fn begin_sign_in(&self) -> Result<Begun, PasskeyError> {
        let (asked, state) = self.webauthn.start_discoverable_authentication()?;
        let mut options = options(&asked)?;
        if let Some(options) = options.as_object_mut() {
            options.remove("extensions");
        }
        Ok(Begun { options, state: text(&state)? })
    }

    /// Checks what the browser brought for a whole sign-in against the key of the account that it claims to be of.
    ///
    /// # Errors
    /// Why it proves nothing; a person who was not verified proves nothing here.
    pub fn finish_sign_in(&self, state: &str, key: &str, brought: &str) -> Result<Assertion, PasskeyError> {
        let state: DiscoverableAuthentication = stored(state)?;
        let key: Credential = stored(key)?;
        let brought: PublicKeyCredential = read(brought)?;
        same_origin(&brought.response.client_data_json)?;
        Ok(self.webauthn.finish_discoverable_authentication_v2(&brought, state, key)?.into())
    }
}

impl From<AuthenticationResult> for Assertion {
    fn from(result: AuthenticationResult) -> Self {
        Self {
            user_verified: result.user_verified(),
            synced: result.backup_state(),
            counter: result.counter(),
        }
    }
}

/// The credential that an assertion claims to be of.
#[must_use]
pub fn credential_of(brought: &str) -> Option<String> {
    read::<PublicKeyCredential>(brought).ok().map(|brought| to_base64url(brought.get_credential_id()))
}

/// A place for what is known of one credential, whosever it is.
#[must_use]
pub fn place_of(credential: &str) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::digest(credential.as_bytes()).into();
    std::array::from_fn(|at| digest[at])
}

/// The account and credential that an assertion claims to be of, where its authenticator says both.
#[must_use]
pub fn claim(brought: &str) -> Option<Claim> {
    let brought: PublicKeyCredential = read(brought).ok()?;
    let account = brought.get_user_unique_id()?.try_into().ok()?;
    Some(Claim { account, credential: to_base64url(brought.get_credential_id()) })
}

/// The `publicKey` member, without what only one vendor reads.
fn options(asked: &impl serde::Serialize) -> Result<Value, PasskeyError> {
    let mut asked = serde_json::to_value(asked).map_err(|_| PasskeyError::Refused)?;
    let mut options = asked.get_mut("publicKey").map(Value::take).ok_or(PasskeyError::Refused)?;
    if let Some(options) = options.as_object_mut() {
        options.remove("hints");
        options.retain(|_, value| !value.is_null());
    }
    Ok(options)
}

/// A page in somebody else's frame may not ask (WebAuthn L3 section 7.2 steps 13 and 14); the library looks at
/// registrations only.
fn same_origin(client_data: &[u8]) -> Result<(), PasskeyError> {
    let said: Value = serde_json::from_slice(client_data).map_err(|_| PasskeyError::Malformed)?;
    let crossed = said.get("crossOrigin").is_some_and(|crossed| crossed != &json!(false));
    if crossed || said.get("topOrigin").is_some() { Err(PasskeyError::Origin) } else { Ok(()) }
}

fn read<T: serde::de::DeserializeOwned>(brought: &str) -> Result<T, PasskeyError> {
    if brought.len() > CREDENTIAL_MAX {
        return Err(PasskeyError::Malformed);
    }
    serde_json::from_str(brought).map_err(|_| PasskeyError::Malformed)
}

fn stored<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, PasskeyError> {
    serde_json::from_str(text).map_err(|_| PasskeyError::Stored)
}

fn text(value: &impl serde::Serialize) -> Result<String, PasskeyError> {
    serde_json::to_string(value).map_err(|_| PasskeyError::Refused)
}

#[cfg(test)]
#[path = "passkeys_tests.rs"]
mod tests;
