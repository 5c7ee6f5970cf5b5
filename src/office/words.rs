//! What pages of the back office show.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    ids::{EndpointId, UserId, WorkspaceId},
    tenancy::Standing,
};

/// Something that somebody on the staff did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Action {
    pub id: Uuid,
    pub user: UserId,
    /// Full name.
    pub name: String,
    pub happened_at: DateTime<Utc>,
    /// Such as `person.suspend`; `enter` for having looked at something.
    pub act: String,
    pub reason: String,
    /// Ids and numbers.
    pub details: Value,
}

/// Which actions to show; empty fields do not filter, except that visits (`enter`) are shown only when they are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LogFilter {
    /// An act or the system before its dot: `person.suspend`, `person`.
    pub act: String,
    pub user: Option<UserId>,
    /// The person, workspace or other thing that it was done to.
    pub subject: Option<Uuid>,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

/// A stretch of the log, newest first.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LogPage {
    pub actions: Vec<Action>,
    /// Give as `before` for the next stretch; `None` at the end.
    pub next: Option<Uuid>,
    /// Everybody who is or was on the staff and did something.
    pub people: Vec<(UserId, String)>,
}

/// A workspace in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceRow {
    pub id: WorkspaceId,
    pub slug: String,
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub standing: Standing,
    pub members: i64,
    /// The address of its first owner.
    pub owner: Option<String>,
}

/// Everything that staff see of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceDetails {
    pub row: WorkspaceRow,
    /// Since when staff keep it from visitors, and why; whatever else its standing is.
    pub suspended: Option<(DateTime<Utc>, String)>,
    /// Id, full name and address.
    pub owners: Vec<(UserId, String, String)>,
    /// Name of the plan, state of the subscription, and until when; `None` for the free plan.
    pub plan: Option<(String, String, Option<DateTime<Utc>>)>,
    pub sites: i64,
    pub published: i64,
    pub files: i64,
    pub bytes: i64,
    /// Requests of programs in 30 days, and how many of them were refused.
    pub requests: i64,
    pub refused: i64,
    pub keys: i64,
    pub webhooks: i64,
    pub handles: Vec<String>,
    /// Names and times of the last events, newest first; not what they say.
    pub events: Vec<(String, DateTime<Utc>)>,
}

/// Which mails to show; empty fields do not filter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MailFilter {
    pub state: String,
    /// Which letter of the catalogue.
    pub topic: String,
    /// The whole address.
    pub receiver: String,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

/// A mail as staff see it: never its text, which may hold a link that opens an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailRow {
    pub id: Uuid,
    /// `queued`, `sending`, `deferred`, `accepted`, `bounced`, `suppressed`, `failed` or `unknown`.
    pub state: String,
    pub topic: String,
    /// `security`, `transaction` or `notice`.
    pub kind: String,
    pub receiver: String,
    pub subject: String,
    pub created_at: DateTime<Utc>,
    pub state_since: DateTime<Utc>,
    pub attempts: i32,
}

/// A page of mails, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MailPage {
    pub mails: Vec<MailRow>,
    pub next: Option<Uuid>,
    /// How many there are in each state, of all mails that are kept.
    pub counts: Vec<(String, i64)>,
    /// Letters of the catalogue.
    pub topics: Vec<String>,
    /// What holds mail to the receiver back, where one is looked for.
    pub suppressions: Vec<Suppressed>,
}

/// What holds mail to an address back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressed {
    /// `hard_bounce`, `complaint`, `operator` or `unsubscribed`; the last is the owner's wish and cannot be lifted.
    pub reason: String,
    pub detail: String,
    pub since: DateTime<Utc>,
}

/// One mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailDetails {
    pub row: MailRow,
    pub workspace: Option<WorkspaceId>,
    pub locale: String,
    /// What the mail server said, or what went wrong here.
    pub error: Option<String>,
    /// What the mail server said when it took the mail.
    pub receipt: Option<String>,
    pub next_attempt_at: Option<DateTime<Utc>>,
    pub expires_at: DateTime<Utc>,
    /// Whether its text is still here, so that it can be sent again.
    pub can_be_sent: bool,
}

/// A webhook endpoint in trouble.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointRow {
    pub id: EndpointId,
    pub workspace: WorkspaceId,
    pub slug: String,
    pub host: String,
    /// `person`, `gone` or `failing`, if it is off.
    pub disabled_because: Option<String>,
    pub failing_since: Option<DateTime<Utc>>,
}

/// A message of an outside service that could not be worked on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetter {
    pub source: String,
    pub event_id: String,
    pub name: String,
    pub received_at: DateTime<Utc>,
    pub attempts: i32,
    pub last_error: String,
}

/// Webhooks of all workspaces.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HooksBoard {
    /// All endpoints there are.
    pub endpoints: i64,
    pub troubled: Vec<EndpointRow>,
    /// Give as `after` for the next endpoints in trouble.
    pub next: Option<EndpointId>,
    /// Days of the last two weeks: delivered, waiting, failed.
    pub days: Vec<(NaiveDate, i64, i64, i64)>,
    pub dead: Vec<DeadLetter>,
}

/// Something staff do to data at large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tool {
    /// Tells one consumer of events once more of what happened.
    ReplayEvents,
    /// Erases workspaces whose grace is over, instead of at night.
    EraseWorkspaces,
    /// Ends accounts whose grace is over, instead of within the hour.
    EraseAccounts,
    /// Finds files that no row names, and rows whose file is not there; removes the former.
    Orphans,
}

impl Tool {
    pub const ALL: [Self; 4] = [Self::ReplayEvents, Self::EraseWorkspaces, Self::EraseAccounts, Self::Orphans];

    /// The name in the database and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReplayEvents => "replay_events",
            Self::EraseWorkspaces => "erase_workspaces",
            Self::EraseAccounts => "erase_accounts",
            Self::Orphans => "orphans",
        }
    }

    /// The tool of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.name() == name)
    }
}

/// What a tool is asked to do; only what replaying asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Arguments {
    /// Which consumer is told.
    #[serde(default)]
    pub consumer: String,
    /// Of which workspace; of accounts without one.
    #[serde(default)]
    pub workspace: Option<WorkspaceId>,
    /// Since when.
    #[serde(default)]
    pub since: Option<DateTime<Utc>>,
}

/// A run of a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub id: Uuid,
    pub tool: Tool,
    pub arguments: Arguments,
    /// For a run that changes something: the dry run that showed it first.
    pub dry_run: Option<Uuid>,
    /// `waiting`, `running`, `done` or `failed`.
    pub state: String,
    pub done: i64,
    pub total: i64,
    pub examples: Vec<String>,
    pub error: Option<String>,
    /// Full name.
    pub started_by: String,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    /// A dry run that found something and was not followed yet: it can be done for real.
    pub can_be_done: bool,
}
