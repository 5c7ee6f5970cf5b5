use chrono::{Duration, Utc};

use super::*;
use crate::{
    Error,
    bio_sites::{self, handles::Handle},
    dispatch,
    error::Conflict,
    staff::{self, BackOffice},
    tenancy::{Member, Role},
    testing::{self, Test},
};

const STALE: Error = Error::Conflict(Conflict::StaleVersion);

async fn office(t: &Test, reason: &str) -> BackOffice {
    let boss = t.staff().await;
    let staff = staff::recognise(&mut t.db().identity().await.unwrap(), boss).await.unwrap();
    t.db().staff(&staff, reason).await.unwrap()
}

async fn page(t: &Test, member: &Member, handle: &str) -> SiteId {
    let mut scope = t.db().open(member).await.unwrap();
    let site = bio_sites::create(&mut scope, &Handle::parse(handle).unwrap(), "Ada").await.unwrap();
    bio_sites::publish(&mut scope, site, 1).await.unwrap();
    scope.commit().await.unwrap();
    site
}

async fn reported(t: &Test, page: &str, reason: &str) -> Result<(), Error> {
    let draft = Draft { page: page.to_owned(), reason: reason.to_owned(), words: "Look".to_owned(), email: "eve@example.com".to_owned() };
    report(&t.db(), &draft, "192.0.2.1", Utc::now()).await
}

async fn sees(t: &Test, handle: &str) -> Result<(), Error> {
    bio_sites::find(&mut t.db().identity().await.unwrap(), handle).await.map(drop)
}

/// Ada with a page that was reported twice.
async fn stage() -> (Test, Member, SiteId) {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    let site = page(&t, &ada, "ada-page").await;
    reported(&t, "ada-page", "fraud").await.unwrap();
    reported(&t, "https://mewayz.test/@Ada-Page", "hate").await.unwrap();
    (t, ada, site)
}

async fn down(t: &Test, site: SiteId) {
    let mut desk = office(t, "It asks for passwords").await;
    take_down(&mut desk, site, Utc::now()).await.unwrap();
    desk.commit().await.unwrap();
}

#[tokio::test]
async fn only_what_visitors_see_is_reported_and_not_without_end() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    let mut scope = t.db().open(&ada).await.unwrap();
    bio_sites::create(&mut scope, &Handle::parse("draft-page").unwrap(), "Ada").await.unwrap();
    scope.commit().await.unwrap();
    for unknown in ["draft-page", "nobody-here", "' or 1=1"] {
        let refused = reported(&t, unknown, "fraud").await.unwrap_err();
        assert!(refused.fields().unwrap().get("page").is_some(), "{unknown}");
    }
    page(&t, &ada, "ada-page").await;
    let mut taken = 0;
    while reported(&t, "ada-page", "fraud").await.is_ok() {
        taken += 1;
    }
    assert_eq!(taken, 7, "ten from one address, and three were spent above");
    assert!(matches!(reported(&t, "ada-page", "fraud").await, Err(Error::Limit { .. })));
}

#[tokio::test]
async fn reports_of_a_page_are_one_case() {
    let (t, ada, site) = stage().await;
    let mut desk = office(&t, "Looking").await;
    let waiting = queue(&mut desk, Queue::Open, None).await.unwrap();
    assert_eq!((waiting.open, waiting.appeals, waiting.pages.len()), (2, 0, 1));
    let one = &waiting.pages[0];
    assert_eq!((one.site, one.workspace, one.reports, one.taken_down), (site, ada.workspace(), 2, false));
    assert_eq!(one.reasons, [Reason::Fraud, Reason::Hate]);
    assert!(queue(&mut desk, Queue::Open, Some(one.newest)).await.unwrap().pages.is_empty());
    assert!(queue(&mut desk, Queue::Decided, None).await.unwrap().pages.is_empty());
    let found = case(&mut desk, site).await.unwrap();
    assert_eq!(found.reports.iter().map(|one| one.reason).collect::<Vec<_>>(), [Reason::Hate, Reason::Fraud]);
    assert_eq!(case(&mut desk, SiteId::new()).await, Err(Error::NotFound));
    dismiss(&mut desk, site, Utc::now()).await.unwrap();
    assert_eq!(dismiss(&mut desk, site, Utc::now()).await, Err(STALE), "nothing is left to decide");
    let found = case(&mut desk, site).await.unwrap();
    assert!(found.reports.iter().all(|one| one.state == "dismissed" && one.email.is_none() && one.decided_by.is_some()));
    desk.commit().await.unwrap();
    assert_eq!(sees(&t, "ada-page").await, Ok(()));
}

#[tokio::test]
async fn a_page_goes_down_and_comes_back_and_its_owners_are_told() {
    let (t, ada, site) = stage().await;
    down(&t, site).await;
    assert_eq!(sees(&t, "ada-page").await, Err(Error::Conflict(Conflict::Withheld)));
    assert_eq!(reported(&t, "ada-page", "fraud").await, Ok(()), "taken, and of no consequence");
    assert!(bio_sites::list(&mut t.db().open(&ada).await.unwrap()).await.unwrap()[0].taken_down);
    while dispatch::round(&t.db(), Utc::now()).await.unwrap().told > 0 {}
    let mut identity = t.db().identity().await.unwrap();
    let told: Vec<(String, String)> =
        sqlx::query_as("select topic, params ->> 'because' from notifications where user_id = $1 and topic like 'site_taken%'")
            .bind(ada.user().0)
            .fetch_all(identity.conn())
            .await
            .unwrap();
    assert_eq!(told, [("site_taken_down".to_owned(), "It asks for passwords".to_owned())]);
    let mut desk = office(&t, "It was a mistake").await;
    restore(&mut desk, site).await.unwrap();
    assert_eq!(restore(&mut desk, site).await, Err(STALE));
    desk.commit().await.unwrap();
    assert_eq!(sees(&t, "ada-page").await, Ok(()));
}

#[tokio::test]
async fn of_two_decisions_at_once_one_counts() {
    for _ in 0..5 {
        let (t, _, site) = stage().await;
        let (mut one, mut two) = (office(&t, "Fine").await, office(&t, "Not fine").await);
        let first = async {
            let done = dismiss(&mut one, site, Utc::now()).await;
            one.commit().await.unwrap();
            done
        };
        let second = async {
            let done = take_down(&mut two, site, Utc::now()).await;
            if done.is_ok() {
                two.commit().await.unwrap();
            }
            done
        };
        let (dismissed, taken) = tokio::join!(first, second);
        assert!(dismissed.is_ok() != taken.is_ok(), "{dismissed:?} {taken:?}");
        assert_eq!(sees(&t, "ada-page").await.is_ok(), dismissed.is_ok());
    }
}

#[tokio::test]
async fn its_people_object_once_and_are_answered() {
    let (t, ada, site) = stage().await;
    let now = Utc::now();
    let object = async |member: &Member, text: &str| {
        let mut scope = t.db().open(member).await?;
        appeal(&mut scope, site, text, now).await?;
        scope.commit().await
    };
    assert_eq!(object(&ada, "Why?").await, Err(STALE), "it is not down");
    down(&t, site).await;
    let (viewer, stranger) = (t.colleague(ada.workspace(), Role::Viewer).await, t.member(Role::Owner).await);
    assert_eq!(object(&viewer, "Why?").await, Err(Error::Forbidden));
    assert_eq!(object(&stranger, "Why?").await, Err(Error::NotFound), "of another workspace");
    assert_eq!(ruling(&mut t.db().open(&stranger).await.unwrap(), site).await, Err(Error::NotFound));
    assert!(object(&ada, "  ").await.is_err());
    object(&ada, "It is a recipe for passwords, a cake").await.unwrap();
    assert_eq!(object(&ada, "Again").await, Err(STALE));
    let shown = ruling(&mut t.db().open(&viewer).await.unwrap(), site).await.unwrap().1.unwrap();
    assert_eq!((shown.because.as_str(), shown.refused_at), ("It asks for passwords", None));

    let mut desk = office(&t, "A cake does not ask").await;
    assert_eq!(queue(&mut desk, Queue::Appeals, None).await.unwrap().pages.len(), 1);
    keep_down(&mut desk, site, now + Duration::hours(1)).await.unwrap();
    assert_eq!(keep_down(&mut desk, site, now).await, Err(STALE));
    assert!(queue(&mut desk, Queue::Appeals, None).await.unwrap().pages.is_empty());
    desk.commit().await.unwrap();
    assert!(sees(&t, "ada-page").await.is_err());
}
