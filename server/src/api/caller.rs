//! Who calls, and for which workspace.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, header::AUTHORIZATION, request::Parts};
use mewayz::{
    Error, api_keys, clock,
    identity::{self, refresh},
    ids::UserId,
    tenancy::Member,
};

use super::{limits, problem::Problem};
use crate::{middleware::address::address, state::AppState};

/// Names the workspace; a key names its own.
pub(crate) const WORKSPACE: HeaderName = HeaderName::from_static("x-workspace");

/// The network address a request comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Address(pub(crate) IpAddr);

/// Who calls.
#[derive(Debug, Clone)]
pub(crate) enum Caller {
    /// A program with a key of one workspace.
    Key(Member),
    /// A program that signed in as a person.
    Person(UserId),
}

/// The caller inside the workspace that the request is about.
#[derive(Debug, Clone)]
pub(crate) struct Acting(pub(crate) Member);

/// Counts the request against its address.
pub(crate) async fn admit(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let from = address(request.headers(), peer, state.trust);
    let left = state.api.limits.address(from);
    if let Err(problem) = left.allowed() {
        return told(problem.into_response(), &[left]);
    }
    request.extensions_mut().insert(Address(from));
    request.extensions_mut().insert(left);
    let response = next.run(request).await;
    // Whoever is known was told of both quotas already.
    if response.headers().contains_key("ratelimit") { response } else { told(response, &[left]) }
}

/// Finds out who calls and counts the request against them; strangers go no further.
pub(crate) async fn authenticate(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let caller = match identify(&state, request.headers(), request.extensions().get::<Address>().copied()).await {
        Ok(caller) => caller,
        Err(error) => return Problem::from(error).into_response(),
    };
    let own = match &caller {
        Caller::Key(member) => state.api.limits.keys.take(member.key().map_or(member.user().0, |key| key.0)),
        Caller::Person(user) => state.api.limits.people.take(user.0),
    };
    let both: Vec<limits::Left> = request.extensions().get::<limits::Left>().copied().into_iter().chain([own]).collect();
    if let Err(problem) = own.allowed() {
        return told(problem.into_response(), &both);
    }
    request.extensions_mut().insert(caller);
    told(next.run(request).await, &both)
}

/// Finds out which workspace the request is about; somebody else's is not there.
pub(crate) async fn enter(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let caller = request.extensions().get::<Caller>().cloned();
    let named = request.headers().get(WORKSPACE).map(|value| value.to_str().unwrap_or_default().to_owned());
    match member(&state, caller, named.as_deref()).await {
        Ok(member) => {
            let address = request.extensions().get::<Address>().map(|a| a.0.to_canonical().to_string());
            let workspace = member.workspace();
            request.extensions_mut().insert(Acting(member.at(address.unwrap_or_default())));
            let response = next.run(request).await;
            state.api.counts.add(workspace, response.status());
            response
        }
        Err(problem) => problem.into_response(),
    }
}

async fn identify(state: &AppState, headers: &HeaderMap, from: Option<Address>) -> mewayz::Result<Caller> {
    let token = bearer(headers).ok_or(Error::Unauthenticated)?;
    if !token.starts_with(api_keys::rules::PREFIX) {
        let now = clock::now();
        let (user, family) = state.api.tokens.verify(token, now)?;
        let is_alive = refresh::is_alive(&state.context.db, family, now).await?;
        return if is_alive { Ok(Caller::Person(user)) } else { Err(Error::Unauthenticated) };
    }
    let Address(address) = from.ok_or_else(|| Error::internal("no address was found out"))?;
    api_keys::authenticate(&state.context.db, token, address, clock::now()).await.map(Caller::Key)
}

/// RFC 6750, 2.1; the name of the scheme is read in any case (RFC 9110, 11.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

async fn member(state: &AppState, caller: Option<Caller>, named: Option<&str>) -> Result<Member, Problem> {
    let read = async |user, slug| {
        let mut identity = state.context.db.identity().await?;
        identity::member(&mut identity, user, slug).await
    };
    match (caller, named) {
        (None, _) => Err(Error::Unauthenticated.into()),
        (Some(Caller::Key(member)), None) => Ok(member),
        (Some(Caller::Key(member)), Some(slug)) => {
            let there = read(member.user(), slug).await?;
            if there.workspace() == member.workspace() { Ok(member) } else { Err(Error::NotFound.into()) }
        }
        (Some(Caller::Person(user)), Some(slug)) => Ok(read(user, slug).await?),
        (Some(Caller::Person(_)), None) => {
            Err(Error::field("X-Workspace", "Name the workspace in the header X-Workspace; GET /api/v1/workspaces lists yours.").into())
        }
    }
}

fn told(mut response: Response, left: &[limits::Left]) -> Response {
    limits::tell(left, response.headers_mut());
    response
}

macro_rules! from_extensions {
    ($($name:ident),+) => {$(
        impl<S: Send + Sync> FromRequestParts<S> for $name {
            type Rejection = Response;

            async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
                let missing = || Problem::from(Error::internal(concat!("no ", stringify!($name), " was found out"))).into_response();
                parts.extensions.get::<Self>().cloned().ok_or_else(missing)
            }
        }
    )+};
}
from_extensions!(Address, Caller, Acting);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bearers() {
        let read = |value: &str| bearer(&HeaderMap::from_iter([(AUTHORIZATION, value.parse().unwrap())])).map(str::to_owned);
        assert_eq!(read("Bearer abc").as_deref(), Some("abc"));
        assert_eq!(read("bearer  abc ").as_deref(), Some("abc"));
        for none in ["abc", "Basic abc", "", "Bearer"] {
            assert_eq!(read(none), None, "{none}");
        }
    }
}
