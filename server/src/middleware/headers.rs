use axum::{extract::Request, middleware::Next, response::Response};
use http::{
    HeaderName, HeaderValue,
    header::{CACHE_CONTROL, CONTENT_TYPE, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS},
};

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Security headers on everything but bio sites, which bring their own. HTML is never kept by caches.
pub async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let is_html = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let mut default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(REFERRER_POLICY, "same-origin");
    default(X_FRAME_OPTIONS, "SAMEORIGIN");
    default(OPENER, "same-origin");
    default(PERMISSIONS, "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
    if is_html {
        default(CACHE_CONTROL, "no-store");
    }
    response
}

/// HSTS, for a product that is reached over TLS (RFC 6797). Loopback has none.
pub async fn strict_transport(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let value = HeaderValue::from_static("max-age=63072000; includeSubDomains");
    response.headers_mut().insert(STRICT_TRANSPORT_SECURITY, value);
    response
}
