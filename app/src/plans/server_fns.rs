use leptos::prelude::*;
use mewayz::plans::{Board, Overview, Plan, Preview, Term, Version};

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;

#[server]
pub async fn load_plan(workspace: String) -> Result<Overview, AppError> {
    let member = context::member(&workspace).await?;
    Ok(mewayz::plans::overview(&context::db(), &member, context::billing().as_deref()).await?)
}

/// What a choice costs; `features` are names with commas.
#[server]
pub async fn price_plan(workspace: String, plan: Plan, term: Term, #[server(default)] features: String) -> Result<Preview, AppError> {
    let (member, now) = (context::member(&workspace).await?, mewayz::clock::now());
    let choice = chosen(plan, term, &features);
    Ok(mewayz::plans::preview(&context::db(), &member, context::billing().as_deref(), &choice, now).await?)
}

/// Leads to where a choice is paid for.
#[server]
pub async fn order_plan(
    workspace: String,
    plan: Plan,
    term: Term,
    #[server(default)] features: String,
    #[server(default)] coupon: String,
) -> Result<(), AppError> {
    let (member, base) = (context::member(&workspace).await?, context::settings().base_url.clone());
    let (choice, billing) = (chosen(plan, term, &features), context::billing());
    let url = mewayz::plans::checkout(&context::db(), &member, billing.as_deref(), &choice, &coupon, &base).await?;
    leptos_axum::redirect(&url);
    Ok(())
}

/// Changes what is paid for, as of the instant of the price that was shown.
#[server]
pub async fn change_plan(
    workspace: String,
    plan: Plan,
    term: Term,
    #[server(default)] features: String,
    as_of: i64,
) -> Result<(), AppError> {
    let (member, now) = (context::member(&workspace).await?, mewayz::clock::now());
    let choice = chosen(plan, term, &features);
    mewayz::plans::change(&context::db(), &member, context::billing().as_deref(), &choice, as_of, now).await?;
    leptos_axum::redirect(&format!("/w/{workspace}/settings/billing?changed=1"));
    Ok(())
}

#[server]
pub async fn cancel_plan(workspace: String, #[server(default)] at_once: bool) -> Result<(), AppError> {
    let member = context::member(&workspace).await?;
    Ok(mewayz::plans::cancel(&context::db(), &member, context::billing().as_deref(), at_once).await?)
}

#[server]
pub async fn resume_plan(workspace: String) -> Result<(), AppError> {
    let member = context::member(&workspace).await?;
    Ok(mewayz::plans::resume(&context::db(), &member, context::billing().as_deref()).await?)
}

/// Asks the payment service what the workspace has.
#[server]
pub async fn refresh_plan(workspace: String) -> Result<(), AppError> {
    let member = context::member(&workspace).await?;
    Ok(mewayz::plans::refresh(&context::db(), &member, context::billing().as_deref()).await?)
}

/// Leads to where cards and invoices are looked after.
#[server]
pub async fn open_portal(workspace: String) -> Result<(), AppError> {
    let (member, base) = (context::member(&workspace).await?, context::settings().base_url.clone());
    let url = mewayz::plans::open_portal(&context::db(), &member, context::billing().as_deref(), &base).await?;
    leptos_axum::redirect(&url);
    Ok(())
}

/// For staff. Every version of every plan.
#[server]
pub async fn load_plan_versions() -> Result<Board, AppError> {
    let mut office = context::office("Looking at plans and prices").await?;
    Ok(mewayz::plans::board(&mut office).await?)
}

/// For staff. New prices and terms; prices such as `1.50`.
#[server]
pub async fn add_plan_version(
    plan: Plan,
    #[server(default)] currency: String,
    #[server(default)] month_price: String,
    #[server(default)] year_price: String,
    trial_days: i16,
    grace_days: i16,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    // What is no price is beyond what a price may be.
    let minor = |text: &str| mewayz::plans::rules::minor(text).unwrap_or_default();
    let (id, created_at) = (mewayz::ids::PlanVersionId::new(), mewayz::clock::now());
    let (month_minor, year_minor) = (minor(&month_price), minor(&year_price));
    let draft = Version { id, plan, number: 0, currency, month_minor, year_minor, trial_days, grace_days, created_at };
    mewayz::plans::add_version(&mut office, &draft).await?;
    Ok(office.commit().await?)
}

/// For staff. A plan without payments; no months: until somebody says otherwise.
#[server]
pub async fn assign_plan(
    slug: String,
    plan: Plan,
    #[server(default)] months: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    let choice = chosen(plan, Term::Month, "");
    let months = months.trim().parse().ok().filter(|months| (1..=120).contains(months));
    mewayz::plans::assign(&mut office, slug.trim(), &choice, months, mewayz::clock::now()).await?;
    Ok(office.commit().await?)
}

/// For staff. Ends the days of grace of a workspace.
#[server]
pub async fn end_grace(slug: String, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    mewayz::plans::end_grace(&mut office, slug.trim(), mewayz::clock::now()).await?;
    Ok(office.commit().await?)
}

#[cfg(not(target_arch = "wasm32"))]
fn chosen(plan: Plan, term: Term, features: &str) -> mewayz::plans::Choice {
    let features = features.split(',').filter_map(|name| mewayz::plans::Feature::from_name(name.trim())).collect();
    mewayz::plans::Choice { plan, term, features }
}

/// What can be had, for strangers too: their page is complete without scripts, so only the server is ever asked.
#[cfg(not(target_arch = "wasm32"))]
pub(super) async fn offers() -> Result<Vec<Version>, AppError> {
    let mut identity = context::db().identity().await?;
    let versions = mewayz::plans::versions(&mut identity).await?;
    Ok(Plan::PAID.into_iter().filter_map(|plan| versions.iter().find(|version| version.plan == plan).cloned()).collect())
}

#[cfg(target_arch = "wasm32")]
pub(super) async fn offers() -> Result<Vec<Version>, AppError> {
    Err(mewayz::Error::Unavailable(mewayz::error::Service::Server).into())
}
