use leptos::prelude::*;
use mewayz::{
    bio_sites::Picture,
    media::{Media, best_width, url},
};

/// A picture of the library as a page uses it.
pub fn to_picture(media: &Media, alt: &str) -> Picture {
    Picture { key: media.key.clone(), width: media.width, height: media.height, widths: media.widths.clone(), alt: alt.to_owned() }
}

/// The picture, small, for fields.
pub fn thumbnail(picture: &Picture) -> AnyView {
    small(url(&picture.key, best_width(&picture.widths, 320)), picture.alt.clone())
}

/// The picture, small and cut around its focal point, for lists. Its name stands beside it.
pub fn thumb(media: &Media) -> AnyView {
    let whole = || url(&media.key, best_width(&media.widths, 320));
    small(if media.thumb.is_empty() { whole() } else { media.thumb.clone() }, String::new())
}

fn small(src: String, alt: String) -> AnyView {
    view! { <img src=src alt=alt loading="lazy" decoding="async" class="size-full object-cover"/> }.into_any()
}
