use leptos::prelude::*;
use mewayz::{
    ids::UserId,
    workspaces::{Settings, UsageReport},
};
use serde::{Deserialize, Serialize};
use server_fn::codec::{MultipartData, MultipartFormData};

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;
#[cfg(not(target_arch = "wasm32"))]
use mewayz::{clock, workspaces};

/// What the page of the workspace's settings shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsView {
    pub settings: Settings,
    /// Whom it can be handed over to: id and name; empty for those who do not own it.
    pub heirs: Vec<(UserId, String)>,
}

#[server]
pub async fn load_workspace(workspace: String) -> Result<SettingsView, AppError> {
    use mewayz::tenancy::Permission;
    let mut scope = context::scope(&workspace).await?;
    let settings = workspaces::settings(&mut scope).await?;
    let mut heirs = Vec::new();
    if let Ok(me) = scope.require(Permission::OwnWorkspace) {
        let others = workspaces::people(&mut scope).await?.into_iter().filter(|p| p.id != me && !p.access.only_assigned);
        heirs = others.map(|p| (p.id, p.full_name)).collect();
    }
    Ok(SettingsView { settings, heirs })
}

/// Makes another workspace of the person's and leads there.
#[server]
pub async fn create_workspace(name: String) -> Result<(), AppError> {
    let (user, address) = (context::own_user()?, context::visitor().address);
    let mut identity = context::db().identity().await?;
    let slug = workspaces::create(&mut identity, user, &name, &address).await.map_err(|e| AppError::from(e).typed("name", &name))?;
    identity.commit().await?;
    leptos_axum::redirect(&format!("/w/{slug}"));
    Ok(())
}

#[server]
pub async fn rename_workspace(workspace: String, name: String) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    workspaces::rename(&mut scope, &name).await.map_err(|e| AppError::from(e).typed("name", &name))?;
    Ok(scope.commit().await?)
}

/// Gives the workspace another address and leads there.
#[server]
pub async fn move_workspace(workspace: String, slug: String) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    let slug = workspaces::set_slug(&mut scope, &slug).await.map_err(|e| AppError::from(e).typed("slug", &slug))?;
    scope.commit().await?;
    leptos_axum::redirect(&format!("/w/{slug}/settings/workspace"));
    Ok(())
}

/// Says how the mails of the workspace look.
#[server]
pub async fn save_look(
    workspace: String,
    #[server(default)] accent: String,
    #[server(default)] logo_key: String,
    #[server(default)] logo_width: u32,
    #[server(default)] imprint: String,
) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    workspaces::set_look(&mut scope, workspaces::Look { accent, logo_key, logo_width, imprint }).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn archive_workspace(workspace: String) -> Result<(), AppError> {
    let mut scope = context::alone(&workspace).await?;
    workspaces::archive(&mut scope, clock::now()).await?;
    scope.commit().await?;
    leptos_axum::redirect(&format!("/w/{workspace}/settings/workspace"));
    Ok(())
}

#[server]
pub async fn reopen_workspace(workspace: String) -> Result<(), AppError> {
    let mut scope = context::alone(&workspace).await?;
    workspaces::reopen(&mut scope).await?;
    scope.commit().await?;
    leptos_axum::redirect(&format!("/w/{workspace}/settings/workspace"));
    Ok(())
}

/// Ends the workspace after its grace; `typed` must be its address.
#[server]
pub async fn end_workspace(workspace: String, typed: String) -> Result<(), AppError> {
    let mut scope = context::alone(&workspace).await?;
    workspaces::end(&mut scope, &typed, clock::now()).await?;
    scope.commit().await?;
    leptos_axum::redirect(&format!("/w/{workspace}/settings/workspace"));
    Ok(())
}

#[server]
pub async fn offer_workspace(workspace: String, user: UserId) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    workspaces::offer(&mut scope, user, &context::settings().base_url, clock::now()).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn withdraw_offer(workspace: String) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    workspaces::withdraw_offer(&mut scope).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn decline_offer(workspace: String) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    workspaces::decline_offer(&mut scope, clock::now()).await?;
    Ok(scope.commit().await?)
}

/// Takes the workspace over.
#[server]
pub async fn accept_offer(workspace: String) -> Result<(), AppError> {
    let mut scope = context::alone(&workspace).await?;
    workspaces::accept_offer(&mut scope, clock::now()).await?;
    scope.commit().await?;
    leptos_axum::redirect(&format!("/w/{workspace}/settings/members"));
    Ok(())
}

#[server]
pub async fn load_usage(workspace: String) -> Result<UsageReport, AppError> {
    let mut scope = context::scope(&workspace).await?;
    Ok(workspaces::usage(&mut scope, clock::now()).await?)
}

/// Makes a new workspace of the person's from an export: a form with a `file`. Leads there.
#[server(input = MultipartFormData)]
pub async fn restore_workspace(data: MultipartData) -> Result<(), AppError> {
    let (user, address) = (context::own_user()?, context::visitor().address);
    let unreadable = || mewayz::Error::field("file", "This is no export of a workspace.");
    let mut form = data.into_inner().ok_or_else(unreadable)?;
    let part = form.next_field().await.map_err(|_| unreadable())?.ok_or_else(unreadable)?;
    let bytes = part.bytes().await.map_err(|_| unreadable())?;
    let slug = workspaces::import(&context::db(), user, &bytes, &address).await?;
    leptos_axum::redirect(&format!("/w/{slug}"));
    Ok(())
}
