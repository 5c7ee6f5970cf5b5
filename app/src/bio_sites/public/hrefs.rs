//! Where links lead: web links through a counted redirect, everything else straight to its target.

use mewayz::bio_sites::links::SafeUrl;
use mewayz::bio_sites::{Block, Body, Content};
use uuid::Uuid;

use super::Page;

/// The attributes of one link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Href {
    pub href: String,
    pub rel: Option<&'static str>,
    /// Address told of a click on a link that no redirect can count.
    pub ping: Option<String>,
    /// Set in the builder only.
    pub target: Option<&'static str>,
    pub disabled: Option<&'static str>,
}

/// Where the counted redirect of a block leads; `None` for a block that is off, has no such link, or whose address is not safe.
///
/// `index` is the account within a social row. `content` is what is visible at the time of the click.
pub fn target(content: &Content, block: Uuid, index: Option<usize>) -> Option<SafeUrl> {
    let block = content.blocks.iter().find(|candidate| candidate.id == block && candidate.enabled)?;
    let url = match (&block.body, index) {
        (Body::Link { url, .. } | Body::Image { url, .. } | Body::Video { url, .. } | Body::Music { url, .. }, None) => url,
        (Body::Social { accounts }, Some(index)) => &accounts.get(index)?.url,
        _ => return None,
    };
    SafeUrl::parse(url).ok().filter(SafeUrl::is_web)
}

/// A link of a block to an address its creator typed; `None` if the address is not safe.
pub(super) fn link(page: &Page, block: &Block, index: Option<usize>, url: &str) -> Option<Href> {
    let url = SafeUrl::parse(url).ok()?;
    if page.preview {
        return Some(inert(url.as_str().to_owned()));
    }
    let part = index.map_or_else(|| block.id.to_string(), |index| format!("{}.{index}", block.id));
    if !url.is_web() {
        return Some(Href { href: url.as_str().to_owned(), ping: Some(format!("/@{}/ping/{part}", page.handle)), ..Href::default() });
    }
    // Mastodon and others follow the redirect to verify that the account belongs to this page.
    let rel = if index.is_some() { "me noopener" } else { "noopener" };
    Some(Href { href: format!("/@{}/go/{part}", page.handle), rel: Some(rel), ..Href::default() })
}

/// The download of a contact card.
pub(super) fn card(page: &Page, block: &Block) -> Href {
    if page.preview {
        return inert("#".to_owned());
    }
    Href { href: format!("/@{}/vcard/{}", page.handle, block.id), ..Href::default() }
}

fn inert(href: String) -> Href {
    Href { href, rel: Some("noopener"), target: Some("_blank"), disabled: Some("true"), ..Href::default() }
}
