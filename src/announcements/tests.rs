use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use super::{rules::Reader, *};
use crate::{
    Error,
    ids::UserId,
    notifications::Channel,
    platform,
    staff::{self, BackOffice},
    tenancy::{Member, Role},
    testing::{self, Test},
};

async fn office(t: &Test, boss: UserId) -> BackOffice {
    let staff = staff::recognise(&mut t.db().identity().await.unwrap(), boss).await.unwrap();
    t.db().staff(&staff, "Testing").await.unwrap()
}

fn draft(now: DateTime<Utc>) -> Draft {
    let words = |title: &str| Words { title: title.to_owned(), body: "More".to_owned() };
    Draft {
        kind: Kind::Maintenance,
        words: vec![(Locale::En, words("Hello")), (Locale::De, words("Hallo"))],
        fallback: Locale::En,
        from: now - Duration::minutes(1),
        until: Some(now + Duration::hours(1)),
        audience: Audience::default(),
        told: false,
    }
}

/// Writes and publishes.
async fn published(t: &Test, boss: UserId, draft: &Draft, slugs: &[String]) -> AnnouncementId {
    let now = Utc::now();
    let mut office = office(t, boss).await;
    let id = save(&mut office, None, draft, slugs, now).await.unwrap();
    publish(&mut office, id, now).await.unwrap();
    office.commit().await.unwrap();
    id
}

/// What a member's page shows, as the frame asks for it.
async fn seen(t: &Test, who: &Member, role: Role) -> Vec<AnnouncementId> {
    let snapshot = platform::load(&t.db()).await.unwrap();
    let said = snapshot.announcements(Reader { workspace: who.workspace(), role }, Utc::now());
    let mut scope = t.db().open(who).await.unwrap();
    shown(&mut scope, who.user(), &said).await.unwrap().into_iter().map(|banner| banner.id).collect()
}

#[tokio::test]
async fn a_draft_is_seen_by_nobody_and_what_is_published_until_it_ends() {
    let t = testing::fresh().await;
    let (ada, boss) = (t.member(Role::Owner).await, t.staff().await);
    let now = Utc::now();
    let mut desk = office(&t, boss).await;
    let id = save(&mut desk, None, &draft(now), &[], now).await.unwrap();
    save(&mut desk, Some(id), &Draft { kind: Kind::Info, ..draft(now) }, &[], now).await.unwrap();
    assert_eq!(save(&mut desk, Some(AnnouncementId::new()), &draft(now), &[], now).await, Err(Error::NotFound));
    desk.commit().await.unwrap();
    assert_eq!(seen(&t, &ada, Role::Owner).await, []);
    let mut desk = office(&t, boss).await;
    publish(&mut desk, id, now).await.unwrap();
    assert_eq!(publish(&mut desk, id, now).await, Err(Error::NotFound), "once");
    assert_eq!(save(&mut desk, Some(id), &draft(now), &[], now).await, Err(Error::NotFound), "nobody rewrites what was read");
    assert_eq!(discard(&mut desk, id).await, Err(Error::NotFound));
    desk.commit().await.unwrap();
    assert_eq!(seen(&t, &ada, Role::Viewer).await, [id]);
    let mut desk = office(&t, boss).await;
    end(&mut desk, id, now).await.unwrap();
    assert_eq!(board(&mut desk, now).await.unwrap().iter().map(|row| row.stage).collect::<Vec<_>>(), [Stage::Over]);
    desk.commit().await.unwrap();
    assert_eq!(seen(&t, &ada, Role::Owner).await, []);
    let acts: Vec<String> =
        sqlx::query_scalar("select act from staff_actions where act <> 'enter' order by id").fetch_all(&mut t.owner().await).await.unwrap();
    assert_eq!(acts, ["announcements.save", "announcements.save", "announcements.publish", "announcements.end"]);
}

#[tokio::test]
async fn only_those_see_it_whom_it_is_for() {
    let t = testing::fresh().await;
    let (ada, eve, boss) = (t.member(Role::Owner).await, t.member(Role::Owner).await, t.staff().await);
    let now = Utc::now();
    let slug = format!("w{}", ada.workspace().0.simple());
    let admins = Draft { audience: Audience { only_admins: true, ..Audience::default() }, ..draft(now) };
    let here = published(&t, boss, &admins, &[slug]).await;
    assert_eq!(
        (seen(&t, &ada, Role::Owner).await, seen(&t, &ada, Role::Editor).await, seen(&t, &eve, Role::Owner).await),
        (vec![here], vec![], vec![])
    );
    let plan = |plan| Draft { audience: Audience { plans: vec![plan], ..Audience::default() }, ..draft(now) };
    published(&t, boss, &plan(Plan::Enterprise), &[]).await;
    let free = published(&t, boss, &plan(Plan::Free), &[]).await;
    assert_eq!(seen(&t, &eve, Role::Owner).await, [free]);
    let mut desk = office(&t, boss).await;
    let unknown = save(&mut desk, None, &draft(now), &["nowhere".to_owned()], now).await.unwrap_err();
    assert!(unknown.fields().unwrap().get("workspaces").unwrap().contains("nowhere"));
}

#[tokio::test]
async fn what_somebody_has_put_away_stays_away_from_them_alone() {
    let t = testing::fresh().await;
    let (ada, boss) = (t.member(Role::Owner).await, t.staff().await);
    let bob = t.colleague(ada.workspace(), Role::Editor).await;
    let id = published(&t, boss, &draft(Utc::now()), &[]).await;
    for _ in 0..2 {
        let mut identity = t.db().identity().await.unwrap();
        put_away(&mut identity, ada.user(), id).await.unwrap();
        identity.commit().await.unwrap();
    }
    assert_eq!((seen(&t, &ada, Role::Owner).await, seen(&t, &bob, Role::Editor).await), (vec![], vec![id]));
    let mut identity = t.db().identity().await.unwrap();
    assert_eq!(put_away(&mut identity, ada.user(), AnnouncementId::new()).await, Err(Error::NotFound));
    assert_eq!(board(&mut office(&t, boss).await, Utc::now()).await.unwrap()[0].put_away, 1);
}

#[tokio::test]
async fn people_are_told_once_in_their_language() {
    let t = testing::fresh().await;
    let (ada, boss) = (t.member(Role::Owner).await, t.staff().await);
    let bob = t.colleague(ada.workspace(), Role::Viewer).await;
    let mut owner = t.owner().await;
    sqlx::query("update users set locale = 'de' where id = $1").bind(bob.user().0).execute(&mut owner).await.unwrap();
    let id = published(&t, boss, &Draft { told: true, ..draft(Utc::now()) }, &[]).await;
    let waiting: serde_json::Value =
        sqlx::query_scalar("select payload from jobs where name = 'announcements.tell'").fetch_one(&mut owner).await.unwrap();
    assert_eq!(waiting, json!({ "announcement": id }));
    for _ in 0..2 {
        tell(&t.db(), id, &Channel::ALL, Utc::now()).await.unwrap();
    }
    let of = async |user: UserId| -> Vec<String> {
        let sql = "select params->>'title' from notifications where user_id = $1 and topic = 'announcement'";
        sqlx::query_scalar(sql).bind(user.0).fetch_all(&mut t.owner().await).await.unwrap()
    };
    assert_eq!((of(ada.user()).await, of(bob.user()).await), (vec!["Hello".to_owned()], vec!["Hallo".to_owned()]));
    let deliveries: i64 = sqlx::query_scalar("select count(*) from notification_deliveries").fetch_one(&mut owner).await.unwrap();
    assert_eq!(deliveries, 0, "in the product only, unless somebody asks for more");
}

#[tokio::test]
async fn nobody_is_told_of_what_has_ended_meanwhile() {
    let t = testing::fresh().await;
    let (_, boss) = (t.member(Role::Owner).await, t.staff().await);
    let id = published(&t, boss, &Draft { told: true, ..draft(Utc::now()) }, &[]).await;
    let mut desk = office(&t, boss).await;
    end(&mut desk, id, Utc::now()).await.unwrap();
    desk.commit().await.unwrap();
    tell(&t.db(), id, &Channel::ALL, Utc::now()).await.unwrap();
    let told: i64 = sqlx::query_scalar("select count(*) from notifications").fetch_one(&mut t.owner().await).await.unwrap();
    assert_eq!(told, 0);
}
