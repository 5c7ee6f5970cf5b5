use std::collections::HashMap;

use axum::{
    Extension, Json,
    extract::{Form, Path, State},
    response::{IntoResponse, Response},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use chrono::Duration;
use http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use super::{Grant, Issuer, keys};
use crate::{
    CLIENT_ID, CLIENT_SECRET,
    errors::Refused,
    faults::Expired,
    state::{Outside, now},
};

type Fields = HashMap<String, String>;

/// A code for tokens.
pub(super) async fn exchange(
    State(outside): State<Outside>,
    Path(issuer): Path<String>,
    expired: Option<Extension<Expired>>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let Some(issuer) = Issuer::from_name(&issuer) else { return StatusCode::NOT_FOUND.into_response() };
    let client = match client(issuer, &headers, &fields) {
        Ok(client) => client,
        Err(refused) => return refused.into_response(),
    };
    if fields.get("grant_type").map(String::as_str) != Some("authorization_code") {
        return Refused::UnsupportedGrantType.into_response();
    }
    let (grant, token) = {
        let mut issued = outside.issued();
        let grant = match issued.redeem(issuer.name(), &fields, &client) {
            Ok(grant) => grant,
            Err(refused) => return refused.into_response(),
        };
        let token = issued.token(issuer.name(), grant.person.clone());
        (grant, token)
    };
    match keys::sign(&claims(&outside, issuer, &grant, expired.is_some())) {
        Ok(id_token) => {
            let body = json!({ "access_token": token, "token_type": "Bearer", "expires_in": 3600, "scope": "openid email profile", "id_token": id_token });
            ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
        }
        Err(why) => (StatusCode::INTERNAL_SERVER_ERROR, why).into_response(),
    }
}

/// Who somebody is, for a token.
pub(super) async fn userinfo(
    State(outside): State<Outside>,
    Path(issuer): Path<String>,
    expired: Option<Extension<Expired>>,
    headers: HeaderMap,
) -> Response {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let person = token.filter(|_| expired.is_none()).and_then(|token| outside.issued().person(&issuer, token));
    let Some(person) = person else {
        return (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")]).into_response();
    };
    Json(json!({ "sub": person.sub, "email": person.email, "email_verified": person.verified, "name": person.name })).into_response()
}

fn claims(outside: &Outside, issuer: Issuer, grant: &Grant, expired: bool) -> Value {
    let begun = if expired { now() - Duration::hours(2) } else { now() };
    let person = &grant.person;
    let mut claims = json!({
        "iss": issuer.url(outside),
        "aud": grant.client_id,
        "sub": person.sub,
        "iat": begun.timestamp(),
        "exp": (begun + Duration::hours(1)).timestamp(),
        "email": person.email,
        "email_verified": person.verified,
    });
    if let Some(nonce) = &grant.nonce {
        claims["nonce"] = json!(nonce);
    }
    match issuer {
        Issuer::Google => {
            claims["azp"] = json!(grant.client_id);
            claims["name"] = json!(person.name);
        }
        Issuer::Apple => {
            claims["nonce_supported"] = json!(true);
            claims["auth_time"] = json!(begun.timestamp());
            claims["is_private_email"] = json!(person.email.ends_with("@privaterelay.appleid.com"));
        }
    }
    claims
}

/// Which client asks, by header or by fields.
fn client(issuer: Issuer, headers: &HeaderMap, fields: &Fields) -> Result<String, Refused> {
    let (id, secret) = basic(headers)
        .or_else(|| Some((fields.get("client_id")?.clone(), fields.get("client_secret")?.clone())))
        .ok_or(Refused::InvalidClient)?;
    let known = id == CLIENT_ID && (secret == CLIENT_SECRET || issuer == Issuer::Apple && apples(&secret, &id));
    if known { Ok(id) } else { Err(Refused::InvalidClient) }
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let encoded = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((unescaped(id), unescaped(secret)))
}

/// The two halves are written as in a form before they are encoded (RFC 6749, 2.3.1).
fn unescaped(text: &str) -> String {
    url::form_urlencoded::parse(text.as_bytes()).map(|(key, _)| key.into_owned()).next().unwrap_or_default()
}

/// Apple's secret is a token that the client signs for itself. Whose key it was is not known here; what it says must fit.
fn apples(secret: &str, client: &str) -> bool {
    let part = |n: usize| -> Option<Value> { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(secret.split('.').nth(n)?).ok()?).ok() };
    let (Some(header), Some(claims)) = (part(0), part(1)) else { return false };
    let soon = (now() + Duration::days(183)).timestamp();
    header["alg"] == "ES256"
        && header["kid"].is_string()
        && claims["iss"].is_string()
        && claims["sub"] == client
        && claims["aud"] == "https://appleid.apple.com"
        && claims["exp"].as_i64().is_some_and(|exp| (now().timestamp()..=soon).contains(&exp))
}
