use leptos::prelude::*;
use ui::{Button, Callout, Field, Tone, Variant};

use crate::{error::AppError, words::office as t};

/// What an act is called and does.
pub(super) struct Deed {
    /// Tells the forms of a page apart.
    pub(super) id: String,
    pub(super) label: &'static str,
    pub(super) text: &'static str,
    pub(super) variant: Variant,
}

impl Deed {
    pub(super) fn new(id: &str, label: &'static str, text: &'static str, variant: Variant) -> Self {
        Self { id: id.to_owned(), label, text, variant }
    }
}

/// The inside of the form of an act: what it does, to what, why it is done, and how it went.
pub(super) fn body<I: Send + Sync + 'static, O: Clone + Send + Sync + 'static>(
    deed: Deed,
    hidden: Vec<(&'static str, String)>,
    action: Action<I, Result<O, AppError>>,
) -> AnyView {
    let error = Signal::derive(move || action.value().get().and_then(Result::err));
    let hidden = hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    view! {
        <div class="stack">
            {said(error, move || matches!(action.value().get(), Some(Ok(_))))}
            <p class="text-muted">{deed.text}</p>
            {hidden}
            <Field label=t::why() name="reason" id=format!("reason-{}", deed.id) required=true maxlength=500_u32 autocomplete="off"
                error=move || error.get().and_then(|e| e.field("reason"))/>
            <div><Button kind="submit" variant=deed.variant loading=action.pending()>{deed.label}</Button></div>
        </div>
    }
    .into_any()
}

/// That it worked, or what is wrong with the form as a whole.
pub(super) fn said(error: Signal<Option<AppError>>, done: impl Fn() -> bool + Send + Sync + 'static) -> AnyView {
    view! {
        {move || error.get().and_then(|e| e.form()).map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
        {move || done().then(|| view! { <Callout tone=Tone::Success>{t::done()}</Callout> })}
    }
    .into_any()
}

/// A form of a list of forms.
pub(super) fn part(form: AnyView) -> AnyView {
    view! { <div class="border-t border-line py-4 first:border-t-0 first:pt-0">{form}</div> }.into_any()
}
