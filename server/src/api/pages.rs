//! The reference: the document itself, Swagger UI to try it, ReDoc to read it. Nothing comes from other hosts.

use axum::{
    Router,
    extract::Request,
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG},
};
use sha2::{Digest, Sha256};
use utoipa_swagger_ui::{Config, SwaggerUi, Url};

use super::{document::document, etag};
use crate::state::AppState;

const DOCUMENT: &str = "/api/openapi.json";
/// Scripts and styles of our own only; Swagger UI draws its icons as data, and both write styles into elements.
const SWAGGER_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// ReDoc searches in a worker that it makes itself.
const REDOC_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(super) fn routes() -> Router<AppState> {
    let json = Bytes::from(serde_json::to_vec(&document()).unwrap_or_default());
    let tag = format!("\"{}\"", Sha256::digest(&json)[..8].iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    let serve = move |headers: HeaderMap| std::future::ready(answer(&json, &tag, &headers));
    let config = Config::new([Url::new("Mewayz API", DOCUMENT)]).display_request_duration(true).try_it_out_enabled(true);
    let swagger: Router<AppState> = SwaggerUi::new("/api/docs").config(config).into();
    Router::new().route(DOCUMENT, get(serve)).route("/api/redoc", get(redoc)).merge(swagger.layer(from_fn(swagger_policy)))
}

fn answer(json: &Bytes, tag: &str, headers: &HeaderMap) -> Response {
    let own = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=300"), (ETAG, tag)];
    if etag::is_known(headers, tag) { (StatusCode::NOT_MODIFIED, own).into_response() } else { (own, json.clone()).into_response() }
}

async fn redoc() -> Response {
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>API reference · Mewayz</title><link rel=\"icon\" href=\"/favicon.svg\"></head>\
         <body><redoc spec-url=\"{DOCUMENT}\"></redoc><script src=\"/vendor/redoc.js\"></script></body></html>"
    );
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_SECURITY_POLICY, REDOC_POLICY)];
    (headers, html).into_response()
}

async fn swagger_policy(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let set: [(HeaderName, &'static str); 1] = [(CONTENT_SECURITY_POLICY, SWAGGER_POLICY)];
    for (name, value) in set {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
