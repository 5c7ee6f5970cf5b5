//! Who stayed: of the workspaces that began in a month, how many did something in each month after.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::months;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cohort {
    pub month: NaiveDate,
    /// How many began.
    pub size: i64,
    /// How many of them did something in that month, the next, and so on to the running one.
    pub active: Vec<i64>,
}

/// Cohorts of these months, which follow one another and end with the running one. `begun`: when each workspace began; `active`: in which
/// months it did something.
pub fn cohorts(begun: &[(Uuid, NaiveDate)], active: &[(Uuid, NaiveDate)], asked: &[NaiveDate]) -> Vec<Cohort> {
    let mut members: BTreeMap<NaiveDate, BTreeSet<Uuid>> = asked.iter().map(|month| (*month, BTreeSet::new())).collect();
    for (workspace, day) in begun {
        if let Some(members) = members.get_mut(&months::first(*day)) {
            members.insert(*workspace);
        }
    }
    let active: BTreeSet<(NaiveDate, Uuid)> = active.iter().map(|(workspace, month)| (*month, *workspace)).collect();
    let rows = members.into_iter().map(|(month, members)| {
        let then = asked.iter().filter(|later| **later >= month);
        let count = |later: &NaiveDate| members.iter().filter(|workspace| active.contains(&(*later, **workspace))).count();
        let counts = then.map(|later| i64::try_from(count(later)).unwrap_or(i64::MAX)).collect();
        Cohort { month, size: i64::try_from(members.len()).unwrap_or(i64::MAX), active: counts }
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workspaces_are_counted_in_the_months_after_they_began() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let id = Uuid::from_u128;
        let asked = [day("2026-09-01"), day("2026-10-01"), day("2026-11-01")];
        let begun = [(id(1), day("2026-09-30")), (id(2), day("2026-09-02")), (id(3), day("2026-11-20")), (id(4), day("2026-08-31"))];
        let active = [(id(1), asked[0]), (id(2), asked[0]), (id(2), asked[2]), (id(3), asked[2]), (id(4), asked[2])];
        let found: Vec<_> = cohorts(&begun, &active, &asked).into_iter().map(|cohort| (cohort.size, cohort.active)).collect();
        assert_eq!(found, [(2, vec![2, 0, 1]), (0, vec![0, 0]), (1, vec![1])]);
    }
}
