use super::*;
use crate::{
    Error,
    bio_sites::{handles, rules, schedule},
    locale::Locale,
    tenancy::Limit,
};

async fn put(t: &Test, member: &Member) -> crate::Result<SiteId> {
    let mut scope = open(t, member).await;
    let site = put_sample(&mut scope, Locale::En, clock::now()).await?;
    scope.commit().await?;
    Ok(site)
}

async fn take_out(t: &Test, member: &Member, with_changes: bool) -> TakenOut {
    let mut scope = open(t, member).await;
    let taken = take_out_sample(&mut scope, with_changes, clock::now()).await.unwrap();
    scope.commit().await.unwrap();
    taken
}

async fn sites(t: &Test, member: &Member) -> Vec<SiteId> {
    bio_sites::list(&mut open(t, member).await).await.unwrap().into_iter().map(|site| site.id).collect()
}

async fn change(t: &Test, member: &Member, site: SiteId) -> i32 {
    let mut scope = open(t, member).await;
    let draft = bio_sites::draft(&mut scope, site).await.unwrap();
    let mut content = draft.content;
    content.profile.bio = "My own words.".to_owned();
    let version = bio_sites::save(&mut scope, site, draft.version, content).await.unwrap();
    scope.commit().await.unwrap();
    version
}

async fn state(t: &Test, member: &Member) -> Option<SampleState> {
    sample(&mut open(t, member).await).await.unwrap().map(|sample| sample.state)
}

#[test]
fn every_sample_could_be_published_in_every_language() {
    for locale in Locale::ALL {
        for trade in Trade::ALL {
            let content = super::super::sample::content(*trade, locale).unwrap();
            let problems = rules::check_publish(&content, &schedule::resolve);
            assert!(problems.is_empty(), "{trade:?} in {locale:?}: {problems:?}");
            rules::check_draft(&content).unwrap();
            let mut tidied = content.clone();
            rules::tidy(&mut tidied);
            assert_eq!(tidied, content, "{trade:?} in {locale:?}");
        }
    }
}

#[tokio::test]
async fn a_sample_goes_as_it_came() {
    let t = crate::testing::fresh().await;
    let ada = owner(&t).await;
    assert!(matches!(put(&t, &ada).await, Err(Error::Invalid(_))), "nobody has said what they do");
    begin(&t, &ada, Trade::Coach, &[]).await;
    let site = put(&t, &ada).await.unwrap();
    assert_eq!(put(&t, &ada).await.unwrap(), site, "one is enough");
    assert_eq!((sites(&t, &ada).await, state(&t, &ada).await), (vec![site], Some(SampleState::Untouched)));
    let handle = sample(&mut open(&t, &ada).await).await.unwrap().unwrap().handle;
    settle(&t).await;
    assert!(!done(&t, &ada).await.contains(&Step::CreateSite), "a sample is nobody's first site");
    assert_eq!(take_out(&t, &ada, false).await, TakenOut::Removed);
    assert_eq!(take_out(&t, &ada, false).await, TakenOut::Nothing);
    assert_eq!((sites(&t, &ada).await, state(&t, &ada).await), (vec![], None));
    let free = handles::Handle::parse(&handle).unwrap();
    assert!(bio_sites::is_free(&mut t.db().identity().await.unwrap(), &free).await.unwrap());
    settle(&t).await;
    begin(&t, &ada, Trade::Shop, &[]).await;
    assert!(!done(&t, &ada).await.contains(&Step::CreateSite), "nor once it is gone");
    assert_ne!(put(&t, &ada).await.unwrap(), site, "and another one can come");
}

#[tokio::test]
async fn what_somebody_changed_goes_only_if_they_say_so() {
    let t = crate::testing::fresh().await;
    let ada = owner(&t).await;
    begin(&t, &ada, Trade::Shop, &[]).await;
    let kept = put(&t, &ada).await.unwrap();
    change(&t, &ada, kept).await;
    assert_eq!(state(&t, &ada).await, Some(SampleState::Changed));
    assert_eq!(take_out(&t, &ada, false).await, TakenOut::Kept);
    assert_eq!((sites(&t, &ada).await, state(&t, &ada).await), (vec![kept], None), "an ordinary site now");
    let gone = put(&t, &ada).await.unwrap();
    change(&t, &ada, gone).await;
    assert_eq!(take_out(&t, &ada, true).await, TakenOut::Removed);
    assert_eq!(sites(&t, &ada).await, [kept]);
}

#[tokio::test]
async fn what_was_published_never_goes() {
    let t = crate::testing::fresh().await;
    let ada = owner(&t).await;
    begin(&t, &ada, Trade::Agency, &[]).await;
    let site = put(&t, &ada).await.unwrap();
    let version = change(&t, &ada, site).await;
    let mut scope = open(&t, &ada).await;
    bio_sites::publish(&mut scope, site, version).await.unwrap();
    bio_sites::unpublish(&mut scope, site).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(state(&t, &ada).await, Some(SampleState::Published));
    assert_eq!(take_out(&t, &ada, true).await, TakenOut::Kept);
    assert_eq!(sites(&t, &ada).await, [site]);
    settle(&t).await;
    assert!(done(&t, &ada).await.contains(&Step::PublishSite));
}

#[tokio::test]
async fn many_clicks_at_once_put_one_in_and_take_one_out() {
    let t = crate::testing::fresh().await;
    let ada = owner(&t).await;
    begin(&t, &ada, Trade::Creator, &[]).await;
    let (one, two, three, four) = tokio::join!(put(&t, &ada), put(&t, &ada), put(&t, &ada), put(&t, &ada));
    let first = one.clone().unwrap();
    assert!([&one, &two, &three, &four].into_iter().all(|put| *put == Ok(first)), "{one:?} {two:?} {three:?} {four:?}");
    assert_eq!(sites(&t, &ada).await, [first]);
    let (one, two, three) = tokio::join!(take_out(&t, &ada, false), take_out(&t, &ada, false), take_out(&t, &ada, false));
    let count = |wanted| [one, two, three].into_iter().filter(|taken| *taken == wanted).count();
    assert_eq!((count(TakenOut::Removed), count(TakenOut::Nothing)), (1, 2));
    assert_eq!(sites(&t, &ada).await, []);
}

#[tokio::test]
async fn publishing_and_taking_out_at_once_never_lose_a_page() {
    let t = crate::testing::fresh().await;
    let ada = owner(&t).await;
    begin(&t, &ada, Trade::Creator, &[]).await;
    for _ in 0..4 {
        let site = put(&t, &ada).await.unwrap();
        let publish = async {
            let mut scope = open(&t, &ada).await;
            bio_sites::publish(&mut scope, site, 2).await?;
            scope.commit().await
        };
        let (published, taken) = tokio::join!(publish, take_out(&t, &ada, true));
        let there = sites(&t, &ada).await.contains(&site);
        assert_eq!((published.is_ok(), taken == TakenOut::Kept), (there, there), "{published:?} {taken:?}");
    }
}

#[tokio::test]
async fn a_workspace_without_room_is_told_so() {
    let t = crate::testing::fresh().await;
    let ada = owner(&t).await;
    begin(&t, &ada, Trade::Firm, &[]).await;
    let mut scope = open(&t, &ada).await;
    for n in 0..Limit::Sites.most() {
        bio_sites::create(&mut scope, &Handle::parse(&format!("ada-page-{n}z")).unwrap(), "Ada").await.unwrap();
    }
    scope.commit().await.unwrap();
    let Err(Error::Invalid(fields)) = put(&t, &ada).await else { panic!("there is no room") };
    assert!(fields.get("form").unwrap().starts_with("All 50 bio sites of your plan are in use."), "{fields:?}");
    assert_eq!(state(&t, &ada).await, None);
}

#[tokio::test]
async fn a_sample_of_another_workspace_is_not_there() {
    let t = crate::testing::fresh().await;
    let (ada, eve) = (owner(&t).await, owner(&t).await);
    begin(&t, &ada, Trade::Firm, &[]).await;
    begin(&t, &eve, Trade::Firm, &[]).await;
    let site = put(&t, &ada).await.unwrap();
    assert_eq!(state(&t, &eve).await, None);
    assert_eq!(take_out(&t, &eve, true).await, TakenOut::Nothing);
    assert_eq!(bio_sites::discard(&mut open(&t, &eve).await, site, None).await, Err(Error::NotFound));
    assert_eq!(sites(&t, &ada).await, [site]);
}
