//! `server work`, the real binary.

use std::{
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use mewayz::{db::Db, identity, jobs};
use sqlx::{Connection, PgConnection};
use testdb::TestDb;
use tokio::time::sleep;

const PATIENCE: Duration = Duration::from_secs(30);

/// The folder of a test's processes; goes with this value.
struct Var(PathBuf);

impl Var {
    fn of(database: &TestDb) -> Self {
        Self(std::env::temp_dir().join(format!("mewayz-it-{}", database.name())))
    }
}

impl Drop for Var {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn server(var: &Var, database: &TestDb, arguments: &[&str]) -> Child {
    let child = Command::new(env!("CARGO_BIN_EXE_server"))
        .args(["--ops-addr", "127.0.0.1:0"])
        .args(arguments)
        .env("DATABASE_URL", database.app_url())
        .env("DATABASE_OWNER_URL", database.owner_url())
        .env("MEWAYZ_ENV", "development")
        // A process writes below its var: never into the tree.
        .env("MEWAYZ_VAR", &var.0)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    child.unwrap()
}

async fn exit_code(mut child: Child) -> Option<i32> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        if Instant::now() > deadline {
            child.kill().unwrap();
            panic!("the process did not end");
        }
        sleep(Duration::from_millis(20)).await;
    }
}

async fn count(connection: &mut PgConnection, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(connection).await.unwrap()
}

#[tokio::test]
async fn it_works_until_it_is_told_to_stop_and_signs_off() {
    let database = TestDb::fresh().await;
    let var = Var::of(&database);
    let db = Db::connect(database.app_url(), 2).unwrap();
    let mut identity = db.identity().await.unwrap();
    jobs::enqueue(&mut identity, &identity::Sweep {}).await.unwrap();
    identity.commit().await.unwrap();
    let child = server(&var, &database, &["work"]);
    let mut connection = PgConnection::connect(database.app_url()).await.unwrap();
    let deadline = Instant::now() + PATIENCE;
    while count(&mut connection, "select count(*) from jobs").await > 0 {
        assert!(Instant::now() < deadline, "the job was not done");
        sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(count(&mut connection, "select count(*) from job_workers").await, 1);
    assert!(count(&mut connection, "select count(*) from job_schedules").await >= 2);
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert_eq!(exit_code(child).await, Some(0));
    assert_eq!(count(&mut connection, "select count(*) from job_workers").await, 0, "it signed off");
    assert_eq!(count(&mut connection, "select sum(done)::bigint from job_counts where name = 'identity.sweep'").await, 1);
}

#[tokio::test]
async fn the_operator_says_who_is_staff() {
    let database = TestDb::fresh().await;
    let var = Var::of(&database);
    let db = Db::connect(database.app_url(), 2).unwrap();
    let sign_up = identity::rules::SignUp::check("Ada", "ada@example.com", "correct horse battery".to_owned()).unwrap();
    let ada = identity::create_confirmed(&db, sign_up, "ada", mewayz::clock::now()).await.unwrap();
    let is_staff = async || mewayz::staff::recognise(&mut db.identity().await.unwrap(), ada).await.is_ok();
    assert!(!is_staff().await);
    assert_eq!(exit_code(server(&var, &database, &["admin", "grant", "eve@example.com"])).await, Some(1), "nobody has this address");
    assert_eq!(exit_code(server(&var, &database, &["admin", "grant", "Ada@example.com"])).await, Some(0));
    assert!(is_staff().await);
    assert_eq!(exit_code(server(&var, &database, &["admin", "revoke", "ada@example.com"])).await, Some(0));
    assert!(!is_staff().await);
    assert_eq!(exit_code(server(&var, &database, &["admin", "revoke", "ada@example.com"])).await, Some(1), "already");
}
