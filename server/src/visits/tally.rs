//! Sums in memory, between the queue and the database.

use std::collections::{HashMap, hash_map::Entry};

use chrono::{DateTime, Utc};
use mewayz::{
    analytics::{Batch, Country, Device, Key, Traffic, rules::VisitorHash},
    ids::{SiteId, WorkspaceId},
};

use super::SessionHash;

/// Most different counters and visitors held, some 60 MB. What is held goes on adding up.
const MOST: usize = 200_000;

/// Whose sums: those of a session wait until it is known whether it is a member's.
pub(super) type Owner = (WorkspaceId, Option<SessionHash>);

#[derive(Default)]
pub(super) struct Tally {
    pages: HashMap<Owner, Page>,
    held: usize,
    /// Views and clicks that found no room.
    lost: u64,
}

/// Sums of one owner.
#[derive(Default)]
pub(super) struct Page {
    counts: HashMap<Key, u64>,
    visitors: HashMap<(SiteId, VisitorHash), DateTime<Utc>>,
}

impl Tally {
    /// Adds one hit.
    pub(super) fn add(&mut self, owner: Owner, key: Key, visitor: Option<VisitorHash>) {
        let (site, hour) = (key.site, key.hour);
        let page = self.pages.entry(owner).or_default();
        count(&mut page.counts, key, 1, &mut self.held, &mut self.lost);
        if let Some(visitor) = visitor {
            meet(&mut page.visitors, (site, visitor), hour, &mut self.held);
        }
    }

    /// Adds what could not be written.
    pub(super) fn put_back(&mut self, pages: impl IntoIterator<Item = (Owner, Page)>) {
        for (owner, page) in pages {
            let mine = self.pages.entry(owner).or_default();
            page.counts.into_iter().for_each(|(key, n)| count(&mut mine.counts, key, n, &mut self.held, &mut self.lost));
            page.visitors.into_iter().for_each(|(visitor, hour)| meet(&mut mine.visitors, visitor, hour, &mut self.held));
        }
    }

    /// Everything, leaving nothing; also how much had found no room.
    pub(super) fn take(&mut self) -> (HashMap<Owner, Page>, u64) {
        let taken = std::mem::take(self);
        (taken.pages, taken.lost)
    }

    pub(super) fn held(&self) -> usize {
        self.held
    }
}

impl Page {
    /// As the work of a member: it is no audience, so nothing more is told of it.
    pub(super) fn of_member(self) -> Self {
        let mut mine = Self::default();
        for (key, n) in self.counts {
            let nothing_more =
                Key { traffic: Traffic::Owner, referrer: "".into(), country: Country::default(), device: Device::Other, ..key };
            *mine.counts.entry(nothing_more).or_default() += n;
        }
        mine
    }

    pub(super) fn absorb(&mut self, other: Self) {
        other.counts.into_iter().for_each(|(key, n)| *self.counts.entry(key).or_default() += n);
        other.visitors.into_iter().for_each(|(visitor, hour)| {
            self.visitors.entry(visitor).and_modify(|first| *first = (*first).min(hour)).or_insert(hour);
        });
    }

    /// In the order in which rows are locked.
    pub(super) fn batch(&self) -> Batch {
        Batch {
            counts: self.counts.iter().map(|(key, n)| (key.clone(), *n)).collect(),
            visitors: self.visitors.iter().map(|(visitor, hour)| (*visitor, *hour)).collect(),
        }
    }

    /// Views and clicks in here.
    pub(super) fn hits(&self) -> u64 {
        self.counts.values().sum()
    }
}

fn count(counts: &mut HashMap<Key, u64>, key: Key, n: u64, held: &mut usize, lost: &mut u64) {
    match counts.entry(key) {
        Entry::Occupied(mut known) => *known.get_mut() += n,
        Entry::Vacant(new) if *held < MOST => {
            *held += 1;
            new.insert(n);
        }
        Entry::Vacant(_) => *lost += n,
    }
}

fn meet(
    visitors: &mut HashMap<(SiteId, VisitorHash), DateTime<Utc>>,
    visitor: (SiteId, VisitorHash),
    hour: DateTime<Utc>,
    held: &mut usize,
) {
    match visitors.entry(visitor) {
        Entry::Occupied(mut known) => *known.get_mut() = hour.min(*known.get()),
        Entry::Vacant(new) if *held < MOST => {
            *held += 1;
            new.insert(hour);
        }
        Entry::Vacant(_) => {}
    }
}
