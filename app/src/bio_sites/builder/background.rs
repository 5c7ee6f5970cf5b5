//! What is behind the page.

use crate::shared::keyed;
use leptos::prelude::*;
use mewayz::bio_sites::{
    Theme,
    theme::{Background, Color},
};
use ui::{Choice, ColorInput, Segmented, Select};

use super::{design::theme_bind, editor::Editor};
use crate::shared::PictureInput;
use crate::words::builder as t;

/// Where a gradient leads, in CSS degrees.
const ANGLES: [(&str, fn() -> &'static str); 8] = [
    ("180", t::downwards),
    ("0", t::upwards),
    ("90", t::to_the_right),
    ("270", t::to_the_left),
    ("135", t::down_right),
    ("225", t::down_left),
    ("45", t::up_right),
    ("315", t::up_left),
];

pub(super) fn fields(editor: Editor) -> AnyView {
    let kind = theme_bind(editor, "background", |theme| name(&theme.background).to_owned(), |theme, kind| choose(theme, &kind));
    let options = Choice::list(&[("preset", t::theme()), ("solid", t::colour()), ("gradient", t::gradient()), ("picture", t::picture())]);
    let shown = Memo::new(move |_| editor.content.with(|content| name(&content.theme.background)));
    view! {
        <Segmented label=t::background() name="background-kind" show_label=true options=options bind=kind/>
        {keyed(move || shown.get(), move |kind| match kind {
            "gradient" => gradient(editor),
            "picture" => picture(editor),
            _ => ().into_any(),
        })}
    }
    .into_any()
}

fn name(background: &Background) -> &'static str {
    match background {
        Background::Preset => "preset",
        Background::Solid => "solid",
        Background::Gradient { .. } => "gradient",
        Background::Picture(_) => "picture",
    }
}

fn choose(theme: &mut Theme, kind: &str) {
    let swatch = theme.preset.swatch();
    theme.background = match kind {
        "solid" => Background::Solid,
        "gradient" => Background::Gradient { to: swatch.background.last().copied().unwrap_or(swatch.accent), angle: 180 },
        "picture" => Background::Picture(Default::default()),
        _ => Background::Preset,
    };
}

fn gradient(editor: Editor) -> AnyView {
    let to = theme_bind(
        editor,
        "gradient.to",
        |theme| match &theme.background {
            Background::Gradient { to, .. } => to.to_string(),
            _ => Color::default().to_string(),
        },
        |theme, text| {
            if let (Background::Gradient { to, .. }, Some(Ok(color))) =
                (&mut theme.background, ui::hex6(&text).map(|text| Color::parse(&text)))
            {
                *to = color;
            }
        },
    );
    let angle = theme_bind(
        editor,
        "gradient.angle",
        |theme| match &theme.background {
            Background::Gradient { angle, .. } => angle.to_string(),
            _ => "180".to_owned(),
        },
        |theme, text| {
            if let (Background::Gradient { angle, .. }, Ok(chosen)) = (&mut theme.background, text.parse()) {
                *angle = chosen;
            }
        },
    );
    let options = angles(angle.get_untracked());
    view! {
        <p class="field-hint">{t::gradient_hint()}</p>
        <div class="grid grid-cols-2 gap-3">
            <ColorInput label=t::second_colour() name="gradient-to" bind=to/>
            <Select label=t::direction() name="gradient-angle" options=options bind=angle/>
        </div>
    }
    .into_any()
}

/// The directions, and `now` if it is none of them.
fn angles(now: String) -> Vec<Choice> {
    let mut options = ANGLES.iter().map(|(angle, name)| Choice::new(*angle, name())).collect::<Vec<_>>();
    if !options.iter().any(|choice| choice.value == now) {
        options.push(Choice::new(now.clone(), format!("{now}°")));
    }
    options
}

fn picture(editor: Editor) -> AnyView {
    let shown = Memo::new(move |_| {
        editor.content.with(|content| match &content.theme.background {
            Background::Picture(picture) if !picture.key.is_empty() => Some(picture.clone()),
            _ => None,
        })
    });
    let change = Callback::new(move |chosen: Option<mewayz::bio_sites::Picture>| {
        editor.change("theme.picture", |content| content.theme.background = Background::Picture(chosen.unwrap_or_default()));
    });
    let workspace = Signal::derive(move || editor.workspace.get_value());
    view! { <PictureInput workspace=workspace picture=shown on_change=change label=t::background_picture() id="background-picture"/> }
        .into_any()
}
