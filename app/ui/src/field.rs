//! Text fields: a label, a native control, a hint and an error beside it. They work without scripts.
//!
//! Two ways to hold the value: `value` (the initial one; the form holds the rest) or `bind` (a signal
//! both ways). What was typed before hydration is kept: the signal takes it over.

use leptos::html;

use crate::labels::labels;
use leptos::prelude::*;

/// Ids that tie label, hint and error to a control: `f-{name}`, `f-{name}-hint`, `f-{name}-error`.
pub(crate) struct Ids {
    pub(crate) control: String,
    pub(crate) hint: String,
    pub(crate) error: String,
}

impl Ids {
    pub(crate) fn new(id: Option<String>, name: &str) -> Self {
        let control = id.unwrap_or_else(|| format!("f-{name}"));
        Self { hint: format!("{control}-hint"), error: format!("{control}-error"), control }
    }

    /// Value of `aria-describedby`: the hint, and the error while there is one.
    pub(crate) fn described_by(&self, has_hint: bool, error: Signal<Option<String>>) -> Signal<Option<String>> {
        let (hint, error_id) = (self.hint.clone(), self.error.clone());
        Signal::derive(move || match (has_hint, error.read().is_some()) {
            (true, true) => Some(format!("{error_id} {hint}")),
            (true, false) => Some(hint.clone()),
            (false, true) => Some(error_id.clone()),
            (false, false) => None,
        })
    }
}

/// The line under a control: the error (announced when it appears) above the hint.
pub(crate) fn notes(ids: &Ids, hint: Option<String>, error: Signal<Option<String>>) -> AnyView {
    let (hint_id, error_id) = (ids.hint.clone(), ids.error.clone());
    view! {
        <p class="field-error" id=error_id role="alert" hidden=move || error.read().is_none()>
            {move || error.get()}
        </p>
        {hint.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
    }
    .into_any()
}

/// Label of a control, with "optional" beside it when so told.
pub(crate) fn label_row(ids: &Ids, label: String, optional: bool) -> AnyView {
    view! {
        <label class="field-label" for=ids.control.clone()>
            {label}
            {optional.then(|| view! { <span class="field-optional">{labels().optional}</span> })}
        </label>
    }
    .into_any()
}

/// A one-line text field over a native `<input>`.
#[component]
pub fn Field(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    /// The input's type: text (default), email, password, url, tel, number, search, date, time, datetime-local.
    #[prop(default = "text")]
    kind: &'static str,
    /// Initial value.
    #[prop(optional, into)]
    value: String,
    /// The value both ways; wins over `value`.
    #[prop(optional, into)]
    bind: Option<RwSignal<String>>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional, into)] autocomplete: Option<&'static str>,
    /// Keyboard on phones: numeric, email, url, …
    #[prop(optional, into)]
    inputmode: Option<&'static str>,
    /// The language of what is typed, if it is another one than the page's.
    #[prop(optional, into)]
    lang: Option<&'static str>,
    #[prop(optional)] required: bool,
    /// Writes "optional" beside the label.
    #[prop(optional)]
    optional: bool,
    #[prop(optional)] autofocus: bool,
    #[prop(optional, into)] maxlength: Option<u32>,
    #[prop(optional, into)] min: Option<String>,
    #[prop(optional, into)] max: Option<String>,
    #[prop(optional, into)] step: Option<String>,
    /// Fixed text before the value, e.g. `mewayz.com/@`.
    #[prop(optional, into)]
    prefix: Option<String>,
    /// Fixed text after the value, e.g. `px`.
    #[prop(optional, into)]
    suffix: Option<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] readonly: bool,
    /// Id of the input when the same `name` stands twice on a page (default `f-{name}`).
    #[prop(optional, into)]
    id: Option<String>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let ids = Ids::new(id, &name);
    let described_by = ids.described_by(hint.is_some(), error);
    let node = NodeRef::<html::Input>::new();
    bind_input(node, bind);
    let initial = bind.map_or(value, |bind| bind.get_untracked());
    view! {
        <div class=format!("field {class}")>
            {label_row(&ids, label, optional)}
            <div class="input-wrap">
                {prefix.map(|text| view! { <span class="input-affix" dir="auto">{text}</span> })}
                <input
                    class="input"
                    node_ref=node
                    id=ids.control.clone()
                    type=kind
                    dir="auto"
                    lang=lang
                    name=name
                    value=initial
                    placeholder=placeholder
                    autocomplete=autocomplete
                    inputmode=inputmode
                    required=required
                    autofocus=autofocus
                    maxlength=maxlength
                    min=min
                    max=max
                    step=step
                    readonly=readonly
                    disabled=move || disabled.get()
                    aria-describedby=described_by
                    aria-invalid=move || error.read().is_some().then_some("true")
                    on:input=move |event| {
                        if let Some(bind) = bind {
                            bind.set(event_target_value(&event));
                        }
                    }
                />
                {suffix.map(|text| view! { <span class="input-affix" dir="auto">{text}</span> })}
            </div>
            {notes(&ids, hint, error)}
        </div>
    }
    .into_any()
}

/// Keeps the input's text and the signal equal.
pub(crate) fn bind_input(node: NodeRef<html::Input>, bind: Option<RwSignal<String>>) {
    let show = move |value: &String| {
        if let Some(input) = node.get_untracked() {
            input.set_value(value);
        }
    };
    follow(bind, move || node.get().map(|input| input.value()), show);
}

/// Keeps a control and a signal equal, beginning with what the person chose before hydration.
///
/// `shown` reads the control (`None` while it is not in the page), `show` writes it, and only when it
/// differs, so that the caret stays where it is.
pub(crate) fn follow<T: Clone + PartialEq + Send + Sync + 'static>(
    bind: Option<RwSignal<T>>,
    shown: impl Fn() -> Option<T> + 'static,
    show: impl Fn(&T) + 'static,
) {
    let Some(bind) = bind else { return };
    Effect::new(move |ran: Option<bool>| {
        let value = bind.get();
        let Some(now) = shown() else { return false };
        if now == value {
            return true;
        }
        if ran == Some(true) {
            show(&value);
        } else {
            bind.set(now);
        }
        true
    });
}
