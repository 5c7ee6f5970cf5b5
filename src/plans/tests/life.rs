//! The life of a subscription under a clock that is turned.

use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::super::{Fact, Feature, Plan, Snapshot, State, Status, Subscription, Term, period_end, rules};
use crate::ids::PlanVersionId;

const GRACE: Duration = Duration::days(14);

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(super) fn says(status: Status, from: &str, to: &str) -> Snapshot {
    Snapshot {
        provider_id: "sub_1".into(),
        status,
        version: PlanVersionId(Uuid::nil()),
        plan: Plan::Enterprise,
        term: Term::Month,
        features: vec![Feature::BioSites, Feature::Storage],
        period_start: at(from),
        period_end: at(to),
        trial_end: None,
        cancel_at_period_end: false,
        ended_at: None,
        unpaid: false,
    }
}

fn told(before: Option<&Subscription>, says: &Snapshot, now: &str) -> Subscription {
    Subscription::told(before, says, GRACE, at(now)).unwrap()
}

#[test]
fn upgrade_cancel_grace_and_read_only() {
    let first = told(None, &says(Status::Active, "2027-01-31T00:00:00Z", "2027-02-28T00:00:00Z"), "2027-01-31T00:00:10Z");
    assert_eq!((first.state, first.holds()), (State::Active, Plan::Enterprise));
    assert_eq!(first.entitlements(), [("sites", 1_000), ("media_bytes", 250_000_000_000), ("white_label", 1)]);

    let cancelled = Snapshot { cancel_at_period_end: true, ..says(Status::Active, "2027-01-31T00:00:00Z", "2027-02-28T00:00:00Z") };
    let second = told(Some(&first), &cancelled, "2027-02-10T00:00:00Z");
    assert_eq!(rules::facts(Some(&first), &second), [Fact::Cancelled]);
    assert_eq!(second.next(at("2027-02-10T00:00:00Z")), Some(at("2027-02-28T00:00:00Z")));

    // Nobody tells us of the end: the clock does.
    let third = second.clone().at(GRACE, at("2027-02-28T00:00:00Z"));
    assert_eq!((third.state, third.grace_until, third.holds()), (State::Ended, Some(at("2027-03-14T00:00:00Z")), Plan::Enterprise));
    assert_eq!(rules::facts(Some(&second), &third), [Fact::Ended]);
    assert_eq!(third.reminder(at("2027-03-10T23:59:59Z")), None);
    assert_eq!(third.reminder(at("2027-03-11T00:00:00Z")), Some(at("2027-03-14T00:00:00Z")));

    let last = third.clone().at(GRACE, at("2027-03-14T00:00:00Z"));
    assert_eq!((last.state, last.holds(), last.entitlements().len()), (State::ReadOnly, Plan::Free, 0));
    assert_eq!(rules::facts(Some(&third), &last), [Fact::ReadOnly]);
    assert_eq!(last.next(at("2027-03-14T00:00:00Z")), None, "nothing happens by itself any more");

    let again = told(Some(&last), &says(Status::Active, "2027-05-01T00:00:00Z", "2027-06-01T00:00:00Z"), "2027-05-01T00:00:00Z");
    assert_eq!(rules::facts(Some(&last), &again), [Fact::Started]);
}

#[test]
fn resuming_before_the_end_goes_on() {
    let cancelled = Snapshot { cancel_at_period_end: true, ..says(Status::Active, "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z") };
    let before = told(None, &cancelled, "2027-01-02T00:00:00Z");
    let after = told(Some(&before), &says(Status::Active, "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z"), "2027-01-03T00:00:00Z");
    assert_eq!(rules::facts(Some(&before), &after), [Fact::Resumed]);
}

#[test]
fn the_grace_runs_from_when_the_payment_was_due_however_late_we_hear_of_it() {
    let active = told(None, &says(Status::Active, "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z"), "2027-01-01T00:00:00Z");
    let failed = says(Status::PastDue, "2027-02-01T00:00:00Z", "2027-03-01T00:00:00Z");
    let at_once = told(Some(&active), &failed, "2027-02-01T00:01:00Z");
    let a_day_late = told(Some(&active), &failed, "2027-02-02T00:00:00Z");
    assert_eq!(at_once, a_day_late);
    assert_eq!(at_once.grace_until, Some(at("2027-02-15T00:00:00Z")));
    assert_eq!(told(Some(&active), &failed, "2027-02-20T00:00:00Z").state, State::ReadOnly, "too late for grace");
    // Given up after failed payments: no second grace.
    let gone = Snapshot {
        unpaid: true,
        ended_at: Some(at("2027-02-10T00:00:00Z")),
        ..says(Status::Canceled, "2027-02-01T00:00:00Z", "2027-03-01T00:00:00Z")
    };
    assert_eq!(told(Some(&at_once), &gone, "2027-02-10T00:00:00Z").grace_until, Some(at("2027-02-15T00:00:00Z")));
    let paid = told(Some(&at_once), &says(Status::Active, "2027-02-01T00:00:00Z", "2027-03-01T00:00:00Z"), "2027-02-12T00:00:00Z");
    assert_eq!((rules::facts(Some(&at_once), &paid), paid.grace_until), (vec![Fact::Recovered], None));
}

#[test]
fn prices_are_read_without_rounding() {
    let read: Vec<_> = ["1", "1.5", "0,29", "1234.56", "", ".5", "1.234", "-1", "1e3", "9999999999"].map(rules::minor).into();
    assert_eq!(read, [Some(100), Some(150), Some(29), Some(123_456), None, None, None, None, None, None]);
}

#[test]
fn nothing_begins_before_the_first_payment() {
    let says = says(Status::Incomplete, "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z");
    assert_eq!(Subscription::told(None, &says, GRACE, at("2027-01-01T00:00:00Z")), None);
}

/// Fourteen months, hour by hour: a trial, renewals at the ends of months, a failed payment that is made good, a cancellation, its grace.
#[test]
fn fourteen_months_under_a_clock() {
    let start = at("2027-01-17T22:30:00Z");
    let trial_end = start + Duration::days(14);
    let zone = "Europe/Berlin";
    let (mut now, mut held, mut facts, mut reminders) = (start, None::<Subscription>, Vec::new(), 0);
    let cancel_at = at("2027-11-20T12:00:00Z");
    while now < start + Duration::days(425) {
        let says = service(start, trial_end, cancel_at, zone, now);
        let mut after = Subscription::told(held.as_ref(), &says, GRACE, now).unwrap();
        if let Some(of) = after.reminder(now) {
            after.reminded_of = Some(of);
            reminders += 1;
        }
        for fact in rules::facts(held.as_ref(), &after) {
            facts.push((fact, now.date_naive().to_string()));
        }
        // The same answer twice changes nothing.
        let twice = Subscription::told(Some(&after), &says, GRACE, now).unwrap();
        assert_eq!(rules::facts(Some(&after), &twice), []);
        held = Some(after);
        now += Duration::hours(1);
    }
    let seen: Vec<(Fact, &str)> = facts.iter().map(|(fact, day)| (*fact, day.as_str())).collect();
    assert_eq!(
        seen,
        [
            (Fact::Started, "2027-01-17"),
            (Fact::PaymentFailed, "2027-05-31"),
            (Fact::Recovered, "2027-06-05"),
            (Fact::Cancelled, "2027-11-20"),
            (Fact::Ended, "2027-11-30"),
            (Fact::ReadOnly, "2027-12-14"),
        ]
    );
    assert_eq!(reminders, 2, "of the trial and of the grace");
}

/// What the payment service would say: months are reckoned from the end of the trial.
fn service(start: DateTime<Utc>, trial_end: DateTime<Utc>, cancel_at: DateTime<Utc>, zone: &str, now: DateTime<Utc>) -> Snapshot {
    let base = says(Status::Trialing, "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z");
    if now < trial_end {
        return Snapshot { period_start: start, period_end: trial_end, trial_end: Some(trial_end), ..base };
    }
    let end = |n| period_end(trial_end, Term::Month, n, zone).unwrap();
    let last = (1..).find(|n| end(*n) > cancel_at).unwrap();
    let n = (1..).find(|n| end(*n) > now).unwrap().min(last);
    let failing = (at("2027-05-31T21:30:00Z")..at("2027-06-05T00:00:00Z")).contains(&now);
    let over = now >= end(last);
    Snapshot {
        status: if over {
            Status::Canceled
        } else if failing {
            Status::PastDue
        } else {
            Status::Active
        },
        period_start: end(n - 1),
        period_end: end(n),
        trial_end: Some(trial_end),
        cancel_at_period_end: now >= cancel_at,
        ended_at: over.then(|| end(last)),
        ..base
    }
}

fn statuses() -> impl Strategy<Value = Status> {
    prop::sample::select(vec![Status::Incomplete, Status::Trialing, Status::Active, Status::PastDue, Status::Canceled])
}

proptest! {
    /// Whatever order messages come in, the last answer decides; and every state is one the table takes.
    #[test]
    fn the_last_answer_decides(history in prop::collection::vec((statuses(), any::<bool>(), 0_i64..400), 1..12)) {
        let mut held: Option<Subscription> = None;
        let mut now = at("2027-01-01T00:00:00Z");
        for (status, cancel, hours) in history {
            now += Duration::hours(hours);
            let trial_end = (status == Status::Trialing).then_some(at("2027-02-01T00:00:00Z"));
            let says = Snapshot { cancel_at_period_end: cancel, trial_end, ..says(status, "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z") };
            let Some(after) = Subscription::told(held.as_ref(), &says, GRACE, now) else { continue };
            prop_assert_eq!(after.grace_until.is_some(), matches!(after.state, State::PastDue | State::Ended));
            prop_assert_eq!(after.state == State::ReadOnly, after.holds() == Plan::Free);
            prop_assert!(after.next(now).is_none_or(|next| next >= now), "what is due is not in the past");
            prop_assert_eq!(after.clone().at(GRACE, now), after.clone(), "looking again changes nothing");
            let alone = Subscription::told(None, &says, GRACE, now).unwrap();
            prop_assert_eq!(after.state, alone.state, "what was before changes nothing");
            held = Some(after);
        }
    }
}
