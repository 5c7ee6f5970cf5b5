//! Delivers the files of the library: pictures to everybody, everything else to those who hold an address that we signed.
//! Knows no session: what may be had is proven by the address.

mod files;
mod pictures;
mod range;

use std::sync::Arc;

use axum::{Router, extract::FromRef, routing::get};
use http::{HeaderMap, header::IF_NONE_MATCH};
use mewayz::{gateways::Storage, secrets::Keyring};

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<dyn Storage>: FromRef<S>,
    Keyring: FromRef<S>,
{
    Router::new().route("/media/{key}/{file}", get(pictures::file)).route("/files/{key}", get(files::file))
}

/// RFC 9110, 13.1.2; compared weakly, as a proxy that compresses marks tags as weak.
fn is_known(request: &HeaderMap, etag: &str) -> bool {
    let names = request.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    names.flat_map(|list| list.split(',')).any(|name| name.trim().trim_start_matches("W/") == etag)
}
