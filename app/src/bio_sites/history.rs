use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::use_navigate;
use mewayz::bio_sites::{Content, SiteDraft, VersionSummary};
use ui::{Badge, Breadcrumbs, Button, ButtonLink, Card, Dialog, EmptyState, PageHeader, Size, Skeleton, Tone, Variant, use_toasts};

use super::{builder, list_versions, load_version, preview::Preview};
use crate::{
    error::AppError,
    shared::{When, loaded, param, use_frame, use_workspace},
    words::{shared, sites as t},
};

/// `/w/{workspace}/sites/{site}/history`
#[component]
pub fn HistoryPage() -> impl IntoView {
    let (workspace, site) = (use_workspace(), param("site"));
    let data = Resource::new(move || (workspace.get(), site.get()), |(workspace, site)| list_versions(workspace, site));
    view! {
        <Title text=t::history()/>
        {loaded(data, |(draft, versions)| view! { <Versions draft versions/> }.into_any())}
    }
}

#[component]
fn Versions(draft: SiteDraft, versions: Vec<VersionSummary>) -> impl IntoView {
    let sites = format!("/w/{}/sites", use_frame().workspace.slug);
    let edit = format!("{sites}/{}", draft.id);
    let crumbs = vec![
        (shared::sites().to_owned(), sites),
        (format!("@{}", draft.handle), edit.clone()),
        (t::history().to_owned(), format!("{edit}/history")),
    ];
    let body = if versions.is_empty() {
        view! {
            <EmptyState icon="history" title=t::not_published() text=t::not_published_text()>
                <ButtonLink href=edit.clone()>{t::open_builder()}</ButtonLink>
            </EmptyState>
        }
        .into_any()
    } else {
        let seen = RwSignal::new(None);
        let rows = versions.into_iter().map(|version| row(&draft, &edit, version, seen)).collect_view();
        view! {
            <Card flush=true>{rows}</Card>
            <VersionDialog draft seen/>
        }
        .into_any()
    };
    view! {
        <Breadcrumbs items=crumbs/>
        <PageHeader title=t::history() description=t::history_text()/>
        {body}
    }
}

fn row(draft: &SiteDraft, edit: &str, version: VersionSummary, seen: RwSignal<Option<i32>>) -> AnyView {
    let number = version.number;
    let blocks = shared::blocks(version.blocks);
    let restore = use_frame().may_edit().then(|| restore_button(draft, edit, number));
    view! {
        <div class="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line px-4 py-3 first:border-t-0" data-version=number>
            <div class="min-w-0 grow basis-48">
                <p class="actions font-medium">{t::version(number)} " " {version.current.then(|| view! { <Badge tone=Tone::Success dot=true>{shared::published()}</Badge> })}</p>
                <p class="text-sm text-muted"><When at=version.published_at/> " · " <span dir="auto">{version.published_by}</span> " · " {blocks}</p>
            </div>
            <Button size=Size::Small icon="eye" on:click=move |_| seen.set(Some(number))>{t::preview()}</Button>
            {restore}
        </div>
    }
    .into_any()
}

/// Takes a version into the builder, where it becomes the draft and can be undone.
fn restore_button(draft: &SiteDraft, edit: &str, number: i32) -> AnyView {
    let (workspace, site, edit) = (use_workspace(), draft.id, edit.to_owned());
    let (toasts, busy, navigate) = (use_toasts(), RwSignal::new(false), use_navigate());
    let restore = move |_| {
        let (edit, navigate) = (edit.clone(), navigate.clone());
        busy.set(true);
        spawn_local(async move {
            let found = load_version(workspace.get_untracked(), site, number).await;
            busy.try_set(false);
            match found {
                Ok(content) => {
                    builder::restore(site, number, content);
                    navigate(&edit, Default::default());
                }
                Err(error) => toasts.error(error.to_string()),
            }
        });
    };
    view! { <Button size=Size::Small icon="rotate-ccw" loading=busy on:click=restore>{t::restore()}</Button> }.into_any()
}

/// A version as visitors saw it.
#[component]
fn VersionDialog(draft: SiteDraft, seen: RwSignal<Option<i32>>) -> impl IntoView {
    let (open, workspace, base_url) = (RwSignal::new(false), use_workspace(), use_frame().base_url);
    let (site, handle) = (draft.id, draft.handle);
    // Not a resource: one that is read here would put the whole page back to its skeleton.
    let found = RwSignal::new(None::<Result<Content, AppError>>);
    Effect::new(move |_| {
        let Some(number) = seen.get() else { return };
        found.set(None);
        open.set(true);
        spawn_local(async move {
            let loaded = load_version(workspace.get_untracked(), site, number).await;
            if seen.try_get_untracked() == Some(Some(number)) {
                found.set(Some(loaded));
            }
        });
    });
    Effect::new(move |_| {
        if !open.get() {
            seen.set(None);
        }
    });
    let page = move |content: Content| {
        let (handle, base_url) = (handle.clone(), base_url.clone());
        view! { <Preview content=Signal::stored(content) handle=handle base_url=base_url class="h-[60dvh] w-full".to_owned()/> }.into_any()
    };
    let shown = move || match found.get() {
        None => view! { <Skeleton class="h-[60dvh] w-full"/> }.into_any(),
        Some(Ok(content)) => page(content),
        Some(Err(error)) => view! { <p role="alert" class="text-danger">{error.to_string()}</p> }.into_any(),
    };
    view! {
        <Dialog id="version" title=t::as_visitors_saw() open=open actions=move || view! { <Button variant=Variant::Primary on:click=move |_| open.set(false)>{shared::close()}</Button> }>
            <p class="mb-2 text-muted">{move || seen.get().map(t::version)}</p>
            <div class="overflow-hidden rounded-lg border border-line">{shown}</div>
        </Dialog>
    }
    .into_any()
}
