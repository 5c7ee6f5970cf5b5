use leptos::prelude::*;
use mewayz::{bio_sites::Picture, media::Media};
use ui::{Field, IconButton, Size};

use super::{both_ways, current, focus_soon, problem, source::PictureSource};
use crate::{shared::to_picture, words::media as t};

/// Several pictures in an order.
#[component]
pub fn PicturesInput(
    #[prop(into)] workspace: Signal<String>,
    #[prop(into)] pictures: Signal<Vec<Picture>>,
    on_change: Callback<Vec<Picture>>,
    /// Unique on the page.
    #[prop(into)]
    id: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let change = Callback::new(move |edit: Edit| {
        let mut all = pictures.get_untracked();
        edit.apply(&mut all);
        on_change.run(all);
    });
    let on_add = Callback::new(move |media: Media| change.run(Edit::Add(to_picture(&media, &media.alt))));
    let prefix = StoredValue::new(id.clone());
    let count = Memo::new(move |_| pictures.read().len());
    view! {
        <div class="stack">
            <ol class="stack">
                <For each=move || 0..count.get() key=|index| *index let:index>
                    <Row pictures index count prefix=prefix.get_value() change/>
                </For>
            </ol>
            <PictureSource workspace on_add id multiple=true/>
            {problem(error)}
        </div>
    }
    .into_any()
}

/// What is done to a list of pictures.
#[derive(Debug, Clone)]
enum Edit {
    Add(Picture),
    Describe(usize, String),
    Swap(usize, usize),
    Remove(usize),
}

impl Edit {
    /// Leaves out what does not fit the list any more.
    fn apply(self, all: &mut Vec<Picture>) {
        let fits = |index: usize| index < all.len();
        match self {
            Self::Add(picture) => all.push(picture),
            Self::Describe(index, alt) if fits(index) => all[index].alt = alt,
            Self::Swap(one, other) if fits(one) && fits(other) => all.swap(one, other),
            Self::Remove(index) if fits(index) => drop(all.remove(index)),
            Self::Describe(..) | Self::Swap(..) | Self::Remove(_) => {}
        }
    }
}

/// One place in the order; pictures move through it.
#[component]
fn Row(pictures: Signal<Vec<Picture>>, index: usize, count: Memo<usize>, prefix: String, change: Callback<Edit>) -> impl IntoView {
    let picture = Signal::derive(move || pictures.with(|all| all.get(index).cloned()));
    let alt = both_ways(move || picture.get().map(|now| now.alt), move |alt| change.run(Edit::Describe(index, alt)));
    let (number, above, below) = (index + 1, index.saturating_sub(1), index + 1);
    let button = StoredValue::new(prefix.clone());
    // Focus goes along with the picture, to the other arrow at an end.
    let move_up = move |_| {
        change.run(Edit::Swap(index, above));
        focus_soon(format!("{}-{above}-{}", button.get_value(), if above > 0 { "up" } else { "down" }));
    };
    let move_down = move |_| {
        change.run(Edit::Swap(index, below));
        focus_soon(format!("{}-{below}-{}", button.get_value(), if below + 1 < count.get_untracked() { "down" } else { "up" }));
    };
    let remove = move |_| {
        let upload = format!("{}-file", button.get_value());
        change.run(Edit::Remove(index));
        focus_soon(upload);
    };
    let name = format!("{prefix}-{index}");
    let (up, down) = (format!("{name}-up"), format!("{name}-down"));
    view! {
        <li class="flex items-start gap-3">
            <div class="size-16 shrink-0 overflow-hidden rounded-md bg-sunken">{current(picture)}</div>
            <div class="min-w-0 grow">
                <Field label=t::description() name="alt" id=name bind=alt/>
                <div class="actions mt-1">
                    <IconButton icon="arrow-up" label=t::move_up(number) size=Size::Small disabled={index == 0} attr:id=up on:click=move_up/>
                    <IconButton icon="arrow-down" label=t::move_down(number) size=Size::Small
                        disabled=Signal::derive(move || below == count.get()) attr:id=down on:click=move_down/>
                    <IconButton icon="trash-2" label=t::remove_picture(number) size=Size::Small on:click=remove/>
                </div>
            </div>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(key: &str) -> Picture {
        Picture { key: key.to_owned(), ..Picture::default() }
    }

    #[test]
    fn edits_change_the_list_or_nothing() {
        let mut all = vec![picture("a"), picture("b")];
        for edit in [
            Edit::Add(picture("c")),
            Edit::Swap(0, 2),
            Edit::Describe(0, "Sea".to_owned()),
            Edit::Remove(1),
            Edit::Remove(9),
            Edit::Swap(1, 2),
            Edit::Describe(5, String::new()),
        ] {
            edit.apply(&mut all);
        }
        assert_eq!(all, [Picture { alt: "Sea".to_owned(), ..picture("c") }, picture("a")]);
    }
}
