use app::context::LOCALE_COOKIE;
use axum::{extract::Request, middleware::Next, response::Response};
use http::header::{ACCEPT_LANGUAGE, COOKIE};
use mewayz::locale::Locale;

tokio::task_local! {
    /// What address, cookie and browser say, for answers that are made outside pages.
    static OF_REQUEST: Locale;
}

/// Knows the language of a request wherever it is answered; a page asks the account besides.
pub async fn known(request: Request, next: Next) -> Response {
    let locale = resolve(&request, None);
    OF_REQUEST.scope(locale, next.run(request)).await
}

/// Knows it for one answer: for what is served too often to know it every time.
pub fn in_language_of<T>(request: &Request, answer: impl FnOnce() -> T) -> T {
    OF_REQUEST.sync_scope(resolve(request, None), answer)
}

/// Knows a language for one answer.
pub fn in_language<T>(locale: Locale, answer: impl FnOnce() -> T) -> T {
    OF_REQUEST.sync_scope(locale, answer)
}

/// The language of the request that is being answered.
pub fn of_request() -> Locale {
    OF_REQUEST.try_with(|locale| *locale).unwrap_or_default()
}

/// The language of an answer: of the address (`?lang=`), of the account, of the cookie, of the browser; English for all others.
pub fn resolve(request: &Request, account: Option<Locale>) -> Locale {
    in_address(request).or(account).or_else(|| in_cookie(request)).or_else(|| accepted(request)).unwrap_or_default()
}

fn in_address(request: &Request) -> Option<Locale> {
    let mut pairs = request.uri().query()?.split('&');
    pairs.find_map(|pair| Locale::from_tag(pair.strip_prefix("lang=")?))
}

fn in_cookie(request: &Request) -> Option<Locale> {
    let mut pairs = request.headers().get_all(COOKIE).iter().filter_map(|h| h.to_str().ok()).flat_map(|h| h.split(';'));
    pairs.find_map(|pair| Locale::from_tag(pair.trim().strip_prefix(LOCALE_COOKIE)?.strip_prefix('=')?))
}

fn accepted(request: &Request) -> Option<Locale> {
    Locale::negotiate(request.headers().get(ACCEPT_LANGUAGE)?.to_str().ok()?)
}
