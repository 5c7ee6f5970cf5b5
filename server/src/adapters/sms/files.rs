use std::path::PathBuf;

use async_trait::async_trait;
use mewayz::gateways::{Sent, Sms};
use uuid::Uuid;

/// Text messages of development: `{id}.txt`, the number in the first line and the words below an empty one. Newer files have later names.
#[derive(Debug, Clone)]
pub struct Files(PathBuf);

impl Files {
    /// # Errors
    /// In words, if the folder cannot be made.
    pub fn open(path: PathBuf) -> Result<Self, String> {
        std::fs::create_dir_all(&path).map_err(|e| format!("cannot make {}: {e}", path.display()))?;
        Ok(Self(path))
    }
}

#[async_trait]
impl Sms for Files {
    async fn send(&self, to: &str, text: &str) -> Sent {
        let path = self.0.join(format!("{}.txt", Uuid::now_v7()));
        match tokio::fs::write(path, format!("To: {to}\n\n{text}\n")).await {
            Ok(()) => Sent::Accepted,
            Err(error) => Sent::Later { reason: format!("{}: {error}", self.0.display()), pause: None },
        }
    }
}
