use leptos::prelude::*;
use mewayz::{
    ids::{AssignmentId, GroupId, SiteId, UserId},
    workspaces::{Assignment, Group},
};
use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
use super::members::site_names;
#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;
#[cfg(not(target_arch = "wasm32"))]
use mewayz::workspaces;

/// What the page of groups shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groups {
    pub groups: Vec<Group>,
    pub assignments: Vec<Assignment>,
    /// Members: id and name.
    pub people: Vec<(UserId, String)>,
    pub sites: Vec<(SiteId, String)>,
}

#[server]
pub async fn load_groups(workspace: String) -> Result<Groups, AppError> {
    let mut scope = context::scope(&workspace).await?;
    let people = workspaces::people(&mut scope).await?.into_iter().map(|person| (person.id, person.full_name)).collect();
    Ok(Groups {
        groups: workspaces::groups(&mut scope).await?,
        assignments: workspaces::assignments(&mut scope).await?,
        people,
        sites: site_names(&mut scope).await?,
    })
}

#[server]
pub async fn create_group(workspace: String, name: String) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    workspaces::create_group(&mut scope, &name).await.map_err(|e| AppError::from(e).typed("name", &name))?;
    Ok(scope.commit().await?)
}

/// Renames a group and says who is in it.
#[server]
pub async fn save_group(workspace: String, group: GroupId, name: String, #[server(default)] members: Vec<UserId>) -> Result<(), AppError> {
    let mut scope = context::alone(&workspace).await?;
    workspaces::set_group(&mut scope, group, &name, &members).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn delete_group(workspace: String, group: GroupId) -> Result<(), AppError> {
    let mut scope = context::alone(&workspace).await?;
    workspaces::delete_group(&mut scope, group).await?;
    Ok(scope.commit().await?)
}

/// Gives a site to `person:{id}` or `group:{id}`.
#[server]
pub async fn assign_site(workspace: String, site: SiteId, assignee: String) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    let to = match assignee.split_once(':') {
        Some(("person", id)) => id.parse().map(workspaces::Assignee::Person),
        Some(("group", id)) => id.parse().map(workspaces::Assignee::Group),
        _ => return Err(mewayz::Error::NotFound.into()),
    };
    workspaces::assign(&mut scope, site, to.map_err(|_| mewayz::Error::NotFound)?).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn unassign_site(workspace: String, assignment: AssignmentId) -> Result<(), AppError> {
    let mut scope = context::alone(&workspace).await?;
    workspaces::unassign(&mut scope, assignment).await?;
    Ok(scope.commit().await?)
}
