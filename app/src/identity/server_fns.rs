use leptos::prelude::*;
use mewayz::identity::SessionSummary;
#[cfg(not(target_arch = "wasm32"))]
use mewayz::{
    identity::{FirstStep, factors},
    ids::UserId,
};
use mewayz::{ids::SessionRef, locale::Locale};

use crate::error::AppError;
#[cfg(not(target_arch = "wasm32"))]
use crate::{context, session::keys};

/// Server functions that a stranger may call; all others answer 401 to strangers before anything is read.
#[cfg(not(target_arch = "wasm32"))]
pub fn open_to_strangers() -> [&'static str; 11] {
    use server_fn::ServerFn;
    [
        SignUp::PATH,
        SignIn::PATH,
        SecondStep::PATH,
        BeginPasskey::PATH,
        PasskeySignIn::PATH,
        SignOut::PATH,
        RequestReset::PATH,
        ResetPassword::PATH,
        VerifyEmail::PATH,
        AgreeToEmail::PATH,
        ChooseLanguage::PATH,
    ]
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
    context::refuse_stolen(&input.password).await.map_err(|e| keep(e.error))?;
    let user = sign_up(&db, input, &visitor.address, &context::settings().base_url, mewayz::clock::now()).await.map_err(keep)?;
    // The form sent twice is a sign-in to the account that the first one made, which may have an app by now.
    let second = factors::is_second_needed(&mut db.identity().await?, user).await?;
    if !context::session()?.enter(FirstStep { user, second }, &next, &visitor, mewayz::clock::now()).await? {
        leptos_axum::redirect("/login/code");
        return Ok(());
    }
    if onward(&next) == next {
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
    let (db, visitor, now) = (context::db(), context::visitor(), mewayz::clock::now());
    let step = mewayz::identity::sign_in(&db, &email, password, visitor.whence(), now)
        .await
        .map_err(|e| AppError::from(e).typed("email", &email))?;
    enter(step, &next).await
}

/// The code after the password.
#[server]
pub async fn second_step(code: String) -> Result<(), AppError> {
    let (visitor, session, now) = (context::visitor(), context::session()?, mewayz::clock::now());
    let halfway = session.halfway(now).await?.ok_or(mewayz::Error::Unauthenticated)?;
    factors::second_step(&context::db(), &context::keyring(), halfway.user, &code, visitor.whence(), now).await?;
    session.sign_in(halfway.user, true, &visitor, now).await?;
    arrived(halfway.user, &halfway.next).await
}

/// What a passkey of the device is asked: JSON for `PublicKeyCredential.parseRequestOptionsFromJSON`.
#[server]
pub async fn begin_passkey() -> Result<String, AppError> {
    use mewayz::identity::{passkeys, throttle};
    let (host, now) = (context::passkeys()?, mewayz::clock::now());
    let key = format!("passkey:address:{}", throttle::network(&context::visitor().address));
    throttle::take(&context::db(), &key, throttle::SIGN_IN_ADDRESS, now).await?;
    let begun = passkeys::begin(&host)?;
    context::session()?.begin(keys::CEREMONY, begun.state, now).await?;
    Ok(begun.options.to_string())
}

#[server]
pub async fn passkey_sign_in(answer: String, #[server(default)] next: String) -> Result<(), AppError> {
    let (visitor, session, now) = (context::visitor(), context::session()?, mewayz::clock::now());
    let state = session.take(keys::CEREMONY, now).await?.ok_or(mewayz::Error::Unauthenticated)?;
    let host = context::passkeys()?;
    let user = mewayz::identity::passkeys::sign_in(&context::db(), &host, state, &answer, visitor.whence(), now).await?;
    session.sign_in(user, true, &visitor, now).await?;
    arrived(user, &next).await
}

#[server]
pub async fn sign_out() -> Result<(), AppError> {
    context::session()?.sign_out().await?;
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
    context::refuse_stolen(&password).await?;
    let step = mewayz::identity::reset_password(&db, &token, password, &address, &settings.base_url, mewayz::clock::now()).await?;
    enter(step, "").await
}

#[server]
pub async fn verify_email(token: String) -> Result<(), AppError> {
    mewayz::identity::verify_email(&context::db(), &token, &context::visitor().address, mewayz::clock::now()).await?;
    leptos_axum::redirect("/w");
    Ok(())
}

/// Agrees, for one of two addresses, that an account moves from the one to the other. `side` is `old` or `new`.
#[server]
pub async fn agree_to_email(side: String, token: String) -> Result<(), AppError> {
    use mewayz::identity::changes::{Side, agree};
    let side = if side == "old" { Side::Old } else { Side::New };
    let visitor = context::visitor();
    let changed = agree(&context::db(), &token, side, &visitor.session_hash, &visitor.address, mewayz::clock::now()).await?;
    leptos_axum::redirect(if changed { "/agree/done" } else { "/agree/waiting" });
    Ok(())
}

#[server]
pub async fn resend_verification() -> Result<(), AppError> {
    let user = context::own_user()?;
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
    let (user, address) = (context::proven_user()?, context::visitor().address);
    let mut identity = context::db().identity().await?;
    mewayz::identity::sessions::revoke(&mut identity, user, reference, &address).await?;
    Ok(identity.commit().await?)
}

/// Pages, and the mails of whoever is signed in, speak this language from now on. Leads back to where it was chosen.
#[server]
pub async fn choose_language(locale: Locale) -> Result<(), AppError> {
    if let Some(user) = context::visitor().themselves() {
        let mut identity = context::db().identity().await?;
        mewayz::identity::set_locale(&mut identity, user, locale).await?;
        identity.commit().await?;
    }
    context::remember_language(locale);
    leptos_axum::redirect(&context::came_from());
    Ok(())
}

/// In, or to the page that asks for a code.
#[cfg(not(target_arch = "wasm32"))]
async fn enter(step: FirstStep, next: &str) -> Result<(), AppError> {
    if context::session()?.enter(step, next, &context::visitor(), mewayz::clock::now()).await? {
        return arrived(step.user, next).await;
    }
    leptos_axum::redirect("/login/code");
    Ok(())
}

/// Somebody is in: links the provider they came from, if one waits, and leads on.
#[cfg(not(target_arch = "wasm32"))]
async fn arrived(user: UserId, next: &str) -> Result<(), AppError> {
    if let Some(who) = context::session()?.take_link(mewayz::clock::now()).await? {
        let mut identity = context::db().identity().await?;
        // Whoever signs in next may be somebody else: only the account that the address pointed to is linked.
        if mewayz::identity::account(&mut identity, user).await?.email == who.email {
            mewayz::identity::linked::link(&mut identity, user, &who, &context::visitor().address).await?;
            identity.commit().await?;
        }
    }
    leptos_axum::redirect(onward(next));
    Ok(())
}

/// Where sign-in leads: a path of ours, never another site (`//host`, `/\host`); else to the workspaces.
#[cfg(not(target_arch = "wasm32"))]
pub fn onward(next: &str) -> &str {
    let own = ["/w", "/admin", "/invite/"].iter().any(|start| next.starts_with(start));
    if own && !next.contains(['\\', '\n', '\r']) && !next.contains("//") { next } else { "/w" }
}
