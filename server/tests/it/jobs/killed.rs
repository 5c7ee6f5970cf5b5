//! Workers that are killed at random moments lose no job and do none twice.
//!
//! A worker is this very test binary, started again as a process of its own: it needs a runner that the product does not have.

use std::{
    collections::BTreeMap,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use mewayz::{
    db::Db,
    ids::WorkspaceId,
    jobs::{self, Job, Options},
};
use serde::{Deserialize, Serialize};
use server::jobs::{Runners, Settings, Work, Worker};
use sqlx::{Connection, PgConnection};
use testdb::TestDb;
use tokio::{sync::watch, time::sleep};

const JOBS: i64 = 10_000;
const KILLS: i64 = 20;
const PATIENCE: Duration = Duration::from_secs(90);
/// Set for a process that is to be a worker: its database.
const DATABASE: &str = "MEWAYZ_TEST_WORKER_DATABASE";

#[derive(Debug, Serialize, Deserialize)]
struct Cause {
    number: i64,
}

impl Job for Cause {
    const NAME: &'static str = "test.cause";
    /// Every kill that hits it is an attempt.
    const MAX_ATTEMPTS: i16 = 100;
}

/// What a cause leaves behind: a row of a table, by a verb of the business. Nobody runs it.
#[derive(Debug, Serialize, Deserialize)]
struct Effect {
    number: i64,
    attempt: i16,
}

impl Job for Effect {
    const NAME: &'static str = "test.effect";
    const QUEUE: &'static str = "effects";
}

/// The worker process. Without a database of its parent's it shows that a worker with nothing to do ends when told to.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_life_of_a_worker() {
    let (stop, stopped) = watch::channel(false);
    let Ok(url) = std::env::var(DATABASE) else {
        let database = TestDb::fresh().await;
        let worker = tokio::spawn(worker(database.app_url()).run(stopped));
        stop.send(true).unwrap();
        tokio::time::timeout(PATIENCE, worker).await.expect("it ends").unwrap();
        return;
    };
    worker(&url).run(stopped).await;
}

fn worker(url: &str) -> Worker {
    let db = Db::connect(url, 10).unwrap();
    let runners = Runners::new(db.clone()).on(|work: Work<Cause>| async move {
        let mut scope = work.scope().await?;
        jobs::enqueue(&mut scope, &Effect { number: work.job.number, attempt: work.attempt() }).await?;
        Ok(work.finish(scope).await?)
    });
    Worker { db, runners, schedules: Vec::new(), settings: Settings { lease: Duration::from_secs(1), ..Settings::default() } }
}

/// A worker that dies with the test.
struct Process(Child);

impl Process {
    fn start(url: &str) -> Self {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "jobs::killed::one_life_of_a_worker"])
            .env(DATABASE, url)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self(child.unwrap())
    }

    fn kill(&mut self) {
        assert_eq!(self.0.try_wait().unwrap(), None, "the worker ended by itself");
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn add(database: &TestDb) {
    let db = Db::connect(database.app_url(), 2).unwrap();
    for part in 0..5 {
        let causes: Vec<_> = (0..JOBS / 5).map(|n| Cause { number: part * JOBS / 5 + n }).collect();
        let mut scope = db.job(WorkspaceId::new()).await.unwrap();
        jobs::enqueue_all(&mut scope, &causes, Options::default()).await.unwrap();
        scope.commit().await.unwrap();
    }
}

async fn effects(connection: &mut PgConnection) -> i64 {
    sqlx::query_scalar("select count(*) from jobs where queue = 'effects'").fetch_one(connection).await.unwrap()
}

/// Waits until there are so many effects.
async fn reach(connection: &mut PgConnection, wanted: i64, deadline: Instant) {
    while effects(connection).await < wanted {
        assert!(Instant::now() < deadline, "stuck below {wanted} effects");
        sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn twenty_kills_during_ten_thousand_jobs_lose_none_and_do_none_twice() {
    let database = TestDb::fresh().await;
    let mut connection = PgConnection::connect(database.app_url()).await.unwrap();
    add(&database).await;
    let deadline = Instant::now() + PATIENCE;
    let mut workers = [Process::start(database.app_url()), Process::start(database.app_url())];
    for kill in 1..=KILLS {
        // Spread over the whole run, and then at a random moment of what the victim does.
        reach(&mut connection, JOBS * kill / (KILLS + 1), deadline).await;
        let chance = uuid::Uuid::new_v4().as_u128();
        sleep(Duration::from_micros(u64::try_from(chance % 20_000).unwrap())).await;
        let victim = &mut workers[usize::try_from(kill % 2).unwrap()];
        victim.kill();
        *victim = Process::start(database.app_url());
    }
    reach(&mut connection, JOBS, deadline).await;
    let unfinished = "select count(*) from jobs where queue <> 'effects'";
    assert_eq!(
        sqlx::query_scalar::<_, i64>(unfinished).fetch_one(&mut connection).await.unwrap(),
        0,
        "an effect comes with its completion"
    );
    let rows: Vec<(i64, i16)> = sqlx::query_as("select (payload->>'number')::bigint, (payload->>'attempt')::smallint from jobs")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    let mut times: BTreeMap<i64, u32> = BTreeMap::new();
    rows.iter().for_each(|(number, _)| *times.entry(*number).or_default() += 1);
    assert!((0..JOBS).all(|number| times.get(&number) == Some(&1)), "each exactly once");
    assert!(rows.iter().any(|(_, attempt)| *attempt > 1), "some kill must have hit a job that ran");
}
