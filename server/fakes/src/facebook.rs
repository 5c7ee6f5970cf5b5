//! Facebook: OAuth 2 without OpenID Connect, and who somebody is from the Graph API. With or without the version in the address.

use std::collections::HashMap;

use axum::{
    Extension, Json, Router,
    extract::{Form, Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value, json};
use sha2::Sha256;

use crate::{
    CLIENT_ID, CLIENT_SECRET,
    faults::Expired,
    oidc::{Grant, Person, ask, back, checked},
    state::Outside,
};

type Fields = HashMap<String, String>;

const NAME: &str = "facebook";

pub(crate) fn router() -> Router<Outside> {
    calls().nest("/{version}", calls())
}

fn calls() -> Router<Outside> {
    Router::new()
        .route("/dialog/oauth", get(dialog).post(agreed))
        .route("/oauth/access_token", get(exchange).post(exchange_form))
        .route("/me", get(me))
}

async fn dialog(State(outside): State<Outside>, Query(fields): Query<Fields>) -> Response {
    if fields.contains_key("fake_sub") || fields.contains_key("fake_email") || fields.contains_key("fake_error") {
        return answer(&outside, &fields);
    }
    match checked(&fields, NAME) {
        Ok(_) => ask(NAME, &fields).into_response(),
        Err(refused) => *refused,
    }
}

async fn agreed(State(outside): State<Outside>, Form(fields): Form<Fields>) -> Response {
    answer(&outside, &fields)
}

async fn exchange(State(outside): State<Outside>, expired: Option<Extension<Expired>>, Query(fields): Query<Fields>) -> Response {
    token(&outside, expired.is_some(), &fields)
}

async fn exchange_form(State(outside): State<Outside>, expired: Option<Extension<Expired>>, Form(fields): Form<Fields>) -> Response {
    token(&outside, expired.is_some(), &fields)
}

/// The fields that are asked for; an address only if there is one.
async fn me(
    State(outside): State<Outside>,
    expired: Option<Extension<Expired>>,
    headers: HeaderMap,
    Query(asked): Query<Fields>,
) -> Response {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let token = asked.get("access_token").map(String::as_str).or(bearer).unwrap_or_default();
    if asked.get("appsecret_proof").is_some_and(|proof| *proof != proof_of(token)) {
        return refused(100, "Invalid appsecret_proof provided in the API argument");
    }
    let Some(person) = outside.issued().person(NAME, token).filter(|_| expired.is_none()) else {
        return refused(190, "Error validating access token: Session has expired");
    };
    let fields = asked.get("fields").map_or("id,name", String::as_str);
    let said: Map<String, Value> = fields.split(',').filter_map(|field| Some((field.to_owned(), json!(about(&person, field)?)))).collect();
    Json(said).into_response()
}

fn answer(outside: &Outside, fields: &Fields) -> Response {
    let asking = match checked(fields, NAME) {
        Ok(asking) => asking,
        Err(refused) => return *refused,
    };
    if fields.contains_key("fake_error") {
        return back(&asking, &[("error", "access_denied"), ("error_reason", "user_denied")]);
    }
    let code = outside.issued().code(Grant {
        issuer: NAME,
        client_id: asking.client_id.clone(),
        redirect_uri: asking.redirect_uri.to_string(),
        challenge: asking.challenge.clone(),
        nonce: None,
        person: Person::typed(fields),
    });
    back(&asking, &[("code", &code)])
}

fn token(outside: &Outside, expired: bool, fields: &Fields) -> Response {
    let text = |name: &str| fields.get(name).map(String::as_str);
    if text("client_id") != Some(CLIENT_ID) || text("client_secret") != Some(CLIENT_SECRET) {
        return refused(101, "Error validating application. Cannot get application info due to a system error.");
    }
    let mut issued = outside.issued();
    match issued.redeem(NAME, fields, CLIENT_ID) {
        Ok(_) if expired => refused(190, "This authorization code has expired."),
        Ok(grant) => {
            let token = issued.token(NAME, grant.person);
            Json(json!({ "access_token": token, "token_type": "bearer", "expires_in": 5_183_944 })).into_response()
        }
        Err(_) => refused(100, "This authorization code has been used, or does not fit the request."),
    }
}

fn about(person: &Person, field: &str) -> Option<String> {
    match field {
        "id" => Some(person.sub.clone()),
        "name" => Some(person.name.clone()),
        "email" => Some(person.email.clone()).filter(|email| !email.is_empty()),
        _ => None,
    }
}

fn proof_of(token: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(CLIENT_SECRET.as_bytes()) else { return String::new() };
    mac.update(token.as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Errors as the Graph API writes them.
fn refused(code: u16, message: &str) -> Response {
    let error = json!({ "error": { "message": message, "type": "OAuthException", "code": code, "fbtrace_id": "fake" } });
    (StatusCode::BAD_REQUEST, Json(error)).into_response()
}

#[cfg(test)]
mod tests {
    use reqwest::{Client, redirect::Policy};
    use url::Url;

    use super::*;
    use crate::start;

    async fn get(url: String, query: &[(&str, &str)]) -> reqwest::Response {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        client.get(url).query(query).send().await.unwrap()
    }

    #[tokio::test]
    async fn who_somebody_is_comes_from_the_graph() {
        let fakes = start().await.unwrap();
        let base = format!("{}/oauth/facebook", fakes.url());
        let back = "http://127.0.0.1:9/back";
        let asked = [
            ("client_id", CLIENT_ID),
            ("redirect_uri", back),
            ("state", "st"),
            ("scope", "email"),
            ("fake_sub", "42"),
            ("fake_name", "Ada"),
        ];
        let answer = get(format!("{base}/v24.0/dialog/oauth"), &asked).await;
        let target = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
        let said: HashMap<_, _> = target.query_pairs().into_owned().collect();
        let fields = [("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET), ("redirect_uri", back), ("code", &said["code"])];
        let tokens: Value = get(format!("{base}/v24.0/oauth/access_token"), &fields).await.json().await.unwrap();
        let token = tokens["access_token"].as_str().unwrap();
        assert_eq!(get(format!("{base}/oauth/access_token"), &fields).await.status(), StatusCode::BAD_REQUEST, "a code works once");

        let proof = proof_of(token);
        let who = get(format!("{base}/me"), &[("fields", "id,name,email"), ("access_token", token), ("appsecret_proof", &proof)]).await;
        assert_eq!(who.json::<Value>().await.unwrap(), json!({ "id": "42", "name": "Ada" }), "somebody without an address");
        let forged = get(format!("{base}/me"), &[("access_token", token), ("appsecret_proof", "00")]).await;
        assert_eq!(forged.status(), StatusCode::BAD_REQUEST);
        let unknown: Value = get(format!("{base}/me"), &[("access_token", "x")]).await.json().await.unwrap();
        assert_eq!(unknown["error"]["code"], 190);
    }
}
