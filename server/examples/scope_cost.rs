//! What a scope costs: a bare statement against begin, set the workspace, the statement, commit. `DATABASE_URL` must be set.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, reason = "a measurement for a person")]

use std::time::Instant;

use mewayz::{db::Db, ids::WorkspaceId};

const ROUNDS: u32 = 5_000;

#[tokio::main]
async fn main() {
    let db = Db::connect(&std::env::var("DATABASE_URL").expect("DATABASE_URL"), 4).unwrap();
    for _ in 0..3 {
        let bare = time("one statement", || async { db.ping().await.unwrap() }).await;
        let rolled_back = time("begin, set, roll back", || async { drop(db.job(WorkspaceId::new()).await.unwrap()) }).await;
        let committed = time("begin, set, commit", || async { db.job(WorkspaceId::new()).await.unwrap().commit().await.unwrap() }).await;
        println!("commit / one statement = {:.2}, roll back / one statement = {:.2}", committed / bare, rolled_back / bare);
    }
}

/// Microseconds a round.
async fn time<F: Future>(name: &str, work: impl Fn() -> F) -> f64 {
    for _ in 0..200 {
        work().await;
    }
    let started = Instant::now();
    for _ in 0..ROUNDS {
        work().await;
    }
    let each = started.elapsed().as_secs_f64() * 1e6 / f64::from(ROUNDS);
    println!("{name}: {each:.0} µs");
    each
}
