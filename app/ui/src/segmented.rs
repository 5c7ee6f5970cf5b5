//! A radio group drawn as one control.

use leptos::html;
use leptos::prelude::*;

use crate::Choice;

/// Two to five choices side by side (a radio group).
#[component]
pub fn Segmented(
    /// Name of the group for screen readers; shown above it with `show_label`.
    #[prop(into)]
    label: String,
    #[prop(into)] name: String,
    options: Vec<Choice>,
    /// Initial value.
    #[prop(optional, into)]
    value: String,
    /// The value both ways; wins over `value`.
    #[prop(optional, into)]
    bind: Option<RwSignal<String>>,
    #[prop(optional)] show_label: bool,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let value = bind.map_or(value, |bind| bind.get_untracked());
    let options = options
        .into_iter()
        .map(|choice| {
            let checked = choice.value == value;
            segment(choice, name.clone(), checked, bind)
        })
        .collect_view();
    let legend = if show_label { "field-label" } else { "sr-only" };
    view! {
        <fieldset class=format!("segmented {class}")>
            <legend class=legend>{label}</legend>
            <div class="segments">{options}</div>
        </fieldset>
    }
    .into_any()
}

fn segment(choice: Choice, name: String, checked: bool, bind: Option<RwSignal<String>>) -> AnyView {
    let (this, sent) = (choice.value.clone(), choice.value.clone());
    let node = NodeRef::<html::Input>::new();
    if let Some(bind) = bind {
        Effect::new(move |ran: Option<bool>| {
            let wanted = bind.read() == this;
            let Some(input) = node.get() else {
                return false;
            };
            if ran != Some(true) && input.checked() && !wanted {
                bind.set(this.clone());
            } else if ran == Some(true) {
                input.set_checked(wanted);
            }
            true
        });
    }
    view! {
        <label class="segment">
            <input
                type="radio"
                node_ref=node
                name=name
                value=choice.value
                checked=checked
                on:change=move |_| {
                    if let Some(bind) = bind {
                        bind.set(sent.clone());
                    }
                }
            />
            <span>{choice.label}</span>
        </label>
    }
    .into_any()
}
