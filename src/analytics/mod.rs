//! Who came to a bio site (BIO-8): views, visitors and clicks, without cookies and without a row about a person.
//!
//! Visits are counters by hour and by what is known of a visit, so that a flood of them is a few upserts.
//! Visitors are counted once per site and UTC day, in the hour in which they came first; what recognises them is
//! a hash under a salt that exists for that day only. Counts over several days are therefore sums of daily visitors.
//! Hours are UTC: in zones that are half an hour off, a day begins at the full hour after local midnight.

mod csv;
#[cfg(not(target_arch = "wasm32"))]
mod periods;
#[cfg(not(target_arch = "wasm32"))]
mod recent;
#[cfg(not(target_arch = "wasm32"))]
mod referrers;
#[cfg(not(target_arch = "wasm32"))]
pub mod rules;
#[cfg(not(target_arch = "wasm32"))]
mod store;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::csv::csv;
#[cfg(not(target_arch = "wasm32"))]
pub use recent::recent_totals;
#[cfg(not(target_arch = "wasm32"))]
pub use store::*;

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $text)] $variant),+
        }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name in tables and addresses.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),+
                }
            }

            /// What goes by a name; `None` if this version does not know it.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}

named!(
    /// What is counted.
    Kind {
        View = "view",
        Click = "click",
        /// Somebody's first view of a UTC day; found out where counts are stored.
        Visitor = "visitor",
    }
);
named!(
    /// Who did it; only humans are in the figures, the others are shown beside them.
    Traffic {
        Human = "human",
        Bot = "bot",
        /// A browser that fetched ahead of a visit that may never happen.
        Prefetch = "prefetch",
        /// A member of the workspace.
        Owner = "owner",
    }
);
named!(
    Device { Phone = "phone", Tablet = "tablet", Desktop = "desktop", Other = "other" }
);
named!(
    /// The stretch of time a report is about, ending now.
    Range {
        /// Since midnight, by hour.
        Today = "today",
        /// Today and the six days before, by day.
        Week = "7d",
        /// By day.
        Month = "30d",
        /// By day.
        Quarter = "90d",
        /// This month and the eleven before, by month.
        Year = "12m",
    }
);

/// What a page of analytics shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub range: Range,
    /// IANA name of the zone in which days begin.
    pub zone: String,
    pub totals: Totals,
    /// As long a time, ending where a day of this range would now be: a comparison of like with like.
    pub previous: Totals,
    /// Every hour, day or month of the range without gaps, oldest first.
    pub series: Vec<Point>,
    /// Most clicked first.
    pub blocks: Vec<BlockClicks>,
    /// Views by host, most first; the empty name is direct or unknown.
    pub referrers: Vec<Count>,
    /// Views by ISO 3166 code, most first; the empty name is unknown.
    pub countries: Vec<Count>,
    /// Views by `Device::name`, most first.
    pub devices: Vec<Count>,
    pub excluded: Excluded,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub views: u64,
    pub visitors: u64,
    pub clicks: u64,
}

/// One hour, day or month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub start: DateTime<Utc>,
    /// `start` on a clock in the report's zone.
    pub local: NaiveDateTime,
    pub totals: Totals,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BlockClicks {
    pub block_id: Uuid,
    pub clicks: u64,
    /// Clicks per view of the page; above 1 when people click twice.
    pub ctr: f64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    pub name: String,
    pub count: u64,
}

/// Views and clicks that are in no other figure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    pub bots: u64,
    pub prefetches: u64,
    /// By members of the workspace.
    pub owner: u64,
}

impl Report {
    /// Nobody came, in this time or the one before, and nobody was left out.
    pub fn is_empty(&self) -> bool {
        self.totals == Totals::default() && self.previous == Totals::default() && self.excluded == Excluded::default()
    }

    /// Clicks per view over the whole page; 0 without views.
    pub fn ctr(&self) -> f64 {
        ratio(self.totals.clicks, self.totals.views)
    }
}

/// `part / whole`; 0 when there is no whole.
#[allow(clippy::cast_precision_loss, reason = "counts of visits are far below 2^52")]
pub fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
