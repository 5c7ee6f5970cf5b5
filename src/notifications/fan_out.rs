//! Which event tells whom what.

use chrono::Duration;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    Audience, Channel, Topic, devices,
    tell::{News, tell},
    words::Params,
};
use crate::{Result, clock, events::Recorded, ids::WorkspaceId};

/// Refused sign-ins within an hour that are worth telling of; people mistype.
const REFUSALS: i64 = 5;
/// One notice of refused sign-ins a day: whoever guesses must not fill the list.
const REFUSALS_TOLD_EVERY: Duration = Duration::hours(24);

/// Tells of an event whom it concerns by the ways that are offered; once, however often it is told here.
pub(crate) async fn on_event(conn: &mut PgConnection, event: &Recorded, offered: &[Channel]) -> Result<()> {
    let Some(topic) = Topic::of_event(&event.name) else { return Ok(()) };
    let Some((params, path)) = about(conn, topic, event).await? else { return Ok(()) };
    let recipients = recipients(conn, topic, event).await?;
    let news = News { event: event.id, topic, workspace: event.workspace, params, path, happened_at: event.happened_at };
    tell(conn, &news, &recipients, offered, clock::now()).await
}

/// What there is to say and where it leads; `None` if the event is not worth telling.
async fn about(conn: &mut PgConnection, topic: Topic, event: &Recorded) -> Result<Option<(Params, String)>> {
    let said = match topic {
        Topic::NewDevice => devices::new_device(conn, event).await?.map(|device| params([("device", device), from(event)])),
        Topic::SignInsRefused => is_attack(conn, event).await?.then(|| params([from(event)])),
        Topic::PasswordChanged | Topic::WaysInChanged | Topic::DeviceSignedOut => Some(params([from(event)])),
        Topic::Impersonated => {
            let until = event.data["until"].as_str().and_then(|until| until.get(11..16)).unwrap_or_default();
            Some(params([("until", format!("{until} UTC"))]))
        }
        Topic::SitePublished => {
            let site = event.data["handle"].as_str().unwrap_or_default();
            Some(params([("site", format!("@{site}")), ("person", name_of(conn, event.actor.id).await?)]))
        }
        // A person who switches it off knows.
        Topic::WebhookDisabled if event.data["because"] == "person" => None,
        Topic::WebhookDisabled => {
            let host = crate::webhooks::host_of(conn, event.record_id).await?;
            Some(params([("host", host)]))
        }
        Topic::ApiKeyCreated => {
            let key = event.data["name"].as_str().unwrap_or_default().to_owned();
            Some(params([("key", key), ("person", name_of(conn, event.actor.id).await?)]))
        }
        Topic::PlanTrialEnding | Topic::PlanPaymentFailed | Topic::PlanEnded | Topic::PlanGraceEnding => {
            let day = event.data["until"].as_str().and_then(|until| until.get(..10)).unwrap_or_default().to_owned();
            Some(params([("plan", plan_of(event)), ("day", day)]))
        }
        Topic::DomainLapsed => Some(params([("host", event.data["host"].as_str().unwrap_or_default().to_owned())])),
        Topic::PlanReadOnly => Some(params([("plan", plan_of(event))])),
        Topic::WorkspaceSuspended => Some(params([("because", text_of(event, "because"))])),
        Topic::WorkspaceReleased => Some(params([])),
        Topic::SiteTakenDown | Topic::SiteAppealRefused | Topic::SiteRestored => {
            Some(params([("site", format!("@{}", text_of(event, "handle"))), ("because", text_of(event, "because"))]))
        }
        Topic::ApiKeyExpiring | Topic::JobsGivenUp | Topic::Announcement => None,
    };
    let Some(said) = said else { return Ok(None) };
    let base = match event.workspace {
        Some(workspace) => format!("/w/{}", slug_of(conn, workspace).await?),
        None => "~".to_owned(),
    };
    let path = match topic {
        Topic::SiteTakenDown | Topic::SiteAppealRefused => format!("{base}/sites/{}/appeal", event.record_id),
        Topic::SitePublished | Topic::SiteRestored => {
            format!("{base}/sites/{}", event.record_id)
        }
        Topic::WorkspaceSuspended | Topic::WorkspaceReleased => base,
        Topic::WebhookDisabled => format!("{base}/settings/webhooks/{}", event.record_id),
        Topic::ApiKeyCreated => format!("{base}/settings/api-keys"),
        Topic::DomainLapsed => format!("{base}/settings/domains"),
        Topic::PlanTrialEnding | Topic::PlanPaymentFailed | Topic::PlanEnded | Topic::PlanGraceEnding | Topic::PlanReadOnly => {
            format!("{base}/settings/billing")
        }
        _ => format!("{base}/settings"),
    };
    Ok(Some((said, path)))
}

async fn recipients(conn: &mut PgConnection, topic: Topic, event: &Recorded) -> Result<Vec<Uuid>> {
    let workspace = event.workspace.map(|w| w.0);
    Ok(match topic.audience() {
        Audience::Account => {
            // A refused sign-in of an unknown address is about nobody.
            sqlx::query_scalar!("select id from users where id = $1", event.record_id).fetch_all(conn).await?
        }
        Audience::Colleagues => {
            sqlx::query_scalar!(
                // Guests hear of the sites that are theirs.
                "select m.user_id from memberships m
                 where m.workspace_id = $1 and m.user_id is distinct from $2
                   and (not m.only_assigned or exists (
                     select from site_assignments a
                     where a.workspace_id = m.workspace_id and a.site_id = $3
                       and (a.user_id = m.user_id or a.group_id in (
                         select g.group_id from workspace_group_members g where g.workspace_id = m.workspace_id and g.user_id = m.user_id))))
                 order by m.user_id",
                workspace,
                event.actor.id,
                event.record_id
            )
            .fetch_all(conn)
            .await?
        }
        Audience::Owners => {
            sqlx::query_scalar!("select user_id from memberships where workspace_id = $1 and role = 'owner' order by user_id", workspace)
                .fetch_all(conn)
                .await?
        }
        // No event tells of what staff say.
        Audience::Everybody => Vec::new(),
        Audience::Staff => sqlx::query_scalar!("select user_id from staff order by user_id").fetch_all(conn).await?,
    })
}

/// Whether an account has had many sign-ins refused, and nobody was told yet. A replay tells as the first telling did.
async fn is_attack(conn: &mut PgConnection, event: &Recorded) -> Result<bool> {
    let refused = sqlx::query_scalar!(
        r#"select count(*) as "count!" from events
           where record_id = $1 and name = 'account.sign_in_refused' and seq <= $2 and happened_at > $3"#,
        event.record_id,
        event.seq,
        event.happened_at - Duration::hours(1)
    )
    .fetch_one(&mut *conn)
    .await?;
    if refused < REFUSALS {
        return Ok(false);
    }
    let told = sqlx::query_scalar!(
        r#"select exists (
             select from notifications where user_id = $1 and topic = 'sign_ins_refused' and event_id <> $2 and created_at > $3 and created_at <= $4
           ) as "told!""#,
        event.record_id,
        event.id,
        event.happened_at - REFUSALS_TOLD_EVERY,
        event.happened_at
    )
    .fetch_one(conn)
    .await?;
    Ok(!told)
}

fn params<const N: usize>(pairs: [(&str, String); N]) -> Params {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A field of what is known of an event; empty if it has none of that name.
fn text_of(event: &Recorded, field: &str) -> String {
    event.data[field].as_str().unwrap_or_default().to_owned()
}

fn from(event: &Recorded) -> (&'static str, String) {
    ("address", event.address.clone())
}

/// The name of a plan as people read it.
fn plan_of(event: &Recorded) -> String {
    let name = event.data["plan"].as_str().unwrap_or_default();
    crate::plans::Plan::from_name(name).map_or_else(|| name.to_owned(), |plan| plan.title().to_owned())
}

async fn name_of(conn: &mut PgConnection, user: Option<Uuid>) -> Result<String> {
    let name = sqlx::query_scalar!("select full_name from users where id = $1", user).fetch_optional(conn).await?;
    Ok(name.unwrap_or_else(|| "Mewayz".to_owned()))
}

async fn slug_of(conn: &mut PgConnection, workspace: WorkspaceId) -> Result<String> {
    Ok(sqlx::query_scalar!("select slug from workspaces where id = $1", workspace.0).fetch_one(conn).await?)
}
