//! Looking after the site: how it stands, and what happened on an account. Whoever is no administrator finds no page here; one
//! who did not prove it lately is sent to do so before any handler runs. Deliberately not here: who is one
//! (`rules::administrator`), and any change.

use axum::Router;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::get;
use delivery::mail::Way as MailWay;
use flows::{Me, Refused, SiteState};
use risk::UnknownBrowser;
use rules::administrator::{ADMINISTRATION, Administrator, Lacking};
use rules::method::MethodKind;
use rules::settings::Profile;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::form_urlencoded::byte_serialize;

use super::{Answer, Ended, ours, whole};
use crate::app::App;
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::edge::form::Form;
use crate::edge::places::{FileInUse, FileState, Purpose, state};
use crate::pages::admin::{AccountPage, AdminPage, FileRow, FindPage, MethodFirstPage, NodeRow, Way};
use crate::pages::outcome::Outcome;
use crate::pages::{Frame, Trouble};

/// Where it is.
const ADMIN: &str = "/admin";
/// Where one account is looked at.
const ACTIVITY: &str = "/admin/activity";
/// Events on one page.
const ON_A_PAGE: usize = 50;
/// Letters of a node's identifier that tell it from the others.
const NODE_NAME: usize = 6;

/// The routes.
pub(crate) fn routes() -> Router<App> {
    Router::new().route(ADMIN, get(show)).route(ACTIVITY, get(find).post(activity))
}

/// An administrator and their request.
struct Admin {
    ctx: Ctx,
    me: Me,
    power: Administrator,
}

impl FromRequestParts<App> for Admin {
    type Rejection = Ended;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Ended> {
        let Ok(mut ctx) = Ctx::from_request_parts(parts, app).await;
        let session = ctx.session().unwrap_or_default().to_owned();
        let path = parts.uri.path();
        let proved = whole(&ctx, app.house.administrator(&ctx.visitor, &session).await)?;
        let power = match proved {
            Ok(power) => power,
            Err(refused) => return Err(elsewhere(&mut ctx, &refused, &session, path).await?.into()),
        };
        let Some(me) = whole(&ctx, app.house.me(&ctx.visitor, &session).await)? else {
            return Err(to_sign_in(&ctx, path).into());
        };
        ctx.prefer_locale(me.account.locale.as_deref());
        Ok(Self { ctx, me, power })
    }
}

/// Where somebody goes who may not look, or not yet. `path`: where they wanted to be.
async fn elsewhere(ctx: &mut Ctx, refused: &Refused, session: &str, path: &str) -> Answer {
    match refused {
        Refused::NotSignedIn => Ok(to_sign_in(ctx, path)),
        Refused::NotAdministrator(Lacking::Method) => {
            if let Some(me) = whole(ctx, ctx.house().me(&ctx.visitor, session).await)? {
                ctx.prefer_locale(me.account.locale.as_deref());
            }
            let passkeys = ctx.house().settings().offers(MethodKind::Passkey);
            Ok(ctx.page(StatusCode::FORBIDDEN, &MethodFirstPage { frame: ctx.frame(), passkeys }))
        }
        Refused::NotAdministrator(Lacking::Proof(_) | Lacking::Held { .. }) => {
            Ok(ctx.go(&format!("/step-up?action={ADMINISTRATION}&return_to={}", encoded(path))))
        }
        // The very page of an address that there is not.
        _ => Ok(ctx.outcome(Outcome::NotFound)),
    }
}

fn to_sign_in(ctx: &Ctx, path: &str) -> Response {
    ctx.go(&format!("/signin?return_to={}", encoded(path)))
}

fn encoded(path: &str) -> String {
    byte_serialize(path.as_bytes()).collect()
}

/// A form that an administrator sent. Whoever is none learns nothing of what is wrong with theirs.
struct Sent<T> {
    admin: Admin,
    fields: T,
}

impl<T: DeserializeOwned> FromRequest<App> for Sent<T> {
    type Rejection = Ended;

    async fn from_request(request: Request, app: &App) -> Result<Self, Ended> {
        let (mut parts, body) = request.into_parts();
        let admin = Admin::from_request_parts(&mut parts, app).await?;
        let form: super::Sent<T> = Form::from_request(Request::from_parts(parts, body), app).await;
        let fields = ours(&admin.ctx, form)?;
        Ok(Self { admin, fields })
    }
}

/// `GET /admin`.
async fn show(Admin { ctx, me, power }: Admin) -> Answer {
    let state = whole(&ctx, ctx.house().site_state(&power).await)?;
    Ok(ctx.page(StatusCode::OK, &page(&ctx, &me, &state)))
}

fn page(ctx: &Ctx, me: &Me, state: &SiteState) -> AdminPage {
    let house = ctx.house();
    let settings = house.settings();
    let policy = &settings.risk.policy;
    let few = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    let (texts, gateways) = texts(ctx);
    AdminPage {
        frame: ctx.frame(),
        display_name: me.account.display_name.clone(),
        shadow: settings.risk.shadow,
        classes: state.learned.thresholds.clone(),
        budget: policy.budget,
        policy: policy.version(),
        only_new_country: policy.unknown_browser == UnknownBrowser::NewCountry,
        profile: profile(settings.profile),
        sign_ins: state.learned.sign_ins,
        places_known: settings.places_known,
        files: ctx.app.places.files().iter().map(|file| of_file(file, state.now.0)).collect(),
        mail: match house.mail().map(|mail| mail.way()) {
            Some(MailWay::Smtp(_)) => Way::Smtp,
            Some(MailWay::Folder(_)) => Way::Folder,
            Some(MailWay::Memory(_)) => Way::Memory,
            None => Way::None,
        },
        spent: state.texts.filter(|_| texts == Way::Gateways).map(|spent| (spent.today, spent.at_most)),
        texts,
        gateways,
        push: if house.push().is_some() { Way::Push } else { Way::SwitchedOff },
        waiting: few(state.outbox.waiting),
        tried: few(state.outbox.tried),
        nodes: nodes(state),
    }
}

/// The profile, by its name in the config.
pub(crate) const fn profile(profile: Profile) -> &'static str {
    match profile {
        Profile::Classic => "classic",
        Profile::Strict => "strict",
    }
}

/// How text messages leave, and the gateways in their order.
fn texts(ctx: &Ctx) -> (Way, String) {
    match ctx.house().texts() {
        None => (Way::None, String::new()),
        Some(texts) if !texts.limits.sends_any() => (Way::SwitchedOff, String::new()),
        Some(texts) => {
            let names: Vec<&str> = texts.couriers.couriers().iter().map(|courier| courier.name()).collect();
            if names.is_empty() { (Way::None, String::new()) } else { (Way::Gateways, names.join(", ")) }
        }
    }
}

fn of_file(file: &FileInUse, now: i64) -> FileRow {
    FileRow {
        name: file.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        purpose: match file.purpose {
            Purpose::Countries => "purpose-countries",
            Purpose::NetworkOwners => "purpose-network-owners",
            Purpose::HostingNetworks => "purpose-hosting",
            Purpose::VpnNetworks => "purpose-vpn",
            Purpose::TorExits => "purpose-tor",
        },
        days: u32::try_from(file.about.days(now).max(0)).unwrap_or(u32::MAX),
        wrong: match state(file.purpose, &file.about, now) {
            FileState::Good => None,
            FileState::Old => Some("file-old"),
            FileState::OwnersOnly => Some("file-owners-only"),
            FileState::NoCountries => Some("file-no-countries"),
            FileState::NoOwners => Some("file-no-owners"),
        },
    }
}

fn nodes(state: &SiteState) -> Vec<NodeRow> {
    let row = |node: &flows::SeenNode| NodeRow {
        name: node.id.to_string().chars().take(NODE_NAME).collect(),
        here: node.here,
        seen: node.seen.map(|seen| seen.0),
        ended: node.has_ended(state.now),
    };
    let mut nodes: Vec<NodeRow> = state.nodes.iter().map(row).collect();
    nodes.sort_by_key(|node| (!node.here, std::cmp::Reverse(node.seen)));
    nodes
}

/// `GET /admin/activity`: which account; nothing is looked at yet.
async fn find(Admin { ctx, .. }: Admin) -> Answer {
    Ok(ctx.page(StatusCode::OK, &FindPage { frame: ctx.frame(), typed: String::new() }))
}

/// Which account, and where an older page begins.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    name: String,
    #[serde(default)]
    before: Option<String>,
}

/// `POST /admin/activity`.
async fn activity(Sent { admin, fields: Asked { name, before } }: Sent<Asked>) -> Answer {
    let Admin { ctx, me, power } = admin;
    let again = |trouble| {
        let frame: Frame = ctx.frame().with_problem("name", trouble);
        Ok(ctx.page(StatusCode::UNPROCESSABLE_ENTITY, &FindPage { frame, typed: name.clone() }))
    };
    if name.trim().is_empty() {
        return again(Trouble::Empty);
    }
    let before = before.as_deref().and_then(super::settings::mark);
    let wanted = i64::try_from(ON_A_PAGE + 1).unwrap_or(i64::MAX);
    let looked = ctx.house().activity_of(&power, &ctx.visitor, &name, before, wanted).await;
    let Some(found) = whole(&ctx, looked)? else { return again(Trouble::NoSuchAccount) };
    let shown = &found.events[..found.events.len().min(ON_A_PAGE)];
    let more = found.events.len() > ON_A_PAGE;
    let words = ctx.words;
    let page = AccountPage {
        display_name: me.account.display_name.clone(),
        of: found.account.user_name.clone(),
        events: shown.iter().map(|event| Entry::of(event, words).parts).collect(),
        older: shown.last().filter(|_| more).map(|event| format!("{}-{}", event.at.0, event.id)),
        frame: ctx.frame(),
    };
    Ok(ctx.page(StatusCode::OK, &page))
}

#[cfg(test)]
#[path = "admin_tests.rs"]
mod tests;
