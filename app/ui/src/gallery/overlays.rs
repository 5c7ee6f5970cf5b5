use leptos::prelude::*;

use super::{row, section};
use crate::{Button, Callout, Dialog, Field, Menu, MenuItem, MenuLine, MenuLink, Sheet, TextArea, Tone, Variant, use_toasts};

pub(super) fn part() -> AnyView {
    let body = view! {
        {row("Menus (native popovers)", menus())}
        {row("Dialogs and sheets (native dialogs)", modals())}
        {row("Notes", notes())}
    };
    section("overlays", "Over the page", body.into_any())
}

fn menus() -> AnyView {
    view! {
        <Menu id="g-menu" label="Block actions" class="menu-start" button_class="btn btn-secondary">
            <MenuItem icon="pencil" label="Edit" note="E" />
            <MenuItem icon="copy" label="Duplicate" note="D" />
            <MenuItem icon="calendar-clock" label="Schedule" disabled=true />
            <MenuLine />
            <MenuItem icon="trash-2" label="Delete" danger=true />
        </Menu>
        <Menu id="g-menu-icon" label="More" icon="ellipsis" button_class="btn btn-ghost btn-icon">
            <MenuLink icon="external-link" label="Open page" href="#overlays" />
            <MenuLink icon="chart-column" label="Analytics" href="#overlays" />
        </Menu>
    }
    .into_any()
}

fn modals() -> AnyView {
    let dialog = RwSignal::new(false);
    let danger = RwSignal::new(false);
    let sheet = RwSignal::new(false);
    let close = move |_| {
        dialog.set(false);
        danger.set(false);
        sheet.set(false);
    };
    view! {
        <Button on:click=move |_| dialog.set(true)>"Open dialog"</Button>
        <Button on:click=move |_| danger.set(true)>"Typed confirmation"</Button>
        <Button on:click=move |_| sheet.set(true)>"Open sheet"</Button>
        <Dialog
            id="g-dialog"
            title="Rename site"
            open=dialog
            description="Only you see this name."
            actions=move || {
                view! {
                    <Button variant=Variant::Ghost on:click=close>
                        "Cancel"
                    </Button>
                    <Button variant=Variant::Primary on:click=close>
                        "Rename"
                    </Button>
                }
            }
        >
            <Field label="Name" name="site-name" value="Spring shop" autofocus=true />
        </Dialog>
        <Dialog
            id="g-danger"
            title="Delete this site?"
            open=danger
            actions=move || {
                view! {
                    <Button variant=Variant::Danger on:click=close>
                        "Delete for good"
                    </Button>
                }
            }
        >
            <div class="stack">
                <Callout tone=Tone::Warning>"This cannot be undone. The address becomes free for others."</Callout>
                <Field label="Type “maya” to confirm" name="confirm" autocomplete="off" />
            </div>
        </Dialog>
        <Sheet
            id="g-sheet"
            title="Edit link"
            open=sheet
            actions=move || {
                view! {
                    <Button variant=Variant::Primary on:click=close>
                        "Done"
                    </Button>
                }
            }
        >
            <div class="stack">
                <Field label="Title" name="block-title" value="Shop the spring glazes" />
                <Field label="Address" name="block-url" kind="url" value="https://example.com/shop" />
                <TextArea label="Note" name="block-note" optional=true />
            </div>
        </Sheet>
    }
    .into_any()
}

fn notes() -> AnyView {
    let toasts = use_toasts();
    view! {
        <Button icon="check" on:click=move |_| toasts.success("Saved.")>
            "Success"
        </Button>
        <Button
            icon="undo-2"
            on:click=move |_| toasts.with_action("Block deleted.", "Undo", move || toasts.info("Block is back."))
        >
            "With undo"
        </Button>
        <Button
            icon="cloud-off"
            on:click=move |_| toasts.error("Could not save. Your changes are kept on this page.")
        >
            "Error"
        </Button>
    }
    .into_any()
}
