//! What a month is said to bring in, held against the bills that were paid for it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{months, revenue};

/// A bill for a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    pub workspace: Uuid,
    pub currency: String,
    pub paid: bool,
    /// After discounts, before taxes.
    pub net_minor: i64,
    pub discount_minor: i64,
    pub covers_from: DateTime<Utc>,
    pub covers_until: DateTime<Utc>,
}

/// Why a workspace paid something else for a month than it is said to bring in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The month runs; its bill comes.
    NotBilledYet,
    /// A bill for it is open.
    Unpaid,
    Discount,
    /// The plan changed within the month, or began or ended in it: parts of it were billed.
    Changed,
    /// Paid for, and nothing at the month's end: left meanwhile, or told after it.
    Left,
    /// A share of a unit.
    Rounding,
    /// Somebody should look.
    Unexplained,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    pub workspace: Uuid,
    /// Its address, if it still has one.
    pub slug: Option<String>,
    pub why: Why,
    /// Paid, less said to bring in.
    pub minor: i64,
}

/// One currency of a month: `revenue` and all differences together are `paid`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconciliation {
    pub month: NaiveDate,
    pub currency: String,
    /// At the end of the month.
    pub revenue: i64,
    /// What paid bills are for it: those for longer spans by their share.
    pub paid: i64,
    pub differences: Vec<Difference>,
}

impl Why {
    pub const ALL: [Self; 7] =
        [Self::NotBilledYet, Self::Unpaid, Self::Discount, Self::Changed, Self::Left, Self::Rounding, Self::Unexplained];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotBilledYet => "not_billed_yet",
            Self::Unpaid => "unpaid",
            Self::Discount => "discount",
            Self::Changed => "changed",
            Self::Left => "left",
            Self::Rounding => "rounding",
            Self::Unexplained => "unexplained",
        }
    }
}

impl Reconciliation {
    /// The sum of the differences of one kind.
    pub fn sum(&self, why: Why) -> i64 {
        self.differences.iter().filter(|difference| difference.why == why).map(|difference| difference.minor).sum()
    }
}

/// The share of a bill that is for a month. It is spread over as many months as its span is long, from the one it begins in; what does
/// not divide goes to the first ones, so that all shares together are the bill.
pub fn share(bill: &Bill, month: NaiveDate) -> i64 {
    let days = (bill.covers_until - bill.covers_from).num_days().max(0);
    // A month of the calendar has 30.4375 days.
    let count = ((days * 10_000 + 152_187) / 304_375).max(1);
    let place = i64::from(months::between(months::of(bill.covers_from), month));
    if !(0..count).contains(&place) {
        return 0;
    }
    bill.net_minor.div_euclid(count) + i64::from(place < bill.net_minor.rem_euclid(count))
}

/// Holds a month against its bills, by currency. Changes stand in the order in which they happened.
pub fn reconcile(changes: &[revenue::Change], bills: &[Bill], month: NaiveDate, now: DateTime<Utc>) -> Vec<Reconciliation> {
    let paying = revenue::paying(changes, month);
    let currencies: BTreeSet<&String> =
        changes.iter().map(|change| &change.currency).chain(bills.iter().map(|bill| &bill.currency)).collect();
    let moved: BTreeSet<Uuid> = changes.iter().filter(|change| months::of(change.at) == month).map(|change| change.workspace).collect();
    currencies.into_iter().map(|currency| one(currency, &paying, bills, &moved, month, now)).collect()
}

fn one(
    currency: &str,
    paying: &BTreeMap<Uuid, (String, i64)>,
    bills: &[Bill],
    moved: &BTreeSet<Uuid>,
    month: NaiveDate,
    now: DateTime<Utc>,
) -> Reconciliation {
    let ours: Vec<(Uuid, i64)> =
        paying.iter().filter(|(_, (of, _))| of == currency).map(|(workspace, (_, twelfths))| (*workspace, *twelfths)).collect();
    let exact: Vec<i64> = ours.iter().map(|(_, twelfths)| *twelfths).collect();
    let shares = revenue::apportion(&exact, revenue::rounded(exact.iter().sum()));
    let mut sides: BTreeMap<Uuid, Side> = BTreeMap::new();
    for ((workspace, _), minor) in ours.iter().zip(&shares) {
        sides.entry(*workspace).or_default().said = *minor;
    }
    for bill in bills.iter().filter(|bill| bill.currency == currency) {
        sides.entry(bill.workspace).or_default().take(bill, month);
    }
    let differences = sides.iter().filter(|(_, side)| side.paid != side.said).map(|(workspace, side)| Difference {
        workspace: *workspace,
        slug: None,
        why: side.why(moved.contains(workspace), now < months::end(month)),
        minor: side.paid - side.said,
    });
    Reconciliation {
        month,
        currency: currency.to_owned(),
        revenue: shares.iter().sum(),
        paid: sides.values().map(|side| side.paid).sum(),
        differences: differences.collect(),
    }
}

/// What is said of a workspace and what was paid.
#[derive(Default)]
struct Side {
    said: i64,
    paid: i64,
    open: bool,
    discount: bool,
}

impl Side {
    fn take(&mut self, bill: &Bill, month: NaiveDate) {
        let share = share(bill, month);
        let concerned = share != 0 || (bill.net_minor == 0 && months::of(bill.covers_from) == month);
        if bill.paid {
            self.paid += share;
        }
        self.open |= concerned && !bill.paid;
        self.discount |= concerned && bill.discount_minor > 0;
    }

    fn why(&self, moved: bool, runs: bool) -> Why {
        match self.paid - self.said {
            less if less < 0 && self.open => Why::Unpaid,
            less if less < 0 && self.discount => Why::Discount,
            less if less < 0 && runs && self.paid == 0 => Why::NotBilledYet,
            _ if self.said == 0 => Why::Left,
            _ if moved => Why::Changed,
            -1..=1 => Why::Rounding,
            _ => Why::Unexplained,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOVEMBER: &str = "2026-11-01";

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}T12:00:00Z").parse().unwrap()
    }

    fn bill(workspace: u128, net_minor: i64, from: &str, until: &str) -> Bill {
        Bill {
            workspace: Uuid::from_u128(workspace),
            currency: "USD".to_owned(),
            paid: true,
            net_minor,
            discount_minor: 0,
            covers_from: at(from),
            covers_until: at(until),
        }
    }

    fn pays(workspace: u128, since: &str, twelfths: i64) -> revenue::Change {
        let workspace = Uuid::from_u128(workspace);
        revenue::Change { workspace, at: at(since), plan: "professional".to_owned(), currency: "USD".to_owned(), twelfths }
    }

    fn november(changes: &[revenue::Change], bills: &[Bill], now: &str) -> Reconciliation {
        reconcile(changes, bills, NOVEMBER.parse().unwrap(), at(now)).pop().unwrap()
    }

    #[test]
    fn a_year_is_spread_over_its_months_to_the_last_unit() {
        let year = bill(1, 1_000, "2026-11-10", "2027-11-10");
        let shares: Vec<i64> = (-1..13).map(|n| share(&year, months::plus(NOVEMBER.parse().unwrap(), n))).collect();
        assert_eq!(shares, [0, 84, 84, 84, 84, 83, 83, 83, 83, 83, 83, 83, 83, 0]);
        let february = bill(1, 100, "2027-01-31", "2027-02-28");
        assert_eq!(share(&february, "2027-01-01".parse().unwrap()), 100, "short months are months");
        assert_eq!(share(&bill(1, -50, "2026-11-20", "2026-11-30"), NOVEMBER.parse().unwrap()), -50, "a credit");
    }

    #[test]
    fn what_is_paid_as_said_has_no_differences() {
        let changes = [pays(1, "2026-05-03", 1_200), pays(2, "2026-11-10", 1_000)];
        let bills = [bill(1, 100, "2026-11-03", "2026-12-03"), bill(2, 1_000, "2026-11-10", "2027-11-10")];
        let found = november(&changes, &bills, "2026-12-05");
        assert_eq!((found.revenue, found.paid), (183, 184));
        assert_eq!(found.differences.iter().map(|d| (d.why, d.minor)).collect::<Vec<_>>(), [(Why::Changed, 1)], "84 in the first months");
        let later = reconcile(&changes, &bills, "2027-06-01".parse().unwrap(), at("2027-07-02")).pop().unwrap();
        assert_eq!((later.revenue, later.paid, later.sum(Why::Unexplained)), (183, 83, -100), "nobody was billed for June");
    }

    #[test]
    fn every_difference_has_a_reason() {
        let why = |changes: &[revenue::Change], bills: &[Bill], now: &str| {
            november(changes, bills, now).differences.iter().map(|d| (d.why, d.minor)).collect::<Vec<_>>()
        };
        let old = pays(1, "2026-05-03", 1_200);
        assert_eq!(why(std::slice::from_ref(&old), &[], "2026-11-20"), [(Why::NotBilledYet, -100)]);
        assert_eq!(why(std::slice::from_ref(&old), &[], "2026-12-20"), [(Why::Unexplained, -100)]);
        let open = Bill { paid: false, ..bill(1, 100, "2026-11-03", "2026-12-03") };
        assert_eq!(why(std::slice::from_ref(&old), &[open], "2026-12-20"), [(Why::Unpaid, -100)]);
        let cheaper = Bill { discount_minor: 10, ..bill(1, 90, "2026-11-03", "2026-12-03") };
        assert_eq!(why(std::slice::from_ref(&old), &[cheaper], "2026-12-20"), [(Why::Discount, -10)]);
        let free = Bill { discount_minor: 100, ..bill(1, 0, "2026-11-03", "2026-12-03") };
        assert_eq!(why(std::slice::from_ref(&old), &[free], "2026-12-20"), [(Why::Discount, -100)]);
        let more = [bill(1, 100, "2026-11-03", "2026-12-03"), bill(1, 48, "2026-11-18", "2026-12-03")];
        assert_eq!(why(&[old.clone(), pays(1, "2026-11-18", 2_400)], &more, "2026-12-20"), [(Why::Changed, -52)]);
        assert_eq!(why(&[old, pays(1, "2026-11-18", 0)], &more[..1], "2026-12-20"), [(Why::Left, 100)]);
    }

    fn bills() -> impl Strategy<Value = Vec<Bill>> {
        let one = (0_u128..6, -5_000_i64..50_000, 0_i64..400, 0_i64..400, any::<bool>(), 0_i64..3);
        prop::collection::vec(one, 0..40).prop_map(|all| {
            let to = |(who, net, from, days, paid, discount): (u128, i64, i64, i64, bool, i64)| {
                let from = at("2026-01-01") + chrono::Duration::days(from);
                Bill {
                    paid,
                    discount_minor: discount,
                    covers_from: from,
                    covers_until: from + chrono::Duration::days(days),
                    ..bill(who, net, "2026-01-01", "2026-01-01")
                }
            };
            all.into_iter().map(to).collect()
        })
    }

    proptest! {
        #[test]
        fn revenue_and_differences_are_what_was_paid(bills in bills(), amounts in prop::collection::vec(0_i64..30_000, 6), month in 0_i32..14) {
            let changes: Vec<_> = amounts.iter().enumerate().map(|(who, twelfths)| pays(who as u128, "2026-03-05", *twelfths)).collect();
            let month = months::plus("2026-01-01".parse().unwrap(), month);
            for found in reconcile(&changes, &bills, month, at("2026-11-20")) {
                prop_assert_eq!(found.revenue + found.differences.iter().map(|d| d.minor).sum::<i64>(), found.paid);
                prop_assert_eq!(found.revenue, revenue::rounded(revenue::paying(&changes, month).values().map(|(_, t)| t).sum()));
                prop_assert_eq!(Why::ALL.iter().map(|why| found.sum(*why)).sum::<i64>(), found.paid - found.revenue);
            }
        }

        #[test]
        fn all_shares_of_a_bill_are_the_bill(net in -100_000_i64..100_000, days in 0_i64..1_200) {
            let from = at("2026-01-31");
            let whole = Bill { covers_from: from, covers_until: from + chrono::Duration::days(days), ..bill(1, net, "2026-01-31", "2026-01-31") };
            let shares = (-2..60).map(|n| share(&whole, months::plus("2026-01-01".parse().unwrap(), n)));
            prop_assert_eq!(shares.sum::<i64>(), net);
        }
    }
}
