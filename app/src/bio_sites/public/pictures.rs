//! Pictures at the widths they were stored in.

use leptos::prelude::*;
use mewayz::bio_sites::Picture;

/// Width of the profile picture, in CSS pixels.
const AVATAR: u32 = 104;
/// The column is 38rem wide, less its padding.
const COLUMN: &str = "(min-width:40rem) 36rem,calc(100vw - 2rem)";
const HALF: &str = "(min-width:40rem) 18rem,50vw";
const SLIDE: &str = "(min-width:40rem) 17rem,78vw";

/// Places a picture appears in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Column,
    Half,
    Slide,
}

/// The address of the smallest stored file at least `width` pixels wide, or of the widest; `None` for a picture that was never stored.
pub(super) fn address(picture: &Picture, width: u32) -> Option<String> {
    let stored = picture.widths.iter().find(|stored| **stored >= width).or(picture.widths.last())?;
    file(picture, *stored)
}

/// The profile picture, which is loaded first.
pub(super) fn avatar(picture: &Picture) -> Option<AnyView> {
    // Three screen pixels a CSS pixel is the sharpest that a phone can show of it.
    let sharp = [1, 2, 3].into_iter().filter_map(|density| Some(format!("{} {density}x", address(picture, AVATAR * density)?)));
    let srcset = sharp.collect::<Vec<_>>().join(",");
    let src = address(picture, AVATAR * 2)?;
    let image = view! {
        <img class="avatar" src=src srcset=srcset width=AVATAR height=AVATAR alt=picture.alt.clone() fetchpriority="high" decoding="async"/>
    };
    Some(image.into_any())
}

/// A picture of the page's body, loaded when it comes near.
pub(super) fn picture(picture: &Picture, place: Place) -> Option<AnyView> {
    let srcset =
        picture.widths.iter().filter_map(|width| Some(format!("{} {width}w", file(picture, *width)?))).collect::<Vec<_>>().join(",");
    let (sizes, usual) = match place {
        Place::Column => (COLUMN, 720),
        Place::Half => (HALF, 400),
        Place::Slide => (SLIDE, 600),
    };
    let src = address(picture, usual)?;
    let image = view! {
        <img src=src srcset=srcset sizes=sizes width=picture.width height=picture.height alt=picture.alt.clone() loading="lazy" decoding="async"/>
    };
    Some(image.into_any())
}

fn file(picture: &Picture, width: u32) -> Option<String> {
    let own = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let known = !picture.key.is_empty() && picture.key.bytes().all(own);
    known.then(|| format!("/media/{}/{width}.webp", picture.key))
}
