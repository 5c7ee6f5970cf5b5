use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use lettre::Message;
use mewayz::mail::{Due, Outcome};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::message::Written;

/// Mail of development: `{id}.eml` as it would go out, and `{id}.json` with what the mailbox page shows of it.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

/// A mail in the folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Kept {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub recipient: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

impl Folder {
    /// # Errors
    /// In words, if the folder cannot be made.
    pub fn open(path: PathBuf) -> Result<Self, String> {
        std::fs::create_dir_all(&path).map_err(|e| format!("cannot make {}: {e}", path.display()))?;
        Ok(Self(path))
    }

    /// Keeps a mail.
    pub async fn keep(&self, due: &Due, written: &Written, now: DateTime<Utc>) -> Outcome {
        let kept = Kept {
            id: due.id,
            at: now,
            recipient: due.recipient.clone(),
            subject: due.subject.clone(),
            text: written.text.clone(),
            html: written.html.clone(),
        };
        match self.write(&kept, &written.message).await {
            Ok(()) => Outcome::Accepted("written to a file".to_owned()),
            Err(error) => Outcome::Later(format!("{}: {error}", self.0.display())),
        }
    }

    /// All mails, newest first.
    pub async fn list(&self) -> Vec<Kept> {
        let mut all = Vec::new();
        let Ok(mut entries) = tokio::fs::read_dir(&self.0).await else { return all };
        while let Ok(Some(entry)) = entries.next_entry().await {
            if entry.path().extension().is_some_and(|e| e == "json") {
                all.extend(read(&entry.path()).await);
            }
        }
        all.sort_by_key(|kept| std::cmp::Reverse((kept.at, kept.id)));
        all
    }

    /// One mail, and the head of its file as it would go out.
    pub async fn find(&self, id: Uuid) -> Option<(Kept, String)> {
        let kept = read(&self.0.join(format!("{id}.json"))).await?;
        let raw = tokio::fs::read_to_string(self.0.join(format!("{id}.eml"))).await.ok()?;
        Some((kept, raw.split("\r\n\r\n").next().unwrap_or_default().to_owned()))
    }

    async fn write(&self, kept: &Kept, message: &Message) -> std::io::Result<()> {
        let json = serde_json::to_vec(kept)?;
        tokio::fs::write(self.0.join(format!("{}.eml", kept.id)), message.formatted()).await?;
        tokio::fs::write(self.0.join(format!("{}.json", kept.id)), json).await
    }
}

async fn read(path: &Path) -> Option<Kept> {
    serde_json::from_slice(&tokio::fs::read(path).await.ok()?).ok()
}
