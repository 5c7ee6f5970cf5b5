use std::{
    collections::{BTreeMap, HashSet},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use async_trait::async_trait;
use chrono::NaiveDate;
use http::{HeaderMap, HeaderName, HeaderValue};
use mewayz::{
    Error, Result,
    analytics::{Batch, Device, Key, Traffic, rules::Salt},
    error::Service,
    ids::{SiteId, WorkspaceId},
};

use super::*;

const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const OWNER: SessionHash = [7; 32];

/// A ledger in memory that can be made to fail.
#[derive(Default)]
struct Memory {
    salt: Mutex<Option<Salt>>,
    counts: Mutex<BTreeMap<(WorkspaceId, Key), u64>>,
    visitors: Mutex<HashSet<(SiteId, [u8; 16])>>,
    /// So many more writes find nobody.
    away: AtomicUsize,
    refused: Option<WorkspaceId>,
    asked: AtomicUsize,
}

#[async_trait]
impl Ledger for Memory {
    async fn salt(&self, _: NaiveDate, proposal: Salt) -> Result<Salt> {
        Ok(*self.salt.lock().unwrap().get_or_insert(proposal))
    }

    async fn are_members(&self, asked: &[(SessionHash, WorkspaceId)]) -> Result<Vec<bool>> {
        self.asked.fetch_add(asked.len(), Relaxed);
        Ok(asked.iter().map(|(session, _)| *session == OWNER).collect())
    }

    async fn record(&self, workspace: WorkspaceId, batch: &Batch, _: Option<NaiveDate>) -> Result<()> {
        if self.away.fetch_update(Relaxed, Relaxed, |n| n.checked_sub(1)).is_ok() {
            return Err(Error::Unavailable(Service::Database));
        }
        if self.refused == Some(workspace) {
            return Err(Error::NotFound);
        }
        let mut counts = self.counts.lock().unwrap();
        batch.counts.iter().for_each(|(key, n)| *counts.entry((workspace, key.clone())).or_default() += n);
        self.visitors.lock().unwrap().extend(batch.visitors.keys());
        Ok(())
    }
}

impl Memory {
    fn sum(&self, wanted: impl Fn(&Key) -> bool) -> u64 {
        self.counts.lock().unwrap().iter().filter(|((_, key), _)| wanted(key)).map(|(_, n)| n).sum()
    }
}

struct Page {
    workspace: WorkspaceId,
    site: SiteId,
}

impl Page {
    fn new() -> Self {
        Self { workspace: WorkspaceId::new(), site: SiteId::new() }
    }

    fn hit(&self, kind: Kind, headers: &[(&'static str, &str)], session: Option<SessionHash>) -> Hit {
        let value = |text: &str| HeaderValue::from_str(text).unwrap();
        let headers: HeaderMap = headers.iter().map(|(name, text)| (HeaderName::from_static(name), value(text))).collect();
        let from = From { headers: &headers, address: "203.0.113.9".parse().unwrap(), session };
        Hit::of(self.workspace, self.site, kind, Uuid::nil(), from)
    }
}

fn start(memory: &Arc<Memory>) -> Visits {
    Visits::start(memory.clone(), None, "mewayz.example")
}

#[tokio::test]
async fn people_are_told_from_machines() {
    let (memory, page) = (Arc::new(Memory::default()), Page::new());
    let visits = start(&memory);
    let person = [("user-agent", CHROME), ("referer", "https://l.instagram.com/?u=private")];
    for _ in 0..50 {
        visits.leave(page.hit(Kind::View, &person, None));
    }
    visits.leave(page.hit(Kind::Click, &[("user-agent", CHROME), ("referer", "https://mewayz.example/@ada")], None));
    visits.leave(page.hit(Kind::View, &[("user-agent", "curl/8.5.0")], None));
    visits.leave(page.hit(Kind::View, &[], None));
    visits.leave(page.hit(Kind::View, &[("user-agent", CHROME), ("sec-purpose", "prefetch;prerender")], None));
    visits.close().await;

    let came =
        |k: &Key| k.kind == Kind::View && k.traffic == Traffic::Human && &*k.referrer == "instagram.com" && k.device == Device::Desktop;
    assert_eq!(memory.sum(came), 50);
    assert_eq!(memory.sum(|k| k.kind == Kind::Click && k.traffic == Traffic::Human && k.referrer.is_empty()), 1);
    assert_eq!(memory.sum(|k| k.traffic == Traffic::Bot), 2);
    assert_eq!(memory.sum(|k| k.traffic == Traffic::Prefetch), 1);
    assert_eq!(memory.visitors.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_phone_says_so_in_a_hint() {
    let (memory, page) = (Arc::new(Memory::default()), Page::new());
    let visits = start(&memory);
    visits.leave(page.hit(Kind::View, &[("user-agent", CHROME), ("sec-ch-ua-mobile", "?1")], None));
    visits.close().await;
    assert_eq!(memory.sum(|k| k.device == Device::Phone), 1);
}

#[tokio::test(start_paused = true)]
async fn an_outage_delays_counts_and_loses_none() {
    let (memory, page) = (Arc::new(Memory { away: AtomicUsize::new(3), ..Memory::default() }), Page::new());
    let visits = start(&memory);
    for _ in 0..100 {
        visits.leave(page.hit(Kind::View, &[("user-agent", CHROME)], None));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(memory.away.load(Relaxed), 0);
    visits.close().await;
    assert_eq!(memory.sum(|_| true), 100);
    assert_eq!(memory.visitors.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_workspace_that_is_refused_holds_up_nobody() {
    let (gone, page) = (Page::new(), Page::new());
    let memory = Arc::new(Memory { refused: Some(gone.workspace), ..Memory::default() });
    let visits = start(&memory);
    for page in [&gone, &page, &gone] {
        visits.leave(page.hit(Kind::View, &[("user-agent", CHROME)], None));
    }
    visits.close().await;
    assert_eq!(memory.sum(|k| k.site == page.site), 1);
    assert_eq!(memory.sum(|k| k.site == gone.site), 0);
}

#[tokio::test(start_paused = true)]
async fn members_are_set_aside_and_asked_about_once() {
    let (memory, page) = (Arc::new(Memory::default()), Page::new());
    let visits = start(&memory);
    for _ in 0..10 {
        visits.leave(page.hit(Kind::View, &[("user-agent", CHROME)], Some(OWNER)));
        visits.leave(page.hit(Kind::View, &[("user-agent", CHROME)], Some([9; 32])));
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    visits.close().await;
    assert_eq!(memory.sum(|k| k.traffic == Traffic::Owner), 10);
    assert_eq!(memory.sum(|k| k.traffic == Traffic::Human), 10);
    assert_eq!(memory.asked.load(Relaxed), 2);
}

#[tokio::test]
async fn a_full_queue_drops_and_never_waits() {
    let (memory, page) = (Arc::new(Memory::default()), Page::new());
    let visits = start(&memory);
    // Nothing is awaited here, so the collector cannot run.
    for _ in 0..QUEUE + 1_000 {
        visits.leave(page.hit(Kind::View, &[("user-agent", CHROME)], None));
    }
    visits.close().await;
    assert_eq!(memory.sum(|_| true), QUEUE as u64);
    visits.leave(page.hit(Kind::View, &[], None));
}

#[tokio::test]
async fn processes_recognise_the_same_visitor() {
    let (memory, page) = (Arc::new(Memory::default()), Page::new());
    for _ in 0..2 {
        let visits = start(&memory);
        visits.leave(page.hit(Kind::View, &[("user-agent", CHROME)], None));
        visits.close().await;
    }
    assert_eq!(memory.sum(|_| true), 2);
    assert_eq!(memory.visitors.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn invented_referrers_cannot_fill_the_table() {
    let (memory, page) = (Arc::new(Memory::default()), Page::new());
    let visits = start(&memory);
    for n in 0..5_000 {
        let referrer = format!("https://host{n}.example/");
        visits.leave(page.hit(Kind::View, &[("user-agent", CHROME), ("referer", &referrer)], None));
    }
    visits.close().await;
    assert_eq!(memory.sum(|_| true), 5_000);
    assert_eq!(memory.counts.lock().unwrap().len(), 201);
    assert_eq!(memory.sum(|k| k.referrer.is_empty()), 4_800);
}
