use leptos::prelude::*;
use mewayz::{
    ids::SiteId,
    reports::{Case, Queue, QueuePage, Ruling},
};
use uuid::Uuid;

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;
#[cfg(not(target_arch = "wasm32"))]
use mewayz::{
    clock,
    reports::{self, Draft},
};

/// What the time at which a form was opened is signed for.
#[cfg(not(target_arch = "wasm32"))]
const OPENED: &str = "report form";

/// Keeps what a visitor says about a page. `website` is a field that people do not see: whoever fills it in is none of them.
#[server]
pub async fn report_content(
    #[server(default)] page: String,
    #[server(default)] concern: String,
    #[server(default)] words: String,
    #[server(default)] email: String,
    #[server(default)] website: String,
    #[server(default)] opened: String,
) -> Result<(), AppError> {
    let (db, address, now) = (context::db(), context::visitor().address, clock::now());
    if website.is_empty() {
        let draft = Draft { page: page.clone(), reason: concern.clone(), words: words.clone(), email: email.clone() };
        let outcome = async {
            reports::rules::check_pace(opened_at(&opened)?, now)?;
            reports::report(&db, &draft, &address, now).await
        };
        let typed = [("page", &page), ("concern", &concern), ("words", &words), ("email", &email), ("opened", &opened)];
        outcome.await.map_err(|error| typed.into_iter().fold(AppError::from(error), |error, (field, value)| error.typed(field, value)))?;
    }
    leptos_axum::redirect("/report?sent=1");
    Ok(())
}

/// When the form is opened, signed so that nobody makes it earlier.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn opening() -> String {
    let at = clock::now().timestamp().to_string();
    context::keyring().sign(OPENED, &at).map(|signature| format!("{at}.{signature}")).unwrap_or_default()
}

/// This page is rendered by the server only.
#[cfg(target_arch = "wasm32")]
pub(super) fn opening() -> String {
    String::new()
}

#[cfg(not(target_arch = "wasm32"))]
fn opened_at(opened: &str) -> mewayz::Result<chrono::DateTime<chrono::Utc>> {
    let read = || {
        let (at, signature) = opened.split_once('.')?;
        if !context::keyring().verify(OPENED, at, signature) {
            return None;
        }
        chrono::DateTime::from_timestamp(at.parse().ok()?, 0)
    };
    read().ok_or_else(|| mewayz::Error::field("form", "This form was not complete. Please reload the page and try again."))
}

/// The handle of a site and, if staff have taken its page down, why.
#[server]
pub async fn load_ruling(workspace: String, site: SiteId) -> Result<(String, Option<Ruling>), AppError> {
    let mut scope = context::scope(&workspace).await?;
    Ok(reports::ruling(&mut scope, site).await?)
}

/// Objects to a page's being down.
#[server]
pub async fn appeal_ruling(workspace: String, site: SiteId, #[server(default)] text: String) -> Result<(), AppError> {
    // In the person's own words, whoever looks on.
    context::own_user()?;
    let mut scope = context::scope(&workspace).await?;
    reports::appeal(&mut scope, site, &text, clock::now()).await?;
    Ok(scope.commit().await?)
}

/// For staff. Pages that were reported.
#[server]
pub async fn list_reported(#[server(default)] which: Queue, #[server(default)] before: Option<Uuid>) -> Result<QueuePage, AppError> {
    let mut office = context::office("Looking at reported pages").await?;
    Ok(reports::queue(&mut office, which, before).await?)
}

/// For staff. Everything about a page that was reported.
#[server]
pub async fn load_case(site: SiteId) -> Result<Case, AppError> {
    let mut office = context::office("Looking at a reported page").await?;
    Ok(reports::case(&mut office, site).await?)
}

/// For staff. Leaves the page as it is.
#[server]
pub async fn dismiss_reports(site: SiteId, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    reports::dismiss(&mut office, site, clock::now()).await?;
    Ok(office.commit().await?)
}

/// For staff. Keeps the page from visitors.
#[server]
pub async fn take_page_down(site: SiteId, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    reports::take_down(&mut office, site, clock::now()).await?;
    Ok(office.commit().await?)
}

/// For staff. Lets visitors see the page again.
#[server]
pub async fn restore_page(site: SiteId, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    reports::restore(&mut office, site).await?;
    Ok(office.commit().await?)
}

/// For staff. Answers an objection: the page stays down.
#[server]
pub async fn keep_page_down(site: SiteId, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    reports::keep_down(&mut office, site, clock::now()).await?;
    Ok(office.commit().await?)
}
