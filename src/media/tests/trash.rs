use chrono::Duration;

use super::*;

#[tokio::test]
async fn a_file_is_trashed_restored_and_erased() {
    let library = Library::new().await;
    let media = library.add("a.png", png(400)).await;
    // Only what lies in the trash is erased.
    library.erase(&media, true).await.unwrap();
    assert_eq!(library.names(Filter::default()).await, ["a.png"]);
    library.trash(&media).await;
    assert!(library.names(Filter::default()).await.is_empty());
    assert_eq!(library.names(Filter { show: Show::Trash, ..Filter::default() }).await, ["a.png"]);
    let mut scope = library.scope().await;
    restore(&mut scope, &[media.id]).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(library.names(Filter::default()).await, ["a.png"]);
    library.trash(&media).await;
    library.erase(&media, false).await.unwrap();
    assert_eq!(file(&mut library.scope().await, media.id).await, Err(Error::NotFound));
    assert!(library.memory.paths().is_empty());
}

#[tokio::test]
async fn the_trash_is_cleared_after_thirty_days_and_not_before() {
    let library = Library::new().await;
    let now = Utc::now();
    let media = library.add("a.png", png(400)).await;
    let kept = library.add("b.pdf", pdf("")).await;
    library.trash_at(&media, now).await;
    let files = library.memory.paths().len();
    assert_eq!(library.purge(now + Duration::days(TRASH_DAYS) - Duration::seconds(1)).await, files);
    assert_eq!(library.purge(now + Duration::days(TRASH_DAYS) + Duration::seconds(1)).await, 1);
    assert_eq!(library.memory.paths(), [private_path(&kept.key)]);
    assert_eq!(library.purge_planned().await, None);
    assert!(library.names(Filter { show: Show::Trash, ..Filter::default() }).await.is_empty());
}

#[tokio::test]
async fn what_came_later_into_the_trash_has_its_own_time() {
    let library = Library::new().await;
    let now = Utc::now();
    let (early, late) = (library.add("a.pdf", pdf("a")).await, library.add("b.pdf", pdf("b")).await);
    library.trash_at(&early, now).await;
    library.trash_at(&late, now + Duration::days(10)).await;
    assert_eq!(library.purge(now + Duration::days(31)).await, 1);
    assert_eq!(library.purge(now + Duration::days(41)).await, 0);
}

#[tokio::test]
async fn earlier_files_of_a_replaced_one_are_cleared_and_their_keys_stay() {
    let library = Library::new().await;
    let now = Utc::now();
    let before = library.add("a.png", png(400)).await;
    let after = library.replace(&before, png(500), now).await.unwrap();
    assert_eq!((after.id, after.file_name.as_str(), after.width), (before.id, "a.png", 500));
    assert_ne!(after.key, before.key);
    assert_eq!(library.memory.paths().len(), before.widths.len() + after.widths.len());
    assert_eq!(library.purge(now + Duration::days(TRASH_DAYS + 1)).await, after.widths.len());
    assert!(library.memory.paths().iter().all(|path| path.contains(&after.key)));
    let led = current(&mut library.scope().await, std::slice::from_ref(&before.key)).await.unwrap();
    assert_eq!((led[0].key.as_str(), led[0].width), (after.key.as_str(), 500));
    // With the file goes everything it ever had.
    library.trash_at(&after, now).await;
    assert_eq!(library.purge(now + Duration::days(TRASH_DAYS * 3)).await, 0);
}

#[tokio::test]
async fn a_failed_replacement_changes_nothing() {
    let library = Library::new().await;
    let media = library.add("a.png", png(400)).await;
    let paths = library.memory.paths();
    let swap = async |bytes: Bytes| library.replace(&media, bytes, Utc::now()).await;
    assert!(swap(pdf("")).await.unwrap_err().fields().is_some());
    assert!(swap(Bytes::from_static(b"<svg/>")).await.is_err());
    library.memory.break_down();
    assert_eq!(swap(png(500)).await, Err(Error::Unavailable(Service::Storage)));
    assert_eq!((library.memory.paths(), file(&mut library.scope().await, media.id).await.unwrap()), (paths, media));
}
