//! How much each workspace's programs ask: counted in memory, written down once a minute.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use chrono::NaiveDate;
use http::StatusCode;
use mewayz::{clock, db::Db, ids::WorkspaceId, workspaces};

/// Requests, and how many of them were refused, by workspace and day (UTC).
#[derive(Debug, Default)]
pub(crate) struct Counts(Mutex<HashMap<(WorkspaceId, NaiveDate), (i64, i64)>>);

impl Counts {
    /// Counts a request that was answered.
    pub(crate) fn add(&self, workspace: WorkspaceId, status: StatusCode) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (requests, refused) = counts.entry((workspace, clock::now().date_naive())).or_default();
        *requests += 1;
        *refused += i64::from(status.is_client_error());
    }

    /// Writes down what was counted. What cannot be written is counted again with the rest.
    pub(crate) async fn flush(&self, db: &Db) {
        let counted = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for ((workspace, day), (requests, refused)) in counted {
            if let Err(error) = workspaces::count_requests(db, workspace, day, requests, refused).await {
                tracing::warn!(%error, "requests of programs are not written down yet");
                let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                let again = counts.entry((workspace, day)).or_default();
                *again = (again.0 + requests, again.1 + refused);
            }
        }
    }
}
