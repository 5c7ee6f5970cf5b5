use app::shared::to_picture;
use mewayz::{
    bio_sites::{
        Block, Body, Content, Network, Profile, SCHEMA, Social,
        theme::{Preset, Theme},
    },
    media::Media,
};
use uuid::Uuid;

/// Drawn for this purpose.
pub(super) const AVATAR: &[u8] = include_bytes!("../../demo/avatar.jpg");
pub(super) const STUDIO: &[u8] = include_bytes!("../../demo/studio.jpg");

const LINKS: [(&str, &str); 12] = [
    ("Spring collection: the Harbour set", "https://example.com/maya/harbour"),
    ("Shop mugs and bowls", "https://example.com/maya/shop"),
    ("Book a wheel-throwing class", "https://example.com/maya/classes"),
    ("Gift vouchers", "https://example.com/maya/vouchers"),
    ("My glaze recipes (free PDF)", "https://example.com/maya/glazes.pdf"),
    ("Newsletter: a letter from the kiln, monthly", "https://example.com/maya/letter"),
    ("Tools I use every day", "https://example.com/maya/tools"),
    ("Studio tour, 12 minutes", "https://www.youtube.com/watch?v=jNQXAC9IVRw"),
    ("Wholesale and restaurants", "https://example.com/maya/wholesale"),
    ("Where to find me: markets 2026", "https://example.com/maya/markets"),
    ("Interview: clay, patience and business", "https://example.com/maya/interview"),
    ("Ask me anything", "https://example.com/maya/ask"),
];

const SOCIAL: [(Network, &str); 4] = [
    (Network::Instagram, "https://www.instagram.com/maya.makes.pots"),
    (Network::Tiktok, "https://www.tiktok.com/@maya.makes.pots"),
    (Network::Youtube, "https://www.youtube.com/@mayamakespots"),
    (Network::Pinterest, "https://www.pinterest.com/mayamakespots"),
];

/// A social row, a heading, a picture and twelve links.
pub(super) fn content(avatar: &Media, studio: &Media) -> Content {
    let accounts = SOCIAL.map(|(network, url)| Social { network, url: url.to_owned() }).to_vec();
    let mut blocks = vec![block(Body::Social { accounts })];
    blocks.extend(LINKS[..3].iter().map(link));
    blocks.push(block(Body::Image {
        picture: Some(to_picture(studio, "A workbench by a window with four glazed vessels and dried flowers")),
        url: String::new(),
        caption: "The studio in Lisbon, open on Saturdays".to_owned(),
    }));
    blocks.push(block(Body::Heading { text: "More from the studio".to_owned() }));
    blocks.extend(LINKS[3..].iter().map(link));
    Content {
        schema: SCHEMA,
        profile: Profile {
            name: "Maya Okafor".to_owned(),
            bio: "Potter in Lisbon. Slow tableware for busy kitchens, classes for patient hands.".to_owned(),
            avatar: Some(to_picture(avatar, "Portrait of Maya Okafor")),
            noindex: false,
        },
        theme: Theme { preset: Preset::Paper, ..Theme::default() },
        blocks,
    }
}

fn link((title, url): &(&str, &str)) -> Block {
    block(Body::Link { title: (*title).to_owned(), url: (*url).to_owned() })
}

fn block(body: Body) -> Block {
    Block { id: Uuid::new_v4(), enabled: true, schedule: None, body }
}
