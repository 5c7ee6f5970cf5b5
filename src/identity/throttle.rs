//! How often something may be tried: a leaky bucket a key (GCRA), one statement a try, shared by all processes.

use std::net::{IpAddr, Ipv6Addr};

use chrono::{DateTime, Duration, Utc};

use crate::{Error, Result, db::Db};

/// `burst` tries at once, then one per `every`.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    pub burst: i32,
    pub every: Duration,
}

/// Sign-ins for one account, whoever tries.
pub const SIGN_IN_ACCOUNT: Allowance = Allowance { burst: 10, every: Duration::seconds(60) };
/// Sign-ins from one address, whatever the account; an office or a mobile network shares one.
pub const SIGN_IN_ADDRESS: Allowance = Allowance { burst: 100, every: Duration::seconds(6) };
/// Accounts made from one address.
pub const SIGN_UP_ADDRESS: Allowance = Allowance { burst: 60, every: Duration::seconds(60) };
/// Mails that strangers can cause to be sent to one address.
pub const MAIL_RECIPIENT: Allowance = Allowance { burst: 5, every: Duration::minutes(15) };

/// What an address counts as: one of IPv4, or the network of one of IPv6, of which everybody has 2⁶⁴.
pub fn network(address: &str) -> String {
    match address.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V6(ip)) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        Ok(ip) => ip.to_string(),
        Err(_) => address.to_owned(),
    }
}

/// Takes one try from the allowance of a key.
///
/// # Errors
/// `Limit` with the seconds to wait when none is left.
pub async fn take(db: &Db, key: &str, allowance: Allowance, now: DateTime<Utc>) -> Result<()> {
    let horizon = now + allowance.every * allowance.burst;
    let mut identity = db.identity().await?;
    let taken = sqlx::query_scalar!(
        "insert into throttles (key, whole_at) values ($1, $2)
         on conflict (key) do update set whole_at = greatest(throttles.whole_at, $3) + ($2 - $3)
         where greatest(throttles.whole_at, $3) + ($2 - $3) <= $4
         returning whole_at",
        key,
        now + allowance.every,
        now,
        horizon
    )
    .fetch_optional(identity.conn())
    .await?;
    if taken.is_some() {
        return identity.commit().await;
    }
    let whole_at = sqlx::query_scalar!("select whole_at from throttles where key = $1", key).fetch_optional(identity.conn()).await?;
    let wait = whole_at.map_or(allowance.every, |at| at + allowance.every - horizon);
    Err(Error::Limit { retry_after: u32::try_from((wait.num_milliseconds() + 999).max(1000) / 1000).unwrap_or(u32::MAX) })
}

/// Gives a key its whole allowance back.
pub async fn reset(db: &Db, key: &str) -> Result<()> {
    let mut identity = db.identity().await?;
    sqlx::query!("delete from throttles where key = $1", key).execute(identity.conn()).await?;
    identity.commit().await
}

/// Forgets keys that are whole again.
pub async fn sweep(db: &Db, now: DateTime<Utc>) -> Result<()> {
    let mut identity = db.identity().await?;
    sqlx::query!("delete from throttles where whole_at < $1", now).execute(identity.conn()).await?;
    identity.commit().await
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn a_network_of_ipv6_counts_as_one() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:203.0.113.7"), network("203.0.113.7"));
        assert_ne!(network("203.0.113.7"), network("203.0.113.8"));
        assert_eq!(network("unknown"), "unknown");
    }
}
