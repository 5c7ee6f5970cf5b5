//! The bar above the panes: where one is, whether it is saved, and publishing.

use leptos::prelude::*;
use ui::{Badge, Button, Icon, IconButton, IconLink, Menu, MenuItem, MenuLine, Size, Tone, Variant, use_toasts};

use super::{
    browser,
    editor::Editor,
    publisher::Publisher,
    saver::{Save, Saver},
};
use crate::words::{builder as t, shared, sites};

#[component]
pub(super) fn Bar(editor: Editor, saver: Saver, publisher: Publisher, importing: RwSignal<bool>) -> impl IntoView {
    let sites = editor.workspace.with_value(|workspace| format!("/w/{workspace}/sites"));
    let handle = editor.handle.with_value(|handle| format!("@{handle}"));
    view! {
        <header class="sticky top-13 z-10 flex min-h-13 items-center gap-1 border-b border-line bg-surface px-2 md:static md:gap-2 md:px-3">
            <IconLink href=sites icon="arrow-left" label=t::all_sites()/>
            <div class="min-w-0 grow md:flex md:items-center md:gap-3">
                <h1 class="truncate text-base font-semibold" dir="ltr">{handle}</h1>
                <div class="flex items-center gap-2">{status(publisher)} {editor.may_edit.then(|| save_state(saver))}</div>
            </div>
            {editor.may_edit.then(|| undo_redo(editor))}
            <span class="hidden xl:contents">{links(editor, publisher)}</span>
            {menu(editor, publisher, importing)}
            {editor.may_publish.then(|| publish(publisher))}
        </header>
    }
    .into_any()
}

fn status(publisher: Publisher) -> AnyView {
    let differs = publisher.differs();
    let badge = move || match (publisher.number.get().is_some(), differs.get()) {
        (true, false) => view! { <Badge tone=Tone::Success dot=true>{shared::published()}</Badge> },
        (true, true) => {
            view! { <Badge tone=Tone::Info dot=true><span class="max-md:hidden">{shared::unpublished_changes()}</span><span class="md:hidden">{t::changed()}</span></Badge> }
        }
        (false, _) => view! { <Badge dot=true>{shared::draft()}</Badge> },
    };
    view! { <span class="shrink-0">{badge}</span> }.into_any()
}

fn save_state(saver: Saver) -> AnyView {
    let words = move || match saver.state.get() {
        Save::Saved => ("check", t::saved()),
        Save::Pending | Save::Saving => ("refresh-cw", t::saving()),
        Save::Retrying => ("cloud-off", t::retrying()),
        Save::Conflict => ("triangle-alert", t::conflict_title()),
        Save::SignedOut => ("lock", t::not_saved_signed_out()),
        Save::Refused(_) => ("circle-alert", t::not_saved()),
    };
    let name = Memo::new(move |_| match saver.state.get() {
        Save::Saved => "saved",
        Save::Pending | Save::Saving => "saving",
        _ => "failed",
    });
    view! {
        <span
            class="flex min-w-0 items-center gap-1 text-xs text-muted data-[save=failed]:text-danger"
            data-save=move || name.get()
            title=move || words().1
        >
            {move || view! { <Icon name=words().0 class="size-3.5 shrink-0"/> }}
            <span role="status" class="truncate max-md:sr-only">{move || words().1}</span>
        </span>
    }
    .into_any()
}

fn undo_redo(editor: Editor) -> AnyView {
    let (can_undo, can_redo) = (editor.can_undo(), editor.can_redo());
    view! {
        <IconButton icon="undo-2" label=t::undo() size=Size::Small disabled=Signal::derive(move || !can_undo.get()) attr:aria-keyshortcuts="Control+Z" on:click=move |_| editor.undo()/>
        <IconButton icon="redo-2" label=t::redo() size=Size::Small disabled=Signal::derive(move || !can_redo.get()) attr:aria-keyshortcuts="Control+Shift+Z" on:click=move |_| editor.redo()/>
    }
    .into_any()
}

fn links(editor: Editor, publisher: Publisher) -> AnyView {
    let public = editor.handle.with_value(|handle| format!("/@{handle}"));
    view! {
        <IconLink href=editor.path("/history") icon="history" label=sites::history()/>
        <IconLink href=editor.path("/analytics") icon="chart-column" label=shared::analytics()/>
        {move || publisher.number.get().is_some().then(|| view! {
            <IconLink href=public.clone() icon="external-link" label=shared::open_page() attr:rel="external" attr:target="_blank"/>
        })}
    }
    .into_any()
}

fn menu(editor: Editor, publisher: Publisher, importing: RwSignal<bool>) -> AnyView {
    let toasts = use_toasts();
    let public = editor.handle.with_value(|handle| format!("/@{handle}"));
    let address = editor.address();
    let live = move || publisher.number.get().is_some();
    view! {
        <Menu id="site-menu" label=t::more() icon="ellipsis" button_class="btn btn-ghost btn-icon">
            {editor.may_edit.then(|| view! { <MenuItem icon="upload" label=t::import_links() on:click=move |_| importing.set(true)/> })}
            <a class="menu-item" href=editor.path("/history")><Icon name="history"/><span class="grow">{sites::history()}</span></a>
            <a class="menu-item" href=editor.path("/analytics")><Icon name="chart-column"/><span class="grow">{shared::analytics()}</span></a>
            <MenuItem icon="copy" label=t::copy_address() on:click=move |_| browser::copy(address.clone(), toasts)/>
            <Show when=live>
                <a class="menu-item" href=public.clone() rel="external" target="_blank"><Icon name="external-link"/><span class="grow">{shared::open_page()}</span></a>
                {editor.may_publish.then(|| view! {
                    <MenuLine/>
                    <MenuItem icon="eye-off" label=t::unpublish() danger=true on:click=move |_| publisher.unpublish()/>
                })}
            </Show>
        </Menu>
    }
    .into_any()
}

fn publish(publisher: Publisher) -> AnyView {
    let differs = publisher.differs();
    let done = Signal::derive(move || !differs.get());
    view! {
        <Button variant=Variant::Primary loading=publisher.busy disabled=done on:click=move |_| publisher.publish()>
            {move || if done.get() { shared::published() } else { t::publish() }}
        </Button>
    }
    .into_any()
}
