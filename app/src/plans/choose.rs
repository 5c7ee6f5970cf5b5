use leptos::prelude::*;
use mewayz::plans::{Feature, Overview, Plan, Term, Version};
use ui::{Button, Card, Checkbox, Choice, Select, Variant};

use super::{index::Asked, words};
use crate::words::{money, plans as t};

/// The form that asks what is wanted. Sent by GET to the page itself, which then shows the price.
pub(super) fn choose(overview: &Overview, asked: Option<&Asked>) -> AnyView {
    let had = overview.subscription.as_ref();
    let plan = asked.map(|asked| asked.plan).or(had.map(|had| had.plan)).unwrap_or(Plan::Professional);
    let term = asked.map(|asked| asked.term).or(had.map(|had| had.term)).unwrap_or_default();
    let chosen =
        asked.map(|asked| asked.features.clone()).or(had.map(|had| had.features.clone())).unwrap_or_else(|| vec![Feature::BioSites]);
    let plans = Plan::PAID.map(|plan| ui::Choice::new(plan.name(), plan.title())).into();
    let terms: Vec<Choice> = Term::ALL.map(|term| Choice::new(term.name(), words::term(term))).into();
    let offers = overview.offers.iter().map(|offer| view! { <li>{price(kept(overview, offer))}</li> }).collect_view();
    let boxes = Feature::sold().map(move |feature| {
        let (hint, ticked) = (words::room(feature, plan), chosen.contains(&feature));
        view! { <Checkbox label=words::feature(feature) name=feature.name() value="on" hint=hint checked=ticked id=format!("f-{}", feature.name())/> }
    });
    let boxes = boxes.collect_view();
    view! {
        <Card title=t::choose() description=t::choose_text()>
            <form method="get" action="#price">
                <div class="stack">
                    <ul class="list-disc ps-5">{offers}</ul>
                    <div class="grid gap-4 sm:grid-cols-2">
                        <Select label=t::plan() name="plan" options=plans value=plan.name()/>
                        <Select label=t::term() name="term" options=terms value=term.name()/>
                    </div>
                    <fieldset class="min-w-0"><legend class="field-label">{t::features()}</legend><div class="stack mt-2">{boxes}</div></fieldset>
                    <div class="actions"><Button kind="submit" variant=Variant::Primary>{t::show_price()}</Button></div>
                </div>
            </form>
        </Card>
    }
    .into_any()
}

/// Who has a version of the plan keeps its price.
fn kept<'a>(overview: &'a Overview, offer: &'a Version) -> &'a Version {
    let running = overview.subscription.as_ref().is_some_and(|subscription| subscription.state.is_running());
    overview.version.as_ref().filter(|version| running && version.plan == offer.plan).unwrap_or(offer)
}

/// `Professional: 1.00 USD a month for each feature, or 10.00 USD a year`
pub(super) fn price(version: &Version) -> String {
    let (month, year) = (money(version.month_minor, &version.currency), money(version.year_minor, &version.currency));
    format!("{}: {} {}", version.plan.title(), t::per_month(month), t::per_year(year))
}
