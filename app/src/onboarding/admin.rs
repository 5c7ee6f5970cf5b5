use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};
use mewayz::{
    onboarding::{Board, FirstPage, TradeBoard},
    platform::State,
};
use ui::{Badge, Button, Callout, Card, Choice, Column, Field, PageHeader, Select, Table, Tone, Variant};

use super::{OfferOnboarding, ResetOutline, SetOutline, load_onboarding, outline::outline_card, words};
use crate::{
    error::AppError,
    shared::loaded,
    words::{admin, number, onboarding as t},
};

/// Periods that figures are of, in days.
const PERIODS: [u16; 3] = [30, 90, 365];

#[derive(Clone, Copy)]
pub(super) struct Acts {
    offer: ServerAction<OfferOnboarding>,
    pub(super) set: ServerAction<SetOutline>,
    pub(super) reset: ServerAction<ResetOutline>,
}

/// `/admin/onboarding`, loaded when staff goes there. The period stands in the address.
pub struct AdminOnboardingRoute {
    acts: Acts,
    days: Memo<u16>,
    board: Resource<Result<Board, AppError>>,
}

#[lazy_route]
impl LazyRoute for AdminOnboardingRoute {
    fn data() -> Self {
        let acts = Acts { offer: ServerAction::new(), set: ServerAction::new(), reset: ServerAction::new() };
        let query = use_query_map();
        let asked = move || query.with(|query| query.get("days").and_then(|days| days.parse::<u16>().ok()));
        let days = Memo::new(move |_| asked().filter(|days| PERIODS.contains(days)).unwrap_or(PERIODS[0]));
        let turn = move || acts.offer.version().get() + acts.set.version().get() + acts.reset.version().get();
        Self { acts, days, board: Resource::new(move || (days.get(), turn()), |(days, _)| load_onboarding(days)) }
    }

    fn view(this: Self) -> AnyView {
        let acts = this.acts;
        let error = move || {
            let failed = [acts.offer.value().get(), acts.set.value().get(), acts.reset.value().get()];
            failed.into_iter().flatten().find_map(Result::err).map(|error| error.in_full())
        };
        view! {
            <Title text=t::title()/>
            <PageHeader title=t::title() description=t::admin_text()/>
            <div class="stack max-w-4xl">
                {period_form(this.days)}
                {move || error().map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
                {loaded(this.board, move |board| filled(board, acts))}
            </div>
        }
        .into_any()
    }
}

fn period_form(days: Memo<u16>) -> AnyView {
    let options = PERIODS.map(|days| Choice::new(days.to_string(), t::last_days(i64::from(days)))).to_vec();
    view! {
        <form method="get" action="/admin/onboarding" class="flex flex-wrap items-end gap-3">
            <Select label=t::period() name="days" options=options value=days.get_untracked().to_string()/>
            <Button kind="submit">{t::show()}</Button>
        </form>
    }
    .into_any()
}

fn filled(board: Board, acts: Acts) -> AnyView {
    view! {
        <div class="stack">
            {offer_card(board.offered, acts)}
            {first_pages(&board)}
            {journeys(&board.trades)}
            {board.trades.into_iter().map(|trade| outline_card(trade, acts)).collect_view()}
        </div>
    }
    .into_any()
}

fn offer_card(state: State, acts: Acts) -> AnyView {
    let (tone, words) = match state {
        State::On => (Tone::Success, t::offered()),
        State::Rollout => (Tone::Info, t::offered_to_some()),
        State::Off => (Tone::Danger, t::not_offered()),
    };
    let (offered, button) = if state == State::Off { ("true", t::offer()) } else { ("false", t::offer_not()) };
    view! {
        <Card title=t::title() description=t::offer_text() actions=move || view! { <Badge tone=tone dot=true>{words}</Badge> }>
            <ActionForm action=acts.offer>
                <input type="hidden" name="offered" value=offered/>
                <div class="stack">
                    <Field label=admin::reason() name="reason" id="offer-reason" required=true maxlength=500_u32 hint=admin::kept_with_name()/>
                    <div class="actions"><Button kind="submit" variant=Variant::Primary>{button}</Button></div>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}

fn first_pages(board: &Board) -> AnyView {
    let heads = [t::who(), t::people(), t::published(), t::median(), t::p90()];
    let columns = columns(heads);
    let row = move |who: &'static str, page: FirstPage| {
        let time = |seconds: Option<i64>| seconds.map_or_else(|| "–".to_owned(), words::duration);
        cells(heads, who, [number(page.people), number(page.published), time(page.median), time(page.p90)])
    };
    let everybody = row(t::everybody(), board.overall);
    let trades = board.trades.iter().map(|one| row(words::trade(one.trade), one.first_page)).collect_view();
    let unknown = row(t::not_said(), board.unknown);
    view! {
        <Card title=t::first_page() description=t::first_page_text() flush=true>
            <Table caption=t::first_page() columns stacked=true>
                {everybody} {trades} {unknown}
            </Table>
        </Card>
    }
    .into_any()
}

fn journeys(trades: &[TradeBoard]) -> AnyView {
    let heads = [t::who(), t::started(), t::finished_count(), t::put_away_count()];
    let columns = columns(heads);
    let row =
        move |one: &TradeBoard| cells(heads, words::trade(one.trade), [number(one.started), number(one.finished), number(one.put_away)]);
    let rows = trades.iter().map(row).collect_view();
    view! {
        <Card title=t::journeys() description=t::journeys_text() flush=true>
            <Table caption=t::journeys() columns stacked=true>{rows}</Table>
        </Card>
    }
    .into_any()
}

/// The first column names somebody, all others count.
fn columns<const N: usize>(heads: [&'static str; N]) -> Vec<Column> {
    heads.into_iter().enumerate().map(|(at, head)| if at == 0 { Column::text(head) } else { Column::number(head) }).collect()
}

fn cells<const N: usize, const M: usize>(heads: [&'static str; N], who: &'static str, counts: [String; M]) -> AnyView {
    let counts = heads.into_iter().skip(1).zip(counts).map(|(head, count)| view! { <td class="num" data-label=head>{count}</td> });
    view! { <tr><td data-label=heads[0]>{who}</td>{counts.collect_view()}</tr> }.into_any()
}
