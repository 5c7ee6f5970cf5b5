use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    Result,
    fields::{Fields, single_line},
    outbound::Rules,
};

/// Seconds to wait after the first, second … failure in a row: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h.
/// After one failure more a delivery is given up, a little over three days after it began.
const PAUSES: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// How often a delivery is tried, unless somebody sends it again.
pub const ATTEMPTS: usize = PAUSES.len() + 1;
/// Longest pause an endpoint may ask for.
const MOST_PAUSE: Duration = Duration::hours(24);
/// An endpoint that fails for this long without one success is switched off.
pub const GIVES_UP_AFTER: Duration = Duration::days(5);

/// What a person fills in for an endpoint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub url: String,
    pub description: String,
    pub patterns: Vec<String>,
}

/// What an answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Delivered,
    /// To be tried again.
    Failed,
    /// The endpoint wants nothing any more.
    Gone,
}

impl Draft {
    /// Tidied and checked, `catalogue` being the names of events.
    ///
    /// # Errors
    /// `Invalid` on `url`, `description` or `patterns`.
    pub fn check(&self, rules: &Rules, catalogue: &[&str]) -> Result<Self> {
        let url = self.url.trim();
        let description = single_line(&self.description);
        let mut patterns: Vec<String> = self.patterns.iter().map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect();
        patterns.sort();
        patterns.dedup();
        let mut fields = Fields::default();
        match Url::parse(url).map(|url| rules.check(&url)) {
            Ok(Ok(_)) => fields.require(url.chars().count() <= 2_000, "url", "An address has at most 2000 characters."),
            Ok(Err(refusal)) => fields.add("url", refusal.to_string()),
            Err(_) => fields.add("url", "Enter a whole address, such as https://example.com/hooks."),
        }
        fields.require(description.chars().count() <= 200, "description", "Use at most 200 characters.");
        fields.require(!patterns.is_empty(), "patterns", "Choose at least one event.");
        fields.require(patterns.len() <= 50, "patterns", "Choose at most 50; \"all events\" covers the rest.");
        if let Some(unknown) = patterns.iter().find(|pattern| !catalogue.iter().any(|name| matches(pattern, name))) {
            fields.add("patterns", format!("There is no event \"{unknown}\"."));
        }
        fields.into_result().map(|()| Self { url: url.to_owned(), description, patterns })
    }
}

/// Whether a pattern means an event: by its name, by its record (`bio_site.*`), or all of them (`*`).
pub fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some("") => true,
        Some(record) => record.ends_with('.') && name.starts_with(record),
        None => pattern == name,
    }
}

/// What a status means: only 2xx is success, and a redirect is none.
pub fn verdict(status: u16) -> Verdict {
    match status {
        200..=299 => Verdict::Delivered,
        410 => Verdict::Gone,
        _ => Verdict::Failed,
    }
}

/// How long to wait after so many failures in a row; `None` when that was the last try. `roll` from 0 to 1 spreads what
/// failed together by a tenth; what the endpoint `asked` for is granted up to a day.
pub fn pause(failures: usize, roll: f64, asked: Option<Duration>) -> Option<Duration> {
    let seconds = *PAUSES.get(failures.checked_sub(1)?)?;
    let spread = Duration::milliseconds((seconds as f64 * (900.0 + 200.0 * roll.clamp(0.0, 1.0))) as i64);
    Some(spread.max(asked.unwrap_or_default().min(MOST_PAUSE)))
}

/// What the header `Retry-After` asks for: seconds, or an instant (RFC 9110, 10.2.3).
pub fn retry_after(header: &str, now: DateTime<Utc>) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse::<u32>() {
        return Some(Duration::seconds(seconds.into()));
    }
    let instant = DateTime::parse_from_rfc2822(header).ok()?;
    Some((instant.with_timezone(&Utc) - now).max(Duration::zero()))
}
