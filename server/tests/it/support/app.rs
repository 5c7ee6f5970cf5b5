use std::{ffi::OsString, net::SocketAddr, path::PathBuf};

use axum::{Router, extract::connect_info::MockConnectInfo};
use leptos::config::LeptosOptions;
use mewayz::{
    bio_sites::{self, Content, handles::Handle},
    identity,
    ids::SiteId,
    tenancy::Member,
};
use server::{config, router, serve, state::AppState};
use sqlx::{Connection, PgConnection};
use testdb::TestDb;
use uuid::Uuid;

use super::{Client, PASSWORD};

/// The address every request comes from.
const PEER: ([u8; 4], u16) = ([203, 0, 113, 7], 40_000);

/// The whole product over a database and a folder of its own.
pub struct TestApp {
    pub state: AppState,
    pub database: TestDb,
    router: Router,
    _folder: Folder,
}

/// Somebody with a workspace, signed in.
pub struct Creator {
    pub client: Client,
    pub member: Member,
    pub workspace: String,
}

/// A letter that waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Mail {
    pub recipient: String,
    pub subject: String,
    pub body_text: String,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// With further arguments of the command line.
    pub async fn with(arguments: &[&str]) -> Self {
        let database = TestDb::fresh().await;
        let url = database.app_url().to_owned();
        Self::over(database, &url, arguments)
    }

    /// Reaching `database` by another address, such as a proxy's.
    pub fn over(database: TestDb, url: &str, arguments: &[&str]) -> Self {
        server::install_crypto();
        let folder = Folder::new();
        let var = folder.0.display().to_string();
        let own = ["server", "--database-url", url, "--database-connections", "8", "--var", &var];
        let all = own.iter().chain(arguments).chain(&["serve"]);
        let (_, config) = config::read(all.map(OsString::from)).unwrap();
        let leptos = LeptosOptions::builder().output_name("mewayz").site_root(var).site_pkg_dir("pkg").hash_files(false).build();
        let state = serve::state(&config, leptos).unwrap();
        let router = router::router(state.clone()).layer(MockConnectInfo(SocketAddr::from(PEER)));
        Self { state, database, router, _folder: folder }
    }

    /// A browser without cookies.
    pub fn browser(&self) -> Client {
        Client::new(self.router.clone(), &self.state.config.base_url)
    }

    /// Fills in the form at `/signup` and sends it.
    pub async fn sign_up(&self, full_name: &str, email: &str, password: &str) -> Client {
        let client = self.browser();
        let page = client.submit("/signup", &[("Full name", full_name), ("Email", email), ("Password", password)]).await;
        assert!(page.path.starts_with("/w/"), "sign-up ended at {}", page.path);
        client
    }

    /// Somebody new with a workspace at `/w/{name}`, signed in.
    pub async fn creator(&self, name: &str) -> Creator {
        let client = self.sign_up(name, &format!("{name}@example.com"), PASSWORD).await;
        let mut identity = self.state.context.db.identity().await.unwrap();
        let user = sqlx::query_scalar::<_, Uuid>("select id from users where email = $1")
            .bind(format!("{name}@example.com"))
            .fetch_one(&mut self.connection().await)
            .await
            .unwrap();
        let member = identity::member(&mut identity, mewayz::ids::UserId(user), name).await.unwrap();
        Creator { client, member, workspace: name.to_owned() }
    }

    /// Makes somebody staff, as the operator does.
    pub async fn make_staff(&self, creator: &Creator) {
        let email = format!("{}@example.com", creator.workspace);
        sqlx::query("update users set email_verified_at = now() where email = $1")
            .bind(&email)
            .execute(&mut self.connection().await)
            .await
            .unwrap();
        mewayz::staff::grant(self.database.owner_url(), &email).await.unwrap();
        self.second_factor(creator).await;
    }

    /// As if somebody had signed in with two factors a moment ago.
    pub async fn second_factor(&self, creator: &Creator) {
        self.proof(creator, &serde_json::json!({ "at": chrono::Utc::now(), "strong": true })).await;
    }

    /// As if somebody had proven who they are at another time or in another way.
    pub async fn proof(&self, creator: &Creator, proof: &serde_json::Value) {
        sqlx::query("update sessions set data = jsonb_set(data, '{proof}', $2) where user_id = $1")
            .bind(creator.member.user().0)
            .bind(proof)
            .execute(&mut self.connection().await)
            .await
            .unwrap();
    }

    /// A site with `content` as its draft, saved once: version 2.
    pub async fn site(&self, creator: &Creator, handle: &str, content: Content) -> SiteId {
        let mut scope = self.state.context.db.open(&creator.member).await.unwrap();
        let site = bio_sites::create(&mut scope, &Handle::parse(handle).unwrap(), "Ada").await.unwrap();
        bio_sites::save(&mut scope, site, 1, content).await.unwrap();
        scope.commit().await.unwrap();
        site
    }

    /// A site with `content` published.
    pub async fn published(&self, creator: &Creator, handle: &str, content: Content) -> SiteId {
        let site = self.site(creator, handle, content).await;
        let mut scope = self.state.context.db.open(&creator.member).await.unwrap();
        bio_sites::publish(&mut scope, site, 2).await.unwrap();
        scope.commit().await.unwrap();
        site
    }

    /// What waits to be sent, oldest first.
    pub async fn mails(&self) -> Vec<Mail> {
        sqlx::query_as("select recipient, subject, body_text from mails order by id").fetch_all(&mut self.connection().await).await.unwrap()
    }

    /// As the app role, in no workspace.
    pub async fn connection(&self) -> PgConnection {
        PgConnection::connect(self.database.app_url()).await.unwrap()
    }

    /// Gives everybody their whole allowance of attempts back.
    pub async fn forget_throttles(&self) {
        sqlx::query("delete from throttles").execute(&mut self.connection().await).await.unwrap();
    }

    /// How many rows tables hold that a form may write to: nothing half-written leaves a trace here.
    pub async fn rows(&self, creator: Option<&Creator>) -> Vec<(&'static str, i64)> {
        let mut connection = self.connection().await;
        let workspace = creator.map(|c| c.member.workspace().to_string()).unwrap_or_default();
        sqlx::query("select set_config('app.workspace', $1, false)").bind(workspace).execute(&mut connection).await.unwrap();
        let counts: (i64, i64, i64, i64, i64, i64, i64, i64) = sqlx::query_as(
            "select (select count(*) from users), (select count(*) from workspaces), (select count(*) from memberships),
                    (select count(*) from mails), (select count(*) from handles), (select count(*) from bio_sites),
                    (select count(*) from bio_site_versions), (select coalesce(sum(draft_version), 0)::bigint from bio_sites)",
        )
        .fetch_one(&mut connection)
        .await
        .unwrap();
        let names = ["users", "workspaces", "memberships", "mails", "handles", "bio_sites", "bio_site_versions", "draft versions"];
        let (a, b, c, d, e, f, g, h) = counts;
        names.into_iter().zip([a, b, c, d, e, f, g, h]).collect()
    }
}

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("mewayz-it-{}", Uuid::new_v4().simple()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
