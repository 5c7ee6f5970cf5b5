use leptos::prelude::*;
use mewayz::{
    ids::{ShareId, SiteId},
    workspaces::Share,
};
use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
use super::members::site_names;
#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;
#[cfg(not(target_arch = "wasm32"))]
use mewayz::workspaces;

/// What the page of sharing shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shares {
    /// Shown to others; empty for those who may not share.
    pub given: Vec<Share>,
    /// Shown to this workspace by others.
    pub taken: Vec<Share>,
    pub sites: Vec<(SiteId, String)>,
}

#[server]
pub async fn load_shares(workspace: String) -> Result<Shares, AppError> {
    let mut scope = context::scope(&workspace).await?;
    let taken = workspaces::taken(&mut scope).await?;
    let (mut given, mut sites) = (Vec::new(), Vec::new());
    if scope.require_everywhere(mewayz::tenancy::Permission::ShareSites).is_ok() {
        given = workspaces::given(&mut scope).await?;
        sites = site_names(&mut scope).await?;
    }
    Ok(Shares { given, taken, sites })
}

/// Shows a site to the workspace with the address `with`.
#[server]
pub async fn share_site(workspace: String, site: SiteId, with: String) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    workspaces::share(&mut scope, site, &with).await.map_err(|e| AppError::from(e).typed("with", &with))?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn unshare_site(workspace: String, share: ShareId) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    workspaces::unshare(&mut scope, share).await?;
    Ok(scope.commit().await?)
}

/// Copies a site that another workspace shows, under a handle of its own, and leads to its builder.
#[server]
pub async fn copy_shared_site(workspace: String, share: ShareId, handle: String) -> Result<(), AppError> {
    let keep = |e: mewayz::Error| AppError::from(e).typed("handle", &handle);
    let mut scope = context::scope(&workspace).await?;
    let claimed = mewayz::bio_sites::handles::Handle::parse(&handle).map_err(|m| keep(mewayz::Error::field("handle", m)))?;
    let site = workspaces::copy(&context::db(), &mut scope, share, &claimed).await.map_err(keep)?;
    scope.commit().await?;
    leptos_axum::redirect(&format!("/w/{workspace}/sites/{site}"));
    Ok(())
}
