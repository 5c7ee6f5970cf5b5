use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// A segment of the address; empty if the route has none of that name.
pub fn param(name: &'static str) -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|map| map.get(name).unwrap_or_default()))
}

/// The workspace in the address: the first argument of every server function.
pub fn use_workspace() -> Memo<String> {
    param("workspace")
}

/// The workspace that a form is about.
pub fn workspace_field() -> AnyView {
    let workspace = use_workspace();
    view! { <input type="hidden" name="workspace" value=move || workspace.get()/> }.into_any()
}

/// The first instant of a day as it stands in an address (`2026-03-01`), UTC; `None` for what is no day.
pub fn day_begins(text: &str) -> Option<DateTime<Utc>> {
    text.parse::<NaiveDate>().ok().map(|day| day.and_time(NaiveTime::MIN).and_utc())
}

/// The first instant after a day.
pub fn day_ends(text: &str) -> Option<DateTime<Utc>> {
    day_begins(text)?.checked_add_days(chrono::Days::new(1))
}

/// Text as it may stand in a query: only letters that mean nothing there stay as they are.
pub fn url_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{day_begins, day_ends, url_encoded};

    #[test]
    fn what_was_typed_travels_whole() {
        assert_eq!(url_encoded("ada@b&c=d é"), "ada%40b%26c%3Dd%20%C3%A9");
    }

    #[test]
    fn a_day_lasts_until_the_next() {
        assert_eq!(day_begins("2026-03-01").unwrap().to_rfc3339(), "2026-03-01T00:00:00+00:00");
        assert_eq!(day_ends("2026-02-28"), day_begins("2026-03-01"));
        assert_eq!(day_ends("31.12."), None);
    }
}
