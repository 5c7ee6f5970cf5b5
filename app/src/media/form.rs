//! A form with a file, as it comes in: its fields in their order, the file last.

use std::{str::FromStr, time::Duration};

use mewayz::{Error, Result, gateways::Source};
use server_fn::{Bytes, codec::MultipartData};

/// Between two pieces of a file; whoever is silent for longer has left.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) struct Form(multer::Multipart<'static>);

impl Form {
    pub(super) fn new(data: MultipartData) -> Result<Self> {
        data.into_inner().map(Self).ok_or_else(incomplete)
    }

    /// The next field, which must be of this name.
    pub(super) async fn text(&mut self, name: &str) -> Result<String> {
        match self.0.next_field().await {
            Ok(Some(field)) if field.name() == Some(name) => field.text().await.map_err(|_| incomplete()),
            _ => Err(incomplete()),
        }
    }

    /// The next field as an id; `None` if it is empty.
    pub(super) async fn id<T: FromStr>(&mut self, name: &str) -> Result<Option<T>> {
        let text = self.text(name).await?;
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| Error::NotFound) }
    }

    pub(super) async fn file(mut self) -> Result<File> {
        match self.0.next_field().await {
            Ok(Some(field)) if field.name() == Some("file") => Ok(File(field)),
            _ => Err(incomplete()),
        }
    }
}

pub(super) struct File(multer::Field<'static>);

impl File {
    /// As the browser calls it.
    pub(super) fn name(&self) -> String {
        self.0.file_name().unwrap_or_default().to_owned()
    }
}

#[async_trait::async_trait]
impl Source for File {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        match tokio::time::timeout(PATIENCE, self.0.chunk()).await {
            Ok(Ok(bytes)) => Ok(bytes),
            Ok(Err(_)) | Err(_) => Err(Error::field("file", "This file did not arrive whole. Please try again.")),
        }
    }
}

fn incomplete() -> Error {
    Error::field("file", "Choose a file first.")
}
