//! The page visitors see: no script, nothing loaded from anyone else unasked.
//!
//! The server renders [`BioPage`] into a document; the builder mounts the same component as its live preview.

mod blocks;
mod countdown;
mod embeds;
mod hrefs;
pub mod icons;
mod pictures;
mod profile;

#[cfg(not(target_arch = "wasm32"))]
mod csp;
#[cfg(not(target_arch = "wasm32"))]
mod document;
#[cfg(not(target_arch = "wasm32"))]
mod head;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod samples;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
#[cfg(not(target_arch = "wasm32"))]
mod vcard;

use chrono::{DateTime, NaiveDateTime, Utc};
use leptos::prelude::*;
use mewayz::bio_sites::Content;

use crate::words::{SLOT, rich, sites as t};

pub use countdown::stale_at;
#[cfg(not(target_arch = "wasm32"))]
pub use csp::csp;
#[cfg(not(target_arch = "wasm32"))]
pub use document::render_document;
pub use embeds::POSTER_CSS;
pub use hrefs::target;
#[cfg(not(target_arch = "wasm32"))]
pub use vcard::vcard;

/// Finds the instant of a wall-clock time in a named zone; `None` for an unknown zone.
pub type Resolve = fn(NaiveDateTime, &str) -> Option<DateTime<Utc>>;

/// A page at one moment.
#[derive(Clone)]
pub struct Page {
    pub handle: String,
    /// What is visible now; blocks that are off are left out here once more.
    pub content: Content,
    pub now: DateTime<Utc>,
    pub resolve: Resolve,
    /// Scheme and host of the site, without a slash at the end.
    pub base_url: String,
    /// Where the product is reached, without a slash at the end, if the page stands under a name of its people's own, at the root; empty otherwise.
    pub product: String,
    /// The published version, named in the HTML; 0 for a draft.
    pub version: i32,
    /// Shown inside the builder: links lead straight to their target in a new tab and count no clicks.
    pub preview: bool,
    /// Without the line that says with what the page was made.
    pub white_label: bool,
}

/// The whole visible page, to be styled by [`mewayz::bio_sites::theme::css`].
#[component]
pub fn BioPage(page: Page) -> impl IntoView {
    let visible = || page.content.blocks.iter().filter(|block| block.enabled);
    let blocks: Vec<AnyView> = visible().filter_map(|block| blocks::view(&page, block)).collect();
    view! {
        <div class="page" data-version=page.version>
            {icons::sprite(visible())}
            <main>
                {profile::view(&page)}
                {blocks}
            </main>
            <footer>
                {(!page.white_label).then(|| view! {
                    <a href=format!("{}/", page.product) target=page.preview.then_some("_blank")>{rich(t::made_with(SLOT), view! { <b>"Mewayz"</b> }.into_any())}</a>
                })}
                <a href=format!("{}/report?page={}", page.product, page.handle) rel="nofollow" target=page.preview.then_some("_blank")>{t::report_page()}</a>
            </footer>
        </div>
    }
}
