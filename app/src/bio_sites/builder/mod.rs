//! The builder of a bio site: blocks to sort at the start, the live page in the middle, properties at the end.
//!
//! [`editor`] holds the page and its history, [`saver`] keeps the server's draft equal to it, [`bind`] ties fields to it.

mod add;
mod background;
mod banner;
mod bar;
mod bind;
mod blocks;
mod browser;
mod colors;
mod design;
mod editor;
mod frame;
mod history;
mod import;
mod inspector;
mod list;
mod page;
mod presets;
mod publisher;
mod row_menu;
mod saver;
mod schedule;
mod sort;
mod tabs;
pub mod zones;

use crate::shared::keyed;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};
use mewayz::bio_sites::SiteDraft;

pub(super) use editor::restore;

use frame::Builder;

use super::load_site;
use crate::{
    error::AppError,
    shared::{loaded, param, use_workspace},
};

/// `/w/{workspace}/sites/{site}`
#[derive(Clone, Copy)]
pub struct BuilderRoute {
    data: Resource<Result<SiteDraft, AppError>>,
}

#[lazy_route]
impl LazyRoute for BuilderRoute {
    fn data() -> Self {
        let (workspace, site) = (use_workspace(), param("site"));
        Self { data: Resource::new(move || (workspace.get(), site.get()), |(workspace, site)| load_site(workspace, site)) }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |draft| {
            let (title, site) = (format!("@{}", draft.handle), draft.id);
            let builder = keyed(move || site, move |_| view! { <Builder draft=draft.clone()/> }.into_any());
            view! {
                <Title text=title/>
                {builder}
            }
            .into_any()
        })
    }
}
