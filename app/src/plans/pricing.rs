use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use mewayz::plans::{Feature, Plan, Version};
use ui::{ButtonLink, Card, Column, Table, Variant};

use super::{choose::price, offers, words};
use crate::{
    shared::{Languages, loaded},
    words::{home, identity, plans as t},
};

/// `/pricing`, for everybody; complete without scripts.
#[component]
pub fn PricingPage() -> impl IntoView {
    let found = Resource::new(|| (), |()| offers());
    view! {
        <Title text=t::pricing()/>
        <Meta name="description" content=t::pricing_text()/>
        <div class="mx-auto flex min-h-dvh max-w-5xl flex-col px-5">
            <header class="flex items-center justify-between py-5">
                <a href="/" class="text-lg font-semibold tracking-tight text-ink">"Mewayz"</a>
                <nav class="actions" aria-label=home::account_navigation()>
                    <ButtonLink href="/login" variant=Variant::Ghost>{identity::sign_in()}</ButtonLink>
                    <ButtonLink href="/signup" variant=Variant::Primary>{identity::create_account()}</ButtonLink>
                </nav>
            </header>
            <main class="flex grow flex-col gap-8 py-8">
                <div class="max-w-2xl">
                    <h1 class="text-4xl font-semibold tracking-tight text-balance">{t::pricing()}</h1>
                    <p class="mt-4 text-lg text-muted">{t::pricing_text()}</p>
                </div>
                {loaded(found, |versions| show(&versions))}
            </main>
            <footer class="py-6"><Languages/></footer>
        </div>
    }
}

fn show(versions: &[Version]) -> AnyView {
    let paid = versions.iter().map(|version| {
        let price = price(version);
        view! { <Card title=version.plan.title() description=words::plan_text(version.plan)><p>{price}</p></Card> }
    });
    let paid = paid.collect_view();
    view! {
        <div class="grid gap-4 md:grid-cols-3">
            <Card title=Plan::Free.title() description=words::plan_text(Plan::Free)><p>{t::nothing()}</p></Card>
            {paid}
        </div>
        <Card title=t::compare() flush=true>{table()}</Card>
    }
    .into_any()
}

fn table() -> AnyView {
    let mut columns = vec![Column::text(t::features())];
    columns.extend(Plan::ALL.map(|plan| Column::text(plan.title())));
    let cell = |plan: Plan, text: String| view! { <td data-label=plan.title()>{text}</td> };
    let rows = Feature::ALL.map(|feature| {
        let cells = Plan::ALL.map(|plan| {
            let amounts = feature.limits().iter().map(|limit| words::amount(*limit, plan.amount(*limit))).collect::<Vec<_>>();
            cell(plan, if amounts.is_empty() { t::yes().to_owned() } else { amounts.join(" · ") })
        });
        view! { <tr><td data-label=t::features()>{words::feature(feature)}</td>{cells.into_iter().collect_view()}</tr> }
    });
    let label = Plan::ALL.map(|plan| cell(plan, if plan == Plan::Enterprise { t::yes() } else { t::no() }.to_owned()));
    let (rows, label) = (rows.into_iter().collect_view(), label.into_iter().collect_view());
    view! {
        <Table caption=t::compare() columns stacked=true>
            {rows}
            <tr><td data-label=t::features()>{t::white_label()}</td>{label}</tr>
        </Table>
    }
    .into_any()
}
