//! Light, dark, or as the system says. The choice is the cookie `theme`, so the server renders it and nothing flashes.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::Icon;
use crate::labels::{Labels, labels};

/// Name of the cookie the choice is kept in (a year, path `/`, `SameSite=Lax`, not secret).
pub const THEME_COOKIE: &str = "theme";

/// What the reader chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the operating system says.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    /// From the cookie's value; anything unknown is `System`.
    pub fn parse(text: &str) -> Self {
        match text {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    /// From a whole `Cookie` header.
    pub fn from_cookies(header: &str) -> Self {
        header
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == THEME_COOKIE)
            .map_or_else(Self::default, |(_, value)| Self::parse(value))
    }

    /// Value of the cookie and of `data-theme` on `<html>`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Three buttons: light, dark, system. Applies at once and writes the cookie.
#[component]
pub fn ThemeSwitch(
    /// What the server rendered on `<html data-theme>`.
    #[prop(optional)]
    current: Theme,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let Labels { theme: legend, themes: [light, dark, system], .. } = labels();
    let options = [(Theme::Light, light, "sun"), (Theme::Dark, dark, "moon"), (Theme::System, system, "monitor")]
        .map(|(theme, label, icon)| option(theme, label, icon, theme == current))
        .collect_view();
    view! {
        <fieldset class=format!("segmented segmented-icons {class}")>
            <legend class="sr-only">{legend}</legend>
            <div class="segments">{options}</div>
        </fieldset>
    }
    .into_any()
}

fn option(theme: Theme, label: &'static str, icon: &'static str, checked: bool) -> AnyView {
    view! {
        <label class="segment" data-tip=label>
            <input
                type="radio"
                name="theme"
                value=theme.as_str()
                checked=checked
                on:change=move |_| apply(theme)
            />
            <span>
                <Icon name=icon />
                <span class="sr-only">{label}</span>
            </span>
        </label>
    }
    .into_any()
}

/// Sets `data-theme` on `<html>` and writes the cookie. In the browser only.
pub fn apply(theme: Theme) {
    let document = document();
    if let Some(root) = document.document_element() {
        // A constant attribute name cannot be refused.
        let _ = root.set_attribute("data-theme", theme.as_str());
    }
    let cookie = format!("{THEME_COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax", theme.as_str());
    if let Ok(document) = document.dyn_into::<web_sys::HtmlDocument>() {
        // Refused in a sandboxed frame: the choice then lasts as long as the page.
        let _ = document.set_cookie(&cookie);
    }
}

#[cfg(test)]
mod tests {
    use super::Theme;

    #[test]
    fn the_cookie_header_names_the_theme() {
        assert_eq!(Theme::from_cookies("a=1; theme=dark; b=2"), Theme::Dark);
        assert_eq!(Theme::from_cookies("theme=light"), Theme::Light);
        assert_eq!(Theme::from_cookies("mytheme=dark"), Theme::System);
        assert_eq!(Theme::from_cookies("theme=\"><script>"), Theme::System);
        assert_eq!(Theme::from_cookies(""), Theme::System);
    }
}
