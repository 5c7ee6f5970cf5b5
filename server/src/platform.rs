//! Flags and settings in memory: read at start, again at every notice, and once a minute in case one was missed.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use mewayz::{
    db::Db,
    platform::{self, Platform},
};

/// How long a missed notice can go unseen.
const POLL: Duration = Duration::from_secs(60);
/// Pause before the database is asked again after it did not answer.
const RETRY: Duration = Duration::from_secs(2);

/// The latest snapshot, shared by all requests.
#[derive(Clone, Default)]
pub struct Latest(Arc<RwLock<Arc<Platform>>>);

impl Latest {
    /// The snapshot that a request keeps to its end.
    pub fn snapshot(&self) -> Arc<Platform> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads now.
    ///
    /// # Errors
    /// If the database is away; what was known stays.
    pub async fn refresh(&self, db: &Db) -> mewayz::Result<()> {
        let fresh = Arc::new(platform::load(db).await?);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// Follows changes for as long as the process runs.
    pub async fn follow(self, db: Db) {
        loop {
            let Ok(mut notices) = db.listen("platform_changed").await else {
                tokio::time::sleep(RETRY).await;
                continue;
            };
            loop {
                if let Err(error) = self.refresh(&db).await {
                    tracing::warn!(%error, "flags and settings stay as they were");
                }
                tokio::select! {
                    notice = notices.recv() => if notice.is_err() { break },
                    () = tokio::time::sleep(POLL) => {}
                }
            }
        }
    }
}
