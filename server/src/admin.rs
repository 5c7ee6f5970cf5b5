//! `server admin`: what only the operator of the machine may do, with the owner's role.

use clap::Subcommand;
use mewayz::{Error, staff};

use crate::{
    config::{Config, owner_url},
    jobs::tools,
};

#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Act {
    /// Make somebody staff, who has an account with this confirmed address.
    Grant { email: String },
    /// End somebody's being staff.
    Revoke { email: String },
    /// Erase the workspaces whose grace after deletion is over, with their files. A worker with DATABASE_OWNER_URL does so every night.
    EraseWorkspaces,
}

/// # Errors
/// In words.
#[allow(clippy::print_stdout, reason = "the command line speaks to a person")]
pub async fn run(config: &Config, act: Act) -> Result<(), String> {
    let owner = owner_url(config)?;
    match act {
        Act::Grant { email } => {
            staff::grant(owner, &email).await.map_err(|e| explain(&e, &email, "nobody has an account with this confirmed address"))?;
            println!("{email} is on the staff now: {}/admin", config.base_url);
        }
        Act::Revoke { email } => {
            staff::revoke(owner, &email).await.map_err(|e| explain(&e, &email, "nobody on the staff has this address"))?;
            println!("{email} is no longer on the staff");
        }
        Act::EraseWorkspaces => erase_workspaces(config, owner).await?,
    }
    Ok(())
}

#[allow(clippy::print_stdout, reason = "the command line speaks to a person")]
async fn erase_workspaces(config: &Config, owner: &str) -> Result<(), String> {
    let storage = crate::adapters::storage::open(&config.storage)?;
    let (count, erased) = tools::erase_workspaces(&owner.into(), storage.as_ref()).await.map_err(|e| e.to_string())?;
    erased.iter().for_each(|line| println!("{line}"));
    println!("{count} workspaces were erased");
    Ok(())
}

fn explain(error: &Error, email: &str, not_found: &str) -> String {
    if *error == Error::NotFound { format!("{email}: {not_found}") } else { error.to_string() }
}
