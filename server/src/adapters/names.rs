//! The name service: that of the system, or one that is named.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use async_trait::async_trait;
use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolverConfig},
    net::{DnsError, NetError, runtime::TokioRuntimeProvider},
    proto::rr::RData,
};
use mewayz::{Error, Result, error::Service, gateways::Names};

/// Somebody waits while it is asked.
const TIMEOUT: Duration = Duration::from_secs(3);
const ATTEMPTS: usize = 2;

/// The resolver.
struct Dns(TokioResolver);

/// No name service: a machine that names none still serves everything else.
struct Nobody;

/// The name service at an address, or that of the system.
pub fn open(server: Option<SocketAddr>) -> Arc<dyn Names> {
    match resolver(server) {
        Ok(resolver) => Arc::new(Dns(resolver)),
        Err(cause) => {
            tracing::warn!(%cause, "no name service can be asked: domains cannot be proven");
            Arc::new(Nobody)
        }
    }
}

fn resolver(server: Option<SocketAddr>) -> std::result::Result<TokioResolver, NetError> {
    let mut builder = match server {
        Some(address) => TokioResolver::builder_with_config(only(address), TokioRuntimeProvider::default()),
        None => TokioResolver::builder_tokio()?,
    };
    let options = builder.options_mut();
    (options.timeout, options.attempts) = (TIMEOUT, ATTEMPTS);
    // People change their zone and look again: what was read a moment ago must not stand in the way.
    options.cache_size = 0;
    builder.build()
}

#[async_trait]
impl Names for Nobody {
    async fn texts(&self, _: &str) -> Result<Vec<String>> {
        Err(Error::Unavailable(Service::Names))
    }
}

#[async_trait]
impl Names for Dns {
    async fn texts(&self, name: &str) -> Result<Vec<String>> {
        // With the dot at the end no domain of ours is tried behind it.
        match self.0.txt_lookup(format!("{name}.")).await {
            Ok(found) => Ok(found.answers().iter().filter_map(|record| text(&record.data)).collect()),
            Err(NetError::Dns(DnsError::NoRecordsFound(_))) => Ok(Vec::new()),
            Err(cause) => {
                tracing::warn!(%cause, name, "the name service did not answer");
                Err(Error::Unavailable(Service::Names))
            }
        }
    }
}

fn only(address: SocketAddr) -> ResolverConfig {
    let at_port = |mut connection: ConnectionConfig| {
        connection.port = address.port();
        connection
    };
    let server = NameServerConfig::new(address.ip(), true, vec![at_port(ConnectionConfig::udp()), at_port(ConnectionConfig::tcp())]);
    ResolverConfig::from_parts(None, Vec::new(), vec![server])
}

/// A text may come in pieces of 255 bytes (RFC 7208, 3.3).
fn text(data: &RData) -> Option<String> {
    let RData::TXT(text) = data else { return None };
    Some(text.txt_data.iter().map(|piece| String::from_utf8_lossy(piece)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn texts_come_in_one_piece_and_silence_is_no_answer() {
        let fakes = fakes::start().await.unwrap();
        let names = open(Some(fakes.names().parse().unwrap()));
        let long = "k".repeat(400);
        fakes.outside().name("_site-check.links.acme.test", &["site-check=1", &long]);
        assert_eq!(names.texts("_site-check.links.acme.test").await.unwrap(), ["site-check=1", &long]);
        assert!(names.texts("_site-check.other.test").await.unwrap().is_empty());
        drop(fakes);
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(names.texts("_site-check.links.acme.test").await, Err(Error::Unavailable(Service::Names)));
    }
}
