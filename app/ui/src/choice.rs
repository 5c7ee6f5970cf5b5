//! Choices over native controls: select, checkbox, switch.

use leptos::html;
use leptos::prelude::*;

use crate::Icon;
use crate::field::{Ids, follow, label_row, notes};

/// One choice of a `Select` or `Segmented`: the value sent and the words shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    /// A choice that sends `value` and shows `label`.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }

    /// Choices from `[(value, label)]`.
    pub fn list(pairs: &[(&str, &str)]) -> Vec<Self> {
        pairs.iter().map(|(value, label)| Self::new(*value, *label)).collect()
    }
}

/// A native drop-down list.
#[component]
pub fn Select(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    options: Vec<Choice>,
    /// Initial value.
    #[prop(optional, into)]
    value: String,
    /// The value both ways; wins over `value`.
    #[prop(optional, into)]
    bind: Option<RwSignal<String>>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
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
    let node = NodeRef::<html::Select>::new();
    let value = bind.map_or(value, |bind| bind.get_untracked());
    follow(
        bind,
        move || node.get().map(|select| select.value()),
        move |value| {
            if let Some(select) = node.get_untracked() {
                select.set_value(value);
            }
        },
    );
    let options = options
        .into_iter()
        .map(|choice| {
            let selected = choice.value == value;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        })
        .collect_view();
    view! {
        <div class=format!("field {class}")>
            {label_row(&ids, label, optional)}
            <div class="select-wrap">
                <select
                    class="input select"
                    node_ref=node
                    id=ids.control.clone()
                    name=name
                    required=required
                    disabled=move || disabled.get()
                    aria-describedby=described_by
                    aria-invalid=move || error.read().is_some().then_some("true")
                    on:change=move |event| {
                        if let Some(bind) = bind {
                            bind.set(event_target_value(&event));
                        }
                    }
                >
                    {options}
                </select>
                <Icon name="chevron-down" />
            </div>
            {notes(&ids, hint, error)}
        </div>
    }
    .into_any()
}

/// A checkbox with its words after it.
#[component]
pub fn Checkbox(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    /// Sent when ticked (default `on`).
    #[prop(default = "on".into(), into)]
    value: String,
    /// Initial state.
    #[prop(optional)]
    checked: bool,
    /// The state both ways; wins over `checked`.
    #[prop(optional, into)]
    bind: Option<RwSignal<bool>>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    tick("check", None, label, (name, value), (checked, bind), hint, disabled, id, class)
}

/// A switch: takes effect at once, so use it outside forms or where saving is automatic.
#[component]
pub fn Switch(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    /// Sent when on (default `on`).
    #[prop(default = "on".into(), into)]
    value: String,
    /// Initial state.
    #[prop(optional)]
    checked: bool,
    /// The state both ways; wins over `checked`.
    #[prop(optional, into)]
    bind: Option<RwSignal<bool>>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] id: Option<String>,
    /// The label is for screen readers only: rows where a title already stands.
    #[prop(optional)]
    bare: bool,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let kind = if bare { "switch switch-bare" } else { "switch" };
    tick(kind, Some("switch"), label, (name, value), (checked, bind), hint, disabled, id, class)
}

#[allow(clippy::too_many_arguments, reason = "the two components above, once")]
fn tick(
    kind: &'static str,
    role: Option<&'static str>,
    label: String,
    (name, value): (String, String),
    (checked, bind): (bool, Option<RwSignal<bool>>),
    hint: Option<String>,
    disabled: Signal<bool>,
    id: Option<String>,
    class: &'static str,
) -> AnyView {
    let ids = Ids::new(id, &name);
    let hint_id = hint.is_some().then(|| ids.hint.clone());
    let checked = bind.map_or(checked, |bind| bind.get_untracked());
    let node = NodeRef::<html::Input>::new();
    follow(
        bind,
        move || node.get().map(|input| input.checked()),
        move |checked| {
            if let Some(input) = node.get_untracked() {
                input.set_checked(*checked);
            }
        },
    );
    view! {
        <div class=format!("tick {kind} {class}")>
            <input
                type="checkbox"
                node_ref=node
                role=role
                id=ids.control.clone()
                name=name
                value=value
                checked=checked
                disabled=move || disabled.get()
                aria-describedby=hint_id
                on:change=move |event| {
                    if let Some(bind) = bind {
                        bind.set(event_target_checked(&event));
                    }
                }
            />
            <label for=ids.control.clone()>{label}</label>
            {hint.map(|hint| view! { <p class="field-hint" id=ids.hint>{hint}</p> })}
        </div>
    }
    .into_any()
}
