//! Where visits come from, as a host people recognise. Paths and queries are private and are never kept.

/// Longest host kept, in bytes; longer ones are nobody's.
const LONGEST: usize = 80;

/// Hosts and Android packages under which well-known places appear, and the name they share.
const ALIASES: &[(&str, &str)] = &[
    ("com.facebook.katana", "facebook.com"),
    ("com.google.android.gm", "mail.google.com"),
    ("com.google.android.googlequicksearchbox", "google.com"),
    ("com.instagram.android", "instagram.com"),
    ("com.linkedin.android", "linkedin.com"),
    ("com.pinterest", "pinterest.com"),
    ("com.reddit.frontpage", "reddit.com"),
    ("com.slack", "slack.com"),
    ("com.twitter.android", "x.com"),
    ("com.zhiliaoapp.musically", "tiktok.com"),
    ("away.vk.com", "vk.com"),
    ("l.facebook.com", "facebook.com"),
    ("l.instagram.com", "instagram.com"),
    ("l.messenger.com", "messenger.com"),
    ("l.threads.com", "threads.net"),
    ("l.threads.net", "threads.net"),
    ("lm.facebook.com", "facebook.com"),
    ("lnkd.in", "linkedin.com"),
    ("old.reddit.com", "reddit.com"),
    ("org.telegram.messenger", "telegram.org"),
    ("out.reddit.com", "reddit.com"),
    ("t.co", "x.com"),
    ("t.me", "telegram.org"),
    ("threads.com", "threads.net"),
    ("twitter.com", "x.com"),
    ("vm.tiktok.com", "tiktok.com"),
    ("web.telegram.org", "telegram.org"),
    ("youtu.be", "youtube.com"),
];

/// The host a `Referer` header tells of; empty for none, for something unreadable and for `own`, the host of the page.
pub(super) fn host(header: &str, own: &str) -> String {
    let header = header.trim();
    let rest = ["https://", "http://", "android-app://"].iter().find_map(|scheme| strip_prefix_ignoring_case(header, scheme));
    let Some(rest) = rest else { return String::new() };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let without_user = authority.rsplit('@').next().unwrap_or_default();
    let host = without_port(without_user).trim_end_matches('.').to_ascii_lowercase();
    if host.len() > LONGEST || !is_public(&host) || host == without_port(own).to_ascii_lowercase() {
        return String::new();
    }
    known(&host)
}

fn known(host: &str) -> String {
    let bare = bare(host);
    if let Some((_, name)) = ALIASES.iter().find(|(alias, _)| *alias == bare) {
        return (*name).to_owned();
    }
    // google.de, google.co.uk ...: one search engine.
    if bare.strip_prefix("google.").is_some_and(|rest| rest.len() <= 6) {
        return "google.com".to_owned();
    }
    bare.to_owned()
}

/// Without `www.` and the prefixes of phone editions, as long as a domain is left.
fn bare(host: &str) -> &str {
    let rest = ["www.", "m.", "mobile."].iter().find_map(|prefix| host.strip_prefix(prefix));
    rest.filter(|rest| rest.contains('.')).unwrap_or(host)
}

/// Has a dot and only what DNS names are made of: names of intranets and garbage are left out.
fn is_public(host: &str) -> bool {
    host.contains('.')
        && !host.starts_with(['.', '-'])
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}

fn without_port(authority: &str) -> &str {
    authority.split(':').next().unwrap_or_default()
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_have_one_name() {
        for (header, expected) in [
            ("https://www.instagram.com/", "instagram.com"),
            ("https://l.instagram.com/?u=https%3A%2F%2Fexample.com&e=secret", "instagram.com"),
            ("http://t.co/abc", "x.com"),
            ("https://mobile.twitter.com/ada", "x.com"),
            ("android-app://com.twitter.android/", "x.com"),
            ("android-app://com.example.reader", "com.example.reader"),
            ("https://www.google.co.uk/search?q=private", "google.com"),
            ("https://mail.google.com/mail/u/0", "mail.google.com"),
            ("HTTPS://News.Example.COM.:8443/path", "news.example.com"),
            ("https://m.example.com", "example.com"),
            ("https://m.com/", "m.com"),
        ] {
            assert_eq!(host(header, "mewayz.com"), expected, "{header}");
        }
    }

    #[test]
    fn what_tells_nothing_is_empty() {
        for header in [
            "",
            "-",
            "https://mewayz.com/@ada",
            "https://localhost/x",
            "about:blank",
            "javascript:alert(1)",
            "https://ex ample.com",
            "https://пример.рф/",
            "https://",
        ] {
            assert_eq!(host(header, "mewayz.com:443"), "", "{header}");
        }
        assert_eq!(host(&format!("https://{}.com/", "a".repeat(100)), ""), "");
    }

    #[test]
    fn a_password_in_an_address_is_not_kept() {
        assert_eq!(host("https://ada:secret@example.com/", ""), "example.com");
    }

    proptest::proptest! {
        #[test]
        fn only_hosts_come_out(header in ".{0,200}") {
            let host = host(&header, "mewayz.com");
            assert!(host.is_empty() || (host.len() <= LONGEST && is_public(&host)));
        }
    }
}
