use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};
use mewayz::office::{Action, LogPage};
use serde_json::Value;
use ui::{Badge, Button, ButtonLink, Choice, Column, EmptyState, Field, PageHeader, Select, Table};

use super::{LogQuery, asked, load_staff_log, pager, words};
use crate::{
    error::AppError,
    shared::{When, loaded},
    words::{office as t, shared},
};

/// `/admin/log`, loaded when staff goes there. The address is the filter.
pub struct LogRoute {
    query: Memo<LogQuery>,
    page: Resource<Result<LogPage, AppError>>,
}

#[lazy_route]
impl LazyRoute for LogRoute {
    fn data() -> Self {
        let query = Memo::new(|_| LogQuery {
            act: asked("act"),
            user: asked("user"),
            subject: asked("subject"),
            from: asked("from"),
            until: asked("until"),
            before: asked("before"),
        });
        Self { query, page: Resource::new(move || query.get(), load_staff_log) }
    }

    fn view(this: Self) -> AnyView {
        let query = this.query;
        let map = use_query_map();
        let export = move || format!("/admin/log.csv{}", map.get().to_query_string());
        view! {
            <Title text=t::log()/>
            <PageHeader
                title=t::log()
                description=t::log_text()
                actions=move || view! { <ButtonLink href=export() icon="download" attr:download="">{t::export()}</ButtonLink> }
            />
            {loaded(this.page, move |page| view! { {filters(&page, &query.get_untracked())} {actions(page)} }.into_any())}
        }
        .into_any()
    }
}

fn filters(page: &LogPage, query: &LogQuery) -> AnyView {
    let mut people = vec![Choice::new("", t::everybody())];
    people.extend(page.people.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())));
    view! {
        <form method="get" class="mb-4 grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-3">
            <Select label=t::what() name="act" options=words::acts() value=query.act.clone()/>
            <Select label=t::who() name="user" options=people value=query.user.clone()/>
            <Field label=t::subject() name="subject" value=query.subject.clone() autocomplete="off" hint=t::subject_hint()/>
            <Field label=t::from() name="from" kind="date" value=query.from.clone()/>
            <Field label=t::until() name="until" kind="date" value=query.until.clone()/>
            <Button kind="submit" icon="funnel">{t::filter()}</Button>
        </form>
    }
    .into_any()
}

fn actions(page: LogPage) -> AnyView {
    if page.actions.is_empty() {
        return view! { <EmptyState icon="history" title=shared::nothing_here() text=t::log_empty()/> }.into_any();
    }
    let columns = [t::when(), t::who(), t::what(), t::reason(), t::details()].map(Column::text).to_vec();
    view! {
        <Table caption=t::log() columns stacked=true>{page.actions.into_iter().map(row).collect_view()}</Table>
        {pager("before", page.next.map(|id| id.to_string()))}
    }
    .into_any()
}

fn row(action: Action) -> AnyView {
    let person = format!("/admin/people/{}", action.user);
    let subjects = links(&action.details);
    let details = (action.details.as_object().is_some_and(|fields| !fields.is_empty()))
        .then(|| serde_json::to_string_pretty(&action.details).unwrap_or_default());
    view! {
        <tr>
            <td data-label=t::when() class="whitespace-nowrap"><When at=action.happened_at/></td>
            <td data-label=t::who()><a class="text-accent underline" dir="auto" href=person>{action.name}</a></td>
            <td data-label=t::what()>{words::act(&action.act)}</td>
            <td data-label=t::reason()><span class="break-words" dir="auto">{action.reason}</span></td>
            <td data-label=t::details()>
                <div class="stack">
                    <p class="actions">{subjects} <Badge>{action.act}</Badge></p>
                    {details.map(|text| view! {
                        <details class="text-sm">
                            <summary>{t::details()}</summary>
                            <pre class="mt-2 max-w-full overflow-x-auto rounded bg-sunken p-3 text-xs" dir="ltr" tabindex="0">{text}</pre>
                        </details>
                    })}
                </div>
            </td>
        </tr>
    }
    .into_any()
}

/// To the pages of what an act was done to.
fn links(details: &Value) -> AnyView {
    let known: [(&str, fn() -> &'static str, &str); 4] = [
        ("user", t::person, "/admin/people/"),
        ("workspace", t::workspace, "/admin/workspaces/"),
        ("mail", t::mail, "/admin/mails/"),
        ("site", t::page, "/admin/reports/"),
    ];
    known
        .into_iter()
        .filter_map(|(kind, label, base)| {
            let id = details.get(kind)?.as_str()?;
            Some(view! { <a class="text-accent underline" href=format!("{base}{id}")>{label()}</a> })
        })
        .collect_view()
        .into_any()
}
