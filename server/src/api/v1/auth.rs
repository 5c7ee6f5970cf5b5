//! Signing in as a person, for programs that act in all of somebody's workspaces.

use axum::extract::State;
use chrono::{DateTime, Utc};
use http::{HeaderMap, StatusCode, header::USER_AGENT};
use mewayz::{
    Error, clock,
    identity::{self, factors, refresh},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{
    caller::Address,
    envelope::{Answer, Envelope, Reply},
    extract::Json,
    problem::Problem,
    tokens,
};
use crate::state::AppState;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenIn {
    #[schema(example = "maya@example.com")]
    email: String,
    #[schema(format = Password)]
    password: String,
    /// Of the authenticator app, or a recovery code; asked for by `second_factor_required`.
    #[serde(default)]
    code: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RefreshIn {
    refresh_token: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TokensOut {
    /// Sent as `Authorization: Bearer …`.
    access_token: String,
    /// Always `Bearer`.
    token_type: String,
    /// Seconds until the access token ends.
    expires_in: i64,
    /// Works once, at `/auth/refresh`.
    refresh_token: String,
    refresh_expires_at: DateTime<Utc>,
}

/// Sign in
///
/// Exchanges address and password for an access token (10 minutes) and a refresh token (30 days). Whoever uses an authenticator app
/// sends a `code` as well; without it the answer is 401 `second_factor_required`.
#[utoipa::path(post, path = "/auth/token", tag = "auth", operation_id = "auth_token", request_body = TokenIn,
    responses((status = 200, description = "Signed in", body = Envelope<TokensOut>)))]
pub(super) async fn token(
    State(state): State<AppState>,
    Address(address): Address,
    headers: HeaderMap,
    Json(input): Json<TokenIn>,
) -> Answer<TokensOut> {
    let (db, now, from) = (&state.context.db, clock::now(), address.to_string());
    let step = identity::sign_in(db, &input.email, input.password, &from, now).await?;
    if step.second {
        let missing = || {
            Problem::new(StatusCode::UNAUTHORIZED, "second_factor_required", "Send the code of the authenticator app as `code` as well.")
        };
        let code = input.code.as_deref().ok_or_else(missing)?;
        factors::second_step(db, &state.context.keyring, step.user, code, (&from).into(), now).await?;
    }
    let user = step.user;
    let agent = headers.get(USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    out(&state, refresh::issue(db, user, &from, agent, now).await?, now)
}

/// Refresh
///
/// Exchanges a refresh token for new tokens. Each works once: one that turns up again after half a minute has been copied,
/// and ends every token since the sign-in.
#[utoipa::path(post, path = "/auth/refresh", tag = "auth", operation_id = "auth_refresh", request_body = RefreshIn,
    responses((status = 200, description = "Refreshed", body = Envelope<TokensOut>)))]
pub(super) async fn refresh(State(state): State<AppState>, Address(address): Address, Json(input): Json<RefreshIn>) -> Answer<TokensOut> {
    let now = clock::now();
    let issued =
        refresh::rotate(&state.context.db, &input.refresh_token, &address.to_string(), now).await.map_err(|error| match error {
            Error::Unauthenticated => {
                let text = "This refresh token is unknown, used, expired or revoked. Sign in again.";
                Problem::new(StatusCode::UNAUTHORIZED, "refresh_token_invalid", text)
            }
            other => other.into(),
        })?;
    out(&state, issued, now)
}

/// Sign out
///
/// Ends every refresh token since the sign-in that this one belongs to. Access tokens of that sign-in end with them.
/// A token that is unknown or ended is fine (RFC 7009).
#[utoipa::path(post, path = "/auth/revoke", tag = "auth", operation_id = "auth_revoke", request_body = RefreshIn,
    responses((status = 204, description = "Signed out")))]
pub(super) async fn revoke(State(state): State<AppState>, Json(input): Json<RefreshIn>) -> Result<StatusCode, Problem> {
    refresh::revoke(&state.context.db, &input.refresh_token, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn out(state: &AppState, issued: refresh::Issued, now: DateTime<Utc>) -> Answer<TokensOut> {
    let (access_token, _) = state.api.tokens.sign(issued.user, issued.family, now)?;
    Ok(Reply::ok(TokensOut {
        access_token,
        token_type: "Bearer".to_owned(),
        expires_in: tokens::LASTS.num_seconds(),
        refresh_token: issued.token,
        refresh_expires_at: issued.expires_at,
    }))
}
