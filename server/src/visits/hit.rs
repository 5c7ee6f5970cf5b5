//! What a request leaves behind to be counted.

use std::net::IpAddr;

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{REFERER, USER_AGENT},
};
use mewayz::{
    analytics::{Kind, rules},
    ids::{SiteId, WorkspaceId},
    tenancy::Site,
};
use uuid::Uuid;

/// SHA-256 of the session id in the cookie, under which the session is stored.
pub type SessionHash = [u8; 32];

/// Who asks, as the request tells it.
#[derive(Clone, Copy)]
pub struct From<'a> {
    pub headers: &'a HeaderMap,
    pub address: IpAddr,
    /// Of the visitor's session, if the request carries one; members' visits are told apart by it.
    pub session: Option<SessionHash>,
}

/// Longest part of a user agent that is looked at, in bytes.
const MOST_AGENT: usize = 400;
/// Longest part of a referrer that is looked at, in bytes: the host is in it.
const MOST_REFERRER: usize = 200;
/// Where browsers say that they fetch ahead. `Sec-Purpose` is the standard, the others are older.
const PURPOSES: [HeaderName; 4] = [
    HeaderName::from_static("sec-purpose"),
    HeaderName::from_static("purpose"),
    HeaderName::from_static("x-purpose"),
    HeaderName::from_static("x-moz"),
];
const MOBILE: HeaderName = HeaderName::from_static("sec-ch-ua-mobile");

/// One view or click. Copies the few bytes it needs, so that the request's buffers are free at once.
pub(super) struct Hit {
    pub(super) workspace: WorkspaceId,
    pub(super) site: SiteId,
    pub(super) kind: Kind,
    pub(super) block: Uuid,
    pub(super) address: IpAddr,
    pub(super) session: Option<SessionHash>,
    pub(super) prefetch: bool,
    pub(super) mobile: bool,
    agent_length: u16,
    /// The user agent, then the referrer up to its path.
    text: Box<[u8]>,
}

impl Hit {
    pub(super) fn new(site: &Site, kind: Kind, block: Uuid, from: From<'_>) -> Self {
        Self::of(site.workspace(), site.id(), kind, block, from)
    }

    pub(super) fn of(workspace: WorkspaceId, site: SiteId, kind: Kind, block: Uuid, from: From<'_>) -> Self {
        let header = |name: &HeaderName| from.headers.get(name).map(HeaderValue::as_bytes).unwrap_or_default();
        let agent = first(header(&USER_AGENT), MOST_AGENT);
        let referrer = first(before_path(header(&REFERER)), MOST_REFERRER);
        let mut text = Vec::with_capacity(agent.len() + referrer.len());
        text.extend_from_slice(agent);
        text.extend_from_slice(referrer);
        Self {
            workspace,
            site,
            kind,
            block,
            address: from.address,
            session: from.session,
            prefetch: PURPOSES.iter().any(|name| from.headers.get(name).is_some_and(|value| value.to_str().is_ok_and(rules::is_prefetch))),
            mobile: header(&MOBILE) == b"?1",
            // MOST_AGENT fits.
            agent_length: agent.len() as u16,
            text: text.into_boxed_slice(),
        }
    }

    pub(super) fn agent(&self) -> &[u8] {
        &self.text[..usize::from(self.agent_length)]
    }

    pub(super) fn referrer(&self) -> &[u8] {
        &self.text[usize::from(self.agent_length)..]
    }
}

fn first(bytes: &[u8], most: usize) -> &[u8] {
    &bytes[..bytes.len().min(most)]
}

/// Scheme and host: the path is private, and is left behind here already.
fn before_path(referrer: &[u8]) -> &[u8] {
    let mut slashes = 0;
    let end = referrer.iter().position(|byte| {
        slashes += usize::from(*byte == b'/');
        slashes == 3 || *byte == b'?'
    });
    &referrer[..end.unwrap_or(referrer.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_left_behind() {
        for (given, kept) in [
            ("https://a.example/secret?x=1", "https://a.example"),
            ("https://a.example?x", "https://a.example"),
            ("https://a.example", "https://a.example"),
            ("", ""),
        ] {
            assert_eq!(before_path(given.as_bytes()), kept.as_bytes());
        }
    }
}
