//! Everything about one file.

use leptos::{prelude::*, task::spawn_local};
use mewayz::{
    bio_sites::SiteUse,
    ids::MediaId,
    media::{Details, Kind, Media, Uploaded},
};
use ui::{Button, ButtonLink, Callout, Field, Icon, ProgressBar, Sheet, TextArea, Tone, Variant};

use super::{
    FileView,
    desk::{Ask, Desk},
    edit_file,
    focus::FocusInput,
    load_file, restore_files, tile, words,
};
use crate::{
    shared::{State, Target, Uploads, When, copy, files, kind_words, loaded, use_frame},
    words::media as t,
};

/// The sheet of the file in `opened`.
#[component]
pub(super) fn DetailsSheet(desk: Desk) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || open.set(desk.opened.read().is_some()));
    // Esc closes the sheet by itself.
    Effect::new(move |was: Option<bool>| {
        let now = open.get();
        if was == Some(true) && !now {
            desk.opened.set(None);
        }
        now
    });
    view! {
        <Sheet id="file" title=t::file() open=open>
            {move || desk.opened.get().map(|id| view! { <Opened desk id/> })}
        </Sheet>
    }
    .into_any()
}

#[component]
fn Opened(desk: Desk, id: MediaId) -> impl IntoView {
    let file = Resource::new(move || desk.workspace.get(), move |workspace| load_file(workspace, id));
    let again = Callback::new(move |()| file.refetch());
    loaded(file, move |file: FileView| details(desk, file, again))
}

fn details(desk: Desk, file: FileView, again: Callback<()>) -> AnyView {
    let FileView { media, sites, download } = file;
    let trashed = media.trashed_at.is_some();
    view! {
        <div class="stack">
            {(media.kind != Kind::Picture).then(|| view! { <div class="mx-auto size-32 overflow-hidden rounded-lg bg-sunken">{tile::face(&media)}</div> })}
            {trashed.then(|| in_trash(&media))}
            {form(desk, media.clone(), trashed)}
            {facts(&media)}
            {used(desk, &sites)}
            {(desk.may_edit && !trashed).then(|| view! { <Replace desk media=media.clone() again/> })}
            {actions(desk, media, &download)}
        </div>
    }
    .into_any()
}

fn in_trash(media: &Media) -> AnyView {
    let text = if media.uses > 0 { t::still_shown() } else { t::deleted_in_30_days() };
    view! { <Callout tone=Tone::Warning title=t::in_trash() icon="trash-2">{text}</Callout> }.into_any()
}

/// What people say about it.
fn form(desk: Desk, media: Media, trashed: bool) -> AnyView {
    let disabled = !desk.may_edit || trashed;
    let is_picture = media.kind == Kind::Picture;
    let (name, alt) = (RwSignal::new(media.file_name.clone()), RwSignal::new(media.alt.clone()));
    let (tags, focus) = (RwSignal::new(media.tags.join(", ")), RwSignal::new(media.focus));
    let (busy, failed) = (RwSignal::new(false), RwSignal::new(None));
    let problem = move |field: &'static str| {
        move || failed.with(|error: &Option<crate::error::AppError>| error.as_ref().and_then(|error| error.field(field)))
    };
    let id = media.id;
    let save = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let tags = tags.get_untracked().split(',').map(str::to_owned).collect();
        let details = Details { file_name: name.get_untracked(), alt: alt.get_untracked(), tags, focus: focus.get_untracked() };
        let workspace = desk.workspace();
        busy.set(true);
        spawn_local(async move {
            match edit_file(workspace, id, details).await {
                Ok(()) => {
                    desk.toasts().success(t::saved());
                    desk.reload();
                    let _ = failed.try_set(None);
                }
                Err(error) => {
                    error.form().into_iter().for_each(|text| desk.toasts().error(text));
                    let _ = failed.try_set(Some(error));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <form class="stack" on:submit=save>
            {is_picture.then(|| view! { <FocusInput media focus disabled/> })}
            <Field label=t::name() name="file_name" bind=name error=problem("file_name") disabled=disabled/>
            {is_picture.then(|| view! {
                <TextArea label=t::alt_text() name="alt" bind=alt rows=2 error=problem("alt") disabled=disabled hint=t::alt_text_hint()/>
            })}
            <Field label=t::tags() name="tags" bind=tags error=problem("tags") disabled=disabled hint=t::tags_hint()/>
            {(!disabled).then(|| view! { <div class="actions"><Button variant=Variant::Primary kind="submit" loading=busy>{t::save()}</Button></div> })}
        </form>
    }
    .into_any()
}

fn facts(media: &Media) -> AnyView {
    let mut rows = vec![(t::kind(), kind_words(media.kind).into_any()), (t::size(), words::size(media.bytes).into_any())];
    if media.kind == Kind::Picture {
        rows.push((t::dimensions(), t::pixels(media.width.to_string(), media.height.to_string()).into_any()));
    }
    rows.push((t::added(), view! { <When at=media.created_at/> }.into_any()));
    let row =
        |(name, value): (&'static str, AnyView)| view! { <dt class="text-muted">{name}</dt><dd class="text-end tabular-nums">{value}</dd> };
    view! { <dl class="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">{rows.into_iter().map(row).collect_view()}</dl> }.into_any()
}

fn used(desk: Desk, sites: &[SiteUse]) -> AnyView {
    let body = if sites.is_empty() {
        view! { <p class="text-sm text-muted">{t::used_nowhere()}</p> }.into_any()
    } else {
        view! { <ul class="stack">{sites.iter().map(|site| used_by(&desk.workspace(), site)).collect_view()}</ul> }.into_any()
    };
    view! { <section><h3 class="mb-1 text-sm font-medium">{t::where_used()}</h3>{body}</section> }.into_any()
}

/// One site that uses a file, with the way there.
pub(super) fn used_by(workspace: &str, site: &SiteUse) -> AnyView {
    let state = match (site.published, site.draft) {
        (true, true) => t::visitors_see_it(),
        (true, false) => t::visitors_see_it_not_draft(),
        (false, _) => t::in_draft_only(),
    };
    let href = format!("/w/{workspace}/sites/{}", site.site);
    let page = site.published.then(|| {
        let label = t::open_in_tab(&site.handle);
        view! { <a href=format!("/@{}", site.handle) target="_blank" rel="noopener" aria-label=label class="btn btn-ghost btn-icon btn-sm"><Icon name="external-link"/></a> }
    });
    view! {
        <li class="flex min-w-0 items-center justify-between gap-2 rounded-md border border-line px-3 py-2">
            <span class="min-w-0">
                <a href=href class="block truncate text-sm font-medium hover:underline"><bdi>{site.name.clone()}</bdi>{format!(" · @{}", site.handle)}</a>
                <span class="block text-xs text-muted">{state}</span>
            </span>
            {page}
        </li>
    }
    .into_any()
}

/// Puts another file in its place.
#[component]
fn Replace(desk: Desk, media: Media, again: Callback<()>) -> impl IntoView {
    let done = Callback::new(move |_: Uploaded| {
        desk.toasts().success(t::replaced());
        desk.reload();
        again.run(());
    });
    let uploads = Uploads::new(done);
    let id = media.id.to_string();
    let choose = move |ev: leptos::ev::Event| {
        let input: web_sys::HtmlInputElement = event_target(&ev);
        uploads.aim(Target {
            workspace: desk.workspace(),
            replaces: id.clone(),
            pictures_only: media.kind == Kind::Picture,
            ..Target::default()
        });
        uploads.add(files(input.files()).into_iter().take(1).collect());
        input.set_value("");
    };
    let progress = move || uploads.items().into_iter().next().map(|item| item.state);
    let percent = Signal::derive(move || match progress() {
        Some(State::Sending(percent)) if percent < 100 => Some(percent),
        _ => None,
    });
    view! {
        <section>
            <h3 class="mb-1 text-sm font-medium">{t::replace()}</h3>
            <p class="mb-2 text-sm text-muted">{t::replace_text()}</p>
            <label class="btn btn-secondary cursor-pointer has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
                <Icon name="refresh-cw"/>
                {t::choose_new_file()}
                <input type="file" id="replace-file" class="sr-only" on:change=choose/>
            </label>
            {move || uploads.is_busy().then(|| view! { <ProgressBar label=t::replacing() percent=percent class="mt-2"/> })}
            <div role="alert" class="mt-2 text-sm text-danger empty:hidden">{move || uploads.problems().into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}</div>
        </section>
    }
    .into_any()
}

fn actions(desk: Desk, media: Media, download: &str) -> AnyView {
    let is_picture = media.kind == Kind::Picture;
    let address = format!("{}{download}", use_frame().base_url);
    let hint = (!is_picture).then(t::link_hint);
    let end = desk.may_edit.then(|| {
        let (trashed, ids, all) = (media.trashed_at.is_some(), vec![media.id], vec![media.clone()]);
        let erase = all.clone();
        if trashed {
            view! {
                <Button icon="rotate-ccw" on:click=move |_| desk.act(restore_files(desk.workspace(), ids.clone()), t::taken_back())>{t::restore()}</Button>
                <Button icon="trash-2" variant=Variant::Danger on:click=move |_| desk.ask.set(Some(Ask::Erase(erase.clone())))>{t::delete_for_good()}</Button>
            }
            .into_any()
        } else {
            view! { <Button icon="trash-2" on:click=move |_| desk.trash(all.clone())>{t::delete()}</Button> }.into_any()
        }
    });
    view! {
        <div>
            <div class="actions">
                <ButtonLink href=download.to_owned() icon="download" attr:download="" attr:rel="external">{t::download()}</ButtonLink>
                <Button icon="copy" on:click=move |_| copy(address.clone(), desk.toasts())>{t::copy_link()}</Button>
                {end}
            </div>
            {hint.map(|hint| view! { <p class="mt-2 text-xs text-muted">{hint}</p> })}
        </div>
    }
    .into_any()
}
