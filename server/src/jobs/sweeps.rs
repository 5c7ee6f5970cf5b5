use std::sync::Arc;

use mewayz::{
    clock, identity, inbound,
    jobs::{self, Failure},
    mail,
    notifications::{self, Channel},
    secrets::{Keyring, Reseal},
    survey, webhooks, workspaces,
};

use super::Work;
use crate::reseal;

/// Forgets sessions and refresh tokens that have ended, accounts whose grace is over, and allowances that are whole again.
pub(super) async fn expired(work: Work<identity::Sweep>) -> Result<(), Failure> {
    let now = clock::now();
    identity::sessions::sweep(work.db(), now).await?;
    identity::refresh::sweep(work.db(), now).await?;
    identity::leaving::erase_due(work.db(), now).await?;
    Ok(identity::throttle::sweep(work.db(), now).await?)
}

/// Lets nobody into workspaces whose grace is over.
pub(super) async fn workspaces(work: Work<workspaces::Sweep>) -> Result<(), Failure> {
    workspaces::close_ended(work.db(), clock::now()).await?;
    Ok(())
}

/// Forgets old statistics and jobs that nobody has looked at for long.
pub(super) async fn jobs(work: Work<jobs::Sweep>) -> Result<(), Failure> {
    Ok(jobs::sweep(work.db(), clock::now()).await?)
}

/// Forgets notices of half a year ago and old codes, and tells of keys that end soon.
pub(super) async fn notifications(work: Work<notifications::Sweep>, offered: Arc<[Channel]>) -> Result<(), Failure> {
    let mut identity = work.db().identity().await?;
    notifications::sweep(&mut identity, clock::now()).await?;
    identity.commit().await?;
    for workspace in identity::all_workspaces(work.db()).await? {
        let mut scope = work.db().job(workspace).await?;
        notifications::watch_workspace(&mut scope, &offered, clock::now()).await?;
        scope.commit().await?;
    }
    Ok(())
}

/// Tells staff of work that was given up.
pub(super) async fn given_up(work: Work<notifications::Watch>, offered: Arc<[Channel]>) -> Result<(), Failure> {
    let mut identity = work.db().identity().await?;
    notifications::watch_jobs(&mut identity, &offered, clock::now()).await?;
    Ok(identity.commit().await?)
}

/// Forgets what came in long ago, and old deliveries, workspace by workspace.
pub(super) async fn webhooks(work: Work<webhooks::Sweep>) -> Result<(), Failure> {
    inbound::purge(work.db(), clock::now()).await?;
    for workspace in identity::all_workspaces(work.db()).await? {
        let mut scope = work.db().job(workspace).await?;
        webhooks::purge(&mut scope, clock::now()).await?;
        scope.commit().await?;
    }
    Ok(())
}

/// Seals secrets anew that an older key sealed.
pub(super) async fn secrets(work: Work<Reseal>, keyring: Keyring) -> Result<(), Failure> {
    reseal::everything(work.db(), &keyring).await?;
    Ok(())
}

/// Forgets what became of old mails.
pub(super) async fn mail(work: Work<mail::Sweep>) -> Result<(), Failure> {
    Ok(mail::sweep(work.db(), clock::now()).await?)
}

/// Counts in every workspace what staff see as sums.
pub(super) async fn survey(work: Work<survey::Survey>) -> Result<(), Failure> {
    Ok(survey::run(work.db(), clock::now()).await?)
}
