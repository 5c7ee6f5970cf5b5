//! What people are told: in the list behind the bell, by mail, by push, by text message.
//!
//! - A notification is written once for a person, an event and a topic, in the transaction that tells of the event.
//! - It belongs to the person: the tables are global, every statement names whose rows it means, and what came from a
//!   workspace is shown only to those who are still members of it. Verbs take the `Identity` door and the person.
//! - Security notices are told at once, by the list and by mail, whatever somebody prefers and at whatever hour.
//! - Text messages go to a number that the person has confirmed, and only about what they chose. Where texts cannot be sent at
//!   all, that way is not among those `offered` to whoever tells, so none is planned.
//! - A delivery is pending until it was sent, suppressed (read meanwhile, not wanted any more, nobody there), or dead
//!   (given up). Mails are gathered and written in the transaction that settles their deliveries: each is told of once.
//! - Whoever has a page open is told by a notice of the database (`CHANNEL`), which holds the id of a person and nothing else.

mod topics;

#[cfg(not(target_arch = "wasm32"))]
mod announce;
#[cfg(not(target_arch = "wasm32"))]
mod deliveries;
#[cfg(not(target_arch = "wasm32"))]
mod devices;
#[cfg(not(target_arch = "wasm32"))]
mod fan_out;
#[cfg(not(target_arch = "wasm32"))]
mod letters;
#[cfg(not(target_arch = "wasm32"))]
mod office;
#[cfg(not(target_arch = "wasm32"))]
pub mod phones;
#[cfg(not(target_arch = "wasm32"))]
mod preferences;
#[cfg(not(target_arch = "wasm32"))]
pub mod push;
#[cfg(not(target_arch = "wasm32"))]
mod push_key;
#[cfg(not(target_arch = "wasm32"))]
mod store;
#[cfg(not(target_arch = "wasm32"))]
mod tell;
#[cfg(not(target_arch = "wasm32"))]
mod telling;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
#[cfg(not(target_arch = "wasm32"))]
pub mod texts;
#[cfg(not(target_arch = "wasm32"))]
mod timing;
#[cfg(not(target_arch = "wasm32"))]
mod watch;
#[cfg(not(target_arch = "wasm32"))]
mod words;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use uuid::Uuid;

use crate::ids::{NotificationId, PushId, UserId};
pub use topics::*;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use {announce::announce, fan_out::on_event};
#[cfg(not(target_arch = "wasm32"))]
pub use {
    letters::send_mail,
    office::*,
    preferences::*,
    push_key::*,
    store::*,
    timing::{is_zone, zones},
    watch::{watch_jobs, watch_workspace},
};

/// The channel on which the id of a person is told about whom something has changed.
pub const CHANNEL: &str = "notified";

/// Something a person is told, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub id: NotificationId,
    pub topic: Topic,
    pub title: String,
    pub body: String,
    /// Where it leads; see [`Notice::href`].
    pub path: String,
    /// Name of the workspace it comes from.
    pub workspace: Option<String>,
    pub created_at: DateTime<Utc>,
    pub read: bool,
}

impl Notice {
    /// The address it leads to, for somebody who is in the workspace `slug`.
    pub fn href(&self, slug: &str) -> String {
        self.path.strip_prefix('~').map_or_else(|| self.path.clone(), |rest| format!("/w/{slug}{rest}"))
    }
}

/// A stretch of the list, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    pub items: Vec<Notice>,
    /// Asks for the next stretch; `None` at the end.
    pub next: Option<NotificationId>,
    pub unread: i64,
}

/// How mails are gathered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Digest {
    #[default]
    AtOnce,
    Hourly,
    Daily,
}

/// Hours without mails, pushes and texts, in minutes after midnight; may go over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    pub from: u16,
    pub until: u16,
}

/// What somebody wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub digest: Digest,
    /// IANA name.
    pub zone: String,
    pub quiet: Option<Quiet>,
    /// Where the person departs from the defaults.
    pub choices: BTreeMap<Topic, BTreeMap<Channel, bool>>,
}

/// Tells a person by mail what is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendMail {
    pub user: UserId,
}

/// A browser on which a person is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushDevice {
    pub id: PushId,
    /// In words, such as "Firefox on Linux".
    pub device: String,
    pub created_at: DateTime<Utc>,
}

/// Where a person is told by text message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    /// E.164, such as `+4915123456789`.
    pub number: String,
    pub state: PhoneState,
}

/// How far a number is on its way to being used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneState {
    /// Nobody has proven that it is theirs, or texts did not arrive there any more.
    Unconfirmed,
    /// A code was sent to it that can still be typed in.
    Asked,
    /// Notices are sent to it.
    Confirmed,
}

/// The words of a topic in a language, for staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    pub topic: Topic,
    pub title: String,
    pub body: String,
    /// What they look like with something filled in.
    pub preview_title: String,
    pub preview_body: String,
    /// When staff wrote them; `None` for the product's own.
    pub changed_at: Option<DateTime<Utc>>,
}

/// How notices of a topic reached people by a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statistic {
    pub topic: Topic,
    pub channel: Channel,
    pub pending: i64,
    pub sent: i64,
    pub failed: i64,
    pub suppressed: i64,
    pub dead: i64,
    /// Known of the list only.
    pub read: i64,
}

/// Tells a browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deliver {
    pub delivery: Uuid,
}

/// Tells a person by text message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendText {
    pub delivery: Uuid,
}

/// Forgets what is old and tells of keys that end soon; comes back by the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sweep {}

/// Tells staff of work that was given up; comes back by the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {}

#[cfg(not(target_arch = "wasm32"))]
impl crate::jobs::Job for SendMail {
    const NAME: &'static str = "notifications.mail";
}

#[cfg(not(target_arch = "wasm32"))]
impl crate::jobs::Job for Sweep {
    const NAME: &'static str = "notifications.sweep";
}

#[cfg(not(target_arch = "wasm32"))]
impl crate::jobs::Job for Watch {
    const NAME: &'static str = "notifications.watch";
}

impl Default for Settings {
    fn default() -> Self {
        Self { digest: Digest::AtOnce, zone: "UTC".to_owned(), quiet: None, choices: BTreeMap::new() }
    }
}

impl Settings {
    /// Whether the person is told of a topic this way.
    pub fn wants(&self, topic: Topic, channel: Channel) -> bool {
        if !topic.is_choice(channel) {
            return true;
        }
        self.choices.get(&topic).and_then(|of| of.get(&channel)).copied().unwrap_or_else(|| topic.is_default(channel))
    }
}

impl Settings {
    /// Takes over what a form says: of the topics and channels it offered, those named `topic.channel` are wanted.
    pub fn choose(&mut self, topics: &[Topic], channels: &[Channel], wanted: &[String]) {
        for topic in topics {
            for channel in channels.iter().filter(|channel| topic.is_choice(**channel)) {
                let name = format!("{}.{}", topic.name(), channel.name());
                self.choices.entry(*topic).or_default().insert(*channel, wanted.contains(&name));
            }
        }
    }
}

impl Quiet {
    /// Whether a minute of the day lies in it.
    pub fn holds(self, minute: u16) -> bool {
        if self.from <= self.until { (self.from..self.until).contains(&minute) } else { minute >= self.from || minute < self.until }
    }
}

impl Digest {
    pub const ALL: [Self; 3] = [Self::AtOnce, Self::Hourly, Self::Daily];

    /// The name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::Hourly => "hourly",
            Self::Daily => "daily",
        }
    }

    /// The digest stored under a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|digest| digest.name() == name)
    }
}
