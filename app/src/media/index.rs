use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};
use mewayz::media::Filter;
use ui::PageHeader;

use super::{
    LibraryPage, desk::Desk, details::DetailsSheet, dialogs::Dialogs, library::library, open_library, query, toolbar::Toolbar,
    upload_zone::UploadZone,
};
use crate::{
    error::AppError,
    shared::{loaded, use_workspace},
    words::{media as t, shared},
};

/// `/w/{workspace}/media`
#[derive(Clone, Copy)]
pub struct MediaRoute {
    filter: Memo<Filter>,
    list: Memo<bool>,
    page: Resource<Result<LibraryPage, AppError>>,
}

#[lazy_route]
impl LazyRoute for MediaRoute {
    fn data() -> Self {
        let (workspace, map) = (use_workspace(), use_query_map());
        let filter = Memo::new(move |_| map.with(query::read));
        let list = Memo::new(move |_| map.with(query::is_list));
        let page = Resource::new(move || (workspace.get(), filter.get()), |(workspace, filter)| open_library(workspace, filter));
        Self { filter, list, page }
    }

    fn view(this: Self) -> AnyView {
        let desk = Desk::new(this.filter, this.list, Callback::new(move |()| this.page.refetch()));
        view! {
            <Title text=shared::media()/>
            <PageHeader title=shared::media() description=t::page_text()/>
            {desk.may_edit.then(|| view! { <UploadZone desk/> })}
            <Toolbar desk/>
            {loaded(this.page, move |page| library(desk, page))}
            <DetailsSheet desk/>
            <Dialogs desk/>
        }
        .into_any()
    }
}
