//! Row level security at work, on rows of every tenant table.

use serde_json::Value;
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use super::schema::tenant_tables;
use crate::support::{Creator, TestApp, samples};

/// Two workspaces, the first with a row in every tenant table.
async fn two_workspaces(app: &TestApp) -> (Creator, Creator) {
    let (ada, bob) = (app.creator("ada").await, app.creator("bob").await);
    let site = app.published(&ada, "ada-links", samples::content(samples::links(2))).await;
    let mut connection = within(app, Some(&ada)).await;
    for sql in [
        "insert into media (id, key, file_name, width, height, widths, bytes, uploaded_by) values (gen_random_uuid(), 'k', 'a.png', 1, 1, '{1}', 1, $2) returning $1::uuid",
        "insert into media_folders (id, name) values ($1, 'Folder') returning $2::uuid",
        "insert into media_former_files (key, media_id, widths, bytes, retired_at) select 'before', id, '{1}', 1, now() from media returning $1::uuid, $2::uuid",
        "insert into media_uses (media_id, record_kind, record_id, place) select id, 'bio_site', $1, 'draft' from media returning $2::uuid",
        "insert into visit_counts (site_id, hour, kind, block_id, traffic, referrer, country, device, count)
         values ($1, now(), 'view', '00000000-0000-0000-0000-000000000000', 'human', '', '', 'phone', 1) returning $2::uuid",
        "insert into audit_log (number, event_id, action, record_kind, record_id, data, actor_kind, address, happened_at, previous_hash, hash)
         values (1, gen_random_uuid(), 'a.b', 'a', $1, '{}', 'system', '', now(), sha256(''), sha256('')) returning $2::uuid",
        "insert into visit_visitors (site_id, seen_on, visitor) values ($1, now(), 'x') returning $2::uuid",
        "insert into webhook_endpoints (id, url, description, patterns, created_by) values ($1, 'https://a.example/', '', '{*}', $2)",
        "insert into webhook_secrets (id, endpoint_id, sealed_secret) values ($1, $1, 'x') returning $2::uuid",
        "insert into webhook_deliveries (id, endpoint_id, event_name, body, next_attempt_at) values ($1, $1, 'a.b', '{}', now()) returning $2::uuid",
        "insert into webhook_attempts (delivery_id, number, started_at, duration_ms, failure, response) values ($1, 1, now(), 1, '', '') returning $2::uuid",
        "insert into api_keys (id, name, hint, scopes, created_by, created_at) values (gen_random_uuid(), 'k', 'mwz_', '{media:read}', $2, now()) returning $1::uuid",
        "insert into api_request_counts (day, requests, refused) values (now(), 1, 0) returning $1::uuid, $2::uuid",
        "insert into invitations (id, role, only_assigned, created_by, created_at, expires_at) values ($1, 'viewer', false, $2, now(), now())",
        "insert into workspace_groups (id, name) values ($1, 'Group') returning $2::uuid",
        "insert into workspace_group_members (group_id, user_id) values ($1, $2)",
        "insert into site_assignments (id, site_id, user_id) values ($1, $1, $2)",
        "insert into subscriptions (plan_version_id, state, features, term, source, period_start, asked_at)
         select id, 'active', '{storage}', 'month', 'staff', now(), now() from plan_versions limit 1 returning $1::uuid, $2::uuid",
        "insert into entitlements (key, source, amount, from_at) values ('sites', 'subscription', 60, now()) returning $1::uuid, $2::uuid",
        "insert into domains (id, host, token) values ($1, 'ada.test', 't') returning $2::uuid",
        "insert into senders (domain_id, mailbox, selector, public_key, sealed_key) values ($1, 'a', 's', 'p', 'x') returning $2::uuid",
        "insert into onboarding_journeys (put_away_at) values (now()) returning $1::uuid, $2::uuid",
        "insert into onboarding_steps (step, skipped_at) values ('set_look', now()) returning $1::uuid, $2::uuid",
        "insert into onboarding_samples (site_id, draft_version, put_by, put_at) values ($1, 2, $2, now())",
        "insert into idempotent_requests (caller, idempotency_key, request_hash, started_at) values ($2, 'k', 'x', now()) returning $1::uuid",
    ] {
        sqlx::query(sql).bind(site.0).bind(ada.member.user().0).execute(&mut connection).await.unwrap();
    }
    (ada, bob)
}

/// A connection of the app role inside a workspace, or in none.
pub(super) async fn within(app: &TestApp, creator: Option<&Creator>) -> PgConnection {
    let mut connection = app.connection().await;
    if let Some(creator) = creator {
        let workspace = creator.member.workspace().to_string();
        sqlx::query("select set_config('app.workspace', $1, false)").bind(workspace).execute(&mut connection).await.unwrap();
    }
    connection
}

#[expect(clippy::disallowed_methods, reason = "table names come from the catalogue")]
fn sql(text: String) -> AssertSqlSafe<String> {
    AssertSqlSafe(text)
}

/// Rows of `whose` workspace that the connection sees.
async fn count(connection: &mut PgConnection, table: &str, whose: &Creator) -> i64 {
    let count = sql(format!("select count(*) from {table} where workspace_id = $1"));
    sqlx::query_scalar(count).bind(whose.member.workspace().0).fetch_one(connection).await.unwrap()
}

#[tokio::test]
async fn rows_are_seen_in_their_workspace_only() {
    let app = TestApp::start().await;
    let (ada, bob) = two_workspaces(&app).await;
    let (mut at_home, mut abroad, mut nowhere) = (within(&app, Some(&ada)).await, within(&app, Some(&bob)).await, within(&app, None).await);
    for table in tenant_tables(&mut nowhere).await {
        assert!(count(&mut at_home, &table, &ada).await > 0, "{table}: this test must arrange a row");
        assert_eq!(count(&mut abroad, &table, &ada).await, 0, "{table} in another workspace");
        assert_eq!(count(&mut nowhere, &table, &ada).await, 0, "{table} in no workspace");
    }
}

#[tokio::test]
async fn rows_cannot_be_written_into_another_workspace() {
    let app = TestApp::start().await;
    let (ada, bob) = two_workspaces(&app).await;
    let mut at_home = within(&app, Some(&ada)).await;
    for table in tenant_tables(&mut at_home).await {
        let mut row: Value =
            sqlx::query_scalar(sql(format!("select to_jsonb(t) from {table} t limit 1"))).fetch_one(&mut at_home).await.unwrap();
        row["workspace_id"] = bob.member.workspace().to_string().into();
        let insert = sql(format!("insert into {table} select * from jsonb_populate_record(null::{table}, $1)"));
        assert_eq!(code(sqlx::query(insert).bind(&row).execute(&mut at_home).await), "42501", "{table}: insert");
        let update = sql(format!("update {table} set workspace_id = $1"));
        let moved = sqlx::query(update).bind(bob.member.workspace().0).execute(&mut at_home).await;
        assert_eq!(code(moved), "42501", "{table}: update");
    }
}

#[tokio::test]
async fn rows_of_another_workspace_cannot_be_changed_or_deleted() {
    let app = TestApp::start().await;
    let (_ada, bob) = two_workspaces(&app).await;
    for creator in [Some(&bob), None] {
        let mut connection = within(&app, creator).await;
        for table in tenant_tables(&mut connection).await {
            for text in [format!("delete from {table}"), format!("update {table} set workspace_id = workspace_id")] {
                // Refused by the table's rights, or done to no row.
                let touched = sqlx::query(sql(text.clone())).execute(&mut connection).await.map_or(0, |done| done.rows_affected());
                assert_eq!(touched, 0, "{text}");
            }
        }
    }
}

#[tokio::test]
async fn a_reference_to_another_workspace_is_refused() {
    let app = TestApp::start().await;
    let (ada, bob) = two_workspaces(&app).await;
    let mut at_home = within(&app, Some(&ada)).await;
    let site: Uuid = sqlx::query_scalar("select id from bio_sites").fetch_one(&mut at_home).await.unwrap();
    let mut abroad = within(&app, Some(&bob)).await;
    let version = "insert into bio_site_versions (site_id, number, content, published_by) values ($1, 9, '{}', $2)";
    assert_eq!(code(sqlx::query(version).bind(site).bind(bob.member.user().0).execute(&mut abroad).await), "23503");
    let visitor = "insert into visit_visitors (site_id, seen_on, visitor) values ($1, now(), 'y')";
    assert_eq!(code(sqlx::query(visitor).bind(site).execute(&mut abroad).await), "23503");
    let picture: Uuid = sqlx::query_scalar("select id from media").fetch_one(&mut at_home).await.unwrap();
    for sql in [
        "insert into media_uses (media_id, record_kind, record_id, place) values ($1, 'bio_site', $1, 'draft')",
        "insert into media_former_files (key, media_id, widths, bytes, retired_at) values ('k', $1, '{1}', 1, now())",
        "insert into media_folders (id, parent_id, name) select $1, id, 'x' from (select gen_random_uuid() as id) as elsewhere",
        "insert into workspace_group_members (group_id, user_id) select $1, user_id from memberships limit 1",
        "insert into site_assignments (id, site_id, user_id) select $1, $1, user_id from memberships where workspace_id = current_workspace()",
    ] {
        assert_eq!(code(sqlx::query(sql).bind(picture).execute(&mut abroad).await), "23503", "{sql}");
    }
}

/// The SQLSTATE of a refusal: 42501 insufficient privilege, 23503 foreign key violation.
fn code<T: std::fmt::Debug>(outcome: Result<T, sqlx::Error>) -> String {
    match outcome {
        Err(sqlx::Error::Database(error)) => error.code().unwrap().into_owned(),
        other => panic!("must be refused: {other:?}"),
    }
}
