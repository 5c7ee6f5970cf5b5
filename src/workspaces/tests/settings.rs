//! Names, addresses and looks; what is shown to another workspace; how much is in use.

use super::*;
use crate::{
    bio_sites::{Block, Body, Content, SCHEMA},
    identity,
    tenancy::Limit,
};

async fn slug_of(t: &Test, member: &Member) -> String {
    settings(&mut open(t, member).await).await.unwrap().slug
}

async fn change_slug(t: &Test, member: &Member, slug: &str) -> Result<String> {
    let mut scope = t.db().open(member).await?;
    let slug = set_slug(&mut scope, slug).await?;
    scope.commit().await?;
    Ok(slug)
}

#[tokio::test]
async fn an_address_changes_and_the_old_one_goes_on_leading_there() {
    let t = testing::fresh().await;
    let (owner, stranger) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    let before = slug_of(&t, &owner).await;
    change_slug(&t, &owner, "new-name").await.unwrap();
    change_slug(&t, &owner, "newer-name").await.unwrap();
    for slug in [before.as_str(), "new-name", "newer-name"] {
        let mut identity = t.db().identity().await.unwrap();
        let found = identity::member(&mut identity, owner.user(), slug).await.unwrap();
        assert_eq!(found.workspace(), owner.workspace(), "{slug}");
        assert_eq!(identity::member(&mut identity, stranger.user(), slug).await.unwrap_err(), Error::NotFound);
        assert_eq!(current_slug(&mut identity, stranger.user(), slug).await.unwrap(), None);
        let leads_to = (slug != "newer-name").then(|| "newer-name".to_owned());
        assert_eq!(current_slug(&mut identity, owner.user(), slug).await.unwrap(), leads_to);
    }
    // It is given to nobody else, and may be taken back.
    for slug in [before.as_str(), "new-name"] {
        assert_eq!(field(&change_slug(&t, &stranger, slug).await.unwrap_err()), Some("slug"), "{slug}");
    }
    let mut identity = t.db().identity().await.unwrap();
    let other = create(&mut identity, stranger.user(), "New Name", "").await.unwrap();
    assert!(other.starts_with("new-name-"), "{other}");
    change_slug(&t, &owner, "new-name").await.unwrap();
    let mut former = settings(&mut open(&t, &owner).await).await.unwrap().former_slugs;
    former.sort();
    assert_eq!(former.len(), 2);
}

#[tokio::test]
async fn of_two_who_want_an_address_one_gets_it() {
    let t = testing::fresh().await;
    for n in 0..5 {
        let (a, b) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
        let wanted = format!("wanted-{n}");
        let (left, right) = tokio::join!(change_slug(&t, &a, &wanted), change_slug(&t, &b, &wanted));
        assert_eq!(usize::from(left.is_ok()) + usize::from(right.is_ok()), 1, "{left:?} {right:?}");
    }
}

#[tokio::test]
async fn names_and_looks_are_for_those_who_manage() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let look = Look { accent: "#aa3300".to_owned(), imprint: "Studio, Lane 1".to_owned(), ..Look::default() };
    let mut scope = open(&t, &owner).await;
    rename(&mut scope, " Studio\tSeven ").await.unwrap();
    set_look(&mut scope, look.clone()).await.unwrap();
    let foreign = Look { logo_key: "AbCdEfGhIjKlMnOpQrStUvWx".to_owned(), logo_width: 320, ..look.clone() };
    assert_eq!(field(&set_look(&mut scope, foreign).await.unwrap_err()), Some("logo"), "no picture of the library");
    let brand = super::super::settings::brand(&mut scope, URL).await.unwrap();
    assert_eq!((brand.name.as_str(), brand.accent.to_string().as_str(), brand.logo), ("Studio Seven", "#aa3300", None));
    scope.commit().await.unwrap();
    assert_eq!(settings(&mut open(&t, &owner).await).await.unwrap().look, look);
    for role in [Role::Editor, Role::Viewer] {
        let mut scope = open(&t, &t.colleague(owner.workspace(), role).await).await;
        assert_eq!(rename(&mut scope, "Mine").await, Err(Error::Forbidden));
        assert_eq!(set_slug(&mut scope, "mine").await, Err(Error::Forbidden));
        assert_eq!(set_look(&mut scope, Look::default()).await, Err(Error::Forbidden));
        assert_eq!(usage(&mut scope, clock::now()).await, Err(Error::Forbidden));
    }
}

#[tokio::test]
async fn a_shared_site_is_copied_by_whom_it_is_shared_with() {
    let t = testing::fresh().await;
    let (owner, friend, stranger) = (t.member(Role::Owner).await, t.member(Role::Owner).await, t.member(Role::Owner).await);
    let original = site(&t, &owner, "template-site").await;
    let mut scope = open(&t, &owner).await;
    let block = Block { id: uuid::Uuid::now_v7(), enabled: true, schedule: None, body: Body::Heading { text: "Hello".to_owned() } };
    let mut content = Content { schema: SCHEMA, blocks: vec![block], ..Content::default() };
    content.profile.name = "Template".to_owned();
    bio_sites::save(&mut scope, original, 1, content).await.unwrap();
    let slug = slug_of(&t, &friend).await;
    let id = share(&mut scope, original, &slug).await.unwrap();
    assert_eq!(field(&share(&mut scope, original, &slug).await.unwrap_err()), Some("with"), "twice");
    assert_eq!(field(&share(&mut scope, original, "nobody-here").await.unwrap_err()), Some("with"));
    assert_eq!(given(&mut scope).await.unwrap().len(), 1);
    scope.commit().await.unwrap();

    let handle = |text: &str| Handle::parse(text).unwrap();
    let mut scope = open(&t, &friend).await;
    assert_eq!(taken(&mut scope).await.unwrap()[0].handle, "template-site");
    let copied = copy(&t.db(), &mut scope, id, &handle("copied-site")).await.unwrap();
    assert_eq!(bio_sites::draft(&mut scope, copied).await.unwrap().content.blocks.len(), 1);
    assert_eq!(bio_sites::draft(&mut scope, original).await.unwrap_err(), Error::NotFound, "it is read through the share only");
    assert_eq!(unshare(&mut scope, id).await, Err(Error::NotFound), "only who gives takes back");
    scope.commit().await.unwrap();

    let mut scope = open(&t, &stranger).await;
    assert_eq!(taken(&mut scope).await.unwrap(), []);
    assert_eq!(copy(&t.db(), &mut scope, id, &handle("stolen-site")).await, Err(Error::NotFound));
    assert_eq!(share(&mut scope, original, &slug).await, Err(Error::NotFound));
    drop(scope);

    let mut scope = open(&t, &owner).await;
    unshare(&mut scope, id).await.unwrap();
    scope.commit().await.unwrap();
    let mut scope = open(&t, &friend).await;
    assert_eq!(copy(&t.db(), &mut scope, id, &handle("late-site")).await, Err(Error::NotFound));
    assert!(bio_sites::draft(&mut scope, copied).await.is_ok(), "a copy stays");
}

#[tokio::test]
async fn usage_says_how_much_there_is() {
    let t = testing::fresh().await;
    let (owner, stranger) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    site(&t, &owner, "ada-site").await;
    let now = clock::now();
    for _ in 0..2 {
        count_requests(&t.db(), owner.workspace(), now.date_naive(), 5, 2).await.unwrap();
    }
    let report = usage(&mut open(&t, &owner).await, now).await.unwrap();
    assert_eq!((report.members, report.seats), (1, Used { now: 1, most: Limit::Seats.most() }));
    assert_eq!((report.sites.now, report.published_sites, report.api.len()), (1, 0, 30));
    assert_eq!(report.api[29], ApiDay { day: now.date_naive(), requests: 10, refused: 4 });
    let theirs = usage(&mut open(&t, &stranger).await, now).await.unwrap();
    assert_eq!((theirs.sites.now, theirs.api[29].requests), (0, 0));
}
