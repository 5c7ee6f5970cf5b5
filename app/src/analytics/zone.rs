//! The zone in which a reader's days begin.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::shared::browser_zone;

/// The zone in the address (`?zone=`), else the browser's, else UTC (empty).
#[derive(Clone, Copy)]
pub(super) struct Zone {
    asked: Memo<String>,
    found: RwSignal<String>,
}

pub(super) fn use_zone() -> Zone {
    let query = use_query_map();
    Zone { asked: Memo::new(move |_| query.with(|query| query.get("zone").unwrap_or_default())), found: RwSignal::new(String::new()) }
}

impl Zone {
    pub(super) fn get(self) -> String {
        if self.asked.read().is_empty() { self.found.get() } else { self.asked.get() }
    }

    /// Turns to the browser's zone. For the view, and not before: what the server sent must stand still until it is hydrated.
    pub(super) fn follow_browser(self) {
        Effect::new(move |_| {
            if let Some(zone) = browser_zone().filter(|zone| zone != "UTC") {
                self.found.set(zone);
            }
        });
    }
}
