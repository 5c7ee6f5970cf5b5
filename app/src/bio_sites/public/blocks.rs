//! One view a kind of block. A block with nothing to show, or nothing safe to show, is left out.

use leptos::prelude::*;
use mewayz::bio_sites::links::{SafeUrl, music_embed, video_embed};
use mewayz::bio_sites::{Block, Body, Picture, Question, Social, Vcard, markdown};

use super::hrefs::{self, Href};
use super::icons::{self, Icon};
use super::pictures::{self, Place};
use super::{Page, countdown, embeds};
use crate::words::{self, sites as t};

pub(super) fn view(page: &Page, block: &Block) -> Option<AnyView> {
    match &block.body {
        Body::Link { title, url } => link(page, block, title, url),
        Body::Heading { text } => filled(text).map(|text| view! { <h2 dir="auto">{text}</h2> }.into_any()),
        Body::Text { markdown } => prose(markdown),
        Body::Image { picture, url, caption } => image(page, block, picture.as_ref()?, url, caption),
        Body::Gallery { pictures } => gallery(pictures),
        Body::Social { accounts } => social(page, block, accounts),
        Body::Video { url, title } => embeds::view(page, block, t::play_video, url, title, &video_embed(url)?),
        Body::Music { url, title } => embeds::view(page, block, t::play_music, url, title, &music_embed(url)?),
        Body::Email { label, address } => contact(page, block, Icon::Mail, label, address, &format!("mailto:{}", address.trim())),
        Body::Phone { label, number } => contact(page, block, Icon::Phone, label, number, &dial(number)),
        Body::Vcard(card) => vcard(page, block, card),
        Body::Faq { items } => faq(items),
        Body::Countdown { .. } => countdown::view(page, block),
        Body::Divider { space: true } => Some(view! { <div class="space"></div> }.into_any()),
        Body::Divider { space: false } => Some(view! { <hr/> }.into_any()),
    }
}

/// The text without space around it; `None` if nothing is left.
fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn link(page: &Page, block: &Block, title: &str, url: &str) -> Option<AnyView> {
    let href = hrefs::link(page, block, None, url)?;
    let address = SafeUrl::parse(url).ok()?;
    let title = filled(title).unwrap_or_else(|| address.host().unwrap_or(address.as_str()).to_owned());
    Some(button(href, Icon::of_link(&address), title))
}

fn button(href: Href, icon: Option<Icon>, label: String) -> AnyView {
    let class = if icon.is_some() { "btn has" } else { "btn" };
    view! {
        <a class=class dir="auto" href=href.href rel=href.rel ping=href.ping target=href.target aria-disabled=href.disabled>{icon.map(icons::view)}{label}</a>
    }
    .into_any()
}

fn prose(markdown: &str) -> Option<AnyView> {
    let html = filled(&markdown::to_html(markdown))?;
    Some(view! { <div class="prose" dir="auto" inner_html=html></div> }.into_any())
}

fn image(page: &Page, block: &Block, picture: &Picture, url: &str, caption: &str) -> Option<AnyView> {
    let image = pictures::picture(picture, Place::Column)?;
    let image = match hrefs::link(page, block, None, url) {
        Some(href) => {
            view! { <a href=href.href rel=href.rel ping=href.ping target=href.target aria-disabled=href.disabled>{image}</a> }.into_any()
        }
        None => image,
    };
    let caption = filled(caption).map(|caption| view! { <figcaption dir="auto">{caption}</figcaption> });
    Some(view! { <figure>{image}{caption}</figure> }.into_any())
}

fn gallery(all: &[Picture]) -> Option<AnyView> {
    // Two and four fill a square; others are a row to swipe through.
    let square = matches!(all.len(), 2 | 4);
    let place = if square { Place::Half } else { Place::Slide };
    let items: Vec<AnyView> =
        all.iter().filter_map(|picture| pictures::picture(picture, place)).map(|image| view! { <li>{image}</li> }.into_any()).collect();
    if items.is_empty() {
        return None;
    }
    let class = if square { "row two" } else { "row" };
    // A row that scrolls can be reached and moved by keyboard.
    Some(view! { <ul class=class tabindex=(!square).then_some("0") aria-label=t::gallery()>{items}</ul> }.into_any())
}

fn social(page: &Page, block: &Block, accounts: &[Social]) -> Option<AnyView> {
    let account = |(index, account): (usize, &Social)| {
        let href = hrefs::link(page, block, Some(index), &account.url)?;
        let name = words::said(icons::network_name(account.network));
        let icon = icons::view(Icon::Network(account.network));
        let item = view! {
            <li><a href=href.href rel=href.rel ping=href.ping target=href.target aria-disabled=href.disabled aria-label=name.clone() title=name>{icon}</a></li>
        };
        Some(item.into_any())
    };
    let items: Vec<AnyView> = accounts.iter().enumerate().filter_map(account).collect();
    (!items.is_empty()).then(|| view! { <ul class="social" aria-label=t::social()>{items}</ul> }.into_any())
}

fn contact(page: &Page, block: &Block, icon: Icon, label: &str, shown: &str, url: &str) -> Option<AnyView> {
    let shown = filled(shown)?;
    let href = hrefs::link(page, block, None, url)?;
    Some(button(href, Some(icon), filled(label).unwrap_or(shown)))
}

/// `tel:` with what a telephone can dial.
fn dial(number: &str) -> String {
    let digits: String = number.chars().filter(|character| character.is_ascii_digit() || matches!(character, '+' | '*' | '#')).collect();
    format!("tel:{}", digits.replace('#', "%23"))
}

fn vcard(page: &Page, block: &Block, card: &Vcard) -> Option<AnyView> {
    let name = filled(&card.name).or_else(|| filled(&card.organisation))?;
    let label = filled(&card.label).unwrap_or_else(|| t::save_contact(name));
    let href = hrefs::card(page, block);
    let link = view! {
        <a class="btn has" dir="auto" href=href.href download=(!page.preview).then_some("") aria-disabled=href.disabled>{icons::view(Icon::Card)}{label}</a>
    };
    Some(link.into_any())
}

fn faq(items: &[Question]) -> Option<AnyView> {
    let item = |item: &Question| {
        let question = filled(&item.question)?;
        let answer = prose(&item.answer);
        Some(view! { <details><summary dir="auto">{question}</summary>{answer}</details> }.into_any())
    };
    let items: Vec<AnyView> = items.iter().filter_map(item).collect();
    (!items.is_empty()).then(|| view! { <section class="card faq">{items}</section> }.into_any())
}
