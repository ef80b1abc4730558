//! One request's context: who asks, which cookies came, in which language to answer, and how the answer sets cookies.
//! Deliberately not here: what any handler does with it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use flows::{Fault, House, SignInKey, Told, Visitor};
use secrets::digest;

use crate::app::App;
use crate::edge::client::Client;
use crate::edge::cookies::{Cookies, Note, SignInCookie};
use crate::edge::csrf;
use crate::edge::problem::{Problem, ProblemKind};
use crate::pages::outcome::{Outcome, OutcomePage};
use crate::pages::{Frame, Template};
use crate::words::Words;

/// One request's context.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// The state of the house.
    pub app: App,
    /// Who asks, for the flows.
    pub visitor: Visitor,
    /// The cookies that came.
    pub cookies: Cookies,
    /// The language to answer in.
    pub words: Words,
    /// A pre-session id that is to be set with the answer, since none came.
    fresh_pre: Option<String>,
    /// Cookies that the answer sets.
    set: Vec<HeaderValue>,
}

impl FromRequestParts<App> for Ctx {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let client = Client::from_request_parts(parts, app).await?;
        let cookies = app.cookies().read(&parts.headers);
        let words = Words::among(&app.house.site().languages, &client.languages);
        let visitor = Visitor {
            ip: client.address,
            address: client.address.map(|a| a.to_string()),
            network: client.network(),
            user_agent: client.user_agent,
            whereabouts: app.places.of(client.address),
            browsers: cookies.browsers.clone(),
            opened_link: cookies.opened.clone(),
            own_phone: cookies.phone.clone(),
            locale: None,
        };
        let fresh_pre = cookies.form_binding().is_none().then(|| {
            let mut id = [0; 32];
            rand::Rng::fill_bytes(&mut app.house.dice(), &mut id);
            digest::to_base64url(&id)
        });
        Ok(Self { app: app.clone(), visitor, cookies, words, fresh_pre, set: Vec::new() })
    }
}

impl Ctx {
    /// The house.
    #[must_use]
    pub fn house(&self) -> &House {
        &self.app.house
    }

    /// The session's token, if one came.
    #[must_use]
    pub fn session(&self) -> Option<&str> {
        self.cookies.session.as_deref()
    }

    /// The language that the person chose for their account goes before the browser's.
    pub fn prefer_locale(&mut self, locale: Option<&str>) {
        let offered = &self.app.house.site().languages;
        let chosen = locale.filter(|tag| offered.iter().any(|offered| offered == tag));
        self.words = chosen.and_then(Words::language).unwrap_or(self.words);
    }

    /// The frame of a page, with a token for its forms.
    #[must_use]
    pub fn frame(&self) -> Frame {
        let house = self.house();
        let binding = self.cookies.form_binding().or(self.fresh_pre.as_deref()).unwrap_or_default();
        let token = csrf::form_token(house.keys(), binding, &mut house.dice());
        let mut frame = Frame::new(self.words, house.site().name.clone(), token, house.now().0);
        frame.demo = self.app.demo.is_some();
        frame
    }

    /// Whether a form was made for this browser.
    ///
    /// # Errors
    /// A page that says to load the form again.
    pub fn check(&self, token: &str) -> Result<(), Box<Response>> {
        csrf::check_form(self.house().keys(), &self.cookies, token)
            .map_err(|_| Box::new(self.outcome(Outcome::BadForm)))
    }

    /// The key of the sign-in that a page is about: the one named, else the newest that this browser holds.
    #[must_use]
    pub fn sign_in(&self, id: Option<&str>) -> Option<SignInKey> {
        let held = match id {
            Some(id) => self.cookies.sign_ins.iter().find(|s| s.id == id),
            None => self.cookies.sign_ins.first(),
        };
        held.map(|s| SignInKey { id: s.id.clone(), secret: s.secret.clone() })
    }

    /// All sign-ins that this browser holds.
    #[must_use]
    pub fn sign_ins(&self) -> Vec<SignInKey> {
        let key = |s: &SignInCookie| SignInKey { id: s.id.clone(), secret: s.secret.clone() };
        self.cookies.sign_ins.iter().map(key).collect()
    }

    /// This browser holds a phone's key: it is that phone.
    pub fn is_phone(&mut self, id: &str) {
        self.set.extend(self.app.cookies().set_phone(id));
    }

    /// Takes over what a decision handed out: the sign-in's secret, the session, the known browser's token.
    pub fn take(&mut self, told: &Told) {
        let names = self.app.cookies();
        let granted = &told.decision.granted;
        if let Some(secret) = &granted.sign_in {
            let entry = SignInCookie { id: told.id.clone(), secret: secret.clone() };
            self.cookies.sign_ins = self.cookies.with_sign_in(entry);
            self.set.extend(names.set_sign_ins(&self.cookies.sign_ins));
        }
        if let Some(session) = &granted.session {
            let lasts = session.session.expires.left(told.now);
            let seconds = (!session.session.shared_computer).then_some(lasts);
            self.cookies.session = Some(session.token.clone());
            self.set.extend(names.set_session(&session.token, seconds));
            self.cookies.sign_ins = self.cookies.without_sign_in(&told.id);
            self.set.extend(names.set_sign_ins(&self.cookies.sign_ins));
        }
        if let Some(browser) = &granted.browser {
            let family = browser.split_once('_').map(|(id, _)| id);
            let replaced = self
                .cookies
                .browsers
                .iter()
                .find(|old| old.split_once('_').map(|(id, _)| id) == family)
                .cloned();
            self.cookies.browsers = self.cookies.with_browser(browser.clone(), replaced.as_deref());
            self.set.extend(names.set_browsers(&self.cookies.browsers));
        }
    }

    /// Forgets the session in this browser, and what it proved before it (known browsers stay).
    pub fn forget_session(&mut self) {
        self.cookies.session = None;
        self.set.extend(self.app.cookies().clear_session());
        if self.cookies.opened.take().is_some() {
            self.set.extend(self.app.cookies().clear_opened());
        }
    }

    /// Keeps what this browser proved by a link before it signs in, if it did.
    pub fn keep_opened(&mut self, opened: Option<&str>) {
        self.set.extend(opened.and_then(|text| self.app.cookies().set_opened(text)));
    }

    /// Forgets one sign-in in this browser.
    pub fn forget_sign_in(&mut self, id: &str) {
        self.cookies.sign_ins = self.cookies.without_sign_in(id);
        self.set.extend(self.app.cookies().set_sign_ins(&self.cookies.sign_ins));
    }

    /// Leaves a note for a later page; none: takes it back.
    pub fn leave(&mut self, note: Note, text: Option<&str>) {
        self.set.extend(self.app.cookies().set_note(note, text));
    }

    /// A page as an answer.
    pub fn page(&self, status: StatusCode, page: &impl Template) -> Response {
        match page.render() {
            Ok(html) => self.with_cookies((status, Html(html)).into_response()),
            Err(error) => {
                tracing::error!(%error, "a page could not be rendered");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }

    /// Another page, with GET.
    pub fn go(&self, to: &str) -> Response {
        self.with_cookies(Redirect::to(to).into_response())
    }

    /// The page of an outcome.
    pub fn outcome(&self, outcome: Outcome) -> Response {
        let page = OutcomePage { frame: self.frame(), outcome, help: self.house().site().help.clone() };
        let status = StatusCode::from_u16(page.outcome.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        self.page(status, &page)
    }

    /// The page of a failure.
    pub fn fault(&self, fault: &Fault) -> Response {
        match fault {
            Fault::NotFound => self.outcome(Outcome::NotFound),
            Fault::Busy { retry_after } => {
                self.come_back(Outcome::Busy { seconds: *retry_after }, *retry_after)
            }
            Fault::Crowded { retry_after } => {
                self.come_back(Outcome::TooManyTries { seconds: *retry_after }, *retry_after)
            }
            Fault::Conflict => self.outcome(Outcome::Conflict),
            Fault::Unavailable(why) => {
                tracing::warn!(why, "the database does not answer");
                self.outcome(Outcome::Unavailable)
            }
            Fault::Internal(why) => {
                let reference = rules::id::EventId::random(&mut self.house().dice()).to_string();
                let reference = reference.chars().take(8).collect::<String>();
                tracing::error!(why, reference, "internal failure");
                self.outcome(Outcome::Fault { reference })
            }
        }
    }

    fn come_back(&self, outcome: Outcome, seconds: u32) -> Response {
        let mut response = self.outcome(outcome);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        response
    }

    /// The page of a request that the edge refused, with the status that it has in the API.
    pub fn problem(&self, problem: &Problem) -> Response {
        let outcome = match problem.kind {
            ProblemKind::CrossSite => Outcome::CrossSite,
            ProblemKind::OtherAddress => Outcome::OtherAddress { url: self.house().site().url.clone() },
            ProblemKind::NotFound => Outcome::NotFound,
            ProblemKind::MethodNotAllowed => Outcome::WrongMethod,
            ProblemKind::BodyTooLarge => Outcome::TooLarge,
            ProblemKind::TooSlow => Outcome::TooSlow,
            ProblemKind::Unavailable => Outcome::Unavailable,
            ProblemKind::Internal => return self.fault(&Fault::Internal("an answer without words".into())),
            _ => Outcome::BadForm,
        };
        let mut response = self.outcome(outcome);
        *response.status_mut() = problem.kind.status();
        response
    }

    /// The answer with the cookies that this request sets.
    pub fn with_cookies(&self, mut response: Response) -> Response {
        let pre = self.fresh_pre.as_deref().filter(|_| self.cookies.session.is_none());
        let pre = pre.and_then(|id| self.app.cookies().set_before_session(id));
        for value in self.set.iter().cloned().chain(pre) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
        response
    }
}
