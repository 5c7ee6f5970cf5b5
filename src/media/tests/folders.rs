use super::*;
use crate::ids::FolderId;

async fn make(scope: &mut Scope, parent: Option<FolderId>, name: &str) -> FolderId {
    create_folder(scope, parent, name).await.unwrap()
}

fn inside(folder: FolderId) -> Filter {
    Filter { folder: Some(folder), ..Filter::default() }
}

#[tokio::test]
async fn files_lie_in_folders_and_are_found_below_them() {
    let library = Library::new().await;
    let (deep, high) = (library.add("deep.png", png(10)).await, library.add("high.png", png(20)).await);
    let mut scope = library.scope().await;
    let summer = make(&mut scope, None, " Summer ").await;
    let beach = make(&mut scope, Some(summer), "Beach").await;
    move_files(&mut scope, &[deep.id], Some(beach)).await.unwrap();
    let all = folders(&mut scope).await.unwrap();
    assert_eq!(
        all.iter().map(|folder| (folder.name.as_str(), folder.parent, folder.files)).collect::<Vec<_>>(),
        [("Beach", Some(summer), 1), ("Summer", None, 0)]
    );
    scope.commit().await.unwrap();
    assert_eq!(library.names(Filter::default()).await, ["high.png"]);
    assert_eq!(library.names(inside(beach)).await, ["deep.png"]);
    assert_eq!(library.names(inside(summer)).await, [] as [&str; 0]);
    assert_eq!(library.names(Filter { search: "png".to_owned(), ..inside(summer) }).await, ["deep.png"]);
    assert_eq!(library.names(Filter { search: "png".to_owned(), ..Filter::default() }).await, ["high.png", "deep.png"]);
    let incoming = Incoming { file_name: "new.png", folder: Some(summer), ..Incoming::default() };
    let new = upload(&library.db(), &library.owner, &library.storage(), incoming, &mut Some(png(30))).await.unwrap();
    assert_eq!(new.media.folder, Some(summer));
    assert_eq!(high.folder, None);
}

#[tokio::test]
async fn a_folder_never_lies_within_itself_nor_twice_in_one_place() {
    let library = Library::new().await;
    let mut scope = library.scope().await;
    let a = make(&mut scope, None, "A").await;
    let b = make(&mut scope, Some(a), "B").await;
    for parent in [a, b] {
        assert!(move_folder(&mut scope, a, Some(parent)).await.unwrap_err().fields().is_some());
    }
    move_folder(&mut scope, b, None).await.unwrap();
    move_folder(&mut scope, a, Some(b)).await.unwrap();
    rename_folder(&mut scope, a, "C").await.unwrap();
    scope.commit().await.unwrap();

    let mut scope = library.scope().await;
    assert!(create_folder(&mut scope, None, "B").await.unwrap_err().fields().unwrap().get("name").is_some());
    drop(scope);
    let mut scope = library.scope().await;
    assert!(create_folder(&mut scope, None, " \u{202e} ").await.unwrap_err().fields().is_some());
    let mut parent = None;
    for _ in 0..rules::MOST_DEPTH {
        parent = Some(make(&mut scope, parent, "down").await);
    }
    assert!(create_folder(&mut scope, parent, "too deep").await.unwrap_err().fields().is_some());
    // A chain is as deep as it is, wherever it is put.
    assert!(move_folder(&mut scope, b, parent).await.unwrap_err().fields().is_some());
}

#[tokio::test]
async fn two_moves_at_once_make_no_circle() {
    let library = Library::new().await;
    let mut scope = library.scope().await;
    let (a, b) = (make(&mut scope, None, "A").await, make(&mut scope, None, "B").await);
    scope.commit().await.unwrap();
    let move_into = async |folder, parent| {
        let mut scope = library.scope().await;
        move_folder(&mut scope, folder, Some(parent)).await?;
        scope.commit().await
    };
    let (one, other) = tokio::join!(move_into(a, b), move_into(b, a));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
}

#[tokio::test]
async fn a_folder_goes_to_the_trash_with_what_it_holds() {
    let library = Library::new().await;
    let (kept, gone) = (library.add("kept.png", png(10)).await, library.add("gone.png", png(20)).await);
    let mut scope = library.scope().await;
    let a = make(&mut scope, None, "A").await;
    let b = make(&mut scope, Some(a), "B").await;
    move_files(&mut scope, &[gone.id], Some(b)).await.unwrap();
    assert_eq!(trash_folder(&mut scope, a, Utc::now()).await.unwrap(), 1);
    assert!(folders(&mut scope).await.unwrap().is_empty());
    restore(&mut scope, &[gone.id]).await.unwrap();
    assert_eq!(file(&mut scope, gone.id).await.unwrap().folder, None);
    assert_eq!(trash_folder(&mut scope, a, Utc::now()).await, Err(Error::NotFound));
    assert_eq!(file(&mut scope, kept.id).await.unwrap().trashed_at, None);
}

#[tokio::test]
async fn folders_of_another_workspace_are_unknown() {
    let library = Library::new().await;
    let mut scope = library.scope().await;
    let theirs = make(&mut scope, None, "Theirs").await;
    scope.commit().await.unwrap();
    let stranger = library.t.member(Role::Owner).await;
    let mut scope = library.db().open(&stranger).await.unwrap();
    assert!(folders(&mut scope).await.unwrap().is_empty());
    let mine = make(&mut scope, None, "Theirs").await;
    assert_eq!(create_folder(&mut scope, Some(theirs), "x").await, Err(Error::NotFound));
    assert_eq!(rename_folder(&mut scope, theirs, "x").await, Err(Error::NotFound));
    assert_eq!(move_folder(&mut scope, theirs, None).await, Err(Error::NotFound));
    assert_eq!(move_folder(&mut scope, mine, Some(theirs)).await, Err(Error::NotFound));
    assert_eq!(trash_folder(&mut scope, theirs, Utc::now()).await, Err(Error::NotFound));
    assert_eq!(move_files(&mut scope, &[], Some(theirs)).await, Err(Error::NotFound));
    let viewer = library.t.colleague(library.owner.workspace(), Role::Viewer).await;
    let mut scope = library.db().open(&viewer).await.unwrap();
    assert_eq!(folders(&mut scope).await.unwrap().len(), 1);
    assert_eq!(create_folder(&mut scope, None, "x").await, Err(Error::Forbidden));
    assert_eq!(rename_folder(&mut scope, theirs, "x").await, Err(Error::Forbidden));
    assert_eq!(move_folder(&mut scope, theirs, None).await, Err(Error::Forbidden));
    assert_eq!(trash_folder(&mut scope, theirs, Utc::now()).await, Err(Error::Forbidden));
}
