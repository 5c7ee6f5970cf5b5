//! Who came to a bio site: figures, a chart with its table, what was clicked, and where people came from.

mod breakdown;
mod countries;
mod figures;
mod page;
mod series;
pub mod server_fns;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
mod words;
mod zone;

pub use page::AnalyticsRoute;
pub use server_fns::{LoadReport, SiteAnalytics, load_report};
