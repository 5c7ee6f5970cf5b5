//! Everything a visitor would trip over.

use chrono::NaiveDateTime;

use super::key;
use crate::{
    bio_sites::{
        Block, Body, Content, Picture, Question, Social, Vcard,
        links::{LinkError, SafeUrl, music_embed, video_embed},
        schedule::{Resolve, window},
    },
    fields::{Fields, Message},
    identity::rules::is_email,
};

const NO_ALT: &str = "Describe the picture for people who cannot see it.";

/// What must be put right before a page goes public; empty if nothing. Blocks that are switched off may be unfinished.
pub fn check_publish(content: &Content, resolve: &Resolve<'_>) -> Fields {
    let mut fields = Fields::default();
    fields.require(!blank(&content.profile.name), "profile.name", "Enter the name to show at the top of the page.");
    for block in content.blocks.iter().filter(|block| block.enabled) {
        for (field, message) in problems(block, resolve) {
            fields.add(key(block.id, field), message);
        }
    }
    fields
}

type Problem = (&'static str, Message);

fn problems(block: &Block, resolve: &Resolve<'_>) -> Vec<Problem> {
    let mut found = body(&block.body, resolve);
    if let Some(Err(message)) = block.schedule.as_ref().map(|schedule| window(schedule, resolve)) {
        found.push(("schedule", message));
    }
    found
}

fn body(body: &Body, resolve: &Resolve<'_>) -> Vec<Problem> {
    match body {
        Body::Link { title, url } => [filled("title", title, "Enter a title."), address("url", url)].into_iter().flatten().collect(),
        Body::Heading { text } => filled("text", text, "Enter the heading.").into_iter().collect(),
        Body::Text { markdown } => filled("markdown", markdown, "Enter some text.").into_iter().collect(),
        Body::Image { picture, url, .. } => image(picture.as_ref(), url),
        Body::Gallery { pictures } => gallery(pictures).into_iter().collect(),
        Body::Social { accounts } => social(accounts).into_iter().collect(),
        Body::Video { url, .. } if video_embed(url).is_none() => {
            vec![("url", "Enter the address of a YouTube, Vimeo or TikTok video.".into())]
        }
        Body::Music { url, .. } if music_embed(url).is_none() => {
            vec![("url", "Enter the address of something on Spotify, SoundCloud, Apple Music or Deezer, or of a Bandcamp player.".into())]
        }
        Body::Email { address, .. } => email("address", address).into_iter().collect(),
        Body::Phone { number, .. } => phone("number", number).into_iter().collect(),
        Body::Vcard(card) => vcard(card),
        Body::Faq { items } => questions(items).into_iter().collect(),
        Body::Countdown { at, zone, .. } => countdown(*at, zone, resolve).into_iter().collect(),
        Body::Video { .. } | Body::Music { .. } | Body::Divider { .. } => Vec::new(),
    }
}

fn blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn filled(field: &'static str, text: &str, message: &'static str) -> Option<Problem> {
    blank(text).then(|| (field, message.into()))
}

fn address(field: &'static str, url: &str) -> Option<Problem> {
    SafeUrl::parse(url).err().map(|error| (field, error.into()))
}

/// A page on the web, as against a mail or phone address.
fn web(url: &str) -> Result<(), LinkError> {
    let url = SafeUrl::parse(url)?;
    if url.is_web() { Ok(()) } else { Err(LinkError::Shape) }
}

fn email(field: &'static str, address: &str) -> Option<Problem> {
    (!is_email(address)).then(|| (field, LinkError::Email.into()))
}

fn phone(field: &'static str, number: &str) -> Option<Problem> {
    SafeUrl::parse(&format!("tel:{number}")).is_err().then(|| (field, LinkError::Phone.into()))
}

fn image(picture: Option<&Picture>, url: &str) -> Vec<Problem> {
    let Some(picture) = picture else { return vec![("picture", "Choose a picture.".into())] };
    let link = if blank(url) { None } else { address("url", url) };
    [filled("alt", &picture.alt, NO_ALT), link].into_iter().flatten().collect()
}

fn gallery(pictures: &[Picture]) -> Option<Problem> {
    if pictures.is_empty() {
        return Some(("pictures", "Choose at least one picture.".into()));
    }
    let index = pictures.iter().position(|picture| blank(&picture.alt))?;
    Some(("pictures", numbered("Picture {number}: {problem}", index, NO_ALT.to_owned())))
}

fn social(accounts: &[Social]) -> Option<Problem> {
    if accounts.is_empty() {
        return Some(("accounts", "Add at least one account.".into()));
    }
    let (index, error) = accounts.iter().enumerate().find_map(|(index, account)| Some((index, web(&account.url).err()?)))?;
    Some(("accounts", numbered("Account {number}: {problem}", index, error.to_string())))
}

fn vcard(card: &Vcard) -> Vec<Problem> {
    let website = if blank(&card.website) { None } else { web(&card.website).err().map(|error| ("website", error.into())) };
    [
        filled("name", &card.name, "Enter the name on the card."),
        if blank(&card.email) { None } else { email("email", &card.email) },
        if blank(&card.phone) { None } else { phone("phone", &card.phone) },
        website,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn questions(items: &[Question]) -> Option<Problem> {
    if items.is_empty() {
        return Some(("items", "Add at least one question.".into()));
    }
    let index = items.iter().position(|item| blank(&item.question) || blank(&item.answer))?;
    Some(("items", Message::with("Question {number}: enter both the question and its answer.", [("number", (index + 1).to_string())])))
}

fn countdown(at: Option<NaiveDateTime>, zone: &str, resolve: &Resolve<'_>) -> Option<Problem> {
    let Some(at) = at else { return Some(("at", "Choose the moment to count down to.".into())) };
    resolve(at, zone).is_none().then(|| ("zone", "Choose a time zone.".into()))
}

/// What is wrong with one of several; counted from 1.
fn numbered(template: &'static str, index: usize, problem: String) -> Message {
    Message::with(template, [("number", (index + 1).to_string()), ("problem", problem)])
}
