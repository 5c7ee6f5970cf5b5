use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};
use mewayz::office::Run;
use ui::{Badge, ButtonLink, Callout, Card, PageHeader, ProgressBar, Tone, Variant};
use uuid::Uuid;

use super::{
    DoTool,
    acts::{Deed, body},
    fact, facts, load_run, words,
};
use crate::{
    error::AppError,
    shared::{When, loaded, param},
    words::{number, office as t},
};

/// `/admin/data/{run}`, loaded when staff goes there.
pub struct RunRoute {
    act: ServerAction<DoTool>,
    run: Resource<Result<Run, AppError>>,
}

#[lazy_route]
impl LazyRoute for RunRoute {
    fn data() -> Self {
        let (id, act) = (param("run"), ServerAction::new());
        let run = Resource::new(
            move || (id.get(), act.version().get()),
            |(id, _)| async move {
                match id.parse::<Uuid>() {
                    Ok(id) => load_run(id).await,
                    Err(_) => Err(mewayz::Error::NotFound.into()),
                }
            },
        );
        Self { act, run }
    }

    fn view(this: Self) -> AnyView {
        let (act, run) = (this.act, this.run);
        // A run that is not over is looked at again every two seconds.
        Effect::new(move |_| {
            let over = run.get().is_none_or(|run| run.is_ok_and(|run| run.finished_at.is_some()));
            if over {
                return;
            }
            if let Ok(later) = set_timeout_with_handle(move || run.refetch(), std::time::Duration::from_secs(2)) {
                on_cleanup(move || later.clear());
            }
        });
        view! {
            <Title text=t::data()/>
            <p class="mb-2"><a class="text-accent underline" href="/admin/data">{t::data()}</a></p>
            {loaded(run, move |run| show(run, act))}
        }
        .into_any()
    }
}

fn show(run: Run, act: ServerAction<DoTool>) -> AnyView {
    let ((name, text), (state, tone)) = (words::tool(run.tool), words::run_state(&run.state));
    let dry = run.dry_run.is_none();
    let over = run.finished_at.is_some();
    let lines = lines(&run);
    let percent = (run.total > 0).then(|| u32::try_from(run.done.saturating_mul(100) / run.total).unwrap_or(100).min(100));
    let progress = (!over).then(|| {
        view! {
            <div class="stack">
                <ProgressBar label=t::running() percent=Signal::derive(move || percent)/>
                <div><ButtonLink href=format!("/admin/data/{}", run.id) icon="refresh-cw" attr:rel="external">{t::refresh()}</ButtonLink></div>
            </div>
        }
    });
    let failed = run.error.map(|error| view! { <Callout tone=Tone::Danger alert=true>{error}</Callout> });
    let found = match (dry, run.total) {
        (true, 0) => t::found_nothing().to_owned(),
        (true, total) => t::would_change(total),
        (false, total) => t::was_changed(total),
    };
    let examples = run.examples.into_iter().map(|line| view! { <li class="break-all text-sm" dir="auto">{line}</li> }).collect_view();
    let real = run.can_be_done.then(|| {
        let deed = Deed::new("do", t::do_it(), t::do_it_text(), Variant::Danger);
        let inside = body(deed, vec![("run", run.id.to_string())], act.into());
        view! { <Card title=t::acts() description=t::acts_text()><ActionForm action=act>{inside}</ActionForm></Card> }
    });
    view! {
        <PageHeader title=name description=text/>
        <div class="stack max-w-3xl">
            <p class="actions"><Badge>{if dry { t::dry_run() } else { t::real_run() }}</Badge> <Badge tone=tone>{state}</Badge></p>
            {progress}
            {failed}
            {(over && run.state == "done").then(|| view! { <Callout tone=Tone::Info>{found}</Callout> })}
            <Card title=t::details()>{lines}<ul class="stack mt-4">{examples}</ul></Card>
            {real}
        </div>
    }
    .into_any()
}

fn lines(run: &Run) -> AnyView {
    let at = run.created_at;
    let consumer = (!run.arguments.consumer.is_empty()).then(|| fact(t::told(), run.arguments.consumer.clone()));
    let workspace = run.arguments.workspace.map(|id| {
        fact(t::workspace(), view! { <a class="text-accent underline" href=format!("/admin/workspaces/{id}")>{id.to_string()}</a> })
    });
    let since = run.arguments.since.map(|at| fact(t::from(), view! { <When at/> }));
    let mut lines =
        vec![fact(t::who(), run.started_by.clone()), fact(t::when(), view! { <When at/> }), fact(t::count(), number(run.total))];
    lines.extend([consumer, workspace, since].into_iter().flatten());
    facts(lines)
}
