//! Storage in a bucket that speaks S3: MEWAYZ_TEST_S3 names its endpoint (bin/test s3).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what it expects by failing")]

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use mewayz::{Error, gateways::Storage};
use server::adapters::storage::{StorageConfig, open};
use tokio::time::{Instant, sleep};

const SIGNED: &str = "AWS4-HMAC-SHA256 Credential=id/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";

struct Bucket {
    storage: Arc<dyn Storage>,
    url: String,
    http: reqwest::Client,
}

impl Bucket {
    async fn new() -> Self {
        server::install_crypto();
        let endpoint = std::env::var("MEWAYZ_TEST_S3").expect("bin/test s3 starts a bucket and names it");
        let name = format!("media-{}", uuid::Uuid::new_v4().simple());
        let url = format!("{endpoint}/{name}");
        let http = reqwest::Client::new();
        http.put(&url).send().await.unwrap().error_for_status().unwrap();
        let config = StorageConfig::S3 {
            bucket: name,
            endpoint: Some(endpoint),
            region: "us-east-1".to_owned(),
            key_id: "id".to_owned(),
            secret: "secret".to_owned().into(),
        };
        Self { storage: open(&config).unwrap(), url, http }
    }

    /// What S3 itself says, such as `?uploads`.
    async fn ask(&self, query: &str) -> String {
        self.http.get(format!("{}{query}", self.url)).send().await.unwrap().text().await.unwrap()
    }

    async fn holds(&self, path: &str) -> bool {
        self.ask("").await.contains(&format!("<Key>{path}</Key>"))
    }
}

fn piece(byte: u8) -> Bytes {
    vec![byte; 3 * 1024 * 1024].into()
}

#[tokio::test]
async fn files_are_put_read_and_removed_with_their_folder() {
    let bucket = Bucket::new().await;
    let storage = &bucket.storage;
    storage.put("media/k/1.webp", Bytes::from_static(b"one"), "image/webp").await.unwrap();
    storage.put("media/k/1.webp", Bytes::from_static(b"two"), "image/webp").await.unwrap();
    storage.put("media/k/2.webp", Bytes::from_static(b"x"), "image/webp").await.unwrap();
    storage.put("media/key/1.webp", Bytes::from_static(b"x"), "image/webp").await.unwrap();
    assert_eq!(storage.get("media/k/1.webp").await.unwrap(), "two");
    // Whoever signs may read; this bucket does not look at what the signature says.
    let signed = bucket.http.get(format!("{}/media/k/1.webp", bucket.url)).header("authorization", SIGNED);
    let typed = signed.send().await.unwrap().error_for_status().unwrap();
    assert_eq!(typed.headers()["content-type"], "image/webp");
    storage.delete_all("media/k").await.unwrap();
    storage.delete_all("media/k").await.unwrap();
    assert_eq!(storage.get("media/k/1.webp").await, Err(Error::NotFound));
    assert_eq!(storage.get("media/key/1.webp").await.unwrap(), "x");
}

#[tokio::test]
async fn a_large_file_comes_in_parts_and_is_read_in_ranges() {
    let bucket = Bucket::new().await;
    let mut upload = bucket.storage.begin("files/k/file", "application/pdf").await.unwrap();
    for byte in 1..=4 {
        upload.write(piece(byte)).await.unwrap();
    }
    assert!(!bucket.holds("files/k/file").await, "seen before it is whole");
    upload.finish().await.unwrap();
    let size = bucket.storage.size("files/k/file").await.unwrap();
    assert_eq!(size, 12 * 1024 * 1024);
    let edge = 3 * 1024 * 1024;
    assert_eq!(bucket.storage.read("files/k/file", edge - 2..edge + 2).await.unwrap(), Bytes::from_static(&[1, 1, 2, 2]));
    assert_eq!(bucket.storage.read("files/k/file", size - 1..size).await.unwrap(), Bytes::from_static(&[4]));
    assert_eq!(bucket.storage.size("files/other").await, Err(Error::NotFound));
}

#[tokio::test]
async fn an_upload_that_is_given_up_leaves_nothing() {
    let bucket = Bucket::new().await;
    let mut upload = bucket.storage.begin("files/k/file", "application/pdf").await.unwrap();
    for byte in 1..=4 {
        upload.write(piece(byte)).await.unwrap();
    }
    assert!(bucket.ask("?uploads").await.contains("<Key>files/k/file</Key>"));
    drop(upload);
    let started = Instant::now();
    while bucket.ask("?uploads").await.contains("files/k/file") {
        assert!(started.elapsed() < Duration::from_secs(10), "parts of it stay");
        sleep(Duration::from_millis(20)).await;
    }
    assert!(!bucket.holds("files/k/file").await);
}
