use chrono::{TimeDelta, Utc};

use super::*;
use crate::{
    Error,
    staff::{self, BackOffice, Staff},
    tenancy::Role,
};

async fn office(b: &Bench) -> BackOffice {
    let user = b.test.staff().await;
    let staff = staff::recognise(&mut b.db().identity().await.unwrap(), user).await.unwrap();
    b.db().staff(&staff, "looking").await.unwrap()
}

async fn dead(b: &Bench, numbers: std::ops::Range<i64>) {
    b.add(None, numbers).await;
    for job in b.claim(100).await {
        fail(&b.db(), &job, &Failure::GiveUp("boom".into()), 0.0).await.unwrap();
    }
}

#[tokio::test]
async fn the_board_shows_depth_age_and_the_last_hour() {
    let b = bench().await;
    dead(&b, 0..2).await;
    b.add(Some(WorkspaceId::new()), 2..5).await;
    let now = Utc::now();
    b.add_with(5, Options { run_at: Some(now + TimeDelta::hours(1)), ..Options::default() }).await;
    b.claim(1).await;
    let counted = |done| Counted { name: "test.count".into(), done, failed: 1, dead: 0 };
    count(&b.db(), &[counted(3)], now).await.unwrap();
    count(&b.db(), &[counted(4)], now).await.unwrap();
    count(&b.db(), &[counted(99)], now - TimeDelta::hours(2)).await.unwrap();
    let board = board(&mut office(&b).await, now).await.unwrap();
    let queue = &board.queues[0];
    assert_eq!((queue.ready, queue.waiting, queue.running, queue.dead), (2, 1, 1, 2));
    assert!(queue.oldest_ready_at.is_some());
    assert_eq!(board.names, [NameSummary { name: "test.count".into(), done: 7, failed: 2, dead: 0 }]);
    assert_eq!((board.minutes.len(), board.minutes[59], board.workers), (60, 7, 1));
}

#[tokio::test]
async fn lists_are_filtered_and_paged() {
    let b = bench().await;
    dead(&b, 0..3).await;
    let workspace = WorkspaceId::new();
    b.add(Some(workspace), 3..123).await;
    let mut office = office(&b).await;
    let only_dead = Filter { state: Some(State::Dead), ..Filter::default() };
    let page = list(&mut office, &only_dead, None).await.unwrap();
    assert_eq!((page.rows.len(), page.next, page.rows[0].last_error.as_deref()), (3, None, Some("boom")));
    let of_it = Filter { workspace: Some(workspace), ..Filter::default() };
    let (mut seen, mut after) = (0, None);
    loop {
        let page = list(&mut office, &of_it, after).await.unwrap();
        seen += page.rows.len();
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, 120);
    assert!(list(&mut office, &Filter { queue: Some("none".into()), ..Filter::default() }, None).await.unwrap().rows.is_empty());
}

#[tokio::test]
async fn dead_jobs_can_be_tried_again_or_discarded_and_it_is_written_down() {
    let b = bench().await;
    dead(&b, 0..3).await;
    let mut office = office(&b).await;
    let rows = list(&mut office, &Filter::default(), None).await.unwrap().rows;
    assert_eq!(retry(&mut office, &Filter::default(), &[rows[0].id]).await.unwrap(), 1);
    assert_eq!(discard(&mut office, &Filter { state: Some(State::Dead), ..Filter::default() }, &[]).await.unwrap(), 2);
    let acts: Vec<(String, String)> =
        sqlx::query_as("select act, reason from staff_actions order by id").fetch_all(office.conn()).await.unwrap();
    office.commit().await.unwrap();
    assert_eq!(b.all().await, [("ready".into(), 0, 2)]);
    let expected =
        [("enter", "looking"), ("jobs.retry", "looking"), ("jobs.discard", "looking")].map(|(a, r)| (a.to_owned(), r.to_owned()));
    assert_eq!(acts, expected);
}

#[tokio::test]
async fn what_runs_is_not_touched() {
    let b = bench().await;
    b.add(None, 0..1).await;
    b.claim(1).await;
    let mut office = office(&b).await;
    assert_eq!(discard(&mut office, &Filter::default(), &[]).await.unwrap(), 0);
    assert_eq!(retry(&mut office, &Filter::default(), &[]).await.unwrap(), 0);
}

#[tokio::test]
async fn of_dead_jobs_with_one_key_one_is_tried_again() {
    let b = bench().await;
    let unique = || Options { unique: Some(Unique::Keep("k".into())), ..Options::default() };
    for number in 0..2 {
        b.add_with(number, unique()).await;
        let job = b.claim(1).await.pop().unwrap();
        fail(&b.db(), &job, &Failure::GiveUp("boom".into()), 0.0).await.unwrap();
    }
    let mut first = office(&b).await;
    retry(&mut first, &Filter::default(), &[]).await.unwrap();
    first.commit().await.unwrap();
    assert_eq!(b.all().await, [("ready".into(), 0, 1)]);
}

#[tokio::test]
async fn nobody_else_is_staff_and_no_reason_opens_no_door() {
    let b = bench().await;
    let member = b.test.member(Role::Owner).await;
    let refused = staff::recognise(&mut b.db().identity().await.unwrap(), member.user()).await;
    assert_eq!(refused.unwrap_err(), Error::NotFound);
    let staff = Staff { user: b.test.staff().await };
    assert!(matches!(b.db().staff(&staff, "  ").await, Err(Error::Invalid(_))));
}
