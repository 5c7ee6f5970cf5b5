use leptos::prelude::*;
use mewayz::{
    ids::{DeliveryId, EndpointId},
    webhooks::{Details, Endpoint, Log, ShownSecret, State},
};
use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;
#[cfg(not(target_arch = "wasm32"))]
use mewayz::{
    clock, events,
    webhooks::{self, Draft},
};

/// Lines on one page of the log.
#[cfg(not(target_arch = "wasm32"))]
const PAGE: i64 = 30;

/// An event that can be listened to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventKind {
    pub name: String,
    pub summary: String,
}

/// An endpoint, and what it could be told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointView {
    pub endpoint: Endpoint,
    pub events: Vec<EventKind>,
}

#[server]
pub async fn list_webhooks(workspace: String) -> Result<(Vec<Endpoint>, Vec<EventKind>), AppError> {
    let mut scope = context::scope(&workspace).await?;
    Ok((webhooks::list(&mut scope).await?, kinds()))
}

#[server]
pub async fn load_webhook(workspace: String, endpoint: EndpointId) -> Result<EndpointView, AppError> {
    let mut scope = context::scope(&workspace).await?;
    Ok(EndpointView { endpoint: webhooks::find(&mut scope, endpoint).await?, events: kinds() })
}

/// Adds an endpoint and leads to its page.
#[server]
pub async fn create_webhook(
    workspace: String,
    url: String,
    description: String,
    #[server(default)] patterns: Vec<String>,
) -> Result<(), AppError> {
    let keep = |e: mewayz::Error| AppError::from(e).typed("url", &url).typed("description", &description);
    let draft = Draft { url: url.clone(), description: description.clone(), patterns };
    let mut scope = context::scope(&workspace).await?;
    let id = webhooks::create(&mut scope, &context::keyring(), &context::settings().outbound, &draft).await.map_err(keep)?;
    scope.commit().await?;
    leptos_axum::redirect(&format!("/w/{workspace}/settings/webhooks/{id}"));
    Ok(())
}

#[server]
pub async fn save_webhook(
    workspace: String,
    endpoint: EndpointId,
    url: String,
    description: String,
    #[server(default)] patterns: Vec<String>,
) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    webhooks::change(&mut scope, &context::settings().outbound, endpoint, &Draft { url, description, patterns }).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn switch_webhook(workspace: String, endpoint: EndpointId, on: bool) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    webhooks::enable(&mut scope, endpoint, on).await?;
    Ok(scope.commit().await?)
}

/// Removes an endpoint and leads back to the list.
#[server]
pub async fn remove_webhook(workspace: String, endpoint: EndpointId) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    webhooks::remove(&mut scope, endpoint).await?;
    scope.commit().await?;
    leptos_axum::redirect(&format!("/w/{workspace}/settings/webhooks"));
    Ok(())
}

#[server]
pub async fn reveal_webhook(workspace: String, endpoint: EndpointId) -> Result<Vec<ShownSecret>, AppError> {
    let mut scope = context::scope(&workspace).await?;
    Ok(webhooks::reveal(&mut scope, &context::keyring(), endpoint, clock::now()).await?)
}

/// Makes a new secret and shows all that are valid.
#[server]
pub async fn rotate_webhook(workspace: String, endpoint: EndpointId) -> Result<Vec<ShownSecret>, AppError> {
    let mut scope = context::scope(&workspace).await?;
    webhooks::rotate(&mut scope, &context::keyring(), endpoint, clock::now()).await?;
    let shown = webhooks::reveal(&mut scope, &context::keyring(), endpoint, clock::now()).await?;
    scope.commit().await?;
    Ok(shown)
}

#[server]
pub async fn test_webhook(workspace: String, endpoint: EndpointId) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    webhooks::send_test(&mut scope, endpoint, clock::now()).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn list_deliveries(
    workspace: String,
    endpoint: EndpointId,
    state: Option<State>,
    after: Option<DeliveryId>,
) -> Result<Log, AppError> {
    let mut scope = context::scope(&workspace).await?;
    Ok(webhooks::log(&mut scope, endpoint, state, after, PAGE).await?)
}

#[server]
pub async fn load_delivery(workspace: String, delivery: DeliveryId) -> Result<Details, AppError> {
    let mut scope = context::scope(&workspace).await?;
    Ok(webhooks::details(&mut scope, delivery).await?)
}

#[server]
pub async fn replay_delivery(workspace: String, delivery: DeliveryId) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    webhooks::replay(&mut scope, delivery, clock::now()).await?;
    Ok(scope.commit().await?)
}

/// Sends again what failed in the last hours; how many.
#[server]
pub async fn replay_failed(workspace: String, endpoint: EndpointId, hours: u32) -> Result<usize, AppError> {
    let now = clock::now();
    let mut scope = context::scope(&workspace).await?;
    let count = webhooks::replay_range(&mut scope, endpoint, now - chrono::Duration::hours(hours.into()), now, true, now).await?;
    scope.commit().await?;
    Ok(count)
}

#[cfg(not(target_arch = "wasm32"))]
fn kinds() -> Vec<EventKind> {
    // What people do with their own account is told to no workspace.
    let told = events::CATALOGUE.iter().filter(|kind| kind.record != "user");
    told.map(|kind| EventKind { name: kind.name.to_owned(), summary: kind.summary.trim().to_owned() }).collect()
}
