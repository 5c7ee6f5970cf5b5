use app::{
    error::AppError,
    words::{self, shared as t},
};
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER},
};
use mewayz::{Error, error::Conflict};

use super::language;

/// A page for errors that arise outside Leptos, in the language of the request. Needs nothing: no database, no stylesheet, no script.
pub fn error_page(error: &Error) -> Response {
    answer(error, " · Mewayz")
}

/// The same without our name, for names of people's own.
pub fn plain(error: &Error) -> Response {
    answer(error, "")
}

fn answer(error: &Error, by: &str) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let text = || AppError::from(error.clone()).to_string();
    let mut response = words::in_language(language::of_request(), || document(status, title(error), &text(), by));
    match error {
        Error::Unavailable(_) => drop(response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"))),
        Error::Limit { retry_after } => drop(response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(*retry_after))),
        _ => {}
    }
    response
}

fn title(error: &Error) -> &'static str {
    match error {
        Error::NotFound => t::does_not_exist(),
        Error::Conflict(Conflict::Withheld) => t::not_available(),
        Error::Unavailable(_) => t::back_in_a_moment(),
        Error::Limit { .. } => t::slow_down(),
        Error::Internal(_) => t::something_wrong(),
        _ => t::did_not_work(),
    }
}

/// A plain page with a title and a sentence, both from ourselves.
pub fn page(status: StatusCode, title: &str, text: &str) -> Response {
    document(status, title, text, " · Mewayz")
}

fn document(status: StatusCode, title: &str, text: &str, by: &str) -> Response {
    let (lang, dir, home) = (words::locale().tag(), words::locale().direction(), t::to_front_page());
    let html = format!(
        "<!DOCTYPE html><html lang=\"{lang}\" dir=\"{dir}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" \
         content=\"light dark\"><title>{title}{by}</title></head><body><main><h1>{title}</h1><p>{text}</p><p><a href=\"/\">{home}</a></p></main></body></html>"
    );
    let html = html.replace("</head>", &format!("<style>{STYLE}</style></head>"));
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'"),
    ];
    (status, headers, Body::from(html)).into_response()
}

/// As much style as a page needs that stands alone.
pub(crate) const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:0;min-height:100dvh;display:grid;place-content:center;padding:24px}main{max-width:32rem}h1{font-size:1.5rem;margin:0 0 .5rem}a{color:inherit}";
