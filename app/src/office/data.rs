use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};
use mewayz::office::{Run, Tool};
use ui::{Badge, Button, Card, Choice, Column, EmptyState, Field, PageHeader, Select, Table};

use super::{TryTool, acts::said, list_runs, words};
use crate::{
    error::AppError,
    shared::{When, loaded},
    words::{number, office as t},
};

/// `/admin/data`, loaded when staff goes there.
pub struct DataRoute {
    runs: Resource<Result<Vec<Run>, AppError>>,
}

#[lazy_route]
impl LazyRoute for DataRoute {
    fn data() -> Self {
        Self { runs: Resource::new(|| (), |()| list_runs()) }
    }

    fn view(this: Self) -> AnyView {
        view! {
            <Title text=t::data()/>
            <PageHeader title=t::data() description=t::data_text()/>
            <div class="stack max-w-3xl">
                {Tool::ALL.map(tool).into_iter().collect_view()}
                {loaded(this.runs, list)}
            </div>
        }
        .into_any()
    }
}

fn tool(tool: Tool) -> AnyView {
    let action = ServerAction::<TryTool>::new();
    let error = Signal::derive(move || action.value().get().and_then(Result::err));
    let (name, text) = words::tool(tool);
    let fields = (tool == Tool::ReplayEvents).then(|| {
        // As `events::Consumer` names them.
        let consumers = Choice::list(&[("audit", t::told_audit()), ("notifications", t::told_people()), ("webhooks", t::webhooks())]);
        let beside = move |name: &'static str| move || error.get().and_then(|e| e.field(name));
        view! {
            <div class="grid gap-4 sm:grid-cols-3">
                <Select label=t::told() name="consumer" options=consumers error=beside("consumer")/>
                <Field label=t::workspace_slug() name="place" optional=true autocomplete="off" hint=t::workspace_slug_hint() error=beside("workspace")/>
                <Field label=t::days_back() name="days" kind="number" min="1" max="365" value="7"/>
            </div>
        }
    });
    view! {
        <Card title=name description=text>
            <ActionForm action=action>
                <input type="hidden" name="tool" value=tool.name()/>
                <div class="stack">
                    {said(error, || false)}
                    {fields}
                    <div><Button kind="submit" icon="eye" loading=action.pending()>{t::dry_run()}</Button></div>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}

fn list(runs: Vec<Run>) -> AnyView {
    if runs.is_empty() {
        return view! { <EmptyState icon="wand-sparkles" title=t::no_runs() text=t::no_runs_text()/> }.into_any();
    }
    let columns = [t::tool(), t::state(), t::count(), t::who(), t::when()].map(Column::text).to_vec();
    let rows = runs.into_iter().map(|run| {
        let (state, tone) = words::run_state(&run.state);
        let kind = if run.dry_run.is_none() { t::dry_run() } else { t::real_run() };
        view! {
            <tr>
                <td><a class="font-medium text-accent underline" href=format!("/admin/data/{}", run.id)>{words::tool(run.tool).0}</a> <p class="text-xs text-muted">{kind}</p></td>
                <td data-label=t::state()><Badge tone=tone>{state}</Badge></td>
                <td data-label=t::count()>{number(run.total)}</td>
                <td data-label=t::who() dir="auto">{run.started_by}</td>
                <td data-label=t::when()><When at=run.created_at/></td>
            </tr>
        }
    });
    view! { <Card title=t::runs() flush=true><Table caption=t::runs() columns stacked=true>{rows.collect_view()}</Table></Card> }.into_any()
}
