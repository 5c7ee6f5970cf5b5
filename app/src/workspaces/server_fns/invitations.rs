use leptos::prelude::*;
use mewayz::{
    ids::{InvitationId, SiteId},
    workspaces::{Invited, Welcome},
};

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;
#[cfg(not(target_arch = "wasm32"))]
use mewayz::{clock, workspaces};

/// Invites somebody by mail; without an address it answers with a link that works once.
#[server]
pub async fn invite_member(
    workspace: String,
    #[server(default)] email: String,
    role: String,
    #[server(default)] sites: Vec<SiteId>,
    days: u16,
) -> Result<Invited, AppError> {
    let keep = |e: mewayz::Error| AppError::from(e).typed("email", &email);
    let mut scope = context::scope(&workspace).await?;
    let draft = workspaces::Draft { email: email.clone(), role, sites, days };
    let invited = workspaces::invite(&mut scope, &draft, &context::settings().base_url, clock::now()).await.map_err(keep)?;
    scope.commit().await?;
    Ok(invited)
}

/// Sends an invitation once more; its link before is dead.
#[server]
pub async fn resend_invitation(workspace: String, invitation: InvitationId) -> Result<Invited, AppError> {
    let mut scope = context::scope(&workspace).await?;
    let invited = workspaces::resend(&mut scope, invitation, &context::settings().base_url, clock::now()).await?;
    scope.commit().await?;
    Ok(invited)
}

#[server]
pub async fn revoke_invitation(workspace: String, invitation: InvitationId) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    workspaces::revoke_invitation(&mut scope, invitation, clock::now()).await?;
    Ok(scope.commit().await?)
}

/// What a link offers, and what whoever asks can do with it. For strangers too.
#[server]
pub async fn load_invitation(token: String) -> Result<Welcome, AppError> {
    Ok(workspaces::look(&context::db(), &token, context::visitor().user, clock::now()).await?)
}

/// Makes the person a member and leads to the workspace.
#[server]
pub async fn accept_invitation(token: String) -> Result<(), AppError> {
    let (user, address) = (context::own_user()?, context::visitor().address);
    let slug = workspaces::accept(&context::db(), &token, user, &address, clock::now()).await?;
    leptos_axum::redirect(&format!("/w/{slug}"));
    Ok(())
}
