//! Runs the jobs that verbs add (`mewayz::jobs`). A contents page: which runner does which job, and what comes back by the clock.
//!
//! A runner is idempotent: it may run twice when a process dies. `Work::finish` makes it exactly once where its effect is in the database.

mod domains;
mod housekeeping;
mod media;
mod notices;
mod plans;
mod queue;
mod runners;
mod settling;
mod sweeps;
#[cfg(test)]
mod tests;
pub(crate) mod tools;
mod work;
mod worker;

pub use runners::Runners;
pub use work::Work;
pub use worker::{Settings, Worker};

use std::sync::Arc;

use mewayz::{
    Result, announcements,
    db::Db,
    domains as own_domains,
    gateways::{Billing, Names, Push, Sms, Storage},
    identity, jobs,
    jobs::Schedule,
    mail,
    notifications::{self, Channel},
    plans as subscriptions,
    secrets::{self, Keyring},
    survey, webhooks, workspaces,
};

/// The outside services that work needs.
#[derive(Clone)]
pub struct Outside {
    pub storage: Arc<dyn Storage>,
    pub push: Arc<dyn Push>,
    /// `None` where there are no text messages.
    pub sms: Option<Arc<dyn Sms>>,
    /// `None` where nothing takes payments.
    pub billing: Option<Arc<dyn Billing>>,
    pub names: Arc<dyn Names>,
}

/// Everything this product does later.
pub fn runners(db: &Db, keyring: &Keyring, base_url: &str, outside: Outside) -> Runners {
    let Outside { storage, push, sms, billing, names } = outside;
    let keyring = keyring.clone();
    let (base_url, offered): (Arc<str>, Arc<[Channel]>) = (base_url.into(), Channel::offered(sms.is_some()).into());
    let (refreshed, asks) = (billing.clone(), billing.is_some());
    let (of_texts, gateway, watched, said) = (base_url.clone(), sms, offered.clone(), offered.clone());
    Runners::new(db.clone())
        .on::<announcements::Tell, _, _>(move |work| notices::announcement(work, said.clone()))
        .on::<identity::Sweep, _, _>(sweeps::expired)
        .on::<jobs::Sweep, _, _>(sweeps::jobs)
        .on::<mail::Sweep, _, _>(sweeps::mail)
        .on::<notifications::SendMail, _, _>(move |work| notices::mail(work, base_url.clone()))
        .on::<notifications::Deliver, _, _>(move |work| notices::deliver(work, push.clone()))
        .on::<notifications::SendText, _, _>(move |work| notices::text(work, of_texts.clone(), gateway.clone()))
        .on::<notifications::Sweep, _, _>(move |work| sweeps::notifications(work, offered.clone()))
        .on::<notifications::Watch, _, _>(move |work| sweeps::given_up(work, watched.clone()))
        .on::<subscriptions::Refresh, _, _>(move |work| plans::refresh(work, refreshed.clone()))
        .on::<subscriptions::Tick, _, _>(plans::tick)
        .on::<subscriptions::Reconcile, _, _>(move |work| plans::reconcile(work, asks))
        .on::<survey::Survey, _, _>(sweeps::survey)
        .on::<webhooks::Sweep, _, _>(sweeps::webhooks)
        .on::<workspaces::Sweep, _, _>(sweeps::workspaces)
        .on::<secrets::Reseal, _, _>(move |work| sweeps::secrets(work, keyring.clone()))
        .on::<own_domains::Check, _, _>(move |work| domains::check(work, names.clone()))
        .on(media::purge)
        .on(move |work| media::remove_files(work, Arc::clone(&storage)))
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
        Schedule::new("notifications.sweep", "53 3 * * *", "UTC", &notifications::Sweep {})?,
        Schedule::new("notifications.watch", "*/5 * * * *", "UTC", &notifications::Watch {})?,
        Schedule::new("plans.reconcile", "37 2 * * *", "UTC", &subscriptions::Reconcile {})?,
        Schedule::new("survey.workspaces", "47 */6 * * *", "UTC", &survey::Survey {})?,
        Schedule::new("webhooks.sweep", "23 4 * * *", "UTC", &webhooks::Sweep {})?,
        Schedule::new("workspaces.sweep", "29 * * * *", "UTC", &workspaces::Sweep {})?,
        Schedule::new("workspaces.erase", "31 3 * * *", "UTC", &workspaces::Erase {})?,
        Schedule::new("secrets.reseal", "7 5 * * *", "UTC", &secrets::Reseal {})?,
    ])
}
