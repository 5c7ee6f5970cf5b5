use leptos::prelude::*;
use mewayz::plans::{Overview, Plan, Source, State, Subscription};
use ui::{Badge, Button, Callout, Card, Tone, Variant};

use super::{OpenPortal, index::Acts, words};
use crate::{
    shared::use_workspace,
    words::{day, plans as t},
};

/// What the workspace has, and what can be done about it.
pub(super) fn current(overview: &Overview, acts: Acts) -> AnyView {
    let plan = overview.subscription.as_ref().map_or(Plan::Free, |subscription| subscription.plan);
    let badge = overview.subscription.as_ref().map(|subscription| words::state(subscription.state));
    let badge = move || badge.map(|(tone, word)| view! { <Badge tone=tone dot=true>{word}</Badge> });
    let note = overview.subscription.as_ref().map(note);
    let features = overview.subscription.as_ref().map(|subscription| list(subscription, overview.plan));
    let away = overview.out_of_reach.then(|| view! { <Callout tone=Tone::Warning>{t::out_of_reach()}</Callout> });
    let missing = (!overview.payments).then(|| view! { <Callout tone=Tone::Info>{t::no_payments("MEWAYZ_STRIPE_KEY")}</Callout> });
    let acts = acts_of(overview, acts);
    view! {
        <Card title=format!("{}: {}", t::current(), plan.title()) description=words::plan_text(overview.plan) actions=badge>
            <div class="stack">{away} {missing} {note} {features} {acts}</div>
        </Card>
    }
    .into_any()
}

/// What happens next.
fn note(subscription: &Subscription) -> AnyView {
    let on = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| day(at.date_naive())).unwrap_or_default();
    let calm = |text: String| view! { <p>{text}</p> }.into_any();
    let (end, grace) = (on(subscription.period_end), on(subscription.grace_until));
    match subscription.state {
        State::PastDue => view! { <Callout tone=Tone::Danger>{t::past_due_text(grace)}</Callout> }.into_any(),
        State::Ended => view! { <Callout tone=Tone::Warning>{t::ended_text(grace)}</Callout> }.into_any(),
        State::ReadOnly => view! { <Callout tone=Tone::Info>{t::read_only_text()}</Callout> }.into_any(),
        _ if subscription.source == Source::Staff && subscription.period_end.is_some() => calm(t::assigned_until(end)),
        _ if subscription.source == Source::Staff => calm(t::assigned().to_owned()),
        _ if subscription.cancel_at_period_end => calm(t::ends_on(end)),
        State::Trialing => calm(t::trial_until(on(subscription.trial_end))),
        State::Active => calm(t::renews(end)),
    }
}

fn list(subscription: &Subscription, plan: Plan) -> AnyView {
    let rows = subscription.features.iter().map(|feature| view! { <li>{words::room(*feature, plan)}</li> }).collect_view();
    let label = (plan == Plan::Enterprise).then(|| view! { <li>{t::white_label()}</li> });
    view! { <ul class="list-disc ps-5">{rows} {label}</ul> }.into_any()
}

fn acts_of(overview: &Overview, acts: Acts) -> Option<AnyView> {
    let subscription = overview.subscription.as_ref().filter(|subscription| subscription.source == Source::Stripe)?;
    let workspace = use_workspace();
    let portal = ServerAction::<OpenPortal>::new();
    let (off, running) = (!overview.payments, subscription.state.is_running());
    let failed = move || {
        let answers = [acts.cancel.value().get(), acts.resume.value().get(), acts.refresh.value().get(), portal.value().get()];
        answers.into_iter().flatten().find_map(Result::err).map(|error| error.form().unwrap_or_else(|| error.to_string()))
    };
    let hidden = move || view! { <input type="hidden" name="workspace" value=workspace.get_untracked()/> };
    let cancel = (running && !subscription.cancel_at_period_end).then(|| {
        view! {
            <ActionForm action=acts.cancel>
                {hidden()}
                <Button kind="submit" disabled=off loading=acts.cancel.pending()>{t::cancel()}</Button>
            </ActionForm>
        }
    });
    let end = (running && subscription.cancel_at_period_end).then(|| {
        view! {
            <ActionForm action=acts.resume>
                {hidden()}
                <Button kind="submit" variant=Variant::Primary disabled=off loading=acts.resume.pending()>{t::resume()}</Button>
            </ActionForm>
            <ActionForm action=acts.cancel>
                {hidden()}
                <input type="hidden" name="at_once" value="true"/>
                <Button kind="submit" variant=Variant::Danger disabled=off loading=acts.cancel.pending()>{t::cancel_now()}</Button>
            </ActionForm>
        }
    });
    Some(
        view! {
            <div class="actions">
                {cancel} {end}
                <ActionForm action=portal>{hidden()}<Button kind="submit" disabled=off loading=portal.pending()>{t::card()}</Button></ActionForm>
                <ActionForm action=acts.refresh>
                    {hidden()}
                    <Button kind="submit" variant=Variant::Ghost icon="refresh-cw" disabled=off loading=acts.refresh.pending()>{t::ask_again()}</Button>
                </ActionForm>
            </div>
            {running.then(|| view! { <p class="text-sm text-muted">{t::cancel_text()}</p> })}
            <p role="alert" class="text-danger">{failed}</p>
        }
        .into_any(),
    )
}
