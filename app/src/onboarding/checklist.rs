use leptos::prelude::*;
use mewayz::onboarding::{Journey, StepState};
#[cfg(not(target_arch = "wasm32"))]
use mewayz::{
    platform::{Flag, Platform},
    tenancy::{Permission, Scope},
};
use ui::{Button, ButtonLink, Card, Icon, ProgressBar, Variant};

use super::{PutAwaySteps, words};
#[cfg(not(target_arch = "wasm32"))]
use crate::error::AppError;
use crate::{
    shared::{use_frame, workspace_field},
    words::onboarding as t,
};

/// Steps that the home page shows.
const SHOWN: usize = 3;

/// What the home page shows of first steps: one statement, and none for those whom they do not concern.
///
/// # Errors
/// As the database.
#[cfg(not(target_arch = "wasm32"))]
pub async fn at_home(scope: &mut Scope, platform: &Platform) -> Result<Option<Journey>, AppError> {
    if scope.require_everywhere(Permission::ManageWorkspace).is_err() {
        return Ok(None);
    }
    let subject = super::server_fns::subject(scope, platform).await?;
    if !platform.is_on(Flag::Onboarding, subject) {
        return Ok(None);
    }
    Ok(Some(mewayz::onboarding::journey(scope).await?))
}

/// What can be done about first steps at home.
#[derive(Clone, Copy)]
pub struct HomeActs {
    put_away: ServerAction<PutAwaySteps>,
}

impl Default for HomeActs {
    fn default() -> Self {
        Self { put_away: ServerAction::new() }
    }
}

impl HomeActs {
    /// Changes whenever something was done.
    pub fn turn(self) -> usize {
        self.put_away.version().get()
    }
}

/// First steps on the home page: the question, what is next, or where they are when they were put away.
#[component]
pub fn Checklist(journey: Journey, acts: HomeActs) -> impl IntoView {
    let href = format!("/w/{}/welcome", use_frame().workspace.slug);
    if journey.is_to_begin() {
        return view! {
            <Card title=t::ask_title() description=t::ask_text() class="mt-6">
                <div class="actions">
                    <ButtonLink href variant=Variant::Primary>{t::choose()}</ButtonLink>
                    <ActionForm action=acts.put_away>{workspace_field()}<Button kind="submit">{t::not_now()}</Button></ActionForm>
                </div>
            </Card>
        }
        .into_any();
    }
    if journey.is_under_way() {
        return view! { <Card title=t::title() class="mt-6">{under_way(journey, href, acts)}</Card> }.into_any();
    }
    journey.put_away.then(|| view! { <p class="mt-6"><a class="text-accent underline" href=href>{t::title()}</a></p> }).into_any()
}

fn under_way(journey: Journey, href: String, acts: HomeActs) -> AnyView {
    let base = format!("/w/{}", use_frame().workspace.slug);
    let progress = journey.progress();
    let [done, all] = [progress.done, progress.all].map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    let open = journey.steps.into_iter().filter(|view| view.state == StepState::Open).take(SHOWN);
    let rows = open.map(|view| {
        let (title, _) = words::step(view.step);
        let target = format!("{base}{}", view.step.path());
        view! { <li><a href=target class="flex items-center gap-2 py-1.5 text-accent"><Icon name="arrow-right" class="size-4 rtl:rotate-180"/><span class="underline">{title}</span></a></li> }
    });
    view! {
        <div class="stack">
            <ProgressBar label=t::progress(done, all) percent=Signal::stored(Some(progress.percent()))/>
            <ul>{rows.collect_view()}</ul>
            <div class="actions">
                <ButtonLink href>{t::all_steps()}</ButtonLink>
                <ActionForm action=acts.put_away>{workspace_field()}<Button kind="submit" variant=Variant::Ghost>{t::put_away()}</Button></ActionForm>
            </div>
        </div>
    }
    .into_any()
}
