//! Opens many streams of notifications at a server, as browsers do, and says what they cost it: `bin/bench sse`.
//!
//! `sse_streams BASE_URL PID STREAMS`, with `DATABASE_URL` of the server's database: the people who listen are made here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a measurement for a person")]

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use chrono::Utc;
use mewayz::{
    db::Db,
    identity::{
        self,
        rules::SignUp,
        sessions::{self, Stored},
    },
    ids::UserId,
};
use server::session::{COOKIE, hash};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::mpsc,
};
use tower_sessions::session::Id;
use uuid::Uuid;

/// Streams of one person; fewer than the server allows.
const EACH: usize = 20;
/// Streams that connect at the same time.
const AT_ONCE: usize = 50;
const PATIENCE: Duration = Duration::from_secs(120);

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [base, pid, streams] = arguments.as_slice() else { panic!("sse_streams BASE_URL PID STREAMS") };
    let streams: usize = streams.parse().unwrap();
    let db = Db::connect(&std::env::var("DATABASE_URL").unwrap(), 4).unwrap();
    let before = memory(pid);
    let mut people = Vec::new();
    for _ in 0..streams.div_ceil(EACH) {
        people.push(person(&db).await);
    }
    let (heard, mut news) = mpsc::unbounded_channel();
    let began = Instant::now();
    let turns = std::sync::Arc::new(tokio::sync::Semaphore::new(AT_ONCE));
    for number in 0..streams {
        let (_, cookie) = people.get(number / EACH).unwrap();
        let stream = Stream { host: base.trim_start_matches("http://").to_owned(), cookie: cookie.clone(), number, heard: heard.clone() };
        tokio::spawn(stream.run(turns.clone()));
    }
    let mut open = HashMap::new();
    while open.len() < streams {
        let number = tokio::time::timeout(PATIENCE, news.recv()).await.expect("a stream did not open").unwrap();
        open.insert(number, Instant::now());
    }
    let opened = began.elapsed();
    tokio::time::sleep(Duration::from_secs(5)).await;
    let full = memory(pid);
    println!("streams open: {streams} in {:.1} s, of {} people", opened.as_secs_f64(), people.len());
    println!(
        "memory of the server: {before} MiB before, {full} MiB with them; {:.1} KiB a stream",
        (full - before) as f64 * 1024.0 / streams as f64
    );
    let mut waits = Vec::new();
    for (user, _) in people.iter().take(20) {
        let told = Instant::now();
        happen(&db, *user).await;
        for _ in 0..EACH.min(streams) {
            tokio::time::timeout(PATIENCE, news.recv()).await.expect("a stream was not told").unwrap();
        }
        waits.push(told.elapsed().as_secs_f64() * 1e3);
    }
    waits.sort_by(f64::total_cmp);
    println!(
        "from what happened to all {EACH} pages of the person: median {:.0} ms, worst of 20 {:.0} ms",
        waits[waits.len() / 2],
        waits[waits.len() - 1]
    );
}

/// Somebody with a session, and its cookie.
async fn person(db: &Db) -> (UserId, String) {
    let word = Uuid::new_v4().simple().to_string();
    let input = SignUp::check("Ada", &format!("{word}@example.com"), "correct horse battery".to_owned()).unwrap();
    let user = identity::create_confirmed(db, input, &word, Utc::now()).await.unwrap();
    let id = Id::default().to_string();
    session(db, user, &hash(&id)).await;
    (user, format!("{COOKIE}={id}"))
}

async fn session(db: &Db, user: UserId, hash: &[u8]) {
    let stored = Stored {
        user: Some(user),
        data: serde_json::json!({ "user": user }),
        user_agent: String::new(),
        address: "192.0.2.1".to_owned(),
        expires_at: Utc::now() + chrono::Duration::days(1),
    };
    assert!(sessions::create(db, hash, &stored).await.unwrap());
}

/// Signs another device of a person out, of which they are told.
async fn happen(db: &Db, user: UserId) {
    let other = hash(&Uuid::new_v4().to_string());
    session(db, user, &other).await;
    let mut identity = db.identity().await.unwrap();
    let devices = sessions::list(&mut identity, user, &other, Utc::now()).await.unwrap();
    let device = devices.iter().find(|device| device.current).unwrap();
    sessions::revoke(&mut identity, user, device.reference, "192.0.2.1").await.unwrap();
    identity.commit().await.unwrap();
}

struct Stream {
    host: String,
    cookie: String,
    number: usize,
    heard: mpsc::UnboundedSender<usize>,
}

impl Stream {
    /// Says its number at every event.
    async fn run(self, turns: std::sync::Arc<tokio::sync::Semaphore>) {
        let turn = turns.acquire_owned().await.unwrap();
        let mut socket = TcpStream::connect(&self.host).await.unwrap();
        let request = format!(
            "GET /events/notifications HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\naccept: text/event-stream\r\naccept-encoding: gzip, br\r\n\r\n",
            self.host, self.cookie
        );
        socket.write_all(request.as_bytes()).await.unwrap();
        // Until the stream speaks: so many open at the same time and no more.
        let (mut opening, mut buffer) = (Some(turn), [0_u8; 2048]);
        loop {
            let length = socket.read(&mut buffer).await.unwrap_or(0);
            assert!(length > 0, "the server ended a stream");
            let events = buffer[..length].windows(6).filter(|piece| piece == b"event:").count();
            for _ in 0..events {
                drop(opening.take());
                self.heard.send(self.number).unwrap();
            }
        }
    }
}

/// Resident memory in MiB.
fn memory(pid: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap() / 1024
}
