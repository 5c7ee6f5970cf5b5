use chrono::{Duration, Utc};
use sqlx::PgConnection;

use super::*;
use crate::{
    bio_sites::{self, handles::Handle},
    dispatch,
    ids::SiteId,
    tenancy::{Member, Role, Scope},
    testing::{self, Test},
};

async fn site(t: &Test, member: &Member, handle: &str) -> SiteId {
    let mut scope = t.db().open(&member.clone().at("203.0.113.9")).await.unwrap();
    let site = bio_sites::create(&mut scope, &Handle::parse(handle).unwrap(), "Ada").await.unwrap();
    scope.commit().await.unwrap();
    site
}

async fn names(scope: &mut Scope) -> Vec<String> {
    sqlx::query_scalar("select name from events order by seq").fetch_all(scope.conn()).await.unwrap()
}

async fn waiting(t: &Test) -> i64 {
    let mut identity = t.db().identity().await.unwrap();
    sqlx::query_scalar("select count(*) from event_queue").fetch_one(identity.conn()).await.unwrap()
}

async fn audited(conn: &mut PgConnection) -> Vec<(i64, String)> {
    sqlx::query_as("select number, action from audit_log order by number").fetch_all(conn).await.unwrap()
}

/// A trigger of the owner's that refuses entries of one action, as a consumer that fails would.
async fn refuse(t: &Test, action: &str) {
    let mut owner = t.owner().await;
    sqlx::query("create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$")
        .execute(&mut owner)
        .await
        .unwrap();
    #[expect(clippy::disallowed_methods, reason = "a name of the test's own")]
    let trigger = sqlx::AssertSqlSafe(format!(
        "create trigger refuse before insert on audit_log for each row when (new.action = '{action}') execute function refuse()"
    ));
    sqlx::query(trigger).execute(&mut owner).await.unwrap();
}

async fn accept(t: &Test) {
    sqlx::query("drop function refuse cascade").execute(&mut t.owner().await).await.unwrap();
}

#[tokio::test]
async fn an_event_lives_and_dies_with_its_change() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    let mut scope = t.db().open(&ada).await.unwrap();
    bio_sites::create(&mut scope, &Handle::parse("ada-one").unwrap(), "Ada").await.unwrap();
    drop(scope);
    assert_eq!(waiting(&t).await, 0, "rolled back");
    let id = site(&t, &ada, "ada-one").await;
    let mut scope = t.db().open(&ada).await.unwrap();
    let row: (String, i16, uuid::Uuid, serde_json::Value, String, Option<uuid::Uuid>, String) =
        sqlx::query_as("select name, version, record_id, data, actor_kind, actor_id, address from events")
            .fetch_one(scope.conn())
            .await
            .unwrap();
    let data = serde_json::json!({ "site": id, "handle": "ada-one", "name": "Ada" });
    let wanted = ("bio_site.created".to_owned(), 1, id.0, data, "user".to_owned(), Some(ada.user().0), "203.0.113.9".to_owned());
    assert_eq!(row, wanted);
    assert_eq!(waiting(&t).await, 1);
}

#[tokio::test]
async fn events_of_another_workspace_are_not_seen_and_none_can_be_changed() {
    let t = testing::fresh().await;
    let (ada, eve) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    site(&t, &ada, "ada-one").await;
    assert_eq!(names(&mut t.db().open(&eve).await.unwrap()).await, [] as [&str; 0]);
    let mut scope = t.db().open(&ada).await.unwrap();
    assert_eq!(names(&mut scope).await, ["bio_site.created"]);
    let changed = sqlx::query("update events set name = 'a.b'").execute(scope.conn()).await;
    assert!(changed.unwrap_err().to_string().contains("permission denied"));
}

#[tokio::test]
async fn each_event_is_told_once_in_order_and_by_one_dispatcher() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    let id = site(&t, &ada, "ada-one").await;
    for version in 1..=30 {
        let mut scope = t.db().open(&ada).await.unwrap();
        bio_sites::publish(&mut scope, id, 1).await.unwrap();
        scope.commit().await.unwrap();
        assert!(version > 0);
    }
    let (a, b) = (t.db(), t.db());
    let (a, b) = tokio::join!(dispatch::round(&a, Utc::now()), dispatch::round(&b, Utc::now()));
    assert_eq!(a.unwrap().told + b.unwrap().told, 31);
    assert_eq!(waiting(&t).await, 0);
    let mut scope = t.db().open(&ada).await.unwrap();
    let told = audited(scope.conn()).await;
    assert_eq!(told.iter().map(|(number, _)| *number).collect::<Vec<_>>(), (1..=31).collect::<Vec<_>>());
    assert_eq!(told[0].1, "bio_site.created");
}

#[tokio::test]
async fn a_failing_consumer_waits_and_later_events_of_the_record_wait_behind_it() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    refuse(&t, "bio_site.created").await;
    let (held, free) = (site(&t, &ada, "ada-one").await, t.member(Role::Owner).await);
    let mut scope = t.db().open(&ada).await.unwrap();
    bio_sites::publish(&mut scope, held, 1).await.unwrap();
    scope.commit().await.unwrap();
    let mut now = Utc::now();
    let round = dispatch::round(&t.db(), now).await.unwrap();
    assert_eq!((round.told, round.failed, round.again), (1, 1, true), "the second only waits");
    let mut scope = t.db().open(&ada).await.unwrap();
    assert_eq!(audited(scope.conn()).await, [], "nothing overtakes");
    drop(scope);
    assert_eq!(dispatch::round(&t.db(), now).await.unwrap(), dispatch::Round::default(), "not at once again");
    accept(&t).await;
    now += Duration::minutes(1);
    while dispatch::round(&t.db(), now).await.unwrap().told > 0 {}
    let mut scope = t.db().open(&ada).await.unwrap();
    assert_eq!(audited(scope.conn()).await, [(1, "bio_site.created".to_owned()), (2, "bio_site.published".to_owned())]);
    assert_eq!(waiting(&t).await, 0);
    assert_ne!(free.workspace(), ada.workspace());
}

#[tokio::test]
async fn what_fails_for_good_is_kept_and_can_be_tried_again() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    refuse(&t, "bio_site.created").await;
    site(&t, &ada, "ada-one").await;
    let mut now = Utc::now();
    let mut attempts = 0;
    while dispatch::round(&t.db(), now).await.unwrap().failed > 0 {
        attempts += 1;
        now += Duration::days(1);
    }
    assert_eq!(attempts, 12);
    let failures = failures(&t.db(), 10).await.unwrap();
    assert_eq!((failures.len(), failures[0].given_up, failures[0].consumer.as_str()), (1, true, "audit"));
    accept(&t).await;
    assert_eq!(retry(&t.db()).await.unwrap(), 1);
    assert_eq!(dispatch::round(&t.db(), Utc::now() + Duration::seconds(1)).await.unwrap().told, 1);
    assert_eq!(waiting(&t).await, 0);
}

#[tokio::test]
async fn a_replay_mends_what_is_missing_and_repeats_nothing() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    site(&t, &ada, "ada-one").await;
    dispatch::round(&t.db(), Utc::now()).await.unwrap();
    let since = Utc::now() - Duration::hours(1);
    assert_eq!(replay(&t.db(), Consumer::Audit, Some(ada.workspace()), since).await.unwrap(), 1);
    assert_eq!(dispatch::round(&t.db(), Utc::now() + Duration::seconds(1)).await.unwrap().told, 1);
    let mut scope = t.db().open(&ada).await.unwrap();
    assert_eq!(audited(scope.conn()).await.len(), 1);
    let later = Utc::now() + Duration::hours(1);
    assert_eq!(replay(&t.db(), Consumer::Audit, Some(ada.workspace()), later).await.unwrap(), 0);
}

#[test]
fn names_follow_the_rule_and_are_unique() {
    let mut seen = std::collections::BTreeSet::new();
    for kind in CATALOGUE {
        let (system, happened) = kind.name.split_once('.').unwrap();
        let word = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        assert!(word(system) && word(happened), "{}", kind.name);
        assert!(seen.insert(kind.name), "{} stands twice", kind.name);
        assert!(kind.version >= 1 && kind.summary.ends_with('.') && !kind.fields.is_empty(), "{}", kind.name);
    }
}

/// `docs/events.md` is this text; run with UPDATE_DOCS=1 to write it.
#[test]
fn the_document_lists_the_catalogue() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/events.md");
    let text = document();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(written, text, "docs/events.md is out of date: UPDATE_DOCS=1 cargo test -p mewayz the_document_lists_the_catalogue");
}

fn document() -> String {
    let mut text = "# Events\n\nMade from `src/events/catalogue.rs`; do not edit. What webhooks send as `type` and `data`, and what the audit log keeps.\n\
        Ids are UUIDs (version 7). A version grows when the meaning or type of a field changes; new fields alone keep it.\n\n\
        | event | version | record | data | when |\n|---|---|---|---|---|\n"
        .to_owned();
    for kind in CATALOGUE {
        let fields: Vec<String> = kind.fields.iter().map(|(name, rust)| format!("`{name}` {}", json_type(rust))).collect();
        text += &format!("| `{}` | {} | {} | {} | {} |\n", kind.name, kind.version, kind.record, fields.join(", "), kind.summary.trim());
    }
    text
}

/// The type a reader of JSON sees.
fn json_type(rust: &str) -> &'static str {
    match rust {
        "String" => "text",
        "i32" | "i64" | "u64" => "integer",
        "Option<i32>" => "integer or null",
        "Option<UserId>" | "Option<GroupId>" => "uuid or null",
        "DateTime<Utc>" => "instant",
        "Option<DateTime<Utc>>" => "instant or null",
        "bool" => "true or false",
        id if id.ends_with("Id") || id.ends_with("Ref") => "uuid",
        other => panic!("say what {other} is in JSON"),
    }
}
