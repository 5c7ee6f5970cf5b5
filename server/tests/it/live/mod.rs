//! Streams of server-sent events, as browsers read them.

use std::time::Duration;

use axum::body::BodyDataStream;
use futures::StreamExt;
use http::{Method, StatusCode};
use mewayz::{
    clock, dispatch,
    identity::sessions::{self, Stored},
};
use server::{live::MOST, session::hash};
use tokio::{sync::watch, time::timeout};
use uuid::Uuid;

use crate::support::{Client, Creator, TestApp};

const PATIENCE: Duration = Duration::from_secs(20);
const PATH: &str = "/events/notifications";

/// An open stream, read event by event.
struct Stream {
    body: BodyDataStream,
    text: String,
}

impl Stream {
    async fn open(client: &Client, headers: &[(&str, &str)]) -> Self {
        let response = client.raw(Method::GET, PATH, headers).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert!(response.headers().get("content-encoding").is_none(), "compression would hold events back");
        Self { body: response.into_body().into_data_stream(), text: String::new() }
    }

    /// The next event: its id and what it says; `None` if the stream ends.
    async fn next(&mut self) -> Option<(String, serde_json::Value)> {
        loop {
            if let Some((event, rest)) = self.text.clone().split_once("\n\n") {
                self.text = rest.to_owned();
                let line = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(|text| text.trim().to_owned());
                match (line("id:"), line("data:")) {
                    (Some(id), Some(data)) => return Some((id, serde_json::from_str(&data).unwrap())),
                    _ => continue,
                }
            }
            let piece = timeout(PATIENCE, self.body.next()).await.expect("nothing came")?;
            self.text += std::str::from_utf8(&piece.unwrap()).unwrap();
        }
    }

    async fn unread(&mut self) -> i64 {
        self.next().await.unwrap().1["unread"].as_i64().unwrap()
    }
}

/// The product with its hub at work; it stops with the sender.
async fn stage() -> (TestApp, Creator, watch::Sender<bool>) {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(app.state.live.clone().run(app.state.context.db.clone(), stopped));
    (app, ada, stop)
}

/// Something that Ada is told of.
pub async fn happen(app: &TestApp, ada: &Creator) {
    let (db, user) = (&app.state.context.db, ada.member.user());
    let stored = Stored {
        user: Some(user),
        data: serde_json::json!({}),
        user_agent: String::new(),
        address: "192.0.2.1".to_owned(),
        expires_at: clock::now() + chrono::Duration::days(1),
    };
    let id = Uuid::new_v4();
    sessions::create(db, id.as_bytes(), &stored).await.unwrap();
    let mut identity = db.identity().await.unwrap();
    let devices = sessions::list(&mut identity, user, id.as_bytes(), clock::now()).await.unwrap();
    let device = devices.iter().find(|device| device.current).unwrap();
    sessions::revoke(&mut identity, user, device.reference, "192.0.2.1").await.unwrap();
    identity.commit().await.unwrap();
    while dispatch::round(&app.state.context.db, clock::now()).await.unwrap().again {}
}

#[tokio::test]
async fn what_happens_and_what_is_read_reaches_every_open_page_of_the_person_only() {
    let (app, ada, _stop) = stage().await;
    let eve = app.creator("eve").await;
    let (mut one, mut two) = (Stream::open(&ada.client, &[]).await, Stream::open(&ada.client, &[]).await);
    let mut hers = Stream::open(&eve.client, &[]).await;
    assert_eq!((one.unread().await, two.unread().await, hers.unread().await), (0, 0, 0));
    happen(&app, &ada).await;
    let (id, news) = one.next().await.unwrap();
    assert_eq!((news["unread"].as_i64(), news["notices"][0]["title"].as_str()), (Some(1), Some("A device was signed out")));
    assert_eq!(two.unread().await, 1);
    let notice = news["notices"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(id, notice);
    // Marked in one tab, read in the other.
    let reply = ada.client.rpc("mark_notice", &[("notice", &notice), ("read", "true")]).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!((one.unread().await, two.unread().await), (0, 0));
    // Eve hears of what concerns her, and of nothing before that.
    happen(&app, &eve).await;
    let (_, news) = hers.next().await.unwrap();
    assert_eq!((news["unread"].as_i64(), news["notices"].as_array().map(Vec::len)), (Some(1), Some(1)));
    let foreign = eve.client.rpc("mark_notice", &[("notice", &notice), ("read", "false")]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_comes_back_is_told_what_was_missed() {
    let (app, ada, _stop) = stage().await;
    happen(&app, &ada).await;
    let (last, news) = Stream::open(&ada.client, &[]).await.next().await.unwrap();
    assert_eq!(news["notices"], serde_json::json!([]), "the page has it already");
    happen(&app, &ada).await;
    happen(&app, &ada).await;
    let (_, news) = Stream::open(&ada.client, &[("last-event-id", &last)]).await.next().await.unwrap();
    assert_eq!((news["unread"].as_i64(), news["notices"].as_array().map(Vec::len)), (Some(3), Some(2)));
    let (_, news) = Stream::open(&ada.client, &[("last-event-id", "nonsense")]).await.next().await.unwrap();
    assert_eq!(news["notices"], serde_json::json!([]));
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_with_the_process() {
    let (app, ada, stop) = stage().await;
    let phone = app.browser();
    phone.submit("/login", &[("Email", "ada@example.com"), ("Password", crate::support::PASSWORD)]).await;
    let (mut here, mut there) = (Stream::open(&ada.client, &[]).await, Stream::open(&phone, &[]).await);
    assert_eq!((here.unread().await, there.unread().await), (0, 0));
    let db = &app.state.context.db;
    let gone = hash(&phone.cookie(server::session::COOKIE).unwrap());
    sessions::delete(db, &gone).await.unwrap();
    assert!(there.next().await.is_none());
    // The other one lives on, until the process ends.
    happen(&app, &ada).await;
    assert_eq!(here.unread().await, 1);
    stop.send(true).unwrap();
    assert!(here.next().await.is_none());
}

#[tokio::test]
async fn strangers_get_nothing_and_nobody_too_many() {
    let (app, ada, _stop) = stage().await;
    assert_eq!(app.browser().get(PATH).await.status, StatusCode::UNAUTHORIZED);
    let mut open = Vec::new();
    for _ in 0..MOST {
        open.push(Stream::open(&ada.client, &[]).await);
    }
    assert_eq!(ada.client.raw(Method::GET, PATH, &[]).await.status(), StatusCode::TOO_MANY_REQUESTS);
    drop(open);
    assert_eq!(Stream::open(&ada.client, &[]).await.unread().await, 0);
}
