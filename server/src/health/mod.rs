//! What this process knows of itself, for `/admin/health`.

pub mod requests;
pub mod statements;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mewayz::{
    Error, Result, clock,
    error::Service,
    health::{Build, Disk, PageCache, Place, Process, Requests, Statement},
};

use crate::{adapters::storage::StorageConfig, config::Config, public::Pages, pwa};

/// Statements that are shown.
const MOST: usize = 8;

/// The process that answers.
pub struct Here {
    pages: Pages,
    place: Place,
    folder: PathBuf,
    files: String,
    started_at: DateTime<Utc>,
    /// Whether the disk was asked and has not answered yet: one that hangs is not asked again.
    asking: Arc<AtomicBool>,
}

impl Here {
    /// `site` is the folder of what browsers get.
    pub fn new(config: &Config, pages: Pages, site: &std::path::Path) -> Self {
        let place = match &config.storage {
            StorageConfig::Folder(folder) => Place::Folder(folder.display().to_string()),
            StorageConfig::S3 { bucket, .. } => Place::Bucket(bucket.clone()),
        };
        let (folder, files) = (config.var.clone(), pwa::build(site));
        Self { pages, place, folder, files, started_at: clock::now(), asking: Arc::default() }
    }
}

#[async_trait]
impl Process for Here {
    fn pages(&self) -> PageCache {
        self.pages.figures()
    }

    fn requests(&self, now: DateTime<Utc>) -> Requests {
        requests::since(now)
    }

    fn slow_statements(&self) -> Vec<Statement> {
        statements::slowest(MOST)
    }

    fn place(&self) -> Place {
        self.place.clone()
    }

    fn build(&self, now: DateTime<Utc>) -> Build {
        Build {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            files: self.files.clone(),
            optimised: !cfg!(debug_assertions),
            started_at: self.started_at,
            uptime: (now - self.started_at).num_seconds().max(0),
        }
    }

    async fn disk(&self) -> Result<Disk> {
        if self.asking.swap(true, Ordering::SeqCst) {
            tracing::warn!("the disk has not answered the last question yet");
            return Err(Error::Unavailable(Service::Storage));
        }
        let (folder, asking) = (self.folder.clone(), self.asking.clone());
        // A file system that is away blocks whoever asks.
        let asked = tokio::task::spawn_blocking(move || {
            let found = rustix::fs::statvfs(&folder);
            asking.store(false, Ordering::SeqCst);
            found.map(|found| (folder, found))
        });
        let (folder, found) = asked.await.map_err(Error::internal)?.map_err(Error::internal)?;
        let bytes = |blocks: u64| blocks.saturating_mul(found.f_frsize);
        Ok(Disk { path: folder.display().to_string(), free: bytes(found.f_bavail), total: bytes(found.f_blocks) })
    }
}
