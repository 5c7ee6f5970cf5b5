//! What takes messages to people: browsers' push services (RFC 8030) and a gateway for text messages that speaks as Twilio does.
//!
//! `POST /push/{device}` takes a message; `/push/gone` and whatever begins with it is not there any more. Texts go to
//! `POST /2010-04-01/Accounts/{account}/Messages.json`; the number +15005550001 is none. What was sent is in `GET /_log`.

use std::collections::HashMap;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Form, Path},
    response::{IntoResponse, Response},
    routing::post,
};
use http::{HeaderMap, StatusCode, header};
use serde_json::json;

use crate::{oidc::random, state::Outside};

/// The number that Twilio, too, takes for none.
const NOBODY: &str = "+15005550001";

pub(crate) fn router() -> Router<Outside> {
    Router::new().route("/push/{device}", post(push)).route("/2010-04-01/Accounts/{account}/{messages}", post(text))
}

async fn push(Path(device): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    if device.starts_with("gone") {
        return StatusCode::GONE.into_response();
    }
    let signed = headers.get(header::AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"vapid "));
    let sealed = headers.get(header::CONTENT_ENCODING).is_some_and(|value| value == "aes128gcm");
    if !signed || !sealed || !headers.contains_key("ttl") || body.len() > 4096 {
        return StatusCode::BAD_REQUEST.into_response();
    }
    (StatusCode::CREATED, [(header::LOCATION, format!("/push/{device}/{}", random()))]).into_response()
}

async fn text(
    Path((account, messages)): Path<(String, String)>,
    headers: HeaderMap,
    Form(fields): Form<HashMap<String, String>>,
) -> Response {
    if messages != "Messages.json" {
        return StatusCode::NOT_FOUND.into_response();
    }
    if !headers.get(header::AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"Basic ")) {
        return refused(StatusCode::UNAUTHORIZED, 20003, "Authenticate");
    }
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    if !field("To").starts_with('+') || field("To") == NOBODY {
        return refused(StatusCode::BAD_REQUEST, 21211, "The 'To' number is not a valid phone number.");
    }
    if field("Body").is_empty() {
        return refused(StatusCode::BAD_REQUEST, 21602, "Message body is required.");
    }
    let said =
        json!({ "sid": format!("SM{}", random()), "account_sid": account, "status": "queued", "to": field("To"), "from": field("From") });
    (StatusCode::CREATED, Json(said)).into_response()
}

fn refused(status: StatusCode, code: u32, message: &str) -> Response {
    (status, Json(json!({ "code": code, "message": message, "status": status.as_u16() }))).into_response()
}

#[cfg(test)]
mod tests {
    use crate::start;

    #[tokio::test]
    async fn messages_are_taken_or_refused_as_in_the_world() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (fakes, client) = (start().await.unwrap(), reqwest::Client::new());
        let push = |device: &'static str| {
            let request = client.post(format!("{}/push/{device}", fakes.url())).header("authorization", "vapid t=x, k=y");
            request.header("content-encoding", "aes128gcm").header("ttl", "60").body("sealed").send()
        };
        assert_eq!(push("1").await.unwrap().status(), 201);
        assert_eq!(push("gone-1").await.unwrap().status(), 410);
        let bare = client.post(format!("{}/push/1", fakes.url())).body("open").send().await.unwrap();
        assert_eq!(bare.status(), 400);

        let text = |to: &'static str| {
            let url = format!("{}/2010-04-01/Accounts/AC1/Messages.json", fakes.url());
            client.post(url).basic_auth("AC1", Some("x")).form(&[("To", to), ("From", "Mewayz"), ("Body", "Hello")]).send()
        };
        assert_eq!(text("+4915123456789").await.unwrap().status(), 201);
        let refused: serde_json::Value = text("+15005550001").await.unwrap().json().await.unwrap();
        assert_eq!(refused["code"], 21211);
        assert!(fakes.outside().asked().iter().any(|asked| asked.body.contains("Body=Hello")));
    }
}
