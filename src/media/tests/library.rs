use super::*;

#[tokio::test]
async fn a_picture_is_encoded_stored_and_listed() {
    let library = Library::new().await;
    let media = library.add("a/../b\u{202e}.png ", png(400)).await;
    assert_eq!((media.kind, media.width, media.height), (Kind::Picture, 400, 300));
    assert_eq!(media.file_name, "b.png");
    assert!(is_key(&media.key));
    assert_eq!(library.memory.paths().len(), media.widths.len());
    assert_eq!(list(&mut library.scope().await, &Filter::default(), None, 10).await.unwrap().items, [media]);
}

#[tokio::test]
async fn other_files_are_kept_as_they_came_and_apart_from_pictures() {
    let library = Library::new().await;
    let media = library.add("terms.pdf", pdf("words")).await;
    assert_eq!((media.kind, media.content_type.as_str(), media.bytes), (Kind::Document, "application/pdf", 14));
    assert_eq!(library.memory.paths(), [private_path(&media.key)]);
    assert_eq!(library.memory.get(&private_path(&media.key)).await.unwrap(), pdf("words"));
}

#[tokio::test]
async fn only_pictures_where_only_pictures_are_wanted() {
    let library = Library::new().await;
    let incoming = Incoming { file_name: "terms.pdf", pictures_only: true, ..Incoming::default() };
    let refused = upload(&library.db(), &library.owner, &library.storage(), incoming, &mut Some(pdf(""))).await.unwrap_err();
    assert!(refused.fields().unwrap().get("file").unwrap().to_string().contains("not a picture"));
    assert!(library.memory.paths().is_empty());
}

#[tokio::test]
async fn the_same_file_is_kept_once() {
    let library = Library::new().await;
    let first = library.add("a.png", png(400)).await;
    let again = library.try_upload(&library.owner, "b.png", &mut Some(png(400))).await.unwrap();
    assert_eq!(again, Uploaded { media: first.clone(), known: true });
    let document = library.add("a.pdf", pdf("x")).await;
    assert!(library.try_upload(&library.owner, "b.pdf", &mut Some(pdf("x"))).await.unwrap().known);
    assert_eq!(library.memory.paths().len(), first.widths.len() + 1);
    // Out of the trash it comes back.
    library.trash(&document).await;
    let back = library.try_upload(&library.owner, "c.pdf", &mut Some(pdf("x"))).await.unwrap();
    assert_eq!((back.media.id, back.media.trashed_at, back.known), (document.id, None, true));
    // Another workspace has one of its own.
    let other = library.t.member(Role::Owner).await;
    assert!(!library.try_upload(&other, "a.png", &mut Some(png(400))).await.unwrap().known);
}

#[tokio::test]
async fn the_library_is_paged_in_every_order() {
    let library = Library::new().await;
    for (name, width) in [("B.png", 10), ("a.png", 900), ("c.png", 400), ("a.png", 20)] {
        library.add(name, png(width)).await;
    }
    for (sort, wanted) in [
        (Sort::Newest, ["a.png", "c.png", "a.png", "B.png"]),
        (Sort::Name, ["a.png", "a.png", "B.png", "c.png"]),
        (Sort::Largest, ["a.png", "c.png", "a.png", "B.png"]),
    ] {
        let filter = Filter { sort, ..Filter::default() };
        let (mut found, mut after, mut scope) = (Vec::new(), None, library.scope().await);
        loop {
            let page = list(&mut scope, &filter, after.as_deref(), 1).await.unwrap();
            found.extend(page.items);
            let Some(next) = page.next else { break };
            after = Some(next);
        }
        let names: Vec<&str> = found.iter().map(|media| media.file_name.as_str()).collect();
        assert_eq!(names, wanted, "{sort:?}");
        found.dedup_by_key(|media| media.id);
        assert_eq!(found.len(), 4);
    }
    let mut scope = library.scope().await;
    assert!(list(&mut scope, &Filter::default(), Some("nonsense"), 1).await.unwrap_err().fields().is_some());
}

#[tokio::test]
async fn files_are_found_by_name_words_tags_and_kind() {
    let library = Library::new().await;
    let wall = library.add("Wall.png", png(10)).await;
    library.add("terms 100%.pdf", pdf("")).await;
    let mut scope = library.scope().await;
    let details = Details {
        file_name: "Wall.png".to_owned(),
        alt: "A grey brick wall".to_owned(),
        tags: vec!["Summer Sale".to_owned()],
        ..Details::default()
    };
    let edited = edit(&mut scope, wall.id, details).await.unwrap();
    assert_eq!(edited.tags, ["summer sale"]);
    scope.commit().await.unwrap();
    let search = |search: &str| Filter { search: search.to_owned(), ..Filter::default() };
    assert_eq!(library.names(search("BRICK wall")).await, ["Wall.png"]);
    assert_eq!(library.names(search("brick terms")).await, [] as [&str; 0]);
    assert_eq!(library.names(search("100%")).await, ["terms 100%.pdf"]);
    assert_eq!(library.names(search("1_0")).await, [] as [&str; 0]);
    assert_eq!(library.names(search("summer")).await, ["Wall.png"]);
    assert_eq!(library.names(Filter { tag: "summer sale".to_owned(), ..Filter::default() }).await, ["Wall.png"]);
    assert_eq!(library.names(Filter { kind: Some(Kind::Document), ..Filter::default() }).await, ["terms 100%.pdf"]);
    assert_eq!(library.names(Filter { show: Show::Undescribed, ..Filter::default() }).await, [] as [&str; 0]);
    assert_eq!(tags(&mut library.scope().await).await.unwrap(), ["summer sale"]);
}

#[tokio::test]
async fn many_files_are_tagged_at_once() {
    let library = Library::new().await;
    let ids = [library.add("a.png", png(10)).await.id, library.add("b.png", png(20)).await.id];
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let mut scope = library.scope().await;
    tag_files(&mut scope, &ids, &words(&["Sea", "old"]), &[]).await.unwrap();
    tag_files(&mut scope, &ids[..1], &words(&["new"]), &words(&["old"])).await.unwrap();
    assert_eq!(file(&mut scope, ids[0]).await.unwrap().tags, ["new", "sea"]);
    assert_eq!(file(&mut scope, ids[1]).await.unwrap().tags, ["old", "sea"]);
    let many: Vec<String> = (0..21).map(|n| n.to_string()).collect();
    assert!(tag_files(&mut scope, &ids, &many, &[]).await.unwrap_err().fields().is_some());
}

#[tokio::test]
async fn an_upload_cut_in_the_middle_leaves_nothing() {
    let library = Library::new().await;
    let whole = png(400);
    let long = Bytes::from([b"%PDF-1.7\n".to_vec(), vec![b'x'; 100_000]].concat());
    for mut cut in [Cut(vec![]), Cut(vec![whole.slice(..whole.len() / 2)]), Cut(vec![long.clone()]), Cut(vec![long.clone(), long.clone()])]
    {
        assert!(library.try_upload(&library.owner, "a", &mut cut).await.unwrap_err().fields().is_some());
    }
    assert!(library.memory.paths().is_empty());
    assert!(library.names(Filter::default()).await.is_empty());
}

#[tokio::test]
async fn what_cannot_be_stored_leaves_nothing() {
    let library = Library::new().await;
    library.memory.break_down();
    for bytes in [png(400), pdf("")] {
        assert_eq!(library.try_upload(&library.owner, "a", &mut Some(bytes)).await, Err(Error::Unavailable(Service::Storage)));
    }
    let refused = library.try_upload(&library.owner, "a.png", &mut Some(Bytes::from_static(b"<svg/>"))).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    assert!(library.names(Filter::default()).await.is_empty());
}

#[tokio::test]
async fn another_workspace_and_viewers_are_kept_out() {
    let library = Library::new().await;
    let stranger = library.t.member(Role::Owner).await;
    let viewer = library.t.colleague(library.owner.workspace(), Role::Viewer).await;
    let media = library.add("a.png", png(400)).await;
    let ids = [media.id];

    let mut scope = library.db().open(&stranger).await.unwrap();
    assert!(list(&mut scope, &Filter::default(), None, 10).await.unwrap().items.is_empty());
    assert!(tags(&mut scope).await.unwrap().is_empty());
    assert_eq!(usage(&mut scope).await.unwrap().used, 0);
    assert_eq!(file(&mut scope, media.id).await, Err(Error::NotFound));
    assert_eq!(super::super::uses(&mut scope, media.id).await, Err(Error::NotFound));
    assert_eq!(edit(&mut scope, media.id, Details { file_name: "x".to_owned(), ..Details::default() }).await, Err(Error::NotFound));
    trash(&mut scope, &ids, Utc::now()).await.unwrap();
    restore(&mut scope, &ids).await.unwrap();
    move_files(&mut scope, &ids, None).await.unwrap();
    tag_files(&mut scope, &ids, &["x".to_owned()], &[]).await.unwrap();
    erase(&mut scope, &ids, true).await.unwrap();
    scope.commit().await.unwrap();
    let replaced = replace(&library.db(), &stranger, &library.storage(), media.id, "b.png", &mut Some(png(500)), Utc::now()).await;
    assert_eq!(replaced, Err(Error::NotFound));
    assert_eq!(file(&mut library.scope().await, media.id).await.unwrap(), media, "untouched");

    let mut scope = library.db().open(&viewer).await.unwrap();
    assert_eq!(file(&mut scope, media.id).await.unwrap(), media);
    assert_eq!(trash(&mut scope, &ids, Utc::now()).await, Err(Error::Forbidden));
    assert_eq!(restore(&mut scope, &ids).await, Err(Error::Forbidden));
    assert_eq!(move_files(&mut scope, &ids, None).await, Err(Error::Forbidden));
    assert_eq!(tag_files(&mut scope, &ids, &[], &[]).await, Err(Error::Forbidden));
    assert_eq!(edit(&mut scope, media.id, Details::default()).await, Err(Error::Forbidden));
    assert_eq!(erase(&mut scope, &ids, true).await, Err(Error::Forbidden));
    drop(scope);
    assert_eq!(library.try_upload(&viewer, "a.png", &mut Some(png(20))).await, Err(Error::Forbidden));
    let replaced = replace(&library.db(), &viewer, &library.storage(), media.id, "b.png", &mut Some(png(500)), Utc::now()).await;
    assert_eq!(replaced, Err(Error::Forbidden));
}
