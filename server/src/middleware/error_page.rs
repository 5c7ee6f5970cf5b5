use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER},
};
use mewayz::Error;

/// A page for errors that arise outside Leptos. Needs nothing: no database, no stylesheet, no script.
pub fn error_page(error: &Error) -> Response {
    let title = match error {
        Error::NotFound => "This page does not exist",
        Error::Unavailable(_) => "Back in a moment",
        Error::Limit { .. } => "Please slow down",
        Error::Internal(_) => "Something went wrong",
        _ => "That did not work",
    };
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = page(status, title, &error.to_string());
    match error {
        Error::Unavailable(_) => drop(response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"))),
        Error::Limit { retry_after } => drop(response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(*retry_after))),
        _ => {}
    }
    response
}

/// A plain page with a title and a sentence, both from ourselves.
pub fn page(status: StatusCode, title: &str, text: &str) -> Response {
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" \
         content=\"light dark\"><title>{title} · Mewayz</title></head><body><main><h1>{title}</h1><p>{text}</p><p><a href=\"/\">To the front page</a></p></main></body></html>"
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
