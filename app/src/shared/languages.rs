use leptos::prelude::*;
use mewayz::locale::Locale;
use server_fn::ServerFn;

use crate::{
    identity::ChooseLanguage,
    words::{self, shared as t},
};

/// All languages by their own names, one press each. A plain form: choosing changes something, so no link does it, and it works
/// without scripts; the answer leads back to the page in the new language.
#[component]
pub fn Languages() -> impl IntoView {
    let current = words::locale();
    let option = move |locale: Locale| {
        view! {
            <button
                type="submit"
                name="locale"
                value=locale.tag()
                lang=locale.tag()
                aria-current=(locale == current).then_some("true")
                class="rounded-sm px-1.5 py-2 text-muted hover:text-ink aria-[current=true]:font-medium aria-[current=true]:text-ink"
            >
                {locale.native_name()}
            </button>
        }
    };
    view! {
        <form method="post" action=ChooseLanguage::url() role="group" aria-label=t::language() class="flex flex-wrap justify-center gap-x-2 text-sm">
            {Locale::ALL.map(option).collect_view()}
        </form>
    }
}
