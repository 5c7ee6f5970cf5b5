use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use mewayz::{
    locale::Locale,
    notifications::{Statistic, Template},
};
use ui::{Badge, Button, Callout, Card, Choice, Column, EmptyState, Field, PageHeader, Select, Table, TextArea, Tone, Variant};

use super::{ResetTemplate, SaveTemplate, load_delivery_figures, load_templates, words};
use crate::{
    shared::loaded,
    words::{admin as t, day, notifications, number},
};

/// `/admin/notifications?locale=de`
#[component]
pub fn NotificationWordsPage() -> impl IntoView {
    let (save, reset) = (ServerAction::<SaveTemplate>::new(), ServerAction::<ResetTemplate>::new());
    let locale = Memo::new(|_| use_query_map().get().get("locale").and_then(|tag| Locale::from_tag(&tag)).unwrap_or_default());
    let templates =
        Resource::new(move || (locale.get(), save.version().get(), reset.version().get()), |(locale, ..)| load_templates(locale));
    let figures = Resource::new(|| (), |()| load_delivery_figures());
    view! {
        <Title text=notifications::title()/>
        <PageHeader title=notifications::title() description=t::notices_text()/>
        <div class="stack">
            {loaded(figures, |figures| statistics(&figures))}
            <form method="get" class="flex flex-wrap items-end gap-3">
                <Select label=t::language() name="locale" options=languages() value=locale.get_untracked().tag()/>
                <Button kind="submit">{t::show()}</Button>
            </form>
            {loaded(templates, move |templates| {
                let locale = locale.get_untracked();
                templates.into_iter().map(|template| card(template, locale, save, reset)).collect_view().into_any()
            })}
        </div>
    }
}

fn languages() -> Vec<Choice> {
    Locale::ALL.iter().map(|locale| Choice::new(locale.tag(), locale.native_name())).collect()
}

fn statistics(figures: &[Statistic]) -> AnyView {
    if figures.is_empty() {
        return view! { <EmptyState icon="inbox" title=t::nobody_told() text=t::nobody_told_text()/> }.into_any();
    }
    let row = |figure: &Statistic| {
        let read = if figure.read > 0 { number(figure.read) } else { "\u{2013}".to_owned() };
        view! {
            <tr>
                <td data-label=t::notice_topic()>{words::topic(figure.topic)}</td>
                <td data-label=t::by_way()>{words::channel(figure.channel)}</td>
                <td class="num" data-label=t::notices_sent()>{number(figure.sent)}</td>
                <td class="num" data-label=t::notices_read()>{read}</td>
                <td class="num" data-label=t::notices_pending()>{number(figure.pending)}</td>
                <td class="num" data-label=t::notices_failed()>{number(figure.failed)}</td>
                <td class="num" data-label=t::notices_suppressed()>{number(figure.suppressed)}</td>
                <td class="num" data-label=t::notices_given_up()>{number(figure.dead)}</td>
            </tr>
        }
    };
    let numbers =
        [t::notices_sent(), t::notices_read(), t::notices_pending(), t::notices_failed(), t::notices_suppressed(), t::notices_given_up()]
            .map(Column::number);
    let columns = [t::notice_topic(), t::by_way()].map(Column::text).into_iter().chain(numbers).collect();
    let rows = figures.iter().map(row).collect_view();
    view! { <Card title=t::deliveries() flush=true><Table caption=t::deliveries_table() columns stacked=true>{rows}</Table></Card> }
        .into_any()
}

/// The words of a topic, with what they look like filled in.
fn card(template: Template, locale: Locale, save: ServerAction<SaveTemplate>, reset: ServerAction<ResetTemplate>) -> AnyView {
    let (name, topic) = (template.topic.name(), template.topic);
    let mine = move || save.input().with(|input| input.as_ref().is_some_and(|input| input.topic == topic));
    let error = move |field: &'static str| move || save.value().get().and_then(Result::err).filter(|_| mine()).and_then(|e| e.field(field));
    let form_error = move || save.value().get().and_then(Result::err).filter(|_| mine()).and_then(|e| e.form());
    let placeholders = topic.placeholders().iter().map(|name| format!("{{{{ {name} }}}}")).collect::<Vec<_>>().join(" ");
    let tag = locale.tag();
    let changed = template.changed_at.map(|at| {
        view! {
            <Badge tone=Tone::Accent>{t::changed_on(day(at.date_naive()))}</Badge>
            <ActionForm action=reset>
                <input type="hidden" name="topic" value=name/>
                <input type="hidden" name="locale" value=tag/>
                <Button kind="submit" icon="rotate-ccw">{t::back_to_our_words()}</Button>
            </ActionForm>
        }
    });
    view! {
        <Card title=words::topic(topic)>
            <div class="stack">
                <blockquote class="rounded-md bg-sunken p-3" lang=tag dir="auto" aria-label=t::preview()>
                    <p class="font-medium">{template.preview_title}</p>
                    <p class="text-sm">{template.preview_body}</p>
                </blockquote>
                <ActionForm action=save>
                    <input type="hidden" name="topic" value=name/>
                    <input type="hidden" name="locale" value=tag/>
                    <div class="stack">
                        {move || form_error().map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
                        <Field label=t::notice_title() name="title" id=format!("f-{name}-title") value=template.title lang=tag maxlength=120_u32 required=true error=error("title")/>
                        <TextArea label=t::notice_body() name="body" id=format!("f-{name}-body") value=template.body lang=tag rows=3 maxlength=400_u32 required=true
                            hint=t::filled_in(placeholders) error=error("body")/>
                        <div class="actions"><Button variant=Variant::Primary kind="submit" loading=save.pending()>{t::save()}</Button></div>
                    </div>
                </ActionForm>
                <div class="actions">{changed}</div>
            </div>
        </Card>
    }
    .into_any()
}
