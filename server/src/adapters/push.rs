//! Web push over the guarded way out: encrypted for the browser (RFC 8291), signed by us (RFC 8292).

use std::time::Duration;

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use mewayz::{
    Error, clock,
    db::Db,
    gateways::{Push, PushMessage, Sent},
    notifications::{PushKey, push_key},
    secrets::Keyring,
    webhooks::retry_after,
};
use secrecy::{ExposeSecret, SecretSlice};
use serde::Serialize;
use tokio::sync::OnceCell;
use url::Url;
use web_push_native::{
    Auth,
    p256::{PublicKey, SecretKey, elliptic_curve::sec1::ToEncodedPoint, pkcs8::EncodePrivateKey},
};

use super::outbound::{Answer, Call, Failure, Outbound};

const TIMEOUT: Duration = Duration::from_secs(20);
/// Bytes of an answer that are read; push services say little.
const MOST_RESPONSE: usize = 1024;
/// How long a push service keeps a message for a browser that is not there, in seconds: older news is in the list.
const LASTS: u32 = 24 * 3600;
/// How long our signature is valid; push services take 24 hours at most (RFC 8292 section 2).
const SIGNED_FOR: i64 = 12 * 3600;
/// What we send is padded to this many bytes at most by any reader (RFC 8291 section 4).
const MOST_PAYLOAD: usize = 3000;

/// The way to all push services.
pub struct WebPush {
    db: Db,
    keyring: Keyring,
    outbound: Outbound,
    /// Whom a push service may turn to.
    contact: String,
    key: OnceCell<Signer>,
}

struct Signer {
    encoding: EncodingKey,
    public: String,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: String,
    exp: i64,
    sub: &'a str,
}

impl WebPush {
    pub fn new(db: Db, keyring: Keyring, outbound: Outbound, contact: String) -> Self {
        Self { db, keyring, outbound, contact, key: OnceCell::new() }
    }

    async fn signer(&self) -> mewayz::Result<&Signer> {
        self.key.get_or_try_init(|| async { Signer::new(&key(&self.db, &self.keyring).await?) }).await
    }

    async fn attempt(&self, message: &PushMessage) -> Result<Answer, Sent> {
        let url: Url = message.endpoint.parse().map_err(|_| refused("the address cannot be read"))?;
        let body = encrypted(message).ok_or_else(|| refused("the message could not be encrypted"))?;
        let signer = self.signer().await.map_err(|error| later(error.to_string(), None))?;
        let headers = self.headers(signer, &url, message.urgent).ok_or_else(|| refused("the message could not be signed"))?;
        let call = Call { method: Method::POST, url, headers, body, timeout: TIMEOUT, most: MOST_RESPONSE };
        self.outbound.send(call).await.map_err(|failure| match failure {
            Failure::Refused(why) => refused(&why.to_string()),
            other => later(other.to_string(), None),
        })
    }

    fn headers(&self, signer: &Signer, url: &Url, urgent: bool) -> Option<HeaderMap> {
        let claims = Claims { aud: url.origin().ascii_serialization(), exp: clock::now().timestamp() + SIGNED_FOR, sub: &self.contact };
        let token = jsonwebtoken::encode(&Header::new(Algorithm::ES256), &claims, &signer.encoding).ok()?;
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, format!("vapid t={token}, k={}", signer.public).parse().ok()?);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("aes128gcm"));
        headers.insert(HeaderName::from_static("ttl"), LASTS.into());
        headers.insert(HeaderName::from_static("urgency"), HeaderValue::from_static(if urgent { "high" } else { "normal" }));
        Some(headers)
    }
}

#[async_trait]
impl Push for WebPush {
    async fn send(&self, message: &PushMessage) -> Sent {
        match self.attempt(message).await {
            Ok(answer) => outcome(&answer),
            Err(sent) => sent,
        }
    }
}

/// The key pair of this installation; the first process that asks makes it.
///
/// # Errors
/// If the database is away or the key does not open.
pub async fn key(db: &Db, keyring: &Keyring) -> mewayz::Result<PushKey> {
    let mut identity = db.identity().await?;
    let key = push_key(&mut identity, keyring, generate).await?;
    identity.commit().await?;
    Ok(key)
}

/// Makes the key, so that pages can offer pushes; tries until the database is there.
pub async fn prepare(db: Db, keyring: Keyring) {
    while let Err(error) = key(&db, &keyring).await {
        tracing::warn!(%error, "the key for pushes is not there yet");
        tokio::time::sleep(TIMEOUT).await;
    }
}

impl Signer {
    fn new(key: &PushKey) -> mewayz::Result<Self> {
        let secret = SecretKey::from_slice(key.private.expose_secret()).map_err(|_| Error::internal("the key for pushes is none"))?;
        let der = secret.to_pkcs8_der().map_err(|_| Error::internal("the key for pushes cannot be written"))?;
        Ok(Self { encoding: EncodingKey::from_ec_der(der.as_bytes()), public: URL_SAFE_NO_PAD.encode(&key.public) })
    }
}

fn generate() -> (Vec<u8>, SecretSlice<u8>) {
    loop {
        let bytes: [u8; 32] = rand::random();
        // One in 2^32 numbers is none of the curve.
        if let Ok(secret) = SecretKey::from_slice(&bytes) {
            return (secret.public_key().to_encoded_point(false).as_bytes().to_vec(), bytes.to_vec().into());
        }
    }
}

fn encrypted(message: &PushMessage) -> Option<Bytes> {
    let public = PublicKey::from_sec1_bytes(&message.p256dh).ok()?;
    let auth: [u8; 16] = message.auth.as_slice().try_into().ok()?;
    let payload = message.payload.as_bytes();
    if payload.len() > MOST_PAYLOAD {
        return None;
    }
    web_push_native::encrypt(payload.to_vec(), &public, &Auth::from(auth)).ok().map(Bytes::from)
}

/// Services differ in how they say that a subscription is over: 410 (RFC 8030), 404 (FCM), 403 (Apple, or another key than ours).
fn outcome(answer: &Answer) -> Sent {
    let said = || format!("{} {}", answer.status.as_u16(), String::from_utf8_lossy(&answer.body).chars().take(200).collect::<String>());
    match answer.status {
        status if status.is_success() => Sent::Accepted,
        StatusCode::GONE | StatusCode::NOT_FOUND | StatusCode::FORBIDDEN => Sent::Gone,
        status if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() => {
            let pause = answer.headers.get(header::RETRY_AFTER).and_then(|value| retry_after(value.to_str().ok()?, clock::now()));
            later(said(), pause.and_then(|pause| pause.to_std().ok()))
        }
        _ => Sent::Refused(said()),
    }
}

fn refused(reason: &str) -> Sent {
    Sent::Refused(reason.to_owned())
}

fn later(reason: String, pause: Option<Duration>) -> Sent {
    Sent::Later { reason, pause }
}
