use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use mewayz::{db::Db, ids::UserId, notifications::CHANNEL};
use tokio::sync::{Semaphore, SemaphorePermit, mpsc, watch};

/// Streams a person may have open at once: some tabs on some devices. More is a mistake, or somebody who means harm.
pub const MOST: usize = 25;
/// Told of ended sessions by a trigger (migrations/…_notifications.sql).
const SESSION_ENDED: &str = "session_ended";
/// Streams that read from the database at once: a notice about everybody must not take its connections from requests.
const READERS: usize = 4;
/// A pause before the database is asked again.
const PAUSE: Duration = Duration::from_secs(1);

/// Who has a page open, in this process. Cheap to clone.
#[derive(Clone)]
pub struct Hub {
    open: Arc<Mutex<Open>>,
    readers: Arc<Semaphore>,
}

#[derive(Default)]
struct Open {
    closed: bool,
    number: u64,
    people: HashMap<UserId, HashMap<u64, Place>>,
}

struct Place {
    session: Vec<u8>,
    /// Holds one word at most: "look again" said twice says no more.
    wake: mpsc::Sender<()>,
}

/// A place at the hub; leaves it when dropped.
pub struct Listener {
    hub: Hub,
    user: UserId,
    number: u64,
    woken: mpsc::Receiver<()>,
}

impl Default for Hub {
    fn default() -> Self {
        Self { open: Arc::default(), readers: Arc::new(Semaphore::new(READERS)) }
    }
}

impl Hub {
    /// Listens for a person in a session; `None` if they have too many streams open already.
    pub fn join(&self, user: UserId, session: Vec<u8>) -> Option<Listener> {
        let (wake, woken) = mpsc::channel(1);
        let mut open = self.lock();
        open.number += 1;
        let number = open.number;
        if !open.closed {
            let places = open.people.entry(user).or_default();
            if places.len() >= MOST {
                return None;
            }
            places.insert(number, Place { session, wake });
        }
        drop(open);
        self.count();
        Some(Listener { hub: self.clone(), user, number, woken })
    }

    /// Streams that are open.
    pub fn len(&self) -> usize {
        self.lock().people.values().map(HashMap::len).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Follows the database's notices until told to stop, then ends every stream.
    pub async fn run(self, db: Db, mut stop: watch::Receiver<bool>) {
        tokio::select! {
            () = self.follow(&db) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
        let mut open = self.lock();
        open.closed = true;
        open.people.clear();
    }

    async fn follow(&self, db: &Db) {
        loop {
            match self.follow_once(db).await {
                Ok(()) => {}
                Err(error) => tracing::warn!(%error, "notices of the database are not heard"),
            }
            tokio::time::sleep(PAUSE).await;
            // Whatever was said meanwhile was missed.
            self.wake_everybody();
        }
    }

    async fn follow_once(&self, db: &Db) -> mewayz::Result<()> {
        let mut listener = db.listen(CHANNEL).await?;
        listener.listen(SESSION_ENDED).await?;
        // `None`: the connection was lost and made again; notices in between are lost.
        while let Some(notice) = listener.try_recv().await? {
            match notice.channel() {
                CHANNEL => notice.payload().parse().into_iter().for_each(|user| self.wake(user)),
                _ => self.end(notice.payload()),
            }
        }
        Ok(())
    }

    fn wake(&self, user: UserId) {
        self.lock().people.get(&user).into_iter().flat_map(HashMap::values).for_each(Place::wake);
    }

    fn wake_everybody(&self) {
        self.lock().people.values().flat_map(HashMap::values).for_each(Place::wake);
    }

    /// Ends the streams of a session, named by its stored hash in hexadecimal.
    fn end(&self, session: &str) {
        let mut open = self.lock();
        open.people.retain(|_, places| {
            places.retain(|_, place| !is_hex_of(session, &place.session));
            !places.is_empty()
        });
    }

    fn leave(&self, user: UserId, number: u64) {
        let mut open = self.lock();
        if let Some(places) = open.people.get_mut(&user) {
            places.remove(&number);
            if places.is_empty() {
                open.people.remove(&user);
            }
        }
        drop(open);
        self.count();
    }

    fn count(&self) {
        metrics::gauge!("live_streams").set(self.len() as f64);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    fn wake(&self) {
        // Full: it will be looked at anyway.
        let _ = self.wake.try_send(());
    }
}

impl Listener {
    /// Waits for its turn to read; `None` when the process ends.
    pub async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.hub.readers.acquire().await.ok()
    }

    /// Waits until something has changed; false when the stream is to end.
    pub async fn changed(&mut self) -> bool {
        self.woken.recv().await.is_some()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.hub.leave(self.user, self.number);
    }
}

fn is_hex_of(text: &str, bytes: &[u8]) -> bool {
    text.len() == bytes.len() * 2
        && bytes
            .iter()
            .enumerate()
            .all(|(i, byte)| text.get(i * 2..i * 2 + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()) == Some(*byte))
}

#[cfg(test)]
mod tests {
    use mewayz::ids::UserId;

    use super::*;

    #[tokio::test]
    async fn the_right_people_are_woken_and_sessions_end() {
        let hub = Hub::default();
        let (ada, bob) = (UserId::new(), UserId::new());
        let mut first = hub.join(ada, vec![0xab, 1]).unwrap();
        let mut second = hub.join(ada, vec![0xab, 2]).unwrap();
        let other = hub.join(bob, vec![0xab, 3]).unwrap();
        hub.wake(ada);
        hub.wake(ada);
        assert!(first.changed().await && second.changed().await);
        assert!(other.woken.is_empty() && first.woken.is_empty(), "said twice is said once");
        hub.end("ab02");
        assert!(!second.changed().await);
        drop(second);
        assert_eq!(hub.len(), 2);
        drop((first, other));
        assert!(hub.is_empty());
    }

    #[test]
    fn nobody_takes_all_places() {
        let hub = Hub::default();
        let user = UserId::new();
        let held: Vec<_> = (0..MOST).map(|_| hub.join(user, vec![]).unwrap()).collect();
        assert!(hub.join(user, vec![]).is_none());
        assert!(hub.join(UserId::new(), vec![]).is_some());
        drop(held);
        assert!(hub.join(user, vec![]).is_some());
    }
}
