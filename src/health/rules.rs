//! When a part is well, wants attention, or is bad. Every bound stands here and in docs/operations.md.

use super::{Database, Disk, Jobs, Level, Outbox, Outcome, PageCache, Reading, Requests, Skew, Source, Statements, Stored, Told, Window};

/// Fewer requests than this tell nothing about a share or a latency.
const ENOUGH_REQUESTS: u64 = 20;
/// Fewer lookups than this tell nothing about the cache.
const ENOUGH_LOOKUPS: u64 = 1_000;

/// How a part does. What does not answer is bad.
pub fn level(outcome: &Outcome) -> Level {
    match outcome {
        Outcome::Late(_) | Outcome::Failed => Level::Bad,
        Outcome::Read(reading) => of(reading),
    }
}

fn of(reading: &Reading) -> Level {
    match reading {
        Reading::Database(reading) => database(reading),
        Reading::Jobs(reading) => jobs(reading),
        Reading::Events(consumers) => consumers.iter().map(events).max().unwrap_or(Level::Ok),
        Reading::Mail(reading) => mail(reading),
        Reading::Requests(reading) => requests(reading),
        Reading::Statements(reading) => statements(reading),
        Reading::Pages(reading) => pages(reading),
        Reading::Storage(reading) => storage(reading),
        Reading::Disk(reading) => disk(reading),
        Reading::Clock(reading) => clock(*reading),
        Reading::Build(_) => Level::Ok,
    }
}

fn database(read: &Database) -> Level {
    let used = percent(read.connections, read.most_connections);
    let pool = if read.pool >= read.pool_most && read.pool_idle == 0 { Level::Attention } else { Level::Ok };
    worst([
        above(read.round_trip_ms, 100, 1_000),
        above(used, 80, 95),
        above(read.longest_transaction.unwrap_or(0), 300, 1_800),
        above(read.longest_wait.unwrap_or(0), 5, 60),
        pool,
    ])
}

fn jobs(read: &Jobs) -> Level {
    let alone = if read.workers == 0 && read.due > 0 { Level::Bad } else { Level::Ok };
    let failing = read.kinds.iter().any(|kind| kind.given_up > 0 || (kind.failed >= 5 && kind.failed > kind.done));
    worst([alone, above(read.oldest_due.unwrap_or(0), 60, 600), attention_if(failing)])
}

fn events(read: &Told) -> Level {
    worst([above(read.lag.unwrap_or(0), 30, 300), attention_if(read.given_up > 0)])
}

fn mail(read: &Outbox) -> Level {
    let oldest = read.oldest_deferred.unwrap_or(0);
    worst([above(read.oldest_queued.unwrap_or(0), 120, 900), attention_if(oldest >= 3_600), attention_if(read.unknown > 0)])
}

fn requests(read: &Requests) -> Level {
    let (now, hour) = (read.five_minutes, read.hour);
    let latency = if now.count < ENOUGH_REQUESTS { Level::Ok } else { above_ms(now.p99_ms, 1_000.0, 5_000.0) };
    worst([share(now, 10, 50), share(hour, 10, 50).min(Level::Attention), latency])
}

/// By errors in a thousand.
fn share(window: Window, attention: u64, bad: u64) -> Level {
    if window.count < ENOUGH_REQUESTS {
        return Level::Ok;
    }
    let thousandths = i64::try_from(window.errors.saturating_mul(1_000) / window.count).unwrap_or(i64::MAX);
    above(thousandths, i64::try_from(attention).unwrap_or(i64::MAX), i64::try_from(bad).unwrap_or(i64::MAX))
}

fn statements(read: &Statements) -> Level {
    match read.source {
        // Means over weeks: one that is slow every time is worth an index.
        Source::Extension => attention_if(read.slowest.iter().any(|one| one.calls >= 10 && one.mean_ms >= 500.0)),
        // Only those that took a second are here at all.
        Source::NotInstalled | Source::NotAllowed => attention_if(read.slowest.iter().any(|one| one.calls >= 10)),
    }
}

fn pages(read: &PageCache) -> Level {
    let lookups = read.hits + read.misses;
    attention_if(!read.enabled || (lookups >= ENOUGH_LOOKUPS && read.hits < read.misses))
}

fn storage(read: &Stored) -> Level {
    attention_if(read.took_ms >= 1_000)
}

fn disk(read: &Disk) -> Level {
    const GB: u64 = 1_000_000_000;
    let percent = percent(i64::try_from(read.free).unwrap_or(i64::MAX), i64::try_from(read.total).unwrap_or(i64::MAX));
    match read.free {
        free if free < GB / 2 || percent < 3 => Level::Bad,
        free if free < 2 * GB || percent < 10 => Level::Attention,
        _ => Level::Ok,
    }
}

/// Only what the way cannot have made counts.
fn clock(read: Skew) -> Level {
    above(read.ahead_ms.abs() - read.give_or_take_ms, 1_000, 30_000)
}

fn above(value: i64, attention: i64, bad: i64) -> Level {
    match value {
        value if value >= bad => Level::Bad,
        value if value >= attention => Level::Attention,
        _ => Level::Ok,
    }
}

fn above_ms(value: f64, attention: f64, bad: f64) -> Level {
    match value {
        value if value >= bad => Level::Bad,
        value if value >= attention => Level::Attention,
        _ => Level::Ok,
    }
}

fn attention_if(it: bool) -> Level {
    if it { Level::Attention } else { Level::Ok }
}

fn worst<const N: usize>(levels: [Level; N]) -> Level {
    levels.into_iter().max().unwrap_or(Level::Ok)
}

fn percent(part: i64, whole: i64) -> i64 {
    if whole <= 0 { 0 } else { i64::try_from(i128::from(part) * 100 / i128::from(whole)).unwrap_or(i64::MAX) }
}

#[cfg(test)]
mod tests {
    use super::{super::*, *};

    fn read(reading: Reading) -> Level {
        level(&Outcome::Read(reading))
    }

    fn database() -> Database {
        Database {
            version: "16.4".to_owned(),
            round_trip_ms: 1,
            connections: 20,
            most_connections: 100,
            pool: 8,
            pool_idle: 4,
            pool_most: 16,
            bytes: 1,
            longest_transaction: None,
            longest_wait: None,
            unseen: 0,
        }
    }

    #[test]
    fn what_does_not_answer_is_bad() {
        assert_eq!((level(&Outcome::Late(2_000)), level(&Outcome::Failed)), (Level::Bad, Level::Bad));
    }

    #[test]
    fn a_database_is_as_well_as_its_worst_figure() {
        let of = |change: fn(&mut Database)| {
            let mut read = database();
            change(&mut read);
            super::database(&read)
        };
        assert_eq!(of(|_| ()), Level::Ok);
        assert_eq!(of(|d| d.round_trip_ms = 100), Level::Attention);
        assert_eq!(of(|d| d.round_trip_ms = 1_000), Level::Bad);
        assert_eq!((of(|d| d.connections = 80), of(|d| d.connections = 95)), (Level::Attention, Level::Bad));
        assert_eq!(of(|d| (d.pool, d.pool_idle) = (16, 0)), Level::Attention);
        assert_eq!(of(|d| (d.pool, d.pool_idle) = (16, 1)), Level::Ok);
        assert_eq!((of(|d| d.longest_transaction = Some(299)), of(|d| d.longest_transaction = Some(1_800))), (Level::Ok, Level::Bad));
        assert_eq!((of(|d| d.longest_wait = Some(5)), of(|d| d.longest_wait = Some(60))), (Level::Attention, Level::Bad));
    }

    #[test]
    fn jobs_want_somebody_who_does_them_in_time() {
        let of = |workers, due, oldest_due| super::jobs(&Jobs { workers, due, oldest_due, ..Jobs::default() });
        assert_eq!(of(1, 0, None), Level::Ok);
        assert_eq!(of(0, 0, None), Level::Ok, "nobody works, and there is nothing to do");
        assert_eq!(of(0, 1, Some(1)), Level::Bad);
        assert_eq!((of(1, 9, Some(59)), of(1, 9, Some(60)), of(1, 9, Some(600))), (Level::Ok, Level::Attention, Level::Bad));
        let kind =
            |done, failed, given_up| Jobs { kinds: vec![Kind { name: "a.b".to_owned(), done, failed, given_up }], ..Jobs::default() };
        assert_eq!((super::jobs(&kind(9, 4, 0)), super::jobs(&kind(4, 5, 0))), (Level::Ok, Level::Attention));
        assert_eq!(super::jobs(&kind(100, 0, 1)), Level::Attention);
    }

    #[test]
    fn events_and_mail_may_wait_a_little() {
        let told = |lag, given_up| read(Reading::Events(vec![Told { consumer: "audit".to_owned(), waiting: 1, lag, given_up }]));
        assert_eq!((told(None, 0), told(Some(29), 0), told(None, 1)), (Level::Ok, Level::Ok, Level::Attention));
        assert_eq!((told(Some(30), 0), told(Some(300), 0)), (Level::Attention, Level::Bad));
        let mail = |outbox: Outbox| super::mail(&outbox);
        assert_eq!(mail(Outbox { queued: 5, oldest_queued: Some(119), ..Outbox::default() }), Level::Ok);
        assert_eq!(mail(Outbox { oldest_queued: Some(900), ..Outbox::default() }), Level::Bad);
        assert_eq!(mail(Outbox { deferred: 1, oldest_deferred: Some(3_600), ..Outbox::default() }), Level::Attention);
        assert_eq!(mail(Outbox { unknown: 1, ..Outbox::default() }), Level::Attention);
    }

    #[test]
    fn requests_are_judged_by_the_last_minutes_and_once_there_are_enough() {
        let window = |count, errors, p99_ms| Window { count, errors, p50_ms: 1.0, p99_ms };
        let of = |five_minutes, hour| super::requests(&Requests { five_minutes, hour });
        let none = Window::default();
        assert_eq!(of(none, none), Level::Ok);
        assert_eq!(of(window(19, 19, 9_000.0), none), Level::Ok, "too few to tell");
        assert_eq!((of(window(1_000, 9, 10.0), none), of(window(1_000, 10, 10.0), none)), (Level::Ok, Level::Attention));
        assert_eq!(of(window(1_000, 50, 10.0), none), Level::Bad);
        assert_eq!(of(none, window(1_000, 500, 10.0)), Level::Attention, "it is over");
        assert_eq!((of(window(20, 0, 1_000.0), none), of(window(20, 0, 5_000.0), none)), (Level::Attention, Level::Bad));
    }

    #[test]
    fn slow_statements_want_attention_once_they_are_a_habit() {
        let of = |source, calls, mean_ms| {
            super::statements(&Statements { source, slowest: vec![Statement { text: String::new(), calls, mean_ms, most_ms: mean_ms }] })
        };
        assert_eq!((of(Source::Extension, 10, 499.0), of(Source::Extension, 10, 500.0)), (Level::Ok, Level::Attention));
        assert_eq!(of(Source::Extension, 9, 900.0), Level::Ok);
        assert_eq!((of(Source::NotInstalled, 9, 2_000.0), of(Source::NotAllowed, 10, 1_000.0)), (Level::Ok, Level::Attention));
    }

    #[test]
    fn the_cache_must_help() {
        let of = |enabled, hits, misses| super::pages(&PageCache { enabled, entries: 0, bytes: 0, hits, misses });
        assert_eq!((of(true, 0, 999), of(true, 499, 501), of(true, 500, 500)), (Level::Ok, Level::Attention, Level::Ok));
        assert_eq!(of(false, 0, 0), Level::Attention);
    }

    #[test]
    fn a_disk_that_fills_up_is_seen_before_it_is_full() {
        const GB: u64 = 1_000_000_000;
        let of = |free, total| super::disk(&Disk { path: String::new(), free, total });
        assert_eq!((of(50 * GB, 100 * GB), of(9 * GB, 100 * GB), of(2 * GB, 100 * GB)), (Level::Ok, Level::Attention, Level::Bad));
        assert_eq!((of(GB, 5 * GB), of(GB / 4, GB)), (Level::Attention, Level::Bad), "a small disk too");
        assert_eq!(of(0, 0), Level::Bad);
    }

    #[test]
    fn clocks_may_differ_by_what_the_way_takes() {
        let of = |ahead_ms, give_or_take_ms| super::clock(Skew { ahead_ms, give_or_take_ms });
        assert_eq!((of(0, 0), of(-999, 0), of(-1_000, 0)), (Level::Ok, Level::Ok, Level::Attention));
        assert_eq!((of(1_500, 600), of(30_000, 0)), (Level::Ok, Level::Bad));
        let stored = |took_ms| super::storage(&Stored { place: Place::Folder(String::new()), took_ms, used: None });
        assert_eq!((stored(999), stored(1_000)), (Level::Ok, Level::Attention));
    }
}
