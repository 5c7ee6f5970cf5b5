use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Feature, Plan, Subscription, Term};
use crate::ids::PlanVersionId;

/// Prices and terms of a plan at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub id: PlanVersionId,
    pub plan: Plan,
    pub number: i32,
    /// ISO 4217, in capitals.
    pub currency: String,
    /// For one feature, in minor units.
    pub month_minor: i64,
    pub year_minor: i64,
    pub trial_days: i16,
    pub grace_days: i16,
    pub created_at: DateTime<Utc>,
}

impl Version {
    /// The price of one feature, in minor units.
    pub fn price(&self, term: Term) -> i64 {
        match term {
            Term::Month => self.month_minor,
            Term::Year => self.year_minor,
        }
    }
}

/// What somebody wants to have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub plan: Plan,
    pub term: Term,
    /// In the order of the catalogue, each once.
    pub features: Vec<Feature>,
}

/// What an owner sees of the workspace's plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Whether payments can be taken at all here.
    pub payments: bool,
    /// What holds now; `Free` without one, and when only reading is left.
    pub plan: Plan,
    pub subscription: Option<Subscription>,
    /// The version that the workspace has.
    pub version: Option<Version>,
    /// The newest version of each paid plan: what can be had now. Who has an older one of the same plan keeps it.
    pub offers: Vec<Version>,
    /// Whether a trial is still to be had: once a workspace.
    pub trial: bool,
    /// Newest first; empty also while the payment service does not answer.
    pub invoices: Vec<Invoice>,
    /// The payment service did not answer: what is shown is what we know.
    pub out_of_reach: bool,
}

/// A bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    pub number: String,
    pub created_at: DateTime<Utc>,
    pub total_minor: i64,
    pub currency: String,
    pub paid: bool,
    /// Where it can be seen and paid; empty if nowhere.
    pub url: String,
    /// As the payment service calls it; empty if it has no name there.
    pub id: String,
    /// It is not wanted any more.
    pub void: bool,
    /// After discounts, before taxes.
    pub net_minor: i64,
    pub discount_minor: i64,
    /// The time that is paid for.
    pub covers_from: DateTime<Utc>,
    pub covers_until: DateTime<Utc>,
}

/// What a change would cost at once, to the last unit: the change is made as of `as_of`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Charged now, in minor units; negative is credited.
    pub due_minor: i64,
    /// What each later period costs, without taxes.
    pub period_minor: i64,
    pub currency: String,
    pub lines: Vec<PreviewLine>,
    /// Seconds since 1970; sent along with the change, so that both reckon with the same instant.
    pub as_of: i64,
}

/// Why an amount is what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewLine {
    pub words: String,
    pub amount_minor: i64,
}

/// Prices and terms, for staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// Newest first.
    pub versions: Vec<Version>,
}
