//! The way to a provider and back: `POST /auth/{provider}` begins, `GET /auth/{provider}/callback` ends.
//!
//! What comes back counts only together with what the session of the same browser began (state, nonce, verifier), once and soon.

use std::sync::Arc;

use app::{
    context::Visitor,
    identity::onward,
    session::{Current, keys},
};
use axum::{
    Extension, Form, Router,
    extract::{Path, Query, State},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::{HeaderValue, header::CONTENT_SECURITY_POLICY};
use mewayz::{
    Error, clock,
    identity::{
        self, Provider, factors,
        gateways::SignInProvider,
        linked::{self, Arrival, Assertion},
    },
    ids::UserId,
    platform::{Flag, Platform, Subject},
};
use serde::{Deserialize, Serialize};

use crate::{mailbox::escape, middleware::error_page::error_page, state::AppState};

/// Why somebody is sent to a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Purpose {
    SignIn,
    /// Add the account there to the one here.
    Link,
    /// Prove again who they are.
    Confirm,
}

#[derive(Debug, Deserialize)]
struct Wish {
    purpose: Purpose,
    #[serde(default)]
    next: String,
}

/// What the session keeps while the browser is away.
#[derive(Debug, Serialize, Deserialize)]
struct Away {
    provider: Provider,
    purpose: Purpose,
    next: String,
    state: String,
    secret: serde_json::Value,
}

/// What the browser brings back (RFC 6749, 4.1.2).
#[derive(Debug, Default, Deserialize, Serialize)]
struct Back {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    error: String,
    /// Apple tells the name to the browser, once, as JSON.
    #[serde(default)]
    user: String,
}

/// Inside the session layer.
pub fn routes() -> Router<AppState> {
    Router::new().route("/auth/{provider}", post(begin)).route("/auth/{provider}/callback", get(finish))
}

/// Outside of it: Apple has its page post the answer to us, and browsers keep our cookie out of what another site posts.
pub fn posted() -> Router<AppState> {
    Router::new().route("/auth/{provider}/callback", post(bring_back))
}

async fn begin(
    State(state): State<AppState>,
    Path(provider): Path<String>,
    Extension(visitor): Extension<Visitor>,
    session: tower_sessions::Session,
    Form(wish): Form<Wish>,
) -> Response {
    let Some(gateway) = gateway(&state, &provider) else { return error_page(&Error::NotFound) };
    if wish.purpose != Purpose::SignIn && visitor.themselves().is_none() {
        return Redirect::to("/login").into_response();
    }
    if wish.purpose == Purpose::Link && !visitor.proof.is_some_and(|proof| proof.is_fresh(clock::now())) {
        return error_page(&Error::Conflict(mewayz::error::Conflict::ProofNeeded));
    }
    if let Some(user) = visitor.themselves().filter(|_| wish.purpose == Purpose::Confirm)
        && !is_only_way(&state, user).await
    {
        return error_page(&Error::Forbidden);
    }
    match set_out(&state, &gateway, &session, wish).await {
        Ok(url) => lead(&url, gateway.provider()),
        Err(error) => error_page(&error),
    }
}

/// Whether somebody has nothing else to prove who they are with: a session at the provider that was left open proves little.
async fn is_only_way(state: &AppState, user: UserId) -> bool {
    let Ok(mut identity) = state.context.db.identity().await else { return false };
    let password = identity::has_password(&mut identity, user).await.unwrap_or(true);
    let passkeys = identity::passkeys::list(&mut identity, user).await.is_ok_and(|keys| keys.is_empty());
    let app = factors::is_second_needed(&mut identity, user).await.unwrap_or(true);
    !password && passkeys && !app
}

async fn set_out(
    state: &AppState,
    gateway: &Arc<dyn SignInProvider>,
    session: &tower_sessions::Session,
    wish: Wish,
) -> mewayz::Result<String> {
    let provider = gateway.provider();
    let errand = gateway.begin(&callback(state, provider), wish.purpose == Purpose::Confirm).await?;
    let away = Away { provider, purpose: wish.purpose, next: wish.next, state: errand.state, secret: errand.secret };
    Current::from(session.clone()).begin(keys::ERRAND, away, clock::now()).await?;
    Ok(errand.url)
}

/// A page that leads on by itself: a redirect after a form would be held back by our own policy, which lets forms lead nowhere else.
fn lead(url: &str, provider: Provider) -> Response {
    let url = escape(url);
    let title = provider.title();
    let page = format!(
        "<!doctype html><meta charset=utf-8><meta name=referrer content=no-referrer><meta http-equiv=refresh content=\"0;url={url}\">\
         <title>{title}</title><p><a href=\"{url}\">{title}</a>"
    );
    let policy = HeaderValue::from_static("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    ([(CONTENT_SECURITY_POLICY, policy)], Html(page)).into_response()
}

async fn bring_back(Path(provider): Path<String>, Form(back): Form<Back>) -> Response {
    let query = query_of(&back);
    Redirect::to(&format!("/auth/{}/callback?{query}", Provider::from_name(&provider).map_or("unknown", Provider::name))).into_response()
}

async fn finish(
    State(state): State<AppState>,
    Path(provider): Path<String>,
    Query(back): Query<Back>,
    Extension(visitor): Extension<Visitor>,
    Extension(platform): Extension<Arc<Platform>>,
    session: tower_sessions::Session,
) -> Response {
    let Some(gateway) = gateway(&state, &provider) else { return error_page(&Error::NotFound) };
    let session = Current::from(session);
    match arrive(&state, &gateway, &session, &visitor, &platform, back).await {
        Ok(path) => Redirect::to(&path).into_response(),
        Err(error) => error_page(&error),
    }
}

/// Where the browser goes next.
async fn arrive(
    state: &AppState,
    gateway: &Arc<dyn SignInProvider>,
    session: &Current,
    visitor: &Visitor,
    platform: &Platform,
    back: Back,
) -> mewayz::Result<String> {
    let now = clock::now();
    let away: Option<Away> = session.take(keys::ERRAND, now).await?;
    let Some(away) = away.filter(|away| away.provider == gateway.provider() && is_same(&away.state, &back.state)) else {
        return Ok(notice("failed"));
    };
    if !back.error.is_empty() || back.code.is_empty() {
        return Ok(notice("cancelled"));
    }
    let name = name_in(&back.user);
    let who = match gateway.finish(&callback(state, gateway.provider()), &away.secret, &back.code, &name).await {
        Ok(who) => who,
        Err(Error::Invalid(_) | Error::Unavailable(_)) => return Ok(notice("failed")),
        Err(other) => return Err(other),
    };
    match away.purpose {
        Purpose::SignIn => sign_in(state, session, visitor, platform, who, &away.next).await,
        Purpose::Link => link(state, visitor, &who, &away.next).await,
        Purpose::Confirm => confirm(state, session, visitor, &who, &away.next).await,
    }
}

async fn sign_in(
    state: &AppState,
    session: &Current,
    visitor: &Visitor,
    platform: &Platform,
    who: Assertion,
    next: &str,
) -> mewayz::Result<String> {
    let now = clock::now();
    let may_sign_up = platform.require(Flag::SignUps, Subject::default()).is_ok();
    match linked::arrive(&state.context.db, &who, may_sign_up, visitor.whence(), now).await {
        Ok(Arrival::In(step)) if session.enter(step, next, visitor, now).await? => Ok(onward(next).to_owned()),
        Ok(Arrival::In(_)) => Ok("/login/code".to_owned()),
        Ok(Arrival::ProofNeeded) => {
            session.begin(keys::TO_LINK, who, now).await?;
            Ok(notice("link"))
        }
        Err(Error::Conflict(_)) => Ok(notice("sign_ups_off")),
        Err(Error::Invalid(_)) if who.email.is_empty() => Ok(notice("no_address")),
        Err(Error::Invalid(_)) => Ok(notice("suspended")),
        Err(other) => Err(other),
    }
}

async fn link(state: &AppState, visitor: &Visitor, who: &Assertion, next: &str) -> mewayz::Result<String> {
    let user = visitor.themselves().ok_or(Error::Unauthenticated)?;
    // The proof of our side, which was asked for when this began, still stands.
    if !visitor.proof.is_some_and(|proof| proof.is_fresh(clock::now())) {
        return Err(Error::Conflict(mewayz::error::Conflict::ProofNeeded));
    }
    let mut identity = state.context.db.identity().await?;
    linked::link(&mut identity, user, who, &visitor.address).await?;
    identity.commit().await?;
    Ok(onward(next).to_owned())
}

async fn confirm(state: &AppState, session: &Current, visitor: &Visitor, who: &Assertion, next: &str) -> mewayz::Result<String> {
    let mut identity = state.context.db.identity().await?;
    if visitor.themselves().is_none() || linked::owner(&mut identity, who).await? != visitor.user {
        return Ok(notice("failed"));
    }
    session.prove(false, clock::now()).await?;
    Ok(onward(next).to_owned())
}

fn gateway(state: &AppState, provider: &str) -> Option<Arc<dyn SignInProvider>> {
    state.context.providers.iter().find(|gateway| gateway.provider().name() == provider).cloned()
}

/// From the configuration, never from the request: a forged host must not receive codes.
fn callback(state: &AppState, provider: Provider) -> String {
    format!("{}/auth/{}/callback", state.context.settings.base_url, provider.name())
}

fn notice(name: &str) -> String {
    format!("/login?notice={name}")
}

fn is_same(one: &str, other: &str) -> bool {
    subtle::ConstantTimeEq::ct_eq(one.as_bytes(), other.as_bytes()).into()
}

/// `{"name":{"firstName":"…","lastName":"…"}}`
fn name_in(user: &str) -> String {
    let said: serde_json::Value = serde_json::from_str(user).unwrap_or_default();
    let part = |name: &str| said["name"][name].as_str().unwrap_or_default().to_owned();
    format!("{} {}", part("firstName"), part("lastName")).trim().to_owned()
}

fn query_of(back: &Back) -> String {
    let pairs = [("code", &back.code), ("state", &back.state), ("error", &back.error), ("user", &back.user)];
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
    query.finish()
}
