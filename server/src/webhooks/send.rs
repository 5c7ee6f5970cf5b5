use std::time::{Duration, Instant};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use mewayz::{
    clock,
    standard_webhooks::{ID, SIGNATURE, TIMESTAMP, sign},
    webhooks::{Due, Outcome, retry_after},
};

use crate::adapters::outbound::{Answer, Call, Outbound};

/// For one attempt, with everything; shorter than the lease.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Bytes of an answer that are read.
const MOST_RESPONSE: usize = 4 * 1024;

/// Sends a message once. Whatever happens is an outcome.
pub async fn send(outbound: &Outbound, due: Due) -> Outcome {
    let (started_at, clock) = (clock::now(), Instant::now());
    let answer = attempt(outbound, &due, started_at).await;
    let duration_ms = i32::try_from(clock.elapsed().as_millis()).unwrap_or(i32::MAX);
    let answered = answer.as_ref().ok();
    Outcome {
        started_at,
        duration_ms,
        response: answered.map(|a| String::from_utf8_lossy(&a.body).into_owned()).unwrap_or_default(),
        retry_after: answered.and_then(|a| retry_after(a.headers.get(header::RETRY_AFTER)?.to_str().ok()?, clock::now())),
        answer: answer.map(|a| a.status.as_u16()),
        due,
    }
}

async fn attempt(outbound: &Outbound, due: &Due, now: DateTime<Utc>) -> Result<Answer, String> {
    let url = due.url.parse().map_err(|_| "The address cannot be read.".to_owned())?;
    let headers = headers(due, now).ok_or_else(|| "The message could not be signed.".to_owned())?;
    let body = Bytes::copy_from_slice(due.body.as_bytes());
    let call = Call { method: Method::POST, url, headers, body, timeout: TIMEOUT, most: MOST_RESPONSE };
    outbound.send(call).await.map_err(|failure| failure.to_string())
}

/// Signed anew at each attempt, for the timestamp is its own; the id stays.
fn headers(due: &Due, now: DateTime<Utc>) -> Option<HeaderMap> {
    let signature = sign(&due.secrets, &due.message_id, now.timestamp(), due.body.as_bytes());
    if signature.is_empty() {
        return None;
    }
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(HeaderName::from_static(ID), due.message_id.parse().ok()?);
    headers.insert(HeaderName::from_static(TIMESTAMP), now.timestamp().into());
    headers.insert(HeaderName::from_static(SIGNATURE), signature.parse().ok()?);
    Some(headers)
}
