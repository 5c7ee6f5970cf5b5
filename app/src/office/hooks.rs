use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};
use mewayz::{
    ids::EndpointId,
    office::{DeadLetter, EndpointRow, HooksBoard},
};
use ui::{Badge, Callout, Card, Column, EmptyState, PageHeader, Table, Tone, Variant};

use super::{
    DiscardDeadLetter, RetryDeadLetter,
    acts::{Deed, body, part},
    asked, load_hooks, pager, words,
};
use crate::{
    error::AppError,
    shared::{When, loaded},
    words::{SLOT, day, number, office as t, rich},
};

type Acts = (ServerAction<RetryDeadLetter>, ServerAction<DiscardDeadLetter>);

/// `/admin/webhooks`, loaded when staff goes there.
pub struct HooksRoute {
    acts: Acts,
    board: Resource<Result<HooksBoard, AppError>>,
}

#[lazy_route]
impl LazyRoute for HooksRoute {
    fn data() -> Self {
        let acts: Acts = (ServerAction::new(), ServerAction::new());
        let after = Memo::new(|_| asked("after").parse::<EndpointId>().ok());
        let turn = move || (after.get(), acts.0.version().get() + acts.1.version().get());
        Self { acts, board: Resource::new(turn, |(after, _)| load_hooks(after)) }
    }

    fn view(this: Self) -> AnyView {
        let acts = this.acts;
        let still = move || matches!(acts.0.value().get(), Some(Ok(false)));
        view! {
            <Title text=t::webhooks()/>
            <PageHeader title=t::webhooks() description=t::webhooks_text()/>
            <div class="stack">
                {move || still().then(|| view! { <Callout tone=Tone::Danger alert=true>{t::failed_again()}</Callout> })}
                {loaded(this.board, move |board| show(board, acts))}
            </div>
        }
        .into_any()
    }
}

fn show(board: HooksBoard, acts: Acts) -> AnyView {
    view! {
        <div class="stack">
            <Card title=t::troubled() description=t::endpoints_in_all(board.endpoints) flush=true>{troubled(board.troubled)}</Card>
            {pager("after", board.next.map(|id| id.to_string()))}
            <Card title=t::deliveries() description=t::deliveries_text() flush=true>{days(board.days)}</Card>
            <Card title=t::dead_letters() description=t::dead_letters_text()>{dead(board.dead, acts)}</Card>
        </div>
    }
    .into_any()
}

fn troubled(rows: Vec<EndpointRow>) -> AnyView {
    if rows.is_empty() {
        return view! { <EmptyState icon="circle-check" title=t::no_trouble() text=t::no_trouble_text()/> }.into_any();
    }
    let columns = [t::host(), t::workspace(), t::state()].map(Column::text).to_vec();
    let rows = rows.into_iter().map(|row| {
        let (state, tone) = words::trouble(row.disabled_because.as_deref());
        view! {
            <tr>
                <td><span class="break-all" dir="ltr">{row.host}</span></td>
                <td data-label=t::workspace()><a class="text-accent underline" href=format!("/admin/workspaces/{}", row.workspace)>{row.slug}</a></td>
                <td data-label=t::state()><Badge tone=tone>{state}</Badge> {row.failing_since.map(|at| rich(t::since(SLOT), view! { <When at/> }.into_any()))}</td>
            </tr>
        }
    });
    view! { <Table caption=t::troubled() columns stacked=true>{rows.collect_view()}</Table> }.into_any()
}

fn days(days: Vec<(chrono::NaiveDate, i64, i64, i64)>) -> AnyView {
    let columns = vec![Column::text(t::day()), Column::number(t::delivered()), Column::number(t::waiting()), Column::number(t::failed())];
    let rows = days.into_iter().map(|(date, delivered, waiting, failed)| {
        view! {
            <tr>
                <td>{day(date)}</td>
                <td class="num" data-label=t::delivered()>{number(delivered)}</td>
                <td class="num" data-label=t::waiting()>{number(waiting)}</td>
                <td class="num" data-label=t::failed()>{number(failed)}</td>
            </tr>
        }
    });
    view! { <Table caption=t::deliveries() columns stacked=true>{rows.collect_view()}</Table> }.into_any()
}

fn dead(letters: Vec<DeadLetter>, acts: Acts) -> AnyView {
    if letters.is_empty() {
        return view! { <p class="text-muted">{t::no_dead_letters()}</p> }.into_any();
    }
    letters.into_iter().enumerate().map(|(at, one)| letter(at, one, acts)).collect_view().into_any()
}

fn letter(at: usize, letter: DeadLetter, (retry, discard): Acts) -> AnyView {
    let hidden = || vec![("source", letter.source.clone()), ("event", letter.event_id.clone())];
    let (again, away) = (format!("retry-{at}"), format!("discard-{at}"));
    let retrying = body(Deed::new(&again, t::try_again(), t::try_again_text(), Variant::Secondary), hidden(), retry.into());
    let discarding = body(Deed::new(&away, t::discard(), t::discard_text(), Variant::Danger), hidden(), discard.into());
    part(
        view! {
            <p class="font-medium break-all">{letter.source.clone()} " · " {letter.name.clone()}</p>
            <p class="text-sm text-muted break-all">{letter.event_id.clone()} " · " <When at=letter.received_at/> " · " {t::tried(i64::from(letter.attempts))}</p>
            <p class="my-2 break-words" dir="auto">{letter.last_error.clone()}</p>
            <details class="mt-2"><summary>{t::acts()}</summary>
                <div class="mt-3 grid gap-6 sm:grid-cols-2">
                    <ActionForm action=retry>{retrying}</ActionForm>
                    <ActionForm action=discard>{discarding}</ActionForm>
                </div>
            </details>
        }
        .into_any(),
    )
}
