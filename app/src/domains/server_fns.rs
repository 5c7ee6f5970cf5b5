use leptos::prelude::*;
use mewayz::{
    domains::{Domain, Sender},
    ids::{DomainId, SiteId},
};
use serde::{Deserialize, Serialize};

use crate::error::AppError;
#[cfg(not(target_arch = "wasm32"))]
use crate::{context, workspaces::site_names};
#[cfg(not(target_arch = "wasm32"))]
use mewayz::{
    Error, clock,
    domains::{self, Host},
};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domains {
    pub domains: Vec<Domain>,
    pub sender: Option<Sender>,
    pub sites: Vec<(SiteId, String)>,
}

#[server]
pub async fn load_domains(workspace: String) -> Result<Domains, AppError> {
    let mut scope = context::scope(&workspace).await?;
    let domains = domains::list(&mut scope, &own_host()).await?;
    Ok(Domains { domains, sender: domains::sender(&mut scope).await?, sites: site_names(&mut scope).await? })
}

/// Claims a name; `site` is empty for none.
#[server]
pub async fn add_domain(workspace: String, host: String, #[server(default)] site: String) -> Result<(), AppError> {
    let typed = |e: Error| AppError::from(e).typed("host", &host);
    let mut scope = context::scope(&workspace).await?;
    let parsed = Host::parse(&host, &own_host()).map_err(|message| typed(Error::field("host", message)))?;
    domains::add(&mut scope, &parsed, chosen(&site)?, clock::now()).await.map_err(typed)?;
    Ok(scope.commit().await?)
}

/// Puts another site at the root of a name.
#[server]
pub async fn lead_domain(workspace: String, domain: DomainId, #[server(default)] site: String) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    domains::lead(&mut scope, domain, chosen(&site)?).await?;
    Ok(scope.commit().await?)
}

/// Looks in the name service now. What it says is taken over; the page shows how the name stands.
#[server]
pub async fn check_domain(workspace: String, domain: DomainId) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    scope.require_everywhere(mewayz::tenancy::Permission::ManageWorkspace)?;
    let (place, token) = domains::to_check(&mut scope, domain).await?;
    scope.commit().await?;
    let proof = domains::looked(&Ok::<_, Error>(context::names().texts(&place).await?), &token);
    let mut scope = context::scope(&workspace).await?;
    domains::settle(&mut scope, domain, proof, clock::now()).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn remove_domain(workspace: String, domain: DomainId) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    domains::remove(&mut scope, domain).await?;
    Ok(scope.commit().await?)
}

/// Mail of the workspace shall come from this mailbox of a name.
#[server]
pub async fn save_sender(workspace: String, domain: DomainId, mailbox: String) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    let saved = domains::save_sender(&mut scope, &context::keyring(), domain, &mailbox, clock::now()).await;
    saved.map_err(|e| AppError::from(e).typed("mailbox", &mailbox))?;
    Ok(scope.commit().await?)
}

/// Looks for the key in the name service now.
#[server]
pub async fn check_sender(workspace: String) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    scope.require_everywhere(mewayz::tenancy::Permission::ManageWorkspace)?;
    let (place, key) = domains::sender_to_check(&mut scope).await?;
    scope.commit().await?;
    let texts = context::names().texts(&place).await?;
    let mut scope = context::scope(&workspace).await?;
    domains::check_sender(&mut scope, &key, &texts, clock::now()).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn remove_sender(workspace: String) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    domains::remove_sender(&mut scope).await?;
    Ok(scope.commit().await?)
}

/// The host of the product, to which names have to lead.
#[cfg(not(target_arch = "wasm32"))]
fn own_host() -> String {
    let settings = context::settings();
    let host = settings.base_url.split("://").nth(1).unwrap_or_default();
    host.split(':').next().unwrap_or_default().to_owned()
}

#[cfg(not(target_arch = "wasm32"))]
fn chosen(site: &str) -> Result<Option<SiteId>, AppError> {
    if site.is_empty() {
        return Ok(None);
    }
    Ok(Some(site.parse().map_err(|_| Error::NotFound)?))
}
