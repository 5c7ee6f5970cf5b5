//! Whether somebody signed in from a device that they have not used before.
//!
//! There is no lasting mark on devices: one is known by what the browser calls itself together with the network it is in.
//! That tells of a known browser in a new network too, which is the safe side.

use std::net::IpAddr;

use chrono::Duration;
use sqlx::PgConnection;

use crate::{Result, events::Recorded};

/// After this long a device counts as new again.
const REMEMBERED: Duration = Duration::days(180);
/// Earlier sign-ins that are looked at.
const MOST: i64 = 500;

/// The device in words if it is new; `None` if it is known, or the very first one.
pub(super) async fn new_device(conn: &mut PgConnection, event: &Recorded) -> Result<Option<String>> {
    let seen = sqlx::query!(
        r#"select coalesce(data ->> 'device', '') as "device!", address from events
           where record_id = $1 and name in ('account.signed_up', 'account.signed_in') and seq < $2 and happened_at > $3
           order by seq desc limit $4"#,
        event.record_id,
        event.seq,
        event.happened_at - REMEMBERED,
        MOST
    )
    .fetch_all(conn)
    .await?;
    let device = event.data["device"].as_str().unwrap_or_default().to_owned();
    let is_known = seen.iter().any(|earlier| is_same((&earlier.device, &earlier.address), (&device, &event.address)));
    Ok((!seen.is_empty() && !is_known).then_some(device))
}

/// Devices are alike if they call themselves alike, or do not say, in the same network.
fn is_same(earlier: (&str, &str), now: (&str, &str)) -> bool {
    let alike = earlier.0 == now.0 || earlier.0.is_empty() || now.0.is_empty();
    alike && network(earlier.1) == network(now.1)
}

/// The first 24 bits of an IPv4 address, 48 of IPv6: what a line of a provider keeps. The text itself if it is no address.
pub(super) fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V4(v4)) => format!("{:?}", v4.octets().get(..3)),
        Ok(IpAddr::V6(v6)) => format!("{:?}", v6.segments().get(..3)),
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_its_name_in_its_network() {
        let home = ("Firefox on Linux", "192.0.2.7");
        assert!(is_same(home, ("Firefox on Linux", "192.0.2.99")), "providers change the last part");
        assert!(!is_same(home, ("Firefox on Linux", "198.51.100.7")));
        assert!(!is_same(home, ("Safari on iPhone", "192.0.2.7")));
        assert!(is_same(("", "192.0.2.7"), home), "before devices were written down");
        assert!(is_same(("a", "2001:db8:1:2::5"), ("a", "2001:db8:1:9::1")));
        assert!(!is_same(("a", "2001:db8:1::5"), ("a", "2001:db8:2::5")));
    }
}
