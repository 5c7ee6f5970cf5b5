use leptos::prelude::*;
use mewayz::{
    ids::{SiteId, UserId},
    workspaces::{Invitation, MadeRole, Person, RoleChoice},
};
use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;
#[cfg(not(target_arch = "wasm32"))]
use mewayz::{clock, tenancy::Permission, workspaces};

/// What the page of members shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    pub people: Vec<Person>,
    pub roles: Vec<MadeRole>,
    /// Empty for those who may not invite.
    pub invitations: Vec<Invitation>,
    /// Sites to which guests can be invited: id and handle.
    pub sites: Vec<(SiteId, String)>,
}

#[server]
pub async fn load_team(workspace: String) -> Result<Team, AppError> {
    let mut scope = context::scope(&workspace).await?;
    let (people, roles) = (workspaces::people(&mut scope).await?, workspaces::made_roles(&mut scope).await?);
    let (mut invitations, mut sites) = (Vec::new(), Vec::new());
    if scope.require_everywhere(Permission::ManageMembers).is_ok() {
        invitations = workspaces::invitations(&mut scope).await?;
        sites = site_names(&mut scope).await?;
    }
    Ok(Team { people, roles, invitations, sites })
}

/// Sites and their handles; none for those who may not see any.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) async fn site_names(scope: &mut mewayz::tenancy::Scope) -> Result<Vec<(SiteId, String)>, AppError> {
    if scope.require(Permission::ViewSites).is_err() {
        return Ok(Vec::new());
    }
    Ok(mewayz::bio_sites::list(scope).await?.into_iter().map(|site| (site.id, site.handle)).collect())
}

/// Gives a member another role; `only_assigned` makes them a guest.
#[server]
pub async fn change_member(
    workspace: String,
    user: UserId,
    role: RoleChoice,
    #[server(default)] only_assigned: Option<String>,
) -> Result<(), AppError> {
    let mut scope = context::alone(&workspace).await?;
    workspaces::give_role(&mut scope, user, role, only_assigned.is_some(), clock::now()).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn remove_member(workspace: String, user: UserId) -> Result<(), AppError> {
    let mut scope = context::alone(&workspace).await?;
    workspaces::remove_member(&mut scope, user, &context::settings().base_url, clock::now()).await?;
    Ok(scope.commit().await?)
}

/// Leaves the workspace and leads to another one.
#[server]
pub async fn leave_workspace(workspace: String) -> Result<(), AppError> {
    let mut scope = context::alone(&workspace).await?;
    workspaces::leave(&mut scope, clock::now()).await?;
    scope.commit().await?;
    leptos_axum::redirect("/w");
    Ok(())
}
