use std::{fmt, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use secrecy::{ExposeSecret, SecretBox, SecretSlice};
use uuid::Uuid;

use crate::{Error, Result};

/// Bytes of a key, of a nonce.
const KEY: usize = 32;
const NONCE: usize = 24;

/// The keys of this installation, newest first. Cheap to clone; shows ids only.
#[derive(Clone)]
pub struct Keyring {
    pub(super) keys: Arc<[Key]>,
}

pub(super) struct Key {
    id: u8,
    pub(super) bytes: SecretBox<[u8; KEY]>,
}

/// Where a sealed value lies; part of what its tag proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub table: &'static str,
    pub column: &'static str,
    pub row: Uuid,
}

impl Keyring {
    /// Reads `id:base64,…`, newest first: ids from 1 to 255, keys of 32 bytes.
    ///
    /// # Errors
    /// In words, without any key.
    pub fn parse(text: &str) -> std::result::Result<Self, String> {
        let keys = text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(Key::parse).collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            return Err("there is no key".to_owned());
        }
        let twice = keys.iter().enumerate().find(|(i, key)| keys.iter().skip(i + 1).any(|other| other.id == key.id));
        match twice {
            Some((_, key)) => Err(format!("key id {} stands there twice", key.id)),
            None => Ok(Self { keys: keys.into() }),
        }
    }

    /// A fresh key under id 1, as `parse` reads it.
    pub fn generate() -> String {
        format!("1:{}", STANDARD.encode(rand::random::<[u8; KEY]>()))
    }

    /// Seals under the newest key. Sealing the same twice gives two different values.
    ///
    /// # Errors
    /// `Internal`, for plaintexts of more than 256 GB.
    pub fn seal(&self, place: &Place, plaintext: &[u8]) -> Result<Vec<u8>> {
        let key = self.newest()?;
        let nonce: [u8; NONCE] = rand::random();
        let aad = place.bytes(key.id);
        let sealed = key
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: plaintext, aad: &aad })
            .map_err(|_| Error::internal("a secret could not be sealed"))?;
        Ok([&[key.id], nonce.as_slice(), &sealed].concat())
    }

    /// Opens what `seal` made for the same place.
    ///
    /// # Errors
    /// `Internal` if its key is gone, or if the value was changed or moved; the cause in the log names the place, never a value.
    pub fn open(&self, place: &Place, sealed: &[u8]) -> Result<SecretSlice<u8>> {
        let (id, rest) = sealed.split_first().ok_or_else(|| place.broken("it is empty"))?;
        let key = self.keys.iter().find(|key| key.id == *id).ok_or_else(|| place.broken(&format!("there is no key {id}")))?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE>().ok_or_else(|| place.broken("it is cut off"))?;
        let aad = place.bytes(key.id);
        let opened = key.cipher().decrypt(&XNonce::from(*nonce), Payload { msg: ciphertext, aad: &aad });
        Ok(opened.map_err(|_| place.broken("it was changed or moved"))?.into())
    }

    /// Seals anew what an older key sealed; `None` if the newest one did.
    ///
    /// # Errors
    /// As `open`.
    pub fn reseal(&self, place: &Place, sealed: &[u8]) -> Result<Option<Vec<u8>>> {
        if sealed.first() == Some(&self.newest()?.id) {
            return Ok(None);
        }
        let opened = self.open(place, sealed)?;
        self.seal(place, opened.expose_secret()).map(Some)
    }

    /// The id of the key that seals: the first byte of everything sealed with it.
    ///
    /// # Errors
    /// Never; a keyring has a key.
    pub fn newest_id(&self) -> Result<u8> {
        self.newest().map(|key| key.id)
    }

    fn newest(&self) -> Result<&Key> {
        self.keys.first().ok_or_else(|| Error::internal("the keyring is empty"))
    }
}

impl Key {
    fn parse(text: &str) -> std::result::Result<Self, String> {
        let (id, encoded) = text.split_once(':').ok_or("a key must be id:base64")?;
        let id = id.parse().ok().filter(|id| *id > 0).ok_or("a key id must be a number from 1 to 255")?;
        let bytes = STANDARD.decode(encoded).ok().and_then(|bytes| <[u8; KEY]>::try_from(bytes).ok());
        let bytes = bytes.ok_or_else(|| format!("key {id} must be 32 bytes in base64"))?;
        Ok(Self { id, bytes: SecretBox::new(Box::new(bytes)) })
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.bytes.expose_secret().into())
    }
}

impl Place {
    /// Names cannot hold a NUL, so no two places share these bytes.
    fn bytes(&self, key: u8) -> Vec<u8> {
        [&[key], self.table.as_bytes(), &[0], self.column.as_bytes(), &[0], self.row.as_bytes().as_slice()].concat()
    }

    fn broken(&self, why: &str) -> Error {
        Error::internal(format!("{}.{} of row {} does not open: {why}", self.table, self.column, self.row))
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Keyring").field(&self.keys.iter().map(|key| key.id).collect::<Vec<_>>()).finish()
    }
}
