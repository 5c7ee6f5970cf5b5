//! Players that load nothing before a click, without a script: the frame holds a page of ours whose one link opens the player in it.

use leptos::prelude::*;
use mewayz::bio_sites::Block;
use mewayz::bio_sites::links::Embed;

use super::{Page, hrefs};
use crate::words::{self, sites as t};

/// The style of what stands in a frame until its player is asked for. Its hash is part of the Content-Security-Policy, so it is the same for all.
pub const POSTER_CSS: &str = "html,body,a{height:100%;margin:0}body{background:#15151b;font:15px/1.4 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}\
a{display:flex;flex-direction:column;align-items:center;justify-content:center;gap:14px;box-sizing:border-box;padding:16px;color:#fff;text-align:center;\
text-decoration:none;background:radial-gradient(120% 120% at 50% 0,#3a3a4a,#15151b)}\
i{display:grid;place-items:center;flex:none;width:64px;height:64px;border-radius:50%;background:#fff;transition:transform .15s}\
i::after{content:'';margin-inline-start:5px;border:solid transparent;border-width:12px 0 12px 20px;border-left-color:#15151b}\
a:hover i{transform:scale(1.08)}a:focus-visible{outline:3px solid #fff;outline-offset:-6px}b,small{display:block}small{margin-top:2px;text-wrap:balance;color:#c9c9d3;font-size:13px}\
@media(max-height:170px){a{flex-direction:row;justify-content:flex-start;text-align:start}i{width:48px;height:48px}}\
@media(prefers-reduced-motion){i{transition:none}}";

/// What the player may do. Scripts and its own origin it needs; popups lead to the service itself.
const SANDBOX: &str = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-presentation";

pub(super) fn view(page: &Page, block: &Block, play: fn(&'static str) -> String, url: &str, title: &str, embed: &Embed) -> Option<AnyView> {
    let link = hrefs::link(page, block, None, url)?;
    let action = if title.trim().is_empty() { play(embed.provider) } else { title.trim().to_owned() };
    let frame = view! {
        <iframe
            title=action.clone()
            srcdoc=poster(&action, embed)
            height=embed.height
            sandbox=SANDBOX
            allow="autoplay; fullscreen; encrypted-media; picture-in-picture"
        ></iframe>
    };
    let figure = view! {
        <figure class="embed">
            {frame.attr("loading", "lazy")}
            <figcaption class="open">
                <a href=link.href rel=link.rel target=link.target aria-disabled=link.disabled>{t::open_on(embed.provider)}</a>
            </figcaption>
        </figure>
    };
    Some(figure.into_any())
}

/// The document that waits in the frame. The service is told which site the visitor comes from, because YouTube plays nothing without.
fn poster(action: &str, embed: &Embed) -> String {
    let origin = embed.src.split('/').nth(2).unwrap_or_default();
    format!(
        "<!DOCTYPE html><html lang={lang}><meta charset=utf-8><title>{title}</title><style>{POSTER_CSS}</style>\
         <a href=\"{src}\" referrerpolicy=strict-origin-when-cross-origin><i></i><span><b dir=auto>{title}</b>\
         <small>{source}</small></span></a>",
        title = escape(action),
        src = escape(&embed.src),
        lang = words::locale().tag(),
        source = escape(&t::loads_from(embed.provider, origin.strip_prefix("www.").unwrap_or(origin))),
    )
}

/// Text for HTML and for quoted attributes.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
