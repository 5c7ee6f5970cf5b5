use std::sync::Arc;

use mewayz::{
    clock,
    gateways::Storage,
    jobs::Failure,
    media::{self, Purge, RemoveFiles},
};

use super::Work;

/// Clears away what has lain in a workspace's trash for long enough.
pub(super) async fn purge(work: Work<Purge>) -> Result<(), Failure> {
    let mut scope = work.scope().await?;
    media::purge(&mut scope, clock::now()).await?;
    Ok(work.finish(scope).await?)
}

/// Removes files that no row names any more.
pub(super) async fn remove_files(work: Work<RemoveFiles>, storage: Arc<dyn Storage>) -> Result<(), Failure> {
    Ok(storage.delete_all(&work.job.folder).await?)
}
