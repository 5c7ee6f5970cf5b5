//! The page on which somebody says who they are.

use std::collections::HashMap;

use axum::{
    extract::{Form, Path, Query, State},
    response::{Html, IntoResponse, Redirect, Response},
};
use http::StatusCode;
use serde_json::json;
use url::Url;

use super::{Grant, Issuer};
use crate::{
    CLIENT_ID,
    page::{escaped, hidden, page as whole},
    state::Outside,
};

type Fields = HashMap<String, String>;

/// Fields of the form, which are also parameters that answer it at once.
const TYPED: [&str; 4] = ["fake_email", "fake_name", "fake_sub", "fake_verified"];

/// Somebody, as they say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) sub: String,
    /// Empty: the service does not know one.
    pub(crate) email: String,
    pub(crate) verified: bool,
    pub(crate) name: String,
}

/// A request that may be asked of somebody.
pub(crate) struct Asking {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: Url,
    pub(crate) state: Option<String>,
    pub(crate) challenge: Option<String>,
    form_post: bool,
}

pub(super) async fn page(State(outside): State<Outside>, Path(issuer): Path<String>, Query(fields): Query<Fields>) -> Response {
    if fields.contains_key("fake_email") || fields.contains_key("fake_sub") || fields.contains_key("fake_error") {
        return answer(&outside, &issuer, &fields);
    }
    let Some(issuer) = Issuer::from_name(&issuer) else { return StatusCode::NOT_FOUND.into_response() };
    match checked(&fields, issuer.name()) {
        Ok(_) => ask(issuer.name(), &fields).into_response(),
        Err(refused) => *refused,
    }
}

pub(super) async fn agreed(State(outside): State<Outside>, Path(issuer): Path<String>, Form(fields): Form<Fields>) -> Response {
    answer(&outside, &issuer, &fields)
}

/// The form, with what was asked in hidden fields.
pub(crate) fn ask(issuer: &str, fields: &Fields) -> Html<String> {
    let kept = hidden(fields.iter().filter(|(name, _)| !TYPED.contains(&name.as_str())).map(|(n, v)| (n.as_str(), v.as_str())));
    let hint = escaped(fields.get("login_hint").map_or("", String::as_str));
    let body = format!(
        "<form method=post>{kept}\
         <label>E-mail address <input type=email name=fake_email value=\"{hint}\" autocomplete=off></label>\
         <label>Name <input name=fake_name autocomplete=off></label>\
         <label>Subject <input name=fake_sub placeholder=\"made from the address\" autocomplete=off></label>\
         <label><input type=checkbox name=fake_verified value=true checked> The address is verified</label>\
         <input type=hidden name=fake_form value=1>\
         <button>Continue</button><button name=fake_error value=access_denied>Cancel</button></form>"
    );
    whole(&format!("Sign in with {issuer}"), &body)
}

/// Whether a request may be asked at all: whoever is not known is told here and sent nowhere.
pub(crate) fn checked(fields: &Fields, issuer: &str) -> Result<Asking, Box<Response>> {
    let text = |name: &str| fields.get(name).cloned().filter(|value| !value.is_empty());
    let told = |words: &str| Box::new((StatusCode::BAD_REQUEST, whole("This cannot be asked", &format!("<p>{words}"))).into_response());
    let Some(redirect_uri) = text("redirect_uri").and_then(|uri| Url::parse(&uri).ok()).filter(may_return) else {
        return Err(told("The redirect_uri is missing or not one of this client."));
    };
    if text("client_id").as_deref() != Some(CLIENT_ID) {
        return Err(told("The client is not known."));
    }
    let form_post = text("response_mode").as_deref() == Some("form_post");
    let asking =
        Asking { client_id: CLIENT_ID.to_owned(), redirect_uri, state: text("state"), challenge: text("code_challenge"), form_post };
    let scope = text("scope").unwrap_or_default();
    let scopes: Vec<&str> = scope.split([' ', ',']).collect();
    let wrong = if text("response_type").as_deref() != Some("code") && issuer != "facebook" {
        Some("unsupported_response_type")
    } else if asking.challenge.is_some() && text("code_challenge_method").as_deref() != Some("S256") {
        Some("invalid_request")
    } else if issuer != "facebook" && !scopes.contains(&"openid") && issuer != "apple" {
        Some("invalid_scope")
    } else if issuer == "apple" && !form_post && scopes.iter().any(|scope| matches!(*scope, "name" | "email")) {
        // Apple's own rule: a name or an address is only ever posted.
        Some("invalid_request")
    } else {
        None
    };
    match wrong {
        None => Ok(asking),
        Some(code) => Err(Box::new(back(&asking, &[("error", code)]))),
    }
}

/// Only pages of this machine or over TLS.
fn may_return(uri: &Url) -> bool {
    let local = matches!(uri.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    uri.fragment().is_none() && (uri.scheme() == "https" || uri.scheme() == "http" && local)
}

fn answer(outside: &Outside, issuer: &str, fields: &Fields) -> Response {
    let Some(issuer) = Issuer::from_name(issuer) else { return StatusCode::NOT_FOUND.into_response() };
    let asking = match checked(fields, issuer.name()) {
        Ok(asking) => asking,
        Err(refused) => return *refused,
    };
    if let Some(error) = fields.get("fake_error") {
        let code = if issuer == Issuer::Apple { "user_cancelled_authorize" } else { error };
        return back(&asking, &[("error", code)]);
    }
    let person = Person::typed(fields);
    let mut issued = outside.issued();
    let code = issued.code(Grant {
        issuer: issuer.name(),
        client_id: asking.client_id.clone(),
        redirect_uri: asking.redirect_uri.to_string(),
        challenge: asking.challenge.clone(),
        nonce: fields.get("nonce").cloned(),
        person: person.clone(),
    });
    if issuer == Issuer::Apple && asking.form_post && issued.first(&asking.client_id, &person.sub) {
        return back(&asking, &[("code", &code), ("user", &said_once(&person))]);
    }
    back(&asking, &[("code", &code)])
}

/// What Apple sends with the first sign-in of somebody and never again.
fn said_once(person: &Person) -> String {
    let (first, last) = person.name.split_once(' ').unwrap_or((&person.name, ""));
    json!({ "name": { "firstName": first, "lastName": last }, "email": person.email }).to_string()
}

/// Back to whoever asked, by address or by a form that is posted.
pub(crate) fn back(asking: &Asking, said: &[(&str, &str)]) -> Response {
    let state = asking.state.as_deref().map(|state| ("state", state));
    let said = said.iter().copied().chain(state);
    if asking.form_post {
        let target = escaped(asking.redirect_uri.as_str());
        let fields = hidden(said);
        let body = format!(
            "<form method=post action=\"{target}\">{fields}<button>Continue</button></form><script>document.forms[0].submit()</script>"
        );
        return whole("One moment", &body).into_response();
    }
    let mut target = asking.redirect_uri.clone();
    target.query_pairs_mut().extend_pairs(said);
    Redirect::to(target.as_str()).into_response()
}

impl Person {
    /// Whoever was typed in. Without a subject, the address makes one, so that the same address is the same person.
    pub(crate) fn typed(fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).map(|value| value.trim().to_owned()).unwrap_or_default();
        let (email, sub) = (text("fake_email"), text("fake_sub"));
        let sub = if sub.is_empty() { format!("sub-{}", email.to_lowercase()) } else { sub };
        // A box that is not ticked does not travel; an address in a parameter is verified unless it says otherwise.
        let verified = match fields.get("fake_verified") {
            Some(said) => said == "true",
            None => !fields.contains_key("fake_form"),
        };
        Self { sub, email, verified, name: text("fake_name") }
    }
}
