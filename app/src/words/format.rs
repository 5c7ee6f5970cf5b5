//! Numbers and dates by the patterns of CLDR, which stand with the texts (`locales/*/patterns.json`): server and browser write the
//! same without carrying tables. A browser test holds them against `Intl`. What happened to people is shown in their own time
//! zone by `Intl` itself: see `shared::When`.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike, Utc};

use super::patterns as t;

/// What can be filled into a text.
pub trait Argument {
    fn written(self) -> String;
}

impl Argument for &str {
    fn written(self) -> String {
        self.to_owned()
    }
}

impl Argument for &String {
    fn written(self) -> String {
        self.clone()
    }
}

impl Argument for String {
    fn written(self) -> String {
        self
    }
}

macro_rules! whole_numbers {
    ($($kind:ty)*) => {
        $(impl Argument for $kind {
            fn written(self) -> String {
                number(i64::try_from(self).unwrap_or(i64::MAX))
            }
        })*
    };
}
whole_numbers!(i32 i64 u16 u32 usize);

/// A whole number with its groups: 12,345 · 12.345 · 12 345.
pub fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let least: usize = t::grouped_from().parse().unwrap_or(4);
    let mut out = String::from(if value < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        let left = digits.len() - at;
        if at > 0 && left.is_multiple_of(3) && digits.len() >= least {
            out += t::group();
        }
        out.push(digit);
    }
    out
}

/// A number with at most two decimals: 1,234.5 · 1.234,5.
pub fn decimal(value: f64) -> String {
    let text = format!("{value:.2}");
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let (whole, decimals) = (number(whole.parse().unwrap_or_default()), decimals.trim_end_matches('0'));
    if decimals.is_empty() { whole } else { format!("{whole}{}{decimals}", t::decimal()) }
}

/// An amount of money, given in minor units, with the code of its currency: 1,234.50 USD.
pub fn money(minor: i64, currency: &str) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let units = minor.unsigned_abs();
    // Currencies without minor units (ISO 4217).
    if matches!(currency, "JPY" | "KRW" | "CLP" | "VND" | "XAF" | "XOF") {
        return format!("{sign}{} {currency}", number(i64::try_from(units).unwrap_or(i64::MAX)));
    }
    let whole = number(i64::try_from(units / 100).unwrap_or(i64::MAX));
    format!("{sign}{whole}{}{:02} {currency}", t::decimal(), units % 100)
}

/// A share, given in percent, with the sign where the language puts it: 12.5% · 12,5 %.
pub fn percent(percent: f64) -> String {
    t::percent(decimal((percent * 10.0).round() / 10.0))
}

/// A day with its year: 3 Mar 2026.
pub fn day(date: NaiveDate) -> String {
    t::day(date.day().to_string(), month(date), date.year().to_string())
}

/// A day of this year: 3 Mar.
pub fn day_short(date: NaiveDate) -> String {
    t::day_short(date.day().to_string(), month(date))
}

/// A day of this week: Tue 3 Mar.
pub fn weekday_and_day(date: NaiveDate) -> String {
    let weekday = t::weekdays().split(' ').nth(date.weekday().num_days_from_monday() as usize).unwrap_or_default();
    t::weekday_and_day(weekday, date.day().to_string(), month(date))
}

/// A month with its year: Mar 2026.
pub fn month_and_year(date: NaiveDate) -> String {
    t::month_and_year(month(date), date.year().to_string())
}

/// A moment on a clock whose zone is known: 3 Mar 2026, 14:05.
pub fn day_and_time(at: NaiveDateTime) -> String {
    t::day_and_time(day(at.date()), time(at))
}

/// A time of day: 14:05.
pub fn time(at: NaiveDateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// A moment in UTC, which says so: 3 Mar 2026, 14:05 UTC.
pub fn utc(at: DateTime<Utc>) -> String {
    t::in_utc(day_and_time(at.naive_utc()))
}

fn month(date: NaiveDate) -> &'static str {
    t::months().split(' ').nth(date.month0() as usize).unwrap_or_default()
}
