use std::collections::BTreeMap;

use leptos::prelude::*;
use mewayz::{
    locale::Locale,
    onboarding::{Board, Goal, Journey, Sample, Shown, Step, TakenOut, Trade},
};
use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;
#[cfg(not(target_arch = "wasm32"))]
use mewayz::{
    clock, onboarding,
    platform::{Flag, Platform, Subject},
    tenancy::{Permission, Scope},
};

/// What the page of first steps shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    pub journey: Journey,
    pub sample: Option<Sample>,
}

#[server]
pub async fn load_welcome(workspace: String) -> Result<Welcome, AppError> {
    let mut scope = offered(&workspace).await?;
    Ok(Welcome { journey: onboarding::journey(&mut scope).await?, sample: onboarding::sample(&mut scope).await? })
}

/// Says what the workspace does and wants.
#[server]
pub async fn choose_journey(workspace: String, trade: Trade, #[server(default)] goals: Vec<Goal>) -> Result<(), AppError> {
    let mut scope = offered(&workspace).await?;
    onboarding::choose(&mut scope, trade, &goals, clock::now()).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn skip_step(workspace: String, step: Step) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    onboarding::skip(&mut scope, step, clock::now()).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn take_up_step(workspace: String, step: Step) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    onboarding::take_up(&mut scope, step, clock::now()).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn put_away_steps(workspace: String) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    onboarding::put_away(&mut scope, clock::now()).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn call_back_steps(workspace: String) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    onboarding::call_back(&mut scope, clock::now()).await?;
    Ok(scope.commit().await?)
}

/// Puts a sample in, in the language of the page.
#[server]
pub async fn put_sample(workspace: String, locale: Locale) -> Result<(), AppError> {
    let mut scope = offered(&workspace).await?;
    onboarding::put_sample(&mut scope, locale, clock::now()).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn take_out_sample(workspace: String, #[server(default)] with_changes: bool) -> Result<TakenOut, AppError> {
    let mut scope = context::scope(&workspace).await?;
    let taken = onboarding::take_out_sample(&mut scope, with_changes, clock::now()).await?;
    scope.commit().await?;
    Ok(taken)
}

/// For staff. What is set, and what came of it in so many last days.
#[server]
pub async fn load_onboarding(days: u16) -> Result<Board, AppError> {
    let (platform, now) = (context::platform(), clock::now());
    let mut office = context::office("Looking at first steps").await?;
    Ok(onboarding::board(&mut office, &platform, now - chrono::Duration::days(days.into()), now).await?)
}

/// For staff. Sets which steps people of a trade are shown, and in which order.
#[server]
pub async fn set_outline(
    trade: Trade,
    #[server(default)] places: BTreeMap<String, String>,
    #[server(default)] shown: BTreeMap<String, Shown>,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    onboarding::set_outline(&mut office, trade, written(&places, &shown)?).await?;
    Ok(office.commit().await?)
}

/// For staff. Goes back to what the product does by itself.
#[server]
pub async fn reset_outline(trade: Trade, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    onboarding::reset_outline(&mut office, trade).await?;
    Ok(office.commit().await?)
}

/// For staff. Offers first steps to everybody, or to nobody.
#[server]
pub async fn offer_onboarding(offered: bool, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    onboarding::offer(&mut office, offered).await?;
    Ok(office.commit().await?)
}

/// A scope in which first steps are offered.
///
/// # Errors
/// `Conflict(SwitchedOff)` where they are not.
#[cfg(not(target_arch = "wasm32"))]
async fn offered(workspace: &str) -> Result<Scope, AppError> {
    let platform = context::platform();
    let mut scope = context::scope(workspace).await?;
    let subject = subject(&mut scope, &platform).await?;
    platform.require(Flag::Onboarding, subject)?;
    Ok(scope)
}

/// Who asks, with what offering may depend on.
#[cfg(not(target_arch = "wasm32"))]
pub(super) async fn subject(scope: &mut Scope, platform: &Platform) -> Result<Subject, AppError> {
    let user = scope.require(Permission::ManageWorkspace)?;
    let plan = if platform.asks_plan(Flag::Onboarding) { Some(mewayz::plans::plan_of(scope).await?) } else { None };
    Ok(Subject { workspace: Some(scope.workspace()), user: Some(user), plan })
}

/// An outline as a form has it: by step its place, and when it is shown.
#[cfg(not(target_arch = "wasm32"))]
fn written(places: &BTreeMap<String, String>, shown: &BTreeMap<String, Shown>) -> Result<Vec<(u16, onboarding::Placed)>, AppError> {
    let wrong = || mewayz::Error::field("form", "Enter a place from 0 to 999.");
    let mut written = Vec::new();
    for (name, shown) in shown {
        let step = Step::from_name(name).ok_or(mewayz::Error::NotFound)?;
        let place =
            places.get(name).map_or("0", |place| place.trim()).parse::<u16>().ok().filter(|place| *place < 1000).ok_or_else(wrong)?;
        written.push((place, onboarding::Placed { step, shown: *shown }));
    }
    Ok(written)
}
