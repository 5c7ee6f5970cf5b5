use std::{net::SocketAddr, ops::ControlFlow};

use app::{
    context::{Context, Visitor},
    session::{Current, Impersonation, Proof},
    shared::{AdminFrameData, FrameData, open_to_strangers},
    shell::{is_admin, is_studio},
};
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http::{
    HeaderMap, Method,
    header::{ACCEPT, USER_AGENT},
};
use mewayz::{Error, clock, db::Db, ids::UserId, locale::Locale, platform::Platform};

use super::{address::address, error_page::error_page, language, rpc};
use crate::{session, state::AppState};

/// Finds out who asks, and sends strangers to the entrance: `/w` and `/admin` lead to sign-in, server functions answer 401.
/// To everybody who is not staff there is no `/admin`.
pub async fn gate(State(state): State<AppState>, ConnectInfo(peer): ConnectInfo<SocketAddr>, mut request: Request, next: Next) -> Response {
    match admit(&state, peer, &mut request).await {
        ControlFlow::Continue(()) => next.run(request).await,
        ControlFlow::Break(turned_away) => turned_away,
    }
}

/// Writes down for pages who asks, where and in which language; or breaks with the answer to somebody who goes no further.
async fn admit(state: &AppState, peer: SocketAddr, request: &mut Request) -> ControlFlow<Response> {
    let path = request.uri().path().to_owned();
    if path.starts_with("/dev/") && !state.config.is_development() {
        return ControlFlow::Break(error_page(&Error::NotFound));
    }
    let has_cookie = session::cookie(request.headers()).is_some();
    let known = match signed_in(state, has_cookie, Current::of(request.extensions())).await {
        Ok(Asks::One(known)) => known,
        Ok(Asks::Returned(person)) if !path.starts_with("/rpc/") => {
            return ControlFlow::Break(Redirect::to(&format!("/admin/people/{person}")).into_response());
        }
        Ok(Asks::Returned(_)) => return ControlFlow::Break(rpc::error(&path, Error::Forbidden)),
        Err(error) if path.starts_with("/rpc/") => return ControlFlow::Break(rpc::error(&path, error)),
        Err(error) => return ControlFlow::Break(error_page(&error)),
    };
    let (user, proof) = (known.user, known.proof);
    if let Some(turned_away) = turn_away(request, &path, user) {
        return ControlFlow::Break(turned_away);
    }
    let platform = state.platform.snapshot();
    let mut chosen = None;
    if let Some(user) = user {
        chosen = enter_workspace(state, &platform, &known, request, &path).await?;
        enter_back_office(state, user, proof, request, &path).await?;
    }
    let locale = language::resolve(request, chosen);
    let visitor = complete(known, request.headers(), address(request.headers(), peer, state.trust).to_string());
    let found = request.extensions_mut();
    found.insert(locale);
    found.insert(platform);
    found.insert(visitor);
    ControlFlow::Continue(())
}

/// The frame of the workspace that a path below `/w` is about; answers the language of the account.
async fn enter_workspace(
    state: &AppState,
    platform: &Platform,
    known: &Visitor,
    request: &mut Request,
    path: &str,
) -> ControlFlow<Response, Option<Locale>> {
    let Some(user) = known.user else { return ControlFlow::Continue(None) };
    if path.starts_with("/rpc/") {
        // What a server function says is put into words where it is read.
        return ControlFlow::Continue(None);
    }
    if path != "/w" && !path.starts_with("/w/") {
        return or_break(chosen(state, user).await);
    }
    match or_break(entered(state, platform, known, user, path).await)? {
        Entered::Workspace(frame) => {
            let chosen = frame.account.locale;
            request.extensions_mut().insert(*frame);
            ControlFlow::Continue(chosen)
        }
        Entered::Lobby(first) => ControlFlow::Break(Redirect::to(&first).into_response()),
        Entered::Nowhere => or_break(chosen(state, user).await),
    }
}

/// Staff have shown a second factor lately (ASVS 5.0, 8.4.2); to everybody else there is nothing here.
async fn enter_back_office(
    state: &AppState,
    user: UserId,
    proof: Option<Proof>,
    request: &mut Request,
    path: &str,
) -> ControlFlow<Response> {
    if !is_admin(path) {
        return ControlFlow::Continue(());
    }
    let frame = or_break(AdminFrameData::read(&state.context.db, user).await)?;
    if !proof.is_some_and(|proof| proof.opens_back_office(clock::now())) {
        return ControlFlow::Break(Redirect::to(&leading_back("/confirm", request)).into_response());
    }
    if path.trim_end_matches('/') == "/admin" {
        return ControlFlow::Break(Redirect::to("/admin/jobs").into_response());
    }
    request.extensions_mut().insert(frame);
    ControlFlow::Continue(())
}

fn complete(known: Visitor, headers: &HeaderMap, address: String) -> Visitor {
    Visitor {
        address,
        user_agent: headers.get(USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned(),
        session_hash: session::cookie(headers).map(|id| session::hash(id).to_vec()).unwrap_or_default(),
        ..known
    }
}

fn or_break<T>(found: mewayz::Result<T>) -> ControlFlow<Response, T> {
    match found {
        Ok(found) => ControlFlow::Continue(found),
        Err(error) => ControlFlow::Break(error_page(&error)),
    }
}

enum Entered {
    Workspace(Box<FrameData>),
    /// `/w` leads on to this path.
    Lobby(String),
    /// The person belongs to no workspace: `/w` says so.
    Nowhere,
}

/// Reads the workspace that a path below `/w` is about, as far as the person belongs to it.
async fn entered(state: &AppState, platform: &Platform, known: &Visitor, user: UserId, path: &str) -> mewayz::Result<Entered> {
    let Context { db, settings, .. } = &state.context;
    if let Some(slug) = path.strip_prefix("/w/").and_then(|rest| rest.split('/').next()).filter(|slug| !slug.is_empty()) {
        return match FrameData::read(db, settings, platform, known, slug).await {
            Ok(frame) => Ok(Entered::Workspace(Box::new(frame))),
            Err(Error::NotFound) => moved(db, user, slug, path).await,
            Err(error) => Err(error),
        };
    }
    let mut identity = db.identity().await?;
    let first = mewayz::identity::workspaces(&mut identity, user).await?.into_iter().next();
    Ok(first.map_or(Entered::Nowhere, |first| Entered::Lobby(format!("/w/{}", first.slug))))
}

/// An address that a workspace had before leads to the same page at the one it has now.
async fn moved(db: &Db, user: UserId, slug: &str, path: &str) -> mewayz::Result<Entered> {
    let mut identity = db.identity().await?;
    let now = mewayz::workspaces::current_slug(&mut identity, user, slug).await?.ok_or(Error::NotFound)?;
    Ok(Entered::Lobby(format!("/w/{now}{}", &path["/w/".len() + slug.len()..])))
}

/// The language of the account.
async fn chosen(state: &AppState, user: UserId) -> mewayz::Result<Option<Locale>> {
    let mut identity = state.context.db.identity().await?;
    mewayz::identity::locale(&mut identity, user).await
}

/// Who asks.
enum Asks {
    /// As far as the session tells: nobody, a person, or staff as that person.
    One(Visitor),
    /// Staff who saw the product as this person, until now.
    Returned(UserId),
}

/// The person behind the session; asks the database only if there is a cookie.
async fn signed_in(state: &AppState, has_cookie: bool, session: mewayz::Result<Current>) -> Result<Asks, Error> {
    if !has_cookie {
        return Ok(Asks::One(Visitor::default()));
    }
    let session = session?;
    let Some(who) = session.who().await? else { return Ok(Asks::One(Visitor::default())) };
    let Some(impersonation) = who.impersonation else {
        return Ok(Asks::One(Visitor { user: Some(who.user), proof: who.proof, ..Visitor::default() }));
    };
    if !lasts(state, who.user, impersonation).await? {
        session.stop_impersonating().await?;
        return Ok(Asks::Returned(impersonation.person));
    }
    Ok(Asks::One(Visitor { user: Some(impersonation.person), staff: Some((who.user, impersonation.until)), ..Visitor::default() }))
}

/// Whether staff may still see the product as somebody else: for a time, and while they are staff.
async fn lasts(state: &AppState, staff: UserId, impersonation: Impersonation) -> Result<bool, Error> {
    if clock::now() >= impersonation.until {
        return Ok(false);
    }
    match mewayz::staff::recognise(&mut state.context.db.identity().await?, staff).await {
        Ok(_) => Ok(true),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

fn turn_away(request: &Request, path: &str, user: Option<UserId>) -> Option<Response> {
    let wants_html = request.headers().get(ACCEPT).is_some_and(|v| String::from_utf8_lossy(v.as_bytes()).contains("text/html"));
    let is_page = matches!(*request.method(), Method::GET | Method::HEAD);
    match user {
        Some(_) if is_page && matches!(path, "/login" | "/signup") => Some(Redirect::to("/w").into_response()),
        None if path.starts_with("/rpc/") && !open_to_strangers().contains(&path) => {
            Some(if wants_html { Redirect::to("/login").into_response() } else { rpc::error(path, Error::Unauthenticated) })
        }
        None if (is_studio(path) && !path.starts_with("/dev/")) || path == "/confirm" => {
            Some(Redirect::to(&leading_back("/login", request)).into_response())
        }
        _ => None,
    }
}

/// A page that leads back to where somebody wanted to go.
fn leading_back(page: &str, request: &Request) -> String {
    let wanted = request.uri().path_and_query().map_or("/w", |p| p.as_str());
    let next: String = url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    format!("{page}?next={next}")
}
