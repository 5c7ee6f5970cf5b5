//! Input as it is stored.

use crate::{
    bio_sites::{Block, Body, Content, Picture, Vcard},
    fields::{multi_line, single_line},
};

/// Cleans every text of a page: white space folded, control and direction-override characters removed. Drops nothing.
pub fn tidy(content: &mut Content) {
    line(&mut content.profile.name);
    paragraph(&mut content.profile.bio);
    content.profile.avatar.iter_mut().for_each(picture);
    content.blocks.iter_mut().for_each(block);
}

fn block(block: &mut Block) {
    if let Some(schedule) = &mut block.schedule {
        line(&mut schedule.zone);
    }
    match &mut block.body {
        Body::Link { title, url } | Body::Video { title, url } | Body::Music { title, url } => lines([title, url]),
        Body::Heading { text } => line(text),
        Body::Text { markdown } => paragraph(markdown),
        Body::Image { picture: shown, url, caption } => {
            shown.iter_mut().for_each(picture);
            lines([url, caption]);
        }
        Body::Gallery { pictures } => pictures.iter_mut().for_each(picture),
        Body::Social { accounts } => accounts.iter_mut().for_each(|account| line(&mut account.url)),
        Body::Email { label, address } => lines([label, address]),
        Body::Phone { label, number } => lines([label, number]),
        Body::Vcard(card) => vcard(card),
        Body::Faq { items } => items.iter_mut().for_each(|item| {
            line(&mut item.question);
            paragraph(&mut item.answer);
        }),
        Body::Countdown { title, zone, done, .. } => lines([title, zone, done]),
        Body::Divider { .. } => {}
    }
}

fn vcard(card: &mut Vcard) {
    let Vcard { label, name, organisation, job_title, email, phone, website } = card;
    lines([label, name, organisation, job_title, email, phone, website]);
}

fn picture(picture: &mut Picture) {
    lines([&mut picture.key, &mut picture.alt]);
}

fn lines<const N: usize>(texts: [&mut String; N]) {
    texts.into_iter().for_each(line);
}

fn line(text: &mut String) {
    *text = single_line(text);
}

fn paragraph(text: &mut String) {
    *text = multi_line(text);
}
