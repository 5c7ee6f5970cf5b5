use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::super::*;
use crate::{
    Error,
    bio_sites::{self, Content, handles::Handle},
    dispatch, events, identity,
    ids::SessionRef,
    locale::Locale,
    tenancy::{Member, Role},
    testing::{self, Test},
};

pub(super) async fn settle(t: &Test) {
    while dispatch::round(&t.db(), Utc::now() + Duration::minutes(1)).await.unwrap().again {}
}

/// Everything a person sees.
pub(super) async fn seen(t: &Test, member: &Member) -> Vec<Notice> {
    list(&mut t.db().identity().await.unwrap(), member.user(), false, None, Locale::En).await.unwrap().items
}

async fn topics(t: &Test, member: &Member) -> Vec<Topic> {
    seen(t, member).await.into_iter().map(|notice| notice.topic).collect()
}

pub(super) async fn published(t: &Test, member: &Member, handle: &str) {
    let mut scope = t.db().open(member).await.unwrap();
    let site = bio_sites::create(&mut scope, &Handle::parse(handle).unwrap(), "Ada").await.unwrap();
    let mut content = Content::default();
    content.profile.name = "Ada".to_owned();
    bio_sites::save(&mut scope, site, 1, content).await.unwrap();
    bio_sites::publish(&mut scope, site, 2).await.unwrap();
    scope.commit().await.unwrap();
    settle(t).await;
}

async fn signed_in(t: &Test, member: &Member, device: &str, address: &str) {
    let mut identity = t.db().identity().await.unwrap();
    let event = events::SignedIn { user: member.user(), device: device.to_owned() };
    events::record_account(&mut identity, member.user(), address, &event).await.unwrap();
    identity.commit().await.unwrap();
    settle(t).await;
}

/// Signs one of somebody's devices out, of which they are told.
pub(super) async fn signed_out(t: &Test, member: &Member) {
    let mut identity = t.db().identity().await.unwrap();
    let event = events::SessionRevoked { user: member.user(), session: SessionRef(Uuid::now_v7()) };
    events::record_account(&mut identity, member.user(), "192.0.2.1", &event).await.unwrap();
    identity.commit().await.unwrap();
    settle(t).await;
}

async fn mails(t: &Test) -> Vec<(String, String)> {
    sqlx::query_as("select recipient, subject from mails order by id").fetch_all(t.db().identity().await.unwrap().conn()).await.unwrap()
}

async fn send(t: &Test, member: &Member, now: DateTime<Utc>) {
    let mut identity = t.db().identity().await.unwrap();
    send_mail(&mut identity, member.user(), "https://mewayz.test", now).await.unwrap();
    identity.commit().await.unwrap();
}

async fn states(t: &Test) -> Vec<(String, String, String)> {
    sqlx::query_as("select channel, state, reason from notification_deliveries order by id")
        .fetch_all(t.db().identity().await.unwrap().conn())
        .await
        .unwrap()
}

#[tokio::test]
async fn colleagues_are_told_of_a_publication_and_nobody_else() {
    let t = testing::fresh().await;
    let (ada, stranger) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    let bob = t.colleague(ada.workspace(), Role::Viewer).await;
    published(&t, &ada, "ada-links").await;
    let notices = seen(&t, &bob).await;
    assert_eq!(notices.len(), 1);
    assert_eq!((notices[0].title.as_str(), notices[0].read), ("@ada-links was published", false));
    assert!(notices[0].body.starts_with("Ada published"), "{}", notices[0].body);
    assert!(notices[0].href("elsewhere").starts_with("/w/w") && notices[0].path.contains("/sites/"));
    assert_eq!(seen(&t, &ada).await, [], "who did it knows");
    assert_eq!(seen(&t, &stranger).await, []);
    let german = list(&mut t.db().identity().await.unwrap(), bob.user(), false, None, Locale::De).await.unwrap();
    assert_eq!(german.items[0].title, "@ada-links wurde veröffentlicht");
}

#[tokio::test]
async fn told_again_it_is_written_once() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    let bob = t.colleague(ada.workspace(), Role::Editor).await;
    published(&t, &ada, "ada-links").await;
    let long_ago = Utc::now() - Duration::days(1);
    events::replay(&t.db(), events::Consumer::Notifications, Some(ada.workspace()), long_ago).await.unwrap();
    settle(&t).await;
    assert_eq!(topics(&t, &bob).await, [Topic::SitePublished]);
    assert_eq!(states(&t).await, [], "by default nobody gets a mail about it");
}

#[tokio::test]
async fn who_has_left_a_workspace_sees_nothing_of_it_any_more() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    let bob = t.colleague(ada.workspace(), Role::Editor).await;
    published(&t, &ada, "ada-links").await;
    let mut identity = t.db().identity().await.unwrap();
    assert_eq!(unread(&mut identity, bob.user()).await.unwrap(), 1);
    sqlx::query("delete from memberships where user_id = $1").bind(bob.user().0).execute(identity.conn()).await.unwrap();
    assert_eq!(unread(&mut identity, bob.user()).await.unwrap(), 0);
    assert_eq!(list(&mut identity, bob.user(), false, None, Locale::En).await.unwrap(), Page::default());
    assert_eq!(since(&mut identity, bob.user(), crate::ids::NotificationId(Uuid::nil()), Locale::En).await.unwrap(), []);
}

#[tokio::test]
async fn what_is_read_stays_read_and_is_nobody_elses_to_mark() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    let bob = t.colleague(ada.workspace(), Role::Editor).await;
    published(&t, &ada, "one-page").await;
    published(&t, &ada, "two-page").await;
    let notices = seen(&t, &bob).await;
    let mut identity = t.db().identity().await.unwrap();
    assert_eq!(mark(&mut identity, ada.user(), notices[0].id, true, Utc::now()).await, Err(Error::NotFound));
    mark(&mut identity, bob.user(), notices[0].id, true, Utc::now()).await.unwrap();
    let left = list(&mut identity, bob.user(), true, None, Locale::En).await.unwrap();
    assert_eq!((left.unread, left.items.len(), left.items[0].id), (1, 1, notices[1].id));
    mark(&mut identity, bob.user(), notices[0].id, false, Utc::now()).await.unwrap();
    assert_eq!(unread(&mut identity, bob.user()).await.unwrap(), 2);
    mark_all_read(&mut identity, ada.user(), Utc::now()).await.unwrap();
    assert_eq!(unread(&mut identity, bob.user()).await.unwrap(), 2, "somebody else's are not touched");
    mark_all_read(&mut identity, bob.user(), Utc::now()).await.unwrap();
    assert_eq!(unread(&mut identity, bob.user()).await.unwrap(), 0);
}

#[tokio::test]
async fn pages_follow_each_other_and_streams_catch_up() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    for i in 0..33 {
        signed_in(&t, &ada, &format!("Device {i}"), "192.0.2.1").await;
    }
    let mut identity = t.db().identity().await.unwrap();
    let first = list(&mut identity, ada.user(), false, None, Locale::En).await.unwrap();
    let second = list(&mut identity, ada.user(), false, first.next, Locale::En).await.unwrap();
    assert_eq!((first.items.len(), second.items.len(), second.next), (30, 2, None));
    let newest = newest(&mut identity, ada.user()).await.unwrap();
    assert_eq!(newest, first.items[0].id);
    let missed = since(&mut identity, ada.user(), first.items[2].id, Locale::En).await.unwrap();
    assert_eq!(missed.iter().map(|n| n.id).collect::<Vec<_>>(), [first.items[1].id, first.items[0].id]);
    assert_eq!(since(&mut identity, ada.user(), newest, Locale::En).await.unwrap(), []);
}

#[tokio::test]
async fn a_new_device_is_told_of_and_a_known_one_is_not() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    signed_in(&t, &ada, "Firefox on Linux", "192.0.2.1").await;
    assert_eq!(topics(&t, &ada).await, [], "the very first one");
    signed_in(&t, &ada, "Firefox on Linux", "192.0.2.200").await;
    assert_eq!(topics(&t, &ada).await, []);
    signed_in(&t, &ada, "Safari on iPhone", "198.51.100.9").await;
    let notices = seen(&t, &ada).await;
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].body, "Safari on iPhone signed in from 198.51.100.9. If this was not you, choose a new password.");
    assert_eq!(notices[0].href("home"), "/w/home/settings");
    signed_in(&t, &ada, "Safari on iPhone", "198.51.100.9").await;
    assert_eq!(seen(&t, &ada).await.len(), 1);
}

#[tokio::test]
async fn many_refused_sign_ins_are_told_of_once_a_day() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    for i in 0..8 {
        let mut identity = t.db().identity().await.unwrap();
        let event = events::SignInRefused { user: ada.user() };
        events::record_account(&mut identity, ada.user(), &format!("192.0.2.{i}"), &event).await.unwrap();
        let nobody = events::SignInRefused { user: UserId(Uuid::nil()) };
        events::record_account(&mut identity, UserId(Uuid::nil()), "192.0.2.1", &nobody).await.unwrap();
        identity.commit().await.unwrap();
        settle(&t).await;
        assert_eq!(topics(&t, &ada).await.len(), usize::from(i >= 4), "after {i}");
    }
    assert!(seen(&t, &ada).await[0].body.contains("192.0.2.4"));
}

#[tokio::test]
async fn security_notices_are_mailed_whatever_was_chosen() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    let mut identity = t.db().identity().await.unwrap();
    let mut wishes = Settings { digest: Digest::Daily, quiet: Some(Quiet { from: 0, until: 1439 }), ..Settings::default() };
    for topic in Topic::ALL {
        wishes.choices.entry(topic).or_default().insert(Channel::Email, false);
        wishes.choices.entry(topic).or_default().insert(Channel::InApp, false);
    }
    save_settings(&mut identity, ada.user(), &wishes, "").await.unwrap();
    identity.commit().await.unwrap();
    signed_out(&t, &ada).await;
    assert_eq!(topics(&t, &ada).await, [Topic::DeviceSignedOut]);
    send(&t, &ada, Utc::now() + Duration::minutes(1)).await;
    assert_eq!(mails(&t).await.into_iter().map(|(_, subject)| subject).collect::<Vec<_>>(), ["A device was signed out"]);
    send(&t, &ada, Utc::now() + Duration::minutes(1)).await;
    assert_eq!(mails(&t).await.len(), 1, "told once");
}

/// Bob, who wants mails about publications of Ada's, gathered as given.
async fn who_wants_mail(t: &Test, digest: Digest) -> (Member, Member) {
    let ada = t.member(Role::Owner).await;
    let bob = t.colleague(ada.workspace(), Role::Editor).await;
    let mut wishes = Settings { digest, ..Settings::default() };
    wishes.choices.entry(Topic::SitePublished).or_default().insert(Channel::Email, true);
    let mut identity = t.db().identity().await.unwrap();
    save_settings(&mut identity, bob.user(), &wishes, "").await.unwrap();
    assert_eq!(settings(&mut identity, bob.user()).await.unwrap(), wishes);
    identity.commit().await.unwrap();
    (ada, bob)
}

#[tokio::test]
async fn a_digest_holds_what_is_unread_and_is_sent_once() {
    let t = testing::fresh().await;
    let (ada, bob) = who_wants_mail(&t, Digest::Daily).await;
    for handle in ["one-page", "two-page", "three-page"] {
        published(&t, &ada, handle).await;
    }
    send(&t, &bob, Utc::now()).await;
    assert_eq!(mails(&t).await, [], "not before the morning");
    let jobs: i64 = sqlx::query_scalar("select count(*) from jobs where name = 'notifications.mail' and state = 'waiting'")
        .fetch_one(t.db().identity().await.unwrap().conn())
        .await
        .unwrap();
    assert_eq!(jobs, 1, "one mail for all three");
    let newest = seen(&t, &bob).await[0].id;
    let mut identity = t.db().identity().await.unwrap();
    mark(&mut identity, bob.user(), newest, true, Utc::now()).await.unwrap();
    identity.commit().await.unwrap();
    let tomorrow = Utc::now() + Duration::hours(25);
    let (one, other) = tokio::join!(send(&t, &bob, tomorrow), send(&t, &bob, tomorrow));
    assert_eq!((one, other), ((), ()));
    assert_eq!(mails(&t).await.len(), 1);
    let mut reasons: Vec<_> = states(&t).await.into_iter().map(|(_, state, reason)| format!("{state} {reason}")).collect();
    reasons.sort();
    assert_eq!(reasons, ["sent ", "sent ", "suppressed read meanwhile"]);
}

#[tokio::test]
async fn what_is_not_wanted_any_more_or_not_theirs_any_more_is_not_sent() {
    let t = testing::fresh().await;
    let (ada, bob) = who_wants_mail(&t, Digest::Hourly).await;
    published(&t, &ada, "one-page").await;
    let mut identity = t.db().identity().await.unwrap();
    save_settings(&mut identity, bob.user(), &Settings::default(), "").await.unwrap();
    identity.commit().await.unwrap();
    send(&t, &bob, Utc::now() + Duration::hours(2)).await;
    assert_eq!(states(&t).await[0].2, "not wanted any more");
    let (ada, bob) = who_wants_mail(&t, Digest::Hourly).await;
    published(&t, &ada, "two-page").await;
    sqlx::query("delete from memberships where user_id = $1").bind(bob.user().0).execute(&mut t.owner().await).await.unwrap();
    send(&t, &bob, Utc::now() + Duration::hours(2)).await;
    assert_eq!(states(&t).await[1].2, "not a member any more");
    assert_eq!(mails(&t).await, []);
}

#[tokio::test]
async fn an_address_that_is_not_proven_gets_no_mail() {
    let t = testing::fresh().await;
    let (ada, bob) = who_wants_mail(&t, Digest::AtOnce).await;
    sqlx::query("update users set email_verified_at = null where id = $1").bind(bob.user().0).execute(&mut t.owner().await).await.unwrap();
    published(&t, &ada, "one-page").await;
    send(&t, &bob, Utc::now() + Duration::minutes(1)).await;
    assert_eq!((mails(&t).await, states(&t).await[0].2.as_str()), (vec![], "address not confirmed"));
}

#[tokio::test]
async fn settings_are_checked_and_belong_to_one_person() {
    let t = testing::fresh().await;
    let (ada, bob) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    let mut identity = t.db().identity().await.unwrap();
    for bad in [
        Settings { zone: "Europe/Atlantis".to_owned(), ..Settings::default() },
        Settings { quiet: Some(Quiet { from: 60, until: 60 }), ..Settings::default() },
    ] {
        assert!(matches!(save_settings(&mut identity, ada.user(), &bad, "").await, Err(Error::Invalid(_))));
    }
    let good = Settings { zone: "Asia/Tokyo".to_owned(), quiet: Some(Quiet { from: 1320, until: 420 }), ..Settings::default() };
    save_settings(&mut identity, ada.user(), &good, "").await.unwrap();
    assert_eq!(settings(&mut identity, ada.user()).await.unwrap(), good);
    assert_eq!(settings(&mut identity, bob.user()).await.unwrap(), Settings::default());
}

#[tokio::test]
async fn signing_in_from_elsewhere_reaches_the_list() {
    let t = testing::fresh().await;
    let now = Utc::now();
    let input = identity::rules::SignUp::check("Ada", "ada@example.com", "correct horse battery".to_owned()).unwrap();
    let user = identity::sign_up(&t.db(), input, "192.0.2.1", "https://mewayz.test", now).await.unwrap();
    let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";
    let from = identity::Whence { address: "198.51.100.1", user_agent: iphone };
    identity::sign_in(&t.db(), "ada@example.com", "correct horse battery".to_owned(), from, now).await.unwrap();
    settle(&t).await;
    let page = list(&mut t.db().identity().await.unwrap(), user, false, None, Locale::En).await.unwrap();
    assert!(page.items[0].body.starts_with("Safari on iPhone signed in from 198.51.100.1"));
}

#[tokio::test]
async fn owners_are_told_of_keys_that_end_soon_and_staff_of_work_given_up() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    let bob = t.colleague(ada.workspace(), Role::Editor).await;
    let staff = t.staff().await;
    let mut scope = t.db().open(&ada).await.unwrap();
    let draft = crate::api_keys::Draft {
        name: "Shop".to_owned(),
        scopes: vec!["bio_sites:read".to_owned()],
        days: Some(6),
        addresses: String::new(),
    };
    crate::api_keys::create(&mut scope, &draft, Utc::now()).await.unwrap();
    scope.commit().await.unwrap();
    settle(&t).await;
    for _ in 0..2 {
        let mut scope = t.db().job(ada.workspace()).await.unwrap();
        watch_workspace(&mut scope, &Channel::ALL, Utc::now()).await.unwrap();
        scope.commit().await.unwrap();
        let mut identity = t.db().identity().await.unwrap();
        sqlx::query(
            "insert into jobs (id, queue, name, payload, priority, state, max_attempts, run_at, failed_at)
             values ($1, 'default', 'a.job', '{}', 0, 'dead', 1, now(), now())",
        )
        .bind(Uuid::now_v7())
        .execute(identity.conn())
        .await
        .unwrap();
        watch_jobs(&mut identity, &Channel::ALL, Utc::now()).await.unwrap();
        identity.commit().await.unwrap();
    }
    assert_eq!(topics(&t, &ada).await, [Topic::ApiKeyExpiring, Topic::ApiKeyCreated]);
    assert_eq!(topics(&t, &bob).await, []);
    let page = list(&mut t.db().identity().await.unwrap(), staff, false, None, Locale::En).await.unwrap();
    assert_eq!(page.items.iter().map(|n| n.title.as_str()).collect::<Vec<_>>(), ["Work was given up: a.job"]);
    assert!(!topics_for(&mut t.db().identity().await.unwrap(), ada.user()).await.unwrap().contains(&Topic::JobsGivenUp));
    assert!(topics_for(&mut t.db().identity().await.unwrap(), staff).await.unwrap().contains(&Topic::JobsGivenUp));
}
