//! The text of a key, what a new one needs, and the networks it works from.

use std::{fmt, net::IpAddr, str::FromStr};

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Result,
    fields::{Fields, Message, single_line},
    tenancy::{Grants, Permission},
};

/// How every key begins; secret scanners look for `mwz_[0-9A-Za-z]{46}`.
pub const PREFIX: &str = "mwz_";
/// Random characters after the prefix: 238 bits.
pub const RANDOM: usize = 40;
/// Characters of the checksum at the end.
const CHECKSUM: usize = 6;
/// How much of a key is kept for people.
const HINT: usize = 8;
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const MOST_NAME: usize = 80;
const MOST_NETWORKS: usize = 20;
/// A key may last this long, if it ends at all.
const LONGEST: Duration = Duration::days(731);

/// What somebody fills in for a new key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub name: String,
    /// Names of scopes.
    pub scopes: Vec<String>,
    /// Days it lasts; `None` for no end.
    pub days: Option<u16>,
    /// Networks or single addresses, separated by spaces, commas or lines; empty for all.
    pub addresses: String,
}

/// A draft that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub name: String,
    pub permissions: Vec<Permission>,
    pub expires_at: Option<DateTime<Utc>>,
    pub addresses: Vec<Network>,
}

impl Draft {
    /// Checks a draft of somebody with these rights, who can give no more than they have.
    ///
    /// # Errors
    /// `Invalid` on `name`, `scopes`, `days` and `addresses`.
    pub fn check(&self, rights: Grants, now: DateTime<Utc>) -> Result<Checked> {
        let mut fields = Fields::default();
        let name = single_line(&self.name);
        fields.require(!name.is_empty(), "name", "Enter a name that says what the key is for.");
        fields.require(name.chars().count() <= MOST_NAME, "name", "Use at most 80 characters.");
        let permissions = permissions(&self.scopes, rights, &mut fields);
        let lasts = self.days.map(|days| Duration::days(days.into()));
        fields.require(lasts.is_none_or(|l| l >= Duration::days(1) && l <= LONGEST), "days", "Choose from 1 day to 2 years.");
        let addresses = networks(&self.addresses, &mut fields);
        fields.into_result()?;
        Ok(Checked { name, permissions, expires_at: lasts.map(|lasts| now + lasts), addresses })
    }
}

/// Puts a key together from its random part.
pub fn compose(random: &str) -> String {
    let head = format!("{PREFIX}{random}");
    let sum = checksum(&head);
    head + &sum
}

/// Whether a text is a key without a typing error; it may still be none of ours.
pub fn is_well_formed(text: &str) -> bool {
    let Some(body) = text.strip_prefix(PREFIX) else { return false };
    if body.len() != RANDOM + CHECKSUM || !body.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return false;
    }
    let (head, sum) = text.split_at(text.len() - CHECKSUM);
    checksum(head) == sum
}

/// The beginning of a key, by which people tell it from others.
pub fn hint(key: &str) -> String {
    key.chars().take(HINT).collect()
}

/// Addresses of a network, in CIDR notation; a single address is a network of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Whether an address belongs to it. An IPv4 address that arrives mapped into IPv6 counts as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                mask(own.to_bits().into(), 32, self.bits) == mask(other.to_bits().into(), 32, self.bits)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => mask(own.to_bits(), 128, self.bits) == mask(other.to_bits(), 128, self.bits),
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = ();

    /// Bits behind the mask are dropped: `10.1.2.3/8` is `10.0.0.0/8`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address = address.parse::<IpAddr>().map_err(drop)?.to_canonical();
        let width = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(width), |bits| bits.parse().map_err(drop))?;
        if bits > width {
            return Err(());
        }
        let address = match address {
            IpAddr::V4(own) => IpAddr::V4(u32::try_from(mask(own.to_bits().into(), 32, bits)).map_err(drop)?.into()),
            IpAddr::V6(own) => IpAddr::V6(mask(own.to_bits(), 128, bits).into()),
        };
        Ok(Self { address, bits })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

/// The first `bits` of a number that is `width` bits wide.
fn mask(number: u128, width: u8, bits: u8) -> u128 {
    let behind = u32::from(width - bits);
    number.checked_shr(behind).and_then(|kept| kept.checked_shl(behind)).unwrap_or(0)
}

fn permissions(scopes: &[String], rights: Grants, fields: &mut Fields) -> Vec<Permission> {
    fields.require(!scopes.is_empty(), "scopes", "Choose at least one thing the key may do.");
    let mut chosen = Vec::new();
    for scope in scopes {
        match Permission::from_scope(scope).filter(|permission| rights.has(*permission)) {
            Some(permission) if !chosen.contains(&permission) => chosen.push(permission),
            Some(_) => {}
            None => fields.add("scopes", "One of these is nothing you can give."),
        }
    }
    chosen
}

fn networks(text: &str, fields: &mut Fields) -> Vec<Network> {
    let mut found: Vec<Network> = Vec::new();
    for word in text.split([',', ';']).flat_map(str::split_whitespace) {
        match word.parse() {
            Ok(network) if !found.contains(&network) => found.push(network),
            Ok(_) => {}
            Err(()) => {
                let shown: String = single_line(word).chars().take(60).collect();
                let template = "“{shown}” is no address or network such as 203.0.113.7 or 2001:db8::/32.";
                fields.add("addresses", Message::with(template, [("shown", shown)]));
            }
        }
    }
    fields.require(found.len() <= MOST_NETWORKS, "addresses", "Name at most 20 networks.");
    found
}

/// CRC-32 (ISO 3309) of a text in base 62: finds every single wrong character and every swapped pair.
fn checksum(text: &str) -> String {
    let mut crc = u32::MAX;
    for byte in text.bytes() {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 * (crc & 1));
        }
    }
    let mut rest = !crc;
    let mut digits = [b'0'; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(rest % 62) as usize];
        rest /= 62;
    }
    digits.into_iter().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tenancy::Role;

    const RANDOM_PART: &str = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCd";

    fn draft() -> Draft {
        Draft { name: " Shop ".to_owned(), scopes: vec!["bio_sites:read".to_owned()], days: Some(30), addresses: String::new() }
    }

    #[test]
    fn the_checksum_is_the_crc_that_everybody_has() {
        // The check value of CRC-32 is 0xcbf43926 for "123456789": 3421780262 in base 62.
        assert_eq!(checksum("123456789"), "3jZRME");
        assert_eq!(checksum(""), "000000");
    }

    #[test]
    fn a_key_looks_like_one() {
        let key = compose(RANDOM_PART);
        assert!(is_well_formed(&key), "{key}");
        assert_eq!((key.len(), hint(&key).as_str()), (50, "mwz_AbCd"));
        for other in ["", "mwz_", "mwz_é", &key[1..], &key[..49], &format!("{key}0"), &key.replace("mwz", "mwy")] {
            assert!(!is_well_formed(other), "{other}");
        }
    }

    proptest! {
        #[test]
        fn one_changed_character_is_found(at in 4usize..50, digit in 0usize..62) {
            let key = compose(RANDOM_PART);
            let mut changed = key.clone().into_bytes();
            changed[at] = DIGITS[digit];
            let changed = String::from_utf8(changed).unwrap();
            prop_assert_eq!(is_well_formed(&changed), changed == key);
        }

        #[test]
        fn a_network_contains_its_own_address(bits in 0u8..=32, address: u32) {
            let address = IpAddr::V4(address.into());
            let network: Network = format!("{address}/{bits}").parse().unwrap();
            prop_assert!(network.contains(address));
            prop_assert_eq!(network.to_string().parse(), Ok(network));
        }
    }

    #[test]
    fn networks_have_edges() {
        let network: Network = "10.1.2.3/8".parse().unwrap();
        assert_eq!(network.to_string(), "10.0.0.0/8");
        let inside = |text: &str| network.contains(text.parse().unwrap());
        assert!(inside("10.255.255.255") && inside("::ffff:10.0.0.1"));
        assert!(!inside("11.0.0.0") && !inside("::1"));
        let six: Network = "2001:db8::/32".parse().unwrap();
        assert!(six.contains("2001:db8:ffff::1".parse().unwrap()) && !six.contains("2001:db9::".parse().unwrap()));
        assert!("0.0.0.0/0".parse::<Network>().unwrap().contains("203.0.113.7".parse().unwrap()));
        assert!("::/0".parse::<Network>().unwrap().contains("::1".parse().unwrap()));
        for wrong in ["", "/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "::/129", "localhost", "10.0.0.0/8/8"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_good_draft_passes() {
        let now = DateTime::UNIX_EPOCH;
        let checked =
            Draft { addresses: "203.0.113.7, 10.0.0.0/8\n10.0.0.0/8".to_owned(), ..draft() }.check(Role::Owner.rights(), now).unwrap();
        assert_eq!((checked.name.as_str(), checked.permissions), ("Shop", vec![Permission::ViewSites]));
        assert_eq!(checked.expires_at, Some(now + Duration::days(30)));
        assert_eq!(checked.addresses.iter().map(Network::to_string).collect::<Vec<_>>(), ["203.0.113.7/32", "10.0.0.0/8"]);
        assert_eq!(Draft { days: None, ..draft() }.check(Role::Owner.rights(), now).unwrap().expires_at, None);
    }

    #[test]
    fn a_bad_draft_is_told_field_by_field() {
        let now = DateTime::UNIX_EPOCH;
        let bad = Draft { name: "\u{202e}".to_owned(), scopes: vec![], days: Some(0), addresses: "nowhere".to_owned() };
        let error = bad.check(Role::Owner.rights(), now).unwrap_err();
        let names: Vec<_> = error.fields().unwrap().iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["addresses", "days", "name", "scopes"]);
        for scope in ["everything", "ManageApiKeys", ""] {
            assert!(Draft { scopes: vec![scope.to_owned()], ..draft() }.check(Role::Owner.rights(), now).is_err(), "{scope}");
        }
        let more_than_one_has = Draft { scopes: vec!["bio_sites:publish".to_owned()], ..draft() };
        assert!(more_than_one_has.check(Role::Owner.rights(), now).is_ok() && more_than_one_has.check(Role::Viewer.rights(), now).is_err());
        let many = (0..21).map(|n| format!("10.0.0.{n}")).collect::<Vec<_>>().join(" ");
        assert!(Draft { addresses: many, ..draft() }.check(Role::Owner.rights(), now).is_err());
    }
}
