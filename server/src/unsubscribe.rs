//! `/unsubscribe/{token}`: stops mails, for people and for their mail programs (RFC 8058).
//!
//! `GET` asks and changes nothing: programs that look at links before their owners do must not stop anything. `POST` acts,
//! without cookie, sign-in, redirect or proof of origin: the token is the proof, and providers post from their own servers.

use axum::{
    Router,
    extract::{DefaultBodyLimit, Path, Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{
    HeaderMap, StatusCode,
    header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS},
};
use mewayz::{
    clock,
    locale::Locale,
    mail::{Subscription, UnsubscribeWords, suppressions, unsubscribe_words},
};
use serde::Deserialize;

use crate::{
    middleware::error_page::{STYLE, error_page},
    state::AppState,
};

/// The body is not read; what a provider sends is a line.
const MOST_BODY: usize = 8 * 1024;

pub fn routes() -> Router<AppState> {
    Router::new().route("/unsubscribe/{token}", get(ask).post(act)).layer(DefaultBodyLimit::max(MOST_BODY))
}

/// The link in a mail names the language that the mail was in.
#[derive(Debug, Deserialize)]
struct Asked {
    lang: Option<String>,
}

async fn ask(State(state): State<AppState>, Path(token): Path<String>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let locale = locale(&asked, &headers);
    with_words(locale, |words| match Subscription::from_token(&token, &state.unsubscribe) {
        Some(_) => page(locale, StatusCode::OK, &words.title, &words.question, Some(&words.button)),
        None => bad(locale, words),
    })
}

async fn act(State(state): State<AppState>, Path(token): Path<String>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let locale = locale(&asked, &headers);
    let Some(subscription) = Subscription::from_token(&token, &state.unsubscribe) else { return with_words(locale, |w| bad(locale, w)) };
    match suppressions::unsubscribe(&state.context.db, subscription, clock::now()).await {
        Ok(()) => with_words(locale, |words| page(locale, StatusCode::OK, &words.done_title, &words.done, None)),
        Err(error) => error_page(&error),
    }
}

fn locale(asked: &Asked, headers: &HeaderMap) -> Locale {
    let accepted = || Locale::negotiate(headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?);
    asked.lang.as_deref().and_then(Locale::from_tag).or_else(accepted).unwrap_or_default()
}

fn with_words(locale: Locale, page: impl FnOnce(&UnsubscribeWords) -> Response) -> Response {
    unsubscribe_words(locale).map_or_else(|error| error_page(&error), page)
}

fn bad(locale: Locale, words: &UnsubscribeWords) -> Response {
    page(locale, StatusCode::NOT_FOUND, &words.bad_title, &words.bad, None)
}

/// A page of our own words. A form without an address posts to where it stands.
fn page(locale: Locale, status: StatusCode, title: &str, text: &str, button: Option<&String>) -> Response {
    let (lang, dir) = (locale.tag(), locale.direction());
    let form = button.map(|label| format!("<form method=\"post\"><button>{label}</button></form>")).unwrap_or_default();
    let html = format!(
        "<!DOCTYPE html><html lang=\"{lang}\" dir=\"{dir}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\"><title>{title} · Mewayz</title>\
         <style>{STYLE}button{{font:inherit;padding:.75rem 1.25rem;cursor:pointer}}</style></head>\
         <body><main><h1>{title}</h1><p role=\"status\">{text}</p>{form}</main></body></html>"
    );
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
    ];
    (status, headers, html).into_response()
}
