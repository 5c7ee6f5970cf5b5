use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use app::bio_sites::public::{Page, csp, render_document, stale_at};
use async_compression::{
    Level,
    tokio::bufread::{BrotliEncoder, GzipEncoder},
};
use axum::body::Bytes;
use chrono::{DateTime, Utc};
use http::HeaderValue;
use metrics::Counter;
use mewayz::{
    Error, Result,
    bio_sites::{self, Content, handles::LENGTH, schedule, theme},
    clock,
    db::Db,
    error::Conflict,
    health::PageCache,
    tenancy::Site,
};
use moka::sync::Cache;
use sha2::Digest;
use tokio::io::AsyncReadExt;

/// Pages kept in memory; at about 25 KB each.
const MOST_PAGES: u64 = 20_000;
/// A page is rendered again after this long at the latest, should a notice have been lost.
const LASTS: Duration = Duration::from_secs(60);

/// Published pages by handle.
#[derive(Clone)]
pub struct Pages {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    base_url: String,
    enabled: bool,
    cache: Cache<String, Arc<Found>>,
    /// Grows with every notice: what was read before one is not kept after it.
    generation: AtomicU64,
    hits: Counter,
    misses: Counter,
    /// The same for staff: what goes to metrics cannot be read back.
    counted: (AtomicU64, AtomicU64),
}

/// What stands at a handle.
enum Found {
    Page(Box<Rendered>),
    Nothing,
    /// Staff keep it from visitors.
    Withheld,
}

/// A page as visitors get it.
pub struct Rendered {
    pub site: Site,
    /// What is visible, for links to lead somewhere.
    pub content: Content,
    pub html: Bytes,
    /// Empty when the page is rendered for one request only.
    pub brotli: Bytes,
    pub gzip: Bytes,
    pub csp: HeaderValue,
    pub etag: HeaderValue,
    /// When a schedule or a countdown changes the page.
    pub stale_at: Option<DateTime<Utc>>,
}

impl Pages {
    pub fn new(db: Db, base_url: String, enabled: bool) -> Self {
        let cache = Cache::builder().max_capacity(MOST_PAGES).time_to_live(LASTS).build();
        let lookup = |outcome: &'static str| metrics::counter!("page_cache_lookups_total", "outcome" => outcome);
        let (hits, misses) = (lookup("hit"), lookup("miss"));
        Self {
            inner: Arc::new(Inner {
                db,
                base_url,
                enabled,
                cache,
                generation: AtomicU64::new(0),
                hits,
                misses,
                counted: Default::default(),
            }),
        }
    }

    /// The page at a handle, as `use_page` wants it.
    ///
    /// # Errors
    /// `NotFound` for an unknown or unpublished handle, `Conflict(Withheld)` for one that staff keep from visitors, `Unavailable` if the database is needed and away.
    pub async fn with<T>(&self, handle: &str, use_page: impl FnOnce(&Rendered) -> T) -> Result<T> {
        let found = self.find(handle).await?;
        match &*found {
            Found::Page(page) => Ok(use_page(page)),
            Found::Nothing => Err(Error::NotFound),
            Found::Withheld => Err(Error::Conflict(Conflict::Withheld)),
        }
    }

    /// How much is kept and how often it helped.
    pub fn figures(&self) -> PageCache {
        let inner = &self.inner;
        let kept: Vec<Arc<Found>> = inner.cache.iter().map(|(_, found)| found).collect();
        let (hits, misses) = (inner.counted.0.load(Ordering::Relaxed), inner.counted.1.load(Ordering::Relaxed));
        PageCache { enabled: inner.enabled, entries: kept.len() as u64, bytes: kept.iter().map(|found| found.bytes()).sum(), hits, misses }
    }

    /// Drops pages as notices of publishing come in, until the process ends.
    pub async fn follow_notices(self) {
        loop {
            if let Err(error) = self.listen().await {
                tracing::warn!(%error, "publishing notices are interrupted");
            }
            // Notices may have been missed.
            self.forget_all();
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn listen(&self) -> Result<()> {
        let mut listener = self.inner.db.listen("bio_site_published").await?;
        self.forget_all();
        loop {
            // None: the connection was lost and made again; notices in between are gone.
            match listener.try_recv().await? {
                Some(notice) => self.forget(notice.payload()),
                None => self.forget_all(),
            }
        }
    }

    fn forget(&self, handle: &str) {
        self.inner.generation.fetch_add(1, Ordering::SeqCst);
        self.inner.cache.invalidate(handle);
    }

    fn forget_all(&self) {
        self.inner.generation.fetch_add(1, Ordering::SeqCst);
        self.inner.cache.invalidate_all();
    }

    async fn find(&self, handle: &str) -> Result<Arc<Found>> {
        // What cannot be a handle asks no database and takes no room.
        if !is_handle(handle) {
            return Err(Error::NotFound);
        }
        let inner = &self.inner;
        if let Some(found) = inner.cache.get(handle)
            && found.is_fresh()
        {
            inner.hits.increment(1);
            inner.counted.0.fetch_add(1, Ordering::Relaxed);
            return Ok(found);
        }
        inner.misses.increment(1);
        inner.counted.1.fetch_add(1, Ordering::Relaxed);
        let generation = inner.generation.load(Ordering::SeqCst);
        let found = Arc::new(self.load(handle).await?);
        if inner.enabled && inner.generation.load(Ordering::SeqCst) == generation {
            inner.cache.insert(handle.to_owned(), found.clone());
        }
        Ok(found)
    }

    async fn load(&self, handle: &str) -> Result<Found> {
        match self.render(handle).await {
            Ok(page) => Ok(Found::Page(Box::new(page))),
            Err(Error::NotFound) => Ok(Found::Nothing),
            Err(Error::Conflict(Conflict::Withheld)) => Ok(Found::Withheld),
            Err(error) => Err(error),
        }
    }

    async fn render(&self, handle: &str) -> Result<Rendered> {
        let inner = &self.inner;
        let mut identity = inner.db.identity().await?;
        let site = bio_sites::find(&mut identity, handle).await?;
        drop(identity);
        let mut scope = inner.db.public(&site).await?;
        let published = bio_sites::published(&mut scope, &site).await?;
        drop(scope);
        let now = clock::now();
        let moment = schedule::at(&published.content, now, &schedule::resolve);
        let mut page = Page {
            handle: published.handle,
            content: moment.content,
            now,
            resolve: schedule::resolve,
            base_url: published.host.as_ref().map_or_else(|| inner.base_url.clone(), |host| own_base(&inner.base_url, host)),
            product: published.host.as_ref().map(|_| inner.base_url.clone()).unwrap_or_default(),
            version: published.number,
            preview: false,
            white_label: published.white_label,
        };
        let css = theme::css(&page.content.theme);
        let html = Bytes::from(render_document(&page, &css));
        let (brotli, gzip) = if inner.enabled { compress(&html).await? } else { (Bytes::new(), Bytes::new()) };
        let stale_at = moment.next_change.into_iter().chain(stale_at(&page)).min();
        let (until, pictures) = (stale_at.map_or(0, |at| at.timestamp()), fingerprint(&mut page.content));
        let label = format!("{}{}", u8::from(page.white_label), published.host.as_deref().unwrap_or_default());
        let etag = format!("\"{}-{}-{until}-{pictures}-{label}\"", site.id(), page.version);
        Ok(Rendered {
            site,
            content: page.content,
            html,
            brotli,
            gzip,
            csp: HeaderValue::try_from(csp(&css)).map_err(Error::internal)?,
            etag: HeaderValue::try_from(etag).map_err(Error::internal)?,
            stale_at,
        })
    }
}

impl Found {
    fn is_fresh(&self) -> bool {
        match self {
            Self::Page(page) => page.stale_at.is_none_or(|at| clock::now() < at),
            Self::Nothing | Self::Withheld => true,
        }
    }

    fn bytes(&self) -> u64 {
        match self {
            Self::Page(page) => (page.html.len() + page.brotli.len() + page.gzip.len()) as u64,
            Self::Nothing | Self::Withheld => 0,
        }
    }
}

/// The beginning of addresses under a name of somebody's own; it is reached as we are.
fn own_base(base_url: &str, host: &str) -> String {
    let scheme = base_url.split("://").next().unwrap_or("https");
    format!("{scheme}://{host}")
}

/// The characters and length of a handle (constraint `handles_shape`).
fn is_handle(text: &str) -> bool {
    LENGTH.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Tells pages apart whose version is the same and whose pictures were replaced.
fn fingerprint(content: &mut Content) -> String {
    let keys: Vec<&str> = content.pictures_mut().into_iter().map(|picture| picture.key.as_str()).collect();
    sha2::Sha256::digest(keys.join(" ")).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

async fn compress(html: &Bytes) -> Result<(Bytes, Bytes)> {
    let (mut brotli, mut gzip) = (Vec::new(), Vec::new());
    BrotliEncoder::with_quality(&html[..], Level::Precise(9)).read_to_end(&mut brotli).await.map_err(Error::internal)?;
    GzipEncoder::with_quality(&html[..], Level::Precise(6)).read_to_end(&mut gzip).await.map_err(Error::internal)?;
    Ok((brotli.into(), gzip.into()))
}
