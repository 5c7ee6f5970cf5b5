use leptos::prelude::*;
use mewayz::{
    announcements::{Kind, Row, Words},
    locale::Locale,
    plans::Plan,
};
use ui::{Button, Callout, Checkbox, Choice, Field, Select, TextArea, Tone, Variant};

use super::{SaveAnnouncement, words};
use crate::{error::AppError, words::announcements as t};

/// The form for a draft: an empty one, or one that was kept. `key` tells its controls from those of other forms.
pub(super) fn form(key: &str, row: Option<&Row>, action: ServerAction<SaveAnnouncement>) -> AnyView {
    let error = Signal::derive(move || action.value().get().and_then(Result::err));
    let id = move |name: &str| format!("{key}-{name}");
    let said = row.map(|row| row.announcement.draft.words.clone()).unwrap_or_default();
    let of = |locale: Locale| said.iter().find(|(of, _)| *of == locale).map(|(_, words)| words.clone()).unwrap_or_default();
    let terms = terms(key, row, error);
    let reason = id("reason");
    let languages = Locale::ALL
        .map(|locale| language(&id(locale.tag()), locale, of(locale), said.is_empty() && locale == Locale::En))
        .into_iter()
        .collect_view();
    let hidden = row.map(|row| view! { <input type="hidden" name="announcement" value=row.announcement.id.to_string()/> });
    view! {
        <ActionForm action=action>
            {hidden}
            <div class="stack">
                {move || error.get().and_then(|e| e.form()).map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
                {move || matches!(action.value().get(), Some(Ok(()))).then(|| view! { <Callout tone=Tone::Success>{t::kept()}</Callout> })}
                {said_of(error, "title")} {said_of(error, "body")}
                {languages}
                {terms}
                <Field label=t::reason() name="reason" id=reason required=true maxlength=500_u32 hint=t::kept_with_name() error=field(error, "reason")/>
                <div class="actions"><Button kind="submit" variant=Variant::Primary loading=action.pending()>{t::keep_draft()}</Button></div>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// Title and text in one language. Every language is sent, also without words.
fn language(id: &str, locale: Locale, said: Words, open: bool) -> AnyView {
    let open = open || !said.title.is_empty();
    let (tag, dir) = (locale.tag(), locale.direction());
    view! {
        <details open=open class="rounded-lg border border-line p-4">
            <summary class="font-medium" lang=tag>{locale.native_name()}</summary>
            <div class="stack mt-3" dir=dir>
                <Field label=t::heading() name="written[titles][]" id=format!("{id}-title") maxlength=120_u32 value=said.title/>
                <TextArea label=t::body() name="written[bodies][]" id=format!("{id}-body") rows=3 maxlength=600_u32 value=said.body/>
            </div>
        </details>
    }
    .into_any()
}

/// How, when and for whom.
fn terms(key: &str, row: Option<&Row>, error: Signal<Option<AppError>>) -> AnyView {
    let draft = row.map(|row| row.announcement.draft.clone());
    let id = |name: &str| format!("{key}-{name}");
    let kinds = Kind::ALL.map(|kind| Choice::new(kind.name(), words::kind(kind))).into();
    let languages = Locale::ALL.map(|locale| Choice::new(locale.tag(), locale.native_name())).into();
    let at = |moment: Option<chrono::DateTime<chrono::Utc>>| moment.map(|at| at.format("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default();
    let (from, until) = (at(draft.as_ref().map(|d| d.from)), at(draft.as_ref().and_then(|d| d.until)));
    let kind = draft.as_ref().map_or(Kind::Info, |d| d.kind).name();
    let fallback = draft.as_ref().map_or(Locale::En, |d| d.fallback).tag();
    let audience = draft.as_ref().map(|d| d.audience.clone()).unwrap_or_default();
    let slugs = row.map(|row| row.slugs.join("\n")).unwrap_or_default();
    let plans = Plan::ALL.map(|plan| {
        let id = id(plan.name());
        view! { <Checkbox label=plan.title() name="written[plans][]" value=plan.name() checked=audience.plans.contains(&plan) id=id/> }
    });
    let plans = plans.into_iter().collect_view();
    let told = draft.is_some_and(|d| d.told);
    view! {
        <div class="grid gap-4 sm:grid-cols-2">
            <Select label=t::kind() name="written[kind]" id=id("kind") options=kinds value=kind/>
            <Select label=t::fallback() name="written[fallback]" id=id("fallback") options=languages value=fallback hint=t::fallback_hint() error=field(error, "fallback")/>
            <Field label=t::from() name="written[from]" id=id("from") kind="datetime-local" value=from hint=t::from_hint() optional=true error=field(error, "from")/>
            <Field label=t::until() name="written[until]" id=id("until") kind="datetime-local" value=until hint=t::until_hint() optional=true error=field(error, "until")/>
        </div>
        <fieldset class="min-w-0">
            <legend class="field-label">{t::for_whom()}</legend>
            <p class="mb-2 text-sm text-muted">{t::for_whom_text()}</p>
            <div class="stack">
                <div class="flex flex-wrap gap-x-6 gap-y-2">{plans}</div>
                <TextArea label=t::workspaces() name="written[workspaces]" id=id("workspaces") rows=2 value=slugs hint=t::workspaces_hint() optional=true error=field(error, "workspaces")/>
                <Checkbox label=t::only_admins() name="written[only_admins]" id=id("admins") checked=audience.only_admins/>
            </div>
        </fieldset>
        <Checkbox label=t::tell_too() name="written[told]" id=id("told") checked=told hint=t::tell_too_hint()/>
    }
    .into_any()
}

fn said_of(error: Signal<Option<AppError>>, name: &'static str) -> impl IntoView {
    move || error.get().and_then(|e| e.field(name)).map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })
}

fn field(error: Signal<Option<AppError>>, name: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || error.get().and_then(|e| e.field(name)))
}
