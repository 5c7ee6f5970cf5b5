use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::onboarding::{Goal, Journey};
use ui::{Button, Callout, Card, Checkbox, PageHeader, Select, Tone, Variant};

use super::{
    CallBackSteps, ChooseJourney, PutAwaySteps, PutSample, SkipStep, TakeOutSample, TakeUpStep, Welcome, load_welcome, sample::sample_card,
    steps::step_list, words,
};
use crate::{
    shared::{loaded, use_workspace, workspace_field},
    words::onboarding as t,
};

/// What can be done on this page.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    choose: ServerAction<ChooseJourney>,
    pub(super) skip: ServerAction<SkipStep>,
    pub(super) take_up: ServerAction<TakeUpStep>,
    put_away: ServerAction<PutAwaySteps>,
    call_back: ServerAction<CallBackSteps>,
    pub(super) put_sample: ServerAction<PutSample>,
    pub(super) take_out_sample: ServerAction<TakeOutSample>,
}

impl Acts {
    fn new() -> Self {
        Self {
            choose: ServerAction::new(),
            skip: ServerAction::new(),
            take_up: ServerAction::new(),
            put_away: ServerAction::new(),
            call_back: ServerAction::new(),
            put_sample: ServerAction::new(),
            take_out_sample: ServerAction::new(),
        }
    }

    /// Changes whenever something was done.
    fn turn(self) -> usize {
        let steps = self.choose.version().get() + self.skip.version().get() + self.take_up.version().get();
        let whole = self.put_away.version().get() + self.call_back.version().get();
        steps + whole + self.put_sample.version().get() + self.take_out_sample.version().get()
    }

    /// What went wrong last.
    fn problem(self) -> Option<String> {
        let of_steps = [self.choose.value().get(), self.skip.value().get(), self.take_up.value().get()];
        let of_the_whole = [self.put_away.value().get(), self.call_back.value().get(), self.put_sample.value().get()];
        let of_the_sample = self.take_out_sample.value().get().and_then(Result::err);
        let failed = of_steps.into_iter().chain(of_the_whole).flatten().find_map(Result::err).or(of_the_sample);
        failed.map(|error| error.in_full())
    }
}

/// `/w/{workspace}/welcome`
#[component]
pub fn WelcomePage() -> impl IntoView {
    let (workspace, acts) = (use_workspace(), Acts::new());
    let data = Resource::new(move || (workspace.get(), acts.turn()), |(workspace, _)| load_welcome(workspace));
    view! {
        <Title text=t::title()/>
        <PageHeader title=t::title() description=t::text()/>
        <div class="stack max-w-3xl">
            {move || acts.problem().map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
            {loaded(data, move |welcome| filled(welcome, acts))}
        </div>
    }
}

fn filled(welcome: Welcome, acts: Acts) -> AnyView {
    let Welcome { journey, sample } = welcome;
    let begun = journey.trade.is_some();
    let body = if begun { under_way(&journey, acts) } else { question(&journey, acts) };
    view! {
        <div class="stack">
            {journey.put_away.then(|| call_back(acts))}
            {body}
            {begun.then(|| sample_card(sample, acts))}
            {(begun && !journey.put_away).then(|| put_away(acts))}
        </div>
    }
    .into_any()
}

fn question(journey: &Journey, acts: Acts) -> AnyView {
    let choice = choice(journey, acts);
    view! { <Card title=t::ask_title() description=t::ask_text()>{choice}</Card> }.into_any()
}

fn under_way(journey: &Journey, acts: Acts) -> AnyView {
    let (steps, choice) = (step_list(journey, acts), choice(journey, acts));
    view! {
        {steps}
        <Card>
            <details>
                <summary class="font-medium">{t::change()}</summary>
                <div class="mt-4">{choice}</div>
            </details>
        </Card>
    }
    .into_any()
}

/// What somebody does and wants.
fn choice(journey: &Journey, acts: Acts) -> AnyView {
    let goals = Goal::ALL.iter().map(|goal| {
        let id = format!("goal-{}", goal.name());
        view! { <Checkbox label=words::goal(*goal) name="goals[]" value=goal.name() checked=journey.goals.contains(goal) id/> }
    });
    let goals = goals.collect_view();
    let (value, button) = match journey.trade {
        Some(trade) => (trade.name(), t::save()),
        None => ("creator", t::begin()),
    };
    view! {
        <ActionForm action=acts.choose>
            {workspace_field()}
            <div class="stack">
                <Select label=t::trade() name="trade" options=words::trades() value=value/>
                <fieldset class="min-w-0"><legend class="field-label">{t::goals()}</legend><div class="stack mt-2">{goals}</div></fieldset>
                <div class="actions"><Button kind="submit" variant=Variant::Primary loading=acts.choose.pending()>{button}</Button></div>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn put_away(acts: Acts) -> AnyView {
    view! {
        <ActionForm action=acts.put_away>
            {workspace_field()}
            <div class="actions"><Button kind="submit">{t::put_away()}</Button><span class="text-sm text-muted">{t::put_away_text()}</span></div>
        </ActionForm>
    }
    .into_any()
}

fn call_back(acts: Acts) -> AnyView {
    view! {
        <Callout tone=Tone::Info>
            <p>{t::put_away_note()}</p>
            <ActionForm action=acts.call_back>
                {workspace_field()}
                <Button kind="submit" class="mt-2">{t::call_back()}</Button>
            </ActionForm>
        </Callout>
    }
    .into_any()
}
