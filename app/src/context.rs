//! What server functions stand on: who asks, and the doors to the database and storage.

use std::sync::Arc;

use crate::{
    error::AppError,
    session::{Current, Proof},
};
use chrono::{DateTime, Utc};
use http::{
    HeaderValue,
    header::{REFERER, SET_COOKIE},
    request::Parts,
};
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;
use mewayz::{
    Error,
    db::{Db, Identity},
    error::Conflict,
    gateways::{Billing, Names, Sms, Storage},
    health::Process,
    identity::{
        Provider,
        gateways::{BreachList, SignInProvider},
        passkeys::RelyingParty,
        strength,
    },
    ids::UserId,
    locale::Locale,
    notifications::Channel,
    outbound::Rules,
    platform::{Flag, Platform, Subject},
    secrets::Keyring,
    staff::BackOffice,
    tenancy::{Member, Scope},
};

/// Given to every server function and page by the server.
#[derive(Clone)]
pub struct Context {
    pub db: Db,
    pub storage: Arc<dyn Storage>,
    /// For secrets that are kept sealed.
    pub keyring: Keyring,
    /// The way for text messages; `None` if this installation has none.
    pub sms: Option<Arc<dyn Sms>>,
    /// What browsers are asked for; `None` where they offer no passkeys.
    pub passkeys: Option<Arc<RelyingParty>>,
    /// Providers that sign people in.
    pub providers: Arc<[Arc<dyn SignInProvider>]>,
    /// The name service, for names of people's own.
    pub names: Arc<dyn Names>,
    /// Passwords stolen elsewhere; `None` if nobody is asked.
    pub breaches: Option<Arc<dyn BreachList>>,
    /// Who takes payments; `None` if nobody does here.
    pub billing: Option<Arc<dyn Billing>>,
    /// What the process knows of itself.
    pub process: Arc<dyn Process>,
    pub settings: Arc<Settings>,
}

impl Context {
    /// Ways by which people can be told.
    pub fn channels(&self) -> Vec<Channel> {
        Channel::offered(self.sms.is_some())
    }
}

/// What pages need to know of the configuration.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Where people reach the product, without a trailing slash.
    pub base_url: String,
    /// The folder in which mail ends up, in development; pages name it.
    pub mail_folder: Option<String>,
    /// Whether visits can be told apart by country.
    pub countries: bool,
    /// Whether `/dev` pages exist.
    pub development: bool,
    /// Where requests that people cause may go.
    pub outbound: Rules,
    /// Where forms may lead besides our own pages, as `form-action` wants it: a space before each.
    pub form_targets: String,
    /// The address of what plays outside services; pages say so.
    pub stand_ins: Option<String>,
}

/// Who sent the request, found out by the server before anything else runs.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    pub user: Option<UserId>,
    /// When and how they have proven it; never while somebody of the staff stands behind them.
    pub proof: Option<Proof>,
    /// Who of the staff sees the product as this person does, and until when.
    pub staff: Option<(UserId, DateTime<Utc>)>,
    /// The network address, for throttling and the list of devices.
    pub address: String,
    pub user_agent: String,
    /// SHA-256 of the session id, under which the session is stored.
    pub session_hash: Vec<u8>,
}

impl Visitor {
    /// The person, if it is they themselves who ask: for what is about their account.
    pub fn themselves(&self) -> Option<UserId> {
        self.user.filter(|_| self.staff.is_none())
    }

    /// Proof that the person belongs to a workspace.
    ///
    /// # Errors
    /// `Unauthenticated`, or `NotFound` for somebody else's workspace.
    pub async fn member(&self, identity: &mut Identity, workspace: &str) -> mewayz::Result<Member> {
        let user = self.user.ok_or(Error::Unauthenticated)?;
        let member = mewayz::identity::member(identity, user, workspace).await?;
        Ok(member.at(&self.address).by_staff(self.staff.map(|(staff, _)| staff)))
    }

    /// Where the request comes from.
    pub fn whence(&self) -> mewayz::identity::Whence<'_> {
        mewayz::identity::Whence { address: &self.address, user_agent: &self.user_agent }
    }
}

pub fn db() -> Db {
    expect_context::<Context>().db
}

pub fn storage() -> Arc<dyn Storage> {
    expect_context::<Context>().storage
}

/// The way for text messages; `None` if this installation has none.
pub fn sms() -> Option<Arc<dyn Sms>> {
    expect_context::<Context>().sms
}

/// Who takes payments; `None` if nobody does here.
pub fn billing() -> Option<Arc<dyn Billing>> {
    expect_context::<Context>().billing
}

/// Ways by which people can be told.
pub fn channels() -> Vec<Channel> {
    expect_context::<Context>().channels()
}

/// The name service.
pub fn names() -> Arc<dyn Names> {
    expect_context::<Context>().names
}

/// What the process knows of itself.
pub fn process() -> Arc<dyn Process> {
    expect_context::<Context>().process
}

pub fn keyring() -> Keyring {
    expect_context::<Context>().keyring
}

/// Flags and settings as they are for this whole request.
pub fn platform() -> Arc<Platform> {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<Arc<Platform>>().cloned()).unwrap_or_default()
}

/// Refuses what is switched off for `subject`.
///
/// # Errors
/// `Conflict(SwitchedOff)`.
pub fn require(flag: Flag, subject: Subject) -> Result<(), AppError> {
    Ok(platform().require(flag, subject)?)
}

/// Who asks, in the name of a member, with what a feature may depend on.
///
/// # Errors
/// As the database.
pub async fn subject(flag: Flag, member: &Member) -> Result<Subject, AppError> {
    let plan = match platform().asks_plan(flag) {
        true => Some(mewayz::plans::plan_of(&mut db().open(member).await?).await?),
        false => None,
    };
    Ok(Subject { workspace: Some(member.workspace()), user: Some(member.user()), plan })
}

pub fn settings() -> Arc<Settings> {
    expect_context::<Context>().settings
}

/// Who sent the request.
pub fn visitor() -> Visitor {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<Visitor>().cloned()).unwrap_or_default()
}

/// The person who is signed in, or whom staff impersonate: for what only shows something.
///
/// # Errors
/// `Unauthenticated` if nobody is.
pub fn user() -> Result<UserId, AppError> {
    Ok(visitor().user.ok_or(Error::Unauthenticated)?)
}

/// The person who is signed in, for what changes something of their own.
///
/// # Errors
/// `Unauthenticated`; `Forbidden` for staff who impersonate them.
pub fn own_user() -> Result<UserId, AppError> {
    let user = user()?;
    if visitor().staff.is_some() { Err(Error::Forbidden.into()) } else { Ok(user) }
}

/// Proof that the person belongs to the workspace in the address.
///
/// # Errors
/// `Unauthenticated`, or `NotFound` for somebody else's workspace.
pub async fn member(workspace: &str) -> Result<Member, AppError> {
    let (visitor, db) = (visitor(), db());
    Ok(visitor.member(&mut db.identity().await?, workspace).await?)
}

/// A transaction in the workspace, in the name of the person.
pub async fn scope(workspace: &str) -> Result<Scope, AppError> {
    let member = member(workspace).await?;
    Ok(db().open(&member).await?)
}

/// A transaction that has the workspace for itself, in the name of the person: for what changes what members may do.
pub async fn alone(workspace: &str) -> Result<Scope, AppError> {
    let member = member(workspace).await?;
    Ok(db().alone(&member).await?)
}

/// A transaction of the back office. That the person came, and why, is written down.
///
/// # Errors
/// `Unauthenticated`, `NotFound` for everybody who is not staff, `Conflict(ProofNeeded)` without a second factor; `Invalid` without a reason.
pub async fn office(reason: &str) -> Result<BackOffice, AppError> {
    let user = user()?;
    let staff = mewayz::staff::recognise(&mut db().identity().await?, user).await?;
    if !visitor().proof.is_some_and(|proof| proof.opens_back_office(mewayz::clock::now())) {
        return Err(Error::Conflict(Conflict::ProofNeeded).into());
    }
    Ok(db().staff(&staff, reason).await?)
}

/// The person who is signed in, if they have proven lately who they are: for risky acts (ASVS 5.0, 7.5.1).
///
/// # Errors
/// `Unauthenticated`, or `Conflict(ProofNeeded)`: the page leads to `/confirm`.
pub fn proven_user() -> Result<UserId, AppError> {
    let user = own_user()?;
    if visitor().proof.is_some_and(|proof| proof.is_fresh(mewayz::clock::now())) {
        return Ok(user);
    }
    Err(Error::Conflict(Conflict::ProofNeeded).into())
}

/// The session of the browser that asks.
///
/// # Errors
/// `Internal` outside a request.
pub fn session() -> Result<Current, AppError> {
    let parts = use_context::<Parts>().ok_or_else(|| Error::internal("no request"))?;
    Ok(Current::of(&parts.extensions)?)
}

/// What our host asks browsers for.
///
/// # Errors
/// `Conflict(SwitchedOff)` where browsers offer no passkeys.
pub fn passkeys() -> Result<Arc<RelyingParty>, AppError> {
    Ok(expect_context::<Context>().passkeys.ok_or_else(Error::switched_off)?)
}

/// Providers that sign people in here.
pub fn providers() -> Vec<Provider> {
    expect_context::<Context>().providers.iter().map(|gateway| gateway.provider()).collect()
}

/// Refuses a password that was stolen elsewhere, where there is a list of those.
///
/// # Errors
/// `Invalid` on `password`.
pub async fn refuse_stolen(password: &str) -> Result<(), AppError> {
    match expect_context::<Context>().breaches {
        Some(list) => Ok(strength::refuse_stolen(password, list.as_ref()).await?),
        None => Ok(()),
    }
}

/// Under this name the browser keeps the language that was chosen.
pub const LOCALE_COOKIE: &str = "locale";

/// Lets the browser keep the language for a year, also for a stranger.
pub fn remember_language(locale: Locale) {
    let secure = if settings().base_url.starts_with("https://") { "; Secure" } else { "" };
    let cookie = format!("{LOCALE_COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly{secure}", locale.tag());
    if let (Some(response), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::try_from(cookie)) {
        response.append_header(SET_COOKIE, cookie);
    }
}

/// The path of the page that sent the form, without a language in its query; the front page if the browser does not tell.
pub fn came_from() -> String {
    let parts = use_context::<Parts>();
    let referer = parts.as_ref().and_then(|parts| parts.headers.get(REFERER)?.to_str().ok()).unwrap_or_default();
    let path = referer.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap_or("/");
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang=")).collect();
    let path = format!("/{}", path.trim_start_matches('/'));
    if kept.is_empty() { path } else { format!("{path}?{}", kept.join("&")) }
}
