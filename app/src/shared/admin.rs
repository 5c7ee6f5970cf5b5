use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_location};
use mewayz::identity::Account;
use serde::{Deserialize, Serialize};
use ui::{BottomBar, BottomItem, Menu, MenuLink, NavGroup, NavItem, Rail, Shell, ThemeSwitch, TopBar};

use super::{frame::account_menu, theme};
use crate::words::{
    admin as t, announcements, business, health, notifications, office, onboarding, people, plans, reports, shared::main_navigation,
};

/// Name, icon and path of every place of the back office.
const PLACES: [(fn() -> &'static str, &str, &str); 15] = [
    (health::title, "circle-check", "/admin/health"),
    (business::title, "trending-up", "/admin/business"),
    (t::jobs, "timer", "/admin/jobs"),
    (people::title, "users", "/admin/people"),
    (office::workspaces, "store", "/admin/workspaces"),
    (reports::title, "triangle-alert", "/admin/reports"),
    (office::mails, "mail", "/admin/mails"),
    (office::webhooks, "share-2", "/admin/webhooks"),
    (notifications::title, "bell", "/admin/notifications"),
    (plans::admin_title, "tag", "/admin/plans"),
    (announcements::title, "message-circle", "/admin/announcements"),
    (onboarding::title, "clipboard-list", "/admin/onboarding"),
    (t::switches, "settings", "/admin/platform"),
    (office::data, "wand-sparkles", "/admin/data"),
    (office::log, "history", "/admin/log"),
];

/// So many of them have room at the bottom of a phone; all are in the menu at its top.
const QUICK: usize = 5;

/// What the frame around every page of the back office shows. The server hands it out to staff only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdminFrameData {
    pub account: Account,
}

#[cfg(not(target_arch = "wasm32"))]
impl AdminFrameData {
    /// # Errors
    /// `NotFound` for everybody who is not staff.
    pub async fn read(db: &mewayz::db::Db, user: mewayz::ids::UserId) -> mewayz::Result<Self> {
        let mut identity = db.identity().await?;
        mewayz::staff::recognise(&mut identity, user).await?;
        Ok(Self { account: mewayz::identity::account(&mut identity, user).await? })
    }
}

/// Navigation around every page of `/admin`.
#[component]
pub fn AdminFrame() -> impl IntoView {
    let data = SharedValue::new(frame_data).into_inner();
    data.map(|frame| view! { <Framed frame/> })
}

#[cfg(not(target_arch = "wasm32"))]
fn frame_data() -> Option<AdminFrameData> {
    use_context::<http::request::Parts>()?.extensions.get::<AdminFrameData>().cloned()
}

/// Only asked when the back office is entered without the server; it then renders the page.
#[cfg(target_arch = "wasm32")]
fn frame_data() -> Option<AdminFrameData> {
    let _ = window().location().reload();
    None
}

#[component]
fn Framed(frame: AdminFrameData) -> impl IntoView {
    let path = use_location().pathname;
    let active = move |href: &'static str| Signal::derive(move || path.with(|path| path.starts_with(href)));
    // Tells tests, and whoever else watches the page, that buttons answer from here on.
    Effect::new(|_| document().body().map(|body| body.set_attribute("data-hydrated", "true")));
    view! {
        <Shell
            rail=move || view! {
                <Rail head=|| view! { <a href="/admin/jobs" class="nav-item font-semibold"><span class="rail-text">{t::back_office()}</span></a> }>
                    <NavGroup>{PLACES.map(|(label, icon, href)| view! { <NavItem label=label() icon=icon href=href active=active(href)/> }).into_iter().collect_view()}</NavGroup>
                    <NavGroup><NavItem label=t::your_workspaces() icon="arrow-left" href="/w" attr:rel="external"/></NavGroup>
                </Rail>
            }
            top=move || view! { <TopBar start=everywhere><ThemeSwitch current=theme()/>{account_menu(&frame.account, "")}</TopBar> }
            bottom=move || view! {
                <BottomBar>{PLACES.into_iter().take(QUICK).map(|(label, icon, href)| view! { <BottomItem label=label() icon=icon href=href active=active(href)/> }).collect_view()}</BottomBar>
            }
        >
            <Outlet/>
        </Shell>
    }
}

/// Every place, for phones, which have no rail.
fn everywhere() -> impl IntoView {
    view! {
        <Menu id="places" label=main_navigation() icon="menu" button_class="btn btn-ghost btn-icon" class="menu-start md:hidden">
            {PLACES.map(|(label, _, href)| view! { <MenuLink label=label() href=href/> }).into_iter().collect_view()}
        </Menu>
    }
}
