use std::{ops::Range, sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::*;
use crate::{
    Error, Result,
    db::Db,
    error::Service,
    gateways::{Storage, Upload},
    survey,
    tenancy::Role,
    testing,
};

/// Long enough for what answers, short enough to wait for what does not.
const LIMIT: Duration = Duration::from_millis(1_500);

/// A storage that keeps nothing, fails, or never answers.
enum Files {
    Good,
    Broken,
    Hanging,
}

#[async_trait]
impl Storage for Files {
    async fn put(&self, _: &str, _: Bytes, _: &'static str) -> Result<()> {
        match self {
            Self::Good => Ok(()),
            Self::Broken => Err(Error::Unavailable(Service::Storage)),
            Self::Hanging => std::future::pending().await,
        }
    }

    async fn get(&self, _: &str) -> Result<Bytes> {
        Ok(Bytes::from_static(b"health"))
    }

    async fn begin(&self, _: &str, _: &'static str) -> Result<Box<dyn Upload>> {
        Err(Error::NotFound)
    }

    async fn size(&self, _: &str) -> Result<u64> {
        Err(Error::NotFound)
    }

    async fn read(&self, _: &str, _: Range<u64>) -> Result<Bytes> {
        Err(Error::NotFound)
    }

    async fn delete(&self, _: &str) -> Result<()> {
        Ok(())
    }

    async fn delete_all(&self, _: &str) -> Result<()> {
        Ok(())
    }

    async fn folders(&self, _: &str, _: DateTime<Utc>) -> Result<Vec<String>> {
        Ok(Vec::new())
    }
}

/// A process that is well, but for a part that panics.
struct Fine;

#[async_trait]
impl Process for Fine {
    fn pages(&self) -> PageCache {
        panic!("a part that is broken beyond failing")
    }

    fn requests(&self, _: DateTime<Utc>) -> Requests {
        Requests::default()
    }

    fn slow_statements(&self) -> Vec<Statement> {
        vec![Statement { text: "select 1".to_owned(), calls: 1, mean_ms: 1_200.0, most_ms: 1_200.0 }]
    }

    fn place(&self) -> Place {
        Place::Folder("var/media".to_owned())
    }

    fn build(&self, now: DateTime<Utc>) -> Build {
        Build { version: "1".to_owned(), files: String::new(), optimised: false, started_at: now, uptime: 0 }
    }

    async fn disk(&self) -> Result<Disk> {
        Ok(Disk { path: "var".to_owned(), free: 50_000_000_000, total: 100_000_000_000 })
    }
}

async fn looked(db: &Db, files: Files) -> Report {
    let (storage, process): (Arc<dyn Storage>, Arc<dyn Process>) = (Arc::new(files), Arc::new(Fine));
    examine(db, &storage, &process, LIMIT, Utc::now()).await
}

fn of(report: &Report, part: Part) -> &Check {
    report.checks.iter().find(|check| check.part == part).unwrap()
}

#[tokio::test]
async fn every_part_is_looked_at_and_one_that_panics_is_told_as_failed() {
    let t = testing::fresh().await;
    let report = looked(&t.db(), Files::Good).await;
    assert_eq!(report.checks.iter().map(|check| check.part).collect::<Vec<_>>(), Part::ALL);
    assert_eq!((&of(&report, Part::Pages).outcome, of(&report, Part::Pages).level), (&Outcome::Failed, Level::Bad));
    let Outcome::Read(Reading::Database(database)) = &of(&report, Part::Database).outcome else { panic!("{report:?}") };
    assert!(database.bytes > 1_000_000 && database.connections >= 1 && database.pool_most == 10, "{database:?}");
    let Outcome::Read(Reading::Statements(statements)) = &of(&report, Part::Statements).outcome else { panic!("{report:?}") };
    assert_eq!((statements.source, statements.slowest.len()), (Source::NotInstalled, 1));
    let Outcome::Read(Reading::Clock(skew)) = &of(&report, Part::Clock).outcome else { panic!("{report:?}") };
    assert!(skew.ahead_ms.abs() <= skew.give_or_take_ms + 1, "the same machine: {skew:?}");
    assert_eq!((report.level(), report.count(Level::Bad)), (Level::Bad, 1));
}

#[tokio::test]
async fn what_hangs_or_fails_says_so_and_holds_up_nothing_else() {
    let t = testing::fresh().await;
    let hanging = looked(&t.db(), Files::Hanging).await;
    assert_eq!(of(&hanging, Part::Storage).outcome, Outcome::Late(1_500));
    assert!(matches!(of(&hanging, Part::Mail).outcome, Outcome::Read(_)), "{hanging:?}");
    assert!(matches!(of(&hanging, Part::Clock).outcome, Outcome::Read(_)), "{hanging:?}");
    let broken = looked(&t.db(), Files::Broken).await;
    assert_eq!((&of(&broken, Part::Storage).outcome, of(&broken, Part::Storage).level), (&Outcome::Failed, Level::Bad));
}

#[tokio::test]
async fn a_table_that_is_locked_makes_its_part_late_and_no_other() {
    let t = testing::fresh().await;
    let mut owner = t.owner().await;
    sqlx::raw_sql("begin; lock table mails in access exclusive mode").execute(&mut owner).await.unwrap();
    let report = looked(&t.db(), Files::Good).await;
    assert!(!matches!(of(&report, Part::Mail).outcome, Outcome::Read(_)), "{report:?}");
    assert!(matches!(of(&report, Part::Jobs).outcome, Outcome::Read(_)), "{report:?}");
    let Outcome::Read(Reading::Database(database)) = &of(&report, Part::Database).outcome else { panic!("{report:?}") };
    assert!(database.unseen >= 1, "the owner's transaction is not ours to see: {database:?}");
}

#[tokio::test]
async fn what_waits_is_counted_with_its_age() {
    let t = testing::fresh().await;
    let mut owner = t.owner().await;
    let (workspace, event) = (Uuid::new_v4(), Uuid::now_v7());
    for sql in [
        "insert into jobs (id, queue, name, payload, priority, state, max_attempts, run_at, created_at)
         values (gen_random_uuid(), 'default', 'a.b', '{}', 0, 'ready', 3, now() - interval '2 minutes', now() - interval '3 minutes')",
        "insert into job_counts (minute, name, done, failed, dead) values (now() - interval '5 minutes', 'a.b', 4, 2, 1)",
        "insert into mails (id, recipient, subject, body_text, body_html, created_at, next_attempt_at)
         values (gen_random_uuid(), 'a@example.com', 's', 't', 'h', now() - interval '10 minutes', now() - interval '10 minutes')",
    ] {
        sqlx::query(sql).execute(&mut owner).await.unwrap();
    }
    sqlx::query("alter table event_queue drop constraint event_queue_event").execute(&mut owner).await.unwrap();
    let queue = "insert into event_queue (seq, consumer, workspace_id, event_id, record_id, attempts, next_attempt_at, failed_at)
                 values (1, '', $1, $2, $1, 0, now() - interval '1 minute', null), (2, 'webhooks', $1, $2, $1, 12, now(), now())";
    sqlx::query(queue).bind(workspace).bind(event).execute(&mut owner).await.unwrap();
    let report = looked(&t.db(), Files::Good).await;
    let Outcome::Read(Reading::Jobs(jobs)) = &of(&report, Part::Jobs).outcome else { panic!("{report:?}") };
    assert_eq!((jobs.due, jobs.kinds.len(), of(&report, Part::Jobs).level), (1, 1, Level::Bad), "nobody works");
    assert!(jobs.oldest_due.is_some_and(|age| (115..180).contains(&age)), "{jobs:?}");
    let Outcome::Read(Reading::Events(told)) = &of(&report, Part::Events).outcome else { panic!("{report:?}") };
    let lagging: Vec<_> = told.iter().map(|one| (one.consumer.as_str(), one.waiting, one.lag.is_some(), one.given_up)).collect();
    assert_eq!(lagging, [("audit", 1, true, 0), ("notifications", 1, true, 0), ("webhooks", 1, true, 1), ("onboarding", 1, true, 0)]);
    let Outcome::Read(Reading::Mail(mail)) = &of(&report, Part::Mail).outcome else { panic!("{report:?}") };
    assert!(mail.queued == 1 && mail.oldest_queued.is_some_and(|age| age >= 595), "{mail:?}");
    assert_eq!(of(&report, Part::Mail).level, Level::Attention);
}

#[tokio::test]
async fn what_workspaces_keep_is_known_after_a_survey() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    let used = async || match &of(&looked(&t.db(), Files::Good).await, Part::Storage).outcome {
        Outcome::Read(Reading::Storage(stored)) => stored.used,
        other => panic!("{other:?}"),
    };
    assert_eq!(used().await, None);
    let mut scope = t.db().open(&ada).await.unwrap();
    let file = "insert into media (id, key, file_name, width, height, widths, bytes, uploaded_by, kind)
                values (gen_random_uuid(), 'k', 'a.pdf', 0, 0, '{}', 500, $1, 'document')";
    sqlx::query(file).bind(ada.user().0).execute(scope.conn()).await.unwrap();
    scope.commit().await.unwrap();
    survey::run(&t.db(), Utc::now()).await.unwrap();
    assert_eq!(used().await.map(|used| (used.files, used.bytes)), Some((1, 500)));
}
