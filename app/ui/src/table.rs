//! Rows and columns, people and progress.

use leptos::prelude::*;

/// Head of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    label: String,
    numeric: bool,
    hidden_label: bool,
}

impl Column {
    /// A column of words.
    pub fn text(label: impl Into<String>) -> Self {
        Self { label: label.into(), numeric: false, hidden_label: false }
    }

    /// A column of numbers: at the end, tabular. Its cells carry `class="num"`.
    pub fn number(label: impl Into<String>) -> Self {
        Self { numeric: true, ..Self::text(label) }
    }

    /// A column of row actions: its label is read, not seen.
    pub fn actions(label: impl Into<String>) -> Self {
        Self { hidden_label: true, numeric: true, ..Self::text(label) }
    }
}

/// A table that scrolls inside its frame. The children are `<tr>` rows; numeric cells carry `class="num"`.
///
/// With `stacked`, rows become small cards on phones; each `<td>` then names its column in `data-label`.
#[component]
pub fn Table(
    /// Says what the table holds; read by screen readers, seen with `show_caption`.
    #[prop(into)]
    caption: String,
    columns: Vec<Column>,
    #[prop(optional)] show_caption: bool,
    #[prop(optional)] stacked: bool,
    children: Children,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let label = caption.clone();
    let caption_class = if show_caption { "table-caption" } else { "sr-only" };
    let stack = if stacked { "table-stacked" } else { "" };
    let heads = columns
        .into_iter()
        .map(|column| {
            let class = if column.numeric { "num" } else { "" };
            let label = if column.hidden_label {
                view! { <span class="sr-only">{column.label}</span> }.into_any()
            } else {
                column.label.into_any()
            };
            view! { <th scope="col" class=class>{label}</th> }
        })
        .collect_view();
    view! {
        <div class=format!("table-frame {class}") role="region" aria-label=label tabindex="0">
            <table class=format!("table {stack}")>
                <caption class=caption_class>{caption}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A person or workspace: a picture, or the initials on one of six quiet colours.
#[component]
pub fn Avatar(
    #[prop(into)] name: String,
    #[prop(optional, into)] src: Option<String>,
    /// Extra classes; the default size is 28 px (`"size-10 text-base"` for a larger one).
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let hue = name.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % 6;
    let face = match src {
        Some(src) => view! { <img src=src alt="" loading="lazy" decoding="async" /> }.into_any(),
        None => initials(&name).into_any(),
    };
    view! {
        <span class=format!("avatar avatar-{hue} {class}") aria-hidden="true">
            {face}
        </span>
    }
    .into_any()
}

/// First letters of the first and last word, in capitals.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// How far a piece of work has come.
#[component]
pub fn ProgressBar(
    #[prop(into)] label: String,
    /// 0 to 100; `None` while the length is unknown.
    #[prop(into)]
    percent: Signal<Option<u32>>,
    /// Hides the label from view: a row that already says it.
    #[prop(optional)]
    bare: bool,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let name = label.clone();
    let shown = move || percent.get().map(|percent| format!("{}%", percent.min(100)));
    view! {
        <div class=format!("progress {class}")>
            {(!bare)
                .then(|| {
                    view! {
                        <div class="progress-words" aria-hidden="true">
                            <span>{label}</span>
                            <span class="tabular-nums">{shown}</span>
                        </div>
                    }
                })}
            <progress
                aria-label=name
                max="100"
                value=move || percent.get().map(|percent| percent.min(100).to_string())
            ></progress>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_at_most_two_capitals() {
        assert_eq!(initials("Maya Okafor"), "MO");
        assert_eq!(initials("  ada  de  souza lima "), "AL");
        assert_eq!(initials("élodie"), "É");
        assert_eq!(initials(""), "");
    }
}
