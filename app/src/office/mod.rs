//! What staff see across workspaces and do about them: their own log, workspaces, mails and webhooks.

mod acts;
mod data;
mod hooks;
mod log;
mod mail;
mod mails;
mod run;
mod server_fns;
mod words;
mod workspace;
mod workspaces;

pub use data::DataRoute;
pub use hooks::HooksRoute;
pub use log::LogRoute;
pub use mail::MailRoute;
pub use mails::MailsRoute;
pub use run::RunRoute;
pub use server_fns::*;
pub use workspace::WorkspaceRoute;
pub use workspaces::WorkspacesRoute;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ui::ButtonLink;

use crate::words::office as t;

/// A value of the query; empty if it has none of that name.
fn asked(name: &str) -> String {
    use_query_map().with(|map| map.get(name).unwrap_or_default())
}

/// The same address with another value, from the newest row on unless the value says otherwise.
fn starting_at(name: &'static str, id: Option<String>) -> String {
    let mut map = use_query_map().get_untracked();
    for known in ["before", "after", name] {
        map.remove(known);
    }
    if let Some(id) = id {
        map.insert(name, id);
    }
    map.to_query_string()
}

/// Links to older rows and back to the newest; the address says where a page begins.
fn pager(name: &'static str, next: Option<String>) -> AnyView {
    let newest = (!asked(name).is_empty()).then(|| starting_at(name, None));
    let older = next.map(|id| starting_at(name, Some(id)));
    view! {
        <nav class="actions mt-4" aria-label=t::pages()>
            {newest.map(|query| view! { <ButtonLink href=if query.is_empty() { "?".to_owned() } else { query }>{t::newest()}</ButtonLink> })}
            {older.map(|href| view! { <ButtonLink href>{t::older()}</ButtonLink> })}
        </nav>
    }
    .into_any()
}

/// One line of a list of facts.
fn fact(name: &'static str, value: impl IntoView + 'static) -> AnyView {
    view! { <dt class="text-muted">{name}</dt><dd class="min-w-0 break-words">{value}</dd> }.into_any()
}

/// Facts beside their names, below them on phones.
fn facts(lines: Vec<AnyView>) -> AnyView {
    view! { <dl class="grid gap-x-6 gap-y-3 sm:grid-cols-[14rem_1fr]">{lines}</dl> }.into_any()
}
