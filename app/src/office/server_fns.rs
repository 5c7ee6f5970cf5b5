use leptos::prelude::*;
use mewayz::{
    ids::{EndpointId, WorkspaceId},
    office::{HooksBoard, LogFilter, LogPage, MailDetails, MailFilter, MailPage, Run, Tool, WorkspaceDetails, WorkspaceRow},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::{
    error::AppError,
    shared::{day_begins, day_ends},
};
#[cfg(not(target_arch = "wasm32"))]
use mewayz::{clock, office as desk};

/// The filters of the log as they stand in its address; what cannot be read does not filter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LogQuery {
    #[serde(default)]
    pub act: String,
    #[serde(default)]
    pub user: String,
    #[serde(default)]
    pub subject: String,
    /// First and last day, UTC.
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub until: String,
    #[serde(default)]
    pub before: String,
}

impl LogQuery {
    pub fn filter(&self) -> LogFilter {
        LogFilter {
            act: self.act.trim().to_owned(),
            user: self.user.parse().ok(),
            subject: self.subject.trim().parse().ok(),
            from: day_begins(&self.from),
            until: day_ends(&self.until),
        }
    }
}

/// The filters of the list of mails, as those of the log.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MailQuery {
    #[serde(default)]
    pub state: String,
    #[serde(default)]
    pub topic: String,
    #[serde(default)]
    pub receiver: String,
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub until: String,
    #[serde(default)]
    pub before: String,
}

impl MailQuery {
    pub fn filter(&self) -> MailFilter {
        MailFilter {
            state: self.state.clone(),
            topic: self.topic.clone(),
            receiver: self.receiver.trim().to_owned(),
            from: day_begins(&self.from),
            until: day_ends(&self.until),
        }
    }
}

/// For staff. What staff did.
#[server]
pub async fn load_staff_log(#[server(default)] query: LogQuery) -> Result<LogPage, AppError> {
    let mut office = context::office("Looking at what staff did").await?;
    Ok(desk::log(&mut office, &query.filter(), query.before.parse().ok()).await?)
}

/// For staff. Workspaces by name, address, id or owner.
#[server]
pub async fn list_workspaces(
    #[server(default)] text: String,
    #[server(default)] before: Option<WorkspaceId>,
) -> Result<Vec<WorkspaceRow>, AppError> {
    let mut office = context::office("Looking for workspaces").await?;
    Ok(desk::search_workspaces(&mut office, &text, before).await?)
}

/// For staff. What there is to know of a workspace.
#[server]
pub async fn inspect_workspace(tenant: WorkspaceId) -> Result<WorkspaceDetails, AppError> {
    let mut office = context::office("Looking at a workspace").await?;
    Ok(desk::find_workspace(&mut office, tenant, clock::now()).await?)
}

/// For staff. Keeps a workspace from visitors and programs.
#[server]
pub async fn suspend_workspace(tenant: WorkspaceId, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    desk::suspend_workspace(&mut office, tenant, clock::now()).await?;
    Ok(office.commit().await?)
}

/// For staff. Lets visitors and programs at a workspace again.
#[server]
pub async fn release_workspace(tenant: WorkspaceId, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    desk::release_workspace(&mut office, tenant).await?;
    Ok(office.commit().await?)
}

/// For staff. Makes a workspace read-only.
#[server]
pub async fn close_workspace(tenant: WorkspaceId, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    desk::archive_workspace(&mut office, tenant, clock::now()).await?;
    Ok(office.commit().await?)
}

/// For staff. Takes a workspace back into use that is archived or about to be deleted.
#[server]
pub async fn keep_workspace(tenant: WorkspaceId, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    desk::reopen_workspace(&mut office, tenant, clock::now()).await?;
    Ok(office.commit().await?)
}

/// For staff. Mails and what became of them.
#[server]
pub async fn list_mails(#[server(default)] query: MailQuery) -> Result<MailPage, AppError> {
    let mut office = context::office("Looking at mails").await?;
    Ok(desk::mails(&mut office, &query.filter(), query.before.parse().ok()).await?)
}

/// For staff. What became of a mail.
#[server]
pub async fn load_mail(mail: Uuid) -> Result<MailDetails, AppError> {
    let mut office = context::office("Looking at a mail").await?;
    Ok(desk::find_mail(&mut office, mail).await?)
}

/// For staff. Sends a mail once more.
#[server]
pub async fn send_mail_again(mail: Uuid, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    desk::send_mail_again(&mut office, mail, clock::now()).await?;
    Ok(office.commit().await?)
}

/// For staff. Notes that a mail of unknown fate has arrived.
#[server]
pub async fn note_mail_arrived(mail: Uuid, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    desk::note_mail_arrived(&mut office, mail, clock::now()).await?;
    Ok(office.commit().await?)
}

/// For staff. Lets mail to an address through again.
#[server]
pub async fn lift_suppression(#[server(default)] receiver: String, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    desk::lift_suppression(&mut office, &receiver).await?;
    Ok(office.commit().await?)
}

/// For staff. Webhooks of all workspaces.
#[server]
pub async fn load_hooks(#[server(default)] after: Option<EndpointId>) -> Result<HooksBoard, AppError> {
    let mut office = context::office("Looking at webhooks").await?;
    Ok(desk::hooks(&mut office, after, clock::now()).await?)
}

/// For staff. Works once more on a message of an outside service; true if it was taken this time.
#[server]
pub async fn retry_dead_letter(source: String, event: String, #[server(default)] reason: String) -> Result<bool, AppError> {
    let mut office = context::office(&reason).await?;
    let taken = desk::retry_dead_letter(&mut office, &source, &event, clock::now()).await?;
    office.commit().await?;
    Ok(taken)
}

/// For staff. Throws a message of an outside service away.
#[server]
pub async fn discard_dead_letter(source: String, event: String, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    desk::discard_dead_letter(&mut office, &source, &event).await?;
    Ok(office.commit().await?)
}

/// For staff. The newest runs of data tools.
#[server]
pub async fn list_runs() -> Result<Vec<Run>, AppError> {
    let mut office = context::office("Looking at data tools").await?;
    Ok(desk::runs(&mut office, clock::now()).await?)
}

/// For staff. A run of a data tool.
#[server]
pub async fn load_run(run: Uuid) -> Result<Run, AppError> {
    let mut office = context::office("Looking at a run of a data tool").await?;
    Ok(desk::run(&mut office, run, clock::now()).await?)
}

/// For staff. Looks what a data tool would change, without changing it.
#[server]
pub async fn try_tool(
    tool: Tool,
    #[server(default)] consumer: String,
    #[server(default)] place: String,
    #[server(default)] days: String,
) -> Result<(), AppError> {
    let mut office = context::office("Looking what a data tool would change").await?;
    let days = days.trim().parse().unwrap_or(7);
    let run = desk::try_tool(&mut office, tool, &consumer, &place, days, clock::now()).await?;
    office.commit().await?;
    leptos_axum::redirect(&format!("/admin/data/{run}"));
    Ok(())
}

/// For staff. Does what a dry run has shown.
#[server]
pub async fn do_tool(run: Uuid, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    let run = desk::do_tool(&mut office, run, clock::now()).await?;
    office.commit().await?;
    leptos_axum::redirect(&format!("/admin/data/{run}"));
    Ok(())
}
