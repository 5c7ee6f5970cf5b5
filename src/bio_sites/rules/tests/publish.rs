use chrono::NaiveDate;

use super::*;
use crate::bio_sites::{Network, schedule::resolve};

/// The fields a publish is refused for, without the block's id.
fn problems(body: Body) -> Vec<String> {
    let block = block(body);
    let prefix = format!("blocks.{}.", block.id);
    let fields = check_publish(&page(vec![block]), &resolve);
    fields.iter().map(|(name, _)| name.strip_prefix(&prefix).unwrap_or(name).to_owned()).collect()
}

#[test]
fn empty_blocks_cannot_be_published() {
    let expected = [
        ("link", vec!["title", "url"]),
        ("heading", vec!["text"]),
        ("text", vec!["markdown"]),
        ("image", vec!["picture"]),
        ("gallery", vec!["pictures"]),
        ("social", vec!["accounts"]),
        ("video", vec!["url"]),
        ("music", vec!["url"]),
        ("email", vec!["address"]),
        ("phone", vec!["number"]),
        ("vcard", vec!["name"]),
        ("faq", vec!["items"]),
        ("countdown", vec!["at"]),
        ("divider", vec![]),
    ];
    for (kind, fields) in expected {
        assert_eq!(problems(new_block(kind, Uuid::nil()).unwrap().body), fields, "{kind}");
    }
}

#[test]
fn finished_blocks_can_be_published() {
    let text = |text: &str| text.to_owned();
    let at = NaiveDate::from_ymd_opt(2026, 6, 1).unwrap().and_hms_opt(12, 0, 0);
    let bodies = vec![
        link("Shop", "shop.example"),
        link("Write", "mailto:ada@example.com"),
        Body::Heading { text: text("Hi") },
        Body::Text { markdown: text("*Hi*") },
        Body::Image { picture: Some(picture("A cat")), url: text("example.com"), caption: String::new() },
        Body::Gallery { pictures: vec![picture("A cat"), picture("A dog")] },
        Body::Social { accounts: vec![Social { network: Network::Instagram, url: text("https://instagram.com/ada") }] },
        Body::Video { url: text("https://youtu.be/dQw4w9WgXcQ"), title: String::new() },
        Body::Music { url: text("https://open.spotify.com/track/4cOdK2wGLETKBW3PvgPWqT"), title: String::new() },
        Body::Email { label: text("Write"), address: text("ada@example.com") },
        Body::Phone { label: text("Call"), number: text("+49 30 123456") },
        Body::Faq { items: vec![Question { question: text("Why?"), answer: text("Because.") }] },
        Body::Countdown { title: text("Launch"), at, zone: text("Europe/Berlin"), done: String::new() },
        Body::Divider { space: true },
    ];
    for body in bodies {
        assert_eq!(problems(body.clone()), Vec::<String>::new(), "{body:?}");
    }
}

#[test]
fn each_mistake_is_named_at_its_field() {
    let text = |text: &str| text.to_owned();
    let at = NaiveDate::from_ymd_opt(2026, 6, 1).unwrap().and_hms_opt(12, 0, 0);
    let vcard = Vcard { name: text("Ada"), email: text("x"), phone: text("x"), website: text("mailto:a@b.example"), ..Vcard::default() };
    let cases = [
        (link("Evil", "java\nscript:alert(1)"), vec!["url"]),
        (Body::Image { picture: Some(picture(" ")), url: text("javascript:x"), caption: String::new() }, vec!["alt", "url"]),
        (Body::Gallery { pictures: vec![picture("A cat"), picture("")] }, vec!["pictures"]),
        (Body::Social { accounts: vec![Social { network: Network::X, url: text("tel:112") }] }, vec!["accounts"]),
        (Body::Video { url: text("https://open.spotify.com/track/4cOdK2wGLETKBW3PvgPWqT"), title: String::new() }, vec!["url"]),
        (Body::Music { url: text("https://youtu.be/dQw4w9WgXcQ"), title: String::new() }, vec!["url"]),
        (Body::Email { label: String::new(), address: text("ada") }, vec!["address"]),
        (Body::Phone { label: String::new(), number: text("call me") }, vec!["number"]),
        (Body::Vcard(vcard), vec!["email", "phone", "website"]),
        (Body::Faq { items: vec![Question { question: text("Why?"), answer: String::new() }] }, vec!["items"]),
        (Body::Countdown { title: String::new(), at, zone: text("Nowhere"), done: String::new() }, vec!["zone"]),
    ];
    for (body, fields) in cases {
        assert_eq!(problems(body.clone()), fields, "{body:?}");
    }
}

#[test]
fn a_page_needs_a_name_and_sound_schedules() {
    let mut content = page(vec![block(link("Shop", "shop.example"))]);
    content.profile.name = " ".to_owned();
    let from = NaiveDate::from_ymd_opt(2026, 6, 1).unwrap().and_hms_opt(12, 0, 0);
    content.blocks[0].schedule = Some(Schedule { from, until: from, zone: "UTC".to_owned() });
    let fields = check_publish(&content, &resolve);
    assert!(fields.get("profile.name").is_some());
    assert_eq!(fields.get(&key(content.blocks[0].id, "schedule")), Some("The end must be after the start."));
}

#[test]
fn blocks_that_are_off_may_be_unfinished() {
    let blocks = new_blocks().into_iter().map(|block| Block { enabled: false, ..block }).collect();
    assert!(check_publish(&page(blocks), &resolve).is_empty());
}
