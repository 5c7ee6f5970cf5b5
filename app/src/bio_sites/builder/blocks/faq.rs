use leptos::prelude::*;
use mewayz::bio_sites::{Body, Question, rules::MOST_QUESTIONS};
use ui::{Field, TextArea};

use super::items::{Items, Words};
use crate::bio_sites::builder::bind::{At, lens};
use crate::words::builder as t;

/// What rows are called.
const QUESTION: Words = Words {
    row: |number| t::question_numbered(number),
    add: t::add_question,
    up: |number| t::move_question_up(number),
    down: |number| t::move_question_down(number),
    remove: |number| t::remove_question(number),
};

pub(super) fn fields(at: At) -> AnyView {
    let items: Items<Question> =
        Items { at, field: "items", list: lens!(Body::Faq { items } => items), words: QUESTION, most: MOST_QUESTIONS };
    items.view(move |index| {
        let question = items.bind(index, "question", |item| &item.question, |item| &mut item.question);
        let answer = items.bind(index, "answer", |item| &item.answer, |item| &mut item.answer);
        view! {
            <Field label=t::question() name="question" id=format!("f-question-{index}") bind=question autocomplete="off"/>
            <TextArea label=t::answer() name="answer" id=format!("f-answer-{index}") bind=answer rows=3/>
        }
        .into_any()
    })
}
