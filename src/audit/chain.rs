//! How an entry is sealed.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Stands before the first entry of a chain.
pub(super) const GENESIS: [u8; 32] = [0; 32];

/// What the hash of an entry covers.
#[derive(Debug, Clone)]
pub(super) struct Link<'a> {
    pub workspace: Uuid,
    pub number: i64,
    pub event: Uuid,
    pub action: &'a str,
    pub record_kind: &'a str,
    pub record: Uuid,
    pub data: &'a Value,
    pub actor_kind: &'a str,
    pub actor: Option<Uuid>,
    pub address: &'a str,
    pub happened_at: DateTime<Utc>,
}

impl Link<'_> {
    /// SHA-256 over the hash before and every field, each with its length before it.
    pub(super) fn seal(&self, previous: &[u8]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        let number = self.number.to_string();
        let moment = self.happened_at.timestamp_micros().to_string();
        let data = canonical(self.data);
        let actor = self.actor.map(|id| id.to_string()).unwrap_or_default();
        let (workspace, event, record) = (self.workspace.to_string(), self.event.to_string(), self.record.to_string());
        let fields: [&[u8]; 12] = [
            previous,
            workspace.as_bytes(),
            number.as_bytes(),
            event.as_bytes(),
            self.action.as_bytes(),
            self.record_kind.as_bytes(),
            record.as_bytes(),
            data.as_bytes(),
            self.actor_kind.as_bytes(),
            actor.as_bytes(),
            self.address.as_bytes(),
            moment.as_bytes(),
        ];
        for field in fields {
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field);
        }
        hasher.finalize().into()
    }
}

/// JSON with its keys in order: the same value has one form, whatever stored it.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            let inner: Vec<String> =
                entries.into_iter().map(|(key, value)| format!("{}:{}", Value::String(key.clone()), canonical(value))).collect();
            format!("{{{}}}", inner.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn link(data: &Value) -> Link<'_> {
        Link {
            workspace: Uuid::nil(),
            number: 1,
            event: Uuid::nil(),
            action: "bio_site.published",
            record_kind: "bio_site",
            record: Uuid::nil(),
            data,
            actor_kind: "user",
            actor: None,
            address: "",
            happened_at: DateTime::from_timestamp_micros(1).unwrap(),
        }
    }

    #[test]
    fn the_order_of_keys_does_not_matter_and_values_do() {
        let (a, b) = (json!({ "x": [1, { "p": 1, "q": 2 }], "y": "ä" }), json!({ "y": "ä", "x": [1, { "q": 2, "p": 1 }] }));
        assert_eq!(link(&a).seal(&GENESIS), link(&b).seal(&GENESIS));
        let c = json!({ "x": [1, { "p": 1, "q": 3 }], "y": "ä" });
        assert_ne!(link(&a).seal(&GENESIS), link(&c).seal(&GENESIS));
    }

    #[test]
    fn what_moves_between_fields_changes_the_hash() {
        let data = json!({});
        let (mut a, mut b) = (link(&data), link(&data));
        (a.actor_kind, a.address) = ("user", "1.2.3.4");
        (b.actor_kind, b.address) = ("user1", ".2.3.4");
        assert_ne!(a.seal(&GENESIS), b.seal(&GENESIS));
        assert_ne!(a.seal(&GENESIS), a.seal(&[1; 32]), "the entry before counts");
    }
}
