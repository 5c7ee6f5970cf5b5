//! An endpoint that speaks as OpenAI's does: `POST /openai/v1/chat/completions`, whole or as a stream, and `GET /openai/v1/models`.
//!
//! It answers with the last message, said back, so that a test knows what comes.

use std::{convert::Infallible, time::Duration};

use axum::{
    Json, Router,
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use futures::{StreamExt, stream};
use http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use crate::{
    oidc::random,
    state::{Outside, now},
};

const MODEL: &str = "played-1";
/// Between one word and the next, as if it were thought about.
const PAUSE: Duration = Duration::from_millis(20);

pub(crate) fn router() -> Router<Outside> {
    Router::new().route("/v1/chat/completions", post(complete)).route("/v1/models", get(models))
}

async fn models() -> Json<Value> {
    Json(json!({ "object": "list", "data": [{ "id": MODEL, "object": "model", "created": 1_700_000_000, "owned_by": "fakes" }] }))
}

async fn complete(State(_): State<Outside>, headers: HeaderMap, Json(asked): Json<Value>) -> Response {
    if !headers.get(header::AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"Bearer ")) {
        return refused(StatusCode::UNAUTHORIZED, "invalid_api_key", "You didn't provide an API key.");
    }
    let Some(last) = asked.pointer("/messages").and_then(Value::as_array).and_then(|all| all.last()?.get("content")?.as_str()) else {
        return refused(StatusCode::BAD_REQUEST, "invalid_request", "'messages' must end with a text.");
    };
    let words: Vec<String> = format!("You said: {last}").split_inclusive(' ').map(str::to_owned).collect();
    let (id, model) = (format!("chatcmpl-{}", random()), asked["model"].as_str().unwrap_or(MODEL).to_owned());
    if asked["stream"] == true {
        let events = stream::iter(streamed(&id, &model, &words)).then(|event| async {
            tokio::time::sleep(PAUSE).await;
            Ok::<_, Infallible>(event)
        });
        let headers = [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-cache")];
        return (headers, Body::from_stream(events)).into_response();
    }
    let tokens = words.len();
    Json(json!({
        "id": id, "object": "chat.completion", "created": now().timestamp(), "model": model,
        "choices": [{ "index": 0, "finish_reason": "stop", "logprobs": null, "message": { "role": "assistant", "content": words.concat(), "refusal": null } }],
        "usage": { "prompt_tokens": tokens, "completion_tokens": tokens, "total_tokens": 2 * tokens },
    }))
    .into_response()
}

/// One event a word, then the end.
fn streamed(id: &str, model: &str, words: &[String]) -> Vec<String> {
    let chunk = |delta: Value, end: Value| {
        let data = json!({
            "id": id, "object": "chat.completion.chunk", "created": now().timestamp(), "model": model,
            "choices": [{ "index": 0, "delta": delta, "finish_reason": end }],
        });
        format!("data: {data}\n\n")
    };
    let first = chunk(json!({ "role": "assistant", "content": "" }), Value::Null);
    let said = words.iter().map(|word| chunk(json!({ "content": word }), Value::Null));
    let end = [chunk(json!({}), json!("stop")), "data: [DONE]\n\n".to_owned()];
    [first].into_iter().chain(said).chain(end).collect()
}

fn refused(status: StatusCode, code: &str, message: &str) -> Response {
    (status, Json(json!({ "error": { "message": message, "type": "invalid_request_error", "param": null, "code": code } }))).into_response()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::start;

    #[tokio::test]
    async fn what_was_said_is_said_back_whole_or_word_by_word() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (fakes, client) = (start().await.unwrap(), reqwest::Client::new());
        let url = format!("{}/openai/v1/chat/completions", fakes.url());
        let ask = |stream: bool| {
            let body = json!({ "model": "m", "stream": stream, "messages": [{ "role": "user", "content": "good day" }] });
            client.post(&url).bearer_auth("x").json(&body).send()
        };
        let whole: Value = ask(false).await.unwrap().json().await.unwrap();
        assert_eq!(whole["choices"][0]["message"]["content"], "You said: good day");
        let (mut answer, mut stream, mut pieces) = (ask(true).await.unwrap(), String::new(), 0);
        while let Some(piece) = answer.chunk().await.unwrap() {
            (stream, pieces) = (stream + std::str::from_utf8(&piece).unwrap(), pieces + 1);
        }
        assert!(pieces > 2, "word by word, not at once: {pieces}");
        let said: String = stream
            .split("\n\n")
            .filter_map(|event| serde_json::from_str::<Value>(event.strip_prefix("data: ")?).ok())
            .filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str().map(str::to_owned))
            .collect();
        assert_eq!(said, "You said: good day");
        assert!(stream.ends_with("data: [DONE]\n\n"));
        assert_eq!(client.post(&url).json(&json!({})).send().await.unwrap().status(), 401);
    }
}
