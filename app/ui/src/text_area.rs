//! Longer text, and colours.

use leptos::html;
use leptos::prelude::*;

use crate::field::{Ids, bind_input, follow, label_row, notes};

/// A text field of several lines that grows with its text.
#[component]
pub fn TextArea(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    /// Initial value.
    #[prop(optional, into)]
    value: String,
    /// The value both ways; wins over `value`.
    #[prop(optional, into)]
    bind: Option<RwSignal<String>>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] placeholder: Option<String>,
    /// The language of what is typed, if it is another one than the page's.
    #[prop(optional, into)]
    lang: Option<&'static str>,
    #[prop(default = 4)] rows: u32,
    #[prop(optional, into)] maxlength: Option<u32>,
    #[prop(optional)] required: bool,
    #[prop(optional)] optional: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Id of the control when the same `name` stands twice on a page (default `f-{name}`).
    #[prop(optional, into)]
    id: Option<String>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let ids = Ids::new(id, &name);
    let described_by = ids.described_by(hint.is_some(), error);
    let node = NodeRef::<html::Textarea>::new();
    let initial = bind.map_or(value, |bind| bind.get_untracked());
    bind_text(node, bind);
    view! {
        <div class=format!("field {class}")>
            {label_row(&ids, label, optional)}
            <textarea
                class="input text-area"
                dir="auto"
                lang=lang
                node_ref=node
                id=ids.control.clone()
                name=name
                placeholder=placeholder
                rows=rows
                maxlength=maxlength
                required=required
                disabled=move || disabled.get()
                aria-describedby=described_by
                aria-invalid=move || error.read().is_some().then_some("true")
                on:input=move |event| {
                    if let Some(bind) = bind {
                        bind.set(event_target_value(&event));
                    }
                }
            >
                {initial}
            </textarea>
            {notes(&ids, hint, error)}
        </div>
    }
    .into_any()
}

/// As `bind_input`, for a text area.
fn bind_text(node: NodeRef<html::Textarea>, bind: Option<RwSignal<String>>) {
    let show = move |value: &String| {
        if let Some(area) = node.get_untracked() {
            area.set_value(value);
        }
    };
    follow(bind, move || node.get().map(|area| area.value()), show);
}

/// A colour: the browser's picker and the same colour as text (`#rrggbb`), which is what the form sends.
#[component]
pub fn ColorInput(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    /// The colour both ways.
    bind: RwSignal<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let ids = Ids::new(id, &name);
    let described_by = ids.described_by(hint.is_some(), error);
    let node = NodeRef::<html::Input>::new();
    bind_input(node, Some(bind));
    let picker_label = format!("{label}, pick");
    let swatch = move || swatch(&bind.read());
    let initial = self::swatch(&bind.read_untracked());
    view! {
        <div class=format!("field {class}")>
            {label_row(&ids, label, false)}
            <div class="input-wrap">
                <input
                    class="swatch"
                    type="color"
                    aria-label=picker_label
                    value=initial
                    prop:value=swatch
                    on:input=move |event| bind.set(event_target_value(&event))
                />
                <input
                    class="input"
                    node_ref=node
                    id=ids.control.clone()
                    name=name
                    value=bind.get_untracked()
                    spellcheck="false"
                    autocomplete="off"
                    maxlength="7"
                    pattern="#[0-9a-fA-F]{6}"
                    aria-describedby=described_by
                    aria-invalid=move || error.read().is_some().then_some("true")
                    on:input=move |event| bind.set(event_target_value(&event))
                />
            </div>
            {notes(&ids, hint, error)}
        </div>
    }
    .into_any()
}

/// What the picker shows while the text is not a colour yet: black.
fn swatch(text: &str) -> String {
    hex6(text).unwrap_or_else(|| "#000000".into())
}

/// `#rrggbb` in lower case from `#rgb` or `#rrggbb`; anything else is not a colour yet.
pub fn hex6(text: &str) -> Option<String> {
    let digits = text.trim().strip_prefix('#')?;
    if !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    let full = match digits.len() {
        3 => digits.chars().flat_map(|c| [c, c]).collect(),
        6 => digits.to_owned(),
        _ => return None,
    };
    Some(format!("#{}", full.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::hex6;

    #[test]
    fn colours_are_completed_or_refused() {
        assert_eq!(hex6("#0aF").as_deref(), Some("#00aaff"));
        assert_eq!(hex6(" #102030 ").as_deref(), Some("#102030"));
        for text in ["", "#", "#12", "red", "#12345g", "#1234567", "#é12345"] {
            assert_eq!(hex6(text), None, "{text}");
        }
    }
}
