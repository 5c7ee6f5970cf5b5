#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where its ground gives way")]

use proptest::prelude::*;

use super::*;

fn parsed(input: &str) -> String {
    SafeUrl::parse(input).map(|url| url.as_str().to_owned()).unwrap_or_else(|error| panic!("{input:?}: {error}"))
}

fn refused(input: &str) -> LinkError {
    match SafeUrl::parse(input) {
        Err(error) => error,
        Ok(url) => panic!("{input:?} became {url}"),
    }
}

#[test]
fn addresses_are_completed_and_normalised() {
    let cases = [
        ("https://example.com", "https://example.com/"),
        ("  example.com/x?y=1#z ", "https://example.com/x?y=1#z"),
        ("www.example.com", "https://www.example.com/"),
        ("//example.com/x", "https://example.com/x"),
        ("example.com:8080/x", "https://example.com:8080/x"),
        ("HTTP://EXAMPLE.com/A b", "http://example.com/A%20b"),
        ("https://www.tiktok.com/@ada", "https://www.tiktok.com/@ada"),
        ("https://example.com/?next=https://other.example", "https://example.com/?next=https://other.example"),
        ("http://127.0.0.1:3000/x", "http://127.0.0.1:3000/x"),
        ("http://[::1]/", "http://[::1]/"),
        ("\u{200e}https://example.com\u{200b}", "https://example.com/"),
    ];
    for (input, expected) in cases {
        assert_eq!(parsed(input), expected);
    }
}

#[test]
fn host_names_are_shown_as_punycode() {
    // The first letter is Cyrillic.
    let url = SafeUrl::parse("https://аpple.com/login").unwrap();
    assert_eq!(url.host(), Some("xn--pple-43d.com"));
    assert_eq!(parsed("münchen.example"), "https://xn--mnchen-3ya.example/");
}

#[test]
fn mail_and_phone_addresses() {
    let cases = [
        ("mailto:ada@example.com", "mailto:ada@example.com"),
        ("ada@example.com", "mailto:ada@example.com"),
        ("MAILTO:ada@example.com?subject=Hello there", "mailto:ada@example.com?subject=Hello%20there"),
        ("mailto:ada@example.com, bob@example.com", "mailto:ada@example.com,bob@example.com"),
        ("tel:+49 (30) 123-456", "tel:+4930123456"),
        ("tel:112", "tel:112"),
        ("tel:+4930123456;ext=12", "tel:+4930123456;ext=12"),
        ("sms:+49 30 123456?body=Hi you", "sms:+4930123456?body=Hi%20you"),
    ];
    for (input, expected) in cases {
        assert_eq!(parsed(input), expected);
        assert!(!SafeUrl::parse(input).unwrap().is_web());
    }
}

#[test]
fn refusals_tell_why() {
    let cases = [
        ("", LinkError::Empty),
        (" \n\t ", LinkError::Empty),
        ("java\nscript:alert(1)", LinkError::Invisible),
        ("java\tscript:alert(1)", LinkError::Invisible),
        ("https://exa\u{202e}mple.com", LinkError::Invisible),
        ("https://example.com/\u{0}x", LinkError::Invisible),
        ("javascript:alert(1)", LinkError::Scheme),
        ("\u{1}JaVaScRiPt:alert(1)", LinkError::Scheme),
        ("java script:alert(1)", LinkError::Scheme),
        ("data:text/html,<script>alert(1)</script>", LinkError::Scheme),
        ("vbscript:x", LinkError::Scheme),
        ("blob:https://example.com/1", LinkError::Scheme),
        ("file:///etc/passwd", LinkError::Scheme),
        ("intent://x#Intent;end", LinkError::Scheme),
        ("https://user:pass@example.com/", LinkError::Credentials),
        ("https://paypal.com@evil.example/", LinkError::Credentials),
        ("https://", LinkError::Shape),
        ("https:///", LinkError::Shape),
        ("https://intranet/", LinkError::Shape),
        ("https://example..com/", LinkError::Shape),
        ("https://x.com,Shop", LinkError::Shape),
        ("hello world", LinkError::Shape),
        ("/relative/path", LinkError::Shape),
        ("#top", LinkError::Shape),
        ("https://exa mple.com", LinkError::Shape),
        ("mailto:nobody", LinkError::Email),
        ("mailto:", LinkError::Email),
        ("tel:call me", LinkError::Phone),
        ("tel:", LinkError::Phone),
        ("sms:12", LinkError::Phone),
    ];
    for (input, expected) in cases {
        assert_eq!(refused(input), expected, "{input:?}");
    }
    assert_eq!(refused("nonsense").to_string(), "This is not a web address. Enter one such as https://example.com.");
}

#[test]
fn length_counts_before_and_after_encoding() {
    let longest = format!("https://example.com/{}", "a".repeat(MOST_URL - 20));
    assert_eq!(parsed(&longest).len(), MOST_URL);
    assert_eq!(refused(&format!("{longest}a")), LinkError::TooLong);
    assert_eq!(refused(&format!("https://example.com/{}", "ü".repeat(1_000))), LinkError::TooLong);
    assert_eq!(refused(&"a".repeat(10_000_000)), LinkError::TooLong);
}

#[test]
fn videos_become_players() {
    let youtube = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1";
    let cases = [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42s", youtube),
        ("https://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ", youtube),
        ("youtu.be/dQw4w9WgXcQ?si=abc", youtube),
        ("https://youtube.com/shorts/dQw4w9WgXcQ", youtube),
        ("https://www.youtube.com/live/dQw4w9WgXcQ?feature=share", youtube),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1"),
        ("https://vimeo.com/76979871/8272103f6e", "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1&h=8272103f6e"),
        ("https://player.vimeo.com/video/76979871?h=8272103f6e", "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1&h=8272103f6e"),
        ("https://www.tiktok.com/@ada/video/7106594312292453675?lang=en", "https://www.tiktok.com/embed/v2/7106594312292453675"),
    ];
    for (url, src) in cases {
        assert_eq!(video_embed(url).map(|embed| embed.src).as_deref(), Some(src), "{url}");
    }
}

#[test]
fn music_becomes_players() {
    let cases = [
        ("https://open.spotify.com/track/4cOdK2wGLETKBW3PvgPWqT?si=x", "https://open.spotify.com/embed/track/4cOdK2wGLETKBW3PvgPWqT"),
        ("https://open.spotify.com/intl-de/album/4cOdK2wGLETKBW3PvgPWqT", "https://open.spotify.com/embed/album/4cOdK2wGLETKBW3PvgPWqT"),
        (
            "https://soundcloud.com/forss/flickermood",
            "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fforss%2Fflickermood&auto_play=true",
        ),
        (
            "https://music.apple.com/de/album/some-name/1440857781?i=1440857786",
            "https://embed.music.apple.com/de/album/1440857781?i=1440857786",
        ),
        (
            "https://music.apple.com/us/playlist/x/pl.f4d106fed2bd41149aaacabb233eb5eb",
            "https://embed.music.apple.com/us/playlist/pl.f4d106fed2bd41149aaacabb233eb5eb",
        ),
        ("https://www.deezer.com/de/track/3135556", "https://widget.deezer.com/widget/auto/track/3135556"),
        ("https://www.deezer.com/artist/27", "https://widget.deezer.com/widget/auto/artist/27/top_tracks"),
        (
            "https://bandcamp.com/EmbeddedPlayer/album=1613474949/size=large/bgcol=ffffff/track=12/",
            "https://bandcamp.com/EmbeddedPlayer/album=1613474949/track=12/size=large/tracklist=false/artwork=small/",
        ),
    ];
    for (url, src) in cases {
        assert_eq!(music_embed(url).map(|embed| embed.src).as_deref(), Some(src), "{url}");
    }
}

#[test]
fn nothing_else_is_embedded() {
    let unknown = [
        "https://evil.example/watch?v=dQw4w9WgXcQ",
        "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
        "https://notyoutube.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com/watch?v=dQw4w9WgXc%22",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/@ada",
        "https://vimeo.com/ada",
        "https://vimeo.com/1?h=%22onload=",
        "https://www.tiktok.com/@ada",
        "javascript:alert(1)",
        "https://open.spotify.com/user/ada",
        "https://open.spotify.com/track/../../x",
        "https://soundcloud.com/discover/sets/x",
        "https://music.apple.com/us/album/x/1%22",
        "https://www.deezer.com/de/track/abc",
        "https://ada.bandcamp.com/album/songs",
        "https://bandcamp.com/EmbeddedPlayer/size=large",
        "",
    ];
    for url in unknown {
        assert_eq!(video_embed(url), None, "{url}");
        assert_eq!(music_embed(url), None, "{url}");
    }
}

proptest! {
    #[test]
    fn what_is_accepted_has_a_safe_scheme_and_stays_the_same(input in "\\PC{0,80}|[a-z]{1,12}:[ -~]{0,40}|https?://[ -~]{0,60}") {
        if let Ok(url) = SafeUrl::parse(&input) {
            let (scheme, _) = url.as_str().split_once(':').unwrap();
            prop_assert!(["http", "https", "mailto", "tel", "sms"].contains(&scheme));
            prop_assert!(url.as_str().bytes().all(|b| (0x21..0x7f).contains(&b)), "{}", url);
            prop_assert_eq!(SafeUrl::parse(url.as_str()), Ok(url.clone()));
        }
    }

    #[test]
    fn programs_stay_out_however_they_are_written(
        gaps in prop::collection::vec("[\t\n\r\u{0}\u{1}\u{200b} ]{0,2}", 12), upper in any::<u16>(), rest in "[ -~]{0,20}",
    ) {
        let name: String = "javascript:".chars().enumerate().map(|(i, c)| {
            let c = if upper >> i & 1 == 1 { c.to_ascii_uppercase() } else { c };
            format!("{}{c}", gaps[i])
        }).collect();
        let input = format!("{name}{rest}");
        prop_assert!(SafeUrl::parse(&input).is_err());
    }

    #[test]
    fn a_player_always_comes_from_a_listed_origin(
        host in "(www\\.)?(youtube\\.com|youtu\\.be|vimeo\\.com|tiktok\\.com|open\\.spotify\\.com|soundcloud\\.com|music\\.apple\\.com|deezer\\.com|bandcamp\\.com)",
        path in "(/[a-zA-Z0-9@=.%_-]{1,22}){0,4}", query in "(\\?[vhi]=[a-zA-Z0-9%\"<]{1,12})?",
    ) {
        let url = format!("https://{host}{path}{query}");
        for embed in [video_embed(&url), music_embed(&url)].into_iter().flatten() {
            prop_assert!(EMBED_HOSTS.iter().any(|origin| embed.src.starts_with(&format!("{origin}/"))), "{}", embed.src);
            prop_assert!(!embed.src.contains(['"', '<', '>', ' ', '\'']));
        }
    }
}
