//! What is shown of each part: label and value.

use mewayz::health::{Build, Database, Disk, Jobs, Outbox, PageCache, Place, Reading, Skew, Stored};

use super::words::{bytes, decimal_share, ms, or_none, seconds};
use crate::words::{health as t, number, utc};

type Rows = Vec<(&'static str, String)>;

pub(super) fn of(reading: &Reading) -> Rows {
    match reading {
        Reading::Database(reading) => database(reading),
        Reading::Jobs(reading) => jobs(reading),
        Reading::Mail(reading) => mail(reading),
        Reading::Pages(reading) => pages(reading),
        Reading::Storage(reading) => storage(reading),
        Reading::Disk(reading) => disk(reading),
        Reading::Clock(reading) => clock(*reading),
        Reading::Build(reading) => build(reading),
        // Tables only.
        Reading::Events(_) | Reading::Requests(_) | Reading::Statements(_) => Vec::new(),
    }
}

/// What machines call things: it is the same in every language.
pub(super) fn names(reading: &Reading) -> Rows {
    match reading {
        Reading::Database(read) => vec![(t::version(), read.version.clone())],
        Reading::Storage(read) => match &read.place {
            Place::Folder(path) => vec![(t::folder(), path.clone())],
            Place::Bucket(name) => vec![(t::bucket(), name.clone())],
        },
        Reading::Disk(read) => vec![(t::folder(), read.path.clone())],
        Reading::Build(read) => vec![(t::version(), read.version.clone()), (t::files_of_build(), read.files.clone())],
        _ => Vec::new(),
    }
}

fn database(read: &Database) -> Rows {
    let mut rows = vec![
        (t::round_trip(), ms(read.round_trip_ms as f64)),
        (t::connections(), t::used_of(number(read.connections), number(read.most_connections))),
        (t::pool(), t::pool_of(number(read.pool), number(read.pool_idle), number(read.pool_most))),
        (t::size(), bytes(read.bytes)),
        (t::longest_transaction(), or_none(read.longest_transaction.map(seconds))),
        (t::longest_wait(), or_none(read.longest_wait.map(seconds))),
        (t::replication(), t::not_applicable().to_owned()),
    ];
    if read.unseen > 0 {
        rows.push((t::hidden_from_us(), t::hidden_connections(read.unseen)));
    }
    rows
}

fn jobs(read: &Jobs) -> Rows {
    vec![
        (t::workers(), number(read.workers)),
        (t::due(), number(read.due)),
        (t::oldest_due(), or_none(read.oldest_due.map(seconds))),
        (t::running(), number(read.running)),
        (t::due_later(), number(read.waiting)),
    ]
}

fn mail(read: &Outbox) -> Rows {
    vec![
        (t::queued(), number(read.queued)),
        (t::oldest_due(), or_none(read.oldest_queued.map(seconds))),
        (t::deferred(), number(read.deferred)),
        (t::oldest_deferred(), or_none(read.oldest_deferred.map(seconds))),
        (t::unknown(), number(read.unknown)),
    ]
}

fn pages(read: &PageCache) -> Rows {
    let lookups = read.hits + read.misses;
    let share = if lookups == 0 { t::none().to_owned() } else { decimal_share(read.hits, lookups) };
    let whole = |count: u64| number(i64::try_from(count).unwrap_or(i64::MAX));
    let mut rows = vec![
        (t::entries(), whole(read.entries)),
        (t::size(), bytes(i64::try_from(read.bytes).unwrap_or(i64::MAX))),
        (t::lookups(), whole(lookups)),
        (t::found_in_cache(), share),
    ];
    if !read.enabled {
        rows.insert(0, (t::switched(), t::cache_off().to_owned()));
    }
    rows
}

fn storage(read: &Stored) -> Rows {
    let mut rows = vec![(t::probe(), ms(read.took_ms as f64))];
    match read.used {
        Some(used) => rows.extend([(t::kept(), bytes(used.bytes)), (t::files(), number(used.files)), (t::counted(), utc(used.as_of))]),
        None => rows.push((t::kept(), t::not_counted().to_owned())),
    }
    rows
}

fn disk(read: &Disk) -> Rows {
    let whole = |count: u64| bytes(i64::try_from(count).unwrap_or(i64::MAX));
    vec![(t::free(), t::used_of(whole(read.free), whole(read.total)))]
}

fn clock(read: Skew) -> Rows {
    let apart = ms(read.ahead_ms.abs() as f64);
    let said = if read.ahead_ms < 0 { t::database_behind(apart) } else { t::database_ahead(apart) };
    vec![(t::difference(), said), (t::give_or_take(), ms(read.give_or_take_ms as f64))]
}

fn build(read: &Build) -> Rows {
    vec![
        (t::compiled(), if read.optimised { t::optimised() } else { t::for_development() }.to_owned()),
        (t::started(), utc(read.started_at)),
        (t::uptime(), seconds(read.uptime)),
    ]
}
