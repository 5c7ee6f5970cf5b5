use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use sqlx::{PgConnection, types::Json};

use super::{Goal, Journey, Placed, Shown, Step, StepState, Trade, measures, progress, rules};
use crate::{
    Result,
    tenancy::{Permission, Scope},
};

/// How far the workspace has come, as far as it concerns whoever asks. One statement.
pub async fn journey(scope: &mut Scope) -> Result<Journey> {
    scope.require(Permission::ManageWorkspace)?;
    let access = scope.access()?;
    Ok(read(scope.conn()).await?.journey().for_somebody_with(access))
}

/// Says what the workspace does and wants, for the first time or anew, and finds out what is done already.
pub async fn choose(scope: &mut Scope, trade: Trade, goals: &[Goal], now: DateTime<Utc>) -> Result<()> {
    let user = scope.require_everywhere(Permission::ManageWorkspace)?;
    // As the catalogue has them, each once.
    let goals: Vec<String> = Goal::ALL.iter().filter(|goal| goals.contains(goal)).map(|goal| goal.name().to_owned()).collect();
    sqlx::query!(
        "insert into onboarding_journeys (trade, goals, started_at) values ($1, $2, $3)
         on conflict (workspace_id) do update
         set trade = excluded.trade, goals = excluded.goals, put_away_at = null,
             started_at = coalesce(onboarding_journeys.started_at, excluded.started_at)",
        trade.name(),
        &goals,
        now
    )
    .execute(scope.conn())
    .await?;
    progress::catch_up(scope.conn(), now).await?;
    measures::note_trade(scope.conn(), user, trade).await?;
    measures::keep(scope.conn(), now).await
}

/// Leaves a step out; one that is done stays done.
pub async fn skip(scope: &mut Scope, step: Step, now: DateTime<Utc>) -> Result<()> {
    scope.require_everywhere(Permission::ManageWorkspace)?;
    lock(scope.conn()).await?;
    sqlx::query!(
        "insert into onboarding_steps (step, skipped_at) values ($1, $2)
         on conflict (workspace_id, step) do update set skipped_at = coalesce(onboarding_steps.skipped_at, excluded.skipped_at)",
        step.name(),
        now
    )
    .execute(scope.conn())
    .await?;
    measures::keep(scope.conn(), now).await
}

/// Takes a step up again that was left out.
pub async fn take_up(scope: &mut Scope, step: Step, now: DateTime<Utc>) -> Result<()> {
    scope.require_everywhere(Permission::ManageWorkspace)?;
    lock(scope.conn()).await?;
    sqlx::query!("update onboarding_steps set skipped_at = null where step = $1", step.name()).execute(scope.conn()).await?;
    measures::keep(scope.conn(), now).await
}

/// Puts the whole away: it is not offered and shown at home any more. What is done goes on being noted.
pub async fn put_away(scope: &mut Scope, now: DateTime<Utc>) -> Result<()> {
    scope.require_everywhere(Permission::ManageWorkspace)?;
    sqlx::query!(
        "insert into onboarding_journeys (put_away_at) values ($1)
         on conflict (workspace_id) do update set put_away_at = coalesce(onboarding_journeys.put_away_at, excluded.put_away_at)",
        now
    )
    .execute(scope.conn())
    .await?;
    measures::keep(scope.conn(), now).await
}

/// Calls it back.
pub async fn call_back(scope: &mut Scope, now: DateTime<Utc>) -> Result<()> {
    scope.require_everywhere(Permission::ManageWorkspace)?;
    sqlx::query!("update onboarding_journeys set put_away_at = null").execute(scope.conn()).await?;
    measures::keep(scope.conn(), now).await
}

/// Takes its turn in the workspace that a connection is in: whoever changes steps does so before touching them, so that nobody waits in a
/// circle. Answers what the workspace does.
pub(super) async fn lock(conn: &mut PgConnection) -> Result<Option<Trade>> {
    let trade = sqlx::query_scalar!("select trade from onboarding_journeys for no key update").fetch_optional(conn).await?;
    Ok(trade.flatten().as_deref().and_then(Trade::from_name))
}

/// What is stored of the workspace that a connection is in.
pub(super) struct Stored {
    trade: Option<Trade>,
    goals: Vec<Goal>,
    put_away: bool,
    outline: Vec<Placed>,
    kept: BTreeMap<Step, StepState>,
}

/// A row of a step, as JSON.
#[derive(Debug, Deserialize)]
struct Kept {
    step: String,
    done_at: Option<DateTime<Utc>>,
    skipped: bool,
}

impl Stored {
    /// The whole of it, whoever asks.
    pub(super) fn journey(self) -> Journey {
        let path = if self.trade.is_some() { rules::path(&self.outline, &self.goals) } else { Vec::new() };
        let steps = rules::views(&path, |step| self.kept.get(&step).copied().unwrap_or(StepState::Open));
        Journey { trade: self.trade, goals: self.goals, put_away: self.put_away, steps }
    }
}

/// Reads everything at once: the home page has one statement to spare.
pub(super) async fn read(conn: &mut PgConnection) -> Result<Stored> {
    let row = sqlx::query!(
        r#"select j.trade as "trade?", j.goals as "goals?", coalesce(j.put_away_at is not null, false) as "put_away!",
             o.steps as "steps?", o.always as "always?",
             coalesce((
               select jsonb_agg(jsonb_build_object('step', s.step, 'done_at', s.done_at, 'skipped', s.skipped_at is not null))
               from onboarding_steps s
             ), '[]') as "kept!: Json<Vec<Kept>>"
         from (select) as always left join onboarding_journeys j on true left join onboarding_outlines o on o.trade = j.trade"#
    )
    .fetch_one(conn)
    .await?;
    let trade = row.trade.as_deref().and_then(Trade::from_name);
    let written = row.steps.map(|steps| written(&steps, &row.always.unwrap_or_default()));
    Ok(Stored {
        trade,
        goals: row.goals.unwrap_or_default().iter().filter_map(|name| Goal::from_name(name)).collect(),
        put_away: row.put_away,
        outline: written.or_else(|| trade.map(Trade::outline)).unwrap_or_default(),
        kept: row.kept.0.into_iter().filter_map(|kept| Some((Step::from_name(&kept.step)?, kept.state()))).collect(),
    })
}

/// An outline from its names; steps of another version of the product are left out.
pub(super) fn written(steps: &[String], always: &[String]) -> Vec<Placed> {
    let shown = |name: &String| if always.contains(name) { Shown::Always } else { Shown::ForGoal };
    rules::complete(steps.iter().filter_map(|name| Some(Placed { step: Step::from_name(name)?, shown: shown(name) })).collect())
}

impl Kept {
    fn state(&self) -> StepState {
        match (self.done_at, self.skipped) {
            (Some(at), _) => StepState::Done(at),
            (None, true) => StepState::Skipped,
            (None, false) => StepState::Open,
        }
    }
}
