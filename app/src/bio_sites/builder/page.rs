//! Settings of the page: its head, its address, and whether search engines list it.

use leptos::prelude::*;
use mewayz::bio_sites::Content;
use ui::{Button, Field, Switch, TextArea, use_toasts};

use super::{
    bind::{bind, problem},
    browser,
    editor::Editor,
};
use crate::shared::PictureInput;
use crate::words::builder as t;

pub(super) fn fields(editor: Editor) -> AnyView {
    let name = text(editor, "profile.name", |content| &content.profile.name, |content| &mut content.profile.name);
    let bio = text(editor, "profile.bio", |content| &content.profile.bio, |content| &mut content.profile.bio);
    let noindex =
        bind(editor, "profile.noindex".to_owned(), |content| Some(content.profile.noindex), |content, on| content.profile.noindex = on);
    view! {
        <section class="stack p-4" aria-label=t::page_settings()>
            <h2 class="text-base">{t::page()}</h2>
            {avatar(editor)}
            <Field label=t::name() name="page-name" bind=name autocomplete="off" error=problem(editor, "profile.name".to_owned(), move || false)/>
            <TextArea label=t::bio() name="page-bio" bind=bio rows=3 optional=true hint=t::bio_hint() error=problem(editor, "profile.bio".to_owned(), || false)/>
            <Switch label=t::hide_from_search() name="noindex" bind=noindex hint=t::hide_from_search_hint()/>
            {address(editor)}
        </section>
    }
    .into_any()
}

fn text(editor: Editor, key: &str, get: fn(&Content) -> &String, get_mut: fn(&mut Content) -> &mut String) -> RwSignal<String> {
    bind(editor, key.to_owned(), move |content| Some(get(content).clone()), move |content, value| *get_mut(content) = value)
}

fn avatar(editor: Editor) -> AnyView {
    let picture = Memo::new(move |_| editor.content.with(|content| content.profile.avatar.clone()));
    let change = Callback::new(move |chosen| editor.change("profile.avatar", |content| content.profile.avatar = chosen));
    let workspace = Signal::derive(move || editor.workspace.get_value());
    let error = problem(editor, "profile.avatar".to_owned(), || true);
    view! { <PictureInput workspace=workspace picture=picture on_change=change label=t::profile_picture() id="page-avatar" error=error/> }
        .into_any()
}

fn address(editor: Editor) -> AnyView {
    let toasts = use_toasts();
    let address = editor.address();
    let copied = address.clone();
    view! {
        <div class="field">
            <span class="field-label">{t::address()}</span>
            <div class="actions">
                <code class="min-w-0 grow break-all text-sm">{address}</code>
                <Button icon="copy" on:click=move |_| browser::copy(copied.clone(), toasts)>{t::copy()}</Button>
            </div>
        </div>
    }
    .into_any()
}
