use leptos::prelude::*;

use super::{row, section};
use crate::{Button, ButtonLink, ICONS, Icon, IconButton, IconLink, Kbd, Size, Variant};

pub(super) fn part() -> AnyView {
    let pinned = RwSignal::new(true);
    let visible = RwSignal::new(true);
    let body = view! {
        {row("Variants", variants())}
        {row("Sizes", sizes())}
        {row("Disabled and busy", states())}
        {row(
            "Icon buttons (point or tab for the tooltip)",
            view! {
                <IconButton icon="undo-2" label="Undo" />
                <IconButton icon="redo-2" label="Redo" disabled=true />
                <IconButton icon="copy" label="Duplicate" variant=Variant::Secondary />
                <IconButton
                    icon="star"
                    label="Pinned"
                    pressed=pinned
                    on:click=move |_| pinned.update(|on| *on = !*on)
                />
                <IconButton
                    icon=move || if visible.get() { "eye" } else { "eye-off" }
                    label=move || if visible.get() { "Hide block" } else { "Show block" }
                    on:click=move |_| visible.update(|on| *on = !*on)
                />
                <IconButton icon="trash-2" label="Delete" size=Size::Small />
                <IconLink href="#actions" icon="external-link" label="Open page" />
            }
                .into_any(),
        )}
        {row(
            "Links and keys",
            view! {
                <ButtonLink href="#actions" icon="chart-column">
                    "Analytics"
                </ButtonLink>
                <ButtonLink href="https://example.com" external=true variant=Variant::Ghost>
                    "Documentation"
                </ButtonLink>
                <Kbd>"⌘"</Kbd>
                <Kbd>"K"</Kbd>
            }
                .into_any(),
        )}
        {icons()}
    };
    section("actions", "Actions", body.into_any())
}

fn variants() -> AnyView {
    view! {
        <Button variant=Variant::Primary icon="send">
            "Publish"
        </Button>
        <Button icon="eye">"Preview"</Button>
        <Button variant=Variant::Ghost>"Cancel"</Button>
        <Button variant=Variant::Danger icon="trash-2">
            "Delete site"
        </Button>
    }
    .into_any()
}

fn sizes() -> AnyView {
    view! {
        <Button variant=Variant::Primary size=Size::Small>
            "Small"
        </Button>
        <Button variant=Variant::Primary>"Medium"</Button>
        <Button variant=Variant::Primary size=Size::Large>
            "Large"
        </Button>
        <Button size=Size::Small icon="plus">
            "Add block"
        </Button>
    }
    .into_any()
}

fn states() -> AnyView {
    view! {
        <Button variant=Variant::Primary disabled=true>
            "Publish"
        </Button>
        <Button disabled=true>"Preview"</Button>
        <Button variant=Variant::Primary loading=true>
            "Create account"
        </Button>
        <Button loading=true>"Saving"</Button>
        <IconButton icon="refresh-cw" label="Refresh" loading=true />
    }
    .into_any()
}

fn icons() -> AnyView {
    let all = ICONS
        .iter()
        .map(|name| {
            view! {
                <span class="grid size-8 place-items-center" title=*name>
                    <Icon name=*name class="size-[1.125rem]" />
                </span>
            }
        })
        .collect_view();
    view! {
        <details class="rounded-lg border bg-surface">
            <summary class="flex items-center gap-2 p-3 font-medium">
                <Icon name="chevron-right" class="text-faint" />
                {format!("All {} icons", ICONS.len())}
            </summary>
            <div class="flex flex-wrap p-2 text-muted">{all}</div>
        </details>
    }
    .into_any()
}
