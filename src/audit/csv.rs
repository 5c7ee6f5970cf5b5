use super::Entry;
use crate::spreadsheet::{Table, harmless};

/// One line an entry, newest first, times in UTC.
pub fn csv(entries: &[Entry]) -> String {
    let mut table = Table::default();
    table.row(["number", "time", "action", "who", "kind", "address", "record", "id", "data"]);
    for entry in entries {
        let who = entry.actor_name.clone().or_else(|| entry.actor_id.map(|id| id.to_string())).unwrap_or_default();
        table.row([
            &entry.number.to_string(),
            &entry.happened_at.to_rfc3339(),
            &entry.action,
            &harmless(&who),
            &entry.actor_kind,
            &harmless(&entry.address),
            &entry.record_kind,
            &entry.record_id.to_string(),
            &entry.data.to_string(),
        ]);
    }
    table.finish()
}
