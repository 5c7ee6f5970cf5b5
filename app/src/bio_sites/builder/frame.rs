//! The builder's panes. Large screens show three of them, tablets two, phones one with tabs at the bottom.

use leptos::prelude::*;
use mewayz::{bio_sites::SiteDraft, tenancy::Permission};
use ui::{Choice, Segmented, use_toasts};
use wasm_bindgen::JsCast;

use super::{
    add::AddDialog,
    banner::Banner,
    bar::Bar,
    editor::{Editor, Panel, take_restored},
    import::ImportDialog,
    inspector::Inspector,
    list::BlockList,
    publisher::Publisher,
    saver::Saver,
    tabs::{DESK, PHONE, TABLET, tabs},
};
use crate::words::builder as t;
use crate::{bio_sites::preview::Preview, shared::use_frame};

/// Height of the product's own bar, in pixels.
const BAR: f64 = 52.0;

#[component]
pub(super) fn Builder(draft: SiteDraft) -> impl IntoView {
    let frame = use_frame();
    let (version, number, changed) = (draft.version, draft.published_number, draft.unpublished_changes);
    let may = (frame.may_edit(), frame.may(Permission::PublishSites));
    let editor = Editor::new(frame.workspace.slug.clone(), frame.base_url.clone(), may, draft);
    let saver = Saver::new(editor, version);
    let publisher = Publisher::new(editor, saver, number, changed);
    let (adding, importing, ready) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    start(editor, ready);
    keep_scroll(editor);
    view! {
        <div
            class="group/builder flex flex-col bg-canvas md:h-[calc(100dvh-3.25rem)] md:min-h-0"
            data-builder=""
            data-panel=move || editor.panel.get().name()
            data-hydrated=move || ready.get().then_some("true")
        >
            <Bar editor saver publisher importing/>
            <Banner saver/>
            {(!editor.may_edit).then(look_only)}
            <div class="grid min-h-0 grow md:grid-cols-[minmax(18rem,1.15fr)_minmax(19rem,1fr)] min-[68.75rem]:grid-cols-[minmax(16rem,1fr)_minmax(19rem,1.5fr)_minmax(17rem,1.1fr)]">
                <section data-scroll="" aria-label=t::blocks() class="hidden min-w-0 bg-surface group-data-[panel=blocks]/builder:block md:overflow-y-auto md:border-e md:border-line md:group-data-[panel=preview]/builder:block min-[68.75rem]:block">
                    {tabs(editor, TABLET)}
                    <BlockList editor adding importing/>
                </section>
                <section aria-label=t::properties() class="hidden min-w-0 bg-surface pb-24 group-data-[panel=block]/builder:block group-data-[panel=design]/builder:block group-data-[panel=page]/builder:block md:overflow-y-auto md:border-e md:border-line md:pb-6 min-[68.75rem]:order-last min-[68.75rem]:block min-[68.75rem]:border-s min-[68.75rem]:border-e-0">
                    {tabs(editor, TABLET)} {tabs(editor, DESK)} <Inspector editor/>
                </section>
                <section aria-label=t::preview() class="hidden min-w-0 group-data-[panel=preview]/builder:flex md:flex">
                    <Stage editor/>
                </section>
            </div>
            {tabs(editor, PHONE)}
        </div>
        <AddDialog editor open=adding/>
        <ImportDialog editor open=importing/>
        <p id="grip-help" class="sr-only">{t::grip_help()}</p>
    }
    .into_any()
}

fn look_only() -> AnyView {
    view! { <p class="border-b border-line px-4 py-2 text-sm text-muted">{t::look_only()}</p> }.into_any()
}

/// What happens in the browser only.
fn start(editor: Editor, ready: RwSignal<bool>) {
    let toasts = use_toasts();
    Effect::new(move |_| {
        ready.set(true);
        if let Some((number, content)) = take_restored(editor.site) {
            editor.change("", |draft| *draft = content);
            toasts.with_action(t::restored(number), t::undo(), move || {
                if editor.content.try_with_untracked(|_| ()).is_some() {
                    editor.undo();
                }
            });
        }
        let keys = window_event_listener(leptos::ev::keydown, move |event| shortcut(editor, &event));
        on_cleanup(move || keys.remove());
    });
}

/// Phones show one pane at a time: each begins at its top, and the list is where it was left.
fn keep_scroll(editor: Editor) {
    let list = StoredValue::new(0.0);
    Effect::new(move |before: Option<Panel>| {
        let panel = editor.panel.get();
        let width = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(f64::MAX);
        if before.is_some_and(|before| before != panel) && width < 768.0 {
            let scrolled = window().scroll_y().unwrap_or_default();
            if before == Some(Panel::Blocks) {
                list.set_value(scrolled);
            }
            let top = document().query_selector("[data-builder]").ok().flatten().map_or(0.0, |root| root.get_bounding_client_rect().top());
            let to = if panel == Panel::Blocks { list.get_value() } else { (scrolled + top - BAR).max(0.0).min(scrolled) };
            request_animation_frame(move || window().scroll_to_with_x_and_y(0.0, to));
        }
        panel
    });
}

/// Undo and redo of everything, also inside fields: their own undo knows nothing of the rest of the page.
fn shortcut(editor: Editor, event: &web_sys::KeyboardEvent) {
    if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
        return;
    }
    // What is typed into a dialog is not part of the page yet.
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    if target.is_some_and(|element| element.closest("dialog").ok().flatten().is_some()) {
        return;
    }
    match (event.key().to_ascii_lowercase().as_str(), event.shift_key()) {
        ("z", false) => editor.undo(),
        ("z", true) | ("y", false) => editor.redo(),
        _ => return,
    }
    event.prevent_default();
}

/// The page as visitors would see it, on a phone or a desk.
#[component]
fn Stage(editor: Editor) -> impl IntoView {
    let device = RwSignal::new("phone".to_owned());
    let phone = move || device.with(|device| device == "phone");
    let (handle, base_url) = (editor.handle.get_value(), editor.base_url.get_value());
    // Zoomed out, a narrow pane has room for the layout of a desk.
    let frame = move || (if phone() { "h-full w-full" } else { "h-full w-full [zoom:0.4]" }).to_owned();
    let shell = move || {
        if phone() {
            "mx-auto h-[min(52rem,calc(100dvh-14rem))] w-full max-w-[24.5rem] overflow-hidden rounded-[2.25rem] border-[0.5rem] border-ink/85 bg-surface shadow-lg md:h-full md:max-h-[52rem]"
        } else {
            "h-[calc(100dvh-14rem)] w-full overflow-hidden rounded-lg border border-line bg-surface shadow-md md:h-full"
        }
    };
    view! {
        <div class="flex min-w-0 grow flex-col gap-3 p-3 pb-24 md:p-4">
            <div class="flex items-center justify-center gap-2">
                <Segmented label=t::preview_on() name="device" options=Choice::list(&[("phone", t::phone()), ("desktop", t::wide())]) bind=device/>
            </div>
            <div class="min-h-0 grow">
                <div class=shell>
                    <Preview content=editor.settled handle=handle base_url=base_url class=Signal::derive(frame)/>
                </div>
            </div>
        </div>
    }
    .into_any()
}
