use leptos::prelude::*;
use mewayz::{
    identity::{Person, PersonDetails},
    ids::UserId,
};

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;
#[cfg(not(target_arch = "wasm32"))]
use mewayz::{clock, identity::office};

/// For staff. People by a part of their name or address, newest first.
#[server]
pub async fn list_people(#[server(default)] text: String, #[server(default)] before: Option<UserId>) -> Result<Vec<Person>, AppError> {
    let mut office = context::office("Looking for people").await?;
    Ok(office::search(&mut office, &text, before).await?)
}

/// For staff. Everything about a person.
#[server]
pub async fn load_person(person: UserId) -> Result<PersonDetails, AppError> {
    let mut office = context::office("Looking at a person").await?;
    Ok(office::find(&mut office, person, clock::now()).await?)
}

/// For staff. Keeps somebody out, at once and everywhere.
#[server]
pub async fn suspend_person(person: UserId, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    office::suspend(&mut office, person, clock::now()).await?;
    Ok(office.commit().await?)
}

/// For staff. Lets somebody in again.
#[server]
pub async fn lift_person(person: UserId, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    office::lift(&mut office, person).await?;
    Ok(office.commit().await?)
}

/// For staff. Ends every session and every program of somebody.
#[server]
pub async fn sign_out_person(person: UserId, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    office::sign_out(&mut office, person, clock::now()).await?;
    Ok(office.commit().await?)
}

/// For staff. Takes away app, codes and passkeys of somebody who has lost them.
#[server]
pub async fn reset_second_factor(person: UserId, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    office::reset_second_factor(&mut office, person, &context::settings().base_url, clock::now()).await?;
    Ok(office.commit().await?)
}
