//! Tells what a hit was: whose, from where, on what.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};
use mewayz::{
    analytics::{
        Country, Device, Key, Kind, Traffic,
        rules::{self, Agent, Salt, VisitorHash},
    },
    ids::SiteId,
};

use super::{Countries, hit::Hit};

/// Answers remembered by user agent and by referrer; when there are more, all are forgotten and learnt anew.
const MOST_REMEMBERED: usize = 8_192;
/// Referrers of a site told apart within an hour. Invented ones cannot fill the tables: the rest counts as unknown.
const MOST_REFERRERS: usize = 200;

/// Turns hits into counters. Remembers what it has worked out, so that the usual hit costs a few look-ups.
pub(super) struct Reader {
    own_host: String,
    countries: Option<Countries>,
    agents: HashMap<Box<[u8]>, Agent>,
    referrers: HashMap<Box<[u8]>, Arc<str>>,
    nothing: Arc<str>,
    /// By site, in the current hour.
    told_apart: HashMap<SiteId, HashSet<Arc<str>>>,
    hour: DateTime<Utc>,
    day: NaiveDate,
    salt: Salt,
}

impl Reader {
    pub(super) fn new(countries: Option<Countries>, own_host: String) -> Self {
        Self {
            own_host,
            countries,
            agents: HashMap::new(),
            referrers: HashMap::new(),
            nothing: Arc::default(),
            told_apart: HashMap::new(),
            hour: DateTime::UNIX_EPOCH,
            day: NaiveDate::MIN,
            salt: rules::fresh_salt(),
        }
    }

    /// The day whose visitors this recognises.
    pub(super) fn day(&self) -> NaiveDate {
        self.day
    }

    /// From now on recognises the visitors of `day` by `salt`.
    pub(super) fn begin(&mut self, day: NaiveDate, salt: Salt) {
        (self.day, self.salt) = (day, salt);
    }

    /// What a hit in the hour that began at `hour` counts towards, and the visitor if a person looked at a page.
    pub(super) fn read(&mut self, hit: &Hit, hour: DateTime<Utc>) -> (Key, Option<VisitorHash>) {
        let agent = remembered(&mut self.agents, hit.agent(), |bytes| rules::agent(text(bytes)));
        let key = Key {
            site: hit.site,
            hour,
            kind: hit.kind,
            block: hit.block,
            traffic: rules::traffic(agent, hit.prefetch),
            referrer: self.nothing.clone(),
            country: Country::default(),
            device: Device::Other,
        };
        if key.traffic != Traffic::Human {
            return (key, None);
        }
        self.person(hit, agent, key)
    }

    /// Only people are told apart by where they come from: it keeps the counters few.
    fn person(&mut self, hit: &Hit, agent: Agent, mut key: Key) -> (Key, Option<VisitorHash>) {
        key.referrer = self.referrer(hit, key.hour);
        key.country = self.countries.as_ref().map(|countries| countries.find(hit.address)).unwrap_or_default();
        key.device = rules::device_with_hint(agent, hit.mobile);
        let visitor = (hit.kind == Kind::View).then(|| rules::visitor_hash(&self.salt, hit.site.0, hit.address, text(hit.agent())));
        (key, visitor)
    }

    fn referrer(&mut self, hit: &Hit, hour: DateTime<Utc>) -> Arc<str> {
        let own_host = &self.own_host;
        let host = remembered(&mut self.referrers, hit.referrer(), |bytes| rules::referrer(text(bytes), own_host).into());
        if host.is_empty() {
            return host;
        }
        if self.hour != hour {
            self.told_apart.clear();
            self.hour = hour;
        }
        let known = self.told_apart.entry(hit.site).or_default();
        if known.contains(&host) || (known.len() < MOST_REFERRERS && known.insert(host.clone())) { host } else { self.nothing.clone() }
    }
}

fn remembered<V: Clone>(known: &mut HashMap<Box<[u8]>, V>, bytes: &[u8], find: impl FnOnce(&[u8]) -> V) -> V {
    if let Some(value) = known.get(bytes) {
        return value.clone();
    }
    if known.len() >= MOST_REMEMBERED {
        known.clear();
    }
    let value = find(bytes);
    known.insert(bytes.into(), value.clone());
    value
}

/// The readable beginning: headers may hold any bytes.
fn text(bytes: &[u8]) -> &str {
    bytes.utf8_chunks().next().map(|chunk| chunk.valid()).unwrap_or_default()
}
