use leptos::prelude::*;
use mewayz::plans::{Feature, Overview, Preview};
use ui::{Button, Callout, Card, Column, Field, Table, Tone, Variant};

use super::{ChangePlan, OrderPlan, index::Asked, words};
use crate::{
    error::AppError,
    shared::use_workspace,
    words::{money, plans as t},
};

/// What the choice in the address costs, before anything is paid.
pub(super) fn price_card(preview: &Preview, asked: &Asked, overview: &Overview) -> AnyView {
    let features = &asked.names();
    let (currency, columns) = (&preview.currency, vec![Column::text(t::what()), Column::number(t::amount())]);
    let named = |words: &str| Feature::from_name(words).map_or_else(|| words.to_owned(), |feature| words::feature(feature).to_owned());
    let row = |words: String, minor: i64| {
        view! { <tr><td data-label=t::what()>{words}</td><td class="num" data-label=t::amount()>{money(minor, currency)}</td></tr> }
    };
    let lines = preview.lines.iter().map(|line| row(named(&line.words), line.amount_minor)).collect_view();
    // What is still to be paid for is not charged before the trial is over.
    let paying = overview.subscription.as_ref().is_some_and(|had| had.provider_id.is_some() && had.state.is_running());
    let trial = overview.offers.iter().find(|offer| offer.plan == asked.plan).map_or(0, |offer| offer.trial_days);
    let free = overview.trial && !paying && trial > 0;
    let due = if free { 0 } else { preview.due_minor };
    let note = free.then(|| view! { <p>{t::trial_first(i32::from(trial))}</p> });
    let form = if paying { change(preview, asked, features, overview) } else { order(asked, features, overview) };
    let rows = view! { {lines} {row(t::now().to_owned(), due)} {row(words::each(asked.term).to_owned(), preview.period_minor)} }.into_any();
    let about = format!("{}, {}", asked.plan.title(), words::term(asked.term));
    view! {
        <Card title=t::price() description=about>
            <div class="stack">
                <Table caption=t::price() columns stacked=true>{rows}</Table>
                {note}
                {form}
            </div>
        </Card>
    }
    .into_any()
}

fn order(asked: &Asked, features: &str, overview: &Overview) -> AnyView {
    let action = ServerAction::<OrderPlan>::new();
    let error: Signal<Option<AppError>> = Signal::derive(move || action.value().get().and_then(Result::err));
    let (hidden, missing, off) = (hidden(asked, features), missing(overview), !overview.payments);
    view! {
        <ActionForm action=action>
            {hidden}
            <div class="stack">
                {move || error.get().and_then(|e| e.form()).map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
                <Field label=t::coupon() name="coupon" optional=true maxlength=60_u32 autocomplete="off"
                    error=Signal::derive(move || error.get().and_then(|e| e.field("coupon")))/>
                <div class="actions"><Button kind="submit" variant=Variant::Primary disabled=off loading=action.pending()>{t::order()}</Button></div>
                {missing}
            </div>
        </ActionForm>
    }
    .into_any()
}

fn change(preview: &Preview, asked: &Asked, features: &str, overview: &Overview) -> AnyView {
    let action = ServerAction::<ChangePlan>::new();
    let failed = move || action.value().get().and_then(Result::err).map(|error| error.form().unwrap_or_else(|| error.to_string()));
    let (amount, as_of) = (money(preview.due_minor.max(0), &preview.currency), preview.as_of.to_string());
    let (hidden, missing, off) = (hidden(asked, features), missing(overview), !overview.payments);
    view! {
        <ActionForm action=action>
            {hidden}
            <input type="hidden" name="as_of" value=as_of/>
            <div class="actions"><Button kind="submit" variant=Variant::Primary disabled=off loading=action.pending()>{t::change(amount)}</Button></div>
            {missing}
            <p role="alert" class="text-danger">{failed}</p>
        </ActionForm>
    }
    .into_any()
}

fn hidden(asked: &Asked, features: &str) -> AnyView {
    view! {
        <input type="hidden" name="workspace" value=use_workspace().get_untracked()/>
        <input type="hidden" name="plan" value=asked.plan.name()/>
        <input type="hidden" name="term" value=asked.term.name()/>
        <input type="hidden" name="features" value=features.to_owned()/>
    }
    .into_any()
}

/// Why nothing can be paid here.
fn missing(overview: &Overview) -> Option<AnyView> {
    (!overview.payments).then(|| view! { <p class="text-sm text-muted">{t::no_payments("MEWAYZ_STRIPE_KEY")}</p> }.into_any())
}
