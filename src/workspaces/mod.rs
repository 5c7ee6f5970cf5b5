//! Workspaces and the people in them: who belongs, what they may do, and what a workspace is called and looks like.
//!
//! - Nobody gives what they do not have: a role that is given, made or taken away has no right that its giver lacks.
//! - A workspace always has an owner who sees everything.
//! - What members may do changes only while nobody is inside (`Db::alone`), so no change is made with rights that are gone.
//! - A guest (`only_assigned`) sees the sites assigned to them and nothing else; the database holds that too.

pub mod rules;

#[cfg(not(target_arch = "wasm32"))]
mod export;
#[cfg(not(target_arch = "wasm32"))]
mod groups;
#[cfg(not(target_arch = "wasm32"))]
mod invitations;
#[cfg(not(target_arch = "wasm32"))]
mod joining;
#[cfg(not(target_arch = "wasm32"))]
mod letters;
#[cfg(not(target_arch = "wasm32"))]
mod life;
#[cfg(not(target_arch = "wasm32"))]
mod members;
#[cfg(not(target_arch = "wasm32"))]
mod roles;
#[cfg(not(target_arch = "wasm32"))]
mod settings;
#[cfg(not(target_arch = "wasm32"))]
mod shares;
#[cfg(not(target_arch = "wasm32"))]
mod usage;
#[cfg(not(target_arch = "wasm32"))]
pub use {export::*, groups::*, invitations::*, joining::*, life::*, members::*, roles::*, settings::*, shares::*, usage::*};
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{AssignmentId, GroupId, InvitationId, RoleId, ShareId, SiteId, UserId},
    tenancy::{Access, Grants, Role, Standing},
};
pub use rules::{Draft, Look, RoleChoice};

/// A member as colleagues see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: UserId,
    pub full_name: String,
    pub email: String,
    pub access: Access,
    /// Of a role that the workspace made.
    pub role_id: Option<RoleId>,
    pub role_name: Option<String>,
    pub joined_at: DateTime<Utc>,
    /// The last thing in the audit log that they did here.
    pub last_active_at: Option<DateTime<Utc>>,
    /// Names of the groups they are in.
    pub groups: Vec<String>,
}

/// A role that the workspace made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeRole {
    pub id: RoleId,
    pub name: String,
    pub rights: Grants,
    /// Members who have it.
    pub members: i64,
}

/// An invitation as its workspace sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    pub id: InvitationId,
    /// `None` for a link.
    pub email: Option<String>,
    pub role: Role,
    pub role_name: Option<String>,
    pub only_assigned: bool,
    /// The full name of who invites.
    pub invited_by: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// An invitation that was just made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    pub id: InvitationId,
    /// The whole address of the link; only for invitations without an address, and only now.
    pub link: Option<String>,
}

/// What somebody who follows the link of an invitation is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    pub workspace: String,
    pub invited_by: String,
    pub role: Role,
    pub role_name: Option<String>,
    pub only_assigned: bool,
    pub answer: Answer,
}

/// What the person who looks at an invitation can do with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Accept it.
    Accept,
    /// Sign in or up first.
    SignIn,
    /// Sign in with the address that was invited; it begins like this.
    OtherAddress(String),
    /// Confirm their address first.
    Confirm,
    /// They belong to the workspace already; its slug.
    Inside(String),
}

/// A group of members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub id: GroupId,
    pub name: String,
    /// Ids and full names.
    pub members: Vec<(UserId, String)>,
}

/// Whose a site is to look after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assignee {
    Person(UserId),
    Group(GroupId),
}

/// A site that is somebody's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    pub id: AssignmentId,
    pub site: SiteId,
    pub handle: String,
    pub assignee: Assignee,
    /// Of the person or the group.
    pub name: String,
}

/// A workspace as its settings show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub name: String,
    pub slug: String,
    pub look: Look,
    pub standing: Standing,
    /// Whom it is offered to, by whom, and until when.
    pub offer: Option<Offer>,
    /// Addresses it had before, which lead to it.
    pub former_slugs: Vec<String>,
}

/// A workspace that waits for a new owner's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub to: UserId,
    pub to_name: String,
    pub from: UserId,
    pub until: DateTime<Utc>,
}

/// A site that one workspace shows another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub id: ShareId,
    pub site: SiteId,
    pub handle: String,
    /// The name of the other workspace.
    pub workspace: String,
    pub created_at: DateTime<Utc>,
}

/// How much of a workspace is in use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageReport {
    pub members: i64,
    /// Members and open invitations.
    pub seats: Used,
    pub sites: Used,
    pub published_sites: i64,
    pub files: Used,
    /// Bytes.
    pub storage: Used,
    pub api_keys: Used,
    pub webhooks: Used,
    /// Mails sent in the workspace's name in the last 30 days.
    pub mails: i64,
    /// Visits by people in the last 30 days.
    pub views: i64,
    /// The last 30 days, oldest first, every day.
    pub api: Vec<ApiDay>,
}

/// How many there are of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used {
    pub now: i64,
    pub most: i64,
}

/// Requests of programs on a day (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiDay {
    pub day: NaiveDate,
    pub requests: i64,
    /// Of these, answered with an error of the caller's.
    pub refused: i64,
}

/// Ends workspaces whose grace is over; comes back by the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sweep {}

impl crate::jobs::Job for Sweep {
    const NAME: &'static str = "workspaces.sweep";
}

/// Erases what workspaces held whose grace is over, every night; for workers that may act as the owner of the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erase {}

impl crate::jobs::Job for Erase {
    const NAME: &'static str = "workspaces.erase";
    const QUEUE: &'static str = "owner";
}
