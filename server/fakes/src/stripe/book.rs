//! What Stripe knows.

use chrono::{DateTime, Duration, Months, Utc};
use serde_json::Value;

use super::{WEBHOOK_SECRET, hooks::Told};
use crate::{few::Few, state::now};

const MOST: usize = 1000;

/// Everything, in memory.
pub struct Stripe {
    /// How far its clock was turned.
    pub(super) ahead: Duration,
    pub(super) customers: Few<Customer>,
    pub(super) prices: Few<Price>,
    pub(super) sessions: Few<Session>,
    pub(super) subscriptions: Vec<Subscription>,
    pub(super) invoices: Vec<Invoice>,
    pub(super) portals: Few<(String, String)>,
    /// Answers by idempotency key.
    pub(super) answers: Few<(String, u16, Value)>,
    pub(super) told: Vec<Told>,
    pub(super) hook: Option<String>,
    pub(super) secret: String,
    numbers: u64,
}

#[derive(Clone)]
pub(super) struct Customer {
    pub(super) id: String,
    pub(super) email: String,
    pub(super) name: String,
    pub(super) created: i64,
    /// Whether its card pays.
    pub(super) pays: bool,
}

#[derive(Clone)]
pub(super) struct Price {
    pub(super) id: String,
    pub(super) lookup_key: String,
    pub(super) name: String,
    pub(super) unit: i64,
    pub(super) currency: String,
    pub(super) interval: String,
    pub(super) metadata: Value,
    pub(super) created: i64,
}

#[derive(Clone)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) customer: String,
    pub(super) prices: Vec<String>,
    pub(super) trial_days: i64,
    pub(super) metadata: Value,
    pub(super) coupon: Option<Coupon>,
    pub(super) success_url: String,
    pub(super) cancel_url: String,
    pub(super) subscription: Option<String>,
    pub(super) created: i64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Coupon {
    pub(super) code: &'static str,
    pub(super) percent: i64,
    /// For all invoices, not only the first one with an amount.
    pub(super) forever: bool,
    pub(super) active: bool,
}

pub(super) const COUPONS: [Coupon; 3] = [
    Coupon { code: "WELCOME20", percent: 20, forever: false, active: true },
    Coupon { code: "FRIEND10", percent: 10, forever: true, active: true },
    Coupon { code: "LONGAGO", percent: 50, forever: true, active: false },
];

#[derive(Clone)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) price: Price,
}

#[derive(Clone)]
pub(super) struct Subscription {
    pub(super) id: String,
    pub(super) customer: String,
    pub(super) status: &'static str,
    pub(super) items: Vec<Item>,
    pub(super) metadata: Value,
    /// From here periods are reckoned.
    pub(super) anchor: DateTime<Utc>,
    pub(super) periods: u32,
    pub(super) period_start: DateTime<Utc>,
    pub(super) period_end: DateTime<Utc>,
    pub(super) trial_end: Option<DateTime<Utc>>,
    pub(super) cancel_at_period_end: bool,
    pub(super) canceled_at: Option<DateTime<Utc>>,
    pub(super) ended_at: Option<DateTime<Utc>>,
    pub(super) created: DateTime<Utc>,
    pub(super) coupon: Option<Coupon>,
    /// Payments of the open invoice that failed, and when the next is tried.
    pub(super) failures: usize,
    pub(super) retry_at: Option<DateTime<Utc>>,
    /// Why it ended.
    pub(super) reason: Option<&'static str>,
}

#[derive(Clone)]
pub(super) struct Line {
    pub(super) words: String,
    pub(super) amount: i64,
}

#[derive(Clone)]
pub(super) struct Invoice {
    pub(super) id: String,
    pub(super) number: String,
    pub(super) customer: String,
    pub(super) subscription: String,
    pub(super) lines: Vec<Line>,
    pub(super) discount: i64,
    pub(super) currency: String,
    pub(super) paid: bool,
    pub(super) created: DateTime<Utc>,
    pub(super) period_start: DateTime<Utc>,
    pub(super) period_end: DateTime<Utc>,
}

impl Default for Stripe {
    fn default() -> Self {
        Self {
            ahead: Duration::zero(),
            customers: Few::new(MOST),
            prices: Few::new(MOST),
            sessions: Few::new(MOST),
            subscriptions: Vec::new(),
            invoices: Vec::new(),
            portals: Few::new(MOST),
            answers: Few::new(MOST),
            told: Vec::new(),
            hook: None,
            secret: WEBHOOK_SECRET.to_owned(),
            numbers: 0,
        }
    }
}

impl Stripe {
    /// Its clock.
    pub(super) fn now(&self) -> DateTime<Utc> {
        now() + self.ahead
    }

    /// An id that looks like one of theirs.
    pub(super) fn id(&mut self, kind: &str) -> String {
        self.numbers += 1;
        format!("{kind}_fake{:06}", self.numbers)
    }

    /// Subscriptions and invoices are bounded too: the oldest go.
    pub(super) fn tidy(&mut self) {
        let (subscriptions, invoices) = (self.subscriptions.len(), self.invoices.len());
        self.subscriptions.drain(..subscriptions.saturating_sub(MOST));
        self.invoices.drain(..invoices.saturating_sub(MOST));
    }

    pub(super) fn pays(&self, customer: &str) -> bool {
        self.customers.get(customer).is_some_and(|customer| customer.pays)
    }
}

impl Subscription {
    /// The end of the period after so many since the anchor. The day of the anchor outlives short months.
    pub(super) fn end_of(&self, periods: u32) -> DateTime<Utc> {
        let months = if self.interval() == "year" { 12 } else { 1 };
        self.anchor.checked_add_months(Months::new(periods * months)).unwrap_or(self.anchor)
    }

    pub(super) fn interval(&self) -> String {
        self.items.first().map(|item| item.price.interval.clone()).unwrap_or_default()
    }

    pub(super) fn is_running(&self) -> bool {
        self.ended_at.is_none()
    }

    /// What a whole period costs, line by line.
    pub(super) fn lines(&self) -> Vec<Line> {
        self.items.iter().map(|item| Line { words: item.price.name.clone(), amount: item.price.unit }).collect()
    }
}
