use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_location};
use mewayz::{
    announcements::Banner,
    identity::Account,
    identity::WorkspaceSummary,
    tenancy::{Permission, Standing},
};
use serde::{Deserialize, Serialize};
use ui::{
    Avatar, BottomBar, BottomItem, Button, Callout, Command, CommandPalette, Menu, MenuItem, MenuLine, MenuLink, NavGroup, NavItem,
    PaletteButton, Rail, Shell, ThemeSwitch, Tone, TopBar,
};

use super::{
    pwa::{InstallItem, offer_update},
    theme,
};
#[cfg(not(target_arch = "wasm32"))]
use crate::context::{Settings, Visitor};
use crate::{
    announcements::Banners,
    identity::{ResendVerification, SignOut, StopImpersonating},
    notifications::{Bell, Live},
    words::{self, SLOT, rich, shared as t},
};
#[cfg(not(target_arch = "wasm32"))]
use mewayz::{
    announcements::rules::Reader,
    bio_sites::SiteSummary,
    db::Db,
    platform::{Platform, Setting},
};

/// What the frame around every studio page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrameData {
    pub account: Account,
    pub workspace: WorkspaceSummary,
    pub workspaces: Vec<WorkspaceSummary>,
    /// Where mail ends up, in development.
    pub mail_folder: Option<String>,
    /// Where visitors reach the product.
    pub base_url: String,
    /// Notices that the person has not read.
    pub unread: i64,
    /// Published and drafted sites for the palette: name and address.
    pub sites: Vec<(String, String)>,
    /// What staff wants everybody to know; empty most of the time.
    pub notice: String,
    /// Where to ask for help; empty if nowhere.
    pub support_email: String,
    /// Until when staff see all this as the person does.
    pub impersonated_until: Option<DateTime<Utc>>,
    /// What staff say to this person here, and they have not put away.
    pub announcements: Vec<Banner>,
}

#[cfg(not(target_arch = "wasm32"))]
impl FrameData {
    /// Reads what the frame shows.
    ///
    /// # Errors
    /// `NotFound` if the person does not belong to the workspace.
    pub async fn read(db: &Db, settings: &Settings, platform: &Platform, visitor: &Visitor, workspace: &str) -> mewayz::Result<Self> {
        let user = visitor.user.ok_or(mewayz::Error::Unauthenticated)?;
        let mut identity = db.identity().await?;
        let member = visitor.member(&mut identity, workspace).await?;
        let account = mewayz::identity::account(&mut identity, user).await?;
        let workspaces = mewayz::identity::workspaces(&mut identity, user).await?;
        let unread = mewayz::notifications::unread(&mut identity, user).await?;
        identity.commit().await?;
        let mut here = workspaces.iter().find(|w| w.slug == workspace).cloned().ok_or(mewayz::Error::NotFound)?;
        if visitor.staff.is_some() {
            here.access = here.access.for_staff();
        }
        let may_see = here.access.allows(Permission::ViewSites);
        let said = platform.announcements(Reader { workspace: here.id, role: here.access.role }, mewayz::clock::now());
        let (mut sites, mut announcements) = (Vec::new(), Vec::new());
        if may_see || !said.is_empty() {
            let mut scope = db.open(&member).await?;
            if may_see {
                sites = mewayz::bio_sites::list(&mut scope).await?;
            }
            if !said.is_empty() {
                announcements = mewayz::announcements::shown(&mut scope, user, &said).await?;
            }
        }
        let command = |s: SiteSummary| (format!("{} (@{})", s.name, s.handle), format!("/w/{workspace}/sites/{}", s.id));
        Ok(Self {
            account,
            sites: sites.into_iter().map(command).collect(),
            unread,
            workspace: here,
            workspaces,
            mail_folder: settings.mail_folder.clone(),
            base_url: settings.base_url.clone(),
            notice: platform.value(Setting::Notice).to_owned(),
            support_email: platform.value(Setting::SupportEmail).to_owned(),
            impersonated_until: visitor.staff.map(|(_, until)| until),
            announcements,
        })
    }
}

impl FrameData {
    /// Whether the person may do something here, as far as the page knows; the verbs ask again.
    pub fn may(&self, permission: Permission) -> bool {
        self.workspace.access.allows(permission)
    }

    /// Whether the person may edit bio sites.
    pub fn may_edit(&self) -> bool {
        self.may(Permission::EditSites)
    }

    /// Whether the person may start a bio site; guests have some sites only.
    pub fn may_create(&self) -> bool {
        self.may_edit() && !self.workspace.access.only_assigned
    }
}

/// The frame's data, for pages inside it.
pub fn use_frame() -> FrameData {
    expect_context::<FrameData>()
}

/// Navigation around every page of a workspace.
///
/// The server has read the data before anything is rendered, and the browser takes it from the page: nothing inside waits
/// for the frame. Somebody else's workspace never gets here.
#[component]
pub fn Frame() -> impl IntoView {
    let data = SharedValue::new(frame_data).into_inner();
    data.map(|frame| view! { <Framed frame/> })
}

#[cfg(not(target_arch = "wasm32"))]
fn frame_data() -> Option<FrameData> {
    use_context::<http::request::Parts>()?.extensions.get::<FrameData>().cloned()
}

/// Only asked when a workspace is entered without the server; it then renders the page.
#[cfg(target_arch = "wasm32")]
fn frame_data() -> Option<FrameData> {
    let _ = window().location().reload();
    None
}

/// Name, icon and path under the workspace of a place in the navigation, and what it asks for.
type Place = (fn() -> &'static str, &'static str, &'static str, Option<Permission>);

const PLACES: [Place; 4] = [
    (t::home, "house", "", None),
    (t::sites, "globe", "/sites", None),
    (t::media, "images", "/media", Some(Permission::ViewMedia)),
    (t::settings, "settings", "/settings", None),
];

/// Where the person may go.
fn open_places(frame: &FrameData) -> impl Iterator<Item = Place> {
    PLACES.into_iter().filter(|(_, _, _, needs)| needs.is_none_or(|permission| frame.may(permission)))
}

#[component]
fn Framed(frame: FrameData) -> impl IntoView {
    provide_context(frame.clone());
    offer_update();
    Live::provide(frame.unread);
    let slug = frame.workspace.slug.clone();
    let base = format!("/w/{}", frame.workspace.slug);
    let path = use_location().pathname;
    let in_builder = Memo::new(move |_| path.with(|p| is_builder(p)));
    let (commands, palette_open) = (palette(&frame, &base), RwSignal::new(false));
    let (rail_base, bottom_base, rail_frame, bottom_frame) = (base.clone(), base, frame.clone(), frame.clone());
    // Tells tests, and whoever else watches the page, that buttons answer from here on.
    Effect::new(|_| document().body().map(|body| body.set_attribute("data-hydrated", "true")));
    view! {
        <Shell
            wide=in_builder
            rail=move || view! {
                <Rail head={let frame = rail_frame.clone(); move || switcher(&frame)}>
                    <NavGroup>{places(&rail_frame, &rail_base, path).into_iter().map(|p| view! { <NavItem label=p.0 icon=p.1 href=p.2 active=p.3/> }).collect_view()}</NavGroup>
                </Rail>
            }
            top=move || view! {
                {impersonated(&frame)}
                <TopBar><PaletteButton open=palette_open/><ThemeSwitch current=theme()/><Bell slug=slug.clone()/>{account_menu(&frame.account, &frame.support_email)}</TopBar>
            }
            bottom=move || view! {
                <BottomBar>{places(&bottom_frame, &bottom_base, path).into_iter().map(|p| view! { <BottomItem label=p.0 icon=p.1 href=p.2 active=p.3/> }).collect_view()}</BottomBar>
            }
        >
            // The builder needs its room; every other page asks.
            {move || (!in_builder.get()).then(|| view! { <Notice/> <Banners banners=use_frame().announcements/> <Stands/> <Unverified/> })}
            <Outlet/>
        </Shell>
        <CommandPalette commands open=palette_open/>
    }
}

/// The builder brings its own panes: `/w/{workspace}/sites/{site}`.
fn is_builder(path: &str) -> bool {
    let mut parts = path.trim_matches('/').split('/').skip(2);
    parts.next() == Some("sites") && parts.next().is_some_and(|site| site != "new") && parts.next().is_none()
}

fn places(frame: &FrameData, base: &str, path: Memo<String>) -> Vec<(&'static str, &'static str, String, Signal<bool>)> {
    open_places(frame)
        .map(|(label, icon, tail, _)| {
            let href = format!("{base}{tail}");
            let target = href.clone();
            let active = Signal::derive(move || path.with(|p| if tail.is_empty() { *p == target } else { p.starts_with(&target) }));
            (label(), icon, href, active)
        })
        .collect()
}

fn palette(frame: &FrameData, base: &str) -> Vec<Command> {
    let mut commands: Vec<Command> =
        open_places(frame).map(|(label, icon, tail, _)| Command::new(label(), t::go_to(), format!("{base}{tail}"), icon)).collect();
    if frame.may_create() {
        commands.push(Command::new(t::new_bio_site(), t::actions(), format!("{base}/sites/new"), "plus"));
    }
    if frame.may(Permission::ManageWorkspace) {
        commands.push(Command::new(words::onboarding::title(), t::go_to(), format!("{base}/welcome"), "clipboard-list"));
    }
    commands.extend(frame.sites.iter().map(|(name, href)| Command::new(name.clone(), t::sites(), href.clone(), "globe")));
    commands
}

fn switcher(frame: &FrameData) -> AnyView {
    let current = frame.workspace.clone();
    let items = frame
        .workspaces
        .iter()
        .map(|w| view! { <MenuLink label=w.name.clone() href=format!("/w/{}", w.slug) current={w.slug == current.slug} attr:rel="external"/> })
        .collect_view();
    let name = current.name.clone();
    view! {
        <Menu id="workspaces" label=t::switch_workspace() button_class="btn btn-ghost w-full justify-start" button=move || view! {
            <Avatar name=name.clone() class="size-6"/><span class="rail-text truncate">{name.clone()}</span>
        }>
            {items}
            <MenuLine/>
            <MenuLink label=t::new_workspace() href=format!("/w/{}/new-workspace", current.slug) icon="plus"/>
        </Menu>
    }
    .into_any()
}

pub(super) fn account_menu(account: &Account, support_email: &str) -> AnyView {
    let sign_out = ServerAction::<SignOut>::new();
    let (name, email) = (account.full_name.clone(), account.email.clone());
    let support = (!support_email.is_empty()).then(|| format!("mailto:{support_email}"));
    view! {
        <Menu id="account" label=t::your_account() button_class="btn btn-ghost btn-icon" button=move || view! { <Avatar name=name.clone() class="size-7"/> }>
            <p class="px-3 py-2 text-sm"><span class="block truncate text-muted" dir="auto">{email}</span></p>
            <MenuLine/>
            <InstallItem/>
            {support.map(|href| view! { <MenuLink label=t::write_to_support() href/> })}
            <ActionForm action=sign_out><MenuItem label=t::sign_out() icon="log-out" kind="submit"/></ActionForm>
        </Menu>
    }
    .into_any()
}

/// Says above everything, also in the builder, that somebody else is looking.
fn impersonated(frame: &FrameData) -> Option<AnyView> {
    let until = frame.impersonated_until?;
    let stop = ServerAction::<StopImpersonating>::new();
    let time = words::time(until.naive_utc());
    let said = t::impersonating(&frame.account.full_name, format!("{time} UTC"));
    Some(
        view! {
            <ActionForm action=stop attr:class="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-warning-line bg-warning-soft px-4 py-2 text-sm">
                <p role="status" class="min-w-0 grow" dir="auto">{said}</p>
                <Button kind="submit" loading=stop.pending()>{t::stop_impersonating()}</Button>
            </ActionForm>
        }
        .into_any(),
    )
}

/// What staff wants everybody to know.
#[component]
fn Notice() -> impl IntoView {
    let notice = use_frame().notice;
    (!notice.is_empty()).then(|| view! { <div class="mb-6" dir="auto"><Callout tone=Tone::Info>{notice}</Callout></div> })
}

/// Says that the workspace is archived, suspended or about to be deleted.
#[component]
fn Stands() -> impl IntoView {
    let workspace = use_frame().workspace;
    let (title, text) = match workspace.standing {
        Standing::Open => return None,
        Standing::Archived => (t::archived_title().to_owned(), t::archived_text()),
        Standing::Suspended => (t::suspended_title().to_owned(), t::suspended_text()),
        Standing::Ending(at) => (t::ending_title(words::day(at.date_naive())), t::ending_text()),
    };
    let because = workspace.suspended_because.map(|because| view! { <p class="mt-1" dir="auto">{t::suspended_because(because)}</p> });
    Some(view! { <div class="mb-6"><Callout tone=Tone::Warning title=title>{text} {because}</Callout></div> })
}

/// Asks to confirm the address until it is confirmed.
#[component]
fn Unverified() -> impl IntoView {
    let frame = use_frame();
    let resend = ServerAction::<ResendVerification>::new();
    let sent = move || matches!(resend.value().get(), Some(Ok(())));
    let failed = move || resend.value().get().and_then(Result::err).map(|e| e.to_string());
    let folder = frame.mail_folder.clone();
    (!frame.account.verified).then(|| {
        view! {
            <div class="mb-6">
                <Callout tone=Tone::Warning title=t::confirm_address() icon="mail">
                    <p>
                        {rich(t::link_sent_to(SLOT), view! { <b dir="auto">{frame.account.email.clone()}</b> }.into_any())}
                        {folder.map(|folder| view! { " " {rich(t::mail_folder(SLOT), view! { <a class="underline" rel="external" href="/dev/mailbox">{folder}</a> }.into_any())} })}
                    </p>
                    <ActionForm action=resend>
                        <div class="actions mt-2">
                            <Button kind="submit" disabled=Signal::derive(sent) loading=resend.pending()>{move || if sent() { t::sent() } else { t::send_again() }}</Button>
                            <span role="alert" class="text-danger">{failed}</span>
                        </div>
                    </ActionForm>
                </Callout>
            </div>
        }
    })
}
