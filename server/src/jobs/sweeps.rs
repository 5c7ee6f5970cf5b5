use mewayz::{
    clock, identity,
    jobs::{self, Failure},
};

use super::Work;

/// Forgets sessions that have ended and allowances that are whole again.
pub(super) async fn expired(work: Work<identity::Sweep>) -> Result<(), Failure> {
    let now = clock::now();
    identity::sessions::sweep(work.db(), now).await?;
    Ok(identity::throttle::sweep(work.db(), now).await?)
}

/// Forgets old statistics and jobs that nobody has looked at for long.
pub(super) async fn jobs(work: Work<jobs::Sweep>) -> Result<(), Failure> {
    Ok(jobs::sweep(work.db(), clock::now()).await?)
}
