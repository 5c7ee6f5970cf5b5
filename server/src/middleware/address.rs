use std::net::{IpAddr, SocketAddr};

use http::HeaderMap;

use crate::state::Trust;

/// Who sent the request: the peer, or, behind proxies, what the outermost trusted one saw.
///
/// Each proxy appends the address it saw to X-Forwarded-For; only as many entries from the right as there are
/// trusted proxies were written by somebody we believe.
pub fn address(headers: &HeaderMap, peer: SocketAddr, trust: Trust) -> IpAddr {
    if trust.0 == 0 {
        return peer.ip();
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(','));
    let hops: Vec<&str> = forwarded.map(str::trim).collect();
    let outermost = hops.len().checked_sub(trust.0).and_then(|index| hops.get(index));
    outermost.and_then(|hop| hop.parse().ok()).unwrap_or_else(|| peer.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let peer = SocketAddr::from(([10, 0, 0, 1], 1));
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "6.6.6.6, 203.0.113.7, 10.0.0.2".parse().unwrap());
        let seen = |n| address(&headers, peer, Trust(n)).to_string();
        assert_eq!(seen(0), "10.0.0.1");
        assert_eq!(seen(1), "10.0.0.2");
        assert_eq!(seen(2), "203.0.113.7");
        assert_eq!(seen(9), "10.0.0.1", "fewer hops than proxies: somebody went around them");
    }
}
