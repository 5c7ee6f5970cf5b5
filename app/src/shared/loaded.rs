use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::Error;
use ui::{ButtonLink, ErrorState, Skeleton, Variant};

use super::keyed;
use crate::{error::AppError, words::shared as t};

/// A skeleton while `data` loads, then `show`, or what went wrong. What is loaded again is built anew (see `keyed`).
pub fn loaded<T: Clone + Send + Sync + 'static>(
    data: Resource<Result<T, AppError>>,
    show: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView {
    let turn = StoredValue::new(0_u32);
    view! {
        <Suspense fallback=|| view! { <Skeleton lines=6/> }>
            {move || {
                let show = show.clone();
                Suspend::new(async move {
                    match data.await {
                        Ok(value) => {
                            turn.update_value(|n| *n = n.wrapping_add(1));
                            let now = turn.get_value();
                            keyed(move || now, move |_| show(value.clone()))
                        }
                        Err(error) => error_view(&error),
                    }
                })
            }}
        </Suspense>
    }
    .into_any()
}

/// What went wrong and what to do, with the status of the answer set to match.
pub fn error_view(failed: &AppError) -> AnyView {
    set_status(failed.error.status());
    let incident = match &failed.error {
        Error::Internal(id) => Some(id.to_string()),
        _ => None,
    };
    let text = if incident.is_some() { t::our_fault().to_owned() } else { failed.to_string() };
    let (icon, title) = match failed.error {
        Error::NotFound => ("search", t::nothing_here()),
        Error::Forbidden => ("lock", t::not_allowed()),
        Error::Unauthenticated => ("lock", t::please_sign_in()),
        Error::Unavailable(_) => ("circle-alert", t::back_in_a_moment()),
        _ => ("circle-alert", t::did_not_work()),
    };
    let sign_in = matches!(failed.error, Error::Unauthenticated);
    view! {
        <Title text=title/>
        <ErrorState icon=icon title=title text=text incident=incident.unwrap_or_default()>
            {if sign_in {
                view! { <ButtonLink href="/login" variant=Variant::Primary>{t::sign_in()}</ButtonLink> }.into_any()
            } else {
                view! { <ButtonLink href="/w">{t::back_to_workspace()}</ButtonLink> }.into_any()
            }}
        </ErrorState>
    }
    .into_any()
}

/// An error as a page of its own.
#[component]
pub fn ErrorPage(error: AppError) -> impl IntoView {
    view! { <main class="mx-auto grid min-h-dvh max-w-xl place-content-center p-6">{error_view(&error)}</main> }
}

/// The page for addresses that lead nowhere.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! { <ErrorPage error=AppError::from(Error::NotFound)/> }
}

#[cfg(not(target_arch = "wasm32"))]
fn set_status(status: u16) {
    if let (Some(options), Ok(status)) = (use_context::<leptos_axum::ResponseOptions>(), http::StatusCode::from_u16(status)) {
        options.set_status(status);
    }
}

#[cfg(target_arch = "wasm32")]
fn set_status(_: u16) {}
