use leptos::prelude::*;
use mewayz::{
    identity::{Person, PersonDetails},
    ids::UserId,
};

use crate::error::AppError;
#[cfg(not(target_arch = "wasm32"))]
use crate::{context, session::Impersonation};
#[cfg(not(target_arch = "wasm32"))]
use mewayz::{
    Error, clock,
    identity::{impersonation, office},
};

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

/// For staff. Sees the product as somebody else does, for a time.
#[server]
pub async fn impersonate(person: UserId, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    context::proven_user()?;
    let until = impersonation::begin(&mut office, person, clock::now()).await?;
    let first = office::find(&mut office, person, clock::now()).await?.workspaces.into_iter().next();
    office.commit().await?;
    context::session()?.impersonate(Impersonation { person, until }).await?;
    leptos_axum::redirect(&first.map_or("/w".to_owned(), |(slug, _)| format!("/w/{slug}")));
    Ok(())
}

/// For staff who see the product as somebody else: they are themselves again.
#[server]
pub async fn stop_impersonating() -> Result<(), AppError> {
    let (person, visitor) = (context::user()?, context::visitor());
    let (staff, _) = visitor.staff.ok_or(Error::NotFound)?;
    context::session()?.stop_impersonating().await?;
    let staff = mewayz::staff::recognise(&mut context::db().identity().await?, staff).await?;
    let mut office = context::db().staff(&staff, "Nothing more to look at").await?;
    impersonation::end(&mut office, person).await?;
    office.commit().await?;
    leptos_axum::redirect(&format!("/admin/people/{person}"));
    Ok(())
}
