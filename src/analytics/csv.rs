use std::collections::HashMap;

use uuid::Uuid;

use super::{Range, Report, Totals};
use crate::spreadsheet::{Table, harmless};

/// The report as one table for spreadsheets: a row per hour, day or month, then one per block, referrer, country
/// and device. `titles` names the blocks; others are called "Deleted block".
pub fn csv(report: &Report, titles: &[(Uuid, String)]) -> String {
    let titles: HashMap<Uuid, &str> = titles.iter().map(|(id, title)| (*id, title.as_str())).collect();
    let mut table = Table::default();
    table.row(["section", "name", "views", "visitors", "clicks", "click_rate"]);
    for point in &report.series {
        let Totals { views, visitors, clicks } = point.totals;
        let name = point.local.format(format(report.range)).to_string();
        table.row([section(report.range), &name, &views.to_string(), &visitors.to_string(), &clicks.to_string(), ""]);
    }
    for block in &report.blocks {
        let title = titles.get(&block.block_id).copied().unwrap_or("Deleted block");
        table.row(["block", &harmless(title), "", "", &block.clicks.to_string(), &format!("{:.4}", block.ctr)]);
    }
    for (section, counts) in [("referrer", &report.referrers), ("country", &report.countries), ("device", &report.devices)] {
        for count in counts {
            table.row([section, &harmless(&count.name), &count.count.to_string(), "", "", ""]);
        }
    }
    table.finish()
}

fn section(range: Range) -> &'static str {
    match range {
        Range::Today => "hour",
        Range::Week | Range::Month | Range::Quarter => "day",
        Range::Year => "month",
    }
}

fn format(range: Range) -> &'static str {
    match range {
        Range::Today => "%Y-%m-%d %H:%M",
        Range::Week | Range::Month | Range::Quarter => "%Y-%m-%d",
        Range::Year => "%Y-%m",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::{BlockClicks, Count, Excluded, Point};

    fn report(block: Uuid) -> Report {
        let start = chrono::DateTime::from_timestamp(1_772_323_200, 0).expect("an instant");
        Report {
            range: Range::Week,
            zone: "UTC".into(),
            totals: Totals::default(),
            previous: Totals::default(),
            series: vec![Point { start, local: start.naive_utc(), totals: Totals { views: 8, visitors: 5, clicks: 2 } }],
            blocks: vec![BlockClicks { block_id: block, clicks: 2, ctr: 0.25 }],
            referrers: vec![Count { name: "x.com".into(), count: 8 }],
            countries: vec![],
            devices: vec![],
            excluded: Excluded::default(),
        }
    }

    #[test]
    fn every_row_names_what_it_counts() {
        let block = Uuid::from_u128(1);
        assert_eq!(
            csv(&report(block), &[(block, "My shop, new".into())]),
            "section,name,views,visitors,clicks,click_rate\nday,2026-03-01,8,5,2,\n\
             block,\"My shop, new\",,,2,0.2500\nreferrer,x.com,8,,,\n"
        );
    }

    #[test]
    fn a_title_cannot_become_a_formula() {
        let block = Uuid::from_u128(1);
        for title in ["=HYPERLINK(\"http://evil\")", "+1", "-1", "@SUM(A1)", "\t=1"] {
            let text = csv(&report(block), &[(block, title.into())]);
            let mut reader = ::csv::Reader::from_reader(text.as_bytes());
            let cell = reader.records().nth(1).expect("the block's row").expect("a record")[1].to_owned();
            assert_eq!(cell, format!("'{title}"));
        }
    }

    #[test]
    fn blocks_without_a_title_were_deleted() {
        assert!(csv(&report(Uuid::from_u128(1)), &[]).contains("block,Deleted block,,,2"));
    }
}
