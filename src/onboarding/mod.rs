//! The way into the product: first steps that fit what somebody does, and a sample to look at.
//!
//! - A step is done when an event of the catalogue says so, whoever caused it and however; nobody ticks it off.
//! - Steps are noted whether or not anybody has begun, so that whoever begins later finds done what is done.
//! - What can be left out can be taken up again; the whole can be put away and called back.
//! - A sample is taken out as it was put in. What somebody changed goes only if they say so, what was published never.

pub mod rules;
mod steps;

#[cfg(not(target_arch = "wasm32"))]
mod measures;
#[cfg(not(target_arch = "wasm32"))]
mod office;
#[cfg(not(target_arch = "wasm32"))]
mod progress;
#[cfg(not(target_arch = "wasm32"))]
mod sample;
#[cfg(not(target_arch = "wasm32"))]
mod store;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

#[cfg(not(target_arch = "wasm32"))]
pub use office::{board, offer, reset_outline, set_outline};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use progress::on_event;
#[cfg(not(target_arch = "wasm32"))]
pub use sample::{put_sample, sample, take_out_sample};
pub use steps::{Goal, Step, Trade};
#[cfg(not(target_arch = "wasm32"))]
pub use store::{call_back, choose, journey, put_away, skip, take_up};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{ids::SiteId, platform::State, tenancy::Access};

/// How far a workspace has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journey {
    /// `None`: nobody has said yet what they do.
    pub trade: Option<Trade>,
    pub goals: Vec<Goal>,
    pub put_away: bool,
    /// Those that are shown, in their order.
    pub steps: Vec<StepView>,
}

/// A step and how it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    pub step: Step,
    pub state: StepState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    Open,
    Done(DateTime<Utc>),
    /// Left out, until it is taken up again or done after all.
    Skipped,
}

/// Counts of steps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub done: usize,
    pub skipped: usize,
    pub all: usize,
}

/// When a step is shown to people of a trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    Always,
    /// To those who chose a goal that it serves.
    ForGoal,
    Never,
}

/// A step in the outline of a trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    pub step: Step,
    pub shown: Shown,
}

/// The sample that is in a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    pub site: SiteId,
    pub handle: String,
    pub name: String,
    pub state: SampleState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleState {
    /// As it was put in.
    Untouched,
    /// Somebody has changed its draft.
    Changed,
    /// Somebody has published it: it is theirs.
    Published,
}

/// What became of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TakenOut {
    Removed,
    /// It is an ordinary site of the workspace from now on.
    Kept,
    /// There was none.
    Nothing,
}

/// What staff sees of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// Whether first steps are offered: to nobody, to some, to everybody.
    pub offered: State,
    pub trades: Vec<TradeBoard>,
    /// Of all people who signed up in the period, whatever they do.
    pub overall: FirstPage,
    /// Of those who have not said what they do.
    pub unknown: FirstPage,
}

/// What staff sees and sets for a trade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TradeBoard {
    pub trade: Trade,
    /// Whether staff has set the outline.
    pub overridden: bool,
    /// All steps, those that are never shown last.
    pub outline: Vec<Placed>,
    /// Workspaces that began in the period, and of these the ones that finished and the ones that put it away.
    pub started: i64,
    pub finished: i64,
    pub put_away: i64,
    pub steps: Vec<StepFigures>,
    pub first_page: FirstPage,
}

/// Of the workspaces that began in a period: how many are shown a step, have done it, have left it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepFigures {
    pub step: Step,
    pub shown: i64,
    pub done: i64,
    pub skipped: i64,
}

/// From an account to its first published page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstPage {
    /// People who signed up in the period.
    pub people: i64,
    /// Those of them who have published.
    pub published: i64,
    /// Seconds that half of these took at most.
    pub median: Option<i64>,
    /// Seconds that nine in ten of these took at most.
    pub p90: Option<i64>,
}

impl Journey {
    /// Whether to ask what somebody does.
    pub fn is_to_begin(&self) -> bool {
        self.trade.is_none() && !self.put_away
    }

    /// Whether there are steps to show.
    pub fn is_under_way(&self) -> bool {
        self.trade.is_some() && !self.put_away && !self.progress().is_finished()
    }

    pub fn progress(&self) -> Progress {
        let count = |wanted: fn(StepState) -> bool| self.steps.iter().filter(|view| wanted(view.state)).count();
        Progress {
            done: count(|state| matches!(state, StepState::Done(_))),
            skipped: count(|state| state == StepState::Skipped),
            all: self.steps.len(),
        }
    }

    /// What to do next.
    pub fn next(&self) -> Option<Step> {
        self.steps.iter().find(|view| view.state == StepState::Open).map(|view| view.step)
    }

    /// Without what the person may not do.
    #[must_use]
    pub fn for_somebody_with(mut self, access: Access) -> Self {
        self.steps.retain(|view| view.step.needs().is_none_or(|permission| access.allows(permission)));
        self
    }
}

impl Progress {
    pub fn is_finished(self) -> bool {
        self.done + self.skipped == self.all
    }

    /// Share of the steps that are done, of those that were not left out.
    pub fn percent(self) -> u32 {
        let wanted = self.all.saturating_sub(self.skipped);
        (self.done * 100).checked_div(wanted).map_or(100, |percent| u32::try_from(percent).unwrap_or(100))
    }
}
