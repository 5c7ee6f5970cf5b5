#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where its ground gives way")]

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

type Link<'a> = (&'a str, &'a str);

fn good(input: &str) -> Vec<(String, String)> {
    parse(input).into_iter().map(|row| row.outcome.unwrap_or_else(|message| panic!("line {}: {message}", row.line))).collect()
}

#[track_caller]
fn assert_links(input: &str, expected: &[Link<'_>]) {
    let expected: Vec<_> = expected.iter().map(|(title, url)| ((*title).to_owned(), (*url).to_owned())).collect();
    assert_eq!(good(input), expected, "{input:?}");
}

fn reason(row: &Row) -> &str {
    row.outcome.as_ref().expect_err("a bad row").as_str()
}

#[test]
fn nothing_gives_no_rows() {
    for input in ["", " \n\r\n\t", "\u{feff}", "\u{feff}\n"] {
        assert_eq!(parse(input), Vec::new());
    }
}

#[test]
fn plain_addresses_get_a_title() {
    assert_links(
        "https://www.instagram.com/ada\r\n\r\n  example.com/my-shop.html\nhttps://youtube.com/@ada\nhttps://www.youtube.com/watch?v=dQw4w9WgXcQ\nada@example.com\ntel:+4930123456\nhttps://ada.example/caf%C3%A9\nhttps://ada.example",
        &[
            ("Instagram – ada", "https://www.instagram.com/ada"),
            ("example.com – my shop", "https://example.com/my-shop.html"),
            ("YouTube – ada", "https://youtube.com/@ada"),
            ("YouTube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
            ("ada@example.com", "mailto:ada@example.com"),
            ("+4930123456", "tel:+4930123456"),
            ("ada.example – café", "https://ada.example/caf%C3%A9"),
            ("ada.example", "https://ada.example/"),
        ],
    );
}

#[test]
fn a_title_may_stand_beside_the_address() {
    assert_links(
        "My shop https://shop.example\n- Blog: ada.example/blog\nhttps://ada.example/x Read this\nVol. 2 – St. Ives www.ada.example\nHello, world https://ada.example/hi\nShop,https://shop.example\n[Portfolio (2026)](https://ada.example/p)",
        &[
            ("My shop", "https://shop.example/"),
            ("Blog", "https://ada.example/blog"),
            ("Read this", "https://ada.example/x"),
            ("Vol. 2 – St. Ives", "https://www.ada.example/"),
            ("Hello, world", "https://ada.example/hi"),
            ("Shop", "https://shop.example/"),
            ("Portfolio (2026)", "https://ada.example/p"),
        ],
    );
}

#[test]
fn an_address_with_commas_is_one_address() {
    assert_links("https://maps.example/@52.5,13.4,15z", &[("maps.example – 52.5,13.4,15z", "https://maps.example/@52.5,13.4,15z")]);
}

#[test]
fn tables_are_read_in_every_dialect() {
    let shop: &[Link<'_>] = &[("Shop", "https://shop.example/"), ("Blog, daily", "https://ada.example/blog")];
    for input in [
        "title,url\nShop,https://shop.example\n\"Blog, daily\",ada.example/blog\n",
        "\u{feff}URL;Title\r\nhttps://shop.example;Shop\r\nada.example/blog;Blog, daily\r\n",
        "Link Title\tClicks\tLink URL\nShop\t12\thttps://shop.example\nBlog, daily\t3\tada.example/blog",
        "Shop,https://shop.example\n\"Blog, daily\",https://ada.example/blog",
        "https://shop.example,Shop\nhttps://ada.example/blog,\"Blog, daily\"",
        "Shop;https://shop.example\nBlog, daily;https://ada.example/blog",
        "Shop,https://shop.example\nBlog, daily,https://ada.example/blog",
        "\"Shop\"\t\"https://shop.example\"\n\"Blog, daily\"\t\"https://ada.example/blog\"",
    ] {
        assert_links(input, shop);
    }
}

#[test]
fn quotes_and_missing_titles_in_tables() {
    assert_links(
        "title,url\n\"She said \"\"hi\"\"\",https://ada.example/hi\n,https://github.com/ada\n\"Two\nlines\",https://ada.example/2\n",
        &[
            ("She said \"hi\"", "https://ada.example/hi"),
            ("GitHub – ada", "https://github.com/ada"),
            ("Two lines", "https://ada.example/2"),
        ],
    );
}

#[test]
fn bad_rows_say_why_and_where() {
    let rows = parse(
        "title,url\n\nGood,https://ada.example\n\"Spans\ntwo\",https://ada.example/2\nEvil,javascript:alert(1)\nEmpty,\nTypo,htp//x\n",
    );
    let lines: Vec<usize> = rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 4, 6, 7, 8]);
    assert!(rows[0].outcome.is_ok() && rows[1].outcome.is_ok());
    assert!(reason(&rows[2]).contains("javascript:alert(1)") && reason(&rows[2]).contains("https://"), "{}", reason(&rows[2]));
    assert_eq!(reason(&rows[3]), "Enter a web address such as https://example.com.");
    assert!(reason(&rows[4]).contains("not a web address"), "{}", reason(&rows[4]));
}

#[test]
fn bad_lines_say_why_and_where() {
    let rows = parse(
        "https://ada.example\n\njust some words\njava\tscript:alert(1)\n<script>alert(1)</script>\nhttps://user:pw@ada.example\n😀\n",
    );
    let lines: Vec<usize> = rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [1, 3, 4, 5, 6, 7]);
    assert_eq!(reason(&rows[1]), "“just some words” contains no web address such as https://example.com.");
    assert!(reason(&rows[4]).contains("user name and password"));
    assert!(rows.iter().skip(1).all(|row| row.outcome.is_err()));
}

#[test]
fn a_linktree_export() {
    let rows = parse(include_str!("../fixtures/linktree.json"));
    let links: Vec<_> = rows.iter().filter_map(|row| row.outcome.clone().ok()).collect();
    let link = |title: &str, url: &str| (title.to_owned(), url.to_owned());
    assert_eq!(
        links,
        [
            link("My shop", "https://shop.ada.example/"),
            link("New album", "https://open.spotify.com/album/4cOdK2wGLETKBW3PvgPWqT"),
            link("SoundCloud – ada", "https://soundcloud.com/ada"),
            link("Instagram – ada.lovelace", "https://www.instagram.com/ada.lovelace"),
            link("ada@example.com", "mailto:ada@example.com"),
        ]
    );
    let reasons: Vec<_> = rows.iter().filter(|row| row.outcome.is_err()).map(|row| (row.line, reason(row))).collect();
    assert_eq!(reasons[0], (2, "“Old campaign” is switched off in your export, so it was left out."));
    assert_eq!(reasons[1], (5, "“Elsewhere” has no web address (it is of type “HEADER”), so it was left out."));
    assert!(reasons[2].1.contains("invisible characters"), "{}", reasons[2].1);
}

#[test]
fn a_linkstack_export() {
    let rows = parse(include_str!("../fixtures/linkstack.json"));
    let titles: Vec<_> = rows.iter().filter_map(|row| row.outcome.as_ref().ok()).map(|(title, _)| title.as_str()).collect();
    assert_eq!(titles, ["Blog", "Repository", "Write to me", "Call"]);
    assert_eq!(rows.len(), 8);
}

#[test]
fn other_json() {
    assert_links(
        "[\"https://ada.example\", \"github.com/ada\"]",
        &[("ada.example", "https://ada.example/"), ("GitHub – ada", "https://github.com/ada")],
    );
    assert_links("[{\"name\":\"Shop\",\"href\":\"https://shop.example\"}]", &[("Shop", "https://shop.example/")]);
    assert_links("{\"title\":\"Shop\",\"url\":\"https://shop.example\"}", &[("Shop", "https://shop.example/")]);
    assert_links(
        "{\"props\":{\"pageProps\":{\"links\":[{\"title\":\"Shop\",\"url\":\"https://shop.example\"}]}}}",
        &[("Shop", "https://shop.example/")],
    );
    assert_links("{\"mine\":{\"a\":{\"title\":\"Shop\",\"url\":\"https://shop.example\"}}}", &[("Shop", "https://shop.example/")]);
    // Tags and pictures of a link are not links.
    let rich =
        "[{\"title\":\"Shop\",\"url\":\"https://shop.example\",\"items\":[\"tag\"],\"image\":{\"url\":\"https://cdn.example/1.png\"}}]";
    assert_links(rich, &[("Shop", "https://shop.example/")]);
    for (input, message) in
        [("{\"links\":[", "not complete JSON"), ("{}", "no list of links"), ("[]", "no list of links"), ("{\"a\":1}", "no list of links")]
    {
        let rows = parse(input);
        assert_eq!((rows.len(), rows[0].line), (1, 1), "{input}");
        assert!(reason(&rows[0]).contains(message), "{input}: {}", reason(&rows[0]));
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(parse(&deep)[0].outcome.is_err());
}

#[test]
fn a_file_of_500_links_becomes_500_blocks() {
    let rows = parse(include_str!("../fixtures/500-links.csv"));
    assert_eq!(rows.len(), 500);
    let mut ids = 0;
    let blocks = blocks(&rows, || {
        ids += 1;
        Uuid::from_u128(ids)
    });
    assert_eq!((blocks.len(), ids), (500, 500));
    let content = crate::bio_sites::Content { blocks, ..Default::default() };
    crate::bio_sites::rules::check_draft(&content).unwrap();
    assert!(
        content
            .blocks
            .iter()
            .all(|block| matches!(&block.body, Body::Link { title, url } if !title.is_empty() && url.starts_with("https://")))
    );
    assert!(matches!(&content.blocks[24].body, Body::Link { title, .. } if title.contains('"')));
}

#[test]
fn more_than_2000_entries_end_with_a_notice() {
    let lines: String = (0..2_100).map(|i| format!("https://ada.example/{i}\n")).collect();
    let table = format!("title,url\n{}", lines.lines().map(|line| format!("T,{line}\n")).collect::<String>());
    let json = serde_json::to_string(&lines.lines().collect::<Vec<_>>()).unwrap();
    for (input, line) in [(lines, 2_001), (table, 2_002), (json, 2_001)] {
        let rows = parse(&input);
        assert_eq!((rows.len(), rows[2_000].line), (2_001, line));
        assert!(rows[..2_000].iter().all(|row| row.outcome.is_ok()));
        assert!(reason(&rows[2_000]).contains("more than 2,000"));
    }
    let exactly: String = (0..2_000).map(|i| format!("https://ada.example/{i}\n")).collect();
    assert!(parse(&exactly).iter().all(|row| row.outcome.is_ok()));
}

#[test]
fn ten_megabytes_take_no_time() {
    let megabytes = |text: &str| text.repeat(10_000_000 / text.len());
    for input in [
        megabytes("a"),
        megabytes("https://ada.example/x\n"),
        megabytes("\n"),
        megabytes("a,b\n"),
        format!("title,url\n{}", megabytes("\n")),
        format!("title,url\n\"{}", megabytes("x,y\n")),
        format!("title,url\n{}", megabytes("x")),
        megabytes("\""),
        megabytes("😀 "),
        format!("[{}0]", megabytes("\"x\",")),
        format!("{{\"links\":{}", megabytes("[")),
        format!("<html>{}", megabytes("<b>")),
    ] {
        let started = Instant::now();
        let rows = parse(&input);
        assert!(rows.len() <= MOST_ROWS + 1);
        // Unoptimised on a busy machine.
        assert!(started.elapsed() < Duration::from_secs(10), "{:?} took {:?}", &input.get(..30), started.elapsed());
    }
}

proptest! {
    #[test]
    fn whatever_comes_rows_are_in_order_and_links_are_safe(input in "\\PC{0,200}|([a-zA-Z0-9:/.,;\"\t{}\\[\\] -]{0,60}\n){0,8}") {
        let rows = parse(&input);
        prop_assert!(rows.windows(2).all(|pair| pair[0].line < pair[1].line));
        for (title, url) in rows.iter().filter_map(|row| row.outcome.as_ref().ok()) {
            prop_assert!(!title.is_empty());
            prop_assert_eq!(SafeUrl::parse(url).map(|safe| safe.as_str().to_owned()), Ok(url.clone()));
        }
    }

    #[test]
    fn every_title_survives_a_table(titles in prop::collection::vec("[a-zA-Z0-9 ,;\"'é😀-]{1,40}", 1..20)) {
        let titles: Vec<String> = titles.iter().map(|title| single_line(title)).filter(|title| !title.is_empty()).collect();
        prop_assume!(!titles.is_empty());
        let quoted = titles.iter().map(|title| format!("\"{}\",https://ada.example/x\n", title.replace('"', "\"\"")));
        let table = format!("title,url\n{}", quoted.collect::<String>());
        let read: Vec<String> = good(&table).into_iter().map(|(title, _)| title).collect();
        prop_assert_eq!(read, titles);
    }
}
