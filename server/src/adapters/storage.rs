//! Files in a folder or in a bucket that speaks S3.

use std::{collections::BTreeMap, ops::Range, path::PathBuf, sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use mewayz::{
    Error, Result,
    error::Service,
    gateways::{Storage, Upload},
};
use object_store::{
    Attribute, Attributes, ClientOptions, ObjectStore, ObjectStoreExt, PutMultipartOptions, PutOptions, RetryConfig, WriteMultipart,
    aws::AmazonS3Builder, local::LocalFileSystem, path::Path,
};
use secrecy::{ExposeSecret, SecretString};

/// Where files lie.
#[derive(Debug, Clone)]
pub enum StorageConfig {
    /// Made if it is not there.
    Folder(PathBuf),
    /// Amazon's, or a bucket at `endpoint` addressed by path; http:// is for tests and private networks.
    S3 { bucket: String, endpoint: Option<String>, region: String, key_id: String, secret: SecretString },
}

/// For one request, and for all attempts together.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Parts of one upload that travel at the same time, of 5 MB each (the least that S3 takes).
const PARTS: usize = 2;
/// A bucket that cannot be reached is told quickly.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Opens the storage; a bucket is first asked when it is first used.
///
/// # Errors
/// In words, if the folder cannot be made or the settings do not fit.
pub fn open(config: &StorageConfig) -> std::result::Result<Arc<dyn Storage>, String> {
    let store: Arc<dyn ObjectStore> = match config {
        StorageConfig::Folder(folder) => {
            std::fs::create_dir_all(folder).map_err(|e| format!("cannot make {}: {e}", folder.display()))?;
            Arc::new(LocalFileSystem::new_with_prefix(folder).map_err(|e| e.to_string())?.with_automatic_cleanup(true))
        }
        StorageConfig::S3 { bucket, endpoint, region, key_id, secret } => {
            let options = ClientOptions::new()
                .with_timeout(TIMEOUT)
                .with_connect_timeout(CONNECT_TIMEOUT)
                .with_allow_http(endpoint.as_ref().is_some_and(|e| e.starts_with("http://")));
            let retry = RetryConfig { max_retries: 3, retry_timeout: TIMEOUT, ..RetryConfig::default() };
            let builder = AmazonS3Builder::new()
                .with_bucket_name(bucket)
                .with_region(region)
                .with_access_key_id(key_id)
                .with_secret_access_key(secret.expose_secret())
                .with_client_options(options)
                .with_retry(retry);
            let builder = match endpoint {
                Some(endpoint) => builder.with_endpoint(endpoint).with_virtual_hosted_style_request(false),
                None => builder,
            };
            Arc::new(builder.build().map_err(|e| e.to_string())?)
        }
    };
    Ok(Arc::new(Files(store)))
}

struct Files(Arc<dyn ObjectStore>);

#[async_trait]
impl Storage for Files {
    async fn put(&self, path: &str, bytes: Bytes, content_type: &'static str) -> Result<()> {
        let typed = PutOptions::from(attributes(content_type));
        match self.0.put_opts(&Path::from(path), bytes.clone().into(), typed).await {
            // A folder keeps no types; whoever delivers a file names its type.
            Err(object_store::Error::NotImplemented { .. }) => self.0.put(&Path::from(path), bytes.into()).await,
            outcome => outcome,
        }
        .map(drop)
        .map_err(translate)
    }

    async fn get(&self, path: &str) -> Result<Bytes> {
        let found = self.0.get(&Path::from(path)).await.map_err(translate)?;
        found.bytes().await.map_err(translate)
    }

    async fn begin(&self, path: &str, content_type: &'static str) -> Result<Box<dyn Upload>> {
        let path = Path::from(path);
        let typed = PutMultipartOptions::from(attributes(content_type));
        let begun = match self.0.put_multipart_opts(&path, typed).await {
            Err(object_store::Error::NotImplemented { .. }) => self.0.put_multipart(&path).await,
            outcome => outcome,
        };
        Ok(Box::new(Parts(Some(WriteMultipart::new(begun.map_err(translate)?)))))
    }

    async fn size(&self, path: &str) -> Result<u64> {
        Ok(self.0.head(&Path::from(path)).await.map_err(translate)?.size)
    }

    async fn read(&self, path: &str, range: Range<u64>) -> Result<Bytes> {
        self.0.get_range(&Path::from(path), range).await.map_err(translate)
    }

    async fn delete(&self, path: &str) -> Result<()> {
        match self.0.delete(&Path::from(path)).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            outcome => outcome.map_err(translate),
        }
    }

    async fn delete_all(&self, folder: &str) -> Result<()> {
        let found: Vec<_> = self.0.list(Some(&Path::from(folder))).try_collect().await.map_err(translate)?;
        for file in found {
            self.delete(file.location.as_ref()).await?;
        }
        Ok(())
    }

    async fn folders(&self, folder: &str, before: DateTime<Utc>) -> Result<Vec<String>> {
        let mut newest: BTreeMap<String, DateTime<Utc>> = BTreeMap::new();
        let mut files = self.0.list(Some(&Path::from(folder)));
        while let Some(file) = files.try_next().await.map_err(translate)? {
            let mut parts = file.location.as_ref().strip_prefix(folder).unwrap_or_default().trim_start_matches('/').split('/');
            // A file that lies in the folder itself is in none of its folders.
            if let (Some(name), Some(_)) = (parts.next(), parts.next()) {
                let seen = newest.entry(name.to_owned()).or_insert(file.last_modified);
                *seen = file.last_modified.max(*seen);
            }
        }
        Ok(newest.into_iter().filter(|(_, at)| *at < before).map(|(name, _)| name).collect())
    }
}

/// An upload in parts; `None` once it has ended.
struct Parts(Option<WriteMultipart>);

#[async_trait]
impl Upload for Parts {
    async fn write(&mut self, bytes: Bytes) -> Result<()> {
        let Some(upload) = &mut self.0 else { return Err(Error::internal("an upload had ended")) };
        upload.wait_for_capacity(PARTS).await.map_err(translate)?;
        upload.put(bytes);
        Ok(())
    }

    async fn finish(mut self: Box<Self>) -> Result<()> {
        let Some(upload) = self.0.take() else { return Err(Error::internal("an upload had ended")) };
        upload.finish().await.map(drop).map_err(translate)
    }
}

impl Drop for Parts {
    fn drop(&mut self) {
        if let (Some(upload), Ok(runtime)) = (self.0.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn(async move {
                if let Err(error) = upload.abort().await {
                    tracing::warn!(%error, "parts of an upload that was given up stay");
                }
            });
        }
    }
}

fn attributes(content_type: &'static str) -> Attributes {
    Attributes::from_iter([(Attribute::ContentType, content_type)])
}

fn translate(error: object_store::Error) -> Error {
    match error {
        object_store::Error::NotFound { .. } => Error::NotFound,
        other => {
            tracing::warn!(cause = %other, "file storage failed");
            Error::Unavailable(Service::Storage)
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;

    const FILE: &str = "media/k/1.webp";

    #[tokio::test]
    async fn a_folder_keeps_files() {
        let folder = std::env::temp_dir().join(format!("mewayz-{}", uuid::Uuid::new_v4()));
        let storage = open(&StorageConfig::Folder(folder.clone())).unwrap();
        storage.put(FILE, Bytes::from_static(b"one"), "image/webp").await.unwrap();
        storage.put(FILE, Bytes::from_static(b"two"), "image/webp").await.unwrap();
        assert_eq!(storage.get(FILE).await.unwrap(), "two");
        assert_eq!(storage.get("media/../../etc/passwd").await, Err(Error::NotFound));
        storage.delete(FILE).await.unwrap();
        storage.delete(FILE).await.unwrap();
        assert_eq!(storage.get(FILE).await, Err(Error::NotFound));
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "empty folders go with their files");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[tokio::test]
    async fn folders_are_listed_whose_files_are_all_old() {
        let folder = std::env::temp_dir().join(format!("mewayz-{}", uuid::Uuid::new_v4()));
        let storage = open(&StorageConfig::Folder(folder.clone())).unwrap();
        for path in ["media/a/1.webp", "media/a/2.webp", "media/b/1.webp", "files/c/file"] {
            storage.put(path, Bytes::from_static(b"x"), "image/webp").await.unwrap();
        }
        let hour = std::time::Duration::from_secs(3_600);
        for path in ["media/a/1.webp", "media/b/1.webp"] {
            let file = std::fs::File::options().write(true).open(folder.join(path)).unwrap();
            file.set_modified(std::time::SystemTime::from(mewayz::clock::now()) - hour).unwrap();
        }
        let ago = Utc::now() - chrono::Duration::minutes(30);
        assert_eq!(storage.folders("media", ago).await.unwrap(), ["b"], "of a, one file is young");
        assert_eq!(storage.folders("media", Utc::now() + hour).await.unwrap(), ["a", "b"]);
        assert_eq!(storage.folders("nowhere", Utc::now()).await.unwrap(), [""; 0]);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[tokio::test]
    async fn a_bucket_is_addressed_by_path_and_told_apart_from_an_outage() {
        crate::install_crypto();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let answer = |request: axum::extract::Request| async move {
            let typed = request.headers().get(http::header::CONTENT_TYPE).is_some_and(|kind| kind == "image/webp");
            match (request.method().as_str(), request.uri().path()) {
                ("PUT", "/pictures/media/k/1.webp") if typed => ([(http::header::ETAG, "\"1\"")], "").into_response(),
                ("DELETE", _) => http::StatusCode::NO_CONTENT.into_response(),
                ("GET", "/pictures/media/k/broken.webp") => http::StatusCode::FORBIDDEN.into_response(),
                _ => http::StatusCode::NOT_FOUND.into_response(),
            }
        };
        tokio::spawn(async move { axum::serve(listener, axum::Router::new().fallback(answer)).await });
        let storage = open(&bucket(endpoint)).unwrap();
        storage.put(FILE, Bytes::from_static(b"one"), "image/webp").await.unwrap();
        assert_eq!(storage.get("media/k/none.webp").await, Err(Error::NotFound));
        assert_eq!(storage.get("media/k/broken.webp").await, Err(Error::Unavailable(Service::Storage)));
        storage.delete(FILE).await.unwrap();
    }

    fn bucket(endpoint: String) -> StorageConfig {
        StorageConfig::S3 {
            bucket: "pictures".to_owned(),
            endpoint: Some(endpoint),
            region: "us-east-1".to_owned(),
            key_id: "id".to_owned(),
            secret: "secret".to_owned().into(),
        }
    }

    #[test]
    fn secrets_do_not_show() {
        assert!(!format!("{:?}", bucket("http://s3.test".to_owned())).contains("\"secret\""));
    }
}
