//! Writes sums to the ledger.

use std::{collections::HashMap, sync::Arc, time::Duration};

use chrono::NaiveDate;
use mewayz::{Error, Result, error::Service, ids::WorkspaceId};
use moka::sync::Cache;

use super::{
    Ledger, SessionHash,
    tally::{Owner, Page},
};

/// How long it is believed that a session is a member's, or is not.
const BELIEVED: Duration = Duration::from_secs(60);
/// Most sessions asked about at once. More only come when somebody invents them, and invented ones are no member's.
const MOST_ASKED: usize = 500;
/// How long one write may take.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub(super) struct Settler {
    ledger: Arc<dyn Ledger>,
    members: Cache<(SessionHash, WorkspaceId), bool>,
    /// Workspaces whose earlier visitors were forgotten on a day.
    forgotten: Cache<(WorkspaceId, NaiveDate), ()>,
}

impl Settler {
    pub(super) fn new(ledger: Arc<dyn Ledger>) -> Self {
        Self {
            ledger,
            members: Cache::builder().max_capacity(10_000).time_to_live(BELIEVED).build(),
            forgotten: Cache::builder().max_capacity(100_000).time_to_live(Duration::from_secs(86_400)).build(),
        }
    }

    /// Writes everything and gives back what has to wait because the ledger is away.
    pub(super) async fn settle(self, pages: HashMap<Owner, Page>, today: NaiveDate) -> HashMap<Owner, Page> {
        if let Err(error) = self.learn(&pages).await {
            tracing::warn!(%error, "visits wait: sessions cannot be looked up");
            return pages;
        }
        let mut waiting = HashMap::new();
        for (workspace, page) in self.by_workspace(pages) {
            // One refusal is enough to know that the ledger is away; asking for every workspace would take minutes.
            if !waiting.is_empty() || !self.write(workspace, &page, today).await {
                waiting.insert((workspace, None), page);
            }
        }
        waiting
    }

    /// Finds out which of the sessions are members'.
    async fn learn(&self, pages: &HashMap<Owner, Page>) -> Result<()> {
        let sessions = pages.keys().filter_map(|(workspace, session)| Some(((*session)?, *workspace)));
        let unknown: Vec<_> = sessions.filter(|asked| !self.members.contains_key(asked)).take(MOST_ASKED).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let answers = in_time(self.ledger.are_members(&unknown)).await?;
        unknown.into_iter().zip(answers).for_each(|(asked, answer)| self.members.insert(asked, answer));
        Ok(())
    }

    fn by_workspace(&self, pages: HashMap<Owner, Page>) -> HashMap<WorkspaceId, Page> {
        let mut sums: HashMap<WorkspaceId, Page> = HashMap::new();
        for ((workspace, session), page) in pages {
            let is_member = session.is_some_and(|session| self.members.get(&(session, workspace)).unwrap_or_default());
            sums.entry(workspace).or_default().absorb(if is_member { page.of_member() } else { page });
        }
        sums
    }

    /// False if it should be tried again.
    async fn write(&self, workspace: WorkspaceId, page: &Page, today: NaiveDate) -> bool {
        let first_today = !self.forgotten.contains_key(&(workspace, today));
        match in_time(self.ledger.record(workspace, &page.batch(), first_today.then_some(today))).await {
            Ok(()) => {
                self.forgotten.insert((workspace, today), ());
                metrics::counter!("visits_counted_total").increment(page.hits());
                true
            }
            Err(Error::Unavailable(_)) => false,
            // Such as a site deleted meanwhile: trying again would not help, and would hold up the others.
            Err(error) => {
                tracing::warn!(%workspace, %error, "visits refused");
                metrics::counter!("visits_dropped_total", "reason" => "refused").increment(page.hits());
                true
            }
        }
    }
}

/// A ledger that does not answer is away.
async fn in_time<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::time::timeout(WRITE_TIMEOUT, work).await.unwrap_or(Err(Error::Unavailable(Service::Database)))
}
