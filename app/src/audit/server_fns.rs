use leptos::prelude::*;
use mewayz::audit::{Filter, Page};
use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::{
    error::AppError,
    shared::{day_begins, day_ends},
};

/// The filters of the page as they stand in its address; what cannot be read does not filter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Query {
    #[serde(default)]
    pub action: String,
    #[serde(default)]
    pub actor: String,
    #[serde(default)]
    pub record: String,
    /// First and last day, UTC.
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub until: String,
    /// Entries before this number.
    #[serde(default)]
    pub before: String,
}

impl Query {
    pub fn filter(&self) -> Filter {
        Filter {
            action: self.action.trim().to_owned(),
            actor: self.actor.parse().ok(),
            record: self.record.trim().parse().ok(),
            from: day_begins(&self.from),
            until: day_ends(&self.until),
        }
    }
}

/// A page of the audit log.
#[server]
pub async fn load_audit(workspace: String, query: Query) -> Result<Page, AppError> {
    let mut scope = context::scope(&workspace).await?;
    Ok(mewayz::audit::list(&mut scope, &query.filter(), query.before.parse().ok()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_counts_and_nonsense_does_not_filter() {
        let query = Query { from: "2026-03-01".into(), until: "2026-03-01".into(), actor: "x' or 1=1".into(), ..Query::default() };
        let filter = query.filter();
        assert_eq!(filter.from.unwrap().to_rfc3339(), "2026-03-01T00:00:00+00:00");
        assert_eq!(filter.until.unwrap().to_rfc3339(), "2026-03-02T00:00:00+00:00");
        assert_eq!(filter.actor, None);
        assert_eq!(Query { from: "31.12.".into(), ..Query::default() }.filter().from, None);
    }
}
