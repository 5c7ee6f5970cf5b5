use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};
use mewayz::business::{Report, Sheet};
use ui::{Button, ButtonLink, Callout, Card, PageHeader, Tone};

use super::{StartSurvey, load_business, people, revenue, words};
use crate::{
    error::AppError,
    shared::{When, loaded},
    words::{SLOT, business as t, rich},
};

/// `/admin/business?month=2026-11`, loaded when staff goes there.
#[derive(Clone, Copy)]
pub struct BusinessRoute {
    survey: ServerAction<StartSurvey>,
    report: Resource<Result<Report, AppError>>,
}

#[lazy_route]
impl LazyRoute for BusinessRoute {
    fn data() -> Self {
        let query = use_query_map();
        let month = Memo::new(move |_| query.with(|query| query.get("month").unwrap_or_default()));
        Self { survey: ServerAction::new(), report: Resource::new(move || month.get(), load_business) }
    }

    fn view(this: Self) -> AnyView {
        let survey = this.survey;
        view! {
            <Title text=t::title()/>
            <PageHeader title=t::title() description=t::text()/>
            <div class="stack">{loaded(this.report, move |report| show(&report, survey))}</div>
        }
        .into_any()
    }
}

fn show(report: &Report, survey: ServerAction<StartSurvey>) -> AnyView {
    view! {
        {people::sign_ups(report)}
        <div class="grid items-start gap-4 lg:grid-cols-2">{people::activation(report)} {people::active(report)}</div>
        {people::cohorts(report)}
        <div class="grid items-start gap-4 lg:grid-cols-2">{people::mix(report)} {counted(report, survey)}</div>
        {revenue::movements(report)}
        {revenue::reconciliation(report)}
        {files(report)}
    }
    .into_any()
}

/// How old what was counted is, and a way to count anew.
fn counted(report: &Report, survey: ServerAction<StartSurvey>) -> AnyView {
    let when = match report.surveyed_at {
        Some(at) => rich(t::counted_at(SLOT), view! { <When at/> }.into_any()),
        None => view! { {t::not_counted()} }.into_any(),
    };
    let asked = move || matches!(survey.value().get(), Some(Ok(())));
    let failed = move || survey.value().get().and_then(Result::err).map(|error| error.to_string());
    view! {
        <Card title=t::counting() description=t::counting_text()>
            <div class="stack">
                <p class="text-sm">{when}</p>
                {move || asked().then(|| view! { <Callout tone=Tone::Success>{t::will_count()}</Callout> })}
                {move || failed().map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
                <ActionForm action=survey><Button kind="submit" icon="refresh-cw" loading=survey.pending()>{t::count_now()}</Button></ActionForm>
            </div>
        </Card>
    }
    .into_any()
}

fn files(report: &Report) -> AnyView {
    let month = report.reconciliations.first().map_or_else(String::new, |one| words::month_name(one.month));
    let link = move |sheet: Sheet| {
        let href = format!("/admin/business.csv?sheet={}&month={month}", sheet.name());
        view! { <ButtonLink href=href icon="download" attr:download="">{words::sheet(sheet)}</ButtonLink> }
    };
    let links = Sheet::ALL.map(link).into_iter().collect_view();
    view! { <Card title=t::files() description=t::files_text()><div class="actions flex-wrap">{links}</div></Card> }.into_any()
}
