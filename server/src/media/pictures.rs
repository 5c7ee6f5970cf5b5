//! Pictures, in the widths they are stored in and in crops that we signed. What lies at an address never changes.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError, Weak},
};

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{
    HeaderMap, StatusCode,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, X_CONTENT_TYPE_OPTIONS},
};
use mewayz::{
    Error, Result,
    gateways::Storage,
    media::{self, Crop, is_key, storage_path},
    secrets::Keyring,
};

use super::is_known;
use crate::middleware::error_page::error_page;

const WEBP: &str = "image/webp";

/// What a file name asks for.
#[derive(Clone, Copy)]
enum Asked {
    Width(u32),
    Crop(Crop),
}

/// `GET /media/{key}/{width}.webp` and `GET /media/{key}/{crop}-{signature}.webp`.
pub(super) async fn file(
    State(storage): State<Arc<dyn Storage>>,
    State(keyring): State<Keyring>,
    Path((key, file)): Path<(String, String)>,
    request: HeaderMap,
) -> Response {
    let asked = || width(&file).map(Asked::Width).or_else(|| Crop::parse(&keyring, &key, &file).map(Asked::Crop));
    let Some(asked) = is_key(&key).then(asked).flatten() else { return error_page(&Error::NotFound) };
    let etag = match asked {
        Asked::Width(width) => format!("\"{key}-{width}\""),
        Asked::Crop(crop) => format!("\"{key}-{}\"", crop.file()),
    };
    let headers = [
        (CONTENT_TYPE, WEBP),
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
    let found = match asked {
        Asked::Width(width) => storage.get(&storage_path(&key, width)).await,
        Asked::Crop(crop) => cut(storage.as_ref(), &key, crop).await,
    };
    match found {
        Ok(bytes) => (headers, bytes).into_response(),
        Err(error) => error_page(&error),
    }
}

/// The width in a file's name, written in the one way that we write it.
fn width(file: &str) -> Option<u32> {
    let digits = file.strip_suffix(".webp")?;
    digits.parse().ok().filter(|width: &u32| width.to_string() == digits)
}

/// Crops that are being made, by where they will lie.
static RUNNING: LazyLock<Mutex<HashMap<String, Weak<tokio::sync::Mutex<()>>>>> = LazyLock::new(Mutex::default);

/// A crop out of storage, made when it is first asked for: by one, while everybody else who asks for it waits.
async fn cut(storage: &dyn Storage, key: &str, crop: Crop) -> Result<Bytes> {
    let path = format!("media/{key}/{}.webp", crop.file());
    match storage.get(&path).await {
        Err(Error::NotFound) => {}
        found => return found,
    }
    let turn = turn(&path);
    let _mine = turn.lock().await;
    match storage.get(&path).await {
        Err(Error::NotFound) => {}
        found => return found,
    }
    let source = storage.get(&storage_path(key, crop.from)).await?;
    let made = media::crop_bounded(source, crop.preset.size(), crop.focus).await?;
    storage.put(&path, made.clone(), WEBP).await?;
    Ok(made)
}

fn turn(path: &str) -> Arc<tokio::sync::Mutex<()>> {
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    running.retain(|_, turn| turn.strong_count() > 0);
    if let Some(turn) = running.get(path).and_then(Weak::upgrade) {
        return turn;
    }
    let turn = Arc::default();
    running.insert(path.to_owned(), Arc::downgrade(&turn));
    turn
}
