//! One file, in the grid and in the list.

use leptos::prelude::*;
use mewayz::media::{Kind, Media};
use ui::{Badge, Icon, IconButton, Size, Tone};

use super::{desk::Desk, words};
use crate::{
    shared::{kind_words, thumb},
    words::{day, media as t},
};

pub(super) fn tile(desk: Desk, media: Media) -> AnyView {
    let id = media.id;
    let facts = facts(&media);
    let (name, label) = (media.file_name.clone(), t::details_of(&media.file_name));
    let frame = move || {
        let chosen = if desk.is_chosen(id) { "ring-2 ring-accent" } else { "" };
        format!("relative overflow-hidden rounded-lg bg-sunken {chosen}")
    };
    view! {
        <li class="group min-w-0">
            <div class=frame>
                <button type="button" class="block aspect-square w-full overflow-hidden rounded-lg" aria-label=label on:click=move |_| desk.opened.set(Some(id))>
                    {face(&media)}
                </button>
                {desk.may_edit.then(|| view! { <span class="absolute start-1 top-1">{choice(desk, media.clone())}</span> })}
                <span class="pointer-events-none absolute end-2 bottom-2">{mark(&media)}</span>
            </div>
            <p class="mt-2 truncate text-sm font-medium" dir="auto" title=name.clone()>{name.clone()}</p>
            <p class="truncate text-xs text-muted">{facts}</p>
        </li>
    }
    .into_any()
}

pub(super) fn row(desk: Desk, media: Media) -> AnyView {
    let id = media.id;
    let (name, size) = (media.file_name.clone(), words::size(media.bytes));
    let used = words::uses(media.uses);
    let (added, exact) = (day(media.created_at.date_naive()), media.created_at.to_rfc3339());
    let choose = desk.may_edit.then(|| choice(desk, media.clone()));
    let trash = (desk.may_edit && media.trashed_at.is_none()).then(|| {
        let media = media.clone();
        view! { <IconButton icon="trash-2" label=t::delete_named(&media.file_name) size=Size::Small on:click=move |_| desk.trash(vec![media.clone()])/> }
    });
    view! {
        <tr>
            // Takes what the other columns leave, and no more.
            <td data-label=t::name() class="md:w-full md:max-w-0">
                <div class="flex min-w-0 items-center gap-3">
                    {choose}
                    <span class="block size-10 shrink-0 overflow-hidden rounded bg-sunken">{face(&media)}</span>
                    <button type="button" class="min-w-0 truncate text-start font-medium hover:underline" dir="auto" on:click=move |_| desk.opened.set(Some(id))>{name}</button>
                </div>
            </td>
            <td data-label=t::kind()>{kind_words(media.kind)}</td>
            <td data-label=t::size() class="num">{size}</td>
            <td data-label=t::used()>{used}</td>
            <td data-label=t::added()><time datetime=exact>{added}</time></td>
            <td data-label=t::row_actions()>{trash}</td>
        </tr>
    }
    .into_any()
}

/// What it looks like, or what it is.
pub(super) fn face(media: &Media) -> AnyView {
    if media.kind == Kind::Picture {
        return thumb(media);
    }
    let ending = media.file_name.rsplit_once('.').map(|(_, end)| end.to_uppercase()).filter(|end| end.len() <= 4).unwrap_or_default();
    view! {
        <span class="flex size-full flex-col items-center justify-center gap-1 text-muted">
            <Icon name=icon(media.kind) class="size-2/5 min-h-5 min-w-5 shrink-0"/>
            <span class="text-xs font-medium">{ending}</span>
        </span>
    }
    .into_any()
}

fn icon(kind: Kind) -> &'static str {
    match kind {
        Kind::Picture => "image",
        Kind::Document => "file-text",
        Kind::Audio => "music",
        Kind::Video => "video",
        Kind::Other => "archive",
    }
}

/// A box to choose it for what is done to several at once.
fn choice(desk: Desk, media: Media) -> AnyView {
    let id = media.id;
    let label = t::choose_named(&media.file_name);
    view! {
        // Larger than the box, for fingers.
        <label class="grid size-9 cursor-pointer place-content-center rounded-md">
            <input type="checkbox" class="size-5 accent-accent" aria-label=label prop:checked=move || desk.is_chosen(id)
                on:change=move |ev| desk.choose(&media, event_target_checked(&ev))/>
        </label>
    }
    .into_any()
}

/// The one thing worth knowing before opening it.
fn mark(media: &Media) -> Option<AnyView> {
    if media.uses > 0 {
        let tone = if media.trashed_at.is_some() { Tone::Warning } else { Tone::Neutral };
        let used = words::uses(media.uses);
        return Some(view! { <Badge tone>{used}</Badge> }.into_any());
    }
    (media.kind == Kind::Picture && media.alt.is_empty()).then(|| view! { <Badge tone=Tone::Warning>{t::no_alt_text()}</Badge> }.into_any())
}

fn facts(media: &Media) -> String {
    let size = words::size(media.bytes);
    match (media.trashed_at, media.kind) {
        (Some(trashed), _) => t::deleted_on(day(trashed.date_naive())),
        (None, Kind::Picture) => format!("{} · {size}", t::width_height(media.width.to_string(), media.height.to_string())),
        (None, kind) => format!("{} · {size}", kind_words(kind)),
    }
}
