//! What the machine can do at most: an axum handler that returns the bytes of a file from memory.
//! `bin/bench` runs it beside the server and compares the two.
//!
//! Usage: `bare PORT FILE CONTENT_TYPE [CONTENT_ENCODING]`

use std::{env, io, net::Ipv4Addr};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, HeaderValue, header},
    routing::get,
};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [port, file, content_type, rest @ ..] = arguments.as_slice() else {
        return Err(wrong("usage: bare PORT FILE CONTENT_TYPE [CONTENT_ENCODING]"));
    };
    let port: u16 = port.parse().map_err(wrong)?;
    let body = Bytes::from(std::fs::read(file)?);
    let headers = headers(content_type, rest.first().map(String::as_str))?;

    let router = Router::new()
        .route("/", get(move || std::future::ready((headers.clone(), body.clone()))))
        .route("/readiness", get(async || "ready"));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    axum::serve(listener, router).await
}

fn headers(content_type: &str, encoding: Option<&str>) -> io::Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(content_type).map_err(wrong)?);
    if let Some(encoding) = encoding.filter(|encoding| !encoding.is_empty()) {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_str(encoding).map_err(wrong)?);
    }
    Ok(headers)
}

fn wrong(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, error)
}
