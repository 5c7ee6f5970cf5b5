use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};
use mewayz::{
    announcements::{Banner, Row, Stage},
    plans::Plan,
};
use ui::{Badge, Button, Callout, Card, EmptyState, Field, PageHeader, Tone, Variant};

use super::{EndAnnouncement, PublishAnnouncement, SaveAnnouncement, banner, form::form, load_announcements, words};
use crate::{
    error::AppError,
    shared::loaded,
    words::{announcements as t, number, utc},
};

/// `/admin/announcements`, loaded when staff goes there.
#[derive(Clone, Copy)]
pub struct AnnouncementsRoute {
    save: ServerAction<SaveAnnouncement>,
    acts: Acts,
    rows: Resource<Result<Vec<Row>, AppError>>,
}

/// What is done to one that is kept.
#[derive(Clone, Copy)]
struct Acts {
    save: ServerAction<SaveAnnouncement>,
    publish: ServerAction<PublishAnnouncement>,
    end: ServerAction<EndAnnouncement>,
}

#[lazy_route]
impl LazyRoute for AnnouncementsRoute {
    fn data() -> Self {
        let acts = Acts { save: ServerAction::new(), publish: ServerAction::new(), end: ServerAction::new() };
        let save = ServerAction::new();
        let turn = move || (save.version().get(), acts.save.version().get(), acts.publish.version().get(), acts.end.version().get());
        Self { save, acts, rows: Resource::new(turn, |_| load_announcements()) }
    }

    fn view(this: Self) -> AnyView {
        let acts = this.acts;
        let failed = move || {
            let all = [acts.save.value().get(), acts.publish.value().get(), acts.end.value().get()];
            all.into_iter().flatten().find_map(Result::err).map(|error| {
                error.form().or_else(|| error.field("reason")).or_else(|| error.field("until")).unwrap_or_else(|| error.to_string())
            })
        };
        view! {
            <Title text=t::title()/>
            <PageHeader title=t::title() description=t::text()/>
            <div class="stack max-w-3xl">
                {move || failed().map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
                {loaded(this.rows, move |rows| list(&rows, acts))}
                <Card title=t::new()>{form("new", None, this.save)}</Card>
            </div>
        }
        .into_any()
    }
}

fn list(rows: &[Row], acts: Acts) -> AnyView {
    if rows.is_empty() {
        return view! { <EmptyState icon="message-circle" title=t::nothing() text=t::nothing_text()/> }.into_any();
    }
    view! { <div class="stack">{rows.iter().map(|row| card(row, acts)).collect_view()}</div> }.into_any()
}

fn card(row: &Row, acts: Acts) -> AnyView {
    let draft = &row.announcement.draft;
    let title = draft.words.iter().find(|(locale, _)| *locale == draft.fallback).map(|(_, words)| words.title.clone()).unwrap_or_default();
    let (stage, tone) = words::stage(row.stage);
    let banner = Banner { id: row.announcement.id, kind: draft.kind, words: draft.words.clone(), fallback: draft.fallback };
    let previews = draft.words.iter().map(|(locale, _)| view! { <div>{banner::shown(&banner, *locale, None)}</div> }).collect_view();
    let key = row.announcement.id.to_string();
    let edit = (row.stage == Stage::Draft).then(|| {
        let form = form(&key, Some(row), acts.save);
        view! {
            <details>
                <summary class="w-fit cursor-pointer rounded-sm py-2 font-medium">{t::change()}</summary>
                <div class="mt-3">{form}</div>
            </details>
        }
    });
    let (act, whom) = (act(row, acts), whom(row));
    view! {
        <Card title=title description=when(row) actions=move || view! { <Badge tone>{stage}</Badge> }>
            <div class="stack">
                <div class="stack" role="group" aria-label=t::preview()>{previews}</div>
                <p class="text-sm text-muted">{whom}</p>
                {act}
                {edit}
            </div>
        </Card>
    }
    .into_any()
}

fn when(row: &Row) -> String {
    let draft = &row.announcement.draft;
    let until = row.announcement.ended_at.or(draft.until);
    match until {
        Some(until) => t::from_until(utc(draft.from), utc(until)),
        None => t::from_on(utc(draft.from)),
    }
}

fn whom(row: &Row) -> String {
    let audience = &row.announcement.draft.audience;
    let mut parts: Vec<String> = Vec::new();
    if !audience.plans.is_empty() {
        parts.push(audience.plans.iter().map(|plan: &Plan| plan.title()).collect::<Vec<_>>().join(", "));
    }
    if !row.slugs.is_empty() {
        parts.push(row.slugs.join(", "));
    }
    if audience.only_admins {
        parts.push(t::only_admins().to_owned());
    }
    if parts.is_empty() {
        parts.push(t::everybody().to_owned());
    }
    if row.announcement.draft.told {
        parts.push(t::told_too().to_owned());
    }
    parts.push(t::put_away_by(number(row.put_away)));
    parts.join(" · ")
}

/// Publishing or throwing away, or ending early.
fn act(row: &Row, acts: Acts) -> AnyView {
    let id = row.announcement.id.to_string();
    let line = |name: &'static str, button: AnyView| {
        let field = format!("{name}-{id}");
        view! {
            <input type="hidden" name="announcement" value=id.clone()/>
            <div class="flex flex-wrap items-end gap-3">
                <div class="min-w-0 flex-1"><Field label=t::reason() name="reason" id=field required=true maxlength=500_u32/></div>
                {button}
            </div>
        }
        .into_any()
    };
    match row.stage {
        Stage::Draft => {
            let publish = line("publish", view! { <Button kind="submit" variant=Variant::Primary>{t::publish()}</Button> }.into_any());
            let discard = line("discard", view! { <Button kind="submit">{t::discard()}</Button> }.into_any());
            view! {
                <ActionForm action=acts.publish>{publish}</ActionForm>
                <ActionForm action=acts.end><input type="hidden" name="draft" value="true"/>{discard}</ActionForm>
            }
            .into_any()
        }
        Stage::Planned | Stage::Live => {
            let end = line("end", view! { <Button kind="submit" variant=Variant::Danger>{t::end_now()}</Button> }.into_any());
            view! { <ActionForm action=acts.end>{end}</ActionForm> }.into_any()
        }
        Stage::Over => ().into_any(),
    }
}
