use super::*;

/// A library with room for `left` bytes more.
async fn almost_full(left: i64) -> Library {
    let library = Library::new().await;
    fill(&library, 1, Limit::MediaBytes.most() - left).await;
    library
}

async fn fill(library: &Library, count: i64, bytes: i64) {
    let mut scope = library.scope().await;
    sqlx::query(
        "insert into media (id, key, file_name, width, height, widths, bytes, uploaded_by)
         select gen_random_uuid(), 'key-' || n, 'a.png', 1, 1, array[1], $3, $1 from generate_series(1, $2) n",
    )
    .bind(library.owner.user().0)
    .bind(count)
    .bind(bytes)
    .execute(scope.conn())
    .await
    .unwrap();
    scope.commit().await.unwrap();
}

async fn used(library: &Library) -> Usage {
    usage(&mut library.scope().await).await.unwrap()
}

#[tokio::test]
async fn a_library_of_very_many_files_takes_no_more() {
    let library = Library::new().await;
    fill(&library, Limit::Media.most(), 1).await;
    let refused = library.try_upload(&library.owner, "a.png", &mut Some(png(400))).await.unwrap_err();
    assert!(refused.fields().is_some(), "{refused:?}");
    assert!(library.memory.paths().is_empty());
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_leaves_nothing() {
    let library = almost_full(20).await;
    assert!(library.try_upload(&library.owner, "a.pdf", &mut Some(pdf("123456789012"))).await.is_err());
    assert!(library.try_upload(&library.owner, "a.png", &mut Some(png(400))).await.is_err());
    assert!(library.memory.paths().is_empty());
    library.add("a.pdf", pdf("12345678901")).await;
    assert_eq!(used(&library).await.used, used(&library).await.most);
    assert!(library.try_upload(&library.owner, "b.pdf", &mut Some(pdf("1"))).await.is_err());
}

#[tokio::test]
async fn uploads_at_the_same_time_cannot_take_the_last_room_twice() {
    let library = almost_full(50).await;
    // Each alone fits.
    let files: Vec<String> = (0..10).map(|n| format!("1234567{n}")).collect();
    let uploads = files.iter().map(|words| async {
        let mut source = Some(pdf(words));
        library.try_upload(&library.owner, "a.pdf", &mut source).await
    });
    let mut outcomes = Vec::new();
    let mut running: Vec<_> = uploads.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        running.retain_mut(|upload| match upload.as_mut().poll(context) {
            std::task::Poll::Ready(outcome) => {
                outcomes.push(outcome);
                false
            }
            std::task::Poll::Pending => true,
        });
        if running.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    let kept = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(kept, 2, "17 bytes each, and room for 50: {outcomes:?}");
    assert_eq!(library.memory.paths().len(), kept);
    assert!(used(&library).await.used <= used(&library).await.most);
}

#[tokio::test]
async fn the_trash_and_earlier_files_count() {
    let library = Library::new().await;
    let media = library.add("a.pdf", pdf("1234567")).await;
    let replaced = library.replace(&media, pdf("1"), Utc::now()).await.unwrap();
    library.trash(&replaced).await;
    assert_eq!(used(&library).await.used, 16 + 10);
}
