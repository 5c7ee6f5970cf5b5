use chrono::NaiveDate;
use mewayz::business::{Sheet, Why};

use crate::words::{business as t, percent};

pub(super) fn sheet(sheet: Sheet) -> &'static str {
    match sheet {
        Sheet::Revenue => t::revenue(),
        Sheet::SignUps => t::sign_ups(),
        Sheet::Activation => t::activation(),
        Sheet::Cohorts => t::retention(),
        Sheet::Reconciliation => t::reconciliation(),
    }
}

pub(super) fn why(why: Why) -> &'static str {
    match why {
        Why::NotBilledYet => t::why_not_billed_yet(),
        Why::Unpaid => t::why_unpaid(),
        Why::Discount => t::why_discount(),
        Why::Changed => t::why_changed(),
        Why::Left => t::why_left(),
        Why::Rounding => t::why_rounding(),
        Why::Unexplained => t::why_unexplained(),
    }
}

/// A month in an address.
pub(super) fn month_name(month: NaiveDate) -> String {
    month.format("%Y-%m").to_string()
}

/// A share; a dash of none.
pub(super) fn share(part: i64, whole: i64) -> String {
    if whole <= 0 { "\u{2013}".to_owned() } else { percent(part as f64 / whole as f64 * 100.0) }
}
