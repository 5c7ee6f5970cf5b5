use leptos::prelude::*;
use mewayz::{
    bio_sites::Picture,
    media::{Media, best_width, url},
};

/// A picture of the library as a page uses it.
pub fn to_picture(media: &Media, alt: &str) -> Picture {
    Picture { key: media.key.clone(), width: media.width, height: media.height, widths: media.widths.clone(), alt: alt.to_owned() }
}

/// The picture, small, for lists and fields.
pub fn thumbnail(picture: &Picture) -> AnyView {
    let src = url(&picture.key, best_width(&picture.widths, 320));
    view! { <img src=src alt=picture.alt.clone() loading="lazy" decoding="async" class="size-full object-cover"/> }.into_any()
}
