//! Where requests that people cause may go (server-side request forgery): to public addresses, by https, on ordinary ports.
//!
//! Pure: a request is checked twice, first its URL, then **all** addresses its name has. Whoever sends connects to the
//! addresses that were checked and to no other (`server/src/adapters/outbound`), follows no redirect and uses no proxy from
//! the environment. In development and tests loopback may be allowed, for URLs that name it themselves.

mod addresses;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use std::net::IpAddr;

pub use addresses::is_public;
use url::{Host, Url};

/// Ports that are always allowed.
const PORTS: [u16; 2] = [80, 443];

/// What an installation allows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// `http://` besides `https://`.
    pub http: bool,
    /// Any port of this machine for URLs that name it (`localhost`, `127.0.0.1`, `[::1]`). For development and tests only.
    pub loopback: bool,
    /// Ports besides 80 and 443.
    pub ports: Vec<u16>,
}

/// A URL that passed the first check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    url: Url,
    local: bool,
}

/// Why a request is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("Enter an address that begins with https://.")]
    Scheme,
    #[error("Enter an address with a host name.")]
    NoHost,
    #[error("Leave name and password out of the address.")]
    UserInfo,
    #[error("Port {0} is not allowed. Use 443.")]
    Port(u16),
    #[error("This address is not on the public internet.")]
    Address(IpAddr),
    #[error("This host name has no address.")]
    NoAddress,
}

impl Rules {
    /// The first check: what can be said of a URL without asking anybody.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn check(&self, url: &Url) -> Result<Target, Refusal> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refusal::Scheme);
        }
        let host = url.host().ok_or(Refusal::NoHost)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::UserInfo);
        }
        let target = Target { url: url.clone(), local: self.loopback && names_loopback(&host) };
        if let Some(address) = target.literal() {
            target.check(&[address])?;
        }
        if target.local {
            return Ok(target);
        }
        if url.scheme() == "http" && !self.http {
            return Err(Refusal::Scheme);
        }
        let port = target.port();
        if PORTS.contains(&port) || self.ports.contains(&port) { Ok(target) } else { Err(Refusal::Port(port)) }
    }
}

impl Target {
    /// The second check: every address the name has, each time before connecting.
    ///
    /// # Errors
    /// `Address` with the first one that is refused, `NoAddress`.
    pub fn check(&self, addresses: &[IpAddr]) -> Result<(), Refusal> {
        let refused = |address: &&IpAddr| if self.local { !address.is_loopback() } else { !is_public(**address) };
        match addresses.iter().find(refused) {
            Some(address) => Err(Refusal::Address(*address)),
            None if addresses.is_empty() => Err(Refusal::NoAddress),
            None => Ok(()),
        }
    }

    /// The address, if the URL names one instead of a host.
    pub fn literal(&self) -> Option<IpAddr> {
        match self.url.host()? {
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
            Host::Domain(_) => None,
        }
    }

    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The host name; brackets around IPv6.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    pub fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or_default()
    }
}

fn names_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}
