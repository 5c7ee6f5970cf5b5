use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};
use mewayz::{identity::Person, ids::UserId};
use ui::{Badge, Button, ButtonLink, Card, EmptyState, Field, PageHeader, Tone};

use super::list_people;
use crate::{
    error::AppError,
    shared::{When, loaded, url_encoded},
    words::{SLOT, people as t, rich},
};

/// As many as the server gives at once.
const PAGE: usize = 50;

/// `/admin/people`, loaded when staff goes there. What is looked for stands in the address.
pub struct PeopleRoute {
    text: Memo<String>,
    people: Resource<Result<Vec<Person>, AppError>>,
}

#[lazy_route]
impl LazyRoute for PeopleRoute {
    fn data() -> Self {
        let query = use_query_map();
        let text = Memo::new(move |_| query.with(|query| query.get("text").unwrap_or_default()));
        let before = Memo::new(move |_| query.with(|query| query.get("before").and_then(|id| id.parse::<UserId>().ok())));
        Self { text, people: Resource::new(move || (text.get(), before.get()), |(text, before)| list_people(text, before)) }
    }

    fn view(this: Self) -> AnyView {
        let text = this.text;
        view! {
            <Title text=t::title()/>
            <PageHeader title=t::title() description=t::text()/>
            <form method="get" action="/admin/people" class="mb-6 flex max-w-xl flex-wrap items-end gap-3" role="search">
                <div class="min-w-0 flex-1"><Field label=t::name_or_address() name="text" kind="search" value=text.get_untracked() autocomplete="off"/></div>
                <Button kind="submit" icon="search">{t::search()}</Button>
            </form>
            {loaded(this.people, move |people| list(people, &text.get_untracked()))}
        }
        .into_any()
    }
}

fn list(people: Vec<Person>, text: &str) -> AnyView {
    if people.is_empty() {
        return view! { <EmptyState icon="users" title=t::nobody() text=t::nobody_text()/> }.into_any();
    }
    let more = people.last().filter(|_| people.len() == PAGE).map(|last| older(text, last.id));
    view! {
        <Card flush=true>{people.into_iter().map(row).collect_view()}</Card>
        {more.map(|href| view! { <div class="mt-4"><ButtonLink href>{t::older()}</ButtonLink></div> })}
    }
    .into_any()
}

fn older(text: &str, before: UserId) -> String {
    format!("/admin/people?text={}&before={before}", url_encoded(text))
}

fn row(person: Person) -> AnyView {
    let href = format!("/admin/people/{}", person.id);
    view! {
        <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-t border-line px-5 py-3 first:border-t-0">
            <div class="min-w-0">
                <p class="actions"><a class="truncate font-medium text-accent underline" dir="auto" href=href>{person.full_name.clone()}</a>{badges(&person)}</p>
                <p class="truncate text-sm text-muted" dir="auto">{person.email.clone()}</p>
            </div>
            <p class="text-sm text-muted">{rich(t::since(SLOT), view! { <When at=person.created_at/> }.into_any())} " · " {t::workspaces(person.workspaces)}</p>
        </div>
    }
    .into_any()
}

pub(super) fn badges(person: &Person) -> AnyView {
    view! {
        {person.suspended_at.map(|_| view! { <Badge tone=Tone::Danger>{t::suspended()}</Badge> })}
        {(!person.verified).then(|| view! { <Badge tone=Tone::Warning>{t::not_confirmed()}</Badge> })}
        {person.staff.then(|| view! { <Badge tone=Tone::Accent>{t::staff()}</Badge> })}
    }
    .into_any()
}
