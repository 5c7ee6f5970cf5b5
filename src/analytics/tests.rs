use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::*;
use crate::{
    Error,
    ids::SiteId,
    tenancy::{Member, Role},
    testing::{Test, fresh},
};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn site(t: &Test, member: &Member) -> SiteId {
    let id = SiteId::new();
    let mut scope = t.db().open(member).await.unwrap();
    sqlx::query("insert into bio_sites (id, handle, draft) values ($1, $2, '{}')")
        .bind(id.0)
        .bind(format!("h{}", &id.0.simple().to_string()[20..]))
        .execute(scope.conn())
        .await
        .unwrap();
    scope.commit().await.unwrap();
    id
}

fn view(site: SiteId, hour: &str) -> Key {
    Key {
        site,
        hour: at(hour),
        kind: Kind::View,
        block: Uuid::nil(),
        traffic: Traffic::Human,
        referrer: "x.com".into(),
        country: Country::from_code("DE"),
        device: Device::Phone,
    }
}

fn click(site: SiteId, hour: &str, block: Uuid) -> Key {
    Key { kind: Kind::Click, block, ..view(site, hour) }
}

fn batch(counts: impl IntoIterator<Item = (Key, u64)>) -> Batch {
    Batch { counts: counts.into_iter().collect(), ..Batch::default() }
}

async fn store(t: &Test, member: &Member, batch: &Batch) {
    let mut scope = t.db().job(member.workspace()).await.unwrap();
    record(&mut scope, batch).await.unwrap();
    scope.commit().await.unwrap();
}

async fn read(t: &Test, member: &Member, site: SiteId, range: Range, now: &str, zone: &str) -> Report {
    let mut scope = t.db().open(member).await.unwrap();
    report(&mut scope, site, range, at(now), zone).await.unwrap()
}

#[tokio::test]
async fn what_is_counted_is_reported() {
    let t = fresh().await;
    let owner = t.member(Role::Owner).await;
    let site = site(&t, &owner).await;
    let (shop, blog) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let hour = "2026-03-10T09:00:00Z";
    let direct = Key { referrer: "".into(), country: Country::default(), device: Device::Desktop, ..view(site, hour) };
    let visits = batch([
        (view(site, hour), 30),
        (direct, 10),
        (click(site, hour, shop), 10),
        (click(site, "2026-03-09T09:00:00Z", blog), 2),
        (Key { traffic: Traffic::Bot, ..view(site, hour) }, 7),
        (Key { traffic: Traffic::Prefetch, ..view(site, hour) }, 3),
        (Key { traffic: Traffic::Owner, ..click(site, hour, shop) }, 2),
        (view(site, "2026-03-03T09:00:00Z"), 20),
    ]);
    store(&t, &owner, &visits).await;

    let report = read(&t, &owner, site, Range::Week, "2026-03-10T12:30:00Z", "UTC").await;
    assert_eq!(report.totals, Totals { views: 40, visitors: 0, clicks: 12 });
    assert_eq!(report.previous, Totals { views: 20, visitors: 0, clicks: 0 });
    assert_eq!(report.series.len(), 7);
    assert_eq!(report.series[6].totals, Totals { views: 40, visitors: 0, clicks: 10 });
    assert_eq!(report.series[5].totals.clicks, 2);
    let blocks: Vec<_> = report.blocks.iter().map(|b| (b.block_id, b.clicks, b.ctr)).collect();
    assert_eq!(blocks, [(shop, 10, 0.25), (blog, 2, 0.05)]);
    let count = |name: &str, count| Count { name: name.into(), count };
    assert_eq!(report.referrers, [count("x.com", 30), count("", 10)]);
    assert_eq!(report.countries, [count("DE", 30), count("", 10)]);
    assert_eq!(report.devices, [count("phone", 30), count("desktop", 10)]);
    assert_eq!(report.excluded, Excluded { bots: 7, prefetches: 3, owner: 2 });
    assert!(!report.is_empty());
}

#[tokio::test]
async fn recording_twice_adds_up() {
    let t = fresh().await;
    let owner = t.member(Role::Owner).await;
    let site = site(&t, &owner).await;
    let visits = batch([(view(site, "2026-03-10T09:00:00Z"), 3)]);
    store(&t, &owner, &visits).await;
    store(&t, &owner, &visits).await;
    assert_eq!(read(&t, &owner, site, Range::Today, "2026-03-10T12:00:00Z", "UTC").await.totals.views, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_record_at_once_lose_nothing_and_never_deadlock() {
    let t = fresh().await;
    let owner = t.member(Role::Owner).await;
    let site = site(&t, &owner).await;
    let hours: Vec<String> = (0..24).map(|h| format!("2026-03-10T{h:02}:00:00Z")).collect();
    let mut visits = batch(hours.iter().map(|hour| (view(site, hour), 1)));
    visits.visitors = (0..50).map(|n| ((site, [n; 16]), at("2026-03-10T09:00:00Z"))).collect();
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (db, workspace, visits) = (t.db(), owner.workspace(), visits.clone());
            tokio::spawn(async move {
                for _ in 0..10 {
                    let mut scope = db.job(workspace).await.unwrap();
                    record(&mut scope, &visits).await.unwrap();
                    scope.commit().await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let report = read(&t, &owner, site, Range::Today, "2026-03-10T23:30:00Z", "UTC").await;
    assert_eq!((report.totals.views, report.totals.visitors), (24 * 80, 50));
}

#[tokio::test]
async fn a_visitor_counts_once_a_day_in_the_hour_of_the_first_visit() {
    let t = fresh().await;
    let owner = t.member(Role::Owner).await;
    let (one, other) = (site(&t, &owner).await, site(&t, &owner).await);
    let seen = |site, hash, hour| Batch { visitors: [((site, [hash; 16]), at(hour))].into(), ..Batch::default() };
    store(&t, &owner, &seen(one, 1, "2026-03-10T09:00:00Z")).await;
    store(&t, &owner, &seen(one, 1, "2026-03-10T11:00:00Z")).await;
    store(&t, &owner, &seen(one, 2, "2026-03-10T11:00:00Z")).await;
    store(&t, &owner, &seen(one, 1, "2026-03-11T08:00:00Z")).await;
    store(&t, &owner, &seen(other, 1, "2026-03-10T11:00:00Z")).await;
    let report = read(&t, &owner, one, Range::Today, "2026-03-10T12:00:00Z", "UTC").await;
    let by_hour: Vec<u64> = report.series.iter().map(|p| p.totals.visitors).collect();
    assert_eq!((report.totals.visitors, by_hour[9], by_hour[11]), (2, 1, 1));
    assert_eq!(read(&t, &owner, one, Range::Week, "2026-03-11T12:00:00Z", "UTC").await.totals.visitors, 3);

    let mut scope = t.db().job(owner.workspace()).await.unwrap();
    assert_eq!(forget_visitors(&mut scope, "2026-03-11".parse().unwrap()).await.unwrap(), 3);
    scope.commit().await.unwrap();
    assert_eq!(read(&t, &owner, one, Range::Week, "2026-03-11T12:00:00Z", "UTC").await.totals.visitors, 3);
}

#[tokio::test]
async fn another_workspace_finds_nothing_and_records_nothing() {
    let t = fresh().await;
    let (owner, stranger) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    let site = site(&t, &owner).await;
    store(&t, &owner, &batch([(view(site, "2026-03-10T09:00:00Z"), 3)])).await;
    let mut scope = t.db().open(&stranger).await.unwrap();
    let refused = report(&mut scope, site, Range::Week, at("2026-03-10T12:00:00Z"), "UTC").await;
    assert_eq!(refused, Err(Error::NotFound));

    let mut job = t.db().job(stranger.workspace()).await.unwrap();
    assert!(record(&mut job, &batch([(view(site, "2026-03-10T09:00:00Z"), 1)])).await.is_err());
    assert_eq!(read(&t, &owner, site, Range::Week, "2026-03-10T12:00:00Z", "UTC").await.totals.views, 3);
}

#[tokio::test]
async fn everybody_in_the_workspace_reads_and_only_jobs_record() {
    let t = fresh().await;
    let owner = t.member(Role::Owner).await;
    let site = site(&t, &owner).await;
    let viewer = t.colleague(owner.workspace(), Role::Viewer).await;
    assert!(read(&t, &viewer, site, Range::Week, "2026-03-10T12:00:00Z", "UTC").await.is_empty());
    let mut scope = t.db().open(&owner).await.unwrap();
    assert_eq!(record(&mut scope, &Batch::default()).await, Err(Error::Forbidden));
    let mut job = t.db().job(owner.workspace()).await.unwrap();
    assert_eq!(report(&mut job, site, Range::Week, at("2026-03-10T12:00:00Z"), "UTC").await, Err(Error::Forbidden));
}

#[tokio::test]
async fn days_are_the_members_own_when_clocks_change() {
    let t = fresh().await;
    let owner = t.member(Role::Owner).await;
    let site = site(&t, &owner).await;
    // Berlin leaves winter time on 29 March 2026: that day lasts from 23:00 to 22:00 UTC.
    let visits = batch([
        (view(site, "2026-03-28T22:00:00Z"), 1),
        (view(site, "2026-03-28T23:00:00Z"), 10),
        (view(site, "2026-03-29T21:00:00Z"), 100),
        (view(site, "2026-03-29T22:00:00Z"), 1000),
    ]);
    store(&t, &owner, &visits).await;
    let now = "2026-03-30T10:00:00Z";
    let days = |report: &Report| report.series[4..].iter().map(|p| p.totals.views).collect::<Vec<_>>();
    let berlin = read(&t, &owner, site, Range::Week, now, "Europe/Berlin").await;
    assert_eq!((days(&berlin), berlin.zone.as_str()), (vec![1, 110, 1000], "Europe/Berlin"));
    assert_eq!(days(&read(&t, &owner, site, Range::Week, now, "UTC").await), [11, 1100, 0]);
    assert_eq!(read(&t, &owner, site, Range::Week, now, "No/Where").await.zone, "UTC");
}

#[tokio::test]
async fn a_salt_is_shared_for_a_day_and_then_gone() {
    let t = fresh().await;
    let (monday, tuesday) = ("2026-03-09".parse().unwrap(), "2026-03-10".parse().unwrap());
    let mut identity = t.db().identity().await.unwrap();
    assert_eq!(salt(&mut identity, monday, [1; 16]).await.unwrap(), [1; 16]);
    assert_eq!(salt(&mut identity, monday, [2; 16]).await.unwrap(), [1; 16]);
    assert_eq!(salt(&mut identity, tuesday, [3; 16]).await.unwrap(), [3; 16]);
    let days: Vec<chrono::NaiveDate> = sqlx::query_scalar("select used_on from visit_salts").fetch_all(identity.conn()).await.unwrap();
    assert_eq!(days, [tuesday]);
}

#[tokio::test]
async fn a_report_takes_four_statements_whatever_there_is_to_tell() {
    let t = fresh().await;
    let owner = t.member(Role::Owner).await;
    let site = site(&t, &owner).await;
    let many = (0..200).map(|n| {
        let key = click(site, "2026-03-10T09:00:00Z", Uuid::from_u128(n));
        (Key { referrer: format!("host{n}.example").into(), ..key }, 1)
    });
    store(&t, &owner, &batch(many)).await;
    for range in Range::ALL {
        let mut scope = t.db().open(&owner).await.unwrap();
        let statements = Arc::new(AtomicUsize::new(0));
        let guard = tracing::subscriber::set_default(Statements(statements.clone()));
        report(&mut scope, site, *range, at("2026-03-10T12:00:00Z"), "Europe/Berlin").await.unwrap();
        drop(guard);
        assert_eq!(statements.load(Ordering::Relaxed), 4, "{range:?}");
    }
}

/// Counts what sqlx says it has run.
struct Statements(Arc<AtomicUsize>);

impl tracing::Subscriber for Statements {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn event(&self, _: &tracing::Event<'_>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}
