//! What is done: told by events, and found when somebody begins.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Step, measures, store};
use crate::{
    Result,
    events::{
        self, ApiKeyCreated, EmailVerified, Event, MediaUploaded, MemberInvited, MemberJoined, NotificationsChosen, PasskeyAdded,
        PlanStarted, Recorded, SiteAssigned, SiteCreated, SitePublished, TotpEnabled, WebhookEndpointCreated, WorkspaceChanged,
    },
    ids::WorkspaceId,
};

/// Which event does which step.
const DONE_BY: [(&str, Step); 14] = [
    (EmailVerified::NAME, Step::ConfirmAddress),
    (SiteCreated::NAME, Step::CreateSite),
    (MediaUploaded::NAME, Step::UploadMedia),
    (SitePublished::NAME, Step::PublishSite),
    (WorkspaceChanged::NAME, Step::SetLook),
    (MemberInvited::NAME, Step::InviteTeam),
    (MemberJoined::NAME, Step::InviteTeam),
    (SiteAssigned::NAME, Step::AssignSite),
    (TotpEnabled::NAME, Step::ProtectAccount),
    (PasskeyAdded::NAME, Step::ProtectAccount),
    (NotificationsChosen::NAME, Step::ChooseNotices),
    (WebhookEndpointCreated::NAME, Step::AddWebhook),
    (ApiKeyCreated::NAME, Step::CreateApiKey),
    (PlanStarted::NAME, Step::ChoosePlan),
];

/// Notes what an event has done. Told twice, it notes once. What somebody does with their account counts in every workspace they own.
pub(crate) async fn on_event(conn: &mut PgConnection, event: &Recorded) -> Result<()> {
    measures::on_event(conn, event).await?;
    let Some((_, step)) = DONE_BY.iter().find(|(name, _)| *name == event.name) else { return Ok(()) };
    if event.workspace.is_some() {
        return note(conn, *step, event).await;
    }
    for workspace in owned(conn, event.record_id).await? {
        events::enter(conn, workspace.0).await?;
        note(conn, *step, event).await?;
    }
    // Back to where the event is: other consumers are told of it here.
    events::enter(conn, Uuid::nil()).await
}

/// Notes what was done before anybody could be told of it: by the events of the workspace, and by how the accounts of its owners are.
pub(super) async fn catch_up(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<()> {
    let (names, steps): (Vec<String>, Vec<String>) =
        DONE_BY.iter().map(|(name, step)| ((*name).to_owned(), step.name().to_owned())).unzip();
    sqlx::query!(
        "insert into onboarding_steps (step, done_at, event_id)
         select distinct on (done.step) done.step, e.happened_at, e.id
         from unnest($1::text[], $2::text[]) as done (name, step) join events e on e.name = done.name
         where not exists (select from onboarding_samples s where s.site_id = e.record_id and e.name = $3)
         order by done.step, e.seq
         on conflict (workspace_id, step) do update set done_at = excluded.done_at, event_id = excluded.event_id
         where onboarding_steps.done_at is null",
        &names,
        &steps,
        SiteCreated::NAME
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into onboarding_steps (step, done_at)
         select account.step, $1
         from memberships m join users u on u.id = m.user_id cross join lateral (values
             ($2, u.email_verified_at is not null),
             ($3, exists (select from totp_factors f where f.user_id = u.id and f.confirmed_at is not null)
               or exists (select from passkeys p where p.user_id = u.id)),
             ($4, exists (select from notification_settings s where s.user_id = u.id))
         ) as account (step, done)
         where m.workspace_id = current_workspace() and m.role = 'owner' and account.done
         group by account.step
         on conflict (workspace_id, step) do update set done_at = excluded.done_at where onboarding_steps.done_at is null",
        now,
        Step::ConfirmAddress.name(),
        Step::ProtectAccount.name(),
        Step::ChooseNotices.name()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A site that the product put in as a sample is nobody's doing.
async fn note(conn: &mut PgConnection, step: Step, event: &Recorded) -> Result<()> {
    store::lock(conn).await?;
    let done = sqlx::query!(
        "insert into onboarding_steps (step, done_at, event_id)
         select $1, $2, $3 where not ($5 and exists (select from onboarding_samples where site_id = $4))
         on conflict (workspace_id, step) do update set done_at = excluded.done_at, event_id = excluded.event_id
         where onboarding_steps.done_at is null",
        step.name(),
        event.happened_at,
        event.id,
        event.record_id,
        event.name == SiteCreated::NAME
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(());
    }
    measures::keep(conn, event.happened_at).await
}

async fn owned(conn: &mut PgConnection, user: Uuid) -> Result<Vec<WorkspaceId>> {
    let ids = sqlx::query_scalar!("select workspace_id from memberships where user_id = $1 and role = 'owner' order by workspace_id", user)
        .fetch_all(conn)
        .await?;
    Ok(ids.into_iter().map(WorkspaceId).collect())
}
