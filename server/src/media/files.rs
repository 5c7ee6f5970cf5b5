//! Private files, to whoever holds an address that we signed.

use std::{ops::Range, sync::Arc};

use app::words::{in_language, shared as t};
use axum::{
    body::Body,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use chrono::DateTime;
use futures::{Stream, stream};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{
        ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
        REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    },
};
use mewayz::{
    Error, Result, clock,
    gateways::Storage,
    media::{FileLink, is_key, private_path},
    secrets::Keyring,
};
use serde::Deserialize;

use super::{
    is_known,
    range::{Wanted, wanted},
};
use crate::middleware::{
    error_page::{error_page, page},
    language,
};

/// Read at a time, in bytes: what one slow download holds in memory.
const PIECE: u64 = 1024 * 1024;
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    name: String,
    r#type: String,
    until: i64,
    signature: String,
}

/// `GET /files/{key}?name=…&type=…&until=…&signature=…`
pub(super) async fn file(
    State(storage): State<Arc<dyn Storage>>,
    State(keyring): State<Keyring>,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    request: HeaderMap,
) -> Response {
    let link = match check(&keyring, key, asked) {
        Ok(link) => link,
        Err(Error::Conflict(_)) => {
            return in_language(language::of_request(), || page(StatusCode::GONE, t::link_expired(), t::link_expired_text()));
        }
        Err(error) => return error_page(&error),
    };
    match deliver(storage, &link, &request).await {
        Ok(response) => response,
        Err(error) => error_page(&error),
    }
}

fn check(keyring: &Keyring, key: String, asked: Asked) -> Result<FileLink> {
    let until = DateTime::from_timestamp(asked.until, 0).filter(|_| is_key(&key)).ok_or(Error::NotFound)?;
    let link = FileLink { key, name: asked.name, content_type: asked.r#type, until };
    link.check(keyring, &asked.signature, clock::now())
}

async fn deliver(storage: Arc<dyn Storage>, link: &FileLink, request: &HeaderMap) -> Result<Response> {
    let path = private_path(&link.key);
    let size = storage.size(&path).await?;
    let etag = format!("\"{}\"", link.key);
    let headers = headers(link, &etag)?;
    // Under a key lies the same file as long as it lies there.
    if is_known(request, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let (status, range, content_range) = match wanted(request, &etag, size) {
        Wanted::Impossible => {
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, [(CONTENT_RANGE, format!("bytes */{size}"))]).into_response());
        }
        Wanted::Whole => (StatusCode::OK, 0..size, None),
        Wanted::Part(range) => {
            let content_range = format!("bytes {}-{}/{size}", range.start, range.end.saturating_sub(1));
            (StatusCode::PARTIAL_CONTENT, range, Some(content_range))
        }
    };
    let length = range.end - range.start;
    let mut response = (status, headers, Body::from_stream(pieces(storage, path, range))).into_response();
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    if let Some(content_range) = content_range {
        response.headers_mut().insert(CONTENT_RANGE, HeaderValue::try_from(content_range).map_err(Error::internal)?);
    }
    Ok(response)
}

/// Saved, never shown: what people upload runs nothing here, whatever it claims to be.
fn headers(link: &FileLink, etag: &str) -> Result<HeaderMap> {
    let fixed = [
        (ACCEPT_RANGES, "bytes"),
        (CACHE_CONTROL, "private, no-cache"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (REFERRER_POLICY, "no-referrer"),
        (RESOURCE_POLICY, "same-origin"),
    ];
    let mut headers: HeaderMap = fixed.into_iter().map(|(name, value)| (name, HeaderValue::from_static(value))).collect();
    for (name, value) in [(CONTENT_TYPE, link.content_type.as_str()), (ETAG, etag), (CONTENT_DISPOSITION, &disposition(&link.name))] {
        headers.insert(name, HeaderValue::try_from(value).map_err(Error::internal)?);
    }
    Ok(headers)
}

/// RFC 6266, with the name in full as RFC 8187 and in ASCII for those who know nothing else.
fn disposition(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ' { c } else { '_' };
    let ascii: String = name.chars().map(plain).collect();
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let encoded: String =
        name.bytes().map(|byte| if unreserved(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect();
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

/// The bytes of a range, piece by piece; a failure on the way ends the connection, so that nobody takes a part for the whole.
fn pieces(storage: Arc<dyn Storage>, path: String, range: Range<u64>) -> impl Stream<Item = Result<Bytes>> {
    stream::try_unfold((storage, path, range), async |(storage, path, rest)| {
        if rest.is_empty() {
            return Ok(None);
        }
        let end = rest.end.min(rest.start.saturating_add(PIECE));
        let bytes = storage.read(&path, rest.start..end).await?;
        Ok(Some((bytes, (storage, path, end..rest.end))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_travel_in_full_and_break_no_header() {
        assert_eq!(disposition("a b.pdf"), "attachment; filename=\"a b.pdf\"; filename*=UTF-8''a%20b.pdf");
        assert_eq!(disposition("Ünï\"\r\n\\.pdf"), "attachment; filename=\"_n_____.pdf\"; filename*=UTF-8''%C3%9Cn%C3%AF%22%0D%0A%5C.pdf");
        assert_eq!(disposition("100%.zip"), "attachment; filename=\"100_.zip\"; filename*=UTF-8''100%25.zip");
    }
}
