use std::{net::SocketAddr, sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use mewayz::outbound::Target;
use moka::sync::Cache;
use reqwest::{Client, redirect};
use rustls::{ClientConfig, RootCertStore};

use super::{Answer, Call, Failure};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long connections to the same addresses are kept for the next request.
const KEPT: Duration = Duration::from_secs(60);
const MOST_KEPT: u64 = 512;
const USER_AGENT: &str = concat!("Mewayz/", env!("CARGO_PKG_VERSION"));

/// Sends over connections to given addresses.
#[async_trait]
pub trait Wire: Send + Sync {
    /// Sends `call` to one of `addresses`, which are all that it may connect to.
    ///
    /// # Errors
    /// Why there is no answer.
    async fn send(&self, target: &Target, addresses: &[SocketAddr], call: Call) -> Result<Answer, Failure>;
}

/// A client for each name and its addresses, so that connections are kept; all of them share the trusted roots.
pub struct ReqwestWire {
    tls: ClientConfig,
    clients: Cache<(String, Vec<SocketAddr>), Client>,
}

impl ReqwestWire {
    /// # Errors
    /// In words, if the system's trusted roots cannot be read.
    pub fn new() -> Result<Self, String> {
        let found = rustls_native_certs::load_native_certs();
        let mut roots = RootCertStore::empty();
        let (usable, _) = roots.add_parsable_certificates(found.certs);
        if usable == 0 {
            tracing::warn!("this system trusts no certificate authority: https to the outside will fail");
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(|e| e.to_string())?;
        let mut tls = tls.with_root_certificates(roots).with_no_client_auth();
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self { tls, clients: Cache::builder().max_capacity(MOST_KEPT).time_to_idle(KEPT).build() })
    }

    fn client(&self, target: &Target, addresses: &[SocketAddr]) -> Result<Client, Failure> {
        let key = (target.host().to_owned(), addresses.to_vec());
        let made = self.clients.try_get_with(key, || {
            Client::builder()
                .tls_backend_preconfigured(self.tls.clone())
                .resolve_to_addrs(target.host(), addresses)
                .redirect(redirect::Policy::none())
                .retry(reqwest::retry::never())
                .no_proxy()
                .referer(false)
                .connect_timeout(CONNECT_TIMEOUT)
                .pool_idle_timeout(KEPT)
                .user_agent(USER_AGENT)
                .build()
        });
        made.map_err(|error| {
            tracing::error!(cause = %error, "no client could be made");
            Failure::NotReached
        })
    }
}

#[async_trait]
impl Wire for ReqwestWire {
    async fn send(&self, target: &Target, addresses: &[SocketAddr], call: Call) -> Result<Answer, Failure> {
        let request = self.client(target, addresses)?.request(call.method, target.url().clone()).headers(call.headers).body(call.body);
        let mut response = request.send().await.map_err(failure)?;
        let mut body = BytesMut::new();
        while body.len() < call.most {
            let Some(chunk) = response.chunk().await.map_err(failure)? else { break };
            body.extend_from_slice(&chunk);
        }
        body.truncate(call.most);
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        Ok(Answer { status, headers, body: Bytes::from(body) })
    }
}

fn failure(error: reqwest::Error) -> Failure {
    if error.is_timeout() {
        Failure::TimedOut
    } else if error.is_connect() {
        Failure::NotReached
    } else {
        Failure::Broken
    }
}
