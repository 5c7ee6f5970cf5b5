//! The look of the page.

use leptos::prelude::*;
use mewayz::bio_sites::{
    Theme,
    theme::{ButtonShape, ButtonStyle, Font, contrast_warnings},
};
use ui::{Choice, Icon, Segmented, Select};

use super::{background, bind::bind, colors, editor::Editor, presets};
use crate::words::{self, builder as t};

pub(super) fn fields(editor: Editor) -> AnyView {
    view! {
        <section class="stack p-4" aria-label=t::design()>
            <h2 class="text-base">{t::design()}</h2>
            {presets::fields(editor)}
            {warnings(editor)}
            {colors::fields(editor)}
            {background::fields(editor)}
            {font(editor)}
            {buttons(editor)}
        </section>
    }
    .into_any()
}

/// One value of the theme both ways, as the text of a control.
pub(super) fn theme_bind(
    editor: Editor,
    key: &str,
    get: impl Fn(&Theme) -> String + Clone + Send + Sync + 'static,
    set: impl Fn(&mut Theme, String) + Send + Sync + 'static,
) -> RwSignal<String> {
    bind(editor, format!("theme.{key}"), move |content| Some(get(&content.theme)), move |content, value| set(&mut content.theme, value))
}

/// What visitors may be unable to read.
fn warnings(editor: Editor) -> AnyView {
    let warnings = Memo::new(move |_| editor.settled.with(|content| contrast_warnings(&content.theme)));
    view! {
        <div aria-live="polite" class="empty:hidden">
            {move || warnings.get().into_iter().map(|text| view! {
                <p class="flex items-start gap-2 text-sm text-warning"><Icon name="triangle-alert" class="mt-0.5 shrink-0"/><span>{words::message(&text)}</span></p>
            }).collect_view()}
        </div>
    }
    .into_any()
}

fn font(editor: Editor) -> AnyView {
    let get = |theme: &Theme| theme.font.map(Font::label).unwrap_or_default().to_owned();
    let set = |theme: &mut Theme, label: String| theme.font = Font::ALL.into_iter().find(|font| font.label() == label);
    let chosen = theme_bind(editor, "font", get, set);
    let named = Font::ALL.iter().map(|font| Choice::new(font.label(), words::said(font.label())));
    let options = std::iter::once(Choice::new("", t::as_preset())).chain(named).collect();
    view! { <Select label=t::font() name="font" options=options bind=chosen hint=t::font_hint()/> }.into_any()
}

fn buttons(editor: Editor) -> AnyView {
    let shape = theme_bind(
        editor,
        "shape",
        |theme| theme.button_shape().label().to_owned(),
        |theme, label| theme.buttons.shape = ButtonShape::ALL.into_iter().find(|shape| shape.label() == label),
    );
    let style = theme_bind(
        editor,
        "style",
        |theme| theme.buttons.style.map(ButtonStyle::label).unwrap_or_default().to_owned(),
        |theme, label| theme.buttons.style = ButtonStyle::ALL.into_iter().find(|style| style.label() == label),
    );
    let shapes = ButtonShape::ALL.iter().map(|shape| Choice::new(shape.label(), words::said(shape.label()))).collect();
    let named = ButtonStyle::ALL.iter().map(|style| Choice::new(style.label(), words::said(style.label())));
    let styles = std::iter::once(Choice::new("", t::as_preset())).chain(named).collect();
    view! {
        <Segmented label=t::button_corners() name="shape" show_label=true options=shapes bind=shape/>
        <Select label=t::button_style() name="style" options=styles bind=style/>
    }
    .into_any()
}
