#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where its ground gives way")]

mod draft;
mod publish;

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::bio_sites::{Block, Body, Content, MOST_BLOCKS, Picture, Question, SCHEMA, Schedule, Social, Vcard};

const KEY: &str = "0192f0c1-7a7b-7c4e-8e5d-aabbccddeeff";

fn page(blocks: Vec<Block>) -> Content {
    let mut content = Content { schema: SCHEMA, blocks, ..Content::default() };
    content.profile.name = "Ada".to_owned();
    content
}

fn block(body: Body) -> Block {
    Block { id: Uuid::now_v7(), enabled: true, schedule: None, body }
}

fn link(title: &str, url: &str) -> Body {
    Body::Link { title: title.to_owned(), url: url.to_owned() }
}

fn picture(alt: &str) -> Picture {
    Picture { key: KEY.to_owned(), width: 800, height: 600, widths: vec![400, 800], alt: alt.to_owned() }
}

fn new_blocks() -> Vec<Block> {
    KINDS.iter().map(|(kind, ..)| new_block(kind, Uuid::now_v7()).unwrap()).collect()
}

#[test]
fn every_kind_can_be_made_and_is_a_good_draft() {
    let blocks = new_blocks();
    assert_eq!(blocks.len(), 14);
    for (block, (kind, label, icon, purpose)) in blocks.iter().zip(KINDS) {
        assert_eq!(block.body.kind(), *kind);
        assert!(block.enabled && !icon.is_empty() && !purpose.is_empty());
        assert_eq!(summary(block), *label);
    }
    assert_eq!(check_draft(&page(blocks)), Ok(()));
    assert_eq!(new_block("marquee", Uuid::now_v7()), None);
}

#[test]
fn every_kind_survives_json() {
    let mut blocks = new_blocks();
    blocks[0].schedule = Some(Schedule { zone: "UTC".to_owned(), ..Schedule::default() });
    let json = serde_json::to_string(&page(blocks.clone())).unwrap();
    assert_eq!(serde_json::from_str::<Content>(&json).unwrap(), page(blocks));
}

#[test]
fn tidying_cleans_every_text_and_drops_nothing() {
    let dirty = "  a\u{202e}\u{0}\n b ";
    let mut content = page(vec![
        block(link(dirty, "java\u{1}script:x")),
        block(Body::Text { markdown: " a\r\n\r\nb\u{7} ".to_owned() }),
        block(Body::Image {
            picture: Some(Picture { alt: dirty.to_owned(), ..picture("") }),
            url: dirty.to_owned(),
            caption: dirty.to_owned(),
        }),
        block(Body::Faq { items: vec![Question { question: dirty.to_owned(), answer: dirty.to_owned() }] }),
        block(Body::Vcard(Vcard { job_title: dirty.to_owned(), ..Vcard::default() })),
    ]);
    content.profile.bio = dirty.to_owned();
    tidy(&mut content);
    assert_eq!(content.blocks[0].body, link("a b", "javascript:x"));
    assert_eq!(content.blocks[1].body, Body::Text { markdown: "a\n\nb".to_owned() });
    assert!(matches!(&content.blocks[2].body, Body::Image { picture: Some(picture), url, .. } if picture.alt == "a b" && url == "a b"));
    assert!(matches!(&content.blocks[3].body, Body::Faq { items } if items[0].question == "a b" && items[0].answer == "a\n b"));
    assert!(matches!(&content.blocks[4].body, Body::Vcard(card) if card.job_title == "a b"));
    let once = content.clone();
    tidy(&mut content);
    assert_eq!(content, once);
}

#[test]
fn summaries_say_what_a_block_is() {
    let cases = [
        (link("", "https://www.example.com/x"), "example.com"),
        (link("Shop", "https://example.com"), "Shop"),
        (Body::Text { markdown: "# Hi\n\n*there*".to_owned() }, "Hi there"),
        (Body::Gallery { pictures: vec![picture("")] }, "1 picture"),
        (Body::Social { accounts: vec![Social::default(); 3] }, "3 accounts"),
        (Body::Email { label: String::new(), address: "ada@example.com".to_owned() }, "ada@example.com"),
        (Body::Divider { space: true }, "Gap"),
    ];
    for (body, expected) in cases {
        assert_eq!(summary(&block(body)), expected);
    }
    let long = summary(&block(Body::Text { markdown: "wörd ".repeat(4_000) }));
    assert!(long.ends_with('…') && long.chars().count() <= 80, "{long}");
}

#[test]
fn duplicates_stand_below_and_removals_leave_the_rest() {
    let mut content = page(new_blocks());
    let (id, copy) = (content.blocks[2].id, Uuid::now_v7());
    duplicate(&mut content, id, copy);
    assert_eq!((content.blocks.len(), content.blocks[3].id), (15, copy));
    assert_eq!(content.blocks[3].body, content.blocks[2].body);
    let before = content.clone();
    duplicate(&mut content, id, copy);
    duplicate(&mut content, Uuid::nil(), Uuid::now_v7());
    remove(&mut content, Uuid::nil());
    assert_eq!(content, before);
    remove(&mut content, copy);
    assert_eq!(content.blocks.len(), 14);
}

#[test]
fn a_full_page_takes_no_duplicate() {
    let mut content = page((0..MOST_BLOCKS).map(|_| block(Body::Divider { space: false })).collect());
    let id = content.blocks[0].id;
    duplicate(&mut content, id, Uuid::now_v7());
    assert_eq!(content.blocks.len(), MOST_BLOCKS);
}

proptest! {
    #[test]
    fn moving_keeps_the_blocks_and_their_order(count in 1usize..20, from in 0usize..20, to in 0usize..40) {
        let mut content = page((0..count).map(|i| block(link(&i.to_string(), ""))).collect());
        let (before, id) = (content.blocks.clone(), content.blocks[from % count].id);
        move_block(&mut content, id, to);
        let tally = |blocks: &[Block]| blocks.iter().fold(BTreeMap::new(), |mut tally, block| {
            *tally.entry(block.id).or_insert(0) += 1;
            tally
        });
        prop_assert_eq!(tally(&content.blocks), tally(&before));
        prop_assert_eq!(content.blocks[to.min(count - 1)].id, id);
        let others = |blocks: &[Block]| blocks.iter().map(|block| block.id).filter(|other| *other != id).collect::<Vec<_>>();
        prop_assert_eq!(others(&content.blocks), others(&before));
    }

    #[test]
    fn moving_back_undoes_a_move(count in 1usize..20, from in 0usize..20, to in 0usize..20) {
        let mut content = page((0..count).map(|i| block(link(&i.to_string(), ""))).collect());
        let (before, from) = (content.clone(), from % count);
        let id = content.blocks[from].id;
        move_block(&mut content, id, to);
        move_block(&mut content, id, from);
        prop_assert_eq!(content, before);
    }

    #[test]
    fn tidied_text_is_tidy(title in "\\PC{0,40}|[ \t\n\u{0}a-z]{0,40}", url in "\\PC{0,40}") {
        let mut content = page(vec![block(link(&title, &url))]);
        tidy(&mut content);
        let Body::Link { title, .. } = &content.blocks[0].body else { unreachable!() };
        prop_assert_eq!(title.trim(), title);
        prop_assert!(!title.contains(char::is_control), "{:?}", title);
        let once = content.clone();
        tidy(&mut content);
        prop_assert_eq!(content, once);
    }
}
