use std::collections::{BTreeMap, BTreeSet};

use super::*;

#[tokio::test]
async fn many_workers_share_the_work_and_no_job_goes_to_two() {
    let b = bench().await;
    b.add(Some(WorkspaceId::new()), 0..300).await;
    b.add(None, 300..400).await;
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (db, worker) = (b.db(), Uuid::now_v7());
        workers.spawn(async move {
            let mut got = Vec::new();
            // While others hold locks a claim can be empty although jobs wait.
            let deadline = tokio::time::Instant::now() + LEASE;
            let mut empty = 0;
            while empty < 3 && tokio::time::Instant::now() < deadline {
                let ask = Claim { worker, queue: "default", names: &NAMES, most: 7, most_of_a_lane: 7, running: &[], from: Uuid::nil() };
                let (claimed, _) = claim(&db, &ask).await.unwrap();
                empty = if claimed.is_empty() { empty + 1 } else { 0 };
                got.extend(numbers(&claimed));
            }
            got
        });
    }
    let mut all = Vec::new();
    while let Some(got) = workers.join_next().await {
        all.extend(got.unwrap());
    }
    all.extend(numbers(&b.claim(400).await));
    assert_eq!(all.len(), 400, "none is lost, none comes twice");
    assert_eq!(all.into_iter().collect::<BTreeSet<_>>().len(), 400);
}

#[tokio::test]
async fn a_workspace_with_a_hundred_thousand_jobs_delays_another_by_one_turn() {
    let b = bench().await;
    let (busy, small) = (WorkspaceId::new(), WorkspaceId::new());
    b.add(Some(busy), 0..100_000).await;
    b.add(Some(small), 100_000..100_001).await;
    b.add(None, 100_001..100_002).await;
    let claimed = b.claim(8).await;
    assert!(claimed.iter().any(|job| job.workspace == Some(small)), "the other workspace is served in the very first turn");
    assert!(claimed.iter().any(|job| job.workspace.is_none()), "and so is the product itself");
    assert!(claimed.iter().filter(|job| job.workspace == Some(busy)).count() > 1, "the rest goes to whoever has work");
}

#[tokio::test]
async fn one_workspace_never_takes_all_places() {
    let b = bench().await;
    let busy = WorkspaceId::new();
    b.add(Some(busy), 0..100).await;
    let ask = Claim { most_of_a_lane: 6, ..b.asking(8) };
    assert_eq!(claim(&b.db(), &ask).await.unwrap().0.len(), 6);
    let ask = Claim { most: 2, running: &[(busy.0, 6)], ..ask };
    assert!(claim(&b.db(), &ask).await.unwrap().0.is_empty(), "two places stay free for others");
    b.add(Some(WorkspaceId::new()), 100..101).await;
    assert_eq!(numbers(&claim(&b.db(), &ask).await.unwrap().0), [100]);
}

#[tokio::test]
async fn more_workspaces_than_one_claim_looks_at_take_turns() {
    let b = bench().await;
    for number in 0..150 {
        let mut scope = b.db().job(WorkspaceId::new()).await.unwrap();
        enqueue_all(&mut scope, &[Count { number }, Count { number: number + 1000 }], Options::default()).await.unwrap();
        scope.commit().await.unwrap();
    }
    let (mut from, mut turns) = (Uuid::nil(), BTreeMap::<WorkspaceId, usize>::new());
    let mut claims = 0;
    while turns.len() < 150 {
        let (claimed, next) = claim(&b.db(), &Claim { from, ..b.asking(10) }).await.unwrap();
        claimed.iter().for_each(|job| *turns.entry(job.workspace.unwrap()).or_default() += 1);
        (from, claims) = (next, claims + 1);
        assert!(claims <= 15, "every workspace has its turn before one has its second: {} of 150", turns.len());
    }
    assert!(turns.values().all(|n| *n == 1));
}

#[tokio::test]
async fn within_a_workspace_priority_comes_before_age() {
    let b = bench().await;
    for (number, priority) in [(1, Priority::Low), (2, Priority::Normal), (3, Priority::High), (4, Priority::Normal)] {
        b.add_with(number, Options { priority, ..Options::default() }).await;
    }
    let mut order = Vec::new();
    for _ in 0..4 {
        order.extend(numbers(&b.claim(1).await));
    }
    assert_eq!(order, [3, 2, 4, 1]);
}
