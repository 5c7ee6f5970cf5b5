use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_query_map;
use ui::{Button, Callout, Field, Select, TextArea, Tone, Variant};

use super::{ReportContent, opening, words};
use crate::{error::AppError, shared::Languages, words::reports as t};

/// `/report`: anybody says what is wrong with a published page. Works without scripts, and asks nobody who they are.
#[component]
pub fn ReportPage() -> impl IntoView {
    let sent = use_query_map().with_untracked(|query| query.get("sent").is_some());
    let inside = if sent { thanks() } else { ask() };
    view! {
        <Title text=t::report()/>
        <Meta name="robots" content="noindex"/>
        <main class="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center gap-6 px-5 py-10">
            <div class="stack">
                <h1 class="text-2xl font-semibold tracking-tight">{t::report()}</h1>
                {(!sent).then(|| view! { <p class="text-muted">{t::report_text()}</p> })}
            </div>
            {inside}
            <Languages/>
        </main>
    }
    .into_any()
}

fn thanks() -> AnyView {
    view! { <Callout tone=Tone::Success>{t::thanks()}</Callout> }.into_any()
}

fn ask() -> AnyView {
    let action = ServerAction::<ReportContent>::new();
    let error = Signal::derive(move || action.value().get().and_then(Result::err));
    let typed = |field: &str| error.get_untracked().and_then(|e: AppError| e.typed.get(field).cloned());
    let page = typed("page").unwrap_or_else(|| use_query_map().with_untracked(|query| query.get("page").unwrap_or_default()));
    let (concern, words, email) = (typed("concern"), typed("words"), typed("email"));
    // Who sends once more has not opened it anew.
    let opened = typed("opened").filter(|opened| !opened.is_empty()).unwrap_or_else(opening);
    let beside = move |name: &'static str| move || error.get().and_then(|e| e.field(name));
    view! {
        <ActionForm action=action>
            <div class="stack">
                {move || error.get().and_then(|e| e.form()).map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
                <Field label=t::page() name="page" value=page required=true maxlength=300_u32 autocomplete="off" hint=t::page_hint() error=beside("page")/>
                <Select label=t::reason() name="concern" options=words::reasons() value=concern.unwrap_or_default() required=true error=beside("reason")/>
                <TextArea label=t::in_words() name="words" value=words.unwrap_or_default() rows=4 maxlength=2000_u32 optional=true hint=t::words_hint() error=beside("words")/>
                <Field label=t::email() name="email" kind="email" value=email.unwrap_or_default() optional=true autocomplete="email" hint=t::email_hint() error=beside("email")/>
                // Nobody sees this; whatever fills it in is no person.
                <div class="sr-only" aria-hidden="true">
                    <label>{t::leave_empty()} <input type="text" name="website" tabindex="-1" autocomplete="off"/></label>
                </div>
                <input type="hidden" name="opened" value=opened/>
                <Button kind="submit" variant=Variant::Primary class="w-full" loading=action.pending()>{t::send()}</Button>
            </div>
        </ActionForm>
    }
    .into_any()
}
