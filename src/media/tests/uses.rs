use chrono::Duration;

use super::*;
use crate::{
    bio_sites::{self, Body, Content, Picture, handles::Handle},
    ids::SiteId,
};

fn shown(media: &Media) -> Picture {
    Picture { key: media.key.clone(), width: media.width, height: media.height, widths: media.widths.clone(), alt: "A".to_owned() }
}

fn page(picture: Option<Picture>) -> Content {
    let block = crate::bio_sites::Block {
        id: Uuid::now_v7(),
        enabled: true,
        schedule: None,
        body: Body::Gallery { pictures: picture.clone().into_iter().collect() },
    };
    let profile = bio_sites::Profile { name: "Ada".to_owned(), avatar: picture, ..bio_sites::Profile::default() };
    Content { schema: bio_sites::SCHEMA, profile, blocks: vec![block], ..Content::default() }
}

/// A site that shows a picture, as a draft.
async fn site(library: &Library, media: &Media) -> SiteId {
    let mut scope = library.scope().await;
    let handle = Handle::parse(&format!("site-{}", &Uuid::new_v4().simple().to_string()[..8])).unwrap();
    let site = bio_sites::create(&mut scope, &handle, "Ada").await.unwrap();
    bio_sites::save(&mut scope, site, 1, page(Some(shown(media)))).await.unwrap();
    scope.commit().await.unwrap();
    site
}

async fn change(library: &Library, site: SiteId, version: i32, content: Content) {
    let mut scope = library.scope().await;
    bio_sites::save(&mut scope, site, version, content).await.unwrap();
    scope.commit().await.unwrap();
}

async fn publish(library: &Library, site: SiteId, version: i32) {
    let mut scope = library.scope().await;
    bio_sites::publish(&mut scope, site, version).await.unwrap();
    scope.commit().await.unwrap();
}

async fn places(library: &Library, media: &Media) -> Vec<Place> {
    let found = super::super::uses(&mut library.scope().await, media.id).await.unwrap();
    found.into_iter().map(|found| found.place).collect()
}

#[tokio::test]
async fn a_file_knows_which_drafts_and_pages_use_it() {
    let library = Library::new().await;
    let media = library.add("a.png", png(400)).await;
    let site = site(&library, &media).await;
    assert_eq!(places(&library, &media).await, [Place::Draft]);
    publish(&library, site, 2).await;
    assert_eq!(places(&library, &media).await, [Place::Draft, Place::Published]);
    assert_eq!(file(&mut library.scope().await, media.id).await.unwrap().uses, 1, "one site, however often");
    assert!(library.names(Filter { show: Show::Unused, ..Filter::default() }).await.is_empty());
    let found = bio_sites::uses(&mut library.scope().await, media.id).await.unwrap();
    assert_eq!((found.len(), found[0].site, found[0].name.as_str(), found[0].draft, found[0].published), (1, site, "Ada", true, true));

    change(&library, site, 2, page(None)).await;
    assert_eq!(places(&library, &media).await, [Place::Published]);
    let mut scope = library.scope().await;
    bio_sites::unpublish(&mut scope, site).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(places(&library, &media).await, [] as [Place; 0]);
    assert_eq!(library.names(Filter { show: Show::Unused, ..Filter::default() }).await, ["a.png"]);
}

#[tokio::test]
async fn what_is_used_is_not_lost_by_accident() {
    let library = Library::new().await;
    let media = library.add("a.png", png(400)).await;
    let site = site(&library, &media).await;
    let now = Utc::now();
    library.trash_at(&media, now).await;
    let refused = library.erase(&media, false).await.unwrap_err();
    assert!(refused.fields().unwrap().get("form").is_some());
    assert_eq!(library.purge(now + Duration::days(60)).await, media.widths.len());
    assert_eq!(file(&mut library.scope().await, media.id).await.unwrap().uses, 1);
    // Once nothing uses it any more its time is over.
    change(&library, site, 2, page(None)).await;
    assert_eq!(library.purge(now + Duration::days(62)).await, 0);
}

#[tokio::test]
async fn whoever_agrees_to_the_gap_may_erase_what_is_used() {
    let library = Library::new().await;
    let media = library.add("a.png", png(400)).await;
    let site = site(&library, &media).await;
    library.trash(&media).await;
    library.erase(&media, true).await.unwrap();
    assert!(library.memory.paths().is_empty());
    // The page still names a picture that is gone, and can be saved.
    change(&library, site, 2, page(Some(shown(&media)))).await;
}

#[tokio::test]
async fn every_page_shows_the_picture_that_took_the_place_of_another() {
    let library = Library::new().await;
    let first = library.add("a.png", png(400)).await;
    let site = site(&library, &first).await;
    publish(&library, site, 2).await;
    let mut latest = first.clone();
    for width in [500, 600] {
        latest = library.replace(&first, png(width), Utc::now()).await.unwrap();
        let mut scope = library.scope().await;
        let mut draft = bio_sites::draft(&mut scope, site).await.unwrap();
        assert!(!draft.unpublished_changes);
        assert_eq!(draft.content.profile.avatar.clone(), Some(shown(&latest)));
        assert!(draft.content.pictures_mut().into_iter().all(|picture| *picture == shown(&latest)));
        let version = bio_sites::version(&mut scope, site, 1).await.unwrap();
        assert_eq!(version.profile.avatar, Some(shown(&latest)));
        let directory = crate::tenancy::Site { workspace: library.owner.workspace(), site };
        let mut visitor = library.db().public(&directory).await.unwrap();
        assert_eq!(bio_sites::published(&mut visitor, &directory).await.unwrap().content.profile.avatar, Some(shown(&latest)));
    }
    // A builder that was open all the while saves the first key: it is the same file.
    change(&library, site, 2, page(Some(shown(&first)))).await;
    assert_eq!(places(&library, &latest).await, [Place::Draft, Place::Published]);
}

#[tokio::test]
async fn published_pages_hear_of_a_replacement() {
    let library = Library::new().await;
    let media = library.add("a.png", png(400)).await;
    let site = site(&library, &media).await;
    publish(&library, site, 2).await;
    let handle = bio_sites::draft(&mut library.scope().await, site).await.unwrap().handle;
    let mut notices = library.db().listen("bio_site_published").await.unwrap();
    library.replace(&media, png(500), Utc::now()).await.unwrap();
    let notice = tokio::time::timeout(std::time::Duration::from_secs(10), notices.recv()).await.unwrap().unwrap();
    assert_eq!(notice.payload(), handle);
}

#[tokio::test]
async fn pictures_of_another_workspace_are_not_used() {
    let library = Library::new().await;
    let media = library.add("a.png", png(400)).await;
    let stranger = library.t.member(Role::Owner).await;
    let mut scope = library.db().open(&stranger).await.unwrap();
    let site = bio_sites::create(&mut scope, &Handle::parse("stranger-page").unwrap(), "Eve").await.unwrap();
    bio_sites::save(&mut scope, site, 1, page(Some(shown(&media)))).await.unwrap();
    assert_eq!(bio_sites::uses(&mut scope, media.id).await, Err(Error::NotFound));
    scope.commit().await.unwrap();
    assert_eq!(places(&library, &media).await, [] as [Place; 0]);
    assert!(current(&mut library.db().open(&stranger).await.unwrap(), &[media.key]).await.unwrap().is_empty());
}
