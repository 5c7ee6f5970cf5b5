use super::*;
use crate::{Error, tenancy::Limit};

#[tokio::test]
async fn secrets_are_sealed_and_survive_a_new_key() {
    let s = stage(&["*"]).await;
    let shown = reveal(&mut s.open().await, &s.keyring, s.endpoint, soon()).await.unwrap().remove(0).secret;
    assert!(crate::standard_webhooks::is_secret(&shown));
    let mut scope = s.open().await;
    let sealed: Vec<u8> = sqlx::query_scalar("select sealed_secret from webhook_secrets").fetch_one(scope.conn()).await.unwrap();
    assert_eq!(sealed[0], 1);
    assert!(!sealed.windows(6).any(|part| part == b"whsec_"));

    let other = Keyring::parse(&Keyring::generate()).unwrap();
    assert!(reveal(&mut scope, &other, s.endpoint, soon()).await.is_err(), "another installation's key opens nothing");
    drop(scope);
    let both = Keyring::parse(&format!("{},{}", Keyring::generate().replacen('1', "2", 1), s.key)).unwrap();
    let mut scope = s.t.db().job(s.owner.workspace()).await.unwrap();
    assert_eq!(reseal(&mut scope, &both).await.unwrap(), 1);
    assert_eq!(reseal(&mut scope, &both).await.unwrap(), 0);
    scope.commit().await.unwrap();
    assert_eq!(reveal(&mut s.open().await, &both, s.endpoint, soon()).await.unwrap()[0].secret, shown);
    assert!(reveal(&mut s.open().await, &s.keyring, s.endpoint, soon()).await.is_err(), "the old key alone does not do any more");
}

#[tokio::test]
async fn endpoints_are_changed_switched_and_removed_with_everything() {
    let s = stage(&["*"]).await;
    s.publish(1).await;
    let mut scope = s.open().await;
    change(&mut scope, &Rules::default(), s.endpoint, &draft(&["media.*"])).await.unwrap();
    enable(&mut scope, s.endpoint, false).await.unwrap();
    let found = find(&mut scope, s.endpoint).await.unwrap();
    assert_eq!((found.patterns, found.disabled), (vec!["media.*".to_owned()], Some(Because::Person)));
    assert!(matches!(send_test(&mut scope, s.endpoint, soon()).await, Err(Error::Invalid(_))));
    remove(&mut scope, s.endpoint).await.unwrap();
    assert!(list(&mut scope).await.unwrap().is_empty());
    let rest: i64 = sqlx::query_scalar(
        "select (select count(*) from webhook_deliveries) + (select count(*) from webhook_secrets) + (select count(*) from webhook_queue)",
    )
    .fetch_one(scope.conn())
    .await
    .unwrap();
    assert_eq!(rest, 0);
    let told: Vec<String> =
        sqlx::query_scalar("select data::text from events where record_kind = 'webhook_endpoint'").fetch_all(scope.conn()).await.unwrap();
    assert!(told.iter().all(|data| !data.contains("token")), "an address may hold a secret: {told:?}");
}

#[tokio::test]
async fn there_are_so_many_and_no_more() {
    let s = stage(&["*"]).await;
    for _ in 1..Limit::Webhooks.most() {
        add(&s.t.db(), &s.owner, &s.keyring, &["*"]).await;
    }
    let mut scope = s.open().await;
    let refused = create(&mut scope, &s.keyring, &Rules::default(), &draft(&["*"])).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
}

#[tokio::test]
async fn another_workspace_finds_nothing() {
    let s = stage(&["*"]).await;
    s.publish(1).await;
    let delivery = s.log().await[0].id;
    let eve = s.t.member(Role::Owner).await;
    let mut scope = s.t.db().open(&eve).await.unwrap();
    let (rules, now) = (Rules::default(), soon());
    assert!(list(&mut scope).await.unwrap().is_empty());
    assert!(log(&mut scope, s.endpoint, None, None, 10).await.unwrap().items.is_empty());
    assert_eq!(find(&mut scope, s.endpoint).await, Err(Error::NotFound));
    assert_eq!(change(&mut scope, &rules, s.endpoint, &draft(&["*"])).await, Err(Error::NotFound));
    assert_eq!(enable(&mut scope, s.endpoint, true).await, Err(Error::NotFound));
    assert_eq!(enable(&mut scope, s.endpoint, false).await, Err(Error::NotFound));
    assert_eq!(remove(&mut scope, s.endpoint).await, Err(Error::NotFound));
    assert_eq!(reveal(&mut scope, &s.keyring, s.endpoint, now).await, Err(Error::NotFound));
    assert_eq!(rotate(&mut scope, &s.keyring, s.endpoint, now).await, Err(Error::NotFound));
    assert_eq!(send_test(&mut scope, s.endpoint, now).await, Err(Error::NotFound));
    assert_eq!(details(&mut scope, delivery).await, Err(Error::NotFound));
    assert_eq!(replay(&mut scope, delivery, now).await, Err(Error::NotFound));
    assert_eq!(replay_range(&mut scope, s.endpoint, now, now, true, now).await, Err(Error::NotFound));
    drop(scope);
    // What happens at Eve's is not told here.
    let mut scope = s.t.db().open(&eve).await.unwrap();
    events::record(&mut scope, &events::SiteUnpublished { site: SiteId::new(), handle: "eve".to_owned() }).await.unwrap();
    scope.commit().await.unwrap();
    s.tell().await;
    assert!(s.log().await.iter().all(|line| line.event_name != "bio_site.unpublished"));
}

#[tokio::test]
async fn only_owners_manage_webhooks() {
    let s = stage(&["*"]).await;
    s.publish(1).await;
    let delivery = s.log().await[0].id;
    for role in [Role::Editor, Role::Viewer] {
        let other = s.t.colleague(s.owner.workspace(), role).await;
        let mut scope = s.t.db().open(&other).await.unwrap();
        let now = soon();
        assert_eq!(list(&mut scope).await, Err(Error::Forbidden));
        assert_eq!(reveal(&mut scope, &s.keyring, s.endpoint, now).await, Err(Error::Forbidden));
        assert_eq!(rotate(&mut scope, &s.keyring, s.endpoint, now).await, Err(Error::Forbidden));
        assert_eq!(remove(&mut scope, s.endpoint).await, Err(Error::Forbidden));
        assert_eq!(details(&mut scope, delivery).await, Err(Error::Forbidden));
        assert_eq!(replay(&mut scope, delivery, now).await, Err(Error::Forbidden));
    }
}
