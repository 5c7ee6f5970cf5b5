//! Files on their way in.

use std::time::Duration;

use axum::body::{Body, Bytes};
use futures::stream;
use http::{Request, StatusCode, header};
use mewayz::media::MediaPage;
use tokio::time::{Instant, sleep};

use super::{FORM, new_file, pdf, png, stored};
use crate::support::{Creator, Reply, TestApp, rpc};

async fn listed(ada: &Creator) -> usize {
    ada.client.rpc("list_files", &[("workspace", "ada")]).await.json::<MediaPage>().items.len()
}

async fn send(ada: &Creator, body: Body) -> Reply {
    ada.client.post(&rpc::path("upload_file"), FORM, body).await
}

/// Files that are given up are removed a moment later.
async fn assert_nothing_is_left(app: &TestApp) {
    let started = Instant::now();
    while !stored(app).is_empty() {
        assert!(started.elapsed() < Duration::from_secs(10), "left: {:?}", stored(app));
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn an_upload_cut_in_the_middle_leaves_nothing() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    for whole in [new_file("a.pdf", &pdf(7_000_000)), new_file("a.png", &png(600, 600)), new_file("a.pdf", &pdf(100))] {
        for cut in [whole.len() / 2, whole.len() - 8] {
            // The body ends early, as proxies pass it on.
            let reply = send(&ada, whole[..cut].to_vec().into()).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text());
            // The connection breaks.
            let pieces = [Ok(Bytes::copy_from_slice(&whole[..cut])), Err(std::io::Error::other("gone"))];
            let reply = send(&ada, Body::from_stream(stream::iter(pieces))).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text());
        }
    }
    assert_nothing_is_left(&app).await;
    assert_eq!(listed(&ada).await, 0);
}

#[tokio::test]
async fn whoever_leaves_in_the_middle_leaves_nothing() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let whole = new_file("a.pdf", &pdf(7_000_000));
    // Half of it, and then silence.
    let half = Bytes::copy_from_slice(&whole[..whole.len() / 2]);
    let body = Body::from_stream(stream::unfold(Some(half), async |left| match left {
        Some(bytes) => Some((Ok::<_, std::io::Error>(bytes), None)),
        None => std::future::pending().await,
    }));
    let request = Request::post(rpc::path("upload_file")).header(header::CONTENT_TYPE, FORM).header("sec-fetch-site", "same-origin");
    let sending = ada.client.send(request, body);
    assert!(tokio::time::timeout(Duration::from_secs(1), sending).await.is_err(), "it waits for the rest");
    assert_nothing_is_left(&app).await;
    assert_eq!(listed(&ada).await, 0);
}

#[tokio::test]
async fn what_is_not_taken_gets_a_sentence_and_leaves_nothing() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let elf = [b"\x7fELF\x02\x01\x01".as_slice(), &[0; 200]].concat();
    for (name, content, word) in [
        ("a.pdf", elf.as_slice(), "not accepted"),
        ("a.txt", b"<!DOCTYPE html><script>alert(1)</script>".as_slice(), "not accepted"),
        ("a.png", b"<svg onload=alert(1)>", "SVG"),
        ("a.png", b"", "empty"),
        ("a.png", b"hello", "not a picture"),
    ] {
        let reply = send(&ada, new_file(name, content).into()).await;
        assert!(reply.message("file").contains(word), "{name}: {}", reply.text());
    }
    assert_nothing_is_left(&app).await;
}

#[tokio::test]
async fn storage_that_fails_leaves_nothing_half_written() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    // A file where the folders would be.
    let folder = app.state.config.var.join("media");
    for name in ["media", "files"] {
        std::fs::write(folder.join(name), "in the way").unwrap();
    }
    for content in [png(600, 600), pdf(100), pdf(12_000_000)] {
        let reply = send(&ada, new_file("a", &content).into()).await;
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{}", reply.text());
    }
    assert_eq!(stored(&app).len(), 2);
    assert_eq!(listed(&ada).await, 0);
}
