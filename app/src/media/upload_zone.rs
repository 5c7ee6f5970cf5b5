use leptos::{ev, prelude::*};
use mewayz::media::{ACCEPT_ALL, Show, Uploaded};
use ui::{Button, Icon, IconButton, ProgressBar, Size};

use super::desk::Desk;
use crate::{
    shared::{State, Target, Upload, Uploads, files},
    words::media as t,
};

/// Takes files by choosing, dropping or pasting, and shows how far each has come.
#[component]
pub(super) fn UploadZone(desk: Desk) -> impl IntoView {
    let over = RwSignal::new(false);
    let arrived = RwSignal::new(0_usize);
    let on_done = Callback::new(move |uploaded: Uploaded| {
        if uploaded.known {
            desk.toasts().info(t::known_already(uploaded.media.file_name));
        }
        arrived.update(|count| *count += 1);
    });
    let uploads = Uploads::new(on_done);
    // Once all have arrived: not in between, as that would pull the page away under somebody's hands.
    Effect::new(move || {
        if arrived.get() > 0 && uploads.running() == 0 {
            arrived.set(0);
            desk.reload();
        }
    });
    let start = move |list: Option<web_sys::FileList>| {
        let chosen = files(list);
        if chosen.is_empty() {
            return;
        }
        let folder = desk.filter.get_untracked().folder.map(|folder| folder.to_string()).unwrap_or_default();
        uploads.aim(Target { workspace: desk.workspace(), folder, ..Target::default() });
        uploads.add(chosen);
    };
    let choose = move |ev: ev::Event| {
        let input: web_sys::HtmlInputElement = event_target(&ev);
        start(input.files());
        // The same file may be chosen again after it failed.
        input.set_value("");
    };
    let dropped = move |ev: ev::DragEvent| {
        ev.prevent_default();
        over.set(false);
        start(ev.data_transfer().and_then(|data| data.files()));
    };
    let drag = move |ev: ev::DragEvent| {
        ev.prevent_default();
        over.set(true);
    };
    Effect::new(move || {
        let pasted = window_event_listener(ev::paste, move |ev| start(ev.clipboard_data().and_then(|data| data.files())));
        on_cleanup(move || pasted.remove());
    });
    let frame = move || {
        let colours = if over.get() { "border-accent bg-accent-soft" } else { "border-line-strong" };
        format!("rounded-lg border border-dashed p-4 {colours}")
    };
    let waiting = move || uploads.items().into_iter().map(|item| item.id).collect::<Vec<_>>();
    let in_trash = Memo::new(move |_| desk.filter.read().show == Show::Trash);
    view! {
        <div class:hidden=in_trash class="mb-6">
            <div class=frame on:drop=dropped on:dragover=drag on:dragleave=move |_| over.set(false)>
                <div class="actions">
                    <label class="btn btn-primary cursor-pointer has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
                        <Icon name="upload"/>
                        {t::upload()}
                        <input type="file" id="media-file" accept=ACCEPT_ALL multiple=true class="sr-only"
                            aria-busy=move || uploads.is_busy().then_some("true") on:change=choose/>
                    </label>
                    // Nothing can be dropped with a finger.
                    <p class="text-sm text-muted">
                        <span class="pointer-coarse:hidden">{t::drop_or_paste()} " "</span>
                        {t::largest_files()}
                    </p>
                </div>
            </div>
            <ul class="mt-3 stack empty:hidden" aria-label=t::uploads()>
                <For each=waiting key=|id| *id let:id>
                    <Row uploads id/>
                </For>
            </ul>
            <p class="sr-only" role="status">{move || words(uploads.running())}</p>
        </div>
    }
    .into_any()
}

fn words(running: usize) -> String {
    if running == 0 { String::new() } else { t::uploading_files(i64::try_from(running).unwrap_or(i64::MAX)) }
}

/// One file on its way.
#[component]
fn Row(uploads: Uploads, id: u32) -> impl IntoView {
    let name = uploads.item(id).map(|item: Upload| item.name).unwrap_or_default();
    let state = Memo::new(move |_| uploads.item(id).map(|item| item.state));
    let percent = Signal::derive(move || match state.get() {
        Some(State::Sending(percent)) if percent < 100 => Some(percent),
        Some(State::Waiting) => Some(0),
        // The server works on it; nobody knows how long.
        _ => None,
    });
    let failed = Memo::new(move |_| match state.get() {
        Some(State::Failed(why)) => Some(why),
        _ => None,
    });
    let (label, problem_of) = (t::uploading_named(&name), name.clone());
    let cancel = t::cancel_upload(&name);
    view! {
        <li class="flex min-w-0 items-center gap-3 rounded-md border border-line bg-surface px-3 py-2">
            <div class="min-w-0 grow">
                <p class="truncate text-sm font-medium" dir="auto">{name}</p>
                {move || match failed.get() {
                    Some(why) => view! { <p class="text-sm text-danger" role="alert"><span class="sr-only">{format!("{problem_of}: ")}</span>{why}</p> }.into_any(),
                    None => view! { <ProgressBar label=label.clone() percent=percent bare=true/> }.into_any(),
                }}
            </div>
            {move || failed.with(Option::is_some).then(|| view! { <Button size=Size::Small icon="refresh-cw" on:click=move |_| uploads.retry(id)>{t::try_again()}</Button> })}
            <IconButton icon="x" label=cancel size=Size::Small on:click=move |_| uploads.cancel(id)/>
        </li>
    }
    .into_any()
}
