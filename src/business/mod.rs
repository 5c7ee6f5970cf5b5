//! What those who run the product want to know of the business: who came, who stayed, what comes in. Every month is one of UTC.
//!
//! Invariants:
//! - Of every month and currency: start + new + reactivation + expansion + contraction + churn = end, and the end of a month is the start
//!   of the next, as shown, to the last minor unit. Amounts are kept in twelfths of it, so that a year's price divides without a rest,
//!   and rounded only for showing, by the largest remainder.
//! - What a month is said to bring in, plus every difference, is what bills were paid for it.
//! - Trials and plans that staff assigned count as nothing.

pub mod cohorts;
pub mod months;
pub mod reconcile;
pub mod revenue;
#[cfg(not(target_arch = "wasm32"))]
mod store;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub use cohorts::Cohort;
pub use reconcile::{Difference, Reconciliation, Why};
pub use revenue::Movements;
#[cfg(not(target_arch = "wasm32"))]
pub use store::{csv, report, survey};

use crate::plans::Plan;

/// How many came in a span that begins on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    pub since: NaiveDate,
    pub count: i64,
}

/// New workspaces of a month, and how many of them published within seven days. Only those count that have had seven days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activation {
    pub month: NaiveDate,
    pub workspaces: i64,
    pub activated: i64,
}

/// How many workspaces have a plan in which way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mix {
    pub plan: Plan,
    pub paying: i64,
    pub trial: i64,
    pub assigned: i64,
    /// Without a plan, or with one that has ended.
    pub others: i64,
}

/// Everything on the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub at: DateTime<Utc>,
    /// When the workspace that was counted longest ago was counted; `None` before the first survey.
    pub surveyed_at: Option<DateTime<Utc>>,
    /// The last 30 days, 12 weeks (from Monday) and 12 months.
    pub days: Vec<Count>,
    pub weeks: Vec<Count>,
    pub months: Vec<Count>,
    pub activation: Vec<Activation>,
    /// Workspaces that did something in each of the last 12 months, and in the last 30 days.
    pub active: Vec<Count>,
    pub active_now: i64,
    pub workspaces: i64,
    pub cohorts: Vec<Cohort>,
    pub mix: Vec<Mix>,
    /// By currency, then by month.
    pub movements: Vec<Movements>,
    /// Of the month that was asked for, by currency.
    pub reconciliations: Vec<Reconciliation>,
}

/// What can be had as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    Revenue,
    SignUps,
    Activation,
    Cohorts,
    Reconciliation,
}

impl Sheet {
    pub const ALL: [Self; 5] = [Self::Revenue, Self::SignUps, Self::Activation, Self::Cohorts, Self::Reconciliation];

    /// The name in addresses and of files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Revenue => "revenue",
            Self::SignUps => "sign-ups",
            Self::Activation => "activation",
            Self::Cohorts => "cohorts",
            Self::Reconciliation => "reconciliation",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sheet| sheet.name() == name)
    }
}
