//! The country of an address, from a MaxMind database if the operator has one.

use std::{net::IpAddr, path::Path};

use maxminddb::{MaxMindDbError, Reader, path};
use mewayz::analytics::Country;

/// A country or city database in MaxMind's format (GeoLite2, DB-IP lite ...), held in memory.
pub struct Countries {
    reader: Reader<Vec<u8>>,
}

impl Countries {
    /// # Errors
    /// If the file cannot be read or is not such a database.
    pub fn open(file: &Path) -> Result<Self, MaxMindDbError> {
        Ok(Self { reader: Reader::open_readfile(file)? })
    }

    /// Where an address is used; unknown for addresses the database leaves out.
    pub fn find(&self, address: IpAddr) -> Country {
        let code = self.reader.lookup(address.to_canonical()).and_then(|found| found.decode_path::<&str>(&path!["country", "iso_code"]));
        code.ok().flatten().map(Country::from_code).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Made with Python's mmdb-writer, IPv6 with `ipv4_compatible`: 203.0.113.0/24 is DE, 198.51.100.0/24 BR and
    // 2001:db8::/32 JP, each as {"country": {"iso_code": …}}.
    const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/visits/fixtures/countries.mmdb");

    #[test]
    fn addresses_have_countries() {
        let countries = Countries::open(Path::new(FIXTURE)).expect("the fixture");
        for (address, code) in [
            ("203.0.113.9", "DE"),
            ("::ffff:203.0.113.9", "DE"),
            ("198.51.100.1", "BR"),
            ("2001:db8::1", "JP"),
            ("127.0.0.1", ""),
            ("::1", ""),
        ] {
            assert_eq!(countries.find(address.parse().expect("an address")).code(), code, "{address}");
        }
    }

    #[test]
    fn something_else_is_refused() {
        assert!(Countries::open(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))).is_err());
        assert!(Countries::open(Path::new("/nowhere.mmdb")).is_err());
    }
}
