use leptos::prelude::*;
use mewayz::bio_sites::{Block, Body};

use super::{Text, line};
use crate::words::builder as t;
use crate::{
    bio_sites::builder::bind::{At, lens},
    shared::{PictureInput, PicturesInput},
};

pub(super) fn image(at: At) -> AnyView {
    let picture = at.memo(|block| match &block.body {
        Body::Image { picture, .. } => picture.clone(),
        _ => None,
    });
    let workspace = at.editor.workspace;
    let change = Callback::new(move |chosen| {
        edit(at, "picture", move |block| {
            if let Body::Image { picture, .. } = &mut block.body {
                *picture = chosen;
            }
        });
    });
    let missing = at.problem("picture", || false);
    let undescribed = at.problem("alt", move || picture.read().is_some());
    let error = Signal::derive(move || missing.get().or_else(|| undescribed.get()));
    let link =
        Text { label: t::link(), placeholder: Some("https://example.com"), inputmode: Some("url"), optional: true, ..Text::default() };
    view! {
        <PictureInput workspace=Signal::derive(move || workspace.get_value()) picture=picture on_change=change label=t::picture() id="block-picture" error=error/>
        {line(at, "caption", lens!(Body::Image { caption, .. } => caption), Text { label: t::caption(), optional: true, ..Text::default() })}
        {line(at, "url", lens!(Body::Image { url, .. } => url), link)}
    }
    .into_any()
}

pub(super) fn gallery(at: At) -> AnyView {
    let pictures = at.memo(|block| match &block.body {
        Body::Gallery { pictures } => pictures.clone(),
        _ => Vec::new(),
    });
    let workspace = at.editor.workspace;
    let change = Callback::new(move |chosen| {
        edit(at, "pictures", move |block| {
            if let Body::Gallery { pictures } = &mut block.body {
                *pictures = chosen;
            }
        });
    });
    let error = at.problem("pictures", move || !pictures.read().is_empty());
    view! { <PicturesInput workspace=Signal::derive(move || workspace.get_value()) pictures=pictures on_change=change id="block-pictures" error=error/> }
        .into_any()
}

/// Typing a description comes letter by letter, so quick changes of one block are one step.
fn edit(at: At, field: &str, change: impl FnOnce(&mut Block)) {
    let id = at.id;
    at.editor.change(&mewayz::bio_sites::rules::key(id, field), |content| {
        if let Some(block) = content.blocks.iter_mut().find(|block| block.id == id) {
            change(block);
        }
    });
}
