//! Contents of pages.

use mewayz::bio_sites::{Block, Body, Content, Network, Picture, Profile, Question, SCHEMA, Schedule, Social, Vcard};
use uuid::Uuid;

/// A page of somebody called Ada with these blocks.
pub fn content(blocks: Vec<Block>) -> Content {
    let profile = Profile { name: "Ada Lovelace".to_owned(), bio: "Engines, poetry & numbers.".to_owned(), ..Profile::default() };
    Content { schema: SCHEMA, profile, blocks, ..Content::default() }
}

/// A block with an id that tests can name.
pub fn block(number: u128, body: Body) -> Block {
    Block { id: Uuid::from_u128(number), enabled: true, schedule: None, body }
}

pub fn link(number: u128, title: &str, url: &str) -> Block {
    block(number, Body::Link { title: title.to_owned(), url: url.to_owned() })
}

/// So many links, numbered from 1.
pub fn links(count: u128) -> Vec<Block> {
    (1..=count).map(|n| link(n, &format!("Link number {n}"), &format!("https://example.com/{n}"))).collect()
}

pub fn off(block: Block) -> Block {
    Block { enabled: false, ..block }
}

pub fn card(number: u128) -> Block {
    block(number, Body::Vcard(Vcard { name: "Ada Lovelace".to_owned(), email: "ada@example.com".to_owned(), ..Vcard::default() }))
}

/// A picture as the library hands it out.
pub fn picture() -> Picture {
    Picture { key: "AbCdEfGhIjKlMnOpQrStUvWx".to_owned(), width: 640, height: 480, widths: vec![320, 640], alt: "A loom".to_owned() }
}

/// A block of every kind, each fit to be published, with a schedule.
pub fn of_every_kind() -> Vec<Block> {
    let text = str::to_owned;
    let at = chrono::DateTime::from_timestamp(4_000_000_000, 0).map(|at| at.naive_utc());
    let bodies = [
        Body::Link { title: text("Engine"), url: text("https://example.com/engine") },
        Body::Heading { text: text("Notes") },
        Body::Text { markdown: text("**Note G**") },
        Body::Image { picture: Some(picture()), url: text("https://example.com/"), caption: text("The loom") },
        Body::Gallery { pictures: vec![picture(), picture()] },
        Body::Social { accounts: vec![Social { network: Network::Mastodon, url: text("https://mastodon.example/@ada") }] },
        Body::Video { url: text("https://www.youtube.com/watch?v=jNQXAC9IVRw"), title: text("Film") },
        Body::Music { url: text("https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC"), title: text("Song") },
        Body::Email { label: text("Write"), address: text("ada@example.com") },
        Body::Phone { label: text("Call"), number: text("+44 20 7946 0000") },
        Body::Vcard(Vcard {
            label: text("Save"),
            name: text("Ada Lovelace"),
            organisation: text("Engines"),
            job_title: text("Analyst"),
            email: text("ada@example.com"),
            phone: text("+44 20 7946 0000"),
            website: text("https://example.com/"),
        }),
        Body::Faq { items: vec![Question { question: text("Why?"), answer: text("Why *not*") }] },
        Body::Countdown { title: text("Launch"), at, zone: text("Europe/London"), done: text("Here") },
        Body::Divider { space: true },
    ];
    let schedule = Some(Schedule { from: None, until: at, zone: text("Europe/London") });
    bodies.into_iter().zip(1..).map(|(body, n)| Block { schedule: schedule.clone(), ..block(n, body) }).collect()
}
