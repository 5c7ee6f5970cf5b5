use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::plans::{Board, Plan, Version};
use ui::{Button, Callout, Card, Choice, Column, Field, PageHeader, Select, Table, Tone, Variant};

use super::{AddPlanVersion, AssignPlan, EndGrace, load_plan_versions};
use crate::{
    error::AppError,
    shared::{When, loaded},
    words::{money, number, plans as t},
};

/// `/admin/plans`
#[component]
pub fn AdminPlansPage() -> impl IntoView {
    let (add, assign, end) = (ServerAction::<AddPlanVersion>::new(), ServerAction::<AssignPlan>::new(), ServerAction::<EndGrace>::new());
    let board = Resource::new(move || add.version().get(), |_| load_plan_versions());
    view! {
        <Title text=t::admin_title()/>
        <PageHeader title=t::admin_title() description=t::admin_text()/>
        <div class="stack max-w-3xl">
            {loaded(board, |board| versions(&board))}
            {assign_form(assign)}
            {end_form(end)}
            {version_form(add)}
        </div>
    }
}

fn versions(board: &Board) -> AnyView {
    let heads = [t::plan(), t::version(), t::month_price(), t::year_price(), t::trial_days(), t::grace_days(), t::since()];
    let columns = heads.map(Column::text).into();
    let rows = board.versions.iter().map(|version| row(version, heads)).collect_view();
    view! { <Card title=t::versions() flush=true><Table caption=t::versions() columns stacked=true>{rows}</Table></Card> }.into_any()
}

fn row(version: &Version, heads: [&'static str; 7]) -> AnyView {
    let cells = [
        version.plan.title().to_owned(),
        number(version.number.into()),
        money(version.month_minor, &version.currency),
        money(version.year_minor, &version.currency),
        number(version.trial_days.into()),
        number(version.grace_days.into()),
    ];
    let since = version.created_at;
    let cells = heads.into_iter().zip(cells).map(|(head, cell)| view! { <td data-label=head>{cell}</td> }).collect_view();
    view! { <tr>{cells}<td data-label=t::since()><When at=since/></td></tr> }.into_any()
}

fn assign_form(action: ServerAction<AssignPlan>) -> AnyView {
    let error = Signal::derive(move || action.value().get().and_then(Result::err));
    let plans = Plan::ALL.map(|plan| Choice::new(plan.name(), plan.title())).into();
    view! {
        <Card title=t::assign() description=t::assign_text()>
            <ActionForm action=action>
                <div class="stack">
                    {said(error, move || matches!(action.value().get(), Some(Ok(()))))}
                    <Field label=t::workspace() name="slug" id="assign-workspace" required=true hint=t::workspace_hint() error=field(error, "workspace")/>
                    <div class="grid gap-4 sm:grid-cols-2">
                        <Select label=t::plan() name="plan" id="assign-plan" options=plans value="professional"/>
                        <Field label=t::months() name="months" kind="number" min="1" max="120" optional=true hint=t::months_hint()/>
                    </div>
                    <Field label=t::reason() name="reason" id="assign-reason" required=true maxlength=500_u32 hint=t::kept_with_name() error=field(error, "reason")/>
                    <div class="actions"><Button kind="submit" variant=Variant::Primary loading=action.pending()>{t::assign()}</Button></div>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}

fn end_form(action: ServerAction<EndGrace>) -> AnyView {
    let error = Signal::derive(move || action.value().get().and_then(Result::err));
    view! {
        <Card title=t::end_grace() description=t::end_grace_text()>
            <ActionForm action=action>
                <div class="stack">
                    {said(error, move || matches!(action.value().get(), Some(Ok(()))))}
                    <Field label=t::workspace() name="slug" id="grace-workspace" required=true hint=t::workspace_hint() error=field(error, "workspace")/>
                    <Field label=t::reason() name="reason" id="grace-reason" required=true maxlength=500_u32 hint=t::kept_with_name() error=field(error, "reason")/>
                    <div class="actions"><Button kind="submit" variant=Variant::Danger loading=action.pending()>{t::end_grace()}</Button></div>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}

fn version_form(action: ServerAction<AddPlanVersion>) -> AnyView {
    let error = Signal::derive(move || action.value().get().and_then(Result::err));
    let plans = Plan::PAID.map(|plan| Choice::new(plan.name(), plan.title())).into();
    view! {
        <Card title=t::new_version() description=t::new_version_text()>
            <ActionForm action=action>
                <div class="stack">
                    {said(error, move || matches!(action.value().get(), Some(Ok(()))))}
                    <div class="grid gap-4 sm:grid-cols-2">
                        <Select label=t::plan() name="plan" id="version-plan" options=plans/>
                        <Field label=t::currency() name="currency" value="USD" maxlength=3_u32 required=true error=field(error, "currency")/>
                        <Field label=t::month_price() name="month_price" inputmode="decimal" required=true hint=t::price_hint() error=field(error, "month_minor")/>
                        <Field label=t::year_price() name="year_price" inputmode="decimal" required=true hint=t::price_hint() error=field(error, "year_minor")/>
                        <Field label=t::trial_days() name="trial_days" kind="number" min="0" max="90" value="14" required=true error=field(error, "trial_days")/>
                        <Field label=t::grace_days() name="grace_days" kind="number" min="0" max="90" value="14" required=true error=field(error, "grace_days")/>
                    </div>
                    <Field label=t::reason() name="reason" id="version-reason" required=true maxlength=500_u32 hint=t::kept_with_name() error=field(error, "reason")/>
                    <div class="actions"><Button kind="submit" variant=Variant::Primary loading=action.pending()>{t::save()}</Button></div>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}

/// That it worked, or what is wrong with the form as a whole.
fn said(error: Signal<Option<AppError>>, done: impl Fn() -> bool + Send + Sync + 'static) -> impl IntoView {
    view! {
        {move || error.get().and_then(|e| e.form()).map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
        {move || done().then(|| view! { <Callout tone=Tone::Success>{t::done()}</Callout> })}
    }
}

fn field(error: Signal<Option<AppError>>, name: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || error.get().and_then(|e| e.field(name)))
}
