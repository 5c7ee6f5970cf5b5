//! The document around every page of the product. Bio sites bring their own.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderValue, header::CONTENT_SECURITY_POLICY, request::Parts};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use leptos_meta::{HashedStylesheet, MetaTags};
use ui::Theme;

use mewayz::bio_sites::links::EMBED_HOSTS;
use sha2::{Digest, Sha256};

use crate::{bio_sites::public::POSTER_CSS, context::Context, routes::App, words};

/// The HTML document. Only the studio loads scripts; all other pages are complete without.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let parts = use_context::<Parts>();
    let path = parts.as_ref().map(|p| p.uri.path().to_owned()).unwrap_or_default();
    let cookies = parts.as_ref().and_then(|p| p.headers.get(http::header::COOKIE)?.to_str().ok().map(str::to_owned)).unwrap_or_default();
    let theme = Theme::from_cookies(&cookies);
    let locale = words::locale();
    // Everything below asks for it, text by text.
    provide_context(words::Language(locale));
    content_security_policy();
    let scripts = is_studio(&path).then(|| {
        view! {
            // Fetched beside the program, which needs it first.
            <link id="words" rel="preload" href=words::source(locale) r#as="fetch" crossorigin="anonymous"/>
            <AutoReload options=options.clone()/>
            <HydrationScripts options=options.clone()/>
            <script src="/pwa.js" defer nonce=use_nonce()></script>
        }
    });
    // Asks the device; everything else on these pages works without.
    let asks_device = (is_studio(&path) || matches!(path.as_str(), "/login" | "/confirm")) && crate::context::passkeys().is_ok();
    view! {
        <!DOCTYPE html>
        <html lang=locale.tag() dir=locale.direction() data-theme=theme.as_str()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <link rel="preload" href="/fonts/geist-latin-wght-normal.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="apple-touch-icon" href="/icons/apple-180.png"/>
                <meta name="theme-color" content="#0e6377"/>
                <HashedStylesheet id="leptos" options=options.clone()/>
                {scripts}
                {asks_device.then(|| view! { <script src="/passkeys.js" defer nonce=use_nonce()></script> })}
                <MetaTags/>
            </head>
            // Written by the style sheet, so that what the browser brings to life is the same with and without it.
            <body data-stand-ins=stand_ins()>
                <App/>
            </body>
        </html>
    }
}

/// Who plays outside services, in words; nothing in earnest.
fn stand_ins() -> Option<String> {
    let settings = use_context::<Context>()?.settings;
    settings.stand_ins.as_ref().map(words::shared::stand_ins)
}

/// Whether a path belongs to the hydrated part of the product.
pub fn is_studio(path: &str) -> bool {
    path == "/w" || path.starts_with("/w/") || is_admin(path) || path.starts_with("/dev/")
}

/// Whether a path belongs to those who run the product.
pub fn is_admin(path: &str) -> bool {
    path == "/admin" || path.starts_with("/admin/")
}

/// Scripts only with the nonce of this answer (CSP level 3). The builder's preview shows what public pages show.
fn content_security_policy() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else { return };
    let policy = format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}' {}; img-src 'self' data: blob:; \
         font-src 'self'; connect-src 'self'{}; frame-src 'self' {}; object-src 'none'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'{}; frame-ancestors 'self'",
        poster_hash(),
        if cfg!(debug_assertions) { " ws:" } else { "" },
        EMBED_HOSTS.join(" "),
        use_context::<Context>().map(|context| context.settings.form_targets.clone()).unwrap_or_default()
    );
    if let Ok(value) = HeaderValue::try_from(policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, value);
    }
}

/// Lets the posters of the builder's preview have their style, as public pages do.
fn poster_hash() -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(POSTER_CSS.as_bytes())))
}
