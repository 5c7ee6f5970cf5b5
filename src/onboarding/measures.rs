//! What staff measure. Follows what is in the workspaces, in the same transactions.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{StepState, Trade, store};
use crate::{
    Result,
    events::{ActorKind, Event, Recorded, SignedUp, SitePublished},
    ids::UserId,
};

/// Notes when somebody signed up, and when they first published something, in their own name or through a key of theirs.
pub(super) async fn on_event(conn: &mut PgConnection, event: &Recorded) -> Result<()> {
    if event.name == SignedUp::NAME {
        sqlx::query!(
            "insert into onboarding_people (user_id, signed_up_at) values ($1, $2) on conflict (user_id) do nothing",
            event.record_id,
            event.happened_at
        )
        .execute(conn)
        .await?;
    } else if event.name == SitePublished::NAME
        && let Some(person) = person(conn, event).await?
    {
        sqlx::query!("update onboarding_people set published_at = least(published_at, $2) where user_id = $1", person, event.happened_at)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Notes what somebody does, if they have not said so anywhere before.
pub(super) async fn note_trade(conn: &mut PgConnection, user: UserId, trade: Trade) -> Result<()> {
    sqlx::query!("update onboarding_people set trade = $2 where user_id = $1 and trade is null", user.0, trade.name())
        .execute(conn)
        .await?;
    Ok(())
}

/// Brings the measures of the workspace that the connection is in up to date; nothing before somebody has begun there.
pub(super) async fn keep(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<()> {
    let stored = store::read(conn).await?;
    let journey = stored.journey();
    let names = |wanted: fn(StepState) -> bool| -> Vec<String> {
        journey.steps.iter().filter(|view| wanted(view.state)).map(|view| view.step.name().to_owned()).collect()
    };
    let finished = journey.progress().is_finished().then_some(now);
    sqlx::query!(
        "with journey as (
             update onboarding_journeys set finished_at = coalesce(finished_at, $1) where started_at is not null
             returning workspace_id, trade, started_at, finished_at, put_away_at
         )
         insert into onboarding_measures (workspace_id, trade, started_at, finished_at, put_away_at, steps, done, skipped)
         select workspace_id, trade, started_at, finished_at, put_away_at, $2, $3, $4 from journey
         on conflict (workspace_id) do update
         set trade = excluded.trade, finished_at = excluded.finished_at, put_away_at = excluded.put_away_at, steps = excluded.steps,
             done = excluded.done, skipped = excluded.skipped",
        finished,
        &names(|_| true),
        &names(|state| matches!(state, StepState::Done(_))),
        &names(|state| state == StepState::Skipped)
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Who stands behind an event of the workspace that the connection is in.
async fn person(conn: &mut PgConnection, event: &Recorded) -> Result<Option<Uuid>> {
    match event.actor.kind {
        ActorKind::User => Ok(event.actor.id),
        ActorKind::ApiKey => {
            Ok(sqlx::query_scalar!("select created_by from api_keys where id = $1", event.actor.id).fetch_optional(conn).await?)
        }
        ActorKind::Visitor | ActorKind::Staff | ActorKind::System => Ok(None),
    }
}
