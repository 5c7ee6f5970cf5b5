//! The hard limits of a draft. It may be incomplete and wrong, but not oversized and not a way to smuggle something in.

use std::collections::HashSet;

use super::{MOST_ACCOUNTS, MOST_BYTES, MOST_LINE, MOST_MARKDOWN, MOST_PARAGRAPH, MOST_PICTURES, MOST_QUESTIONS, MOST_URL, key};
use crate::{
    Error, Result,
    bio_sites::{Block, Body, Content, MOST_BLOCKS, Picture, Profile, SCHEMA, Vcard},
    fields::{Fields, Message},
};

/// Checks what no draft may break.
///
/// # Errors
/// `Invalid` with a message for every field that is too long or malformed; `content` and `blocks` stand for the whole.
pub fn check_draft(content: &Content) -> Result<()> {
    check_whole(content)?;
    let mut fields = Fields::default();
    profile(&content.profile, &mut fields);
    content.blocks.iter().for_each(|block| Checker { block, fields: &mut fields }.check());
    fields.into_result()
}

/// Whether a text can be the key of a stored picture. A key becomes part of a path, so nothing else may pass.
pub fn is_media_key(key: &str) -> bool {
    (20..=64).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn check_whole(content: &Content) -> Result<()> {
    if content.schema > SCHEMA {
        return Err(Error::field("content", "This page was made by a newer version of Mewayz. Reload and try again."));
    }
    if content.blocks.len() > MOST_BLOCKS {
        return Err(Error::field("blocks", "A page holds at most 1,000 blocks."));
    }
    let mut seen = HashSet::with_capacity(content.blocks.len());
    if !content.blocks.iter().all(|block| seen.insert(block.id)) {
        return Err(Error::field("blocks", "Two blocks have the same id. Reload the page and try again."));
    }
    // A page that cannot be written as JSON cannot be stored either.
    let bytes = serde_json::to_vec(content).map_or(usize::MAX, |json| json.len());
    if bytes > MOST_BYTES {
        return Err(Error::field("content", "This page is too large. Shorten some texts or remove some blocks."));
    }
    Ok(())
}

fn profile(profile: &Profile, fields: &mut Fields) {
    short(fields, "profile.name", &profile.name, MOST_LINE);
    short(fields, "profile.bio", &profile.bio, MOST_PARAGRAPH);
    if let Some(avatar) = &profile.avatar {
        picture(fields, "profile.avatar", avatar);
    }
}

struct Checker<'a> {
    block: &'a Block,
    fields: &'a mut Fields,
}

impl Checker<'_> {
    fn check(&mut self) {
        if let Some(schedule) = &self.block.schedule {
            self.text("schedule", &schedule.zone, 64);
        }
        match &self.block.body {
            Body::Link { title, url } | Body::Video { title, url } | Body::Music { title, url } => {
                self.text("title", title, MOST_LINE);
                self.text("url", url, MOST_URL);
            }
            Body::Heading { text } => self.text("text", text, MOST_LINE),
            Body::Text { markdown } => self.text("markdown", markdown, MOST_MARKDOWN),
            Body::Image { picture, url, caption } => {
                self.pictures("picture", picture.as_slice());
                self.text("url", url, MOST_URL);
                self.text("caption", caption, MOST_PARAGRAPH);
            }
            Body::Gallery { pictures } => {
                self.count("pictures", pictures.len(), MOST_PICTURES, "Use at most {most} pictures.");
                self.pictures("pictures", pictures);
            }
            Body::Social { accounts } => {
                self.count("accounts", accounts.len(), MOST_ACCOUNTS, "Use at most {most} accounts.");
                accounts.iter().for_each(|account| self.text("accounts", &account.url, MOST_URL));
            }
            Body::Email { label, address: detail } => self.texts(&[("label", label), ("address", detail)]),
            Body::Phone { label, number: detail } => self.texts(&[("label", label), ("number", detail)]),
            Body::Vcard(card) => self.vcard(card),
            Body::Faq { items } => {
                self.count("items", items.len(), MOST_QUESTIONS, "Use at most {most} questions.");
                for item in items {
                    self.text("items", &item.question, MOST_PARAGRAPH);
                    self.text("items", &item.answer, MOST_MARKDOWN);
                }
            }
            Body::Countdown { title, zone, done, .. } => {
                self.texts(&[("title", title), ("done", done)]);
                self.text("zone", zone, 64);
            }
            Body::Divider { .. } => {}
        }
    }

    fn vcard(&mut self, card: &Vcard) {
        self.texts(&[
            ("label", &card.label),
            ("name", &card.name),
            ("organisation", &card.organisation),
            ("job_title", &card.job_title),
            ("phone", &card.phone),
        ]);
        // RFC 5321 §4.5.3.1.3.
        self.text("email", &card.email, 254);
        self.text("website", &card.website, MOST_URL);
    }

    fn texts(&mut self, texts: &[(&str, &String)]) {
        texts.iter().for_each(|(field, text)| self.text(field, text, MOST_LINE));
    }

    fn text(&mut self, field: &str, text: &str, most: usize) {
        short(self.fields, &key(self.block.id, field), text, most);
    }

    fn count(&mut self, field: &str, count: usize, most: usize, template: &'static str) {
        self.fields.require(count <= most, &key(self.block.id, field), Message::with(template, [("most", most.to_string())]));
    }

    fn pictures(&mut self, field: &str, pictures: &[Picture]) {
        pictures.iter().for_each(|shown| picture(self.fields, &key(self.block.id, field), shown));
    }
}

fn short(fields: &mut Fields, name: &str, text: &str, most: usize) {
    // Bytes first: counting characters is only needed for texts that may be too long.
    if text.len() > most && text.chars().nth(most).is_some() {
        fields.add(name, Message::with("Use at most {most} characters.", [("most", most.to_string())]));
    }
}

fn picture(fields: &mut Fields, name: &str, picture: &Picture) {
    let known = is_media_key(&picture.key) && picture.widths.len() <= 10;
    fields.require(known, name, "We do not know this picture. Choose it again from your media.");
    short(fields, name, &picture.alt, MOST_PARAGRAPH);
}
