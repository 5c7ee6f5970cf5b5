use std::{convert::Infallible, time::Duration};

use app::context::Visitor;
use axum::{
    Extension,
    extract::{Query, State},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, stream};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use mewayz::{
    Error, Result, clock,
    db::Db,
    ids::{NotificationId, UserId},
    locale::Locale,
    notifications::{self, Notice},
};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep, timeout_at};

use super::Listener;
use crate::state::AppState;

/// A line of comment after this long without news, so that proxies keep the connection and we notice who is gone.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// A stream ends after this long; the browser comes back at once and shows its session again.
const LONGEST: Duration = Duration::from_secs(3600);
/// How long browsers wait before they come back.
const RETRY: Duration = Duration::from_secs(3);

/// What pages are told: how many notices are unread, and those that are new.
#[derive(Debug, Serialize)]
struct News {
    unread: i64,
    notices: Vec<Notice>,
}

/// Where a page goes on.
#[derive(Debug, Deserialize)]
pub struct Where {
    /// The newest notice it knows; empty for none.
    after: Option<String>,
}

/// `GET /events/notifications`: what concerns the person, as it happens.
pub async fn stream(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Extension(locale): Extension<Locale>,
    Query(query): Query<Where>,
    headers: HeaderMap,
) -> Response {
    let Some(user) = visitor.user else { return StatusCode::UNAUTHORIZED.into_response() };
    let Some(listener) = state.live.join(user, visitor.session_hash) else { return StatusCode::TOO_MANY_REQUESTS.into_response() };
    // The browser's own reconnection knows the header only; a page that opens a stream anew, the address only.
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok()).or(query.after.and_then(|id| id.parse().ok()));
    let end = visitor.staff.map_or(LONGEST, |(_, until)| (until - clock::now()).to_std().unwrap_or_default().min(LONGEST));
    let reader = Reader { db: state.context.db.clone(), user, locale, last };
    let mut response = Sse::new(events(reader, listener, end)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    // Proxies that gather answers would hold news back (nginx).
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn events(reader: Reader, listener: Listener, lasts: Duration) -> impl Stream<Item = Result<Event, Infallible>> {
    let end = Instant::now() + lasts;
    // The first word comes at once: whatever the page shows may be old.
    stream::unfold((reader, listener, true), move |(mut reader, mut listener, first)| async move {
        if !first && !timeout_at(end, listener.changed()).await.unwrap_or(false) {
            return None;
        }
        let event = reader.read_patiently(&listener).await?;
        Some((Ok(event), (reader, listener, false)))
    })
}

struct Reader {
    db: Db,
    user: UserId,
    /// For those whose account names no language.
    locale: Locale,
    /// The newest notice that the page knows.
    last: Option<NotificationId>,
}

impl Reader {
    /// Tries again while the database is away.
    async fn read_patiently(&mut self, listener: &Listener) -> Option<Event> {
        loop {
            let turn = listener.turn().await?;
            let read = self.read().await;
            drop(turn);
            match read {
                Ok(event) => return Some(event),
                Err(error) => tracing::warn!(%error, "news not read"),
            }
            sleep(RETRY).await;
        }
    }

    async fn read(&mut self) -> Result<Event> {
        let mut identity = self.db.identity().await?;
        let unread = notifications::unread(&mut identity, self.user).await?;
        let notices = match self.last {
            Some(last) => notifications::since(&mut identity, self.user, last, self.locale).await?,
            None => Vec::new(),
        };
        let newest = match notices.last() {
            Some(notice) => notice.id,
            None => notifications::newest(&mut identity, self.user).await?,
        };
        self.last = Some(newest);
        let event = Event::default().id(newest.to_string()).retry(RETRY).event("news");
        event.json_data(News { unread, notices }).map_err(Error::internal)
    }
}
