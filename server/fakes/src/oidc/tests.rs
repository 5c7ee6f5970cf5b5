use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::JwkSet};
use reqwest::{Client, StatusCode, redirect::Policy};
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;

use crate::{CLIENT_ID, CLIENT_SECRET, Fault, Handle, Switch, start};

const BACK: &str = "http://127.0.0.1:9/back";
const VERIFIER: &str = "a-verifier-of-forty-three-letters-at-the-least";

fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().redirect(Policy::none()).build().unwrap()
}

fn asking<'a>(extra: &[(&'a str, &'a str)]) -> HashMap<&'a str, String> {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let mut fields: HashMap<&str, String> = HashMap::from([
        ("response_type", "code".into()),
        ("client_id", CLIENT_ID.into()),
        ("redirect_uri", BACK.into()),
        ("scope", "openid email".into()),
        ("state", "st".into()),
        ("nonce", "no".into()),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256".into()),
    ]);
    fields.extend(extra.iter().map(|(name, value)| (*name, (*value).to_owned())));
    fields
}

async fn sent_back(fakes: &Handle, path: &str, extra: &[(&str, &str)]) -> HashMap<String, String> {
    let answer = client().get(format!("{}{path}", fakes.url())).query(&asking(extra)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let target = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    assert!(target.as_str().starts_with(BACK));
    target.query_pairs().into_owned().collect()
}

async fn exchanged(fakes: &Handle, code: &str, change: &[(&str, &str)]) -> (StatusCode, Value) {
    let mut fields = HashMap::from([
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", BACK),
        ("client_id", CLIENT_ID),
        ("client_secret", CLIENT_SECRET),
        ("code_verifier", VERIFIER),
    ]);
    fields.extend(change.iter().copied());
    let answer = client().post(format!("{}/oidc/google/token", fakes.url())).form(&fields).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

async fn code(fakes: &Handle) -> String {
    sent_back(fakes, "/oidc/google/authorize", &[("fake_email", "ada@example.com")]).await["code"].clone()
}

#[tokio::test]
async fn a_code_becomes_a_signed_token_that_says_who_somebody_is() {
    let fakes = start().await.unwrap();
    let base = format!("{}/oidc/google", fakes.url());
    let found: Value = client().get(format!("{base}/.well-known/openid-configuration")).send().await.unwrap().json().await.unwrap();
    assert_eq!((&found["issuer"], &found["token_endpoint"]), (&Value::from(base.clone()), &Value::from(format!("{base}/token"))));
    let said =
        sent_back(&fakes, "/oidc/google/authorize", &[("fake_email", "ada@example.com"), ("fake_name", "Ada L"), ("fake_sub", "7")]).await;
    assert_eq!(said["state"], "st");
    let (status, tokens) = exchanged(&fakes, &said["code"], &[]).await;
    assert_eq!(status, StatusCode::OK);

    let keys: JwkSet = client().get(format!("{base}/jwks")).send().await.unwrap().json().await.unwrap();
    let mut rules = Validation::new(Algorithm::RS256);
    rules.set_audience(&[CLIENT_ID]);
    rules.set_issuer(&[&base]);
    let key = DecodingKey::from_jwk(&keys.keys[0]).unwrap();
    let claims = jsonwebtoken::decode::<Value>(tokens["id_token"].as_str().unwrap(), &key, &rules).unwrap().claims;
    assert_eq!(
        (claims["sub"].as_str(), claims["email"].as_str(), claims["nonce"].as_str()),
        (Some("7"), Some("ada@example.com"), Some("no"))
    );
    assert_eq!(claims["email_verified"], true);

    let asked = client().get(format!("{base}/userinfo")).bearer_auth(tokens["access_token"].as_str().unwrap());
    let person: Value = asked.send().await.unwrap().json().await.unwrap();
    assert_eq!(person["name"], "Ada L");
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_the_errors_of_the_standard() {
    let fakes = start().await.unwrap();
    let wrong = [
        (("client_secret", "guessed"), StatusCode::UNAUTHORIZED, "invalid_client"),
        (("client_id", "somebody"), StatusCode::UNAUTHORIZED, "invalid_client"),
        (("redirect_uri", "http://127.0.0.1:9/elsewhere"), StatusCode::BAD_REQUEST, "invalid_grant"),
        (("code_verifier", "another"), StatusCode::BAD_REQUEST, "invalid_grant"),
        (("grant_type", "password"), StatusCode::BAD_REQUEST, "unsupported_grant_type"),
    ];
    for (change, status, error) in wrong {
        let answer = exchanged(&fakes, &code(&fakes).await, &[change]).await;
        assert_eq!((answer.0, answer.1["error"].as_str()), (status, Some(error)), "{change:?}");
    }
    let once = code(&fakes).await;
    assert_eq!(exchanged(&fakes, &once, &[]).await.0, StatusCode::OK);
    assert_eq!(exchanged(&fakes, &once, &[]).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn who_is_not_known_is_sent_nowhere() {
    let fakes = start().await.unwrap();
    for extra in [("client_id", "somebody"), ("redirect_uri", "http://evil.example/back"), ("redirect_uri", "")] {
        let url = format!("{}/oidc/google/authorize", fakes.url());
        let answer = client().get(url).query(&asking(&[extra, ("fake_email", "ada@example.com")])).send().await.unwrap();
        assert_eq!((answer.status(), answer.headers().get("location")), (StatusCode::BAD_REQUEST, None), "{extra:?}");
    }
    let said = sent_back(&fakes, "/oidc/google/authorize", &[("scope", "email"), ("fake_email", "ada@example.com")]).await;
    assert_eq!((said["error"].as_str(), said["state"].as_str()), ("invalid_scope", "st"));
    let said = sent_back(&fakes, "/oidc/google/authorize", &[("fake_error", "access_denied")]).await;
    assert_eq!(said["error"], "access_denied");
}

#[tokio::test]
async fn somebody_types_who_they_are() {
    let fakes = start().await.unwrap();
    let url = format!("{}/oidc/google/authorize", fakes.url());
    let asked = client().get(&url).query(&asking(&[("login_hint", "ada@example.com"), ("state", "\"><script>")])).send().await.unwrap();
    let page = asked.text().await.unwrap();
    assert!(page.contains("value=\"ada@example.com\"") && page.contains("Continue") && !page.contains("\"><script>"));
    // As the form posts it when the box is not ticked.
    let typed = asking(&[("fake_form", "1"), ("fake_email", "ada@example.com")]);
    let answer = client().post(&url).form(&typed).send().await.unwrap();
    let target = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    let code = target.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let (_, tokens) = exchanged(&fakes, &code, &[]).await;
    let claims = URL_SAFE_NO_PAD.decode(tokens["id_token"].as_str().unwrap().split('.').nth(1).unwrap()).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&claims).unwrap()["email_verified"], false);
}

#[tokio::test]
async fn apple_posts_back_and_says_the_name_once() {
    let fakes = start().await.unwrap();
    let url = format!("{}/oidc/apple/authorize", fakes.url());
    let asked = |mode: &'static str| {
        let extra = [("scope", "openid name email"), ("response_mode", mode), ("fake_email", "ada@example.com"), ("fake_name", "Ada L")];
        client().get(&url).query(&asking(&extra)).send()
    };
    let first = asked("form_post").await.unwrap().text().await.unwrap();
    assert!(
        first.contains(&format!("action=\"{BACK}\""))
            && first.contains("name=\"code\"")
            && first.contains("&quot;firstName&quot;:&quot;Ada&quot;")
    );
    let second = asked("form_post").await.unwrap().text().await.unwrap();
    assert!(second.contains("name=\"code\"") && !second.contains("firstName"));
    let by_address = asked("query").await.unwrap();
    assert!(by_address.headers()["location"].to_str().unwrap().contains("error=invalid_request"));
}

#[tokio::test]
async fn what_is_switched_goes_wrong_as_often_as_was_said() {
    let fakes = start().await.unwrap();
    let set = |path: &str, fault| fakes.outside().set(Switch { service: "oidc".into(), path: path.into(), fault, times: 1 });
    set("/token", Fault::RateLimited);
    let once = code(&fakes).await;
    assert_eq!(exchanged(&fakes, &once, &[]).await.0, StatusCode::TOO_MANY_REQUESTS);
    let (status, tokens) = exchanged(&fakes, &once, &[]).await;
    assert_eq!(status, StatusCode::OK, "nothing had happened");

    set("/userinfo", Fault::Expired);
    let info =
        || client().get(format!("{}/oidc/google/userinfo", fakes.url())).bearer_auth(tokens["access_token"].as_str().unwrap()).send();
    assert_eq!(info().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    assert_eq!(info().await.unwrap().status(), StatusCode::OK);

    let switch = serde_json::json!({ "service": "oidc", "path": "/jwks", "fault": "error" });
    let answer = client().post(format!("{}/_faults", fakes.url())).json(&switch).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    assert_eq!(client().get(format!("{}/oidc/google/jwks", fakes.url())).send().await.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
    let log: Vec<Value> = client().get(format!("{}/_log", fakes.url())).send().await.unwrap().json().await.unwrap();
    let last = log.last().unwrap();
    assert_eq!((last["path"].as_str(), last["status"].as_u64()), (Some("/oidc/google/jwks"), Some(503)));
}

#[tokio::test]
async fn what_was_accepted_without_an_answer_did_happen() {
    let fakes = start().await.unwrap();
    let once = code(&fakes).await;
    fakes.outside().set(Switch { service: "oidc".into(), path: "/token".into(), fault: Fault::TimeoutAfterAccept, times: 1 });
    let lost = tokio::time::timeout(std::time::Duration::from_millis(500), exchanged(&fakes, &once, &[])).await;
    assert!(lost.is_err());
    assert_eq!(exchanged(&fakes, &once, &[]).await.1["error"], "invalid_grant");
}
