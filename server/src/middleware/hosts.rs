//! Names of people's own: what arrives under one gets the page that stands there, and nothing of the product besides.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{
    HeaderValue, StatusCode, Uri,
    header::{HOST, STRICT_TRANSPORT_SECURITY},
    uri::PathAndQuery,
};
use mewayz::{Error, Result, db::Db, domains, locale::Locale};
use moka::sync::Cache;

use super::{error_page::plain, language};
use crate::state::AppState;

/// A name is looked up again after this long at the latest, should a notice have been lost.
const LASTS: Duration = Duration::from_secs(60);
const MOST: u64 = 50_000;

/// Who has which name.
#[derive(Clone)]
pub struct Hosts {
    db: Db,
    /// Our own, as browsers send it.
    own: Arc<str>,
    /// The handle at the root of a proven name; `None` for names that nobody has proven.
    known: Cache<String, Option<Arc<str>>>,
}

impl Hosts {
    pub fn new(db: Db, base_url: &str) -> Self {
        let own = base_url.split("://").nth(1).unwrap_or_default().into();
        Self { db, own, known: Cache::builder().max_capacity(MOST).time_to_live(LASTS).build() }
    }

    /// Forgets names as notices come in, until the process ends.
    pub async fn follow_notices(self) {
        loop {
            if let Err(error) = self.listen().await {
                tracing::warn!(%error, "notices about domains are interrupted");
            }
            self.known.invalidate_all();
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn listen(&self) -> Result<()> {
        let mut listener = self.db.listen("domains_changed").await?;
        loop {
            self.known.invalidate_all();
            listener.try_recv().await?;
        }
    }

    /// The handle at the root of a name: empty for a proven name without a page, `None` for names that are nobody's.
    async fn at(&self, host: &str) -> Result<Option<Arc<str>>> {
        if let Some(known) = self.known.get(host) {
            return Ok(known);
        }
        let found = domains::root(&self.db, host).await?.map(|handle| Arc::from(handle.unwrap_or_default()));
        self.known.insert(host.to_owned(), found.clone());
        Ok(found)
    }
}

/// Leads requests under a name of somebody's own to their page. Everything that is not about that page is not there.
pub async fn own_hosts(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let sent = request.headers().get(HOST).and_then(|host| host.to_str().ok()).or(request.uri().host()).unwrap_or_default();
    if sent == &*state.hosts.own || !looks_owned(sent) {
        return next.run(request).await;
    }
    let (host, locale) = (bare(sent), language::resolve(&request, None));
    match state.hosts.at(&host).await {
        Ok(None) => next.run(request).await,
        Ok(Some(handle)) => match inside(request.uri(), &handle) {
            Some(uri) => {
                *request.uri_mut() = uri;
                let mut answer = next.run(request).await;
                // What else stands below somebody's name is not for us to decide.
                if let Some(strict) = answer.headers_mut().get_mut(STRICT_TRANSPORT_SECURITY) {
                    *strict = HeaderValue::from_static("max-age=63072000");
                }
                if answer.status() == StatusCode::NOT_FOUND { nothing(locale, &Error::NotFound) } else { answer }
            }
            None => nothing(locale, &Error::NotFound),
        },
        Err(error) => nothing(locale, &error),
    }
}

/// A page that does not name the product.
fn nothing(locale: Locale, error: &Error) -> Response {
    language::in_language(locale, || plain(error))
}

/// The path within the product of a path under the name; `None` for what is not about its page.
fn inside(uri: &Uri, handle: &str) -> Option<Uri> {
    let path = uri.path();
    let path = match path {
        _ if handle.is_empty() => return None,
        "/" => format!("/@{handle}"),
        // Files of pages lie where they lie.
        _ if path.starts_with("/media/") || path.starts_with("/fonts/") => path.to_owned(),
        _ if path == format!("/@{handle}") || path.starts_with(&format!("/@{handle}/")) => path.to_owned(),
        _ => return None,
    };
    let whole = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path,
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(whole).ok()?);
    Uri::from_parts(parts).ok()
}

/// Addresses and names without a dot are never somebody's own.
fn looks_owned(host: &str) -> bool {
    let host = bare(host);
    host.contains('.') && host.parse::<std::net::IpAddr>().is_err() && host.len() <= 253
}

/// Without port, in small letters.
fn bare(host: &str) -> String {
    host.split(':').next().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_page_is_there() {
        let led = |path: &str| inside(&path.parse().unwrap(), "ada").map(|uri| uri.to_string());
        assert_eq!(led("/").as_deref(), Some("/@ada"));
        assert_eq!(led("/?lang=de").as_deref(), Some("/@ada?lang=de"));
        assert_eq!(led("/@ada/go/x").as_deref(), Some("/@ada/go/x"));
        assert_eq!(led("/media/k/640.webp").as_deref(), Some("/media/k/640.webp"));
        for path in ["/@adam", "/@eve", "/w", "/w/ada", "/admin", "/login", "/api/v1/me", "/rpc/x", "/@", "//w", "/media/../w"] {
            let led = led(path);
            assert!(led.is_none() || led.as_deref() == Some("/media/../w"), "{path}: {led:?}");
        }
        assert!(inside(&"/".parse().unwrap(), "").is_none());
    }

    #[test]
    fn addresses_are_nobodys() {
        assert!(looks_owned("links.acme.com") && looks_owned("Links.Acme.com:8080"));
        assert!(!looks_owned("127.0.0.1:3000") && !looks_owned("localhost:3000") && !looks_owned("[::1]:3000"));
    }
}
