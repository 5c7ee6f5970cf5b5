use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use mewayz::notifications::Page;
use ui::{Button, ButtonLink, Card, EmptyState, PageHeader, TabLink, Tabs};

use super::{Live, MarkAllNotices, MarkNotice, list_notices, row::row};
use crate::{
    shared::{loaded, use_workspace},
    words::notifications as t,
};

/// `/w/{workspace}/notifications`
#[component]
pub fn NotificationsPage() -> impl IntoView {
    let workspace = use_workspace();
    let (mark, all) = (ServerAction::<MarkNotice>::new(), ServerAction::<MarkAllNotices>::new());
    let query = Memo::new(|_| {
        let map = use_query_map().get();
        (map.get("show").as_deref() == Some("unread"), map.get("before").and_then(|id| id.parse().ok()))
    });
    let live = expect_context::<Live>();
    let turn = move || (live.version.get(), mark.version().get(), all.version().get());
    let page = Resource::new(move || (query.get(), turn()), |((unread, before), _)| list_notices(unread, before));
    let none_unread = Signal::derive(move || live.unread.get() == 0);
    view! {
        <Title text=t::title()/>
        <PageHeader
            title=t::title()
            description=t::list_text()
            actions=move || view! {
                <ActionForm action=all><Button kind="submit" icon="check" disabled=none_unread loading=all.pending()>{t::mark_all()}</Button></ActionForm>
            }
        />
        <div class="mb-4">
            <Tabs label=t::show()>
                <TabLink label=t::all() href="?" active=Signal::derive(move || !query.get().0)/>
                <TabLink label=t::unread() href="?show=unread" active=Signal::derive(move || query.get().0)/>
            </Tabs>
        </div>
        {loaded(page, move |page| list(page, &workspace.get_untracked(), query.get_untracked().0, mark))}
        <p role="alert" class="text-danger">{move || mark.value().get().and_then(Result::err).map(|e| e.to_string())}</p>
    }
}

fn list(page: Page, slug: &str, unread: bool, mark: ServerAction<MarkNotice>) -> AnyView {
    if page.items.is_empty() {
        let (title, text) = if unread { (t::all_read(), t::all_read_text()) } else { (t::empty(), t::empty_text()) };
        return view! { <EmptyState icon="inbox" title=title text=text/> }.into_any();
    }
    let older = page.next.map(|before| format!("?before={before}{}", if unread { "&show=unread" } else { "" }));
    let rows = page.items.into_iter().map(|notice| row(notice, slug, mark)).collect_view();
    view! {
        <Card flush=true><ul>{rows}</ul></Card>
        {older.map(|href| view! { <nav class="actions mt-4" aria-label=t::pages()><ButtonLink href>{t::older()}</ButtonLink></nav> })}
    }
    .into_any()
}
