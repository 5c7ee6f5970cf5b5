use chrono::{TimeDelta, Utc};

use super::*;

#[tokio::test]
async fn a_job_exists_only_if_its_transaction_commits() {
    let b = bench().await;
    let mut scope = b.db().job(WorkspaceId::new()).await.unwrap();
    enqueue(&mut scope, &Count { number: 1 }).await.unwrap();
    assert!(b.claim(10).await.is_empty(), "not before the commit");
    drop(scope);
    assert!(b.all().await.is_empty());
}

#[tokio::test]
async fn a_job_knows_its_workspace_or_that_it_has_none() {
    let b = bench().await;
    let workspace = WorkspaceId::new();
    b.add(Some(workspace), 0..1).await;
    b.add(None, 1..2).await;
    let mut claimed = b.claim(10).await;
    claimed.sort_by_key(|job| job.payload["number"].as_i64());
    assert_eq!(claimed.iter().map(|job| job.workspace).collect::<Vec<_>>(), [Some(workspace), None]);
}

#[tokio::test]
async fn a_later_job_waits_for_its_time() {
    let b = bench().await;
    let now = Utc::now();
    b.add_with(1, Options { run_at: Some(now + TimeDelta::hours(1)), ..Options::default() }).await;
    b.add_with(2, Options { run_at: Some(now - TimeDelta::hours(1)), ..Options::default() }).await;
    assert_eq!(promote(&b.db()).await.unwrap(), 0);
    assert_eq!(numbers(&b.claim(10).await), [2]);
    let mut identity = b.db().identity().await.unwrap();
    sqlx::query("update jobs set run_at = now() - interval '1 second' where state = 'waiting'").execute(identity.conn()).await.unwrap();
    identity.commit().await.unwrap();
    assert_eq!(promote(&b.db()).await.unwrap(), 1);
    assert_eq!(numbers(&b.claim(10).await), [1]);
}

fn keep(key: &str) -> Options {
    Options { unique: Some(Unique::Keep(key.into())), ..Options::default() }
}

fn replace(key: &str) -> Options {
    Options { unique: Some(Unique::Replace(key.into())), ..Options::default() }
}

#[tokio::test]
async fn a_key_that_waits_is_kept_or_replaced() {
    let b = bench().await;
    let first = b.add_with(1, keep("k")).await;
    assert!(matches!(first, Enqueued::Added(_)));
    assert_eq!(b.add_with(2, keep("k")).await, Enqueued::Merged(first.id()));
    assert_eq!(b.all().await, [("ready".into(), 0, 1)]);
    assert_eq!(b.add_with(3, replace("k")).await, Enqueued::Merged(first.id()));
    assert_eq!(b.all().await, [("ready".into(), 0, 3)]);
    assert!(matches!(b.add_with(4, keep("other")).await, Enqueued::Added(_)));
}

#[tokio::test]
async fn the_same_key_in_two_workspaces_is_two_jobs() {
    let b = bench().await;
    for _ in 0..2 {
        let mut scope = b.db().job(WorkspaceId::new()).await.unwrap();
        let enqueued = enqueue_with(&mut scope, &Count { number: 1 }, keep("k")).await.unwrap();
        assert!(matches!(enqueued, Enqueued::Added(_)));
        scope.commit().await.unwrap();
    }
    assert_eq!(b.claim(10).await.len(), 2);
}

#[tokio::test]
async fn a_key_that_runs_does_not_hold_back_a_new_job() {
    let b = bench().await;
    b.add_with(1, keep("k")).await;
    let running = b.claim(10).await;
    assert!(matches!(b.add_with(2, keep("k")).await, Enqueued::Added(_)), "the run may have read what has changed since");
    // The failed run is not tried again: the newer job does the work.
    assert_eq!(fail(&b.db(), &running[0], &Failure::Retry("no".into()), 0.5).await.unwrap(), Settled::Dropped);
    assert_eq!(b.all().await, [("ready".into(), 0, 2)]);
}

#[tokio::test]
async fn a_kept_job_does_not_start_before_the_transaction_that_counts_on_it() {
    let b = bench().await;
    b.add_with(1, keep("k")).await;
    let mut identity = b.db().identity().await.unwrap();
    enqueue_with(&mut identity, &Count { number: 2 }, keep("k")).await.unwrap();
    assert!(b.claim(10).await.is_empty(), "it would not see what this transaction changes");
    identity.commit().await.unwrap();
    assert_eq!(numbers(&b.claim(10).await), [1]);
}

#[tokio::test]
async fn a_hundred_at_once_with_one_key_are_one_job() {
    let b = bench().await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..100 {
        let db = b.db();
        tasks.spawn(async move {
            let mut identity = db.identity().await.unwrap();
            enqueue_with(&mut identity, &Count { number }, keep("k")).await.unwrap();
            identity.commit().await.unwrap();
        });
    }
    while let Some(task) = tasks.join_next().await {
        task.unwrap();
    }
    assert_eq!(b.all().await.len(), 1);
}

#[tokio::test]
async fn workers_are_told_once_while_work_waits() {
    let b = bench().await;
    let mut listener = b.db().listen(CHANNEL).await.unwrap();
    b.add(None, 0..1).await;
    let notice = tokio::time::timeout(LEASE, listener.recv()).await.unwrap().unwrap();
    assert_eq!(notice.payload(), "default");
    b.add(None, 1..2).await;
    b.add_with(3, Options { queue: Some("slow"), ..Options::default() }).await;
    let next = tokio::time::timeout(LEASE, listener.recv()).await.unwrap().unwrap();
    assert_eq!(next.payload(), "slow", "the second of the default queue needed no notice");
}
