//! Pages to test with: every block, twelve links, the longest, the emptiest, right-to-left, and hostile.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use mewayz::bio_sites::{Block, Body, Content, Network, Picture, Profile, Question, Social, Vcard};
use uuid::Uuid;

use super::Page;

pub(super) fn page(handle: &str, content: Content) -> Page {
    let now = day(2026, 11, 21).and_utc();
    Page {
        handle: handle.into(),
        content,
        now,
        resolve: utc,
        base_url: "https://mewayz.example".into(),
        version: 3,
        preview: false,
        product: String::new(),
        white_label: false,
    }
}

fn utc(at: NaiveDateTime, _: &str) -> Option<DateTime<Utc>> {
    Some(at.and_utc())
}

pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(year, month, day).and_then(|date| date.and_hms_opt(18, 0, 0)).unwrap_or_default()
}

pub(super) fn block(number: u128, body: Body) -> Block {
    Block { id: Uuid::from_u128(number), enabled: true, schedule: None, body }
}

pub(super) fn link(title: &str, url: &str) -> Body {
    Body::Link { title: title.into(), url: url.into() }
}

pub(super) fn picture(key: &str, width: u32, height: u32, alt: &str) -> Picture {
    let widths = [160, 320, 640, 960].into_iter().filter(|stored| *stored <= width).collect();
    Picture { key: key.into(), width, height, widths, alt: alt.into() }
}

fn blocks(bodies: Vec<Body>) -> Vec<Block> {
    bodies.into_iter().zip(1..).map(|(body, number)| block(number, body)).collect()
}

fn social(network: Network, url: &str) -> Social {
    Social { network, url: url.into() }
}

pub(super) fn profile() -> Profile {
    Profile {
        name: "Mira Okafor".into(),
        bio: "Ceramics, slow mornings and a studio by the harbour. New pieces every first Friday.".into(),
        avatar: Some(picture("avatar", 640, 640, "Mira in her studio")),
        noindex: false,
    }
}

pub(super) fn accounts() -> Body {
    Body::Social {
        accounts: vec![
            social(Network::Instagram, "https://instagram.com/mira"),
            social(Network::Tiktok, "https://www.tiktok.com/@mira"),
            social(Network::Youtube, "https://youtube.com/@mira"),
            social(Network::Pinterest, "https://pinterest.com/mira"),
            social(Network::Spotify, "https://open.spotify.com/user/mira"),
        ],
    }
}

/// A creator's usual page.
pub(super) fn twelve() -> Page {
    let links = [
        ("Shop the autumn collection", "https://shop.example.com/autumn"),
        ("Book a wheel-throwing class", "https://book.example.com/classes"),
        ("Watch: how a glaze is made", "https://youtube.com/watch?v=abcdefghijk"),
        ("My favourite tools", "https://tools.example.com"),
        ("Studio diary (newsletter)", "https://diary.example.com"),
        ("Follow the kiln on Instagram", "https://instagram.com/mira"),
        ("Wholesale & commissions", "https://example.com/wholesale"),
        ("The harbour market, every Saturday", "https://market.example.com"),
        ("Press kit", "https://example.com/press"),
        ("Playlist for the studio", "https://open.spotify.com/playlist/37i9dQZF1DXcBWIGoYBM5M"),
        ("Care guide for stoneware", "https://example.com/care"),
        ("Support my work", "https://example.com/support"),
    ];
    let mut bodies = vec![accounts()];
    bodies.extend(links.map(|(title, url)| link(title, url)));
    bodies.insert(5, Body::Heading { text: "Read & visit".into() });
    bodies.push(image());
    page("mira", Content { profile: profile(), blocks: blocks(bodies), ..Content::default() })
}

fn image() -> Body {
    Body::Image {
        picture: Some(picture("kiln", 960, 640, "Three bowls drying on a shelf")),
        url: "https://example.com/kiln".into(),
        caption: "Out of the kiln this week".into(),
    }
}

/// One of each kind.
pub(super) fn everything() -> Page {
    let small = |number: u32| picture(&format!("g{number}"), 960, 1_200, "A glazed vase");
    let bodies = vec![
        accounts(),
        link("Shop the autumn collection", "https://shop.example.com/autumn"),
        Body::Countdown { title: "The winter drop opens in".into(), at: Some(day(2026, 12, 4)), zone: "Europe/Berlin".into(), done: "It is open!".into() },
        Body::Heading { text: "Lately".into() },
        Body::Text { markdown: "I throw, glaze and fire everything myself in **Gothenburg**.\n\n- Food safe, dishwasher safe\n- [Made to order](https://example.com/order)".into() },
        image(),
        Body::Gallery { pictures: (1..=5).map(small).collect() },
        Body::Video { url: "https://www.youtube.com/watch?v=dQw4w9WgXcQ".into(), title: "A bowl in ninety seconds".into() },
        Body::Music { url: "https://open.spotify.com/track/11dFghVXANMlKmJXsNCbNl".into(), title: String::new() },
        Body::Divider { space: false },
        Body::Faq {
            items: vec![
                Question { question: "Do you ship abroad?".into(), answer: "Yes, to **all of Europe**. Parcels leave every Monday.".into() },
                Question { question: "Can I commission a set?".into(), answer: "Write to me with a picture and a date.".into() },
            ],
        },
        Body::Email { label: "Write to me".into(), address: "mira@example.com".into() },
        Body::Phone { label: String::new(), number: "+46 31 123 45 67".into() },
        Body::Vcard(Vcard { name: "Mira Okafor".into(), ..Vcard::default() }),
        Body::Divider { space: true },
        Body::Gallery { pictures: (1..=2).map(small).collect() },
    ];
    page("mira", Content { profile: profile(), blocks: blocks(bodies), ..Content::default() })
}

pub(super) fn longest() -> Page {
    let word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
    let long = "An unusually long title that goes on and on until it has told the whole story of the collection, twice ".repeat(2);
    let profile = Profile { name: word.into(), bio: long.repeat(3), avatar: None, noindex: true };
    let bodies = vec![
        link(&long, "https://example.com"),
        link(word, "https://instagram.com/x"),
        Body::Heading { text: long.clone() },
        Body::Text { markdown: format!("# {long}\n\n{word}\n\n```\n{}\n```\n\n> {long}", "x".repeat(300)) },
        Body::Faq { items: vec![Question { question: long.clone(), answer: long.clone() }] },
        Body::Email { label: long, address: "a@example.com".into() },
    ];
    page("a-very-long-handle-of-thirty-two", Content { profile, blocks: blocks(bodies), ..Content::default() })
}

pub(super) fn empty() -> Page {
    page("new", Content::default())
}

pub(super) fn right_to_left() -> Page {
    let profile = Profile {
        name: "ميرا العلي".into(), bio: "خزف وقهوة وصباحات هادئة على الميناء.".into(), ..profile()
    };
    let bodies = vec![
        accounts(),
        link("تسوق مجموعة الخريف", "https://example.com/a"),
        link("English title in between", "https://example.com/b"),
        Body::Heading { text: "أسئلة".into() },
        Body::Faq {
            items: vec![Question {
                question: "هل تشحنون إلى الخارج؟".into(), answer: "نعم، كل يوم اثنين.".into()
            }],
        },
        Body::Email { label: "راسلني".into(), address: "mira@example.com".into() },
    ];
    page("mira_ar", Content { profile, blocks: blocks(bodies), ..Content::default() })
}

/// Markup, scripts and bad addresses in every field.
pub(super) fn hostile() -> Page {
    let evil = "</script></style><script>alert(1)</script><img src=x onerror=alert(1)>\" onload=\"alert(1)\u{2028}]]>";
    let text = || evil.to_owned();
    let urls =
        ["javascript:alert(1)", "java\nscript:alert(1)", "\tjavascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x"];
    let shot = || Picture { key: "../\"><script>".into(), alt: text(), widths: vec![640], width: 1, height: 1 };
    let mut bodies: Vec<Body> = urls.map(|url| link(&text(), url)).into();
    bodies.extend([
        link(evil, "https://example.com/\"><script>alert(1)</script>"),
        Body::Heading { text: text() },
        Body::Text { markdown: format!("{evil}\n\n[x](javascript:alert(1))") },
        Body::Image { picture: Some(shot()), url: text(), caption: text() },
        Body::Image {
            picture: Some(Picture { alt: text(), ..picture("ok", 960, 640, "") }),
            url: "javascript:alert(1)".into(),
            caption: text(),
        },
        Body::Gallery { pictures: vec![shot()] },
        Body::Social {
            accounts: vec![social(Network::Website, "javascript:alert(1)"), social(Network::Website, "https://example.com/</script>")],
        },
        Body::Video { url: "https://www.youtube.com/watch?v=dQw4w9WgXcQ".into(), title: text() },
        Body::Music { url: text(), title: text() },
        Body::Email { label: text(), address: text() },
        Body::Phone { label: text(), number: text() },
        Body::Vcard(Vcard { label: text(), name: text(), ..Vcard::default() }),
        Body::Faq { items: vec![Question { question: text(), answer: text() }] },
        Body::Countdown { title: text(), at: Some(day(2027, 1, 1)), zone: text(), done: text() },
    ]);
    let profile = Profile { name: text(), bio: text(), avatar: Some(shot()), noindex: false };
    page("evil", Content { profile, blocks: blocks(bodies), ..Content::default() })
}
