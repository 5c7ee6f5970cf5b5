use leptos::prelude::*;
use mewayz::analytics::Report;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::AppError;

/// A report with what a page needs to speak of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteAnalytics {
    pub report: Report,
    /// Blocks that can be clicked, as their owner knows them; those that are missing were deleted.
    pub titles: Vec<(Uuid, String)>,
    pub name: String,
    pub handle: String,
    /// Where visitors find the site, if it is published.
    pub address: Option<String>,
    /// Whether the operator has a database of countries.
    pub has_countries: bool,
}

/// Who came to a site. `range` as in `analytics::Range`, 7 days if unknown; `zone` is an IANA name, UTC if unknown.
#[server]
pub async fn load_report(workspace: String, site: String, range: String, zone: String) -> Result<SiteAnalytics, AppError> {
    use crate::context;
    use mewayz::{Error, analytics, bio_sites, clock};
    let site = site.parse().map_err(|_| Error::NotFound)?;
    let range = analytics::Range::from_name(&range).unwrap_or(analytics::Range::Week);
    let mut scope = context::scope(&workspace).await?;
    let report = analytics::report(&mut scope, site, range, clock::now(), &zone).await?;
    let titles = bio_sites::titles(&mut scope, site).await?;
    let draft = bio_sites::draft(&mut scope, site).await?;
    let settings = context::settings();
    let address = draft.published_number.map(|_| format!("{}/@{}", settings.base_url, draft.handle));
    Ok(SiteAnalytics { report, titles, name: draft.content.profile.name, handle: draft.handle, address, has_countries: settings.countries })
}
