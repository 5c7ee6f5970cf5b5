use std::net::SocketAddr;

use app::bio_sites::public::{target, vcard as vcard_file};
use axum::{
    extract::{ConnectInfo, Path, Request, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
    header::{
        ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
        LOCATION, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
    },
};
use mewayz::{Error, bio_sites::Body};
use uuid::Uuid;

use super::Rendered;
use crate::{
    middleware::{address::address, error_page::error_page, language},
    session,
    state::AppState,
    visits::From,
};

const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// `GET /@{handle}`.
pub(super) async fn page(
    State(state): State<AppState>,
    Path(handle): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let headers = request.headers();
    let counted = *request.method() == Method::GET;
    let found = state.pages.with(&handle, |page| {
        if counted {
            state.visits.view(&page.site, from(headers, peer, &state));
        }
        respond(page, headers)
    });
    match found.await {
        Ok(response) => response,
        // Pages speak for themselves; what is said in their place is in the reader's language.
        Err(Error::NotFound) => language::in_language_of(&request, || missing(&handle)),
        Err(error) => language::in_language_of(&request, || error_page(&error)),
    }
}

/// `GET /@{handle}/go/{block}` or `{block}.{index}`: counts a click and leads on. Leads only where the published page does.
pub(super) async fn go(
    State(state): State<AppState>,
    Path((handle, name)): Path<(String, String)>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let Some((block, index)) = parse(&name) else { return error_page(&Error::NotFound) };
    let found = state.pages.with(&handle, |page| {
        let target = target(&page.content, block, index)?;
        if method == Method::GET {
            state.visits.click(&page.site, block, from(&headers, peer, &state));
        }
        HeaderValue::try_from(target.as_str()).ok()
    });
    match found.await {
        Ok(Some(target)) => {
            let headers = [
                (LOCATION, target),
                (CACHE_CONTROL, HeaderValue::from_static("no-store")),
                (ROBOTS, HeaderValue::from_static("noindex")),
                (REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
            ];
            (StatusCode::FOUND, headers).into_response()
        }
        Ok(None) => error_page(&Error::NotFound),
        Err(error) => error_page(&error),
    }
}

/// `POST /@{handle}/ping/{block}`: a click on a link that cannot be led through here, such as `mailto:`.
pub(super) async fn ping(
    State(state): State<AppState>,
    Path((handle, name)): Path<(String, String)>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> StatusCode {
    let Some((block, _)) = parse(&name) else { return StatusCode::NOT_FOUND };
    let known = state.pages.with(&handle, |page| {
        let known = page.content.blocks.iter().any(|b| b.id == block);
        if known {
            state.visits.click(&page.site, block, from(&headers, peer, &state));
        }
        known
    });
    match known.await {
        Ok(true) => StatusCode::NO_CONTENT,
        Ok(false) | Err(Error::NotFound | Error::Conflict(_)) => StatusCode::NOT_FOUND,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// `GET /@{handle}/vcard/{block}`: a contact card as a file.
pub(super) async fn vcard(
    State(state): State<AppState>,
    Path((handle, block)): Path<(String, Uuid)>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Response {
    let found = state.pages.with(&handle, |page| {
        let block = page.content.blocks.iter().find(|b| b.id == block)?;
        let Body::Vcard(card) = &block.body else { return None };
        state.visits.click(&page.site, block.id, from(&headers, peer, &state));
        Some(vcard_file(card))
    });
    match found.await {
        Ok(Some(card)) => {
            let headers = [
                (CONTENT_TYPE, "text/vcard; charset=utf-8"),
                (CONTENT_DISPOSITION, "attachment; filename=\"contact.vcf\""),
                (X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (CACHE_CONTROL, "no-store"),
            ];
            (headers, card).into_response()
        }
        Ok(None) => error_page(&Error::NotFound),
        Err(error) => error_page(&error),
    }
}

fn respond(page: &Rendered, headers: &HeaderMap) -> Response {
    let unchanged = headers.get(IF_NONE_MATCH).is_some_and(|known| *known == page.etag);
    let (encoding, body) = encoded(page, headers);
    let body = if unchanged { Default::default() } else { axum::body::Body::from(body) };
    let mut response = Response::new(body);
    let out = response.headers_mut();
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        out.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        encoding.map(|encoding| out.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding)));
    }
    let out = response.headers_mut();
    out.insert(ETAG, page.etag.clone());
    out.insert(CONTENT_SECURITY_POLICY, page.csp.clone());
    out.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    out.insert(VARY, HeaderValue::from_static("accept-encoding"));
    out.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    out.insert(REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
    response
}

fn encoded(page: &Rendered, headers: &HeaderMap) -> (Option<&'static str>, axum::body::Bytes) {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let accepts = |name: &str| {
        let mut offers = accepted.split(',').map(str::trim);
        offers.any(|offer| offer.split(';').next() == Some(name) && !offer.ends_with("q=0"))
    };
    if !page.brotli.is_empty() && accepts("br") {
        return (Some("br"), page.brotli.clone());
    }
    if !page.gzip.is_empty() && accepts("gzip") {
        return (Some("gzip"), page.gzip.clone());
    }
    (None, page.html.clone())
}

/// A handle in capitals leads to its one address; anything else is not there.
fn missing(handle: &str) -> Response {
    let lower = handle.to_lowercase();
    if lower != handle && lower.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return Redirect::permanent(&format!("/@{lower}")).into_response();
    }
    error_page(&Error::NotFound)
}

fn parse(target: &str) -> Option<(Uuid, Option<usize>)> {
    match target.split_once('.') {
        Some((block, index)) => Some((block.parse().ok()?, Some(index.parse().ok()?))),
        None => Some((target.parse().ok()?, None)),
    }
}

fn from<'a>(headers: &'a HeaderMap, peer: SocketAddr, state: &AppState) -> From<'a> {
    From { headers, address: address(headers, peer, state.trust), session: session::cookie(headers).map(session::hash) }
}
