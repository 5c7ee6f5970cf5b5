//! One request that tells how far it has come, which `fetch` does not.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use leptos::prelude::*;
use server_fn::error::FromServerFnError;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{File, FormData, ProgressEvent, XmlHttpRequest};

use crate::{
    error::AppError,
    words::{self, media as t},
};

/// Files and requests stay in the browser's one thread; everything else knows them by number.
#[derive(Default)]
struct Desk {
    last: u32,
    files: HashMap<u32, File>,
    running: HashMap<u32, XmlHttpRequest>,
}

thread_local! {
    static DESK: RefCell<Desk> = RefCell::default();
}

pub(super) fn keep(file: File) -> u32 {
    DESK.with_borrow_mut(|desk| {
        desk.last += 1;
        desk.files.insert(desk.last, file);
        desk.last
    })
}

pub(super) fn forget(id: u32) {
    DESK.with_borrow_mut(|desk| {
        desk.files.remove(&id);
        desk.running.remove(&id);
    });
}

/// Stops a request that runs, without its end being told, and forgets the file.
pub(super) fn abort(id: u32) {
    let running = DESK.with_borrow_mut(|desk| desk.running.remove(&id));
    if let Some(request) = running {
        request.set_onloadend(None);
        // What has ended cannot be stopped, which is as good.
        let _ = request.abort();
    }
    forget(id);
}

/// Sends a form with the file; `ended` gets the answer, or a sentence.
pub(super) fn send(
    id: u32,
    path: &str,
    fields: &[(&'static str, String)],
    progress: impl Fn(u32) + 'static,
    ended: impl FnOnce(Result<String, String>) + 'static,
) {
    match begin(id, path, fields, progress) {
        Ok(request) => {
            let answered = request.clone();
            request.set_onloadend(Some(Closure::once_into_js(move || ended(answer(&answered))).unchecked_ref()));
            DESK.with_borrow_mut(|desk| desk.running.insert(id, request));
        }
        Err(_) => {
            let broken = t::unreadable().to_owned();
            request_animation_frame(move || ended(Err(broken)));
        }
    }
}

fn begin(id: u32, path: &str, fields: &[(&'static str, String)], progress: impl Fn(u32) + 'static) -> Result<XmlHttpRequest, JsValue> {
    let file = DESK.with_borrow(|desk| desk.files.get(&id).cloned()).ok_or(JsValue::NULL)?;
    let form = FormData::new()?;
    for (name, value) in fields {
        form.append_with_str(name, value)?;
    }
    form.append_with_blob_and_filename("file", &file, &file.name())?;
    let request = XmlHttpRequest::new()?;
    request.open("POST", path)?;
    request.set_request_header("accept", "application/json")?;
    let told: Rc<dyn Fn(ProgressEvent)> = Rc::new(move |event| {
        if event.length_computable() && event.total() > 0.0 {
            progress((event.loaded() / event.total() * 100.0) as u32);
        }
    });
    let told = Closure::<dyn Fn(ProgressEvent)>::new(move |event| told(event));
    request.upload()?.set_onprogress(Some(told.into_js_value().unchecked_ref()));
    request.send_with_opt_form_data(Some(&form))?;
    Ok(request)
}

fn answer(request: &XmlHttpRequest) -> Result<String, String> {
    let (status, text) = (request.status().unwrap_or_default(), request.response_text().ok().flatten().unwrap_or_default());
    match status {
        200 => Ok(text),
        0 => Err(t::connection_lost().to_owned()),
        413 => Err(t::too_large().to_owned()),
        _ => Err(sentence(&AppError::de(text.into_bytes().into()))),
    }
}

/// What is wrong with the file, or what happened.
fn sentence(error: &AppError) -> String {
    let about_fields = error.error.fields().and_then(|fields| fields.messages().next()).map(|(_, message)| words::message(message));
    about_fields.unwrap_or_else(|| error.to_string())
}

#[cfg(test)]
mod tests {
    use mewayz::Error;

    use super::*;

    #[test]
    fn the_sentence_is_about_the_file_or_about_what_happened() {
        assert_eq!(sentence(&Error::field("file", "This file is empty.").into()), "This file is empty.");
        assert_eq!(sentence(&Error::Forbidden.into()), Error::Forbidden.to_string());
    }
}
