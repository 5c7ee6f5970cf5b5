//! Feature flags and settings of the product, changed by staff while it runs.
//!
//! - Every flag and setting is an entry in code with a default; a row in the database overrides it. A name that this
//!   version does not know does nothing.
//! - A request sees one snapshot from beginning to end.
//! - `off` is a kill switch: it wins over every list and share.

mod flags;
mod settings;
#[cfg(not(target_arch = "wasm32"))]
mod store;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result,
    announcements::{
        Announcement, Stage,
        rules::{self, Reader},
    },
    plans::Plan,
};

pub use flags::{Flag, Rule, State, Subject};
pub use settings::Setting;
#[cfg(not(target_arch = "wasm32"))]
pub use store::{board, load, reset_flag, set, set_flag, set_named};
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

/// Everything there is to switch and set, as staff sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Board {
    pub flags: Vec<FlagRow>,
    pub settings: Vec<(Setting, String)>,
}

/// A flag with names in place of ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagRow {
    pub flag: Flag,
    pub state: State,
    pub percent: u8,
    /// Slugs.
    pub workspaces: Vec<String>,
    /// E-mail addresses.
    pub people: Vec<String>,
    pub plans: Vec<Plan>,
    /// Whether staff has set it.
    pub overridden: bool,
}

/// Everything that is set, at one instant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Platform {
    pub(crate) rules: BTreeMap<Flag, Rule>,
    pub(crate) values: BTreeMap<Setting, String>,
    /// Published and not over.
    pub(crate) announcements: Vec<Announcement>,
}

impl Platform {
    /// Whether a feature is on for somebody.
    pub fn is_on(&self, flag: Flag, subject: Subject) -> bool {
        self.rule(flag).is_on(flag, subject)
    }

    /// Whether it matters for a feature which plan somebody has.
    pub fn asks_plan(&self, flag: Flag) -> bool {
        let rule = self.rule(flag);
        rule.state == State::Rollout && !rule.plans.is_empty()
    }

    /// For verbs that staff can switch off.
    ///
    /// # Errors
    /// `Conflict(SwitchedOff)`.
    pub fn require(&self, flag: Flag, subject: Subject) -> Result<()> {
        if self.is_on(flag, subject) { Ok(()) } else { Err(Error::switched_off()) }
    }

    /// The rule in force; the default where staff has set none.
    pub fn rule(&self, flag: Flag) -> Rule {
        self.rules.get(&flag).cloned().unwrap_or_else(|| flag.default_rule())
    }

    /// Whether staff has set a rule.
    pub fn is_overridden(&self, flag: Flag) -> bool {
        self.rules.contains_key(&flag)
    }

    /// Announcements that hold and may concern a reader: most of the time none.
    pub fn announcements(&self, reader: Reader, now: DateTime<Utc>) -> Vec<Announcement> {
        let concerns = |one: &&Announcement| rules::stage(one, now) == Stage::Live && one.draft.audience.may_hold(reader);
        self.announcements.iter().filter(concerns).cloned().collect()
    }

    /// A setting's value, or its default.
    pub fn value(&self, setting: Setting) -> &str {
        self.values.get(&setting).map_or(setting.default_value(), String::as_str)
    }
}
