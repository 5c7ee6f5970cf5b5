use leptos::prelude::*;
use mewayz::onboarding::{Journey, StepState, StepView};
use ui::{Badge, Button, Card, ProgressBar, Size, Tone, Variant};

use super::{welcome::Acts, words};
use crate::{
    shared::{use_frame, workspace_field},
    words::onboarding as t,
};

/// The steps, in their order, and how far one has come.
pub(super) fn step_list(journey: &Journey, acts: Acts) -> AnyView {
    let progress = journey.progress();
    let [done, all] = [progress.done, progress.all].map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    let base = format!("/w/{}", use_frame().workspace.slug);
    let rows = journey.steps.iter().map(|view| row(*view, &base, acts)).collect_view();
    view! {
        <Card>
            <ProgressBar label=t::progress(done, all) percent=Signal::stored(Some(progress.percent()))/>
            {progress.is_finished().then(|| view! { <p class="mt-3 text-muted">{t::finished()}</p> })}
            <ol class="mt-2">{rows}</ol>
        </Card>
    }
    .into_any()
}

fn row(view: StepView, base: &str, acts: Acts) -> AnyView {
    let (title, text) = words::step(view.step);
    let href = format!("{base}{}", view.step.path());
    let mark = match view.state {
        StepState::Open => None,
        StepState::Done(_) => Some((Tone::Success, t::done())),
        StepState::Skipped => Some((Tone::Neutral, t::left_out())),
    };
    view! {
        <li class="flex flex-wrap items-start gap-3 border-t border-line py-4 first:border-t-0" data-step=view.step.name()>
            <div class="min-w-0 grow basis-60">
                <p class="flex flex-wrap items-center gap-2">
                    <a href=href class="font-medium text-accent underline">{title}</a>
                    {mark.map(|(tone, words)| view! { <Badge tone=tone dot=true>{words}</Badge> })}
                    {view.step.is_integration().then(|| view! { <Badge>{t::integration()}</Badge> })}
                </p>
                <p class="text-sm text-muted">{text}</p>
            </div>
            {turn(view, title, acts)}
        </li>
    }
    .into_any()
}

/// Leaves a step out, or takes it up again.
fn turn(view: StepView, title: &'static str, acts: Acts) -> Option<AnyView> {
    let step = view! { <input type="hidden" name="step" value=view.step.name()/> };
    match view.state {
        StepState::Done(_) => None,
        StepState::Open => Some(
            view! {
                <ActionForm action=acts.skip>
                    {workspace_field()} {step}
                    <Button kind="submit" size=Size::Small variant=Variant::Ghost attr:aria-label=t::leave_out_named(title)>{t::leave_out()}</Button>
                </ActionForm>
            }
            .into_any(),
        ),
        StepState::Skipped => Some(
            view! {
                <ActionForm action=acts.take_up>
                    {workspace_field()} {step}
                    <Button kind="submit" size=Size::Small attr:aria-label=t::take_up_named(title)>{t::take_up()}</Button>
                </ActionForm>
            }
            .into_any(),
        ),
    }
}
