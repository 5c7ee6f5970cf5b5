use leptos::prelude::*;
use mewayz::business::Report;

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;
#[cfg(not(target_arch = "wasm32"))]
use mewayz::{
    business::{self, months},
    clock,
};

/// For staff. Everything about the business; bills are held against a month such as `2026-11`, the running one without.
#[server]
pub async fn load_business(#[server(default)] month: String) -> Result<Report, AppError> {
    let now = clock::now();
    let month = months::parse(&month).unwrap_or_else(|| months::of(now));
    let mut office = context::office("Looking at business analytics").await?;
    let report = business::report(&mut office, month, now).await?;
    Ok(office.commit().await.map(|()| report)?)
}

/// For staff. Counts in every workspace as soon as a worker has time.
#[server]
pub async fn start_survey() -> Result<(), AppError> {
    let mut office = context::office("Counting anew").await?;
    mewayz::survey::ask(&mut office).await?;
    Ok(office.commit().await?)
}
