use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use ui::{ButtonLink, Icon, Size, Variant};

use crate::{
    shared::Languages,
    words::{home as t, identity, plans},
};

/// What the product does today, and nothing it does not.
fn reasons() -> [(&'static str, &'static str, &'static str); 6] {
    [
        ("layout-dashboard", t::blocks(), t::blocks_text()),
        ("smartphone", t::phone(), t::phone_text()),
        ("calendar-clock", t::on_time(), t::on_time_text()),
        ("history", t::undo(), t::undo_text()),
        ("chart-column", t::numbers(), t::numbers_text()),
        ("shield", t::light(), t::light_text()),
    ]
}

/// The front door.
#[component]
pub fn HomePage() -> impl IntoView {
    view! {
        <Title text=""/>
        <Meta name="description" content=t::description()/>
        <div class="mx-auto flex min-h-dvh max-w-5xl flex-col px-5">
            <header class="flex items-center justify-between py-5">
                <a href="/" class="text-lg font-semibold tracking-tight text-ink">"Mewayz"</a>
                <nav class="actions" aria-label=t::account_navigation()>
                    <ButtonLink href="/pricing" variant=Variant::Ghost>{plans::pricing()}</ButtonLink>
                    <ButtonLink href="/login" variant=Variant::Ghost>{identity::sign_in()}</ButtonLink>
                    <ButtonLink href="/signup" variant=Variant::Primary>{identity::create_account()}</ButtonLink>
                </nav>
            </header>
            <main class="flex grow flex-col justify-center gap-14 py-12">
                <div class="max-w-2xl">
                    <h1 class="text-4xl font-semibold tracking-tight text-balance sm:text-5xl">{t::title()}</h1>
                    <p class="mt-5 text-lg text-muted">{t::text()}</p>
                    <div class="actions mt-8"><ButtonLink href="/signup" variant=Variant::Primary size=Size::Large>{t::start()}</ButtonLink></div>
                </div>
                <ul class="grid gap-x-8 gap-y-8 sm:grid-cols-2 lg:grid-cols-3">
                    {reasons().into_iter().map(|(icon, title, text)| view! {
                        <li>
                            <Icon name=icon class="size-5 text-accent"/>
                            <h2 class="mt-3 font-semibold">{title}</h2>
                            <p class="mt-1 text-muted">{text}</p>
                        </li>
                    }).collect_view()}
                </ul>
            </main>
            <footer class="py-6"><Languages/></footer>
        </div>
    }
}
