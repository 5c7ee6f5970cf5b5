//! Runs the jobs that verbs add (`mewayz::jobs`). A contents page: which runner does which job, and what comes back by the clock.
//!
//! A runner is idempotent: it may run twice when a process dies. `Work::finish` makes it exactly once where its effect is in the database.

mod housekeeping;
mod queue;
mod runners;
mod settling;
mod sweeps;
#[cfg(test)]
mod tests;
mod work;
mod worker;

pub use runners::Runners;
pub use work::Work;
pub use worker::{Settings, Worker};

use mewayz::{
    Result,
    db::Db,
    identity, jobs,
    jobs::Schedule,
    mail,
    secrets::{self, Keyring},
    webhooks,
};

/// Everything this product does later.
pub fn runners(db: &Db, keyring: &Keyring) -> Runners {
    let keyring = keyring.clone();
    Runners::new(db.clone())
        .on::<identity::Sweep, _, _>(sweeps::expired)
        .on::<jobs::Sweep, _, _>(sweeps::jobs)
        .on::<mail::Sweep, _, _>(sweeps::mail)
        .on::<webhooks::Sweep, _, _>(sweeps::webhooks)
        .on::<secrets::Reseal, _, _>(move |work| sweeps::secrets(work, keyring.clone()))
}

/// Everything this product does by the clock. Minutes are odd on purpose: at full hours everybody is busy.
///
/// # Errors
/// If a rule cannot be read.
pub fn schedules() -> Result<Vec<Schedule>> {
    Ok(vec![
        Schedule::new("identity.sweep", "17 * * * *", "UTC", &identity::Sweep {})?,
        Schedule::new("jobs.sweep", "41 3 * * *", "UTC", &jobs::Sweep {})?,
        Schedule::new("mail.sweep", "11 4 * * *", "UTC", &mail::Sweep {})?,
        Schedule::new("webhooks.sweep", "23 4 * * *", "UTC", &webhooks::Sweep {})?,
        Schedule::new("secrets.reseal", "7 5 * * *", "UTC", &secrets::Reseal {})?,
    ])
}
