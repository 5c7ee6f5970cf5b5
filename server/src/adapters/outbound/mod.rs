//! Every request that people cause to be sent out: webhooks, and whatever follows them.
//!
//! The URL is checked, the name resolved, **all** its addresses checked, and the connection made to those addresses and no
//! other: a name that changes its mind between check and connection gains nothing. No redirects, no proxies from the
//! environment, no retries, a limit on time and on the size of the answer.

mod resolver;
#[cfg(test)]
mod tests;
mod wire;

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use mewayz::outbound::{Refusal, Rules, Target};
use url::Url;

pub use resolver::{Resolver, SystemResolver};
pub use wire::{ReqwestWire, Wire};

/// The way out. Cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    rules: Rules,
    resolver: Arc<dyn Resolver>,
    wire: Arc<dyn Wire>,
}

/// One request.
#[derive(Debug, Clone)]
pub struct Call {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// For everything together: resolving, connecting, and the whole answer.
    pub timeout: Duration,
    /// Bytes of the answer that are read; the rest is left.
    pub most: usize,
}

/// The answer, whatever its status; a redirect is an answer too.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("{0}")]
    Refused(#[from] Refusal),
    #[error("The host name could not be resolved.")]
    Unknown,
    #[error("No connection could be made.")]
    NotReached,
    #[error("There was no answer in time.")]
    TimedOut,
    #[error("The connection ended before the answer did.")]
    Broken,
}

impl Outbound {
    /// Over the network, with the system's resolver and trusted roots.
    ///
    /// # Errors
    /// In words, if TLS cannot be set up.
    pub fn new(rules: Rules) -> Result<Self, String> {
        Ok(Self::with(rules, Arc::new(SystemResolver), Arc::new(ReqwestWire::new()?)))
    }

    /// With another resolver or another way to connect: tests watch what would be sent.
    pub fn with(rules: Rules, resolver: Arc<dyn Resolver>, wire: Arc<dyn Wire>) -> Self {
        Self { rules, resolver, wire }
    }

    /// What may be asked at all.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Sends once.
    ///
    /// # Errors
    /// `Refused` before anything is sent; else why there is no answer.
    pub async fn send(&self, call: Call) -> Result<Answer, Failure> {
        let target = self.rules.check(&call.url)?;
        let timeout = call.timeout;
        let sending = async {
            let addresses = self.addresses(&target).await?;
            self.wire.send(&target, &addresses, call).await
        };
        tokio::time::timeout(timeout, sending).await.unwrap_or(Err(Failure::TimedOut))
    }

    /// The addresses to connect to, all of them checked; asked anew for every request.
    async fn addresses(&self, target: &Target) -> Result<Vec<SocketAddr>, Failure> {
        let addresses: Vec<IpAddr> = match target.literal() {
            Some(address) => vec![address],
            None => self.resolver.resolve(target.host()).await.map_err(|_| Failure::Unknown)?,
        };
        target.check(&addresses)?;
        Ok(addresses.into_iter().map(|address| SocketAddr::new(address, target.port())).collect())
    }
}
