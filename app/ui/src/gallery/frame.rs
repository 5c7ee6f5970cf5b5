use leptos::prelude::*;

use super::section;
use crate::{Avatar, Badge, Breadcrumbs, Button, Icon, Menu, MenuItem, MenuLine, MenuLink, PageHeader, TabLink, Tabs, Tone, Variant};

pub(super) fn part() -> AnyView {
    let body = view! {
        <p class="text-muted">
            "This page stands in the frame: rail (icons only on tablets), top bar, bottom bar on phones, "
            "palette on ⌘K or Ctrl+K."
        </p>
        <div class="rounded-lg border bg-surface p-5">
            <Breadcrumbs label="Example" items=vec![
                ("Maya Studio".into(), "#frame".into()),
                ("Sites".into(), "#frame".into()),
                ("Spring shop".into(), "#frame".into()),
            ] />
            <PageHeader
                title="Spring shop"
                description="mewayz.com/@maya"
                class="mt-2"
                actions=|| {
                    view! {
                        <Button icon="external-link">"Open"</Button>
                        <Button variant=Variant::Primary icon="send">
                            "Publish"
                        </Button>
                    }
                }
            >
                <Badge tone=Tone::Success dot=true>
                    "Published"
                </Badge>
            </PageHeader>
            <Tabs label="Site">
                <TabLink label="Blocks" href="#frame" active=true icon="list" count="12" />
                <TabLink label="Appearance" href="#frame" active=false icon="palette" />
                <TabLink label="Analytics" href="#frame" active=false icon="chart-column" />
                <TabLink label="History" href="#frame" active=false icon="history" />
            </Tabs>
            <p class="text-muted">"The tab’s page goes here."</p>
        </div>
    };
    section("frame", "Frame", body.into_any())
}

/// The workspace switcher as the studio has it: a menu whose button is the workspace.
pub(super) fn switcher(id: &'static str) -> AnyView {
    view! {
        <Menu
            id=id
            label="Workspace: Maya Studio"
            class="menu-start w-full"
            button_class="nav-item w-full text-ink"
            button=|| {
                view! {
                    <Avatar name="Maya Studio" class="size-6" />
                    <span class="nav-text text-start text-ink">"Maya Studio"</span>
                    <Icon name="chevrons-up-down" class="rail-text text-faint" />
                }
            }
        >
            <MenuLink label="Maya Studio" href="#frame" current=true />
            <MenuLink label="Berta Kiln Collective" href="#frame" />
            <MenuLine />
            <MenuItem icon="plus" label="New workspace" />
            <MenuItem icon="log-out" label="Sign out" />
        </Menu>
    }
    .into_any()
}
