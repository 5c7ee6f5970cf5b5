use leptos::prelude::*;
use mewayz::identity::SessionSummary;
use mewayz::{ids::SessionRef, locale::Locale};

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;

/// Server functions that a stranger may call; all others answer 401 to strangers before anything is read.
#[cfg(not(target_arch = "wasm32"))]
pub fn open_to_strangers() -> [&'static str; 7] {
    use server_fn::ServerFn;
    [SignUp::PATH, SignIn::PATH, SignOut::PATH, RequestReset::PATH, ResetPassword::PATH, VerifyEmail::PATH, ChooseLanguage::PATH]
}

#[server]
pub async fn sign_up(full_name: String, email: String, password: String, #[server(default)] next: String) -> Result<(), AppError> {
    use mewayz::{
        identity::{rules::SignUp, sign_up, workspaces},
        platform::{Flag, Subject},
    };
    let (db, visitor) = (context::db(), context::visitor());
    let keep = |e: mewayz::Error| AppError::from(e).typed("full_name", &full_name).typed("email", &email);
    context::require(Flag::SignUps, Subject::default())?;
    let input = SignUp::check(&full_name, &email, password).map_err(keep)?;
    let user = sign_up(&db, input, &visitor.address, &context::settings().base_url, mewayz::clock::now()).await.map_err(keep)?;
    context::sign_in(user).await?;
    if is_own_path(&next) {
        leptos_axum::redirect(&next);
        return Ok(());
    }
    let mut identity = db.identity().await?;
    let first = workspaces(&mut identity, user).await?.into_iter().next();
    leptos_axum::redirect(&first.map_or("/w".to_owned(), |w| format!("/w/{}", w.slug)));
    Ok(())
}

#[server]
pub async fn sign_in(email: String, password: String, #[server(default)] next: String) -> Result<(), AppError> {
    let (db, visitor) = (context::db(), context::visitor());
    let user = mewayz::identity::sign_in(&db, &email, password, visitor.whence(), mewayz::clock::now())
        .await
        .map_err(|e| AppError::from(e).typed("email", &email))?;
    context::sign_in(user).await?;
    leptos_axum::redirect(if is_own_path(&next) { &next } else { "/w" });
    Ok(())
}

#[server]
pub async fn sign_out() -> Result<(), AppError> {
    context::sign_out().await?;
    leptos_axum::redirect("/login");
    Ok(())
}

#[server]
pub async fn request_reset(email: String) -> Result<(), AppError> {
    let visitor = context::visitor();
    mewayz::identity::request_reset(&context::db(), &email, &visitor.address, &context::settings().base_url, mewayz::clock::now())
        .await
        .map_err(|e| AppError::from(e).typed("email", &email))?;
    leptos_axum::redirect("/forgot?sent=1");
    Ok(())
}

#[server]
pub async fn reset_password(token: String, password: String) -> Result<(), AppError> {
    let (db, address, settings) = (context::db(), context::visitor().address, context::settings());
    let user = mewayz::identity::reset_password(&db, &token, password, &address, &settings.base_url, mewayz::clock::now()).await?;
    context::sign_in(user).await?;
    leptos_axum::redirect("/w");
    Ok(())
}

#[server]
pub async fn verify_email(token: String) -> Result<(), AppError> {
    mewayz::identity::verify_email(&context::db(), &token, &context::visitor().address, mewayz::clock::now()).await?;
    leptos_axum::redirect("/w");
    Ok(())
}

#[server]
pub async fn resend_verification() -> Result<(), AppError> {
    let user = context::user()?;
    Ok(mewayz::identity::resend_verification(&context::db(), user, &context::settings().base_url, mewayz::clock::now()).await?)
}

/// The devices on which the person is signed in.
#[server]
pub async fn list_sessions() -> Result<Vec<SessionSummary>, AppError> {
    let (user, visitor) = (context::user()?, context::visitor());
    let mut identity = context::db().identity().await?;
    Ok(mewayz::identity::sessions::list(&mut identity, user, &visitor.session_hash, mewayz::clock::now()).await?)
}

#[server]
pub async fn revoke_session(reference: SessionRef) -> Result<(), AppError> {
    let (user, address) = (context::user()?, context::visitor().address);
    let mut identity = context::db().identity().await?;
    mewayz::identity::sessions::revoke(&mut identity, user, reference, &address).await?;
    Ok(identity.commit().await?)
}

/// Pages, and the mails of whoever is signed in, speak this language from now on. Leads back to where it was chosen.
#[server]
pub async fn choose_language(locale: Locale) -> Result<(), AppError> {
    if let Some(user) = context::visitor().user {
        let mut identity = context::db().identity().await?;
        mewayz::identity::set_locale(&mut identity, user, locale).await?;
        identity.commit().await?;
    }
    context::remember_language(locale);
    leptos_axum::redirect(&context::came_from());
    Ok(())
}

/// Where sign-in may lead: a path of ours, never another site (`//host`, `/\host`).
#[cfg(not(target_arch = "wasm32"))]
fn is_own_path(next: &str) -> bool {
    (next.starts_with("/w") || next.starts_with("/invite/")) && !next.contains(['\\', '\n', '\r']) && !next.contains("//")
}
