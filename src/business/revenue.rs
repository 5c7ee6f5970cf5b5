//! What comes in a month, and how it moves.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::months;

/// In so many parts the minor unit is kept.
const PARTS: i64 = 12;

/// What a workspace pays from an instant on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub workspace: Uuid,
    pub at: DateTime<Utc>,
    /// As the catalogue names it.
    pub plan: String,
    pub currency: String,
    /// Twelfths of the minor unit, a month.
    pub twelfths: i64,
}

/// How a month's revenue came about, in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movements {
    pub month: NaiveDate,
    pub currency: String,
    pub start: i64,
    /// Who pays for the first time.
    pub new: i64,
    /// Who paid before, stopped, and pays again.
    pub reactivation: i64,
    pub expansion: i64,
    /// Below zero, as churn.
    pub contraction: i64,
    pub churn: i64,
    pub end: i64,
}

impl Movements {
    /// What the month brought or took.
    pub fn moved(&self) -> i64 {
        self.new + self.reactivation + self.expansion + self.contraction + self.churn
    }
}

/// What each workspace pays at the end of a month: workspace, currency, twelfths. Changes stand in the order in which they happened.
pub fn paying(changes: &[Change], month: NaiveDate) -> BTreeMap<Uuid, (String, i64)> {
    let end = months::end(month);
    let mut paying = BTreeMap::new();
    for change in changes.iter().filter(|change| change.at < end) {
        paying.insert(change.workspace, (change.currency.clone(), change.twelfths));
    }
    paying.retain(|_, (_, twelfths)| *twelfths > 0);
    paying
}

/// How revenue moved in each of these months, which follow one another: by currency, then by month. Changes stand in the order in which
/// they happened; every one of them counts, so who comes and goes in one month is both new and churned.
pub fn movements(changes: &[Change], asked: &[NaiveDate]) -> Vec<Movements> {
    let currencies: BTreeSet<&str> = changes.iter().map(|change| change.currency.as_str()).collect();
    let mut books: BTreeMap<&str, Vec<Book>> = currencies.iter().map(|currency| (*currency, vec![Book::default(); asked.len()])).collect();
    let mut starts: BTreeMap<&str, i64> = BTreeMap::new();
    let mut before: BTreeMap<Uuid, (&str, i64)> = BTreeMap::new();
    let mut known = BTreeSet::new();
    for change in changes {
        let (was_in, was) = before.insert(change.workspace, (&change.currency, change.twelfths)).unwrap_or((&change.currency, 0));
        let steps = if was_in == change.currency {
            vec![(was_in, was, change.twelfths)]
        } else {
            vec![(was_in, was, 0), (&change.currency, 0, change.twelfths)]
        };
        for (currency, was, is) in steps {
            let month = asked.iter().position(|month| months::of(change.at) == *month);
            let book = month.and_then(|place| books.get_mut(currency)?.get_mut(place));
            match book {
                Some(book) => book.post(was, is, known.contains(&change.workspace)),
                None if asked.first().is_some_and(|first| months::of(change.at) < *first) => {
                    *starts.entry(currency).or_default() += is - was;
                }
                // Later than the last month.
                None => {}
            }
        }
        if change.twelfths > 0 {
            known.insert(change.workspace);
        }
    }
    books.into_iter().flat_map(|(currency, books)| shown(currency, asked, &books, starts.get(currency).copied().unwrap_or(0))).collect()
}

/// The movements of a month, in twelfths: new, reactivation, expansion, contraction, churn.
#[derive(Clone, Default)]
struct Book([i64; 5]);

impl Book {
    fn post(&mut self, was: i64, is: i64, known: bool) {
        let kind = match (was, is) {
            (0, 0) => return,
            (0, _) if known => 1,
            (0, _) => 0,
            (_, 0) => 4,
            (was, is) if is > was => 2,
            _ => 3,
        };
        if let Some(sum) = self.0.get_mut(kind) {
            *sum += is - was;
        }
    }
}

fn shown(currency: &str, asked: &[NaiveDate], books: &[Book], start: i64) -> Vec<Movements> {
    let mut at = start;
    let rows = asked.iter().zip(books).map(|(month, book)| {
        let (from, to) = (at, at + book.0.iter().sum::<i64>());
        at = to;
        let (start, end) = (rounded(from), rounded(to));
        let parts = apportion(&book.0, end - start);
        let part = |kind: usize| parts.get(kind).copied().unwrap_or(0);
        let (new, reactivation, expansion, contraction, churn) = (part(0), part(1), part(2), part(3), part(4));
        Movements { month: *month, currency: currency.to_owned(), start, new, reactivation, expansion, contraction, churn, end }
    });
    rows.collect()
}

/// Twelfths in whole minor units, half up.
pub fn rounded(twelfths: i64) -> i64 {
    (twelfths + PARTS / 2).div_euclid(PARTS)
}

/// Whole minor units for each part that together are `total`: what is left over after rounding down goes to the largest remainders. The
/// total is the parts' sum, rounded up or down.
pub fn apportion(twelfths: &[i64], total: i64) -> Vec<i64> {
    let mut parts: Vec<(usize, i64, i64)> =
        twelfths.iter().enumerate().map(|(place, part)| (place, part.div_euclid(PARTS), part.rem_euclid(PARTS))).collect();
    parts.sort_by_key(|(place, _, rest)| (std::cmp::Reverse(*rest), *place));
    let left = total - parts.iter().map(|(_, whole, _)| whole).sum::<i64>();
    parts.iter_mut().take(usize::try_from(left).unwrap_or_default()).for_each(|(_, whole, _)| *whole += 1);
    parts.sort_by_key(|(place, ..)| *place);
    parts.into_iter().map(|(_, whole, _)| whole).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn change(workspace: u128, at: &str, currency: &str, twelfths: i64) -> Change {
        let at = format!("{at}T12:00:00Z").parse().unwrap();
        Change { workspace: Uuid::from_u128(workspace), at, plan: "professional".to_owned(), currency: currency.to_owned(), twelfths }
    }

    #[test]
    fn every_movement_has_its_name() {
        let changes = [
            change(1, "2026-01-10", "USD", 1_200),
            change(2, "2026-02-01", "USD", 2_400),
            change(1, "2026-02-10", "USD", 3_600),
            change(2, "2026-03-05", "USD", 1_200),
            change(1, "2026-03-20", "USD", 0),
            change(1, "2026-04-01", "USD", 1_200),
        ];
        let rows = movements(&changes, &[day("2026-02-01"), day("2026-03-01"), day("2026-04-01")]);
        let told: Vec<_> = rows.iter().map(|m| (m.start, m.new, m.reactivation, m.expansion, m.contraction, m.churn, m.end)).collect();
        assert_eq!(told, [(100, 200, 0, 200, 0, 0, 500), (500, 0, 0, 0, -100, -300, 100), (100, 0, 100, 0, 0, 0, 200)]);
        assert_eq!(paying(&changes, day("2026-03-01")).into_values().collect::<Vec<_>>(), [("USD".to_owned(), 1_200)]);
    }

    #[test]
    fn twelve_months_of_a_year_are_its_price() {
        // 10.00 a year, three workspaces: a month of each is 83 and a third.
        let changes: Vec<Change> = (1..=3).map(|n| change(n, "2026-01-10", "USD", 1_000)).collect();
        let rows = movements(&changes, &[day("2026-01-01"), day("2026-02-01")]);
        assert_eq!((rows[0].new, rows[0].end, rows[1].start, rows[1].end), (250, 250, 250, 250));
        assert_eq!(apportion(&[1_000; 3], 250), [84, 83, 83], "three shares of 250");
    }

    #[test]
    fn who_changes_the_currency_leaves_one_and_comes_to_the_other() {
        let changes = [change(1, "2026-01-10", "USD", 1_200), change(1, "2026-02-10", "EUR", 2_400)];
        let rows = movements(&changes, &[day("2026-02-01")]);
        let of = |currency: &str| rows.iter().find(|row| row.currency == currency).unwrap().clone();
        assert_eq!((of("USD").churn, of("USD").end, of("EUR").reactivation, of("EUR").end), (-100, 0, 200, 200));
    }

    fn histories() -> impl Strategy<Value = Vec<Change>> {
        let amount = prop_oneof![Just(0), 1_i64..50_000, (1_i64..40).prop_map(|n| n * 1_000)];
        let one = (0_u128..12, 0_i64..500, prop_oneof![Just("USD"), Just("EUR"), Just("JPY")], amount);
        prop::collection::vec(one, 0..120).prop_map(|mut all| {
            all.sort_by_key(|(_, day, _, _)| *day);
            let begin = day("2025-01-15");
            let to = |(who, days, currency, twelfths): (u128, i64, &str, i64)| {
                change(who, &(begin + chrono::Duration::days(days)).to_string(), currency, twelfths)
            };
            all.into_iter().map(to).collect()
        })
    }

    proptest! {
        #[test]
        fn every_month_of_every_history_reconciles(changes in histories(), first in 0_i32..10) {
            let asked: Vec<NaiveDate> = (first..first + 9).map(|n| months::plus(day("2025-01-01"), n)).collect();
            let rows = movements(&changes, &asked);
            for row in &rows {
                prop_assert_eq!(row.start + row.moved(), row.end);
                prop_assert!(row.new >= 0 && row.reactivation >= 0 && row.expansion >= 0 && row.contraction <= 0 && row.churn <= 0);
                let exact: i64 = paying(&changes, row.month).values().filter(|(currency, _)| *currency == row.currency).map(|(_, t)| t).sum();
                prop_assert_eq!(row.end, rounded(exact), "the end is what is paid then");
            }
            for pair in rows.windows(2).filter(|pair| pair[0].currency == pair[1].currency) {
                prop_assert_eq!(pair[0].end, pair[1].start);
            }
        }

        #[test]
        fn shares_are_whole_and_lose_nothing(parts in prop::collection::vec(0_i64..100_000, 0..40)) {
            let whole = apportion(&parts, rounded(parts.iter().sum()));
            prop_assert_eq!(whole.iter().sum::<i64>(), rounded(parts.iter().sum()));
            prop_assert!(whole.iter().zip(&parts).all(|(whole, part)| (whole * PARTS - part).abs() < PARTS));
        }
    }
}
