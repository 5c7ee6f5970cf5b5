use std::time::Duration;

use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::{bio_sites::handles, fields::Message};
use ui::{Breadcrumbs, Button, ButtonLink, Callout, Card, EmptyState, Field, Icon, PageHeader, Tone, Variant};

use super::{CreateSite, HandleCheck, check_handle};
use crate::{
    error::AppError,
    shared::{use_frame, use_workspace},
    words::{self, shared, sites as t},
};

/// How long typing must rest before the server is asked.
const REST: Duration = Duration::from_millis(350);

/// `/w/{workspace}/sites/new`
#[component]
pub fn NewSitePage() -> impl IntoView {
    let base = format!("/w/{}/sites", use_workspace().get_untracked());
    let crumbs = vec![(shared::sites().to_owned(), base.clone()), (shared::new_bio_site().to_owned(), format!("{base}/new"))];
    let body = if use_frame().may_create() { view! { <NewSite/> }.into_any() } else { not_allowed(base) };
    view! {
        <Title text=shared::new_bio_site()/>
        <Breadcrumbs items=crumbs/>
        <PageHeader title=shared::new_bio_site() description=t::new_text()/>
        {body}
    }
}

fn not_allowed(base: String) -> AnyView {
    view! {
        <EmptyState icon="lock" title=shared::not_allowed() text=t::new_not_allowed()>
            <ButtonLink href=base>{t::back_to_sites()}</ButtonLink>
        </EmptyState>
    }
    .into_any()
}

#[component]
fn NewSite() -> impl IntoView {
    let frame = use_frame();
    let action = ServerAction::<CreateSite>::new();
    let error: Signal<Option<AppError>> = Signal::derive(move || action.value().get().and_then(Result::err));
    let typed = |field: &str| error.get_untracked().and_then(|e| e.typed.get(field).cloned());
    let handle = RwSignal::new(typed("handle").unwrap_or_default());
    let name = typed("name").unwrap_or_else(|| frame.account.full_name.clone());
    let check = use_check(handle);
    let message = move |name: &'static str| move || error.get().and_then(|e| e.field(name));
    // The limit of sites is about the whole form; so is everything that is not about a field.
    let whole = move || error.get().and_then(|e| e.form().or_else(|| e.field("")));
    view! {
        <Card class="max-w-xl">
            <ActionForm action=action>
                <input type="hidden" name="workspace" value=frame.workspace.slug.clone()/>
                <div class="stack">
                    {move || whole().map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
                    <Field
                        label=t::handle()
                        name="handle"
                        bind=handle
                        prefix=format!("{}/@", shown(&frame.base_url))
                        autocomplete="off"
                        required=true
                        hint=t::handle_hint()
                        error=message("handle")
                        attr:spellcheck="false"
                    />
                    {availability(handle, check)}
                    <Field label=t::name() name="name" value=name autocomplete="off" required=true hint=t::name_hint() error=message("name")/>
                    <Button kind="submit" variant=Variant::Primary loading=action.pending()>{t::create()}</Button>
                </div>
            </ActionForm>
        </Card>
    }
}

/// The address without its scheme, as people write it.
fn shown(base_url: &str) -> &str {
    base_url.split_once("://").map_or(base_url, |(_, rest)| rest)
}

/// What the server says about the handle, once typing rests; `None` while there is nothing to say.
fn use_check(handle: RwSignal<String>) -> RwSignal<Option<(String, HandleCheck)>> {
    let workspace = use_workspace();
    let answer = RwSignal::new(None);
    let ask = move |typed: String| {
        leptos::task::spawn_local(async move {
            let found = check_handle(workspace.get_untracked(), typed.clone()).await;
            // An answer to what was typed before must not overtake; a failed question is not worth a message.
            if let (Ok(found), Some(true)) = (found, handle.try_with_untracked(|now| *now == typed)) {
                answer.set(Some((typed, found)));
            }
        });
    };
    let mut ask = debounce(REST, ask);
    Effect::new(move |_| {
        let typed = handle.get();
        if !typed.trim().is_empty() {
            ask(typed);
        }
    });
    answer
}

fn availability(handle: RwSignal<String>, check: RwSignal<Option<(String, HandleCheck)>>) -> AnyView {
    let current = move || check.get().filter(|(typed, _)| *typed == handle.get()).map(|(_, check)| check);
    let line = move || {
        let typed = handle.get();
        if typed.trim().is_empty() {
            return None;
        }
        // The rules are known here as well, so most mistakes are named without asking.
        let parsed = handles::Handle::parse(&typed);
        Some(match (parsed, current()) {
            (Err(message), None | Some(HandleCheck { problem: None, .. })) => taken(message, None, handle),
            (_, Some(HandleCheck { problem: Some(message), suggestion })) => taken(message, suggestion, handle),
            (Ok(parsed), Some(_)) => view! { <span class="flex items-center gap-1.5 text-success"><Icon name="circle-check"/>{t::handle_free(format!("@{parsed}"))}</span> }.into_any(),
            (Ok(_), None) => view! { <span class="text-muted">{t::checking()}</span> }.into_any(),
        })
    };
    view! { <div class="min-h-6 text-sm" aria-live="polite">{line}</div> }.into_any()
}

fn taken(message: Message, suggestion: Option<String>, handle: RwSignal<String>) -> AnyView {
    let offer = suggestion.map(|free| {
        let label = t::use_handle(format!("@{free}"));
        // A handler on the element itself is replaced with the view; one on a component would stay (leptos#4512).
        view! { <button type="button" class="btn btn-secondary btn-sm" on:click=move |_| handle.set(free.clone())>{label}</button> }
    });
    view! { <span class="actions text-warning"><Icon name="circle-alert"/><span>{words::message(&message)}</span>{offer}</span> }.into_any()
}
