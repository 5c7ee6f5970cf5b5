//! Files on their way into storage.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::{
    Error, Result,
    gateways::{Source, Storage},
    media::{
        FileType, Kind, MOST_BYTES, MOST_FILE_BYTES,
        kinds::{HEAD, sniff},
        prepare_bounded, private_path, storage_path,
    },
};

/// How pictures are served.
const WEBP: &str = "image/webp";

/// What came in.
pub(super) enum Arrived {
    /// All bytes of what may be a picture.
    Picture { bytes: Bytes, digest: Vec<u8> },
    /// A file of another kind, which lies in storage already.
    Stored(Staged),
}

/// Files in storage that no row names yet. They are removed again unless they are kept, also when the request is given up.
pub(super) struct Staged {
    pub key: String,
    pub kind: Kind,
    pub content_type: &'static str,
    pub width: i32,
    pub height: i32,
    pub widths: Vec<i32>,
    pub bytes: i64,
    pub digest: Vec<u8>,
    shelf: Shelf,
}

/// A folder of storage under a fresh key.
struct Shelf {
    storage: Arc<dyn Storage>,
    /// Empty: nothing to remove.
    folder: String,
}

/// Takes a file in, told by its content.
///
/// # Errors
/// `Invalid` on `file` for what is not taken, too large, or more than `left` bytes.
pub(super) async fn arrive(
    storage: &Arc<dyn Storage>,
    file_name: &str,
    pictures_only: bool,
    left: u64,
    source: &mut dyn Source,
) -> Result<Arrived> {
    let mut head = Vec::with_capacity(HEAD);
    while head.len() < HEAD {
        let Some(bytes) = source.next().await? else { break };
        head.extend_from_slice(&bytes);
    }
    match sniff(&head[..head.len().min(HEAD)], file_name)? {
        Some(_) if pictures_only => {
            Err(Error::field("file", "This is not a picture we can read. Please choose a JPEG, PNG, GIF or WebP file."))
        }
        Some(file) => keep_as_it_is(storage, file, left, head, source).await.map(Arrived::Stored),
        None => collect(head, source).await,
    }
}

/// Encodes a picture anew and stores its files.
pub(super) async fn stage_picture(storage: &Arc<dyn Storage>, bytes: Bytes, digest: Vec<u8>) -> Result<Staged> {
    let prepared = prepare_bounded(bytes).await?;
    let key = fresh_key();
    let shelf = Shelf { storage: Arc::clone(storage), folder: format!("media/{key}") };
    let (mut widths, mut size) = (Vec::new(), 0);
    for (width, file) in prepared.files {
        size += file.len();
        widths.push(signed(width)?);
        if let Err(error) = storage.put(&storage_path(&key, width), file.into(), WEBP).await {
            shelf.clear().await;
            return Err(error);
        }
    }
    Ok(Staged {
        key,
        kind: Kind::Picture,
        content_type: WEBP,
        width: signed(prepared.width)?,
        height: signed(prepared.height)?,
        widths,
        bytes: signed(size)?,
        digest,
        shelf,
    })
}

impl Staged {
    /// A row names the files from now on.
    pub(super) fn keep(mut self) {
        self.shelf.folder.clear();
    }

    /// Removes the files again.
    pub(super) async fn discard(self) {
        self.shelf.clear().await;
    }
}

impl Shelf {
    async fn clear(mut self) {
        remove(self.storage.as_ref(), &std::mem::take(&mut self.folder)).await;
    }
}

impl Drop for Shelf {
    fn drop(&mut self) {
        let folder = std::mem::take(&mut self.folder);
        if let (false, Ok(runtime)) = (folder.is_empty(), tokio::runtime::Handle::try_current()) {
            let storage = Arc::clone(&self.storage);
            runtime.spawn(async move { remove(storage.as_ref(), &folder).await });
        }
    }
}

/// Best effort: a file that stays costs space and is reachable by nobody who does not know its key.
async fn remove(storage: &dyn Storage, folder: &str) {
    if let Err(error) = storage.delete_all(folder).await {
        tracing::warn!(folder, %error, "files that nothing names stay");
    }
}

/// Where the files of a key lie.
pub(super) fn folder_of(kind: &str, key: &str) -> String {
    if kind == Kind::Picture.name() { format!("media/{key}") } else { format!("files/{key}") }
}

/// Everything, as far as a picture may be large; the decoder says what is wrong with more.
async fn collect(mut bytes: Vec<u8>, source: &mut dyn Source) -> Result<Arrived> {
    while bytes.len() <= MOST_BYTES {
        let Some(more) = source.next().await? else { break };
        bytes.extend_from_slice(&more);
    }
    let digest = Sha256::digest(&bytes).to_vec();
    Ok(Arrived::Picture { bytes: bytes.into(), digest })
}

async fn keep_as_it_is(
    storage: &Arc<dyn Storage>,
    file: &'static FileType,
    left: u64,
    head: Vec<u8>,
    source: &mut dyn Source,
) -> Result<Staged> {
    let key = fresh_key();
    let shelf = Shelf { storage: Arc::clone(storage), folder: format!("files/{key}") };
    let written = write(storage, &private_path(&key), file, left, head, source).await;
    let (bytes, digest) = match written {
        Ok(written) => written,
        Err(error) => {
            shelf.clear().await;
            return Err(error);
        }
    };
    Ok(Staged {
        key,
        kind: file.kind,
        content_type: file.content_type,
        width: 0,
        height: 0,
        widths: Vec::new(),
        bytes: signed(bytes)?,
        digest,
        shelf,
    })
}

/// Writes through, and answers with the size and the digest.
async fn write(
    storage: &Arc<dyn Storage>,
    path: &str,
    file: &'static FileType,
    left: u64,
    head: Vec<u8>,
    source: &mut dyn Source,
) -> Result<(u64, Vec<u8>)> {
    let mut upload = storage.begin(path, file.content_type).await?;
    let (mut size, mut digest) = (0, Sha256::new());
    let mut next = Some(Bytes::from(head));
    while let Some(bytes) = next {
        size += bytes.len() as u64;
        if size > MOST_FILE_BYTES {
            return Err(Error::field("file", "This file is larger than 200 MB. Please choose a smaller one."));
        }
        if size > left {
            return Err(full());
        }
        digest.update(&bytes);
        upload.write(bytes).await?;
        next = source.next().await?;
    }
    upload.finish().await?;
    Ok((size, digest.finalize().to_vec()))
}

/// The library holds as much as it may.
pub(super) fn full() -> Error {
    Error::field(
        "file",
        "There is no room for this file. More room is under Settings, Plan; or delete files you no longer need, from the trash too.",
    )
}

fn fresh_key() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 18]>())
}

fn signed<A, B: TryFrom<A>>(number: A) -> Result<B>
where
    B::Error: std::fmt::Display,
{
    B::try_from(number).map_err(Error::internal)
}
