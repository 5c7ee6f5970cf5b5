//! OpenID Connect: discovery, authorisation with PKCE, codes that work once, signed id tokens, keys, and who somebody is.

mod authorize;
mod issued;
mod keys;
#[cfg(test)]
mod tests;
mod token;

use axum::{
    Json, Router,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::StatusCode;
use serde_json::json;

pub(crate) use authorize::{Person, ask, back, checked};
pub(crate) use issued::{Grant, Issued, random};

use crate::state::Outside;

/// Whom we play.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Issuer {
    Google,
    Apple,
}

impl Issuer {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Google => "google",
            Self::Apple => "apple",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Google, Self::Apple].into_iter().find(|issuer| issuer.name() == name)
    }

    fn url(self, outside: &Outside) -> String {
        format!("{}/oidc/{}", outside.url(), self.name())
    }
}

pub(crate) fn router() -> Router<Outside> {
    Router::new()
        .route("/{issuer}/.well-known/openid-configuration", get(discovery))
        .route("/{issuer}/authorize", get(authorize::page).post(authorize::agreed))
        .route("/{issuer}/token", post(token::exchange))
        .route("/{issuer}/jwks", get(jwks))
        .route("/{issuer}/userinfo", get(token::userinfo).post(token::userinfo))
}

async fn discovery(State(outside): State<Outside>, Path(issuer): Path<String>) -> Response {
    let Some(issuer) = Issuer::from_name(&issuer) else { return StatusCode::NOT_FOUND.into_response() };
    let url = issuer.url(&outside);
    Json(json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
        "userinfo_endpoint": format!("{url}/userinfo"),
        "jwks_uri": format!("{url}/jwks"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "subject_types_supported": [if issuer == Issuer::Apple { "pairwise" } else { "public" }],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", if issuer == Issuer::Apple { "name" } else { "profile" }],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["aud", "email", "email_verified", "exp", "iat", "iss", "name", "nonce", "sub"],
        "code_challenge_methods_supported": ["S256"],
        "grant_types_supported": ["authorization_code"],
    }))
    .into_response()
}

async fn jwks(Path(issuer): Path<String>) -> Response {
    if Issuer::from_name(&issuer).is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    match keys::jwks() {
        Ok(keys) => Json(keys).into_response(),
        Err(why) => (StatusCode::INTERNAL_SERVER_ERROR, why).into_response(),
    }
}
