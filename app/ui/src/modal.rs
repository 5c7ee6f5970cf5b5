//! Dialogs and sheets over the native `<dialog>`: Esc closes, focus is held inside and returns to where it was.

use leptos::html;
use leptos::prelude::*;

use crate::labels::labels;
use crate::{IconButton, Size};

/// A centred dialog. Set `open` to show it; closing sets it back.
#[component]
pub fn Dialog(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    #[prop(into)] title: String,
    open: RwSignal<bool>,
    /// One line under the title.
    #[prop(optional, into)]
    description: Option<String>,
    /// Buttons at the foot, the primary one last.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
    children: Children,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    modal(format!("dialog {class}"), id, title, open, description, actions, children)
}

/// A panel: rises from the bottom on phones, stands at the end on larger screens.
#[component]
pub fn Sheet(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    #[prop(into)] title: String,
    open: RwSignal<bool>,
    /// One line under the title.
    #[prop(optional, into)]
    description: Option<String>,
    /// Buttons at the foot, the primary one last.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
    children: Children,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    modal(format!("sheet {class}"), id, title, open, description, actions, children)
}

fn modal(
    class: String,
    id: String,
    title: String,
    open: RwSignal<bool>,
    description: Option<String>,
    actions: Option<ViewFnOnce>,
    children: Children,
) -> AnyView {
    let node = NodeRef::<html::Dialog>::new();
    show_while(node, open);
    let (title_id, text_id) = (format!("{id}-title"), format!("{id}-text"));
    let labelled_by = title_id.clone();
    let described_by = description.is_some().then(|| text_id.clone());
    view! {
        <dialog
            node_ref=node
            id=id
            class=class
            aria-labelledby=labelled_by
            aria-describedby=described_by
            on:close=move |_| open.set(false)
            on:click=move |event| close_on_backdrop(&event, node)
        >
            <div class="modal">
                <header class="modal-head">
                    <div class="min-w-0 grow">
                        <h2 class="modal-title" id=title_id>
                            {title}
                        </h2>
                        {description
                            .map(|text| view! { <p class="modal-text" id=text_id>{text}</p> })}
                    </div>
                    <IconButton
                        icon="x"
                        label=labels().close
                        size=Size::Small
                        on:click=move |_| open.set(false)
                    />
                </header>
                <div class="modal-body">{children()}</div>
                {actions
                    .map(|actions| view! { <footer class="modal-foot">{actions.run()}</footer> })}
            </div>
        </dialog>
    }
    .into_any()
}

/// Shows and closes the native dialog as the signal says.
pub(crate) fn show_while(node: NodeRef<html::Dialog>, open: RwSignal<bool>) {
    Effect::new(move || {
        let wanted = open.get();
        let Some(dialog) = node.get() else { return };
        if wanted && !dialog.open() {
            // Fails only when the element is not in the document, and then there is nothing to show.
            let _ = dialog.show_modal();
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
}

/// A click on the backdrop reaches the dialog element itself; one inside reaches a child.
pub(crate) fn close_on_backdrop(event: &leptos::ev::MouseEvent, node: NodeRef<html::Dialog>) {
    let Some(dialog) = node.get_untracked() else {
        return;
    };
    let target = event.target().map(wasm_bindgen::JsValue::from);
    if target.as_ref() == Some(dialog.as_ref()) {
        dialog.close();
    }
}
