use std::time::Duration;

use leptos::{leptos_dom::helpers::debounce, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use mewayz::media::{Filter, Kind, Show, Sort};
use ui::{Choice, Field, IconButton, Select};

use super::{desk::Desk, query};
use crate::words::{media as t, shared};

/// After the last key.
const REST: Duration = Duration::from_millis(300);

/// What is looked for, and how it is shown. Everything stands in the address.
#[component]
pub(super) fn Toolbar(desk: Desk) -> impl IntoView {
    // As the server writes them: what is there when the page comes to life is not written again.
    let now = desk.filter.get_untracked();
    let (search, written) = (RwSignal::new(now.search.clone()), StoredValue::new(now.search));
    let kind = RwSignal::new(now.kind.map(Kind::name).unwrap_or_default().to_owned());
    let (show, sort) = (RwSignal::new(now.show.name().to_owned()), RwSignal::new(now.sort.name().to_owned()));
    // Also when somebody goes back.
    Effect::new(move || {
        let filter = desk.filter.get();
        set(kind, filter.kind.map(Kind::name).unwrap_or_default());
        set(show, filter.show.name());
        set(sort, filter.sort.name());
        // What came from here is behind what is being typed.
        if written.with_value(|written| *written != filter.search) {
            written.set_value(filter.search.clone());
            search.set(filter.search);
        }
    });
    let navigate = use_navigate();
    let go = move |list: bool| {
        let filter = Filter {
            search: search.get_untracked(),
            kind: Kind::from_name(&kind.get_untracked()),
            show: Show::ALL.into_iter().find(|known| known.name() == show.get_untracked()).unwrap_or_default(),
            sort: Sort::ALL.into_iter().find(|known| known.name() == sort.get_untracked()).unwrap_or_default(),
            ..desk.filter.get_untracked()
        };
        written.set_value(filter.search.trim().to_owned());
        let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        navigate(&format!("/w/{}/media{}", desk.workspace(), query::write(&filter, list)), options);
    };
    // Clones, as nothing that stays on one thread may be kept by a page that the server renders.
    let again = {
        let go = go.clone();
        move || go(desk.list.get_untracked())
    };
    let chosen = {
        let again = again.clone();
        move |_| again()
    };
    let switch = move |list: bool| {
        let go = go.clone();
        move |_| go(list)
    };
    let submit = again.clone();
    let mut later = debounce(REST, move |()| again());
    view! {
        <form role="search" class="mb-4 grid grid-cols-2 items-end gap-3 md:grid-cols-[1fr_auto_auto_auto_auto]"
            on:submit=move |ev| { ev.prevent_default(); submit(); }>
            <Field label=shared::search() name="q" kind="search" bind=search placeholder=t::search_hint() class="col-span-2 md:col-span-1" on:input=move |_| later(())/>
            <Select label=t::kind() name="kind" options=kinds() bind=kind on:change=chosen.clone()/>
            <Select label=t::show() name="show" options=shows() bind=show on:change=chosen.clone()/>
            <Select label=t::order() name="sort" options=sorts() bind=sort on:change=chosen/>
            <div class="actions justify-end" role="group" aria-label=t::view()>
                <IconButton icon="images" label=t::grid() pressed=Signal::derive(move || !desk.list.get()) on:click=switch(false)/>
                <IconButton icon="list" label=t::list() pressed=Signal::derive(move || desk.list.get()) on:click=switch(true)/>
            </div>
        </form>
    }
    .into_any()
}

fn kinds() -> Vec<Choice> {
    Choice::list(&[
        ("", t::all_kinds()),
        ("picture", t::pictures()),
        ("document", t::documents()),
        ("audio", t::audio()),
        ("video", t::video()),
        ("other", t::archives()),
    ])
}

fn shows() -> Vec<Choice> {
    Choice::list(&[("all", t::everything()), ("unused", t::not_used()), ("undescribed", t::without_alt_text()), ("trash", t::trash())])
}

fn sorts() -> Vec<Choice> {
    Choice::list(&[("newest", t::newest_first()), ("name", t::by_name()), ("largest", t::largest_first())])
}

fn set(signal: RwSignal<String>, value: &str) {
    if signal.with_untracked(|now| now != value) {
        signal.set(value.to_owned());
    }
}
