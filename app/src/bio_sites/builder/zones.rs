//! Wall-clock times and zones, from the browser's own database (from ours on the server).

use chrono::{DateTime, NaiveDateTime, Utc};

#[cfg(not(target_arch = "wasm32"))]
pub use mewayz::bio_sites::schedule::resolve;
#[cfg(target_arch = "wasm32")]
pub use wasm::resolve;

/// How `datetime-local` fields write a time.
const FORMAT: &str = "%Y-%m-%dT%H:%M";

/// The value of a `datetime-local` field.
pub(super) fn to_field(local: Option<NaiveDateTime>) -> String {
    local.map(|local| local.format(FORMAT).to_string()).unwrap_or_default()
}

/// Reads a `datetime-local` field; `None` for an empty or half-typed one.
pub(super) fn from_field(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, FORMAT).or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S")).ok()
}

/// The current instant.
#[cfg(target_arch = "wasm32")]
pub fn now() -> DateTime<Utc> {
    // Whole milliseconds since 1970 fit far into the next millennia.
    DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
}

#[cfg(not(target_arch = "wasm32"))]
pub fn now() -> DateTime<Utc> {
    mewayz::clock::now()
}

/// The zone the person is in; `UTC` on the server.
pub(super) fn own() -> String {
    #[cfg(target_arch = "wasm32")]
    if let Some(zone) = wasm::own() {
        return zone;
    }
    "UTC".to_owned()
}

/// Zones to choose from: the browser's, with `current` among them.
pub(super) fn choices(current: &str) -> Vec<String> {
    #[cfg(target_arch = "wasm32")]
    let mut names = wasm::names();
    #[cfg(not(target_arch = "wasm32"))]
    let mut names: Vec<String> = Vec::new();
    for wanted in ["UTC", current] {
        if !wanted.is_empty() && !names.iter().any(|name| name == wanted) {
            names.insert(0, wanted.to_owned());
        }
    }
    names
}

#[cfg(target_arch = "wasm32")]
mod wasm {
    use std::{cell::RefCell, collections::HashMap};

    use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
    use js_sys::{Array, Date, Function, Intl, Object, Reflect};
    use wasm_bindgen::{JsCast, JsValue};

    const DAY: i64 = 86_400_000;

    thread_local! {
        /// `formatToParts` of a zone; making a format costs far more than using it. `None` for a zone that does not exist.
        static FORMATS: RefCell<HashMap<String, Option<Function>>> = RefCell::new(HashMap::new());
    }

    /// The instant of a wall-clock time in an IANA zone; same rules as `schedule::resolve` on the server.
    ///
    /// A time that a clock change skips means as much later as the clock jumps; one that comes twice means the first.
    pub fn resolve(local: NaiveDateTime, zone: &str) -> Option<DateTime<Utc>> {
        let wall = local.and_utc().timestamp_millis();
        let before = offset(zone, wall - DAY)?;
        let first = wall - before;
        if offset(zone, first)? == before {
            return DateTime::from_timestamp_millis(first);
        }
        let after = offset(zone, wall + DAY)?;
        let second = wall - after;
        let exists = offset(zone, second)? == after;
        DateTime::from_timestamp_millis(if exists { second } else { first })
    }

    pub(super) fn own() -> Option<String> {
        let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
        Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?.as_string()
    }

    /// Empty in browsers that cannot list them.
    pub(super) fn names() -> Vec<String> {
        supported().map(|names| names.iter().filter_map(|name| name.as_string()).collect()).unwrap_or_default()
    }

    fn supported() -> Option<Array> {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let list: Function = Reflect::get(&intl, &"supportedValuesOf".into()).ok()?.dyn_into().ok()?;
        list.call1(&intl, &"timeZone".into()).ok()?.dyn_into().ok()
    }

    /// How far the zone's clocks are ahead of UTC at an instant, in milliseconds.
    fn offset(zone: &str, instant: i64) -> Option<i64> {
        let parts = FORMATS.with_borrow_mut(|formats| formats.entry(zone.to_owned()).or_insert_with(|| format(zone)).clone())?;
        // Milliseconds of years that people type lie far below 2^53.
        let date = Date::new(&JsValue::from_f64(instant as f64));
        let parts: Array = parts.call1(&JsValue::NULL, &date).ok()?.dyn_into().ok()?;
        let number = |name: &str| {
            let part = parts.iter().find(|part| get(part, "type").as_deref() == Some(name))?;
            get(&part, "value")?.parse::<u32>().ok()
        };
        let day = NaiveDate::from_ymd_opt(number("year")?.try_into().ok()?, number("month")?, number("day")?)?;
        let wall = day.and_hms_opt(number("hour")?, number("minute")?, number("second")?)?;
        Some(wall.and_utc().timestamp_millis() - instant.div_euclid(1_000) * 1_000)
    }

    fn get(part: &JsValue, name: &str) -> Option<String> {
        Reflect::get(part, &name.into()).ok()?.as_string()
    }

    fn format(zone: &str) -> Option<Function> {
        let options = Object::new();
        let numeric = ["year", "month", "day", "hour", "minute", "second"].map(|field| (field, "numeric"));
        for (key, value) in
            numeric.into_iter().chain([("timeZone", zone), ("hourCycle", "h23"), ("calendar", "gregory"), ("numberingSystem", "latn")])
        {
            Reflect::set(&options, &key.into(), &value.into()).ok()?;
        }
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let constructor: Function = Reflect::get(&intl, &"DateTimeFormat".into()).ok()?.dyn_into().ok()?;
        // Throws for a zone that does not exist.
        let made = Reflect::construct(&constructor, &Array::of2(&"en-US".into(), &options)).ok()?;
        let parts: Function = Reflect::get(&made, &"formatToParts".into()).ok()?.dyn_into().ok()?;
        Some(parts.bind0(&made))
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn times_of_fields_survive() {
        for text in ["2026-03-29T02:30", "1999-12-31T23:59"] {
            assert_eq!(to_field(from_field(text)), text);
        }
        assert_eq!(to_field(from_field("2026-03-29T02:30:15")), "2026-03-29T02:30");
        assert_eq!(from_field("2026-03-"), None);
        assert_eq!(to_field(None), "");
    }

    #[test]
    fn the_current_zone_can_always_be_chosen() {
        assert_eq!(choices("Mars/Olympus"), ["Mars/Olympus", "UTC"]);
        assert_eq!(choices(""), ["UTC"]);
    }
}
