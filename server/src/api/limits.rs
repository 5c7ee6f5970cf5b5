//! How often the API may be asked: by address, by key and by person, told in headers
//! (draft-ietf-httpapi-ratelimit-headers-11). In memory: each process counts for itself, so that counting costs no query.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    time::Duration,
};

use governor::{
    DefaultKeyedRateLimiter, Quota,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

use super::problem::Problem;

const LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// The stretch of time that quotas are about: a minute, as in `Quota::per_minute`.
const WINDOW: Duration = Duration::from_secs(60);
/// An office or a mobile network shares an address, so it has the share of several callers.
const CALLERS_PER_ADDRESS: u32 = 5;

/// The quotas of one process.
pub(crate) struct Limits {
    pub(super) addresses: Bucket<IpAddr>,
    pub(super) keys: Bucket<Uuid>,
    pub(super) people: Bucket<Uuid>,
}

impl Limits {
    /// Quotas for so many requests a minute by each key and each person.
    pub(crate) fn new(per_minute: NonZeroU32) -> Self {
        Self {
            addresses: Bucket::new("address", per_minute.saturating_mul(NonZeroU32::MIN.saturating_add(CALLERS_PER_ADDRESS - 1))),
            keys: Bucket::new("key", per_minute),
            people: Bucket::new("user", per_minute),
        }
    }

    /// Takes one request from the share of an address; all of an IPv6 network that one customer is given count as one.
    pub(super) fn address(&self, address: IpAddr) -> Left {
        self.addresses.take(match address.to_canonical() {
            IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() >> 64 << 64)),
            four => four,
        })
    }

    /// Forgets those who have their whole quota again.
    pub(crate) fn sweep(&self) {
        self.addresses.limiter.retain_recent();
        self.keys.limiter.retain_recent();
        self.people.limiter.retain_recent();
    }
}

/// One quota for each of many.
pub(super) struct Bucket<K: Hash + Eq + Clone> {
    name: &'static str,
    quota: NonZeroU32,
    limiter: DefaultKeyedRateLimiter<K, StateInformationMiddleware>,
}

/// What is left of a quota after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Left {
    name: &'static str,
    quota: u32,
    remaining: u32,
    /// Seconds until the whole quota is there again.
    resets: u32,
    /// Seconds until one more request may come, if this one may not.
    wait: Option<u32>,
}

impl<K: Hash + Eq + Clone> Bucket<K> {
    fn new(name: &'static str, quota: NonZeroU32) -> Self {
        let rate = Quota::per_minute(quota);
        Self { name, quota, limiter: DefaultKeyedRateLimiter::keyed(rate).with_middleware() }
    }

    /// Takes one request from the share of `key`.
    pub(super) fn take(&self, key: K) -> Left {
        let (remaining, wait) = match self.limiter.check_key(&key) {
            Ok(state) => (state.remaining_burst_capacity(), None),
            Err(not_yet) => (0, Some(whole_seconds(not_yet.wait_time_from(DefaultClock::default().now())))),
        };
        let quota = self.quota.get();
        let missing = u64::from(quota.saturating_sub(remaining));
        let resets = (missing * WINDOW.as_secs()).div_ceil(quota.into());
        Left { name: self.name, quota, remaining, resets: u32::try_from(resets).unwrap_or(u32::MAX), wait }
    }
}

impl Left {
    /// # Errors
    /// 429 when nothing was left.
    pub(super) fn allowed(self) -> Result<Self, Problem> {
        match self.wait {
            None => Ok(self),
            Some(seconds) => Err(Problem::from(mewayz::Error::Limit { retry_after: seconds })),
        }
    }
}

/// Tells what is left, one item a quota.
pub(super) fn tell(left: &[Left], headers: &mut HeaderMap) {
    let policy = left.iter().map(|l| format!("\"{}\";q={};w={}", l.name, l.quota, WINDOW.as_secs()));
    let limit = left.iter().map(|l| format!("\"{}\";r={};t={}", l.name, l.remaining, l.resets));
    for (name, items) in [(POLICY, policy.collect::<Vec<_>>()), (LIMIT, limit.collect::<Vec<_>>())] {
        if let Ok(value) = HeaderValue::try_from(items.join(", ")) {
            headers.insert(name, value);
        }
    }
}

fn whole_seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_millis().div_ceil(1000).max(1)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(per_minute: u32) -> Limits {
        Limits::new(NonZeroU32::new(per_minute).unwrap())
    }

    #[test]
    fn a_quota_runs_out_and_says_so() {
        let limits = limits(2);
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let left: Vec<_> = (0..3).map(|_| limits.keys.take(one)).collect();
        assert_eq!(left.iter().map(|l| l.remaining).collect::<Vec<_>>(), [1, 0, 0]);
        assert!(left[1].allowed().is_ok() && left[2].allowed().is_err());
        assert!(left[2].wait.unwrap() <= 30);
        assert_eq!(limits.keys.take(other).remaining, 1, "somebody else has their own");
        let mut headers = HeaderMap::new();
        tell(&left[..1], &mut headers);
        assert_eq!(headers[POLICY], "\"key\";q=2;w=60");
        assert_eq!(headers[LIMIT], "\"key\";r=1;t=30");
    }

    #[test]
    fn a_network_of_one_customer_is_one_address() {
        let limits = limits(1);
        for n in 0..5 {
            assert!(limits.address(format!("2001:db8::{n}").parse().unwrap()).wait.is_none(), "{n}");
        }
        assert!(limits.address("2001:db8::ffff:0:9".parse().unwrap()).wait.is_some());
        assert!(limits.address("2001:db8:0:1::1".parse().unwrap()).wait.is_none());
        limits.sweep();
    }
}
