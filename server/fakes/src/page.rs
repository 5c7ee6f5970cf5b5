//! The pages people see: one form, no scripts, and a line that says that this is a stand-in.

use axum::response::Html;

/// A whole page.
pub(crate) fn page(title: &str, body: &str) -> Html<String> {
    let title = escaped(title);
    Html(format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>{title}</title>\
         <style>body{{font:16px/1.5 system-ui;max-width:26rem;margin:2rem auto;padding:0 1rem}}label{{display:block;margin:.75rem 0}}\
         input:not([type=checkbox]){{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.4rem}}button{{font:inherit;padding:.5rem 1rem;margin:.25rem .5rem .25rem 0}}\
         .note{{background:#fff3c4;color:#222;padding:.5rem .75rem}}</style>\
         <main><p class=note>A stand-in for tests and demonstrations. Nothing here is real.</p><h1>{title}</h1>{body}</main></html>"
    ))
}

/// Fields that travel with a form unseen.
pub(crate) fn hidden<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    fields.map(|(name, value)| format!("<input type=hidden name=\"{}\" value=\"{}\">", escaped(name), escaped(value))).collect()
}

/// Text that is safe in text and in attributes.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
