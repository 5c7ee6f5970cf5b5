use leptos::prelude::*;
use mewayz::{
    api_keys::{ApiKey, Created},
    ids::ApiKeyId,
};

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;

#[server]
pub async fn list_api_keys(workspace: String) -> Result<Vec<ApiKey>, AppError> {
    let mut scope = context::scope(&workspace).await?;
    Ok(mewayz::api_keys::list(&mut scope, mewayz::clock::now()).await?)
}

/// Makes a key; `days` of 0 means that it has no end. The answer is the only place its text ever stands in.
#[server]
pub async fn create_api_key(
    workspace: String,
    name: String,
    #[server(default)] scopes: Vec<String>,
    days: u16,
    #[server(default)] addresses: String,
) -> Result<Created, AppError> {
    context::proven_user()?;
    let mut scope = context::scope(&workspace).await?;
    let draft = mewayz::api_keys::Draft { name, scopes, days: (days > 0).then_some(days), addresses };
    let created = mewayz::api_keys::create(&mut scope, &draft, mewayz::clock::now()).await?;
    scope.commit().await?;
    Ok(created)
}

#[server]
pub async fn revoke_api_key(workspace: String, key: ApiKeyId) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    mewayz::api_keys::revoke(&mut scope, key, mewayz::clock::now()).await?;
    Ok(scope.commit().await?)
}
