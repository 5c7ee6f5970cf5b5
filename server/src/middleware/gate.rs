use std::net::SocketAddr;

use app::{
    context::{Context, Visitor, session_keys::USER},
    identity::open_to_strangers,
    shared::{AdminFrameData, FrameData},
    shell::{is_admin, is_studio},
};
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http::{
    Method,
    header::{ACCEPT, USER_AGENT},
};
use mewayz::{Error, error::Service, ids::UserId, locale::Locale, platform::Platform};
use tower_sessions::Session;

use super::{address::address, error_page::error_page, language, rpc};
use crate::{session, state::AppState};

/// Finds out who asks, and sends strangers to the entrance: `/w` and `/admin` lead to sign-in, server functions answer 401.
/// To everybody who is not staff there is no `/admin`.
pub async fn gate(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    if path.starts_with("/dev/") && !state.config.is_development() {
        return error_page(&Error::NotFound);
    }
    let has_cookie = session::cookie(request.headers()).is_some();
    let user = match signed_in(has_cookie, &session).await {
        Ok(user) => user,
        Err(error) if path.starts_with("/rpc/") => return rpc::error(&path, error),
        Err(error) => return error_page(&error),
    };
    if let Some(turned_away) = turn_away(&request, &path, user) {
        return turned_away;
    }
    let platform = state.platform.snapshot();
    let chosen = match user {
        Some(user) if path == "/w" || path.starts_with("/w/") => match entered(&state, &platform, user, &path).await {
            Ok(Entered::Workspace(frame)) => {
                let chosen = frame.account.locale;
                request.extensions_mut().insert(*frame);
                chosen
            }
            Ok(Entered::Lobby(first)) => return Redirect::to(&first).into_response(),
            Err(error) => return error_page(&error),
        },
        // What a server function says is put into words where it is read.
        Some(user) if !path.starts_with("/rpc/") => match chosen(&state, user).await {
            Ok(chosen) => chosen,
            Err(error) => return error_page(&error),
        },
        _ => None,
    };
    let locale = language::resolve(&request, chosen);
    request.extensions_mut().insert(locale);
    if let (Some(user), true) = (user, is_admin(&path)) {
        match AdminFrameData::read(&state.context.db, user).await {
            Ok(_) if path.trim_end_matches('/') == "/admin" => return Redirect::to("/admin/jobs").into_response(),
            Ok(frame) => drop(request.extensions_mut().insert(frame)),
            Err(error) => return error_page(&error),
        }
    }
    request.extensions_mut().insert(platform);
    let headers = request.headers();
    let visitor = Visitor {
        user,
        address: address(headers, peer, state.trust).to_string(),
        user_agent: headers.get(USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned(),
        session_hash: session::cookie(headers).map(|id| session::hash(id).to_vec()).unwrap_or_default(),
    };
    request.extensions_mut().insert(visitor);
    next.run(request).await
}

enum Entered {
    Workspace(Box<FrameData>),
    /// `/w` leads on to this path.
    Lobby(String),
}

/// Reads the workspace that a path below `/w` is about, as far as the person belongs to it.
async fn entered(state: &AppState, platform: &Platform, user: UserId, path: &str) -> mewayz::Result<Entered> {
    let Context { db, settings, .. } = &state.context;
    if let Some(slug) = path.strip_prefix("/w/").and_then(|rest| rest.split('/').next()).filter(|slug| !slug.is_empty()) {
        return Ok(Entered::Workspace(Box::new(FrameData::read(db, settings, platform, user, slug).await?)));
    }
    let mut identity = db.identity().await?;
    let first = mewayz::identity::workspaces(&mut identity, user).await?.into_iter().next().ok_or(Error::NotFound)?;
    Ok(Entered::Lobby(format!("/w/{}", first.slug)))
}

/// The language of the account.
async fn chosen(state: &AppState, user: UserId) -> mewayz::Result<Option<Locale>> {
    let mut identity = state.context.db.identity().await?;
    mewayz::identity::locale(&mut identity, user).await
}

/// The person behind the session; asks the database only if there is a cookie.
async fn signed_in(has_cookie: bool, session: &Session) -> Result<Option<UserId>, Error> {
    if !has_cookie {
        return Ok(None);
    }
    session.get::<UserId>(USER).await.map_err(|_| Error::Unavailable(Service::Database))
}

fn turn_away(request: &Request, path: &str, user: Option<UserId>) -> Option<Response> {
    let wants_html = request.headers().get(ACCEPT).is_some_and(|v| String::from_utf8_lossy(v.as_bytes()).contains("text/html"));
    let is_page = matches!(*request.method(), Method::GET | Method::HEAD);
    match user {
        Some(_) if is_page && matches!(path, "/login" | "/signup") => Some(Redirect::to("/w").into_response()),
        None if path.starts_with("/rpc/") && !open_to_strangers().contains(&path) => {
            Some(if wants_html { Redirect::to("/login").into_response() } else { rpc::error(path, Error::Unauthenticated) })
        }
        None if is_studio(path) && !path.starts_with("/dev/") => Some(Redirect::to(&entrance(request)).into_response()),
        _ => None,
    }
}

/// Sign-in that leads back to where somebody wanted to go.
fn entrance(request: &Request) -> String {
    let wanted = request.uri().path_and_query().map_or("/w", |p| p.as_str());
    let next: String = url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    format!("/login?next={next}")
}
