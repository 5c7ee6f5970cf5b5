use leptos::prelude::*;
use mewayz::onboarding::{Placed, Shown, StepFigures, Trade, TradeBoard};
use ui::{Badge, Button, Card, Choice, Field, Select, Variant};

use super::{admin::Acts, words};
use crate::words::{admin, onboarding as t};

/// Which steps people of a trade are shown, in which order, and how many came how far.
pub(super) fn outline_card(board: TradeBoard, acts: Acts) -> AnyView {
    let trade = board.trade;
    let badge = if board.overridden { admin::set_by_staff() } else { admin::by_default() };
    let rows = board.outline.iter().zip(1_i64..).map(|(placed, place)| {
        let figures = board.steps.iter().find(|one| one.step == placed.step).copied();
        row(trade, *placed, place, figures)
    });
    let rows = rows.collect_view();
    let id = trade.name();
    view! {
        <Card title=words::trade(trade) actions=move || view! { <Badge>{badge}</Badge> }>
            <details>
                <summary class="font-medium">{t::title()}</summary>
                <ActionForm action=acts.set>
                    <input type="hidden" name="trade" value=id/>
                    <ul class="mt-2">{rows}</ul>
                    <div class="stack mt-4">
                        <Field label=admin::reason() name="reason" id=format!("{id}-reason") required=true maxlength=500_u32 hint=admin::kept_with_name()/>
                        <div class="actions"><Button kind="submit" variant=Variant::Primary>{admin::save()}</Button></div>
                    </div>
                </ActionForm>
                {board.overridden.then(|| reset(trade, acts))}
            </details>
        </Card>
    }
    .into_any()
}

fn row(trade: Trade, placed: Placed, place: i64, figures: Option<StepFigures>) -> AnyView {
    let (title, _) = words::step(placed.step);
    let (name, id) = (placed.step.name(), format!("{}-{}", trade.name(), placed.step.name()));
    let options = Choice::list(&[("always", t::always()), ("for_goal", t::for_goal()), ("never", t::never())]);
    let value = match placed.shown {
        Shown::Always => "always",
        Shown::ForGoal => "for_goal",
        Shown::Never => "never",
    };
    view! {
        <li class="border-t border-line py-3 first:border-t-0">
            <fieldset class="min-w-0">
                <legend class="font-medium">{title}</legend>
                {figures.map(|of| view! { <p class="text-sm text-muted">{t::reached(of.shown, of.done, of.skipped)}</p> })}
                <div class="mt-2 grid gap-3 sm:grid-cols-2">
                    <Select label=t::when_shown() name=format!("shown[{name}]") id=format!("{id}-shown") options=options value=value/>
                    <Field label=t::place() name=format!("places[{name}]") id=format!("{id}-place") kind="number" min="0" max="999" value=place.to_string()/>
                </div>
            </fieldset>
        </li>
    }
    .into_any()
}

fn reset(trade: Trade, acts: Acts) -> AnyView {
    view! {
        <ActionForm action=acts.reset>
            <input type="hidden" name="trade" value=trade.name()/>
            <input type="hidden" name="reason" value="Back to the default"/>
            <Button kind="submit" class="mt-3">{admin::back_to_default()}</Button>
        </ActionForm>
    }
    .into_any()
}
