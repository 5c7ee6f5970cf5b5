use leptos::prelude::*;
use mewayz::bio_sites::{Content, SiteDraft, SiteSummary, VersionSummary};
use mewayz::{fields::Message, ids::SiteId};
use serde::{Deserialize, Serialize};
use server_fn::codec::Json;

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;
#[cfg(not(target_arch = "wasm32"))]
use mewayz::{bio_sites, bio_sites::handles};

/// What a person is told about a handle while typing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandleCheck {
    /// Why it cannot be had; `None` if it is free.
    pub problem: Option<Message>,
    /// A free one that is close to it.
    pub suggestion: Option<String>,
}

#[server]
pub async fn list_sites(workspace: String) -> Result<Vec<SiteSummary>, AppError> {
    let mut scope = context::scope(&workspace).await?;
    Ok(bio_sites::list(&mut scope).await?)
}

/// The sites that are the person's own to look after.
#[server]
pub async fn list_my_sites(workspace: String) -> Result<Vec<SiteId>, AppError> {
    let mut scope = context::scope(&workspace).await?;
    Ok(mewayz::workspaces::my_sites(&mut scope).await?)
}

/// Starts a site and leads to its builder.
#[server]
pub async fn create_site(workspace: String, handle: String, name: String) -> Result<(), AppError> {
    let keep = |e: mewayz::Error| AppError::from(e).typed("handle", &handle).typed("name", &name);
    let mut scope = context::scope(&workspace).await?;
    let claimed = handles::Handle::parse(&handle).map_err(|message| keep(mewayz::Error::field("handle", message)))?;
    let site = bio_sites::create(&mut scope, &claimed, &name).await.map_err(keep)?;
    scope.commit().await?;
    leptos_axum::redirect(&format!("/w/{workspace}/sites/{site}"));
    Ok(())
}

/// Whether a handle can be had.
#[server]
pub async fn check_handle(workspace: String, handle: String) -> Result<HandleCheck, AppError> {
    context::member(&workspace).await?;
    let mut identity = context::db().identity().await?;
    let problem = match handles::Handle::parse(&handle) {
        Err(message) => Some(message),
        Ok(handle) if bio_sites::is_free(&mut identity, &handle).await? => None,
        Ok(_) => Some("This handle is taken.".into()),
    };
    let suggestion = if problem.is_some() { free_handle(&mut identity, &handle).await? } else { None };
    Ok(HandleCheck { problem, suggestion })
}

/// The first free handle among those that are close to what was typed.
#[cfg(not(target_arch = "wasm32"))]
async fn free_handle(identity: &mut mewayz::db::Identity, typed: &str) -> Result<Option<String>, AppError> {
    let base = handles::suggest(typed);
    for candidate in [base.clone(), format!("{base}-page"), format!("hello-{base}"), format!("{base}-links"), format!("{base}-2")] {
        let Ok(handle) = handles::Handle::parse(&candidate) else { continue };
        if bio_sites::is_free(identity, &handle).await? {
            return Ok(Some(candidate));
        }
    }
    Ok(None)
}

#[server]
pub async fn load_site(workspace: String, site: String) -> Result<SiteDraft, AppError> {
    let mut scope = context::scope(&workspace).await?;
    let site = site.parse().map_err(|_| mewayz::Error::NotFound)?;
    Ok(bio_sites::draft(&mut scope, site).await?)
}

/// Saves the draft over `version` and answers with the new version.
#[server(input = Json)]
pub async fn save_draft(workspace: String, site: SiteId, version: i32, content: Content) -> Result<i32, AppError> {
    let mut scope = context::scope(&workspace).await?;
    let version = bio_sites::save(&mut scope, site, version, content).await?;
    scope.commit().await?;
    Ok(version)
}

/// Shows the draft `version` to visitors and answers with the number of the published version.
#[server]
pub async fn publish_site(workspace: String, site: SiteId, version: i32) -> Result<i32, AppError> {
    let mut scope = context::scope(&workspace).await?;
    let number = bio_sites::publish(&mut scope, site, version).await?;
    scope.commit().await?;
    Ok(number)
}

#[server]
pub async fn unpublish_site(workspace: String, site: SiteId) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    bio_sites::unpublish(&mut scope, site).await?;
    Ok(scope.commit().await?)
}

/// A site's draft and its published versions, newest first.
#[server]
pub async fn list_versions(workspace: String, site: String) -> Result<(SiteDraft, Vec<VersionSummary>), AppError> {
    let mut scope = context::scope(&workspace).await?;
    let site = site.parse().map_err(|_| mewayz::Error::NotFound)?;
    let draft = bio_sites::draft(&mut scope, site).await?;
    Ok((draft, bio_sites::history(&mut scope, site).await?))
}

#[server]
pub async fn load_version(workspace: String, site: SiteId, number: i32) -> Result<Content, AppError> {
    let mut scope = context::scope(&workspace).await?;
    Ok(bio_sites::version(&mut scope, site, number).await?)
}
