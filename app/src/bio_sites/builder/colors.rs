//! Colours that replace the preset's.

use leptos::prelude::*;
use mewayz::bio_sites::{
    Theme,
    theme::{self, Color, Colors},
};
use ui::{Button, ColorInput, Size};

use super::{design::theme_bind, editor::Editor};
use crate::words::builder as t;

/// One of the five colours.
#[derive(Clone, Copy)]
struct Place {
    label: fn() -> &'static str,
    name: &'static str,
    /// The custom property that carries it in the page's stylesheet.
    property: &'static str,
    get: fn(&Colors) -> Option<Color>,
    set: fn(&mut Colors, Option<Color>),
}

const PLACES: [Place; 5] = [
    Place { label: t::background, name: "background", property: "--bg:", get: |c| c.background, set: |c, to| c.background = to },
    Place { label: t::text, name: "text", property: "--text:", get: |c| c.text, set: |c, to| c.text = to },
    Place { label: t::buttons, name: "button", property: "--btn:", get: |c| c.button, set: |c, to| c.button = to },
    Place { label: t::text_on_buttons, name: "button-text", property: "--label:", get: |c| c.button_text, set: |c, to| c.button_text = to },
    Place { label: t::accent, name: "accent", property: "--accent:", get: |c| c.accent, set: |c, to| c.accent = to },
];

pub(super) fn fields(editor: Editor) -> AnyView {
    let own = Memo::new(move |_| editor.content.with(|content| content.theme.colors != Colors::default()));
    let reset = move |_| editor.change("", |content| content.theme.colors = Colors::default());
    view! {
        <div role="group" aria-label=t::colours()>
            <div class="mb-1.5 flex items-center">
                <p class="field-label grow">{t::colours()}</p>
                <Button size=Size::Small icon="rotate-ccw" disabled=Signal::derive(move || !own.get()) on:click=reset>{t::themes_own()}</Button>
            </div>
            <div class="grid grid-cols-2 gap-3">{PLACES.into_iter().map(|place| field(editor, place)).collect_view()}</div>
        </div>
    }
    .into_any()
}

fn field(editor: Editor, place: Place) -> AnyView {
    let get = move |theme: &Theme| (place.get)(&theme.colors).map_or_else(|| shown(theme, place.property), |color| color.to_string());
    let set = move |theme: &mut Theme, text: String| {
        // Half-typed colours wait until they are one.
        if let Some(color) = ui::hex6(&text).and_then(|text| Color::parse(&text).ok()) {
            (place.set)(&mut theme.colors, Some(color));
        }
    };
    let bind = theme_bind(editor, place.name, get, set);
    let error = move || ui::hex6(&bind.read()).is_none().then(|| t::colour_format().to_owned());
    view! { <ColorInput label=(place.label)() name=format!("color-{}", place.name) bind=bind error=Signal::derive(error)/> }.into_any()
}

/// The colour that the page shows, whoever chose it: read from its stylesheet, so that it is the very one.
fn shown(theme: &Theme, property: &str) -> String {
    let css = theme::css(theme);
    let value = css.split_once(property).map_or("", |(_, rest)| rest);
    value.get(..7).and_then(|text| Color::parse(text).ok()).unwrap_or_default().to_string()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn every_colour_is_found_in_the_stylesheet() {
        let colors: Vec<Color> = ["#010203", "#111213", "#212223", "#313233", "#414243"].map(|text| Color::parse(text).unwrap()).to_vec();
        let mut theme = Theme::default();
        for (place, color) in PLACES.iter().zip(&colors) {
            (place.set)(&mut theme.colors, Some(*color));
            assert_eq!(shown(&theme, place.property), color.to_string(), "{}", place.name);
        }
        assert_ne!(shown(&Theme::default(), "--text:"), shown(&Theme::default(), "--bg:"));
    }
}
