use chrono::{DateTime, Duration, Utc};

use super::{months, *};
use crate::{
    db::Db,
    plans::{self, Choice, Feature, Invoice, Plan, Snapshot, Status, Term},
    staff::{self, BackOffice},
    survey,
    tenancy::{Member, Role},
    testing::{self, Test},
};

async fn office(t: &Test, boss: crate::ids::UserId) -> BackOffice {
    let staff = staff::recognise(&mut t.db().identity().await.unwrap(), boss).await.unwrap();
    t.db().staff(&staff, "Testing").await.unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}T12:00:00Z").parse().unwrap()
}

fn says(status: Status, version: &plans::Version, features: &[Feature], term: Term, from: &str) -> Snapshot {
    Snapshot {
        provider_id: "sub_1".to_owned(),
        status,
        version: version.id,
        plan: version.plan,
        term,
        features: features.to_vec(),
        period_start: at(from),
        period_end: at(from) + Duration::days(30),
        trial_end: Some(at(from) + Duration::days(14)),
        cancel_at_period_end: false,
        ended_at: (status == Status::Canceled).then(|| at(from)),
        unpaid: false,
    }
}

/// What the payment service says of the member's workspace at an instant.
async fn told(db: &Db, who: &Member, says: &Snapshot, now: DateTime<Utc>) {
    let mut scope = db.job(who.workspace()).await.unwrap();
    plans::answered(&mut scope, says, now, now).await.unwrap();
    scope.commit().await.unwrap();
}

async fn version(db: &Db) -> plans::Version {
    let all = plans::versions(&mut db.identity().await.unwrap()).await.unwrap();
    all.into_iter().find(|version| version.plan == Plan::Professional).unwrap()
}

#[tokio::test]
async fn revenue_follows_what_the_payment_service_says() {
    let t = testing::fresh().await;
    let (db, ada, boss) = (t.db(), t.member(Role::Owner).await, t.staff().await);
    let version = version(&db).await;
    let two = [Feature::BioSites, Feature::Api];
    let three = [Feature::BioSites, Feature::Api, Feature::Storage];
    for (status, features, term, day) in [
        (Status::Trialing, &two[..], Term::Month, "2026-08-01"),
        (Status::Active, &two[..], Term::Month, "2026-08-15"),
        (Status::Active, &two[..], Term::Month, "2026-09-15"),
        (Status::Active, &three[..], Term::Year, "2026-09-20"),
        (Status::PastDue, &three[..], Term::Year, "2026-10-20"),
        (Status::Canceled, &three[..], Term::Year, "2026-10-27"),
    ] {
        told(&db, &ada, &says(status, &version, features, term, day), at(day)).await;
    }
    let mut office = office(&t, boss).await;
    let report = report(&mut office, months::of(at("2026-08-01")), at("2026-11-20")).await.unwrap();
    let moved: Vec<_> =
        report.movements.iter().filter(|row| row.moved() != 0).map(|row| (row.start, row.new, row.expansion, row.churn, row.end)).collect();
    assert_eq!(moved, [(0, 200, 0, 0, 200), (200, 0, 50, 0, 250), (250, 0, 0, -250, 0)], "30.00 a year is 2.50 a month");
    assert_eq!(report.reconciliations[0].sum(Why::Unexplained) + report.reconciliations[0].sum(Why::Changed), -200, "no bill is known");
    assert!(csv(&report, Sheet::Revenue).contains("2026-09,USD,200,0,0,50,0,0,250\n"));
}

#[tokio::test]
async fn trials_and_what_staff_assigned_count_as_nothing() {
    let t = testing::fresh().await;
    let (db, ada, boss) = (t.db(), t.member(Role::Owner).await, t.staff().await);
    let version = version(&db).await;
    let now = Utc::now();
    let slug = format!("w{}", ada.workspace().0.simple());
    let mut desk = office(&t, boss).await;
    let choice = Choice { plan: Plan::Enterprise, term: Term::Month, features: vec![Feature::Storage] };
    plans::assign(&mut desk, &slug, &choice, None, now).await.unwrap();
    desk.commit().await.unwrap();
    let eve = t.member(Role::Owner).await;
    told(&db, &eve, &says(Status::Trialing, &version, &[Feature::Api], Term::Month, "2026-11-01"), now).await;
    told(&db, &eve, &says(Status::PastDue, &version, &[Feature::Api], Term::Month, "2026-11-01"), now).await;
    survey::run(&db, now).await.unwrap();
    let report = report(&mut office(&t, boss).await, months::of(now), now).await.unwrap();
    assert_eq!((report.movements.len(), report.reconciliations.len()), (0, 0));
    let of = |plan| report.mix.iter().find(|mix| mix.plan == plan).unwrap().clone();
    assert_eq!(of(Plan::Enterprise).assigned, 1);
}

#[tokio::test]
async fn what_was_paid_before_anybody_counted_is_counted_at_the_next_survey_and_once() {
    let t = testing::fresh().await;
    let (db, ada, boss) = (t.db(), t.member(Role::Owner).await, t.staff().await);
    let version = version(&db).await;
    told(&db, &ada, &says(Status::Active, &version, &[Feature::Api], Term::Month, "2026-11-01"), Utc::now()).await;
    sqlx::query("delete from revenue_changes").execute(&mut t.owner().await).await.unwrap();
    for _ in 0..2 {
        survey::run(&db, Utc::now()).await.unwrap();
    }
    let found: Vec<i64> = sqlx::query_scalar("select twelfths from revenue_changes").fetch_all(&mut t.owner().await).await.unwrap();
    assert_eq!(found, [1_200]);
    let report = report(&mut office(&t, boss).await, months::of(Utc::now()), Utc::now()).await.unwrap();
    assert_eq!(report.mix.iter().map(|mix| mix.paying).sum::<i64>(), 1);
}

#[tokio::test]
async fn bills_are_taken_over_and_explain_the_month() {
    let t = testing::fresh().await;
    let (db, ada, boss) = (t.db(), t.member(Role::Owner).await, t.staff().await);
    let version = version(&db).await;
    told(&db, &ada, &says(Status::Active, &version, &[Feature::Api], Term::Month, "2026-10-03"), at("2026-10-03")).await;
    let bill = Invoice {
        number: "A-1".to_owned(),
        created_at: at("2026-10-03"),
        total_minor: 95,
        currency: "USD".to_owned(),
        paid: false,
        url: String::new(),
        id: "in_1".to_owned(),
        void: false,
        net_minor: 90,
        discount_minor: 10,
        covers_from: at("2026-10-03"),
        covers_until: at("2026-11-03"),
    };
    for paid in [false, true] {
        let mut scope = db.job(ada.workspace()).await.unwrap();
        plans::billed(&mut scope, &[Invoice { paid, ..bill.clone() }]).await.unwrap();
        scope.commit().await.unwrap();
    }
    // The same bill, said to be somebody else's, stays whose it is.
    let eve = t.member(Role::Owner).await;
    let mut scope = db.job(eve.workspace()).await.unwrap();
    plans::billed(&mut scope, &[Invoice { net_minor: 1, ..bill }]).await.unwrap();
    scope.commit().await.unwrap();
    let report = report(&mut office(&t, boss).await, months::of(at("2026-10-01")), at("2026-11-20")).await.unwrap();
    let found = &report.reconciliations[0];
    assert_eq!((found.revenue, found.paid, found.sum(Why::Discount)), (100, 90, -10));
    assert!(found.differences[0].slug.as_deref().is_some_and(|slug| slug.starts_with('w')), "{found:?}");
    assert!(csv(&report, Sheet::Reconciliation).ends_with("2026-10,USD,paid,,90\n"));
}

#[tokio::test]
async fn who_came_and_who_stayed() {
    let t = testing::fresh().await;
    let (db, boss) = (t.db(), t.staff().await);
    let mut owner = t.owner().await;
    sqlx::query("alter table events no force row level security").execute(&mut owner).await.unwrap();
    let now = at("2026-11-20");
    sqlx::query("update users set created_at = '2020-01-01'").execute(&mut owner).await.unwrap();
    for (created, published, active) in [
        ("2026-09-10", Some("2026-09-16"), "2026-11-02"),
        ("2026-09-12", Some("2026-09-25"), "2026-09-13"),
        ("2026-11-18", Some("2026-11-18"), "2026-11-19"),
    ] {
        let member = t.member(Role::Owner).await;
        sqlx::query("update workspaces set created_at = $2 where id = $1")
            .bind(member.workspace().0)
            .bind(at(created))
            .execute(&mut owner)
            .await
            .unwrap();
        sqlx::query("update users set created_at = $2 where id = $1")
            .bind(member.user().0)
            .bind(at(created))
            .execute(&mut owner)
            .await
            .unwrap();
        for (name, kind, day) in [
            ("bio_site.published", "user", published),
            ("bio_site.created", "user", Some(active)),
            ("visit.counted", "system", Some("2026-10-10")),
        ] {
            let event =
                "insert into events (workspace_id, id, name, version, record_kind, record_id, data, actor_kind, address, happened_at)
                         values ($1, gen_random_uuid(), $2, 1, 'bio_site', $1, '{}', $3, '', $4)";
            sqlx::query(event).bind(member.workspace().0).bind(name).bind(kind).bind(day.map(at)).execute(&mut owner).await.unwrap();
        }
    }
    survey::run(&db, now).await.unwrap();
    survey::run(&db, now).await.unwrap();
    let report = report(&mut office(&t, boss).await, months::of(now), now).await.unwrap();
    let september = months::of(at("2026-09-01"));
    let of = |counts: &[Count], since| counts.iter().find(|count| count.since == since).map(|count| count.count);
    assert_eq!((report.days.len(), report.weeks.len(), report.months.len()), (30, 12, 12));
    assert_eq!(
        (of(&report.months, september), of(&report.days, "2026-11-18".parse().unwrap()), of(&report.weeks, "2026-11-16".parse().unwrap())),
        (Some(2), Some(1), Some(1))
    );
    let activation = |month| report.activation.iter().find(|row| row.month == month).map(|row| (row.workspaces, row.activated));
    assert_eq!((activation(september), activation(months::of(now))), (Some((2, 1)), Some((0, 0))), "two days are not seven");
    let cohort = report.cohorts.iter().find(|cohort| cohort.month == september).unwrap();
    assert_eq!((cohort.size, cohort.active.clone()), (2, vec![2, 0, 1]), "what the system did is nobody's activity");
    assert_eq!((of(&report.active, months::of(now)), report.active_now), (Some(2), 2));
    assert!(csv(&report, Sheet::Cohorts).contains("2026-09,2,2,1\n") && csv(&report, Sheet::Activation).contains("2026-09,2,1\n"));
    assert!(csv(&report, Sheet::SignUps).contains("week,2026-11-16,1\n"));
}

#[tokio::test]
async fn what_was_earned_stays_when_a_workspace_is_erased() {
    let t = testing::fresh().await;
    let (db, ada, boss) = (t.db(), t.member(Role::Owner).await, t.staff().await);
    let version = version(&db).await;
    told(&db, &ada, &says(Status::Active, &version, &[Feature::Api], Term::Month, "2026-10-03"), at("2026-10-03")).await;
    survey::run(&db, at("2026-10-04")).await.unwrap();
    let mut owner = t.owner().await;
    sqlx::raw_sql("alter table subscriptions no force row level security; alter table entitlements no force row level security; alter table events no force row level security;
                   delete from subscriptions; delete from entitlements; delete from event_queue; delete from jobs").execute(&mut owner).await.unwrap();
    sqlx::query("select erase_workspace($1)").bind(ada.workspace().0).execute(&mut owner).await.unwrap();
    let report = report(&mut office(&t, boss).await, months::of(at("2026-10-01")), at("2026-11-20")).await.unwrap();
    assert_eq!(report.movements.last().unwrap().end, 100, "its churn was told before, in earnest");
    assert_eq!(report.reconciliations[0].differences[0].slug, None);
}
