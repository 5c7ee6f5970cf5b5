//! Text messages: what is sent to the number of a person, once it is confirmed.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Channel, SendText,
    deliveries::{self, State},
    phones, preferences, telling,
};
use crate::{Result, db::Identity, gateways::Sent, ids::UserId, jobs::Job};

/// Longest text in characters: two messages of one that is not Latin, and what a phone shows at a glance.
const MOST: usize = 320;

/// A text for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// E.164.
    pub number: String,
    pub text: String,
    user: Uuid,
}

/// What is to be sent for a delivery; `None` if there is nothing to send any more, which is written down.
/// `base_url` is where people reach the product.
pub async fn prepare(identity: &mut Identity, delivery: Uuid, base_url: &str, now: DateTime<Utc>) -> Result<Option<Text>> {
    let Some(single) = deliveries::find(identity.conn(), delivery, now).await? else { return Ok(None) };
    let user = UserId(single.user_id);
    let settings = preferences::read(identity.conn(), user).await?;
    let number = phones::confirmed(identity.conn(), user).await?;
    let reason = number.is_none().then_some("no confirmed number").or_else(|| single.due.obsolete(&settings, Channel::Sms));
    let (Some(number), Some(topic), None) = (number, single.due.topic(), reason) else {
        deliveries::settle(identity.conn(), &[delivery], State::Suppressed, reason.unwrap_or("unknown topic"), now).await?;
        return Ok(None);
    };
    let said = telling::say(identity.conn(), user, topic, &single.due).await?;
    let text = cut(&format!("{}: {}", said.title, said.body), &format!("{base_url}{}", said.path));
    Ok(Some(Text { number, text, user: single.user_id }))
}

/// Writes down how sending went; a number that is gone has to be confirmed anew. `last`: it will not be tried again.
pub async fn settle(identity: &mut Identity, delivery: Uuid, text: &Text, sent: &Sent, last: bool, now: DateTime<Utc>) -> Result<()> {
    let (state, reason) = State::of(sent, last, "number gone");
    deliveries::settle(identity.conn(), &[delivery], state, reason, now).await?;
    if *sent == Sent::Gone {
        phones::lost(identity.conn(), text.user, &text.number).await?;
    }
    Ok(())
}

/// Words and link, within the limit: the words give way, a link that is cut leads nowhere.
fn cut(words: &str, link: &str) -> String {
    let room = MOST.saturating_sub(link.chars().count() + 1);
    if words.chars().count() <= room {
        return format!("{words} {link}");
    }
    let kept: String = words.chars().take(room.saturating_sub(1)).collect();
    format!("{}\u{2026} {link}", kept.trim_end()).chars().take(MOST).collect()
}

impl Job for SendText {
    const NAME: &'static str = "notifications.text";
    /// A gateway that is slow delays no push and no mail.
    const QUEUE: &'static str = "texts";
    const MAX_ATTEMPTS: i16 = 8;
    const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(60);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_loses_words_and_keeps_its_link() {
        assert_eq!(cut("Title: body", "https://mewayz.test/w"), "Title: body https://mewayz.test/w");
        for words in ["word ".repeat(100), "日本語".repeat(200), "a".repeat(298), "a".repeat(299)] {
            let text = cut(&words, "https://mewayz.test/w");
            assert!(text.chars().count() <= MOST && text.ends_with(" https://mewayz.test/w"), "{text}");
        }
        assert_eq!(cut(&"a".repeat(298), "https://mewayz.test/w").chars().count(), MOST);
        assert_eq!(cut("Title", &"h".repeat(400)).chars().count(), MOST);
    }
}
