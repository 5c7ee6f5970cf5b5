//! Delivers the pictures of the library. What lies at an address never changes.

use std::sync::Arc;

use axum::{
    Router,
    extract::{FromRef, Path, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{
    HeaderMap, StatusCode,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, X_CONTENT_TYPE_OPTIONS},
};
use mewayz::{
    Error,
    gateways::Storage,
    media::{is_key, storage_path},
};

use crate::middleware::error_page::error_page;

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<dyn Storage>: FromRef<S>,
{
    Router::new().route("/media/{key}/{file}", get(file))
}

/// `GET /media/{key}/{width}.webp`.
async fn file(State(storage): State<Arc<dyn Storage>>, Path((key, file)): Path<(String, String)>, request: HeaderMap) -> Response {
    let Some(width) = width(&file).filter(|_| is_key(&key)) else { return error_page(&Error::NotFound) };
    let etag = format!("\"{key}-{width}\"");
    let headers = [
        (CONTENT_TYPE, "image/webp"),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Somebody may open the address itself: it runs nothing and loads nothing.
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (ETAG, etag.as_str()),
    ];
    // Whoever names this file has it already: addresses are made from random keys and never get other content.
    if is_known(&request, &etag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    match storage.get(&storage_path(&key, width)).await {
        Ok(bytes) => (headers, bytes).into_response(),
        Err(error) => error_page(&error),
    }
}

/// The width in a file's name, written in the one way that we write it.
fn width(file: &str) -> Option<u32> {
    let digits = file.strip_suffix(".webp")?;
    digits.parse().ok().filter(|width: &u32| width.to_string() == digits)
}

/// RFC 9110, 13.1.2; compared weakly, as a proxy that compresses marks tags as weak.
fn is_known(request: &HeaderMap, etag: &str) -> bool {
    let names = request.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    names.flat_map(|list| list.split(',')).any(|name| name.trim().trim_start_matches("W/") == etag)
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use async_trait::async_trait;
    use axum::body::{Body, to_bytes};
    use bytes::Bytes;
    use http::Request;
    use mewayz::{Result, error::Service, gateways::Upload};
    use tower::ServiceExt;

    use super::*;

    const KEY: &str = "AbCdEfGhIjKlMnOpQrStUvWx";
    const AWAY: &str = "AwayAwayAwayAwayAwayAway";

    /// One picture of one width; everything under another key is away.
    struct Shelf;

    #[async_trait]
    impl Storage for Shelf {
        async fn put(&self, _: &str, _: Bytes, _: &'static str) -> Result<()> {
            Err(Error::Forbidden)
        }

        async fn get(&self, path: &str) -> Result<Bytes> {
            match path {
                path if path == storage_path(KEY, 320) => Ok(Bytes::from_static(b"RIFF")),
                path if path.contains(AWAY) => Err(Error::Unavailable(Service::Storage)),
                _ => Err(Error::NotFound),
            }
        }

        async fn begin(&self, _: &str, _: &'static str) -> Result<Box<dyn Upload>> {
            Err(Error::Forbidden)
        }

        async fn size(&self, path: &str) -> Result<u64> {
            Ok(self.get(path).await?.len() as u64)
        }

        async fn read(&self, path: &str, range: Range<u64>) -> Result<Bytes> {
            Ok(self.get(path).await?.slice(range.start as usize..range.end as usize))
        }

        async fn delete(&self, _: &str) -> Result<()> {
            Err(Error::Forbidden)
        }

        async fn delete_all(&self, _: &str) -> Result<()> {
            Err(Error::Forbidden)
        }
    }

    async fn ask(path: &str, known: &str) -> Response {
        let request = Request::get(path).header(IF_NONE_MATCH, known).body(Body::empty()).unwrap();
        routes().with_state(Arc::new(Shelf) as Arc<dyn Storage>).oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn a_picture_is_kept_for_ever_and_runs_nothing() {
        let response = ask(&format!("/media/{KEY}/320.webp"), "\"other\"").await;
        assert_eq!(response.status(), StatusCode::OK);
        let headers = response.headers();
        assert_eq!(headers[CONTENT_TYPE], "image/webp");
        assert_eq!(headers[CACHE_CONTROL], "public, max-age=31536000, immutable");
        assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[CONTENT_SECURITY_POLICY], "default-src 'none'; sandbox");
        let etag = headers[ETAG].to_str().unwrap().to_owned();
        assert_eq!(to_bytes(response.into_body(), 100).await.unwrap(), "RIFF");
        assert_eq!(ask(&format!("/media/{KEY}/320.webp"), &format!("\"a\", W/{etag}")).await.status(), StatusCode::NOT_MODIFIED);
    }

    #[tokio::test]
    async fn everything_else_is_not_there() {
        for file in ["640.webp", "320.png", "0320.webp", "+320.webp", "-1.webp", "320", "99999999999.webp", "320.webp%00"] {
            assert_eq!(ask(&format!("/media/{KEY}/{file}"), "*").await.status(), StatusCode::NOT_FOUND, "{file}");
        }
        for key in ["short", "..%2F..%2F..%2F..%2Fetc%2Fpasswd%2F", "AbCdEfGhIjKlMnOpQrSt%00"] {
            assert_eq!(ask(&format!("/media/{key}/320.webp"), "*").await.status(), StatusCode::NOT_FOUND, "{key}");
        }
    }

    #[tokio::test]
    async fn an_outage_is_told_as_one() {
        assert_eq!(ask(&format!("/media/{AWAY}/320.webp"), "*").await.status(), StatusCode::SERVICE_UNAVAILABLE);
    }
}
