use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};
use mewayz::office::{MailPage, MailRow, Suppressed};
use ui::{Badge, Button, Card, Choice, Column, EmptyState, Field, PageHeader, Select, TabLink, Table, Tabs, Variant};

use super::{
    LiftSuppression, MailQuery,
    acts::{Deed, body},
    asked, list_mails, pager, starting_at, words,
};
use crate::{
    error::AppError,
    shared::{When, loaded},
    words::{number, office as t},
};

/// `/admin/mails`, loaded when staff goes there. The address is the filter.
pub struct MailsRoute {
    lift: ServerAction<LiftSuppression>,
    query: Memo<MailQuery>,
    page: Resource<Result<MailPage, AppError>>,
}

#[lazy_route]
impl LazyRoute for MailsRoute {
    fn data() -> Self {
        let lift = ServerAction::new();
        let query = Memo::new(|_| MailQuery {
            state: asked("state"),
            topic: asked("topic"),
            receiver: asked("receiver"),
            from: asked("from"),
            until: asked("until"),
            before: asked("before"),
        });
        let page = Resource::new(move || (query.get(), lift.version().get()), |(query, _)| list_mails(query));
        Self { lift, query, page }
    }

    fn view(this: Self) -> AnyView {
        let (query, lift) = (this.query, this.lift);
        view! {
            <Title text=t::mails()/>
            <PageHeader title=t::mails() description=t::mails_text()/>
            {loaded(this.page, move |page| show(page, &query.get_untracked(), lift))}
        }
        .into_any()
    }
}

fn show(page: MailPage, query: &MailQuery, lift: ServerAction<LiftSuppression>) -> AnyView {
    let none = page.mails.is_empty().then(|| view! { <EmptyState icon="mail" title=t::no_mails() text=t::no_mails_text()/> });
    let table = (!page.mails.is_empty()).then(|| table(page.mails));
    view! {
        <div class="stack">
            {tabs(&page.counts, &query.state)}
            {filters(&page.topics, query)}
            {held(page.suppressions, query.receiver.clone(), lift)}
            {none}
            {table}
            {pager("before", page.next.map(|id| id.to_string()))}
        </div>
    }
    .into_any()
}

/// One tab a state, with how many there are.
fn tabs(counts: &[(String, i64)], state: &str) -> AnyView {
    let count = |state: &str| counts.iter().find(|(name, _)| name == state).map_or(0, |(_, count)| *count);
    let all: i64 = counts.iter().map(|(_, count)| count).sum();
    let href = |state: &str| {
        let query = starting_at("state", (!state.is_empty()).then(|| state.to_owned()));
        if query.is_empty() { "/admin/mails".to_owned() } else { format!("/admin/mails{query}") }
    };
    let first = view! { <TabLink label=t::all() href=href("") active=state.is_empty() count=number(all)/> };
    let states = words::MAIL_STATES.map(|name| {
        view! { <TabLink label=words::mail_state(name).0 href=href(name) active=state == name count=number(count(name))/> }
    });
    view! { <Tabs label=t::state()>{first} {states.into_iter().collect_view()}</Tabs> }.into_any()
}

fn filters(topics: &[String], query: &MailQuery) -> AnyView {
    let mut choices = vec![Choice::new("", t::every_letter())];
    choices.extend(topics.iter().map(|topic| Choice::new(topic, topic)));
    view! {
        <form method="get" action="/admin/mails" class="grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-3">
            <input type="hidden" name="state" value=query.state.clone()/>
            <Field label=t::receiver() name="receiver" kind="email" value=query.receiver.clone() autocomplete="off" hint=t::receiver_hint()/>
            <Select label=t::letter() name="topic" options=choices value=query.topic.clone()/>
            <Field label=t::from() name="from" kind="date" value=query.from.clone()/>
            <Field label=t::until() name="until" kind="date" value=query.until.clone()/>
            <Button kind="submit" icon="funnel">{t::filter()}</Button>
        </form>
    }
    .into_any()
}

/// What holds mail to the receiver back, and the way to lift it.
fn held(held: Vec<Suppressed>, receiver: String, lift: ServerAction<LiftSuppression>) -> AnyView {
    if receiver.is_empty() {
        return ().into_any();
    }
    if held.is_empty() {
        return view! { <Card title=t::held()><p class="text-muted">{t::held_by_nothing()}</p></Card> }.into_any();
    }
    let may_lift = held.iter().any(|one| one.reason != "unsubscribed");
    let rows = held.into_iter().map(|one| {
        view! { <li><p class="font-medium">{words::suppression(&one.reason)} " · " <When at=one.since/></p><p class="text-sm text-muted break-words" dir="auto">{one.detail}</p></li> }
    });
    let deed = Deed::new("lift", t::lift(), t::lift_text(), Variant::Secondary);
    let form = may_lift.then(|| view! { <ActionForm action=lift>{body(deed, vec![("receiver", receiver)], lift.into())}</ActionForm> });
    view! { <Card title=t::held()><ul class="stack mb-4">{rows.collect_view()}</ul>{form}</Card> }.into_any()
}

fn table(mails: Vec<MailRow>) -> AnyView {
    let columns = [t::subject_line(), t::receiver(), t::state(), t::attempts(), t::when()].map(Column::text).to_vec();
    view! { <Card flush=true><Table caption=t::mails() columns stacked=true>{mails.into_iter().map(row).collect_view()}</Table></Card> }
        .into_any()
}

fn row(mail: MailRow) -> AnyView {
    let (state, tone) = words::mail_state(&mail.state);
    let topic = if mail.topic.is_empty() { mail.kind } else { mail.topic };
    view! {
        <tr>
            <td>
                <a class="font-medium text-accent underline" dir="auto" href=format!("/admin/mails/{}", mail.id)>{mail.subject}</a>
                <p class="text-xs text-muted">{topic}</p>
            </td>
            <td data-label=t::receiver()><span class="break-all" dir="auto">{mail.receiver}</span></td>
            <td data-label=t::state()><Badge tone=tone>{state}</Badge></td>
            <td data-label=t::attempts()>{number(i64::from(mail.attempts))}</td>
            <td data-label=t::when()><When at=mail.state_since/></td>
        </tr>
    }
    .into_any()
}
