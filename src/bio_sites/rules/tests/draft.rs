use super::*;
use crate::Error;

fn draft_fields(content: &Content) -> Vec<String> {
    match check_draft(content) {
        Ok(()) => Vec::new(),
        Err(Error::Invalid(fields)) => fields.iter().map(|(name, _)| name.to_owned()).collect(),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn drafts_have_hard_limits() {
    let long = "é".repeat(MOST_LINE + 1);
    let titled = page(vec![block(link(&long, "")), block(link(&long[..MOST_LINE * 2], ""))]);
    assert_eq!(draft_fields(&titled), [key(titled.blocks[0].id, "title")]);
    let url = page(vec![block(link("", &"a".repeat(MOST_URL + 1)))]);
    assert_eq!(draft_fields(&url), [key(url.blocks[0].id, "url")]);
    let text = page(vec![block(Body::Text { markdown: "a".repeat(MOST_MARKDOWN + 1) })]);
    assert_eq!(draft_fields(&text), [key(text.blocks[0].id, "markdown")]);
    let faq = page(vec![block(Body::Faq { items: vec![Question::default(); MOST_QUESTIONS + 1] })]);
    assert_eq!(draft_fields(&faq), [key(faq.blocks[0].id, "items")]);
    let gallery = page(vec![block(Body::Gallery { pictures: vec![picture(""); MOST_PICTURES + 1] })]);
    assert_eq!(draft_fields(&gallery), [key(gallery.blocks[0].id, "pictures")]);
    let social = page(vec![block(Body::Social { accounts: vec![Social::default(); MOST_ACCOUNTS + 1] })]);
    assert_eq!(draft_fields(&social), [key(social.blocks[0].id, "accounts")]);
    let mut zone = page(vec![block(link("", ""))]);
    zone.blocks[0].schedule = Some(Schedule { zone: "z".repeat(65), ..Schedule::default() });
    assert_eq!(draft_fields(&zone), [key(zone.blocks[0].id, "schedule")]);
}

#[test]
fn drafts_have_limits_as_a_whole() {
    let newer = Content { schema: SCHEMA + 1, ..page(Vec::new()) };
    assert_eq!(draft_fields(&newer), ["content"]);
    let many = (0..=MOST_BLOCKS).map(|_| block(Body::Divider { space: false })).collect();
    assert_eq!(draft_fields(&page(many)), ["blocks"]);
    let twin = block(link("", ""));
    assert_eq!(draft_fields(&page(vec![twin.clone(), twin])), ["blocks"]);
    let heavy = (0..101).map(|_| block(Body::Text { markdown: "a".repeat(MOST_MARKDOWN) })).collect();
    assert_eq!(draft_fields(&page(heavy)), ["content"]);
}

#[test]
fn pictures_cannot_name_paths() {
    let long = "a".repeat(65);
    for bad in
        ["", "../../../etc/passwd/xxxx", "short", "with/slash/aaaaaaaaaaaaaa", "with.dot.aaaaaaaaaaaaaa", "ünïcödé-aaaaaaaaaaaaaaaa", &long]
    {
        assert!(!is_media_key(bad), "{bad}");
        let shown = Picture { key: bad.to_owned(), ..picture("") };
        let content = page(vec![block(Body::Image { picture: Some(shown.clone()), url: String::new(), caption: String::new() })]);
        assert_eq!(draft_fields(&content), [key(content.blocks[0].id, "picture")]);
        let mut content = page(Vec::new());
        content.profile.avatar = Some(shown);
        assert_eq!(draft_fields(&content), ["profile.avatar"]);
    }
    let wide = Picture { widths: vec![1; 11], ..picture("") };
    let content = page(vec![block(Body::Gallery { pictures: vec![wide] })]);
    assert_eq!(draft_fields(&content), [key(content.blocks[0].id, "pictures")]);
}
