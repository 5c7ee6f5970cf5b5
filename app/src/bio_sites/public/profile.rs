//! The head of the page: picture, name, handle and bio.

use leptos::prelude::*;

use super::{Page, pictures};

pub(super) fn view(page: &Page) -> AnyView {
    let profile = &page.content.profile;
    let handle = format!("@{}", page.handle);
    let avatar = profile.avatar.as_ref().and_then(pictures::avatar);
    let named = !profile.name.trim().is_empty();
    let name = if named { profile.name.clone() } else { handle.clone() };
    let bio = (!profile.bio.trim().is_empty()).then(|| view! { <p class="bio" dir="auto">{profile.bio.clone()}</p> });
    view! {
        <header>
            {avatar}
            <h1 dir="auto">{name}</h1>
            {named.then(|| view! { <p class="at" dir="ltr">{handle}</p> })}
            {bio}
        </header>
    }
    .into_any()
}
