//! What a change costs at once. The preview and the change ask the same function, so they are equal to the last cent.

use chrono::{DateTime, Utc};

use super::book::{Item, Line, Subscription};

/// A subscription after a change, and the lines of the invoice that is written at once.
pub(super) fn changed(before: &Subscription, items: Vec<Item>, as_of: DateTime<Utc>) -> (Subscription, Vec<Line>) {
    let mut after = Subscription { items, ..before.clone() };
    if before.status == "trialing" {
        return (after, Vec::new());
    }
    let same_term = before.interval() == after.interval();
    let is_in = |items: &[Item], id: &str| items.iter().any(|item| item.price.id == id);
    let rest = |unit: i64| share(unit, as_of, before.period_start, before.period_end);
    let mut lines: Vec<Line> = before
        .items
        .iter()
        .filter(|item| !same_term || !is_in(&after.items, &item.price.id))
        .map(|item| Line { words: format!("Unused time on {}", item.price.name), amount: -rest(item.price.unit) })
        .collect();
    if same_term {
        let added = after.items.iter().filter(|item| !is_in(&before.items, &item.price.id));
        lines.extend(added.map(|item| Line { words: format!("Remaining time on {}", item.price.name), amount: rest(item.price.unit) }));
    } else {
        // Another length of period begins at once, and is paid for whole.
        after.anchor = as_of;
        after.periods = 1;
        (after.period_start, after.period_end) = (as_of, after.end_of(1));
        lines.extend(after.lines());
    }
    (after, lines)
}

/// What an invoice with these lines is reduced by, and whether that uses the coupon up.
pub(super) fn discount(subscription: &Subscription, lines: &[Line]) -> i64 {
    let total: i64 = lines.iter().map(|line| line.amount).sum();
    subscription.coupon.map_or(0, |coupon| total.max(0) * coupon.percent / 100)
}

/// The part of a price for what is left of a period, to the nearest unit.
fn share(unit: i64, as_of: DateTime<Utc>, start: DateTime<Utc>, end: DateTime<Utc>) -> i64 {
    let (left, whole) = ((end - as_of).num_seconds().max(0), (end - start).num_seconds().max(1));
    (unit * left * 2 + whole) / (whole * 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_period_costs_half() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let (start, end) = (at("2027-01-01T00:00:00Z"), at("2027-01-31T00:00:00Z"));
        assert_eq!(share(100, at("2027-01-16T00:00:00Z"), start, end), 50);
        assert_eq!(share(100, start, start, end), 100);
        assert_eq!(share(100, end, start, end), 0);
        assert_eq!(share(150, at("2027-01-21T00:00:00Z"), start, end), 50);
    }
}
