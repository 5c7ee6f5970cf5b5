use leptos::prelude::*;
use mewayz::notifications::{Audience, Notice};
use ui::{Badge, IconButton, Size, Tone};

use super::MarkNotice;
use crate::{shared::When, words::notifications as t};

/// One notice of a list: a link to what it is about, and a button that marks it.
pub(super) fn row(notice: Notice, slug: &str, mark: ServerAction<MarkNotice>) -> AnyView {
    let href = notice.href(slug);
    let (label, icon) = if notice.read { (t::mark_unread(), "mail") } else { (t::mark_read(), "check") };
    let id = notice.id.to_string();
    let unread = (!notice.read).then(|| view! { <Badge tone=Tone::Accent dot=true>{t::new()}</Badge> });
    let workspace = notice.workspace.map(|name| view! { " · " <span dir="auto">{name}</span> });
    view! {
        <li class="flex items-start gap-3 border-t border-line px-4 py-3 first:border-t-0" data-unread={(!notice.read).then_some("true")}>
            <div class="min-w-0 grow">
                <p class="actions"><a href=href class="font-medium text-accent-ink" dir="auto">{notice.title}</a> {unread}</p>
                <p class="text-sm" dir="auto">{notice.body}</p>
                <p class="text-sm text-muted"><When at=notice.created_at/>{workspace}</p>
            </div>
            <ActionForm action=mark>
                <input type="hidden" name="notice" value=id/>
                <input type="hidden" name="read" value={(!notice.read).to_string()}/>
                <IconButton icon label kind="submit" size=Size::Small/>
            </ActionForm>
        </li>
    }
    .into_any()
}

/// The icon of a notice.
pub(super) fn icon(notice: &Notice) -> &'static str {
    match notice.topic.audience() {
        Audience::Account => "shield",
        Audience::Colleagues => "globe",
        Audience::Owners | Audience::Staff => "triangle-alert",
        Audience::Everybody => "info",
    }
}
