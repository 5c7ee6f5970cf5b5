//! The live preview: the public renderer itself, in a frame of its own so that its styles meet nothing of the studio.

use leptos::{html, prelude::*};
use mewayz::bio_sites::{
    Content, schedule,
    theme::{self, Theme},
};

use super::{
    builder::zones,
    public::{BioPage, Page},
};

/// An empty document; what it shows is put there from outside.
const EMPTY: &str = "<!DOCTYPE html><html lang=\"en\" dir=\"auto\"><head><title>Preview</title></head><body></body></html>";
/// Links and players look as they do and lead nowhere.
const INERT: &str = "a,iframe{pointer-events:none}";

/// The page as a visitor would see it now.
#[component]
pub fn Preview(
    #[prop(into)] content: Signal<Content>,
    #[prop(into)] handle: String,
    #[prop(into)] base_url: String,
    #[prop(optional, into)] class: Signal<String>,
) -> impl IntoView {
    let frame = NodeRef::<html::Iframe>::new();
    let loads = RwSignal::new(0_u32);
    let css = Memo::new(move |_| content.with(|content| stylesheet(&content.theme)));
    let view = move || {
        let now = zones::now();
        let visible = content.with(|content| schedule::at(content, now, &zones::resolve).content);
        let (handle, base_url) = (handle.clone(), base_url.clone());
        let page = Page {
            handle,
            content: visible,
            now,
            resolve: zones::resolve,
            base_url,
            version: 0,
            preview: true,
            product: String::new(),
            white_label: false,
        };
        view! { <BioPage page/> }.into_any()
    };
    // The frame may have been ready long before scripts run, or will be soon; then this runs again.
    Effect::new(move |_| {
        loads.track();
        if let Some(frame) = frame.get() {
            fill(&frame, css, view.clone());
        }
    });
    view! {
        <iframe
            node_ref=frame
            title=crate::words::builder::preview_of_page()
            class=move || format!("border-0 {}", class.read())
            srcdoc=EMPTY
            on:load=move |_| loads.update(|loads| *loads += 1)
        ></iframe>
    }
    .into_any()
}

fn stylesheet(theme: &Theme) -> String {
    format!("{}{INERT}", theme::css(theme))
}

#[cfg(not(target_arch = "wasm32"))]
fn fill(_: &web_sys::HtmlIFrameElement, css: Memo<String>, view: impl Fn() -> AnyView) {
    // Effects never run here: the server sends the frame empty.
    css.track();
    drop(view());
}

/// Puts the page into the frame's document, until the surrounding effect runs again or ends.
#[cfg(target_arch = "wasm32")]
fn fill(frame: &web_sys::HtmlIFrameElement, css: Memo<String>, view: impl Fn() -> AnyView + Send + 'static) {
    use wasm_bindgen::JsCast;

    // Browsers show another empty document first, which they throw away.
    let document = frame.content_document().filter(|document| document.url().is_ok_and(|url| url == "about:srcdoc"));
    let Some((document, body)) = document.and_then(|document| Some((document.clone(), document.body()?))) else { return };
    let sheet = sheet(frame, &document);
    Effect::new(move |_| {
        let css = css.get();
        if let Some((sheet, replace)) = &sheet {
            // Our own stylesheet; a browser that cannot read a rule of it skips the rule.
            let _ = replace.call1(sheet, &css.into());
        }
    });
    // Elements of another window fail the usual cast, though this one is what it says.
    let mounted = leptos::mount::mount_to(body.unchecked_into(), move || view);
    // Kept, and unmounted, with the surrounding effect.
    StoredValue::new_local(mounted);
}

/// A stylesheet of the frame and its `replaceSync`. Made this way it needs no exception from the Content-Security-Policy.
#[cfg(target_arch = "wasm32")]
fn sheet(frame: &web_sys::HtmlIFrameElement, document: &web_sys::Document) -> Option<(wasm_bindgen::JsValue, js_sys::Function)> {
    use js_sys::{Array, Function, Reflect};
    use wasm_bindgen::JsCast;

    let window = frame.content_window()?;
    let constructor: Function = Reflect::get(&window, &"CSSStyleSheet".into()).ok()?.unchecked_into();
    let sheet = Reflect::construct(&constructor, &Array::new()).ok()?;
    let replace: Function = Reflect::get(&sheet, &"replaceSync".into()).ok()?.unchecked_into();
    Reflect::set(document, &"adoptedStyleSheets".into(), &Array::of1(&sheet)).ok()?;
    Some((sheet, replace))
}
