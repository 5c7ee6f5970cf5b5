use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use mewayz::audit::{Entry, Page};
use ui::{Badge, Button, ButtonLink, Choice, Column, EmptyState, Field, PageHeader, Select, Table};

use super::{Query, load_audit, words};
use crate::{
    shared::{SettingsTabs, When, loaded, use_workspace},
    words::{audit as t, shared},
};

/// `/w/{workspace}/settings/audit`
#[component]
pub fn AuditPage() -> impl IntoView {
    let workspace = use_workspace();
    let query = Memo::new(|_| read_query());
    let page = Resource::new(move || (workspace.get(), query.get()), |(workspace, query)| load_audit(workspace, query));
    let export = move || format!("/w/{}/settings/audit.csv{}", workspace.get(), use_query_map().get().to_query_string());
    view! {
        <Title text=shared::audit_log()/>
        <PageHeader
            title=shared::audit_log()
            description=t::description()
            actions=move || view! { <ButtonLink href=export() icon="download" attr:download="">{t::export()}</ButtonLink> }
        />
        <SettingsTabs/>
        {loaded(page, move |page| view! { {filters(&page, &query.get_untracked())} {entries(page, &query.get_untracked())} }.into_any())}
    }
}

/// The address is the filter: it can be shared, and the form works without scripts.
fn read_query() -> Query {
    let map = use_query_map().get();
    let value = |name: &str| map.get(name).unwrap_or_default();
    Query {
        action: value("action"),
        actor: value("actor"),
        record: value("record"),
        from: value("from"),
        until: value("until"),
        before: value("before"),
    }
}

/// The same address with another starting point.
fn address(before: Option<i64>) -> String {
    let mut map = use_query_map().get_untracked();
    map.remove("before");
    if let Some(number) = before {
        map.insert("before", number.to_string());
    }
    map.to_query_string()
}

fn filters(page: &Page, query: &Query) -> AnyView {
    let mut people = vec![Choice::new("", t::everybody())];
    people.extend(page.actors.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())));
    let record = query.record.clone();
    view! {
        <form method="get" class="mb-4 grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_auto_auto_auto]">
            <Select label=t::what() name="action" options=words::systems() value=query.action.clone()/>
            <Select label=t::who() name="actor" options=people value=query.actor.clone()/>
            <Field label=t::from() name="from" kind="date" value=query.from.clone()/>
            <Field label=t::until() name="until" kind="date" value=query.until.clone()/>
            {(!record.is_empty()).then(|| view! { <input type="hidden" name="record" value=record/> })}
            <Button kind="submit" icon="search">{t::filter()}</Button>
        </form>
    }
    .into_any()
}

fn entries(page: Page, query: &Query) -> AnyView {
    if page.entries.is_empty() {
        return view! {
            <EmptyState icon="history" title=shared::nothing_here() text=t::empty_text()/>
        }
        .into_any();
    }
    let older = page.next.map(|before| address(Some(before)));
    let newest = (!query.before.is_empty()).then(|| address(None));
    let columns = [t::when(), t::what(), t::who(), t::from_address(), t::details()].map(Column::text).to_vec();
    view! {
        <Table caption=shared::audit_log() columns stacked=true>{page.entries.into_iter().map(row).collect_view()}</Table>
        <nav class="actions mt-4" aria-label=t::pages()>
            {newest.map(|href| view! { <ButtonLink href>{t::newest()}</ButtonLink> })}
            {older.map(|href| view! { <ButtonLink href>{t::older()}</ButtonLink> })}
        </nav>
    }
    .into_any()
}

fn row(entry: Entry) -> AnyView {
    let who = match (entry.actor_name, entry.actor_kind.as_str()) {
        (Some(name), _) => name,
        (None, "system") => "Mewayz".to_owned(),
        (None, kind) => kind.replace('_', " "),
    };
    let data = serde_json::to_string_pretty(&entry.data).unwrap_or_default();
    let of_record = format!("?record={}", entry.record_id);
    view! {
        <tr>
            <td data-label=t::when() class="whitespace-nowrap"><When at=entry.happened_at/></td>
            <td data-label=t::what()>{words::action(&entry.action)}</td>
            <td data-label=t::who() dir="auto">{who}</td>
            <td data-label=t::from_address()><span class="tabular-nums">{entry.address}</span></td>
            <td data-label=t::details()>
                <details class="text-sm">
                    <summary>{t::numbered(entry.number)}</summary>
                    <pre class="mt-2 max-w-full overflow-x-auto rounded bg-sunken p-3 text-xs" dir="ltr" tabindex="0">{data}</pre>
                    <p class="mt-2 actions"><Badge>{entry.action}</Badge> <a class="text-accent underline" href=of_record>{t::all_of_record()}</a></p>
                </details>
            </td>
        </tr>
    }
    .into_any()
}
