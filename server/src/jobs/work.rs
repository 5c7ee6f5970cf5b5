use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use mewayz::{
    Error, Result,
    db::{Db, Identity},
    ids::{JobId, WorkspaceId},
    jobs::{self, Claimed, Failure, Job, Lease},
    tenancy::Scope,
};

/// A job that runs, and the doors to its effects.
pub struct Work<J> {
    pub job: J,
    lease: Lease,
    workspace: Option<WorkspaceId>,
    db: Db,
    finished: Arc<AtomicBool>,
}

impl<J: Job> Work<J> {
    pub(super) fn new(claimed: &Claimed, db: Db, finished: Arc<AtomicBool>) -> Result<Self, Failure> {
        // A payload of another version of the product: no attempt changes it, a person may.
        let job =
            serde_json::from_value(claimed.payload.clone()).map_err(|e| Failure::GiveUp(format!("The payload cannot be read: {e}")))?;
        Ok(Self { job, lease: claimed.lease, workspace: claimed.workspace, db, finished })
    }

    /// Stays the same from attempt to attempt: the idempotency key towards outside services.
    pub fn id(&self) -> JobId {
        self.lease.job
    }

    /// From 1.
    pub fn attempt(&self) -> i16 {
        self.lease.attempt
    }

    pub fn workspace(&self) -> Option<WorkspaceId> {
        self.workspace
    }

    pub fn db(&self) -> &Db {
        &self.db
    }

    /// A transaction in the workspace that the job belongs to.
    ///
    /// # Errors
    /// `Internal` if it belongs to none.
    pub async fn scope(&self) -> Result<Scope> {
        let workspace = self.workspace.ok_or_else(|| Error::internal(format!("{} was added outside any workspace", J::NAME)))?;
        self.db.job(workspace).await
    }

    /// Commits the effect and the completion together: whenever the process dies, both happened or none. The runner then returns.
    ///
    /// # Errors
    /// If the lease was lost; nothing is committed, for somebody else runs the job.
    pub async fn finish(&self, mut scope: Scope) -> Result<()> {
        jobs::finish(&mut scope, &self.lease).await?;
        scope.commit().await?;
        self.finished.store(true, Ordering::Release);
        Ok(())
    }

    /// As [`Self::finish`], for effects on global tables.
    ///
    /// # Errors
    /// If the lease was lost.
    pub async fn finish_global(&self, mut identity: Identity) -> Result<()> {
        jobs::finish(&mut identity, &self.lease).await?;
        identity.commit().await?;
        self.finished.store(true, Ordering::Release);
        Ok(())
    }
}
