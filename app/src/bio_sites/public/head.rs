//! What search engines and link previews read (BIO-9).

use mewayz::bio_sites::links::SafeUrl;
use mewayz::bio_sites::{Body, Picture, theme};
use serde_json::json;

use super::{Page, embeds::escape, pictures};
use crate::words::sites as t;

/// Longest description, in characters; search engines cut about here.
const DESCRIPTION: usize = 200;
/// Width of the picture in link previews, in pixels.
const PREVIEW: u32 = 1_200;

/// The inside of `<head>`, with `css` as the page's only stylesheet.
pub(super) fn head(page: &Page, css: &str) -> String {
    let (title, description, canonical) = (escape(&title(page)), escape(&description(page)), escape(&canonical(page)));
    let robots = if page.content.profile.noindex { "<meta name=\"robots\" content=\"noindex\">" } else { "" };
    format!(
        "<meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{title}</title>\
         <meta name=\"description\" content=\"{description}\">{robots}<link rel=\"canonical\" href=\"{canonical}\">\
         <meta name=\"theme-color\" content=\"{color}\">{icon}\
         <meta property=\"og:type\" content=\"profile\"><meta property=\"og:title\" content=\"{title}\">\
         <meta property=\"og:description\" content=\"{description}\"><meta property=\"og:url\" content=\"{canonical}\">{image}\
         <style>{css}</style><script type=\"application/ld+json\">{data}</script>",
        color = theme::page_color(&page.content.theme),
        icon = icon(page),
        image = preview(page),
        data = structured(page),
    )
}

fn title(page: &Page) -> String {
    let name = page.content.profile.name.trim();
    if name.is_empty() { format!("@{}", page.handle) } else { format!("{name} (@{})", page.handle) }
}

fn description(page: &Page) -> String {
    let bio = page.content.profile.bio.split_whitespace().collect::<Vec<_>>().join(" ");
    match bio.char_indices().nth(DESCRIPTION) {
        Some((end, _)) => format!("{}…", bio[..end].trim_end()),
        None if bio.is_empty() => t::page_description(format!("@{}", page.handle)),
        None => bio,
    }
}

fn canonical(page: &Page) -> String {
    if !page.product.is_empty() { format!("{}/", page.base_url) } else { format!("{}/@{}", page.base_url, page.handle) }
}

/// The creator's own picture in the browser's tab; without one, the browser is kept from asking for a file that is not there.
fn icon(page: &Page) -> String {
    let address = page.content.profile.avatar.as_ref().and_then(|avatar| pictures::address(avatar, 64));
    format!("<link rel=\"icon\" href=\"{}\">", address.as_deref().unwrap_or("data:,"))
}

/// The picture of link previews: the profile's, or else the first of the page.
fn preview(page: &Page) -> String {
    let first = page.content.blocks.iter().filter(|block| block.enabled).find_map(|block| match &block.body {
        Body::Image { picture, .. } => picture.as_ref(),
        Body::Gallery { pictures } => pictures.first(),
        _ => None,
    });
    let avatar = page.content.profile.avatar.as_ref();
    let card = if avatar.is_none() && first.is_some() { "summary_large_image" } else { "summary" };
    let image = avatar.or(first).and_then(|picture| image(page, picture)).unwrap_or_default();
    format!("<meta name=\"twitter:card\" content=\"{card}\">{image}")
}

fn image(page: &Page, picture: &Picture) -> Option<String> {
    let address = pictures::address(picture, PREVIEW)?;
    let (base, alt) = (escape(&page.base_url), escape(&picture.alt));
    Some(format!("<meta property=\"og:image\" content=\"{base}{address}\"><meta property=\"og:image:alt\" content=\"{alt}\">"))
}

/// Schema.org data as JSON that cannot end the element it stands in.
fn structured(page: &Page) -> String {
    let profile = &page.content.profile;
    let name = if profile.name.trim().is_empty() { format!("@{}", page.handle) } else { profile.name.trim().to_owned() };
    let image =
        profile.avatar.as_ref().and_then(|avatar| pictures::address(avatar, PREVIEW)).map(|address| format!("{}{address}", page.base_url));
    let mut person = json!({
        "@type": "Person",
        "name": name,
        "alternateName": format!("@{}", page.handle),
        "description": description(page),
        "url": canonical(page),
        "sameAs": accounts(page),
    });
    if let (Some(person), Some(image)) = (person.as_object_mut(), image) {
        person.insert("image".to_owned(), image.into());
    }
    let data = json!({ "@context": "https://schema.org", "@type": "ProfilePage", "url": canonical(page), "mainEntity": person });
    data.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

fn accounts(page: &Page) -> Vec<String> {
    let socials = page.content.blocks.iter().filter(|block| block.enabled).filter_map(|block| match &block.body {
        Body::Social { accounts } => Some(accounts),
        _ => None,
    });
    let safe = socials.flatten().filter_map(|account| SafeUrl::parse(&account.url).ok());
    safe.filter(SafeUrl::is_web).map(|url| url.as_str().to_owned()).collect()
}
