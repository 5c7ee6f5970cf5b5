use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::fields::Message;

/// A proof that is missing ends the use of a name after this time: zones are edited, and mended.
const PATIENCE: Duration = Duration::days(3);
/// Names that lead nowhere outside a network, or are for examples of networks themselves.
const NOBODYS: [&str; 6] = ["localhost", "local", "internal", "onion", "arpa", "invalid"];

/// A full name of the name service, in ASCII and small letters (RFC 5890: internationalised labels as `xn--…`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Host(String);

/// How a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not proven yet.
    Pending,
    Active,
    /// Was proven, and is no longer.
    Lapsed,
}

/// What the name service says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    Found,
    Missing,
    /// It did not answer, which proves nothing.
    Silent,
}

/// A line of a zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// `TXT` or `CNAME`.
    pub kind: String,
    pub name: String,
    pub value: String,
}

impl Host {
    /// From what people type, also a whole address. `own` is the host of the product, which is nobody's.
    ///
    /// # Errors
    /// In words.
    pub fn parse(typed: &str, own: &str) -> Result<Self, Message> {
        let typed = typed.trim().trim_end_matches('.');
        let bare = typed.split_once("://").map_or(typed, |(_, rest)| rest);
        let bare = bare.split(['/', '?', '#', ':']).next().unwrap_or_default();
        let unreadable = || Message::from("Enter a domain such as links.example.com.");
        let url::Host::Domain(host) = url::Host::parse(bare).map_err(|_| unreadable())? else { return Err(unreadable()) };
        if !is_name(&host) {
            return Err(unreadable());
        }
        let under = |suffix: &str| host == suffix || host.ends_with(&format!(".{suffix}"));
        if under(own) || NOBODYS.into_iter().any(under) {
            return Err(Message::from("This domain cannot be used here. Enter one that you own."));
        }
        Ok(Self(host))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl State {
    /// The name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Lapsed => "lapsed",
        }
    }

    /// The state stored under a name.
    pub fn from_name(name: &str) -> Self {
        match name {
            "active" => Self::Active,
            "lapsed" => Self::Lapsed,
            _ => Self::Pending,
        }
    }

    /// How a name stands after a look, and since when its proof is missing.
    pub fn after(self, proof: Proof, failing_since: Option<DateTime<Utc>>, now: DateTime<Utc>) -> (Self, Option<DateTime<Utc>>) {
        match (self, proof) {
            (state, Proof::Silent) => (state, failing_since),
            (_, Proof::Found) => (Self::Active, None),
            (Self::Active, Proof::Missing) => {
                let since = failing_since.unwrap_or(now);
                (if now - since >= PATIENCE { Self::Lapsed } else { Self::Active }, Some(since))
            }
            (state, Proof::Missing) => (state, failing_since),
        }
    }

    /// When to look again: soon while somebody waits, daily while all is well, and not for ever.
    pub fn next_look(self, created_at: DateTime<Utc>, failing_since: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let waited = now - failing_since.unwrap_or(created_at);
        match self {
            Self::Active if failing_since.is_none() => Some(now + Duration::days(1)),
            Self::Active => Some(now + Duration::hours(1)),
            Self::Pending | Self::Lapsed if waited < Duration::hours(2) => Some(now + Duration::minutes(5)),
            Self::Pending | Self::Lapsed if waited < Duration::days(14) => Some(now + Duration::hours(3)),
            Self::Pending | Self::Lapsed => None,
        }
    }
}

/// What an answer of the name service proves.
pub fn looked<E>(texts: &Result<Vec<String>, E>, token: &str) -> Proof {
    match texts {
        Ok(texts) if texts.iter().any(|text| text.trim() == token) => Proof::Found,
        Ok(_) => Proof::Missing,
        Err(_) => Proof::Silent,
    }
}

/// The lines that prove a name and lead it here.
pub fn records(host: &str, token: &str, own: &str) -> Vec<Record> {
    let record = |kind: &str, name: String, value: &str| Record { kind: kind.to_owned(), name, value: value.to_owned() };
    vec![record("TXT", proof_name(host), token), record("CNAME", host.to_owned(), own)]
}

/// Where the proof of a name stands.
pub fn proof_name(host: &str) -> String {
    format!("_site-check.{host}")
}

/// Labels of letters, digits and inner hyphens, at least two, the last of which is no number (constraint `domains_host_shape`).
fn is_name(host: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    host.len() <= 253
        && host.contains('.')
        && host.split('.').all(label)
        && last.len() > 1
        && last.starts_with(|c: char| c.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(typed: &str) -> Result<String, String> {
        Host::parse(typed, "mewayz.example").map(|host| host.0).map_err(|message| message.to_string())
    }

    #[test]
    fn a_name_is_taken_out_of_what_people_type() {
        for (typed, host) in [
            ("links.acme.com", "links.acme.com"),
            (" HTTPS://Links.Acme.com:443/page?x#y ", "links.acme.com"),
            ("acme.com.", "acme.com"),
            ("bücher.de", "xn--bcher-kva.de"),
            ("例え.jp", "xn--r8jz45g.jp"),
        ] {
            assert_eq!(parse(typed).as_deref(), Ok(host), "{typed}");
        }
    }

    #[test]
    fn what_is_nobodys_is_refused() {
        for typed in [
            "",
            "acme",
            "192.0.2.1",
            "[::1]",
            "1.2.3.4.5",
            "localhost",
            "printer.local",
            "a.internal",
            "mewayz.example",
            "x.mewayz.example",
            "a b.com",
            "-a.com",
            "a_.com",
            "acme.c",
            "x..com",
            &format!("{}.com", "a".repeat(64)),
            &"a.".repeat(130),
        ] {
            assert!(parse(typed).is_err(), "{typed}");
        }
        assert!(parse("notmewayz.example").is_ok(), "only what ends in a whole label is ours");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_a_name_fits_the_database(typed in "\\PC{0,80}") {
            if let Ok(host) = Host::parse(&typed, "mewayz.example") {
                prop_assert!(is_name(host.as_str()));
                prop_assert_eq!(Host::parse(host.as_str(), "mewayz.example"), Ok(host), "a name is its own name");
            }
        }

        /// However often it is looked: a name that was proven lapses only after the proof was missing for three days on end.
        #[test]
        fn a_name_lapses_after_three_days_without_proof(looks in proptest::collection::vec((0u8..3, 1i64..20), 1..60)) {
            let (mut state, mut since, mut now) = (State::Active, None, DateTime::<Utc>::UNIX_EPOCH);
            let mut missing_from: Option<DateTime<Utc>> = None;
            for (what, hours) in looks {
                now += Duration::hours(hours);
                let proof = [Proof::Found, Proof::Missing, Proof::Silent][usize::from(what)];
                (state, since) = state.after(proof, since, now);
                match proof {
                    Proof::Found => missing_from = None,
                    Proof::Missing => missing_from = missing_from.or(Some(now)),
                    Proof::Silent => {}
                }
                if state == State::Lapsed {
                    prop_assert!(missing_from.is_some_and(|from| now - from >= PATIENCE));
                    return Ok(());
                }
                prop_assert_eq!(state, State::Active);
                prop_assert_eq!(since, missing_from);
            }
        }
    }

    #[test]
    fn looking_ends_when_nobody_proves_anything() {
        let start = DateTime::<Utc>::UNIX_EPOCH;
        let after = |state: State, days: i64| state.next_look(start, None, start + Duration::days(days));
        assert!(after(State::Pending, 13).is_some());
        assert_eq!(after(State::Pending, 14), None);
        assert!(after(State::Active, 4_000).is_some());
    }
}
