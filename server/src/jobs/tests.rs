use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use mewayz::{
    db::Db,
    ids::WorkspaceId,
    jobs::{self, Failure, Job, Options, Schedule},
};
use serde::{Deserialize, Serialize};
use sqlx::{Connection, PgConnection};
use testdb::TestDb;
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};

use super::{Runners, Settings, Work, Worker};

#[derive(Debug, Serialize, Deserialize)]
struct Step {
    number: usize,
}

impl Job for Step {
    const NAME: &'static str = "test.step";
    const TIMEOUT: Duration = Duration::from_secs(2);
}

const PATIENCE: Duration = Duration::from_secs(20);

/// A database and what has run.
struct Shop {
    database: TestDb,
    db: Db,
    ran: Arc<Mutex<Vec<usize>>>,
}

impl Shop {
    async fn open() -> Self {
        let database = TestDb::fresh().await;
        let db = Db::connect(database.app_url(), 10).unwrap();
        Self { database, db, ran: Arc::default() }
    }

    /// Adds steps for a workspace.
    async fn add(&self, workspace: WorkspaceId, numbers: std::ops::Range<usize>) {
        let mut scope = self.db.job(workspace).await.unwrap();
        let steps: Vec<_> = numbers.map(|number| Step { number }).collect();
        jobs::enqueue_all(&mut scope, &steps, Options::default()).await.unwrap();
        scope.commit().await.unwrap();
    }

    /// A worker whose runner notes the number and then does `then`.
    fn work<Fut>(
        &self,
        settings: Settings,
        then: impl Fn(usize, i16) -> Fut + Send + Sync + 'static,
    ) -> (watch::Sender<bool>, JoinHandle<()>)
    where
        Fut: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        let ran = self.ran.clone();
        let runners = Runners::new(self.db.clone()).on(move |work: Work<Step>| {
            ran.lock().unwrap().push(work.job.number);
            then(work.job.number, work.attempt())
        });
        self.start(runners, Vec::new(), settings)
    }

    fn start(&self, runners: Runners, schedules: Vec<Schedule>, settings: Settings) -> (watch::Sender<bool>, JoinHandle<()>) {
        let (stop, stopped) = watch::channel(false);
        let worker = Worker { db: self.db.clone(), runners, schedules, settings };
        (stop, tokio::spawn(worker.run(stopped)))
    }

    fn ran(&self) -> Vec<usize> {
        self.ran.lock().unwrap().clone()
    }

    /// State and last error of what is left.
    async fn left(&self) -> Vec<(String, i16, Option<String>)> {
        let mut connection = PgConnection::connect(self.database.app_url()).await.unwrap();
        sqlx::query_as("select state, attempts, last_error from jobs order by id").fetch_all(&mut connection).await.unwrap()
    }

    async fn execute(&self, sql: &'static str) {
        let mut connection = PgConnection::connect(self.database.owner_url()).await.unwrap();
        sqlx::query(sql).execute(&mut connection).await.unwrap();
    }

    /// Waits until something holds.
    async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !holds().await {
            assert!(Instant::now() < deadline, "{what}: {:?}", self.left().await);
            sleep(Duration::from_millis(10)).await;
        }
    }

    async fn until_empty(&self) {
        self.until("all jobs are done", async || self.left().await.is_empty()).await;
    }
}

async fn stop(worker: (watch::Sender<bool>, JoinHandle<()>)) {
    worker.0.send(true).unwrap();
    timeout(PATIENCE, worker.1).await.expect("the worker ends").unwrap();
}

fn ok() -> std::future::Ready<Result<(), Failure>> {
    std::future::ready(Ok(()))
}

#[tokio::test]
async fn jobs_run_once_each_whether_added_before_or_after_the_start() {
    let shop = Shop::open().await;
    shop.add(WorkspaceId::new(), 0..50).await;
    let worker = shop.work(Settings::default(), |_, _| ok());
    shop.until("the first ones ran", async || shop.ran().len() == 50).await;
    shop.add(WorkspaceId::new(), 50..100).await;
    shop.until_empty().await;
    let mut ran = shop.ran();
    ran.sort_unstable();
    assert_eq!(ran, (0..100).collect::<Vec<_>>());
    stop(worker).await;
}

#[tokio::test]
async fn panics_errors_and_overlong_runs_are_failures_and_the_worker_lives_on() {
    let shop = Shop::open().await;
    let worker = shop.work(Settings::default(), |number, _| async move {
        match number {
            0 => panic!("out of cheese"),
            1 => Err(mewayz::Error::NotFound.into()),
            2 => std::future::pending().await,
            3 => Err(Failure::GiveUp("never".into())),
            _ => Ok(()),
        }
    });
    for number in 0..5 {
        shop.add(WorkspaceId::new(), number..number + 1).await;
    }
    let failed = async || shop.left().await.iter().all(|(state, _, error)| state != "running" && error.is_some());
    shop.until("four failed, one is done", async || shop.left().await.len() == 4 && failed().await).await;
    let mut errors: Vec<_> = shop.left().await.into_iter().map(|(state, _, error)| (state, error.unwrap())).collect();
    errors.sort();
    let expected = [
        ("dead", "never"),
        ("waiting", "It took longer than 2 s and was stopped."),
        ("waiting", "We could not find what you are looking for."),
        ("waiting", "panicked: out of cheese"),
    ];
    assert_eq!(errors, expected.map(|(state, error)| (state.to_owned(), error.to_owned())));
    stop(worker).await;
}

#[tokio::test]
async fn a_failed_job_comes_back_after_its_pause() {
    let shop = Shop::open().await;
    let worker = shop.work(Settings::default(), |_, attempt| async move {
        if attempt < 3 { Err(Failure::RetryIn(Duration::from_millis(10), "not yet".into())) } else { Ok(()) }
    });
    shop.add(WorkspaceId::new(), 0..1).await;
    shop.until_empty().await;
    shop.until("the last run has ended", async || shop.ran().len() == 3).await;
    stop(worker).await;
}

#[tokio::test]
async fn a_workspace_whose_slow_jobs_fill_its_places_does_not_delay_another() {
    let shop = Shop::open().await;
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let passing = gate.clone();
    let worker = shop.work(Settings { concurrency: 4, ..Settings::default() }, move |number, _| {
        let passing = passing.clone();
        async move {
            if number < 100 {
                let _permit = passing.acquire().await;
                // The rest is quick, so that the test ends.
            }
            Ok(())
        }
    });
    shop.add(WorkspaceId::new(), 0..100).await;
    shop.until("its places are full", async || shop.ran().len() == 3).await;
    shop.add(WorkspaceId::new(), 100..101).await;
    shop.until("the other one ran while none of the hundred ended", async || shop.ran().contains(&100)).await;
    assert_eq!(shop.ran().len(), 4);
    gate.add_permits(100);
    shop.until_empty().await;
    stop(worker).await;
}

#[tokio::test]
async fn told_to_stop_it_finishes_what_runs_and_takes_nothing_more() {
    let shop = Shop::open().await;
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let passing = gate.clone();
    let worker = shop.work(Settings { concurrency: 2, ..Settings::default() }, move |_, _| {
        let passing = passing.clone();
        async move {
            let _permit = passing.acquire().await;
            Ok(())
        }
    });
    shop.add(WorkspaceId::new(), 0..10).await;
    shop.until("it runs", async || !shop.ran().is_empty()).await;
    worker.0.send(true).unwrap();
    gate.add_permits(10);
    timeout(PATIENCE, worker.1).await.expect("the worker ends").unwrap();
    let left = shop.left().await;
    assert_eq!(left.len(), 10 - shop.ran().len(), "what had begun is done, nothing else began");
    assert!(left.iter().all(|(state, attempts, _)| state == "ready" && *attempts == 0), "{left:?}");
}

#[tokio::test]
async fn what_does_not_end_in_time_is_handed_back_and_done_by_the_next_worker() {
    let shop = Shop::open().await;
    let settings = Settings { grace: Duration::from_millis(50), ..Settings::default() };
    let worker = shop.work(settings, |_, _| async {
        sleep(Duration::from_secs(1)).await;
        Ok(())
    });
    shop.add(WorkspaceId::new(), 0..1).await;
    shop.until("it runs", async || !shop.ran().is_empty()).await;
    stop(worker).await;
    assert_eq!(shop.left().await, [("ready".to_owned(), 0, None)]);
    let next = shop.work(settings, |_, _| ok());
    shop.until_empty().await;
    stop(next).await;
}

#[tokio::test]
async fn the_jobs_of_a_worker_that_died_are_run_by_another_within_its_lease() {
    let shop = Shop::open().await;
    let settings = Settings { lease: Duration::from_secs(1), ..Settings::default() };
    // Dropping the task is as sudden as a kill: nothing is written any more.
    let dying = shop.work(settings, |_, _| std::future::pending());
    shop.add(WorkspaceId::new(), 0..1).await;
    shop.until("it runs", async || !shop.ran().is_empty()).await;
    dying.1.abort();
    let next = shop.work(settings, |_, attempt| async move {
        assert_eq!(attempt, 2);
        Ok(())
    });
    shop.until_empty().await;
    stop(next).await;
}

#[tokio::test]
async fn effect_and_completion_are_one_and_a_lost_lease_undoes_both() {
    let shop = Shop::open().await;
    shop.execute("create table done (number bigint)").await;
    shop.execute("grant all on done to mewayz_app").await;
    let (url, tries) = (shop.database.app_url().to_owned(), Arc::new(AtomicUsize::new(0)));
    let seen = tries.clone();
    let runners = Runners::new(shop.db.clone()).on(move |work: Work<Step>| {
        let (url, seen) = (url.clone(), seen.clone());
        async move {
            let mut scope = work.scope().await?;
            jobs::enqueue_with(
                &mut scope,
                &Other {},
                Options { run_at: Some(chrono::Utc::now() + chrono::TimeDelta::days(1)), ..Options::default() },
            )
            .await?;
            if seen.fetch_add(1, Ordering::SeqCst) == 0 {
                // Meanwhile the worker is taken for dead: the job is somebody else's.
                let mut connection = PgConnection::connect(&url).await.unwrap();
                sqlx::query("update jobs set attempts = attempts + 1 where state = 'running'").execute(&mut connection).await.unwrap();
                assert!(work.finish(scope).await.is_err());
                sqlx::query("update jobs set state = 'ready', worker = null where state = 'running'")
                    .execute(&mut connection)
                    .await
                    .unwrap();
                return Ok(());
            }
            Ok(work.finish(scope).await?)
        }
    });
    let worker = shop.start(runners, Vec::new(), Settings::default());
    shop.add(WorkspaceId::new(), 0..1).await;
    shop.until("the effect of the second run alone is there", async || {
        let left = shop.left().await;
        left.len() == 1 && left[0].0 == "waiting"
    })
    .await;
    assert_eq!(tries.load(Ordering::SeqCst), 2);
    stop(worker).await;
}

#[derive(Debug, Serialize, Deserialize)]
struct Other {}

impl Job for Other {
    const NAME: &'static str = "test.other";
    const QUEUE: &'static str = "slow";
}

#[tokio::test]
async fn jobs_that_it_does_not_know_are_left_to_others() {
    let shop = Shop::open().await;
    let mut identity = shop.db.identity().await.unwrap();
    jobs::enqueue_with(&mut identity, &Other {}, Options { queue: Some("default"), ..Options::default() }).await.unwrap();
    identity.commit().await.unwrap();
    shop.add(WorkspaceId::new(), 0..3).await;
    let worker = shop.work(Settings::default(), |_, _| ok());
    shop.until("only the other one is left", async || shop.left().await.len() == 1).await;
    assert_eq!(shop.left().await, [("ready".to_owned(), 0, None)]);
    stop(worker).await;
}

#[tokio::test]
async fn two_workers_with_one_schedule_run_each_occurrence_once() {
    let shop = Shop::open().await;
    let schedules = vec![Schedule::new("test", "* * * * * *", "UTC", &Step { number: 7 }).unwrap()];
    let make = || {
        let ran = shop.ran.clone();
        Runners::new(shop.db.clone()).on(move |work: Work<Step>| {
            ran.lock().unwrap().push(work.job.number);
            ok()
        })
    };
    let one = shop.start(make(), schedules.clone(), Settings::default());
    let two = shop.start(make(), schedules, Settings::default());
    let started = Instant::now();
    shop.until("it came back", async || shop.ran().len() >= 3).await;
    let most = started.elapsed().as_secs() as usize + 2;
    assert!(shop.ran().len() <= most, "{} runs in {most} s", shop.ran().len());
    stop(one).await;
    stop(two).await;
}

#[test]
fn the_schedules_of_the_product_can_be_read() {
    assert!(super::schedules().unwrap().len() >= 2);
}
