//! What can be told from a request, without storing who made it.

use std::net::IpAddr;

use siphasher::sip128::SipHasher24;
use uuid::Uuid;

use super::{Device, Traffic, referrers};

/// A recognisable visitor of one day; worthless once the day's salt is gone.
pub type VisitorHash = [u8; 16];
/// The secret of one UTC day.
pub type Salt = [u8; 16];

/// What a user agent is, apart from the request it came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agent {
    pub bot: bool,
    pub device: Device,
}

/// Parts of a user agent, in lower case, that no browser with a person before it sends.
/// Link previews, monitors, automation, HTTP libraries and crawlers that woothee (2021) does not know.
const BOTS: &[&str] = &[
    "+http",
    "anthropic-ai",
    "apache-httpclient",
    "archiver",
    "axios/",
    "bluesky cardyb",
    "bytespider",
    "chatgpt-user",
    "check_http",
    "cloudflare-",
    "crawl",
    "curl/",
    "datadog",
    "dataprovider",
    "embedly",
    "facebookcatalog",
    "facebookexternal",
    "faraday v",
    "feedfetcher",
    "feedly",
    "go-http-client",
    "google-inspectiontool",
    "google-read-aloud",
    "google-safety",
    "googleother",
    "got (http",
    "gtmetrix",
    "guzzlehttp",
    "headless",
    "http.rb/",
    "httpie/",
    "httpunit",
    "iframely",
    "insomnia/",
    "java/",
    "jersey/",
    "jsdom",
    "lighthouse",
    "linkcheck",
    "libwww",
    "mastodon/",
    "mediapartners",
    "meta-external",
    "monitor",
    "node-fetch",
    "nutch",
    "okhttp",
    "openai",
    "page speed",
    "pagespeed",
    "perplexity",
    "phantomjs",
    "php/",
    "pingdom",
    "playwright",
    "postman",
    "preview",
    "ptst/",
    "puppeteer",
    "python",
    "qwantify",
    "reqwest",
    "rest-client",
    "ruby/",
    "scrape",
    "scrapy",
    "selenium",
    "skypeuripreview",
    "slurp",
    "snap url",
    "spider",
    "statuscake",
    "site24x7",
    "synthetic",
    "undici",
    "uptime",
    "validator",
    "vkshare",
    "w3c_",
    "webpagetest",
    "wget",
    "whatsapp/",
    "winhttp",
    "wordpress/",
    "yandex.com/bots",
    "zgrab",
];

/// Reads a user agent. Nothing at all is a bot: every browser says something.
pub fn agent(user_agent: &str) -> Agent {
    let lower = user_agent.to_ascii_lowercase();
    Agent { bot: is_bot(user_agent, &lower), device: device(&lower) }
}

fn is_bot(user_agent: &str, lower: &str) -> bool {
    if lower.trim().len() < 4 || BOTS.iter().any(|part| lower.contains(part)) || names_a_bot(lower) {
        return true;
    }
    woothee::parser::Parser::new().parse(user_agent).is_some_and(|found| found.category == "crawler")
}

/// "bot" in any word, but not in Cubot, which makes telephones.
fn names_a_bot(lower: &str) -> bool {
    lower.match_indices("bot").any(|(at, _)| !lower[..at].ends_with("cu"))
}

/// An iPad that asks for desktop pages calls itself a Mac and is counted as one.
fn device(lower: &str) -> Device {
    let has = |part: &str| lower.contains(part);
    if has("smart-tv") || has("smarttv") || has("android tv") || has("bravia") || has("playstation") || has("xbox") || has("nintendo") {
        return Device::Other;
    }
    if has("ipad") || has("tablet") || has("kindle") || has("silk/") || (has("android") && !has("mobile")) {
        return Device::Tablet;
    }
    if has("mobile") || has("iphone") || has("ipod") || has("android") || has("windows phone") || has("opera mini") {
        return Device::Phone;
    }
    if has("windows nt") || has("macintosh") || has("x11") || has("linux") || has("cros ") {
        return Device::Desktop;
    }
    Device::Other
}

/// Whose request it is. Members are told apart later, by their session.
pub fn traffic(agent: Agent, prefetch: bool) -> Traffic {
    if prefetch {
        return Traffic::Prefetch;
    }
    if agent.bot { Traffic::Bot } else { Traffic::Human }
}

/// Whether a browser says in `Sec-Purpose`, `Purpose`, `X-Purpose` or `X-Moz` that it fetches ahead of a visit.
///
/// Such as `prefetch`, `prefetch;prerender`, `prefetch;anonymous-client-ip`, `preview`.
pub fn is_prefetch(purpose: &str) -> bool {
    ["prefetch", "prerender", "preview"].iter().any(|word| purpose.split(';').any(|part| part.trim().eq_ignore_ascii_case(word)))
}

/// The device, where the browser says in `Sec-CH-UA-Mobile` that it is a phone; its user agent may be frozen.
pub fn device_with_hint(agent: Agent, is_mobile: bool) -> Device {
    if is_mobile && agent.device == Device::Desktop { Device::Phone } else { agent.device }
}

/// The host in a `Referer` header, by the name people know; empty for none and for the page's `own` host.
pub fn referrer(header: &str, own: &str) -> String {
    referrers::host(header, own)
}

/// A salt nobody can guess (122 random bits).
pub fn fresh_salt() -> Salt {
    Uuid::new_v4().into_bytes()
}

/// Recognises a visitor of a site on the day of `salt`, and nowhere and never else.
///
/// The last 64 bits of an IPv6 address are left out: one device changes them through the day.
pub fn visitor_hash(salt: &Salt, site: Uuid, ip: IpAddr, user_agent: &str) -> VisitorHash {
    let mut bytes = Vec::with_capacity(32 + user_agent.len());
    bytes.extend_from_slice(site.as_bytes());
    match ip.to_canonical() {
        IpAddr::V4(v4) => bytes.extend_from_slice(&v4.octets()),
        IpAddr::V6(v6) => bytes.extend_from_slice(&v6.octets()[..8]),
    }
    bytes.extend_from_slice(user_agent.as_bytes());
    SipHasher24::new_with_key(salt).hash(&bytes).as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
    const INSTAGRAM: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22B83 Instagram 356.0.0 (iPhone15,2; iOS 18_1)";
    const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
    const TABLET: &str = "Mozilla/5.0 (Linux; Android 14; SM-X910) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
    const CUBOT: &str =
        "Mozilla/5.0 (Linux; Android 13; CUBOT KINGKONG 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36";
    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";

    #[test]
    fn people_are_not_bots() {
        for (text, device) in [
            (IPHONE, Device::Phone),
            (INSTAGRAM, Device::Phone),
            (CHROME, Device::Desktop),
            (TABLET, Device::Tablet),
            (CUBOT, Device::Phone),
            (FIREFOX, Device::Desktop),
            ("Mozilla/5.0 (PlayStation; PlayStation 5/8.00) AppleWebKit/605.1.15 (KHTML, like Gecko)", Device::Other),
        ] {
            assert_eq!(agent(text), Agent { bot: false, device }, "{text}");
        }
    }

    #[test]
    fn machines_are_bots() {
        for text in [
            "",
            " ",
            "-",
            "curl/8.5.0",
            "Wget/1.21.4",
            "python-requests/2.32.3",
            "Go-http-client/2.0",
            "okhttp/4.12.0",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36",
            "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
            "WhatsApp/2.24.20.89 A",
            "TelegramBot (like TwitterBot)",
            "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
            "Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)",
            "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
            "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
        ] {
            assert!(agent(text).bot, "{text}");
        }
    }

    #[test]
    fn a_prefetch_is_not_a_visit_yet() {
        for purpose in ["prefetch", "Prefetch", "prefetch;prerender", "prefetch; anonymous-client-ip", "preview"] {
            assert!(is_prefetch(purpose), "{purpose}");
        }
        assert!(!is_prefetch("") && !is_prefetch("navigate"));
        assert_eq!(traffic(agent(CHROME), true), Traffic::Prefetch);
        assert_eq!(traffic(agent(CHROME), false), Traffic::Human);
        assert_eq!(traffic(agent("curl/8.5.0"), false), Traffic::Bot);
    }

    #[test]
    fn a_hint_makes_a_phone_of_a_frozen_user_agent() {
        assert_eq!(device_with_hint(agent(FIREFOX), true), Device::Phone);
        assert_eq!(device_with_hint(agent(TABLET), true), Device::Tablet);
    }

    #[test]
    fn a_visitor_is_known_for_a_day_on_one_site() {
        let (site, ip): (Uuid, IpAddr) = (Uuid::from_u128(1), "203.0.113.9".parse().expect("address"));
        let hash = visitor_hash(&[1; 16], site, ip, CHROME);
        assert_eq!(hash, visitor_hash(&[1; 16], site, "::ffff:203.0.113.9".parse().expect("address"), CHROME));
        assert_ne!(hash, visitor_hash(&[2; 16], site, ip, CHROME));
        assert_ne!(hash, visitor_hash(&[1; 16], Uuid::from_u128(2), ip, CHROME));
        assert_ne!(hash, visitor_hash(&[1; 16], site, ip, FIREFOX));
    }

    #[test]
    fn a_device_keeps_its_name_when_its_ipv6_suffix_changes() {
        let hash = |ip: &str| visitor_hash(&[1; 16], Uuid::nil(), ip.parse().expect("address"), IPHONE);
        assert_eq!(hash("2001:db8:1:2:aaaa::1"), hash("2001:db8:1:2:bbbb::2"));
        assert_ne!(hash("2001:db8:1:2::1"), hash("2001:db8:1:3::1"));
    }
}
