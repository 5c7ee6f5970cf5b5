//! The life of a subscription, with the time as an argument.
//!
//! ```text
//! trialing ─→ active ─→ past_due ─┐
//!     └──────────┴─────→ ended ───┴─→ read_only      (grace runs in past_due and ended)
//!     every state ─→ trialing or active when the payment service says so again
//! ```

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::{Feature, Plan, Term, WHITE_LABEL};
use crate::ids::PlanVersionId;

/// How long before the end of a trial or of the grace the owners are reminded.
const REMINDED: Duration = Duration::days(3);

/// Where a subscription stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Trialing,
    Active,
    /// A payment failed; everything stays until the grace is over.
    PastDue,
    /// Cancelled or given up; everything stays until the grace is over.
    Ended,
    /// The free limits hold; what is over them can be read and deleted.
    ReadOnly,
}

/// Who vouches for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Stripe,
    Staff,
}

/// What a workspace has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    pub version: PlanVersionId,
    pub plan: Plan,
    pub state: State,
    pub features: Vec<Feature>,
    pub term: Term,
    pub source: Source,
    pub period_start: DateTime<Utc>,
    /// `None`: until staff says otherwise.
    pub period_end: Option<DateTime<Utc>>,
    pub trial_end: Option<DateTime<Utc>>,
    pub cancel_at_period_end: bool,
    pub grace_until: Option<DateTime<Utc>>,
    /// As the payment service calls it.
    pub provider_id: Option<String>,
    pub reminded_of: Option<DateTime<Utc>>,
}

/// How the payment service calls the state of a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// The first payment has not happened: nothing has begun.
    Incomplete,
    Trialing,
    Active,
    PastDue,
    Canceled,
}

/// What the payment service says of a subscription when it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    pub provider_id: String,
    pub status: Status,
    pub version: PlanVersionId,
    pub plan: Plan,
    pub term: Term,
    pub features: Vec<Feature>,
    pub period_start: DateTime<Utc>,
    pub period_end: DateTime<Utc>,
    pub trial_end: Option<DateTime<Utc>>,
    pub cancel_at_period_end: bool,
    pub ended_at: Option<DateTime<Utc>>,
    /// It was given up because a payment had failed too often.
    pub unpaid: bool,
}

/// What happened, in words of the catalogue of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    Started,
    Changed,
    Cancelled,
    Resumed,
    PaymentFailed,
    /// Paid after all.
    Recovered,
    Ended,
    ReadOnly,
}

impl State {
    pub const ALL: [Self; 5] = [Self::Trialing, Self::Active, Self::PastDue, Self::Ended, Self::ReadOnly];

    /// The name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trialing => "trialing",
            Self::Active => "active",
            Self::PastDue => "past_due",
            Self::Ended => "ended",
            Self::ReadOnly => "read_only",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether the payment service still renews it.
    pub fn is_running(self) -> bool {
        matches!(self, Self::Trialing | Self::Active | Self::PastDue)
    }
}

impl Subscription {
    /// Takes over what the payment service says. `None` if nothing has begun yet.
    ///
    /// Nothing depends on when we heard of it: the grace runs from when the payment was due or the end came.
    pub fn told(before: Option<&Self>, says: &Snapshot, grace: Duration, now: DateTime<Utc>) -> Option<Self> {
        let (state, grace_from) = match says.status {
            Status::Incomplete => return None,
            Status::Trialing => (State::Trialing, None),
            Status::Active => (State::Active, None),
            Status::PastDue => (State::PastDue, Some(says.period_start)),
            // What is given up after failed payments has used its grace; ending does not begin another.
            Status::Canceled if says.unpaid => (State::Ended, Some(says.period_start)),
            Status::Canceled => (State::Ended, Some(says.ended_at.unwrap_or(says.period_end))),
        };
        let same = before.filter(|before| before.provider_id.as_deref() == Some(&says.provider_id));
        let grace_until = grace_from.map(|from| from + grace);
        let after = Self {
            version: says.version,
            plan: says.plan,
            state,
            features: says.features.clone(),
            term: says.term,
            source: Source::Stripe,
            period_start: says.period_start,
            period_end: Some(says.period_end),
            trial_end: says.trial_end,
            cancel_at_period_end: says.cancel_at_period_end,
            grace_until,
            provider_id: Some(says.provider_id.clone()),
            reminded_of: same.and_then(|before| before.reminded_of),
        };
        Some(after.at(grace, now))
    }

    /// Where it stands at an instant, from what is known: a period that was not to be renewed has ended, and a grace runs out.
    #[must_use]
    pub fn at(mut self, grace: Duration, now: DateTime<Utc>) -> Self {
        let over = self.period_end.filter(|end| *end <= now);
        if let (true, Some(end)) = (self.state != State::Ended && self.is_last_period(), over)
            && self.state.is_running()
        {
            self.state = State::Ended;
            self.grace_until = Some(self.grace_until.unwrap_or(end + grace));
        }
        if self.grace_until.is_some_and(|until| until <= now) {
            self.state = State::ReadOnly;
            self.grace_until = None;
        }
        self
    }

    /// Whether nothing follows the period that runs.
    fn is_last_period(&self) -> bool {
        self.cancel_at_period_end || self.source == Source::Staff
    }

    /// The next instant at which something happens by itself: a reminder, an end, the last day of grace.
    pub fn next(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let end = self.period_end.filter(|_| self.state.is_running() && self.is_last_period());
        let reminder = self.deadline().filter(|at| self.reminded_of != Some(*at)).map(|at| (at - REMINDED).max(now));
        [end, self.grace_until, reminder].into_iter().flatten().min()
    }

    /// The end of the trial or of the grace that the owners should now be reminded of.
    pub fn reminder(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.deadline().filter(|at| self.reminded_of != Some(*at) && *at - REMINDED <= now && now < *at)
    }

    fn deadline(&self) -> Option<DateTime<Utc>> {
        match self.state {
            State::Trialing => self.trial_end,
            State::PastDue | State::Ended => self.grace_until,
            State::Active | State::ReadOnly => None,
        }
    }

    /// What holds: the plan, or the free one when only reading is left.
    pub fn holds(&self) -> Plan {
        if self.state == State::ReadOnly { Plan::Free } else { self.plan }
    }

    /// What the workspace may use beyond the free limits: key and amount.
    pub fn entitlements(&self) -> Vec<(&'static str, i64)> {
        if self.holds() == Plan::Free {
            return Vec::new();
        }
        let limits = self.features.iter().flat_map(|feature| feature.limits()).map(|limit| (limit.name(), self.plan.amount(*limit)));
        let label = (self.plan == Plan::Enterprise).then_some((WHITE_LABEL, 1));
        limits.chain(label).collect()
    }

    /// Until when that holds if nobody hears of anything else: past the end of the period by the grace, so that the payment service may be
    /// out of reach for a while.
    pub fn holds_until(&self, grace: Duration) -> Option<DateTime<Utc>> {
        self.grace_until.or_else(|| self.period_end.map(|end| end + grace))
    }
}

/// The minor units of a price such as `1.50`; `None` if it is none. Without floating point: 0.29 is 29.
pub fn minor(text: &str) -> Option<i64> {
    let text = text.trim().replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    Some(whole.parse::<i64>().ok()? * 100 + format!("{part:0<2}").parse::<i64>().ok()?)
}

/// What has happened between two looks.
pub fn facts(before: Option<&Subscription>, after: &Subscription) -> Vec<Fact> {
    let Some(before) = before.filter(|before| before.state != State::ReadOnly || !after.state.is_running()) else {
        return if after.state == State::ReadOnly { Vec::new() } else { vec![Fact::Started] };
    };
    let mut facts = Vec::new();
    if before.state.is_running() && after.state.is_running() {
        if (before.plan, before.version, before.term, &before.features) != (after.plan, after.version, after.term, &after.features) {
            facts.push(Fact::Changed);
        }
        if before.cancel_at_period_end != after.cancel_at_period_end {
            facts.push(if after.cancel_at_period_end { Fact::Cancelled } else { Fact::Resumed });
        }
    }
    match (before.state, after.state) {
        (from, to) if from == to => {}
        (_, State::PastDue) => facts.push(Fact::PaymentFailed),
        (State::PastDue, State::Active | State::Trialing) => facts.push(Fact::Recovered),
        (State::Ended, State::Active | State::Trialing) => facts.push(Fact::Started),
        (_, State::Ended) => facts.push(Fact::Ended),
        (_, State::ReadOnly) => facts.push(Fact::ReadOnly),
        _ => {}
    }
    facts
}
