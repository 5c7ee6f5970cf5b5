use leptos::prelude::*;
use leptos_meta::Title;
use ui::gallery::Gallery;

/// `/dev/ui`: every component in its states. The server routes it in development only.
#[component]
pub fn GalleryPage() -> impl IntoView {
    view! {
        <Title text="Design system"/>
        <Gallery/>
    }
}
