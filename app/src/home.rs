use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use ui::{ButtonLink, Icon, Size, Variant};

/// What the product does today, and nothing it does not.
const REASONS: [(&str, &str, &str); 6] = [
    (
        "layout-dashboard",
        "Fourteen kinds of blocks",
        "Links, pictures, galleries, video, music, questions, contact cards, countdowns and more.",
    ),
    ("smartphone", "Built on your phone", "Everything works with a thumb at 360 px, and with a keyboard at your desk."),
    ("calendar-clock", "On time", "Schedule any block in your own time zone. What is off is not in the page at all."),
    ("history", "Undo everything", "Every step can be taken back, every published version restored."),
    ("chart-column", "Honest numbers", "Views, visitors and clicks without cookies. Bots, prefetches and your own visits are left out."),
    ("shield", "Light and private", "Pages without scripts and without third parties until a visitor asks for them."),
];

/// The front door.
#[component]
pub fn HomePage() -> impl IntoView {
    view! {
        <Title text=""/>
        <Meta name="description" content="Mewayz gives creators, shops, coaches and small firms a page of their own that loads at once, and shows who came."/>
        <div class="mx-auto flex min-h-dvh max-w-5xl flex-col px-5">
            <header class="flex items-center justify-between py-5">
                <a href="/" class="text-lg font-semibold tracking-tight text-ink">"Mewayz"</a>
                <nav class="actions" aria-label="Account">
                    <ButtonLink href="/login" variant=Variant::Ghost>"Sign in"</ButtonLink>
                    <ButtonLink href="/signup" variant=Variant::Primary>"Create account"</ButtonLink>
                </nav>
            </header>
            <main class="flex grow flex-col justify-center gap-14 py-12">
                <div class="max-w-2xl">
                    <h1 class="text-4xl font-semibold tracking-tight text-balance sm:text-5xl">"One page for everything you do"</h1>
                    <p class="mt-5 text-lg text-muted">"Put your links, pictures, videos and dates on a page that loads at once, publish it under your own handle, and see who came."</p>
                    <div class="actions mt-8"><ButtonLink href="/signup" variant=Variant::Primary size=Size::Large>"Start your page"</ButtonLink></div>
                </div>
                <ul class="grid gap-x-8 gap-y-8 sm:grid-cols-2 lg:grid-cols-3">
                    {REASONS.into_iter().map(|(icon, title, text)| view! {
                        <li>
                            <Icon name=icon class="size-5 text-accent"/>
                            <h2 class="mt-3 font-semibold">{title}</h2>
                            <p class="mt-1 text-muted">{text}</p>
                        </li>
                    }).collect_view()}
                </ul>
            </main>
        </div>
    }
}
