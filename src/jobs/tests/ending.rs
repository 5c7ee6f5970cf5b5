use super::*;

async fn one(b: &Bench) -> Claimed {
    b.claim(1).await.pop().unwrap()
}

/// Ends the pause of what failed.
async fn unpause(b: &Bench) {
    let mut identity = b.db().identity().await.unwrap();
    sqlx::query("update jobs set run_at = now() where state = 'waiting'").execute(identity.conn()).await.unwrap();
    identity.commit().await.unwrap();
    promote(&b.db()).await.unwrap();
}

#[tokio::test]
async fn what_is_done_is_gone_and_cannot_be_done_again() {
    let b = bench().await;
    b.add(None, 0..3).await;
    let leases: Vec<Lease> = b.claim(3).await.iter().map(|job| job.lease).collect();
    assert_eq!(complete(&b.db(), &leases).await.unwrap(), 3);
    assert_eq!(complete(&b.db(), &leases).await.unwrap(), 0);
    assert!(b.all().await.is_empty());
}

#[tokio::test]
async fn failures_are_tried_again_and_end_among_the_dead_with_their_error() {
    let b = bench().await;
    b.add(None, 0..1).await;
    for attempt in 1..=3 {
        let job = one(&b).await;
        assert_eq!(job.lease.attempt, attempt);
        let settled = fail(&b.db(), &job, &Failure::Retry(format!("no {attempt}\0")), 1.0).await.unwrap();
        assert_eq!(settled, if attempt < 3 { Settled::Waiting } else { Settled::Dead });
        assert!(b.claim(1).await.is_empty(), "not at once");
        unpause(&b).await;
    }
    let mut identity = b.db().identity().await.unwrap();
    let kept: (String, String) = sqlx::query_as("select state, last_error from jobs").fetch_one(identity.conn()).await.unwrap();
    assert_eq!(kept, ("dead".into(), "no 3".into()));
}

#[tokio::test]
async fn a_failure_can_name_its_pause_or_end_all_attempts() {
    let b = bench().await;
    b.add(None, 0..2).await;
    fail(&b.db(), &one(&b).await, &Failure::RetryIn(Duration::from_secs(3600), "429".into()), 0.0).await.unwrap();
    let mut identity = b.db().identity().await.unwrap();
    let pause: f64 = sqlx::query_scalar("select extract(epoch from run_at - failed_at)::float8 from jobs where state = 'waiting'")
        .fetch_one(identity.conn())
        .await
        .unwrap();
    assert_eq!(pause, 3600.0);
    assert_eq!(fail(&b.db(), &one(&b).await, &Failure::GiveUp("gone".into()), 0.0).await.unwrap(), Settled::Dead);
}

#[tokio::test]
async fn a_dead_workers_jobs_are_free_again_and_its_late_words_change_nothing() {
    let b = bench().await;
    b.add(None, 0..1).await;
    let lost = one(&b).await;
    assert_eq!(recover(&b.db(), LEASE).await.unwrap(), 0, "its worker lives");
    b.lose_worker().await;
    assert_eq!(recover(&b.db(), LEASE).await.unwrap(), 1);
    let mut identity = b.db().identity().await.unwrap();
    assert!(finish(&mut identity, &lost.lease).await.is_err(), "between two leases");
    drop(identity);

    let again = one(&b).await;
    assert_eq!(again.lease.attempt, 2);
    let mut identity = b.db().identity().await.unwrap();
    assert!(finish(&mut identity, &lost.lease).await.is_err(), "even by the worker that has it now, for the older attempt");
    drop(identity);
    assert_eq!(complete(&b.db(), &[lost.lease]).await.unwrap(), 0);
    assert_eq!(fail(&b.db(), &lost, &Failure::GiveUp("late".into()), 0.0).await.unwrap(), Settled::Dropped);
    assert_eq!(hand_back(&b.db(), &[lost.lease]).await.unwrap(), 0);
    assert_eq!(complete(&b.db(), &[again.lease]).await.unwrap(), 1);
}

#[tokio::test]
async fn a_job_that_kills_its_worker_every_time_is_given_up() {
    let b = bench().await;
    b.add(None, 0..1).await;
    for _ in 0..3 {
        one(&b).await;
        b.lose_worker().await;
        recover(&b.db(), LEASE).await.unwrap();
    }
    assert_eq!(b.all().await, [("dead".into(), 3, 0)]);
}

#[tokio::test]
async fn two_runs_with_one_key_that_die_together_become_one_job() {
    let b = bench().await;
    for number in 0..2 {
        b.add_with(number, Options { unique: Some(Unique::Keep("k".into())), ..Options::default() }).await;
        one(&b).await;
    }
    b.lose_worker().await;
    recover(&b.db(), LEASE).await.unwrap();
    assert_eq!(b.all().await, [("ready".into(), 1, 1)], "the newer one");
}

#[tokio::test]
async fn completion_and_effect_happen_together_or_not_at_all() {
    let b = bench().await;
    let workspace = WorkspaceId::new();
    b.add(Some(workspace), 0..1).await;
    let job = one(&b).await;
    // The process dies before the commit.
    let mut scope = b.db().job(workspace).await.unwrap();
    finish(&mut scope, &job.lease).await.unwrap();
    enqueue(&mut scope, &Count { number: 7 }).await.unwrap();
    drop(scope);
    assert_eq!(b.all().await, [("running".into(), 1, 0)]);
    let mut scope = b.db().job(workspace).await.unwrap();
    finish(&mut scope, &job.lease).await.unwrap();
    enqueue(&mut scope, &Count { number: 7 }).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(b.all().await, [("ready".into(), 0, 7)]);
}

#[tokio::test]
async fn what_is_handed_back_keeps_its_attempts() {
    let b = bench().await;
    b.add(None, 0..1).await;
    let job = one(&b).await;
    assert_eq!(hand_back(&b.db(), &[job.lease]).await.unwrap(), 1);
    assert_eq!(b.all().await, [("ready".into(), 0, 0)]);
}
