use leptos::prelude::*;
use mewayz::{
    ids::JobId,
    jobs::{Board, JobList},
};
use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;

/// Which jobs a page or an act is about, as in the address; empty means any.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub state: String,
    pub queue: String,
    pub name: String,
}

/// For staff. How the queues do.
#[server]
pub async fn load_board() -> Result<Board, AppError> {
    let mut office = context::office("Looking at the queues").await?;
    let board = mewayz::jobs::board(&mut office, mewayz::clock::now()).await?;
    Ok(office.commit().await.map(|()| board)?)
}

/// For staff. Jobs, newest first; `after` is the last one of the page before.
#[server]
pub async fn list_jobs(#[server(default)] asked: Asked, #[server(default)] after: String) -> Result<JobList, AppError> {
    let mut office = context::office("Looking at jobs").await?;
    Ok(mewayz::jobs::list(&mut office, &filter(&asked), after.parse().ok()).await?)
}

/// For staff. Tries jobs again: those in `only`, or all that are asked for. Returns how many there were.
#[server]
pub async fn retry_jobs(#[server(default)] asked: Asked, #[server(default)] only: Vec<JobId>) -> Result<i64, AppError> {
    let mut office = context::office("Trying again").await?;
    let count = mewayz::jobs::retry(&mut office, &filter(&asked), &only).await?;
    Ok(office.commit().await.map(|()| count)?)
}

/// For staff. Deletes jobs that do not run, and writes down why. Returns how many there were.
#[server]
pub async fn discard_jobs(
    #[server(default)] asked: Asked,
    #[server(default)] only: Vec<JobId>,
    #[server(default)] reason: String,
) -> Result<i64, AppError> {
    let mut office = context::office(&reason).await?;
    let count = mewayz::jobs::discard(&mut office, &filter(&asked), &only).await?;
    Ok(office.commit().await.map(|()| count)?)
}

#[cfg(not(target_arch = "wasm32"))]
fn filter(asked: &Asked) -> mewayz::jobs::Filter {
    let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    mewayz::jobs::Filter { state: asked.state.parse().ok(), queue: given(&asked.queue), name: given(&asked.name), workspace: None }
}
