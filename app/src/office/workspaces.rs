use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};
use mewayz::{
    ids::WorkspaceId,
    office::{PAGE, WorkspaceRow},
};
use ui::{Button, Card, EmptyState, Field, PageHeader};

use super::{asked, list_workspaces, pager, words};
use crate::{
    error::AppError,
    shared::{When, loaded},
    words::{SLOT, office as t, rich},
};

/// `/admin/workspaces`, loaded when staff goes there. What is looked for stands in the address.
pub struct WorkspacesRoute {
    text: Memo<String>,
    found: Resource<Result<Vec<WorkspaceRow>, AppError>>,
}

#[lazy_route]
impl LazyRoute for WorkspacesRoute {
    fn data() -> Self {
        let text = Memo::new(|_| asked("text"));
        let before = Memo::new(|_| asked("before").parse::<WorkspaceId>().ok());
        Self { text, found: Resource::new(move || (text.get(), before.get()), |(text, before)| list_workspaces(text, before)) }
    }

    fn view(this: Self) -> AnyView {
        view! {
            <Title text=t::workspaces()/>
            <PageHeader title=t::workspaces() description=t::workspaces_text()/>
            <form method="get" action="/admin/workspaces" class="mb-6 flex max-w-xl flex-wrap items-end gap-3" role="search">
                <div class="min-w-0 flex-1"><Field label=t::look_for() name="text" kind="search" value=this.text.get_untracked() autocomplete="off" hint=t::look_for_hint()/></div>
                <Button kind="submit" icon="search">{t::search()}</Button>
            </form>
            {loaded(this.found, list)}
        }
        .into_any()
    }
}

fn list(found: Vec<WorkspaceRow>) -> AnyView {
    if found.is_empty() {
        return view! { <EmptyState icon="store" title=t::no_workspaces() text=t::no_workspaces_text()/> }.into_any();
    }
    let full = i64::try_from(found.len()).is_ok_and(|count| count == PAGE);
    let next = found.last().filter(|_| full).map(|last| last.id.to_string());
    view! {
        <Card flush=true>{found.into_iter().map(row).collect_view()}</Card>
        {pager("before", next)}
    }
    .into_any()
}

fn row(found: WorkspaceRow) -> AnyView {
    view! {
        <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-t border-line px-5 py-3 first:border-t-0">
            <div class="min-w-0">
                <p class="actions">
                    <a class="truncate font-medium text-accent underline" dir="auto" href=format!("/admin/workspaces/{}", found.id)>{found.name}</a>
                    {words::standing(found.standing)}
                </p>
                <p class="truncate text-sm text-muted"><span dir="ltr">{format!("/w/{}", found.slug)}</span> " · " <span dir="auto">{found.owner.unwrap_or_else(|| t::nobody().to_owned())}</span></p>
            </div>
            <p class="text-sm text-muted">{rich(t::since(SLOT), view! { <When at=found.created_at/> }.into_any())} " · " {t::members(found.members)}</p>
        </div>
    }
    .into_any()
}
