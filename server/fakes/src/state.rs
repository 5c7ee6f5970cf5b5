use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use crate::{
    faults::{Fault, Switch},
    log::Asked,
    names::Zone,
    oidc::Issued,
    stripe::Stripe,
};

/// Switches and requests that are kept.
const MOST: usize = 500;

/// What the services share.
#[derive(Clone)]
pub struct Outside(Arc<Inner>);

struct Inner {
    url: String,
    switches: Mutex<Vec<Switch>>,
    log: Mutex<Vec<Asked>>,
    issued: Mutex<Issued>,
    stripe: Mutex<Stripe>,
    names: Mutex<Zone>,
}

impl Outside {
    /// A world of its own at an address, without a slash at the end.
    pub fn new(url: String) -> Self {
        Self(Arc::new(Inner {
            url,
            switches: Mutex::default(),
            log: Mutex::default(),
            issued: Mutex::default(),
            stripe: Mutex::default(),
            names: Mutex::default(),
        }))
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// Sets something that goes wrong with the next requests it fits.
    pub fn set(&self, switch: Switch) {
        let mut switches = held(&self.0.switches);
        if switches.len() < MOST {
            switches.push(switch);
        }
    }

    /// Lets everything go well again.
    pub fn clear(&self) {
        held(&self.0.switches).clear();
    }

    /// Switches that are still set.
    pub fn switches(&self) -> Vec<Switch> {
        held(&self.0.switches).clone()
    }

    /// What was asked, oldest first.
    pub fn asked(&self) -> Vec<Asked> {
        held(&self.0.log).clone()
    }

    /// Forgets what was asked.
    pub fn forget(&self) {
        held(&self.0.log).clear();
    }

    pub(crate) fn note(&self, asked: Asked) {
        let mut log = held(&self.0.log);
        if log.len() == MOST {
            log.remove(0);
        }
        log.push(asked);
    }

    /// The first switch that fits, used once.
    pub(crate) fn fault(&self, service: &str, path: &str) -> Option<Fault> {
        let mut switches = held(&self.0.switches);
        let place = switches.iter().position(|switch| switch.fits(service, path))?;
        let fault = switches[place].fault;
        switches[place].times = switches[place].times.saturating_sub(1);
        if switches[place].times == 0 {
            switches.remove(place);
        }
        Some(fault)
    }

    /// Sets what the name service says of a name.
    pub fn name(&self, name: &str, texts: &[&str]) {
        self.names().insert(name.to_lowercase(), texts.iter().map(|text| (*text).to_owned()).collect());
    }

    pub(crate) fn names(&self) -> MutexGuard<'_, Zone> {
        held(&self.0.names)
    }

    pub(crate) fn stripe(&self) -> MutexGuard<'_, Stripe> {
        held(&self.0.stripe)
    }

    pub(crate) fn issued(&self) -> MutexGuard<'_, Issued> {
        held(&self.0.issued)
    }
}

/// The instant of the world outside.
#[allow(clippy::disallowed_methods, reason = "this is the world outside: it has a clock of its own")]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
