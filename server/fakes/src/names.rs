//! A name service on UDP, at the same port: what it says is set with `PUT /names/{name}` (a text a line) and taken back with `DELETE`.

use std::collections::BTreeMap;

use axum::{
    Router,
    extract::{Path, State},
    routing::put,
};
use hickory_proto::{
    op::{Message, ResponseCode},
    rr::{Name, RData, Record, RecordType, rdata::TXT},
};
use http::StatusCode;
use tokio::net::UdpSocket;

use crate::state::Outside;

/// Seconds for which an answer may be kept: none, so that tests see what they set.
const TTL: u32 = 0;
/// The longest piece of a text (RFC 1035, 3.3).
const PIECE: usize = 255;

/// Texts by name, in small letters and without the dot at the end.
pub(crate) type Zone = BTreeMap<String, Vec<String>>;

pub(crate) fn router() -> Router<Outside> {
    Router::new().route("/{name}", put(set).delete(take_back))
}

/// Answers until the socket breaks.
pub(crate) async fn answer(socket: UdpSocket, outside: Outside) -> std::io::Result<()> {
    let mut buffer = [0; 4_096];
    loop {
        let (length, asker) = socket.recv_from(&mut buffer).await?;
        let Ok(question) = Message::from_vec(&buffer[..length]) else { continue };
        if let Ok(said) = reply(&question, &outside).to_vec() {
            socket.send_to(&said, asker).await?;
        }
    }
}

fn reply(question: &Message, outside: &Outside) -> Message {
    let mut reply = Message::response(question.metadata.id, question.metadata.op_code);
    reply.metadata.authoritative = true;
    reply.metadata.recursion_desired = question.metadata.recursion_desired;
    reply.metadata.recursion_available = true;
    let Some(query) = question.queries.first() else { return reply };
    reply.add_query(query.clone());
    let texts = outside.names().get(&key(query.name())).cloned();
    let Some(texts) = texts else {
        reply.metadata.response_code = ResponseCode::NXDomain;
        return reply;
    };
    if query.query_type() == RecordType::TXT {
        reply.add_answers(texts.into_iter().map(|text| Record::from_rdata(query.name().clone(), TTL, RData::TXT(TXT::new(pieces(&text))))));
    }
    reply
}

fn key(name: &Name) -> String {
    name.to_ascii().trim_end_matches('.').to_lowercase()
}

fn pieces(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(PIECE).map(|piece| piece.iter().collect()).collect()
}

async fn set(State(outside): State<Outside>, Path(name): Path<String>, texts: String) -> StatusCode {
    outside.names().insert(name.to_lowercase(), texts.lines().map(str::to_owned).collect());
    StatusCode::NO_CONTENT
}

async fn take_back(State(outside): State<Outside>, Path(name): Path<String>) -> StatusCode {
    outside.names().remove(&name.to_lowercase());
    StatusCode::NO_CONTENT
}
