//! What is kept, as the app role.

use chrono::{DateTime, Duration, Utc};

use super::{super::*, life::says};
use crate::{
    Error, bio_sites,
    bio_sites::handles::Handle,
    clock,
    db::Db,
    fields::Fields,
    ids::{PlanVersionId, SiteId},
    staff,
    tenancy::{Limit, Member, Permission, Role},
    testing::{self, Test},
};

fn enterprise() -> PlanVersionId {
    PlanVersionId("019a0000-0000-7000-8000-000000000002".parse().unwrap())
}

fn snapshot(status: Status, from: DateTime<Utc>, to: DateTime<Utc>) -> Snapshot {
    let base = says(status, "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z");
    Snapshot { version: enterprise(), period_start: from, period_end: to, ..base }
}

async fn tell(db: &Db, owner: &Member, says: &Snapshot, asked_at: DateTime<Utc>) {
    let mut scope = db.job(owner.workspace()).await.unwrap();
    answered(&mut scope, says, asked_at, asked_at).await.unwrap();
    scope.commit().await.unwrap();
}

async fn most(db: &Db, member: &Member, limit: Limit) -> i64 {
    db.open(member).await.unwrap().most(limit).await.unwrap()
}

async fn facts(t: &Test, owner: &Member) -> Vec<String> {
    let mut scope = t.db().open(owner).await.unwrap();
    sqlx::query_scalar("select name from events where name like 'plan.%' order by seq").fetch_all(scope.conn()).await.unwrap()
}

/// Sites written past the verb, as before a smaller plan.
async fn fill(db: &Db, owner: &Member, count: i64) -> SiteId {
    let mut scope = db.open(owner).await.unwrap();
    let name = owner.workspace().0.simple().to_string();
    sqlx::query("insert into bio_sites (id, handle, draft) select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, $1 || n, '{\"schema\": 1}' from generate_series(1, $2) n")
        .bind(format!("s{}", &name[20..]))
        .bind(count)
        .execute(scope.conn())
        .await
        .unwrap();
    scope.commit().await.unwrap();
    SiteId("00000000-0000-7000-8000-000000000001".parse().unwrap())
}

#[tokio::test]
async fn what_is_paid_for_is_entitled_to_in_the_same_transaction() {
    let t = testing::fresh().await;
    let (db, owner, now) = (t.db(), t.member(Role::Owner).await, clock::now());
    let other = t.member(Role::Owner).await;
    assert_eq!(most(&db, &owner, Limit::Sites).await, 50);
    tell(&db, &owner, &snapshot(Status::Active, now, now + Duration::days(30)), now).await;
    assert_eq!(most(&db, &owner, Limit::Sites).await, 1_000);
    assert_eq!(most(&db, &owner, Limit::Webhooks).await, 20, "a feature that was not chosen");
    assert_eq!(most(&db, &other, Limit::Sites).await, 50, "another workspace");
    assert_eq!(plan_of(&mut db.open(&owner).await.unwrap()).await, Ok(Plan::Enterprise));
    assert_eq!(facts(&t, &owner).await, ["plan.started"]);
}

#[tokio::test]
async fn an_answer_that_was_asked_for_earlier_changes_nothing() {
    let t = testing::fresh().await;
    let (db, owner, now) = (t.db(), t.member(Role::Owner).await, clock::now());
    let (active, ended) =
        (snapshot(Status::Active, now, now + Duration::days(30)), snapshot(Status::Canceled, now, now + Duration::seconds(1)));
    tell(&db, &owner, &ended, now).await;
    tell(&db, &owner, &active, now - Duration::seconds(5)).await;
    assert_eq!(facts(&t, &owner).await, ["plan.started"], "it began with its grace, and the older answer came too late");
    let both = tokio::join!(tell(&db, &owner, &active, now + Duration::seconds(1)), tell(&db, &owner, &active, now + Duration::seconds(1)));
    let _: ((), ()) = both;
    assert_eq!(facts(&t, &owner).await.len(), 2, "twice at once is once");
}

#[tokio::test]
async fn beyond_the_free_limits_is_read_only_after_the_grace_and_nothing_is_lost() {
    let t = testing::fresh().await;
    let (db, owner, now) = (t.db(), t.member(Role::Owner).await, clock::now());
    let first = fill(&db, &owner, 49).await;
    let began = now - Duration::days(20);
    tell(&db, &owner, &snapshot(Status::Active, began, now + Duration::days(10)), began).await;
    let mut scope = db.open(&owner).await.unwrap();
    let mut newest = first;
    for n in 0..2 {
        newest = bio_sites::create(&mut scope, &Handle::parse(&format!("more-room-{n}")).unwrap(), "Ada").await.unwrap();
    }
    scope.commit().await.unwrap();
    // Ended fifteen days ago: the grace is over.
    let ended = Snapshot { ended_at: Some(now - Duration::days(15)), ..snapshot(Status::Canceled, began, now - Duration::days(15)) };
    tell(&db, &owner, &ended, now).await;
    let mut scope = db.open(&owner).await.unwrap();
    let refused = bio_sites::create(&mut scope, &Handle::parse("one-more").unwrap(), "Ada").await.unwrap_err();
    let said = refused.fields().and_then(|fields| fields.get("form")).unwrap_or_default().to_owned();
    assert!(said.contains("50 bio sites") && said.contains("Professional") && said.contains("200"), "{said}");
    let draft = bio_sites::draft(&mut scope, newest).await.unwrap();
    let refused = bio_sites::save(&mut scope, newest, draft.version, draft.content).await.unwrap_err();
    assert!(refused.fields().and_then(|fields: &Fields| fields.get("form")).is_some_and(|said| said.contains("beyond it")), "{refused:?}");
    let draft = bio_sites::draft(&mut scope, first).await.unwrap();
    assert!(bio_sites::save(&mut scope, first, draft.version, draft.content).await.is_ok(), "the oldest fifty are as before");
    assert_eq!(bio_sites::list(&mut scope).await.unwrap().len(), 51, "nothing is lost");
}

#[tokio::test]
async fn the_clock_reminds_once_and_ends_what_was_cancelled() {
    let t = testing::fresh().await;
    let (db, owner, now) = (t.db(), t.member(Role::Owner).await, clock::now());
    let trial = Snapshot { trial_end: Some(now + Duration::days(14)), ..snapshot(Status::Trialing, now, now + Duration::days(14)) };
    tell(&db, &owner, &trial, now).await;
    for day in [1, 11, 12, 13] {
        let mut scope = db.job(owner.workspace()).await.unwrap();
        tick(&mut scope, now + Duration::days(day)).await.unwrap();
        scope.commit().await.unwrap();
    }
    assert_eq!(facts(&t, &owner).await, ["plan.started", "plan.trial_ending"]);
    tell(&db, &owner, &Snapshot { cancel_at_period_end: true, ..trial }, now + Duration::days(13)).await;
    for day in [14, 15, 25, 26, 28, 29] {
        let mut scope = db.job(owner.workspace()).await.unwrap();
        tick(&mut scope, now + Duration::days(day)).await.unwrap();
        scope.commit().await.unwrap();
    }
    let all = ["plan.started", "plan.trial_ending", "plan.cancelled", "plan.ended", "plan.grace_ending", "plan.read_only"];
    assert_eq!(facts(&t, &owner).await, all);
    assert_eq!(plan_of(&mut db.open(&owner).await.unwrap()).await, Ok(Plan::Free));
}

#[tokio::test]
async fn staff_assign_plans_with_a_reason_and_new_prices_leave_old_ones_alone() {
    let t = testing::fresh().await;
    let (db, owner, now) = (t.db(), t.member(Role::Owner).await, clock::now());
    let mut identity = db.identity().await.unwrap();
    let staff = staff::recognise(&mut identity, t.staff().await).await.unwrap();
    let slug = sqlx::query_scalar::<_, String>("select slug from workspaces where id = $1")
        .bind(owner.workspace().0)
        .fetch_one(identity.conn())
        .await
        .unwrap();
    drop(identity);
    let choice = Choice { plan: Plan::Professional, term: Term::Month, features: Vec::new() };
    let mut office = db.staff(&staff, "They won a prize").await.unwrap();
    assign(&mut office, &slug, &choice, Some(1), now).await.unwrap();
    assert!(assign(&mut office, "nobody", &choice, None, now).await.is_err());
    office.commit().await.unwrap();
    assert_eq!(most(&db, &owner, Limit::Sites).await, 200);
    let before = overview(&db, &owner, None).await.unwrap();

    let mut office = db.staff(&staff, "Prices for next year").await.unwrap();
    let draft = Version { month_minor: 200, ..before.version.clone().unwrap() };
    add_version(&mut office, &draft).await.unwrap();
    assert!(add_version(&mut office, &Version { month_minor: 0, ..draft }).await.is_err());
    office.commit().await.unwrap();
    let after = overview(&db, &owner, None).await.unwrap();
    assert_eq!(after.version.unwrap().month_minor, 100, "who has a version keeps it");
    assert_eq!((after.offers[0].month_minor, after.offers[0].number), (200, 2));

    let mut office = db.staff(&staff, "The prize was for a week").await.unwrap();
    assign(&mut office, &slug, &Choice { plan: Plan::Free, ..choice }, None, now).await.unwrap();
    end_grace(&mut office, &slug, now).await.unwrap();
    assert!(end_grace(&mut office, &slug, now).await.is_err());
    office.commit().await.unwrap();
    assert_eq!(most(&db, &owner, Limit::Sites).await, 50);
    assert_eq!(facts(&t, &owner).await, ["plan.started", "plan.ended", "plan.read_only"]);
}

#[tokio::test]
async fn only_owners_look_after_the_plan_and_without_payments_they_are_told_what_is_missing() {
    let t = testing::fresh().await;
    let (db, owner, now) = (t.db(), t.member(Role::Owner).await, clock::now());
    let editor = t.colleague(owner.workspace(), Role::Editor).await;
    let choice = Choice { plan: Plan::Professional, term: Term::Year, features: vec![Feature::Storage] };
    assert_eq!(overview(&db, &editor, None).await, Err(Error::Forbidden));
    assert_eq!(checkout(&db, &editor, None, &choice, "", "").await, Err(Error::Forbidden));
    assert_eq!(cancel(&db, &editor, None, true).await, Err(Error::Forbidden));
    assert!(!Role::Editor.allows(Permission::ManageBilling));
    let said = [
        checkout(&db, &owner, None, &choice, "", "").await.unwrap_err(),
        change(&db, &owner, None, &choice, now.timestamp(), now).await.unwrap_err(),
        cancel(&db, &owner, None, false).await.unwrap_err(),
        resume(&db, &owner, None).await.unwrap_err(),
        open_portal(&db, &owner, None, "").await.unwrap_err(),
    ];
    for error in said {
        assert!(error.fields().and_then(|fields| fields.get("form")).is_some_and(|said| said.contains("MEWAYZ_STRIPE_KEY")), "{error:?}");
    }
    let nothing = Choice { features: vec![Feature::Themes], ..choice };
    assert!(checkout(&db, &owner, None, &nothing, "", "").await.unwrap_err().fields().and_then(|f| f.get("features")).is_some());
}
