use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::{Because, Due, GIVES_UP_AFTER, State, Verdict, endpoints, pause, verdict};
use crate::{Result, db::Db, tenancy::Scope};

/// Characters of an answer that are kept.
const MOST_RESPONSE: usize = 1_000;

/// What became of a message.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub due: Due,
    pub started_at: DateTime<Utc>,
    pub duration_ms: i32,
    /// The answer's status, or why there was none.
    pub answer: std::result::Result<u16, String>,
    /// The beginning of the answer.
    pub response: String,
    /// What the header `Retry-After` asked for.
    pub retry_after: Option<Duration>,
}

/// Writes down what became of messages: one transaction and a few statements a workspace.
pub async fn settle(db: &Db, outcomes: Vec<Outcome>, now: DateTime<Utc>) -> Result<()> {
    let mut by_workspace: BTreeMap<_, Vec<Outcome>> = BTreeMap::new();
    for outcome in outcomes {
        by_workspace.entry(outcome.due.workspace).or_default().push(outcome);
    }
    for (workspace, outcomes) in by_workspace {
        let mut scope = db.job(workspace).await?;
        write(&mut scope, &outcomes, now).await?;
        judge(&mut scope, &outcomes, now).await?;
        scope.commit().await?;
    }
    Ok(())
}

impl Outcome {
    fn verdict(&self) -> Verdict {
        self.answer.as_ref().map_or(Verdict::Failed, |status| verdict(*status))
    }

    /// When it is tried again, `roll` spreading what failed together.
    fn next(&self, roll: f64, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let failures = usize::try_from(self.due.failures).unwrap_or_default() + 1;
        (self.verdict() == Verdict::Failed).then(|| pause(failures, roll, self.retry_after)).flatten().map(|pause| now + pause)
    }

    fn state(&self, next: Option<DateTime<Utc>>) -> State {
        match (self.verdict(), next) {
            (Verdict::Delivered, _) => State::Delivered,
            (_, Some(_)) => State::Waiting,
            (_, None) => State::Failed,
        }
    }

    fn failure(&self) -> String {
        match &self.answer {
            Ok(status) if verdict(*status) == Verdict::Delivered => String::new(),
            Ok(status) => format!("It answered {status}."),
            Err(why) => why.clone(),
        }
    }

    /// Text as Postgres keeps it.
    fn response(&self) -> String {
        self.response.chars().filter(|c| *c != '\0').take(MOST_RESPONSE).collect()
    }
}

/// Deliveries, their attempts and their places in the queue. What somebody else settled meanwhile stays as it is.
async fn write(scope: &mut Scope, outcomes: &[Outcome], now: DateTime<Utc>) -> Result<()> {
    let ids: Vec<Uuid> = outcomes.iter().map(|o| o.due.id.0).collect();
    let nexts: Vec<Option<DateTime<Utc>>> = outcomes.iter().map(|o| o.next(rand::random(), now)).collect();
    let states: Vec<String> = outcomes.iter().zip(&nexts).map(|(o, next)| o.state(*next).name().to_owned()).collect();
    let starts: Vec<DateTime<Utc>> = outcomes.iter().map(|o| o.started_at).collect();
    let durations: Vec<i32> = outcomes.iter().map(|o| o.duration_ms).collect();
    let statuses: Vec<Option<i16>> = outcomes.iter().map(|o| o.answer.as_ref().ok().and_then(|s| i16::try_from(*s).ok())).collect();
    let failures: Vec<String> = outcomes.iter().map(Outcome::failure).collect();
    let responses: Vec<String> = outcomes.iter().map(Outcome::response).collect();
    sqlx::query!(
        "with told as (
             select * from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::int[], $6::smallint[], $7::text[], $8::text[])
                 as t (id, state, next_at, started_at, duration_ms, status, failure, response)
         ), changed as (
             update webhook_deliveries d
             set state = t.state, next_attempt_at = t.next_at, last_attempt_at = t.started_at, attempts = d.attempts + 1,
                 failures = case when t.state = 'delivered' then 0 else d.failures + 1 end
             from told t where d.id = t.id and d.state = 'waiting'
             returning d.workspace_id, d.id, d.attempts
         ), left_queue as (
             delete from webhook_queue q using told t where q.delivery_id = t.id and t.next_at is null
         ), put_back as (
             update webhook_queue q set leased = false, due_at = t.next_at from told t where q.delivery_id = t.id and t.next_at is not null
         )
         insert into webhook_attempts (delivery_id, number, started_at, duration_ms, status, failure, response)
         select t.id, c.attempts, t.started_at, t.duration_ms, t.status, t.failure, t.response
         from told t join changed c on c.id = t.id",
        &ids,
        &states,
        &nexts as &[Option<DateTime<Utc>>],
        &starts,
        &durations,
        &statuses as &[Option<i16>],
        &failures,
        &responses
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// How endpoints are: well, failing, or no longer wanted.
async fn judge(scope: &mut Scope, outcomes: &[Outcome], now: DateTime<Utc>) -> Result<()> {
    let with =
        |wanted: Verdict| -> BTreeSet<Uuid> { outcomes.iter().filter(|o| o.verdict() == wanted).map(|o| o.due.endpoint.0).collect() };
    let well: Vec<Uuid> = with(Verdict::Delivered).into_iter().collect();
    let failing: Vec<Uuid> = with(Verdict::Failed).into_iter().filter(|id| !well.contains(id)).collect();
    sqlx::query!("update webhook_endpoints set failing_since = null where id = any ($1) and failing_since is not null", &well)
        .execute(scope.conn())
        .await?;
    sqlx::query!("update webhook_endpoints set failing_since = $2 where id = any ($1) and failing_since is null", &failing, now)
        .execute(scope.conn())
        .await?;
    for gone in with(Verdict::Gone) {
        close(scope, gone, Because::Gone).await?;
    }
    let hopeless = sqlx::query_scalar!(
        "select id from webhook_endpoints where id = any ($1) and enabled and failing_since < $2",
        &failing,
        now - GIVES_UP_AFTER
    )
    .fetch_all(scope.conn())
    .await?;
    for id in hopeless {
        close(scope, id, Because::Failing).await?;
    }
    Ok(())
}

/// Switches off by itself, once, and lets people know: the event tells whoever may manage webhooks.
async fn close(scope: &mut Scope, id: Uuid, because: Because) -> Result<()> {
    let on = sqlx::query_scalar!("select enabled from webhook_endpoints where id = $1 for update", id).fetch_optional(scope.conn()).await?;
    if on != Some(true) {
        return Ok(());
    }
    endpoints::switch_off(scope, id, because).await
}
