//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a POST sent twice happens once.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use mewayz::{
    Error, clock,
    db::Db,
    idempotency::{self, Answer, Claim, Key},
    tenancy::Member,
};
use sha2::{Digest, Sha256};

use super::{caller::Acting, extract::too_large, problem::Problem};

const NAME: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Headers that belong to an answer and are given again with it.
const KEPT: [HeaderName; 4] = [header::CONTENT_TYPE, header::LOCATION, header::ETAG, header::CACHE_CONTROL];
/// The largest body and the largest answer that are looked at, in bytes; the limit of the operation is below.
const MOST: usize = 20 * 1024 * 1024;

/// Runs a POST that bears a key once, and answers it again from what was kept.
pub(crate) async fn once(State(db): State<Db>, acting: Acting, request: Request, next: Next) -> Response {
    let Some(name) = request.headers().get(NAME).filter(|_| request.method() == Method::POST) else { return next.run(request).await };
    // The draft quotes the key, as structured fields do; nearly everybody sends it bare.
    let name = name.to_str().unwrap_or_default();
    let name = name.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(name);
    let Some(key) = Key::new(&acting.0, name) else {
        let text = "Idempotency-Key is 1 to 255 printable ASCII characters without quotes, such as a random UUID.";
        return Problem::new(StatusCode::BAD_REQUEST, "idempotency_key_invalid", text).into_response();
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MOST).await else { return too_large().into_response() };
    let hash = fingerprint(&parts, &body);
    match claim(&db, &acting.0, &key, &hash).await {
        Err(error) => Problem::from(error).into_response(),
        Ok(Claim::Answered(answer)) => replay(answer),
        Ok(Claim::Running) => {
            let text = "The first request with this Idempotency-Key is still running. Ask again in a moment.";
            Problem::new(StatusCode::CONFLICT, "idempotency_running", text).retry_after(1).into_response()
        }
        Ok(Claim::Unknown) => {
            let text = "The first request with this Idempotency-Key never told how it ended. Look whether it was done; if not, send it under another key.";
            Problem::new(StatusCode::CONFLICT, "idempotency_unknown", text).into_response()
        }
        Ok(Claim::Different) => {
            let text = "This Idempotency-Key was used for another request. Use a key of its own for each.";
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_mismatch", text).into_response()
        }
        Ok(Claim::Yours) => {
            // A task of its own: a caller who hangs up must not leave the request half done.
            let task = tokio::spawn(async move {
                let response = next.run(Request::from_parts(parts, Body::from(body))).await;
                keep(&db, &acting.0, &key, response).await
            });
            task.await.unwrap_or_else(|cause| Problem::from(Error::internal(cause)).into_response())
        }
    }
}

async fn claim(db: &Db, member: &Member, key: &Key, hash: &[u8]) -> mewayz::Result<Claim> {
    let mut scope = db.open(member).await?;
    let claim = idempotency::claim(&mut scope, key, hash, clock::now()).await?;
    scope.commit().await?;
    Ok(claim)
}

/// Keeps the answer, or gives the key back where nothing was changed and trying again helps.
async fn keep(db: &Db, member: &Member, key: &Key, response: Response) -> Response {
    let status = response.status();
    let (parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, MOST).await else { return Problem::from(Error::internal("an answer too large to keep")).into_response() };
    let kept = async {
        let mut scope = db.open(member).await?;
        if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            idempotency::release(&mut scope, key).await?;
        } else {
            let text = |name: &HeaderName| Some((name.to_string(), parts.headers.get(name)?.to_str().ok()?.to_owned()));
            let headers = KEPT.iter().filter_map(text).collect();
            idempotency::complete(&mut scope, key, &Answer { status: status.as_u16(), headers, body: body.to_vec() }).await?;
        }
        scope.commit().await
    };
    // The answer is right even if it could not be kept; the same key then says that the end is unknown.
    if let Err(error) = kept.await {
        tracing::warn!(%error, "an answer was not kept for its idempotency key");
    }
    Response::from_parts(parts, Body::from(body))
}

fn replay(answer: Answer) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

fn fingerprint(parts: &http::request::Parts, body: &Bytes) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(parts.method.as_str());
    hash.update(b"\0");
    hash.update(parts.uri.path_and_query().map_or("", |path| path.as_str()));
    hash.update(b"\0");
    hash.update(body);
    hash.finalize().into()
}
