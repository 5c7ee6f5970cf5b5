use leptos::prelude::*;
use mewayz::health::Report;

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;

/// No part is waited for longer.
#[cfg(not(target_arch = "wasm32"))]
const LIMIT: std::time::Duration = std::time::Duration::from_secs(2);

/// For staff. Looks at every part of the product.
#[server]
pub async fn load_health() -> Result<Report, AppError> {
    let (db, storage, process) = (context::db(), context::storage(), context::process());
    context::office("Looking at system health").await?.commit().await?;
    Ok(mewayz::health::examine(&db, &storage, &process, LIMIT, mewayz::clock::now()).await)
}
