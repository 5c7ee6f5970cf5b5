//! The library against a database and storage in memory.

mod folders;
mod library;
mod quota;
mod trash;
mod uses;

use std::{
    collections::HashMap,
    io::Cursor,
    ops::Range,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use bytes::Bytes;

use super::*;
use crate::{
    Error, Result,
    db::Db,
    error::Service,
    gateways::{Source, Storage, Upload},
    tenancy::{Limit, Member, Role, Scope},
    testing::{self, Test},
};

type Files = Arc<Mutex<HashMap<String, Bytes>>>;

/// Storage in memory that can be broken.
#[derive(Default)]
struct Memory {
    files: Files,
    broken: AtomicBool,
}

impl Memory {
    fn paths(&self) -> Vec<String> {
        let mut paths: Vec<String> = self.files.lock().unwrap().keys().cloned().collect();
        paths.sort();
        paths
    }

    fn break_down(&self) {
        self.broken.store(true, Ordering::SeqCst);
    }

    fn works(&self) -> Result<()> {
        if self.broken.load(Ordering::SeqCst) { Err(Error::Unavailable(Service::Storage)) } else { Ok(()) }
    }
}

#[async_trait]
impl Storage for Memory {
    async fn put(&self, path: &str, bytes: Bytes, _: &'static str) -> Result<()> {
        self.works()?;
        self.files.lock().unwrap().insert(path.to_owned(), bytes);
        Ok(())
    }

    async fn get(&self, path: &str) -> Result<Bytes> {
        self.files.lock().unwrap().get(path).cloned().ok_or(Error::NotFound)
    }

    async fn begin(&self, path: &str, _: &'static str) -> Result<Box<dyn Upload>> {
        self.works()?;
        Ok(Box::new(Writing { files: self.files.clone(), path: path.to_owned(), bytes: Vec::new() }))
    }

    async fn size(&self, path: &str) -> Result<u64> {
        Ok(self.get(path).await?.len() as u64)
    }

    async fn read(&self, path: &str, range: Range<u64>) -> Result<Bytes> {
        Ok(self.get(path).await?.slice(range.start as usize..range.end as usize))
    }

    async fn delete(&self, path: &str) -> Result<()> {
        self.files.lock().unwrap().remove(path);
        Ok(())
    }

    async fn delete_all(&self, folder: &str) -> Result<()> {
        self.files.lock().unwrap().retain(|path, _| !path.starts_with(&format!("{folder}/")));
        Ok(())
    }

    async fn folders(&self, folder: &str, _: DateTime<Utc>) -> Result<Vec<String>> {
        let within = |path: String| Some(path.strip_prefix(&format!("{folder}/"))?.split_once('/')?.0.to_owned());
        let mut names: Vec<String> = self.paths().into_iter().filter_map(within).collect();
        names.dedup();
        Ok(names)
    }
}

struct Writing {
    files: Files,
    path: String,
    bytes: Vec<u8>,
}

#[async_trait]
impl Upload for Writing {
    async fn write(&mut self, bytes: Bytes) -> Result<()> {
        self.bytes.extend_from_slice(&bytes);
        Ok(())
    }

    async fn finish(self: Box<Self>) -> Result<()> {
        self.files.lock().unwrap().insert(self.path, self.bytes.into());
        Ok(())
    }
}

/// A workspace with its owner and storage.
struct Library {
    t: Test,
    owner: Member,
    memory: Arc<Memory>,
}

impl Library {
    async fn new() -> Self {
        let t = testing::fresh().await;
        let owner = t.member(Role::Owner).await;
        Self { t, owner, memory: Arc::default() }
    }

    fn db(&self) -> Db {
        self.t.db()
    }

    fn storage(&self) -> Arc<dyn Storage> {
        self.memory.clone()
    }

    async fn scope(&self) -> Scope {
        self.db().open(&self.owner).await.unwrap()
    }

    async fn try_upload(&self, by: &Member, file_name: &str, source: &mut dyn Source) -> Result<Uploaded> {
        upload(&self.db(), by, &self.storage(), Incoming { file_name, ..Incoming::default() }, source).await
    }

    async fn add(&self, file_name: &str, bytes: Bytes) -> Media {
        self.try_upload(&self.owner, file_name, &mut Some(bytes)).await.unwrap().media
    }

    async fn names(&self, filter: Filter) -> Vec<String> {
        let page = list(&mut self.scope().await, &filter, None, 50).await.unwrap();
        page.items.into_iter().map(|media| media.file_name).collect()
    }

    async fn trash(&self, media: &Media) {
        self.trash_at(media, Utc::now()).await;
    }

    async fn trash_at(&self, media: &Media, at: DateTime<Utc>) {
        let mut scope = self.scope().await;
        trash(&mut scope, &[media.id], at).await.unwrap();
        scope.commit().await.unwrap();
    }
}

impl Library {
    async fn erase(&self, media: &Media, even_used: bool) -> Result<()> {
        let mut scope = self.scope().await;
        erase(&mut scope, &[media.id], even_used).await?;
        scope.commit().await?;
        self.remove_files().await;
        Ok(())
    }

    /// When the workspace is looked at again, if it is.
    async fn purge_planned(&self) -> Option<DateTime<Utc>> {
        sqlx::query_scalar("select run_at from jobs where name = 'media.purge' and state in ('ready', 'waiting')")
            .fetch_optional(self.scope().await.conn())
            .await
            .unwrap()
    }

    /// Clears away as the worker would at that time, if it would; answers how many files are left in storage.
    async fn purge(&self, at: DateTime<Utc>) -> usize {
        if self.purge_planned().await.is_some_and(|planned| planned <= at) {
            let mut scope = self.db().job(self.owner.workspace()).await.unwrap();
            sqlx::query("delete from jobs where name = 'media.purge'").execute(scope.conn()).await.unwrap();
            purge(&mut scope, at).await.unwrap();
            scope.commit().await.unwrap();
            self.remove_files().await;
        }
        self.memory.paths().len()
    }

    /// Does the jobs that remove files.
    async fn remove_files(&self) {
        let mut scope = self.scope().await;
        let folders: Vec<String> = sqlx::query_scalar("delete from jobs where name = 'media.remove_files' returning payload ->> 'folder'")
            .fetch_all(scope.conn())
            .await
            .unwrap();
        scope.commit().await.unwrap();
        for folder in folders {
            self.memory.delete_all(&folder).await.unwrap();
        }
    }

    async fn replace(&self, media: &Media, bytes: Bytes, now: DateTime<Utc>) -> Result<Media> {
        replace(&self.db(), &self.owner, &self.storage(), media.id, "b", &mut Some(bytes), now).await
    }
}

/// A picture of its own for every width.
fn png(width: u32) -> Bytes {
    let mut out = Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(width, 300).write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner().into()
}

fn pdf(words: &str) -> Bytes {
    Bytes::from(format!("%PDF-1.7\n{words}"))
}

/// A source that stops in the middle.
struct Cut(Vec<Bytes>);

#[async_trait]
impl Source for Cut {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        if self.0.is_empty() { Err(Error::field("file", "This file did not arrive whole.")) } else { Ok(Some(self.0.remove(0))) }
    }
}
