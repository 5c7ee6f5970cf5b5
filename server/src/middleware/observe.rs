use std::{sync::LazyLock, time::Instant};

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use http::{HeaderName, HeaderValue};
use tracing::Instrument;
use uuid::Uuid;

use crate::health::requests;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A line in the log and figures by route (rate, errors, duration) for every request.
pub async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = Uuid::now_v7();
    let method = request.method().to_string();
    let path = request.uri().path();
    let workspace = path.strip_prefix("/w/").and_then(|rest| rest.split('/').next()).unwrap_or_default().to_owned();
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str);
    // One wildcard serves all server functions; their names are few and ours.
    let route = if route.starts_with("/rpc/") { path.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned() } else { route.to_owned() };
    let span = tracing::info_span!("request", request_id = %id, %method, %route, %workspace);
    let mut response = next.run(request).instrument(span.clone()).await;
    let seconds = started.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    span.in_scope(|| tracing::info!(status, duration_ms = seconds * 1e3, "answered"));
    record(&method, &route, status, seconds);
    requests::add(status, seconds);
    if let Ok(value) = HeaderValue::try_from(id.to_string()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// Figures only, for the pages of bio sites: a line for each of them would cost more than answering.
pub async fn count(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("unmatched", |path| static_route(path.as_str()));
    let seconds = started.elapsed().as_secs_f64();
    requests::add(response.status().as_u16(), seconds);
    let status = static_status(response.status().as_u16());
    if (route, status) == (PAGE, "200") {
        PAGES.record(seconds);
    } else {
        Figures::of(route, status).record(seconds);
    }
    response
}

const PAGE: &str = "/@{handle}";
/// What almost all visitors get: found once, not by its labels every time.
static PAGES: LazyLock<Figures> = LazyLock::new(|| Figures::of(PAGE, "200"));

struct Figures {
    requests: metrics::Counter,
    seconds: metrics::Histogram,
}

impl Figures {
    fn of(route: &'static str, status: &'static str) -> Self {
        Self {
            requests: metrics::counter!("http_requests_total", "method" => "GET", "route" => route, "status" => status),
            seconds: metrics::histogram!("http_request_duration_seconds", "method" => "GET", "route" => route),
        }
    }

    fn record(&self, seconds: f64) {
        self.requests.increment(1);
        self.seconds.record(seconds);
    }
}

/// Labels that live for ever need no allocation.
fn static_route(route: &str) -> &'static str {
    let known = [PAGE, "/@{handle}/go/{target}", "/@{handle}/ping/{target}", "/@{handle}/vcard/{block}", "/sitemap.xml", "/robots.txt"];
    known.into_iter().find(|known| *known == route).unwrap_or("other")
}

fn static_status(status: u16) -> &'static str {
    match status {
        200 => "200",
        204 => "204",
        302 => "302",
        304 => "304",
        308 => "308",
        404 => "404",
        503 => "503",
        500.. => "5xx",
        _ => "other",
    }
}

fn record(method: &str, route: &str, status: u16, seconds: f64) {
    let labels = [("method", method.to_owned()), ("route", route.to_owned()), ("status", status.to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_duration_seconds", &labels[..2]).record(seconds);
}
