use leptos::prelude::*;
use mewayz::bio_sites::{Body, Question, rules::MOST_QUESTIONS};
use ui::{Field, TextArea};

use super::items::Items;
use crate::bio_sites::builder::bind::{At, lens};

pub(super) fn fields(at: At) -> AnyView {
    let items: Items<Question> =
        Items { at, field: "items", list: lens!(Body::Faq { items } => items), noun: "Question", most: MOST_QUESTIONS };
    items.view(move |index| {
        let question = items.bind(index, "question", |item| &item.question, |item| &mut item.question);
        let answer = items.bind(index, "answer", |item| &item.answer, |item| &mut item.answer);
        view! {
            <Field label="Question" name="question" id=format!("f-question-{index}") bind=question autocomplete="off"/>
            <TextArea label="Answer" name="answer" id=format!("f-answer-{index}") bind=answer rows=3/>
        }
        .into_any()
    })
}
