use std::{collections::HashMap, io::Cursor, sync::Mutex};

use async_trait::async_trait;
use bytes::Bytes;

use super::*;
use crate::{
    Error, Result,
    error::Service,
    gateways::Storage,
    tenancy::{Limit, Role},
    testing,
};

/// Storage in memory that can be broken.
#[derive(Default)]
struct Memory {
    files: Mutex<HashMap<String, Bytes>>,
    broken: bool,
}

#[async_trait]
impl Storage for Memory {
    async fn put(&self, path: &str, bytes: Bytes, _: &'static str) -> Result<()> {
        if self.broken {
            return Err(Error::Unavailable(Service::Storage));
        }
        self.files.lock().unwrap().insert(path.to_owned(), bytes);
        Ok(())
    }

    async fn get(&self, path: &str) -> Result<Bytes> {
        self.files.lock().unwrap().get(path).cloned().ok_or(Error::NotFound)
    }

    async fn delete(&self, path: &str) -> Result<()> {
        self.files.lock().unwrap().remove(path);
        Ok(())
    }
}

fn png() -> Bytes {
    let mut out = Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(400, 300).write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner().into()
}

#[tokio::test]
async fn an_upload_is_stored_listed_and_deleted() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let storage = Memory::default();
    let media = upload(&t.db(), &owner, &storage, "a/../b\u{202e}.png ", png()).await.unwrap();
    assert_eq!((media.width, media.height), (400, 300));
    assert_eq!(media.file_name, "b.png");
    assert!(is_key(&media.key));
    assert_eq!(storage.files.lock().unwrap().len(), media.widths.len());
    let mut scope = t.db().open(&owner).await.unwrap();
    assert_eq!(list(&mut scope, None, 10).await.unwrap().items[0].key, media.key);
    drop(scope);
    delete(&t.db(), &owner, &storage, media.id).await.unwrap();
    assert!(storage.files.lock().unwrap().is_empty());
    assert_eq!(delete(&t.db(), &owner, &storage, media.id).await, Err(Error::NotFound));
}

#[tokio::test]
async fn the_library_is_paged() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let storage = Memory::default();
    for _ in 0..3 {
        upload(&t.db(), &owner, &storage, "a.png", png()).await.unwrap();
    }
    let mut scope = t.db().open(&owner).await.unwrap();
    let first = list(&mut scope, None, 2).await.unwrap();
    let second = list(&mut scope, first.next, 2).await.unwrap();
    assert_eq!((first.items.len(), second.items.len(), second.next), (2, 1, None));
    assert!(!first.items.contains(&second.items[0]));
    assert!(first.items[0].created_at >= second.items[0].created_at);

    // The picture that marks the place may be deleted before the next stretch is asked for.
    delete(&t.db(), &owner, &storage, first.next.unwrap()).await.unwrap();
    assert_eq!(list(&mut scope, first.next, 2).await.unwrap(), second);
}

#[tokio::test]
async fn a_full_library_takes_no_more() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let storage = Memory::default();
    let mut scope = t.db().open(&owner).await.unwrap();
    sqlx::query(
        "insert into media (id, key, file_name, width, height, widths, bytes, uploaded_by)
         select gen_random_uuid(), 'key-' || n, 'a.png', 1, 1, array[1], 1, $1 from generate_series(1, $2) n",
    )
    .bind(owner.user().0)
    .bind(Limit::Media.most())
    .execute(scope.conn())
    .await
    .unwrap();
    scope.commit().await.unwrap();
    let refused = upload(&t.db(), &owner, &storage, "a.png", png()).await.unwrap_err();
    assert!(refused.fields().is_some(), "{refused:?}");
    assert!(storage.files.lock().unwrap().is_empty());
}

#[tokio::test]
async fn what_cannot_be_stored_leaves_nothing() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let broken = Memory { broken: true, ..Memory::default() };
    assert_eq!(upload(&t.db(), &owner, &broken, "a.png", png()).await, Err(Error::Unavailable(Service::Storage)));
    let refused = upload(&t.db(), &owner, &Memory::default(), "a.png", Bytes::from_static(b"<svg/>")).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    let mut scope = t.db().open(&owner).await.unwrap();
    assert!(list(&mut scope, None, 10).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn another_workspace_and_viewers_are_kept_out() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let stranger = t.member(Role::Owner).await;
    let viewer = t.colleague(owner.workspace(), Role::Viewer).await;
    let storage = Memory::default();
    let media = upload(&t.db(), &owner, &storage, "a.png", png()).await.unwrap();
    let mut scope = t.db().open(&stranger).await.unwrap();
    assert!(list(&mut scope, None, 10).await.unwrap().items.is_empty());
    assert_eq!(get(&mut scope, media.id).await, Err(Error::NotFound));
    assert_eq!(get(&mut t.db().open(&owner).await.unwrap(), media.id).await.unwrap().key, media.key);
    drop(scope);
    assert_eq!(delete(&t.db(), &stranger, &storage, media.id).await, Err(Error::NotFound));
    assert_eq!(delete(&t.db(), &viewer, &storage, media.id).await, Err(Error::Forbidden));
    assert_eq!(upload(&t.db(), &viewer, &storage, "a.png", png()).await, Err(Error::Forbidden));
    assert_eq!(storage.files.lock().unwrap().len(), media.widths.len());
}
