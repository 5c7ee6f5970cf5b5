//! `/dev/mailbox`: the mail of development, which is written to files instead of being sent. Not there in production.

use std::fmt::Write;

use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use mewayz::{Error, Result};
use uuid::Uuid;

use crate::{
    mailer::{Folder, Kept},
    middleware::error_page::error_page,
    state::AppState,
};

/// The page frames its own mails and nothing else.
const PAGE: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; frame-ancestors 'self'";
/// A mail is a stranger: it runs nothing and loads nothing, also when its address is opened by itself. Its links open outside.
const MAIL: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; \
                    sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1.5rem}a{color:inherit}\
    ol{list-style:none;padding:0}li{border-block-start:1px solid #8886;padding:.75rem 0}li a{font-weight:600;text-decoration:none}\
    small{display:block;opacity:.75}iframe{width:100%;height:36rem;border:1px solid #8886;border-radius:8px;background:#fff}\
    pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #8886;border-radius:8px;padding:1rem}nav a{margin-inline-end:1rem}\
    [aria-current]{font-weight:700;text-decoration:none}";

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/dev/mailbox", get(list))
        .route("/dev/mailbox/{id}", get(shown))
        .route("/dev/mailbox/{id}/body.html", get(body))
        .route("/dev/mailbox/{id}/{part}", get(part))
}

/// The folder, in development.
fn folder(state: &AppState) -> Result<Folder> {
    if !state.config.is_development() {
        return Err(Error::NotFound);
    }
    Folder::open(state.config.var.join("mail")).map_err(Error::internal)
}

async fn list(State(state): State<AppState>) -> Response {
    let folder = match folder(&state) {
        Ok(folder) => folder,
        Err(error) => return error_page(&error),
    };
    let mails = folder.list().await;
    let mut html = String::from("<h1>Mailbox</h1><p>Mail of this development server, newest first. ");
    html += if state.config.smtp_url.is_some() {
        "New mail is really sent, by SMTP, and does not come here.</p>"
    } else {
        "Nothing leaves this machine.</p>"
    };
    if mails.is_empty() {
        html += "<p>No mail yet. Sign up, or ask for a new password, and reload.</p>";
    }
    html += "<ol>";
    for mail in &mails {
        let (id, at) = (mail.id, mail.at.format("%Y-%m-%d %H:%M:%S UTC"));
        let _ = write!(
            html,
            "<li><a href=\"/dev/mailbox/{id}\"><bdi>{}</bdi></a><small>to <bdi>{}</bdi> · {at}</small></li>",
            escape(&mail.subject),
            escape(&mail.recipient)
        );
    }
    page("Mailbox", &(html + "</ol>"))
}

async fn shown(State(state): State<AppState>, Path(id): Path<Uuid>) -> Response {
    one(&state, id, "").await
}

async fn part(State(state): State<AppState>, Path((id, part)): Path<(Uuid, String)>) -> Response {
    one(&state, id, &part).await
}

async fn one(state: &AppState, id: Uuid, part: &str) -> Response {
    let (mail, head) = match find(state, id).await {
        Ok(found) => found,
        Err(error) => return error_page(&error),
    };
    let content = match part {
        "" => format!(
            "<iframe title=\"The mail\" src=\"/dev/mailbox/{id}/body.html\" \
             sandbox=\"allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation\"></iframe>"
        ),
        "text" => format!("<pre dir=\"auto\">{}</pre>", linked(&mail.text)),
        "headers" => format!("<pre>{}</pre>", escape(&head)),
        _ => return error_page(&Error::NotFound),
    };
    let tab = |to: &str, label: &str| {
        let current = if to == part { " aria-current=\"page\"" } else { "" };
        let slash = if to.is_empty() { "" } else { "/" };
        format!("<a href=\"/dev/mailbox/{id}{slash}{to}\"{current}>{label}</a>")
    };
    let title = escape(&mail.subject);
    let html = format!(
        "<p><a href=\"/dev/mailbox\">All mail</a></p><h1 dir=\"auto\">{title}</h1><p>to <bdi>{}</bdi></p><nav>{}{}{}</nav>{content}",
        escape(&mail.recipient),
        tab("", "Mail"),
        tab("text", "Text"),
        tab("headers", "Headers"),
    );
    page(&title, &html)
}

async fn body(State(state): State<AppState>, Path(id): Path<Uuid>) -> Response {
    match find(&state, id).await {
        Ok((mail, _)) => answer(MAIL, mail.html),
        Err(error) => error_page(&error),
    }
}

async fn find(state: &AppState, id: Uuid) -> Result<(Kept, String)> {
    folder(state)?.find(id).await.ok_or(Error::NotFound)
}

fn page(title: &str, body: &str) -> Response {
    answer(
        PAGE,
        format!(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>"
        ),
    )
}

fn answer(policy: &'static str, html: String) -> Response {
    ([(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store"), (CONTENT_SECURITY_POLICY, policy)], html).into_response()
}

/// Text with its addresses as links.
fn linked(text: &str) -> String {
    let piece = |word: &str| {
        let safe = escape(word);
        let is_link = word.starts_with("http://") || word.starts_with("https://");
        if is_link { format!("<a href=\"{safe}\">{safe}</a>") } else { safe }
    };
    text.split_inclusive(char::is_whitespace)
        .map(|word| {
            let end = word.trim_end().len();
            let (word, space) = word.split_at(end);
            piece(word) + space
        })
        .collect()
}

/// Text that is safe in text and in attributes.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
