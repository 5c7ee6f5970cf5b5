use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use mewayz::audit::{Entry, Page};
use ui::{Badge, Button, ButtonLink, Choice, Column, EmptyState, Field, PageHeader, Select, Table};

use super::{Query, load_audit, words};
use crate::shared::{SettingsTabs, loaded, use_workspace};

/// `/w/{workspace}/settings/audit`
#[component]
pub fn AuditPage() -> impl IntoView {
    let workspace = use_workspace();
    let query = Memo::new(|_| read_query());
    let page = Resource::new(move || (workspace.get(), query.get()), |(workspace, query)| load_audit(workspace, query));
    let export = move || format!("/w/{}/settings/audit.csv{}", workspace.get(), use_query_map().get().to_query_string());
    view! {
        <Title text="Audit log"/>
        <PageHeader
            title="Audit log"
            description="Who changed what, when and from where. Entries cannot be changed or deleted."
            actions=move || view! { <ButtonLink href=export() icon="download" attr:download="">"Export CSV"</ButtonLink> }
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
    let mut people = vec![Choice::new("", "Everybody")];
    people.extend(page.actors.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())));
    let record = query.record.clone();
    view! {
        <form method="get" class="mb-4 grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_auto_auto_auto]">
            <Select label="What" name="action" options=Choice::list(&words::SYSTEMS) value=query.action.clone()/>
            <Select label="Who" name="actor" options=people value=query.actor.clone()/>
            <Field label="From" name="from" kind="date" value=query.from.clone()/>
            <Field label="Until" name="until" kind="date" value=query.until.clone()/>
            {(!record.is_empty()).then(|| view! { <input type="hidden" name="record" value=record/> })}
            <Button kind="submit" icon="search">"Filter"</Button>
        </form>
    }
    .into_any()
}

fn entries(page: Page, query: &Query) -> AnyView {
    if page.entries.is_empty() {
        return view! {
            <EmptyState icon="history" title="Nothing here" text="What people do in this workspace is listed here within seconds. Nothing matches these filters."/>
        }
        .into_any();
    }
    let older = page.next.map(|before| address(Some(before)));
    let newest = (!query.before.is_empty()).then(|| address(None));
    let columns =
        vec![Column::text("When"), Column::text("What"), Column::text("Who"), Column::text("From address"), Column::text("Details")];
    view! {
        <Table caption="Audit log" columns stacked=true>{page.entries.into_iter().map(row).collect_view()}</Table>
        <nav class="actions mt-4" aria-label="Pages">
            {newest.map(|href| view! { <ButtonLink href>"Newest"</ButtonLink> })}
            {older.map(|href| view! { <ButtonLink href>"Older"</ButtonLink> })}
        </nav>
    }
    .into_any()
}

fn row(entry: Entry) -> AnyView {
    let when = entry.happened_at.format("%-d %b %Y, %H:%M:%S UTC").to_string();
    let who = match (entry.actor_name, entry.actor_kind.as_str()) {
        (Some(name), _) => name,
        (None, "system") => "Mewayz".to_owned(),
        (None, kind) => kind.replace('_', " "),
    };
    let data = serde_json::to_string_pretty(&entry.data).unwrap_or_default();
    let of_record = format!("?record={}", entry.record_id);
    view! {
        <tr>
            <td data-label="When" class="whitespace-nowrap"><time datetime=entry.happened_at.to_rfc3339()>{when}</time></td>
            <td data-label="What">{words::action(&entry.action)}</td>
            <td data-label="Who" dir="auto">{who}</td>
            <td data-label="From address"><span class="tabular-nums">{entry.address}</span></td>
            <td data-label="Details">
                <details class="text-sm">
                    <summary>{format!("No. {}", entry.number)}</summary>
                    <pre class="mt-2 max-w-full overflow-x-auto rounded bg-sunken p-3 text-xs" dir="ltr" tabindex="0">{data}</pre>
                    <p class="mt-2 actions"><Badge>{entry.action}</Badge> <a class="text-accent underline" href=of_record>"All of this record"</a></p>
                </details>
            </td>
        </tr>
    }
    .into_any()
}
