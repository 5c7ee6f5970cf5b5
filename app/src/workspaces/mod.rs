//! The home of a workspace.

mod dashboard;

pub use dashboard::DashboardPage;
