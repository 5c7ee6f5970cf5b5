use chrono::TimeDelta;
use mewayz::bio_sites::theme::{self, Preset};
use mewayz::bio_sites::{Body, Theme};
use uuid::Uuid;

use super::samples::{block, day, empty, everything, hostile, link, longest, page, right_to_left, twelve};
use super::*;

fn html(page: &Page) -> String {
    render_document(page, &theme::css(&page.content.theme))
}

/// What stands in the body, without the frames' own documents.
fn tags(html: &str) -> Vec<&str> {
    html.split('<').skip(1).filter_map(|rest| rest.split('>').next()).collect()
}

#[test]
fn tells_search_engines_and_link_previews_what_it_is() {
    let html = html(&twelve());
    for expected in [
        "<title>Mira Okafor (@mira)</title>",
        "<meta name=\"description\" content=\"Ceramics, slow mornings",
        "<link rel=\"canonical\" href=\"https://mewayz.example/@mira\">",
        "<meta property=\"og:image\" content=\"https://mewayz.example/media/avatar/640.webp\">",
        "<meta property=\"og:image:alt\" content=\"Mira in her studio\">",
        "<meta name=\"twitter:card\" content=\"summary\">",
        "<meta name=\"theme-color\" content=\"#",
        "\"@type\":\"ProfilePage\"",
        "\"sameAs\":[\"https://instagram.com/mira\"",
    ] {
        assert!(html.contains(expected), "{expected} is missing");
    }
    assert!(!html.contains("noindex"));
}

#[test]
fn a_page_without_a_picture_of_its_creator_is_shared_with_its_first_image() {
    let mut page = twelve();
    page.content.profile.avatar = None;
    let html = html(&page);
    assert!(html.contains("summary_large_image") && html.contains("https://mewayz.example/media/kiln/960.webp"));
}

#[test]
fn asks_to_be_left_out_of_search_when_told_so() {
    assert!(html(&longest()).contains("<meta name=\"robots\" content=\"noindex\">"));
}

#[test]
fn structured_data_is_json_whatever_the_name() {
    let html = html(&hostile());
    let (_, rest) = html.split_once("<script type=\"application/ld+json\">").unwrap();
    let (data, _) = rest.split_once("</script>").unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert!(data["mainEntity"]["name"].as_str().unwrap().starts_with("</script>"));
}

#[test]
fn nothing_typed_becomes_markup() {
    for page in [hostile(), Page { preview: true, ..hostile() }] {
        let html = html(&page);
        assert_eq!(html.matches("<script").count(), 1, "only the structured data");
        assert_eq!(html.matches("</style>").count(), 1);
        assert!(!html.to_lowercase().contains("href=\"javascript") && !html.contains("href=\"data:text"));
        for tag in tags(&html) {
            let outside_quotes: String = tag.split('"').step_by(2).collect();
            let handler = outside_quotes.split_whitespace().skip(1).any(|name| name.to_lowercase().starts_with("on") && name.contains('='));
            assert!(!handler && !outside_quotes.contains("style="), "{tag}");
        }
    }
}

#[test]
fn a_frame_holds_no_markup_of_its_title() {
    let html = html(&hostile());
    let (_, rest) = html.split_once("srcdoc=\"").unwrap();
    let (poster, _) = rest.split_once('"').unwrap();
    assert!(poster.contains(POSTER_CSS.split('{').next().unwrap()));
    // What the title brought is escaped once for the poster and once more for the attribute.
    assert!(!poster.contains("<script") && !poster.contains("&lt;script"), "{poster}");
}

#[test]
fn web_links_are_counted_by_a_redirect_and_others_by_a_ping() {
    let html = html(&everything());
    let id = |number| Uuid::from_u128(number);
    assert!(html.contains(&format!("href=\"/@mira/go/{}\"", id(2))));
    assert!(html.contains(&format!("href=\"/@mira/go/{}.0\"", id(1))));
    assert!(html.contains(&format!("ping=\"/@mira/ping/{}\"", id(12))) && html.contains("href=\"mailto:mira@example.com\""));
    assert!(html.contains("href=\"tel:+46311234567\""));
    assert!(html.contains(&format!("href=\"/@mira/vcard/{}\"", id(14))));
    assert!(!html.contains("shop.example.com"), "the target is known to the redirect only");
}

#[test]
fn the_preview_leads_straight_to_the_target_and_counts_nothing() {
    let html = html(&Page { preview: true, ..everything() });
    assert!(html.contains("href=\"https://shop.example.com/autumn\""));
    assert!(!html.contains("/go/") && !html.contains("ping=") && !html.contains("/vcard/"));
}

#[test]
fn what_is_off_or_unsafe_is_absent() {
    let mut page = twelve();
    let off = page.content.blocks.iter_mut().find(|block| matches!(&block.body, Body::Link { title, .. } if title == "Press kit")).unwrap();
    off.enabled = false;
    page.content.blocks.push(block(99, link("Never shown", "java\tscript:alert(1)")));
    let html = html(&page);
    assert!(!html.contains("Press kit") && !html.contains("Never shown"));
}

#[test]
fn redirects_lead_only_to_what_a_visitor_can_see() {
    let mut content = everything().content;
    let first = Uuid::from_u128(2);
    assert_eq!(target(&content, first, None).unwrap().as_str(), "https://shop.example.com/autumn");
    assert_eq!(target(&content, Uuid::from_u128(1), Some(0)).unwrap().as_str(), "https://instagram.com/mira");
    assert_eq!(target(&content, Uuid::from_u128(8), None).unwrap().host(), Some("www.youtube.com"));
    let missing =
        [(first, Some(0)), (Uuid::from_u128(1), None), (Uuid::from_u128(1), Some(9)), (Uuid::from_u128(4), None), (Uuid::nil(), None)];
    for (id, index) in missing {
        assert!(target(&content, id, index).is_none(), "{id} {index:?}");
    }
    content.blocks[1].enabled = false;
    assert!(target(&content, first, None).is_none());
    assert!(hostile().content.blocks.iter().take(5).all(|bad| target(&hostile().content, bad.id, None).is_none()));
}

#[test]
fn texts_find_their_own_direction() {
    let html = html(&right_to_left());
    assert!(html.starts_with("<!DOCTYPE html><html lang=\"ar\" dir=\"rtl\">"));
    assert!(html.contains("<h1 dir=\"auto\">ميرا العلي</h1>"));
    assert!(html.contains("<summary dir=\"auto\">"));
}

#[test]
fn every_preset_renders_every_page_without_hydration_marks() {
    for preset in Preset::ALL {
        for mut page in [everything(), twelve(), longest(), empty(), right_to_left()] {
            page.content.theme = Theme { preset, ..Theme::default() };
            let html = html(&page);
            assert!(html.contains("<main>") && html.ends_with("</body></html>"));
            assert!(!html.contains("<!--") && !html.contains("<!>") && !html.contains("data-hk"));
        }
    }
}

#[test]
fn an_empty_page_is_still_a_page() {
    let html = html(&empty());
    assert!(html.contains("<h1 dir=\"auto\">@new</h1>") && html.contains("All links of @new in one place."));
}

#[test]
fn twelve_links_stay_small() {
    for preset in Preset::ALL {
        let mut page = twelve();
        page.content.theme.preset = preset;
        let size = html(&page).len();
        // About a quarter of this is left after compression; the budget is 16 KB.
        assert!(size < 32_000, "{size} bytes");
    }
}

#[test]
fn icons_are_drawn_once() {
    let html = html(&twelve());
    assert_eq!(html.matches("id=\"i-instagram\"").count(), 1);
    assert_eq!(html.matches("href=\"#i-instagram\"").count(), 2);
    assert!(!html.contains("id=\"i-github\""));
}

#[test]
fn a_countdown_counts_down_and_then_says_so() {
    let starts = everything();
    assert!(html(&starts).contains("<b>13</b>days"));
    assert_eq!(stale_at(&starts), Some(starts.now + TimeDelta::seconds(1)), "a whole number of hours ends at once");
    let later = Page { now: starts.now + TimeDelta::minutes(30), ..starts.clone() };
    assert!(html(&later).contains("<b>12</b>days") && html(&later).contains("<b>23</b>hours"));
    assert_eq!(stale_at(&later), Some(later.now + TimeDelta::minutes(30) + TimeDelta::seconds(1)));
    let over = Page { now: day(2026, 12, 4).and_utc(), ..starts };
    assert!(html(&over).contains("It is open!"));
    assert_eq!(stale_at(&over), None);
    assert_eq!(stale_at(&page("x", Content::default())), None);
}
