use leptos::prelude::*;
use mewayz::{announcements::Row, ids::AnnouncementId, plans::Plan};
use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;
#[cfg(not(target_arch = "wasm32"))]
use mewayz::{
    announcements::{self, Audience, Draft, Kind, Words},
    clock,
    locale::Locale,
};

/// What the form holds, as it travels: times in UTC as the browser writes them, workspaces by address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Written {
    pub kind: String,
    pub fallback: String,
    pub from: String,
    pub until: String,
    pub plans: Vec<Plan>,
    pub workspaces: String,
    pub only_admins: String,
    pub told: String,
    /// One for each language, in the order of the languages.
    pub titles: Vec<String>,
    pub bodies: Vec<String>,
}

/// For staff. The newest announcements.
#[server]
pub async fn load_announcements() -> Result<Vec<Row>, AppError> {
    let mut office = context::office("Looking at announcements").await?;
    let rows = announcements::board(&mut office, clock::now()).await?;
    Ok(office.commit().await.map(|()| rows)?)
}

/// For staff. Keeps a draft: a new one, or another wording of one that nobody has seen.
#[server]
pub async fn save_announcement(
    #[server(default)] announcement: Option<AnnouncementId>,
    #[server(default)] written: Written,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let (draft, slugs, now) = (read(&written)?, slugs(&written.workspaces), clock::now());
    let mut office = context::office(&reason).await?;
    announcements::save(&mut office, announcement, &draft, &slugs, now).await?;
    Ok(office.commit().await?)
}

/// For staff. Lets people see a draft.
#[server]
pub async fn publish_announcement(announcement: AnnouncementId, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    announcements::publish(&mut office, announcement, clock::now()).await?;
    Ok(office.commit().await?)
}

/// For staff. Takes an announcement off every page, or throws a draft away.
#[server]
pub async fn end_announcement(
    announcement: AnnouncementId,
    #[server(default)] draft: bool,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    match draft {
        true => announcements::discard(&mut office, announcement).await?,
        false => announcements::end(&mut office, announcement, clock::now()).await?,
    }
    Ok(office.commit().await?)
}

/// The person wants to see an announcement no more.
#[server]
pub async fn put_away(announcement: AnnouncementId) -> Result<(), AppError> {
    let user = context::own_user()?;
    let mut identity = context::db().identity().await?;
    announcements::put_away(&mut identity, user, announcement).await?;
    Ok(identity.commit().await?)
}

#[cfg(not(target_arch = "wasm32"))]
fn read(written: &Written) -> Result<Draft, AppError> {
    let words = Locale::ALL.into_iter().zip(written.titles.iter().zip(&written.bodies));
    let words = words.map(|(locale, (title, body))| (locale, Words { title: title.clone(), body: body.clone() })).collect();
    Ok(Draft {
        kind: Kind::from_name(&written.kind).unwrap_or(Kind::Info),
        words,
        fallback: Locale::from_tag(&written.fallback).unwrap_or_default(),
        from: moment(&written.from, "from")?.unwrap_or_else(clock::now),
        until: moment(&written.until, "until")?,
        audience: Audience { plans: written.plans.clone(), workspaces: Vec::new(), only_admins: !written.only_admins.is_empty() },
        told: !written.told.is_empty(),
    })
}

/// A time in UTC as browsers write it, such as `2026-11-21T18:00`; `None` if nothing is written.
#[cfg(not(target_arch = "wasm32"))]
fn moment(text: &str, field: &'static str) -> Result<Option<chrono::DateTime<chrono::Utc>>, AppError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let read = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"].into_iter().find_map(|form| chrono::NaiveDateTime::parse_from_str(text, form).ok());
    Ok(Some(read.ok_or_else(|| mewayz::Error::field(field, "Enter a date and a time."))?.and_utc()))
}

#[cfg(not(target_arch = "wasm32"))]
fn slugs(text: &str) -> Vec<String> {
    text.split([',', ';', ' ', '\n', '\r', '\t']).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}
