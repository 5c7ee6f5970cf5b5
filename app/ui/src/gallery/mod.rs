//! Every component in its states on one page (`/dev/ui`): to look at, and for the browser tests to walk.

mod actions;
mod data;
mod forms;
mod frame;
mod overlays;
mod surfaces;
#[cfg(test)]
mod tests;

use leptos::prelude::*;

use crate::{
    BottomBar, BottomItem, Breadcrumbs, Button, Command, CommandPalette, NavGroup, NavItem, PageHeader, PaletteButton, Rail, Shell, Theme,
    ThemeSwitch, Toaster, TopBar, Variant, provide_toasts,
};

/// Anchor, name and icon of each part.
const PARTS: [(&str, &str, &str); 7] = [
    ("colours", "Colours and type", "palette"),
    ("actions", "Actions", "mouse-pointer-click"),
    ("forms", "Forms", "clipboard-list"),
    ("surfaces", "Surfaces and states", "layout-template"),
    ("overlays", "Over the page", "panels-top-left"),
    ("data", "Data", "chart-column"),
    ("frame", "Frame", "layout-dashboard"),
];

/// The gallery, in the frame it shows.
#[component]
pub fn Gallery(
    /// What the server rendered on `<html data-theme>`.
    #[prop(optional)]
    theme: Theme,
) -> impl IntoView {
    provide_toasts();
    let palette = RwSignal::new(false);
    let commands = PARTS.map(|(id, name, icon)| Command::new(name, "Parts", format!("#{id}"), icon)).to_vec();
    view! {
        <Shell rail=rail top=move || top(palette, theme) bottom=bottom>
            <PageHeader
                title="Design system"
                description="Every component in its states. Look at it at 360, 768 and 1440 pixels, in both themes, from right to left, and by keyboard alone."
                actions=|| {
                    view! {
                        <Button icon="copy">"Copy link"</Button>
                        <Button variant=Variant::Primary icon="plus">"New component"</Button>
                    }
                }
            />
            <div class="grid gap-12">
                {colours()} {actions::part()} {forms::part()} {surfaces::part()} {overlays::part()}
                {data::part()} {frame::part()}
            </div>
        </Shell>
        <CommandPalette commands=commands open=palette />
        <Toaster />
    }
    .into_any()
}

/// One part of the page under its heading.
fn section(id: &'static str, title: &'static str, body: AnyView) -> AnyView {
    view! {
        <section id=id class="stack">
            <h2 class="text-lg">{title}</h2>
            {body}
        </section>
    }
    .into_any()
}

/// A labelled row of specimens.
fn row(label: &'static str, body: AnyView) -> AnyView {
    view! {
        <div class="grid gap-2">
            <p class="text-xs text-faint">{label}</p>
            <div class="actions">{body}</div>
        </div>
    }
    .into_any()
}

fn rail() -> AnyView {
    let items = PARTS
        .map(|(id, name, icon)| {
            view! { <NavItem label=name icon=icon href=format!("#{id}") active=id == "colours" /> }
        })
        .collect_view();
    view! {
        <Rail
            head=|| frame::switcher("gallery-switcher")
            foot=|| view! { <NavItem label="Settings" icon="settings" href="#frame" /> }
        >
            <NavGroup>{items}</NavGroup>
        </Rail>
    }
    .into_any()
}

fn top(palette: RwSignal<bool>, theme: Theme) -> AnyView {
    view! {
        <TopBar start=|| {
            view! {
                <Breadcrumbs items=vec![
                    ("Maya Studio".into(), "#".into()),
                    ("Design system".into(), "#".into()),
                ] />
            }
        }>
            <PaletteButton open=palette />
            <ThemeSwitch current=theme />
        </TopBar>
    }
    .into_any()
}

fn bottom() -> AnyView {
    let items = PARTS
        .iter()
        .skip(1)
        .take(4)
        .map(|(id, name, icon)| {
            let word = name.split(' ').next().unwrap_or(name);
            view! { <BottomItem label=word icon=*icon href=format!("#{id}") active=*id == "forms" /> }
        })
        .collect_view();
    view! { <BottomBar>{items}</BottomBar> }.into_any()
}

fn colours() -> AnyView {
    const GROUND: [(&str, &str); 10] = [
        ("canvas", "bg-canvas"),
        ("surface", "bg-surface"),
        ("sunken", "bg-sunken"),
        ("hover", "bg-hover"),
        ("accent", "bg-accent"),
        ("accent-soft", "bg-accent-soft"),
        ("success-soft", "bg-success-soft"),
        ("warning-soft", "bg-warning-soft"),
        ("danger-soft", "bg-danger-soft"),
        ("info-soft", "bg-info-soft"),
    ];
    let swatches = GROUND
        .map(|(name, class)| {
            view! {
                <div class="grid gap-1">
                    <div class=format!("h-12 rounded-md border {class}")></div>
                    <span class="text-xs text-muted">{name}</span>
                </div>
            }
        })
        .collect_view();
    let body = view! {
        <div class="grid grid-cols-[repeat(auto-fill,minmax(5.5rem,1fr))] gap-3">{swatches}</div>
        <div class="grid gap-1">
            <p class="text-3xl font-semibold tracking-tight">"1,204 people came this week"</p>
            <p class="text-xl font-semibold">"Your page is live"</p>
            <p class="text-lg">"Links, shop and bookings in one place"</p>
            <p>"Body text is 14 px: dense enough for work, calm enough to read."</p>
            <p class="text-sm text-muted">"Secondary text explains; it never shouts. 0123456789"</p>
            <p class="text-xs text-faint tabular-nums">"Updated 14:07 Europe/Lisbon · 3 of 12 blocks hidden"</p>
            <p>"Zażółć gęślą jaźń · Ångström · Đặng Thị · İstanbul — " <a class="link" href="#colours">"a link"</a></p>
        </div>
    };
    section("colours", "Colours and type", body.into_any())
}
