//! Fourteen months of a plan under a clock that is turned at Stripe.

use chrono::Duration;
use mewayz::plans::{self, State};

use super::{Stage, stage};

/// Turns the clock to a day after the end of the period.
async fn past_the_end(s: &Stage) {
    let end = s.overview().await.subscription.and_then(|subscription| subscription.period_end).unwrap();
    s.fakes.outside().advance(end + Duration::days(1) - s.fakes.outside().stripe_now());
    s.deliver_all().await;
}

#[tokio::test]
async fn fourteen_months() {
    let s = stage().await;
    s.buy("professional", "bio_sites,api").await;
    s.deliver_all().await;
    let first = s.overview().await.subscription.unwrap();
    assert_eq!(first.state, State::Trialing);
    let mut seen = 0;
    for month in 1..=10 {
        s.fakes.outside().advance(Duration::days(31));
        let told = s.fakes.outside().told();
        // One message of each month never comes, and the others come backwards.
        for message in told[seen..].iter().rev().skip(1) {
            s.deliver(message).await;
        }
        seen = told.len();
        s.work().await;
        assert_eq!(s.rpc("refresh_plan", &[]).await.status, http::StatusCode::OK);
        let now = s.overview().await.subscription.unwrap();
        assert_eq!(now.state, State::Active, "month {month}");
        assert!(now.period_end > first.period_end);
    }
    let overview = s.overview().await;
    let mut periods: Vec<_> =
        overview.invoices.iter().filter(|invoice| invoice.total_minor > 0).map(|invoice| invoice.created_at).collect();
    periods.sort_unstable();
    assert!(periods.windows(2).all(|pair| pair[1] - pair[0] >= Duration::days(28)), "one invoice a period");
    assert!(overview.invoices.iter().all(|invoice| matches!(invoice.total_minor, 0 | 200)), "who has a price keeps it");

    // The eleventh payment fails, and is made good; the twelfth fails for good.
    let customer = s.customer().await;
    s.fakes.outside().card(&customer, false);
    past_the_end(&s).await;
    let failed = s.overview().await.subscription.unwrap();
    assert_eq!((failed.state, failed.grace_until), (State::PastDue, Some(failed.period_start + Duration::days(14))));
    s.fakes.outside().card(&customer, true);
    s.deliver_all().await;
    assert_eq!(s.state().await, Some(State::Active));
    s.fakes.outside().card(&customer, false);
    past_the_end(&s).await;
    let failed = s.overview().await.subscription.unwrap();
    assert_eq!(failed.state, State::PastDue);
    s.fakes.outside().advance(Duration::days(10));
    s.deliver_all().await;
    let ended = s.overview().await.subscription.unwrap();
    assert_eq!((ended.state, ended.grace_until), (State::Ended, failed.grace_until), "no second grace after failed payments");

    let db = &s.app.state.context.db;
    for now in [ended.grace_until.unwrap() - Duration::days(1), ended.grace_until.unwrap()] {
        let mut scope = db.job(s.ada.member.workspace()).await.unwrap();
        plans::tick(&mut scope, now).await.unwrap();
        scope.commit().await.unwrap();
    }
    let all = [
        "plan.started",
        "plan.payment_failed",
        "plan.recovered",
        "plan.payment_failed",
        "plan.ended",
        "plan.grace_ending",
        "plan.read_only",
    ];
    assert_eq!(s.facts().await, all);
}
