//! Server functions of all systems that a stranger may call; all others answer 401 to strangers before anything is read.

use server_fn::ServerFn;

use crate::{identity, reports, workspaces};

/// Their paths.
pub fn open_to_strangers() -> Vec<&'static str> {
    identity::open_to_strangers().into_iter().chain([workspaces::LoadInvitation::PATH, reports::ReportContent::PATH]).collect()
}
