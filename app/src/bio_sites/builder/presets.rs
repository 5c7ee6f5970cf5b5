//! The eight looks to start from.

use leptos::prelude::*;
use mewayz::bio_sites::{
    Theme,
    theme::{ButtonShape, ButtonStyle, Preset, Swatch},
};

use super::editor::Editor;
use crate::words::{self, builder as t};

pub(super) fn fields(editor: Editor) -> AnyView {
    let chosen = Memo::new(move |_| editor.content.with(|content| content.theme.preset));
    let option = move |preset: Preset| {
        let choose = move |_| editor.change("", |content| content.theme = Theme { preset, ..Theme::default() });
        view! {
            <label class="group grid cursor-pointer gap-1 text-center text-xs font-medium">
                <input
                    type="radio"
                    name="preset"
                    class="peer sr-only"
                    autocomplete="off"
                    checked={chosen.get_untracked() == preset}
                    prop:checked=move || chosen.get() == preset
                    on:change=choose
                />
                <span class="block overflow-hidden rounded-lg border border-line peer-checked:border-transparent peer-checked:ring-2 peer-checked:ring-accent peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent">
                    {picture(preset)}
                </span>
                <span class="text-muted group-has-checked:text-ink">{words::said(preset.label())}</span>
            </label>
        }
        .into_any()
    };
    view! {
        <fieldset>
            <legend class="field-label mb-1.5">{t::theme()}</legend>
            <div class="grid grid-cols-4 gap-2.5">{Preset::ALL.into_iter().map(option).collect_view()}</div>
            <p class="field-hint mt-1.5">{t::theme_hint()}</p>
        </fieldset>
    }
    .into_any()
}

/// A small page in the colours of the preset. Attributes, not styles: the studio allows no inline styles.
fn picture(preset: Preset) -> AnyView {
    let swatch = preset.swatch();
    let id = format!("ground-{}", preset.label().to_lowercase());
    let last = swatch.background.len().saturating_sub(1).max(1);
    let stops = swatch.background.iter().enumerate().map(|(index, color)| {
        view! { <stop offset=format!("{}%", index * 100 / last) stop-color=color.to_string()/> }
    });
    let stops = stops.collect_view();
    let buttons = [44, 60, 76].map(|y| button(&swatch, y)).collect_view();
    view! {
        <svg viewBox="0 0 72 100" class="block h-auto w-full" aria-hidden="true">
            <defs><linearGradient id=id.clone() x1="0" y1="0" x2="0" y2="1">{stops}</linearGradient></defs>
            <rect width="72" height="100" fill=format!("url(#{id})")/>
            <circle cx="36" cy="18" r="8" fill=swatch.accent.to_string()/>
            <rect x="22" y="31" width="28" height="4" rx="2" fill=swatch.text.to_string()/>
            {buttons}
        </svg>
    }
    .into_any()
}

fn button(swatch: &Swatch, y: u32) -> AnyView {
    let radius = match swatch.shape {
        ButtonShape::Square => "0",
        ButtonShape::Rounded => "3",
        ButtonShape::Pill => "5.5",
    };
    let (button, text) = (swatch.button.to_string(), swatch.text.to_string());
    let rect = |fill: String, stroke: String| {
        view! { <rect x="10" y=y width="52" height="11" rx=radius fill=fill stroke=stroke stroke-width="1"/> }.into_any()
    };
    match swatch.style {
        ButtonStyle::Filled => rect(button, "none".to_owned()),
        ButtonStyle::Outline => rect("none".to_owned(), button),
        ButtonStyle::Soft => view! { <rect x="10" y=y width="52" height="11" rx=radius fill=button fill-opacity="0.3"/> }.into_any(),
        ButtonStyle::Shadow => view! {
            <rect x="12" y={y + 2} width="52" height="11" rx=radius fill=text.clone()/>
            <rect x="10" y=y width="52" height="11" rx=radius fill=button stroke=text stroke-width="1"/>
        }
        .into_any(),
        ButtonStyle::Line => view! { <rect x="10" y={y + 10} width="52" height="1" fill=text/> }.into_any(),
    }
}
