use leptos::prelude::*;
use mewayz::{ids::RoleId, workspaces::MadeRole};

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;
#[cfg(not(target_arch = "wasm32"))]
use mewayz::workspaces;

/// The roles that the workspace made.
#[server]
pub async fn load_roles(workspace: String) -> Result<Vec<MadeRole>, AppError> {
    let mut scope = context::scope(&workspace).await?;
    Ok(workspaces::made_roles(&mut scope).await?)
}

#[server]
pub async fn create_role(workspace: String, name: String, #[server(default)] permissions: Vec<String>) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    workspaces::create_role(&mut scope, &name, &permissions).await.map_err(|e| AppError::from(e).typed("name", &name))?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn save_role(workspace: String, made: RoleId, name: String, #[server(default)] permissions: Vec<String>) -> Result<(), AppError> {
    let mut scope = context::alone(&workspace).await?;
    workspaces::change_role(&mut scope, made, &name, &permissions).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn delete_role(workspace: String, made: RoleId) -> Result<(), AppError> {
    let mut scope = context::alone(&workspace).await?;
    workspaces::delete_role(&mut scope, made).await?;
    Ok(scope.commit().await?)
}
