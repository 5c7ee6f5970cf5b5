use leptos::prelude::*;
use mewayz::notifications::{Notice, Page};
use ui::{Icon, Menu, MenuLine, MenuLink, Skeleton};

use super::{Live, list_notices, row::icon};
use crate::{error::AppError, words::notifications as t};

/// Notices that the panel shows; the page shows all.
const SHOWN: usize = 6;
/// Above this, how many exactly does not matter.
const MOST_COUNTED: i64 = 99;

/// The bell in the top bar: how many notices are unread, and the newest of them behind it. Without scripts it leads to the page.
#[component]
pub fn Bell(#[prop(into)] slug: String) -> impl IntoView {
    let live = expect_context::<Live>();
    let load = Action::new(|(): &()| list_notices(false, None));
    let is_loaded = move || load.value().with_untracked(Option::is_some);
    Effect::new(move |_| {
        live.version.track();
        if is_loaded() {
            load.dispatch(());
        }
    });
    let all = format!("/w/{slug}/notifications");
    let settings = format!("/w/{slug}/settings/notifications");
    let unread = live.unread;
    view! {
        // The button of the menu bubbles up to here.
        <div on:click=move |_| if !is_loaded() { load.dispatch(()); }>
            <Menu id="notices" label=t::title() button_class="btn btn-ghost btn-icon bell" button=move || face(unread)>
                {move || load.value().get().map_or_else(waiting, |page| panel(page, &slug))}
                <MenuLine/>
                <MenuLink label=t::all_notifications() href=all icon="inbox"/>
                <MenuLink label=t::what_you_are_told() href=settings icon="settings"/>
            </Menu>
        </div>
    }
    .into_any()
}

fn face(unread: RwSignal<i64>) -> AnyView {
    let count = move || {
        let count = unread.get();
        let text = if count > MOST_COUNTED { format!("{MOST_COUNTED}+") } else { count.to_string() };
        (count > 0).then(|| {
            view! {
                <span class="bell-count" aria-hidden="true">{text}</span>
                <span class="sr-only">{t::unread_count(count)}</span>
            }
        })
    };
    view! { <Icon name="bell"/> <span role="status" data-unread-count=move || unread.get().to_string()>{count}</span> }.into_any()
}

fn waiting() -> AnyView {
    view! { <div class="w-72 max-w-full p-3"><Skeleton lines=3/></div> }.into_any()
}

fn panel(page: Result<Page, AppError>, slug: &str) -> AnyView {
    match page {
        Err(error) => view! { <p class="p-3 text-danger" role="alert">{error.to_string()}</p> }.into_any(),
        Ok(page) if page.items.is_empty() => view! { <p class="p-3 text-muted">{t::empty()}</p> }.into_any(),
        Ok(page) => page.items.into_iter().take(SHOWN).map(|notice| line(&notice, slug)).collect_view().into_any(),
    }
}

fn line(notice: &Notice, slug: &str) -> AnyView {
    let class = if notice.read { "grow truncate" } else { "grow truncate font-semibold" };
    view! {
        <a class="menu-item w-72 max-w-full" href=notice.href(slug)>
            <Icon name=icon(notice)/>
            <span class=class dir="auto">{notice.title.clone()}</span>
        </a>
    }
    .into_any()
}
