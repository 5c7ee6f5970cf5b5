//! Workspaces: their home, who works in them, what they may do, and what a workspace is called and looks like.

mod dashboard;
pub(crate) mod forms;
mod groups;
mod invite;
mod invited;
mod lobby;
mod members;
mod new;
mod people;
mod roles;
mod server_fns;
mod settings;
mod sharing;
mod usage;
mod words;

pub use dashboard::DashboardPage;
pub use groups::GroupsPage;
pub use invited::InvitePage;
pub use lobby::LobbyPage;
pub use members::MembersPage;
pub use new::NewWorkspacePage;
pub use roles::RolesPage;
pub use server_fns::*;
pub use settings::WorkspacePage;
pub use sharing::SharingPage;
pub use usage::UsagePage;
