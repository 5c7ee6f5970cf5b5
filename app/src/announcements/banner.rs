use leptos::prelude::*;
use mewayz::{announcements::Banner, locale::Locale};
use ui::{Button, Callout, Size, Variant};

use super::{PutAway, words};
use crate::words::{announcements as t, locale};

/// What staff say to the reader, each until it is put away.
#[component]
pub fn Banners(banners: Vec<Banner>) -> impl IntoView {
    banners.into_iter().map(|banner| view! { <One banner/> }).collect_view()
}

#[component]
fn One(banner: Banner) -> impl IntoView {
    let away = ServerAction::<PutAway>::new();
    let gone = move || matches!(away.value().get(), Some(Ok(())));
    let id = banner.id.to_string();
    let actions = move || {
        let id = id.clone();
        view! {
            <ActionForm action=away>
                <input type="hidden" name="announcement" value=id/>
                <Button kind="submit" size=Size::Small variant=Variant::Ghost loading=away.pending()>{t::put_away()}</Button>
            </ActionForm>
        }
    };
    view! { <div class="mb-6" hidden=gone data-announcement="">{shown(&banner, locale(), Some(actions.into()))}</div> }
}

/// An announcement as a reader of a language sees it.
pub(super) fn shown(banner: &Banner, reader: Locale, actions: Option<ViewFn>) -> AnyView {
    let Some((spoken, said)) = banner.said(reader) else { return ().into_any() };
    let (title, body) = (said.title.clone(), said.body.clone());
    let (lang, dir) = (spoken.tag(), spoken.direction());
    let text = (!body.is_empty()).then(|| view! { <p class="mt-1 whitespace-pre-line">{body}</p> });
    let actions = actions.map(|actions| view! { <div class="actions mt-2">{actions.run()}</div> });
    view! {
        <Callout tone=words::tone(banner.kind) icon=words::icon(banner.kind)>
            <div lang=lang dir=dir><p class="font-semibold">{title}</p>{text}</div>
            {actions}
        </Callout>
    }
    .into_any()
}
