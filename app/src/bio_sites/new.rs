use std::time::Duration;

use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::bio_sites::handles;
use ui::{Breadcrumbs, Button, ButtonLink, Callout, Card, EmptyState, Field, Icon, PageHeader, Tone, Variant};

use super::{CreateSite, HandleCheck, check_handle};
use crate::{
    error::AppError,
    shared::{use_frame, use_workspace},
};

/// How long typing must rest before the server is asked.
const REST: Duration = Duration::from_millis(350);

/// `/w/{workspace}/sites/new`
#[component]
pub fn NewSitePage() -> impl IntoView {
    let base = format!("/w/{}/sites", use_workspace().get_untracked());
    let crumbs = vec![("Sites".to_owned(), base.clone()), ("New bio site".to_owned(), format!("{base}/new"))];
    let body = if use_frame().may_edit() { view! { <NewSite/> }.into_any() } else { not_allowed(base) };
    view! {
        <Title text="New bio site"/>
        <Breadcrumbs items=crumbs/>
        <PageHeader title="New bio site" description="Choose the address first. Everything else can change later."/>
        {body}
    }
}

fn not_allowed(base: String) -> AnyView {
    view! {
        <EmptyState icon="lock" title="Not allowed" text="Your role lets you look at sites, not make them. Ask the owner of this workspace.">
            <ButtonLink href=base>"Back to the sites"</ButtonLink>
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
                        label="Handle"
                        name="handle"
                        bind=handle
                        prefix=format!("{}/@", shown(&frame.base_url))
                        autocomplete="off"
                        required=true
                        hint="Letters, digits and hyphens. People will see and type it."
                        error=message("handle")
                        attr:spellcheck="false"
                    />
                    {availability(handle, check)}
                    <Field label="Name" name="name" value=name autocomplete="off" required=true hint="Stands at the top of the page." error=message("name")/>
                    <Button kind="submit" variant=Variant::Primary loading=action.pending()>"Create bio site"</Button>
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
            (Ok(parsed), Some(_)) => view! { <span class="flex items-center gap-1.5 text-success"><Icon name="circle-check"/>{format!("@{parsed} is free")}</span> }.into_any(),
            (Ok(_), None) => view! { <span class="text-muted">"Checking…"</span> }.into_any(),
        })
    };
    view! { <div class="min-h-6 text-sm" aria-live="polite">{line}</div> }.into_any()
}

fn taken(message: String, suggestion: Option<String>, handle: RwSignal<String>) -> AnyView {
    let offer = suggestion.map(|free| {
        let label = format!("Use @{free}");
        // A handler on the element itself is replaced with the view; one on a component would stay (leptos#4512).
        view! { <button type="button" class="btn btn-secondary btn-sm" on:click=move |_| handle.set(free.clone())>{label}</button> }
    });
    view! { <span class="actions text-warning"><Icon name="circle-alert"/><span>{message}</span>{offer}</span> }.into_any()
}
