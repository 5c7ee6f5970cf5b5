//! The second and third wall, as the catalogue has them: row level security and keys.

use std::collections::BTreeSet;

use sqlx::{Connection, PgConnection};
use testdb::TestDb;

/// Tables that belong to no workspace, and why.
const GLOBALS: &[(&str, &str)] = &[
    ("_sqlx_migrations", "what was done to the schema; the app role may not read it"),
    ("announcement_dismissals", "what people have put away; it applies to all their workspaces"),
    ("announcements", "what staff say about the product; the lists hold ids that staff chose"),
    ("api_key_hashes", "directory: a program's request knows its key and nothing else"),
    ("billing_customers", "directory: what the payment service tells names its customer and nothing else"),
    ("content_reports", "what visitors say: they know a handle and nothing else, and staff read across workspaces"),
    ("data_runs", "what staff did to data at large; ids and numbers"),
    ("event_queue", "the dispatcher tells of the events of all workspaces; ids only"),
    ("domain_hosts", "directory: a visitor's request knows the host and nothing else"),
    ("handles", "directory: a visitor's request knows the handle and nothing else"),
    ("inbound_events", "what services told the product; no workspace is known until it is read"),
    ("email_changes", "addresses of people, until both have agreed"),
    ("inbound_seen", "the newest event of each object of a service"),
    ("invitation_tokens", "directory: whoever follows the link of an invitation knows the link and nothing else"),
    ("job_counts", "how many attempts ended how, by kind of job; says nothing of a workspace"),
    ("job_schedules", "when work of the product comes back"),
    ("job_workers", "processes that run jobs"),
    ("jobs", "infrastructure: a worker claims across workspaces; payloads hold ids and no data"),
    ("linked_accounts", "accounts of people at other providers, read before a workspace is known"),
    ("mail_suppressions", "directory: addresses that get no mail, read when mail of any workspace is claimed"),
    ("mail_tokens", "links that prove who somebody is, before a workspace is known"),
    ("mails", "letters to people; the sender works for all workspaces"),
    ("memberships", "directory: which workspaces a person belongs to"),
    ("notification_deliveries", "ways by which people are told; people belong to several workspaces"),
    ("notification_preferences", "what people want to be told; it applies to all their workspaces"),
    ("notification_settings", "when people want to be told; it applies to all their workspaces"),
    ("notification_templates", "words of the product that staff wrote; no data of anybody"),
    (
        "notifications",
        "what people are told across their workspaces and of their account; read by person, and by membership where it came from a workspace",
    ),
    ("onboarding_measures", "how far workspaces have come with their first steps, counted by staff; says nothing of what is in them"),
    ("onboarding_outlines", "which first steps the product shows; no data of anybody"),
    ("onboarding_people", "when people signed up and first published, in whichever workspace"),
    ("passkeys", "devices that sign people in, read before a workspace is known"),
    ("phones", "numbers of people; they apply to all their workspaces"),
    ("plan_bills", "bills of the product itself, which staff sum; kept like books when a workspace is erased"),
    ("plan_versions", "prices of the product; no data of anybody"),
    ("platform_flags", "about the product, not about a workspace; the lists hold ids that staff chose"),
    ("platform_settings", "about the product, not about a workspace"),
    ("push_keys", "the key of the installation itself, sealed"),
    ("push_subscriptions", "browsers of people"),
    ("recovery_codes", "what stands in for somebody's lost device, read before a workspace is known"),
    ("refresh_tokens", "what programs hold of people, shown before a workspace is known"),
    ("revenue_changes", "what the product earns, which staff sum; kept like books when a workspace is erased"),
    ("sessions", "devices of people, read before a workspace is known"),
    ("site_shares", "what one workspace shows another: both read it, each by its own id"),
    ("site_takedowns", "directory: pages that visitors may not see, asked by handle; staff write it"),
    ("staff", "people who run the product; only the owner role writes it"),
    ("staff_actions", "what staff did and why, across workspaces; append-only"),
    ("throttles", "allowances of addresses and accounts, not of workspaces"),
    ("token_families", "programs that act for people, in all their workspaces"),
    ("totp_factors", "apps that give people codes, read before a workspace is known"),
    ("users", "people belong to several workspaces or none"),
    ("visit_salts", "one salt a day for all, and no data of anybody"),
    ("webhook_endpoint_states", "directory: endpoints in trouble, for staff; a host and no more of an address"),
    ("webhook_queue", "the dispatcher sends for all workspaces; ids only"),
    ("workspace_active_months", "what staff see as sums over all workspaces: months only, no data of anybody"),
    ("workspace_figures", "what staff see as sums over all workspaces: numbers only, no data of anybody"),
    ("workspace_roles", "what memberships mean: read with them, before a workspace is entered"),
    ("workspace_slugs", "directory: a request knows an address that a workspace has or had, and nothing else"),
    ("workspaces", "the tenants themselves"),
];

async fn owner(database: &TestDb) -> PgConnection {
    PgConnection::connect(database.owner_url()).await.unwrap()
}

/// Rows of one text column.
async fn texts(connection: &mut PgConnection, sql: &'static str) -> Vec<String> {
    sqlx::query_scalar(sql).fetch_all(connection).await.unwrap()
}

/// Every table that is not listed as global.
pub(super) async fn tenant_tables(connection: &mut PgConnection) -> Vec<String> {
    let all = texts(
        connection,
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1",
    )
    .await;
    all.into_iter().filter(|table| !GLOBALS.iter().any(|(global, _)| global == table)).collect()
}

#[tokio::test]
async fn every_table_is_of_a_workspace_or_listed_as_global() {
    let database = TestDb::fresh().await;
    let mut connection = owner(&database).await;
    let with_workspace = texts(
        &mut connection,
        "select c.relname::text from pg_class c join pg_index i on i.indrelid = c.oid and i.indisprimary
         join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
         where c.relnamespace = 'public'::regnamespace and a.attname = 'workspace_id' and a.attnotnull and c.relname not in ('memberships', 'onboarding_measures', 'site_shares', 'workspace_active_months', 'workspace_figures', 'workspace_roles') order by 1",
    )
    .await;
    assert_eq!(tenant_tables(&mut connection).await, with_workspace, "workspace_id is the first column of the primary key");
    assert_eq!(
        with_workspace,
        [
            "api_keys",
            "api_request_counts",
            "audit_log",
            "bio_site_versions",
            "bio_sites",
            "domains",
            "entitlements",
            "events",
            "idempotent_requests",
            "invitations",
            "media",
            "media_folders",
            "media_former_files",
            "media_uses",
            "onboarding_journeys",
            "onboarding_samples",
            "onboarding_steps",
            "senders",
            "site_assignments",
            "subscriptions",
            "visit_counts",
            "visit_visitors",
            "webhook_attempts",
            "webhook_deliveries",
            "webhook_endpoints",
            "webhook_secrets",
            "workspace_group_members",
            "workspace_groups"
        ]
    );
    let known: BTreeSet<String> = texts(&mut connection, "select relname::text from pg_class where relnamespace = 'public'::regnamespace")
        .await
        .into_iter()
        .collect();
    let gone: Vec<_> = GLOBALS.iter().filter(|(table, reason)| !known.contains(*table) || reason.is_empty()).collect();
    assert_eq!(gone, [] as [&(&str, &str); 0], "listed as global and not there");
}

#[tokio::test]
async fn tenant_tables_have_forced_row_level_security_and_one_policy() {
    let database = TestDb::fresh().await;
    let mut connection = owner(&database).await;
    let tenants = tenant_tables(&mut connection).await;
    let forced = "select relname::text from pg_class where relrowsecurity and relforcerowsecurity and relnamespace = 'public'::regnamespace order by 1";
    assert_eq!(texts(&mut connection, forced).await, tenants);
    let policies = texts(
        &mut connection,
        "select format('%s %s %s %s using %s check %s', tablename, policyname, permissive, cmd, qual, with_check) from pg_policies order by 1",
    )
    .await;
    let rule = "(workspace_id = ( SELECT current_workspace() AS current_workspace))";
    let mut wanted: Vec<_> = tenants.iter().map(|table| format!("{table} workspace PERMISSIVE ALL using {rule} check {rule}")).collect();
    // Beside it, what hides other sites from a guest.
    for (table, column) in [("bio_site_versions", "site_id"), ("bio_sites", "id"), ("visit_counts", "site_id")] {
        let guest = format!(
            "((( SELECT current_guest() AS current_guest) IS NULL) OR ({column} = ANY (( SELECT guest_sites() AS guest_sites)::uuid[])))"
        );
        wanted.push(format!("{table} assigned RESTRICTIVE ALL using {guest} check "));
    }
    wanted.sort();
    assert_eq!(policies, wanted);
}

#[tokio::test]
async fn keys_cannot_lead_out_of_a_workspace() {
    let database = TestDb::fresh().await;
    let mut connection = owner(&database).await;
    // Foreign keys bypass row level security, so they carry the workspace along.
    let stray = texts(
        &mut connection,
        "select k.conname::text from pg_constraint k
         where k.contype = 'f'
           and exists (select from pg_policies p where p.tablename = (select relname from pg_class where oid = k.confrelid))
           and not exists (
             select from unnest(k.conkey, k.confkey) as pair (here, there)
             join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.here
             join pg_attribute b on b.attrelid = k.confrelid and b.attnum = pair.there
             where a.attname = 'workspace_id' and b.attname = 'workspace_id')",
    )
    .await;
    assert_eq!(stray, [] as [&str; 0], "foreign keys to tenant tables without workspace_id");
    // A unique constraint across workspaces tells one of them what another has.
    let across = texts(
        &mut connection,
        "select i.indexrelid::regclass::text from pg_index i
         where (i.indisunique or i.indisexclusion)
           and exists (select from pg_policies p where p.tablename = (select relname from pg_class where oid = i.indrelid))
           and not exists (select from pg_attribute a where a.attrelid = i.indrelid and a.attnum = any (i.indkey) and a.attname = 'workspace_id')",
    )
    .await;
    assert_eq!(across, [] as [&str; 0], "unique without workspace_id");
}

#[tokio::test]
async fn nothing_goes_around_row_level_security() {
    let database = TestDb::fresh().await;
    let mut connection = owner(&database).await;
    let around = texts(
        &mut connection,
        "select format('%s %s', relkind, relname) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm', 'f')
         union all select format('definer %s', proname) from pg_proc where pronamespace = 'public'::regnamespace and prosecdef",
    )
    .await;
    assert_eq!(around, [] as [&str; 0], "views and security definer functions read as their owner");
}

#[tokio::test]
async fn the_app_role_is_an_ordinary_one() {
    let database = TestDb::fresh().await;
    let mut app = PgConnection::connect(database.app_url()).await.unwrap();
    let role: String = sqlx::query_scalar("select current_user::text").fetch_one(&mut app).await.unwrap();
    assert_eq!(role, "mewayz_app");
    let rights: (bool, bool, bool, bool, bool) = sqlx::query_as(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = current_user",
    )
    .fetch_one(&mut app)
    .await
    .unwrap();
    assert_eq!(rights, (false, false, false, false, false), "superuser, bypassrls, createrole, createdb, replication");
    let owned = "select relname::text from pg_class where pg_get_userbyid(relowner) = current_user";
    assert_eq!(texts(&mut app, owned).await, [] as [&str; 0], "owned relations");
    let roles = "select rolname::text from pg_roles where rolname <> current_user and pg_has_role(rolname, 'member')";
    assert_eq!(texts(&mut app, roles).await, [] as [&str; 0], "roles it can become");
    let may = "select unnest(array['create in schema', 'create in database']) where has_schema_privilege('public', 'create') or has_database_privilege(current_database(), 'create')";
    assert_eq!(texts(&mut app, may).await, [] as [&str; 0]);
    let truncates = "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and has_table_privilege(oid, 'truncate, references, trigger')";
    assert_eq!(texts(&mut app, truncates).await, [] as [&str; 0], "truncate knows no rows");
}

#[tokio::test]
async fn what_the_app_role_may_do_with_tables() {
    let database = TestDb::fresh().await;
    let mut app = PgConnection::connect(database.app_url()).await.unwrap();
    let rights = texts(
        &mut app,
        "select format('%s: %s', relname, array_to_string(array(
             select r from unnest(array['select', 'insert', 'update', 'delete']) r where has_table_privilege(c.oid, r)), ' '))
         from pg_class c where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1",
    )
    .await;
    insta::assert_snapshot!(rights.join("\n"), @r"
    _sqlx_migrations: 
    announcement_dismissals: select insert
    announcements: select insert update delete
    api_key_hashes: select insert
    api_keys: select insert
    api_request_counts: select insert update
    audit_log: select insert
    billing_customers: select insert
    bio_site_versions: select insert
    bio_sites: select insert update delete
    content_reports: select insert update
    data_runs: select insert update
    domain_hosts: select insert update delete
    domains: select insert update delete
    email_changes: select insert update delete
    entitlements: select insert update delete
    event_queue: select insert update delete
    events: select insert
    handles: select insert delete
    idempotent_requests: select insert update delete
    inbound_events: select insert update delete
    inbound_seen: select insert update delete
    invitation_tokens: select insert delete
    invitations: select insert update
    job_counts: select insert update delete
    job_schedules: select insert update delete
    job_workers: select insert update delete
    jobs: select insert update delete
    linked_accounts: select insert delete
    mail_suppressions: select insert delete
    mail_tokens: select insert update delete
    mails: select insert update delete
    media: select insert update delete
    media_folders: select insert update delete
    media_former_files: select insert update delete
    media_uses: select insert update delete
    memberships: select insert update delete
    notification_deliveries: select insert update delete
    notification_preferences: select insert update delete
    notification_settings: select insert update delete
    notification_templates: select insert update delete
    notifications: select insert update delete
    onboarding_journeys: select insert update
    onboarding_measures: select insert update
    onboarding_outlines: select insert update delete
    onboarding_people: select insert update delete
    onboarding_samples: select insert update
    onboarding_steps: select insert update
    passkeys: select insert update delete
    phones: select insert update delete
    plan_bills: select insert update
    plan_versions: select insert
    platform_flags: select insert update delete
    platform_settings: select insert update delete
    push_keys: select insert update
    push_subscriptions: select insert update delete
    recovery_codes: select insert update delete
    refresh_tokens: select insert update delete
    revenue_changes: select insert
    senders: select insert update delete
    sessions: select insert update delete
    site_assignments: select insert update delete
    site_shares: select insert delete
    site_takedowns: select insert update delete
    staff: select
    staff_actions: select insert
    subscriptions: select insert update
    throttles: select insert update delete
    token_families: select insert update delete
    totp_factors: select insert update delete
    users: select insert update
    visit_counts: select insert update delete
    visit_salts: select insert delete
    visit_visitors: select insert update delete
    webhook_attempts: select insert delete
    webhook_deliveries: select insert update delete
    webhook_endpoint_states: select insert update
    webhook_endpoints: select insert update delete
    webhook_queue: select insert update delete
    webhook_secrets: select insert update delete
    workspace_active_months: select insert
    workspace_figures: select insert update delete
    workspace_group_members: select insert update delete
    workspace_groups: select insert update delete
    workspace_roles: select insert update delete
    workspace_slugs: select insert
    workspaces: select insert update
    ");
}

/// What an older key sealed is sealed anew by `server/src/reseal.rs`; a new column must be visited there too.
#[tokio::test]
async fn sealed_columns_are_these() {
    let database = TestDb::fresh().await;
    let mut connection = owner(&database).await;
    let sealed = "select table_name || '.' || column_name from information_schema.columns
         where table_schema = 'public' and column_name like 'sealed%' order by 1";
    assert_eq!(
        texts(&mut connection, sealed).await,
        ["push_keys.sealed_private_key", "senders.sealed_key", "totp_factors.sealed_secret", "webhook_secrets.sealed_secret"]
    );
}
