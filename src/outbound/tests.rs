use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use proptest::prelude::*;

use super::*;

fn check(rules: &Rules, url: &str) -> Result<Target, Refusal> {
    rules.check(&url.parse().unwrap())
}

fn local() -> Rules {
    Rules { loopback: true, ..Rules::default() }
}

#[test]
fn ordinary_addresses_pass() {
    for url in ["https://example.com/hook?a=1", "https://example.com:443/", "https://93.184.215.14/", "https://[2606:2800:21f::1]/"] {
        assert!(check(&Rules::default(), url).is_ok(), "{url}");
    }
}

#[test]
fn addresses_inside_are_refused_however_they_are_written() {
    let inside = [
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://0/",
        "https://10.0.0.8/",
        "https://172.31.255.255/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://100.64.0.1/",
        "https://100.100.100.200/",
        "https://168.63.129.16/",
        "https://192.0.2.1/",
        "https://198.18.0.1/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:93.184.215.14]/",
        "https://[::127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[64:ff9b:1::1]/",
        "https://[2002:7f00:1::]/",
        "https://[2001:0:1::1]/",
        "https://[2001:db8::1]/",
        "https://[fc00::1]/",
        "https://[fd00:ec2::254]/",
        "https://[fe80::1]/",
        "https://[fec0::1]/",
        "https://[ff02::1]/",
        "https://[3fff::1]/",
    ];
    for url in inside {
        assert!(matches!(check(&Rules::default(), url), Err(Refusal::Address(_))), "{url}");
    }
}

#[test]
fn schemes_ports_and_credentials() {
    let strict = Rules::default();
    assert_eq!(check(&strict, "http://example.com/"), Err(Refusal::Scheme));
    assert_eq!(check(&strict, "ftp://example.com/"), Err(Refusal::Scheme));
    assert_eq!(check(&strict, "unix:///run/docker.sock"), Err(Refusal::Scheme));
    assert_eq!(check(&strict, "file:///etc/passwd"), Err(Refusal::Scheme));
    assert_eq!(check(&strict, "https://me:pw@example.com/"), Err(Refusal::UserInfo));
    assert_eq!(check(&strict, "https://me@example.com/"), Err(Refusal::UserInfo));
    assert_eq!(check(&strict, "https://example.com:6379/"), Err(Refusal::Port(6379)));
    let wide = Rules { http: true, ports: vec![8443], ..Rules::default() };
    assert!(check(&wide, "http://example.com/").is_ok());
    assert!(check(&wide, "https://example.com:8443/").is_ok());
    assert_eq!(check(&wide, "http://example.com:22/"), Err(Refusal::Port(22)));
}

#[test]
fn every_address_of_a_name_must_be_public() {
    let target = check(&Rules::default(), "https://example.com/").unwrap();
    let (public, inside): (IpAddr, IpAddr) = ("93.184.215.14".parse().unwrap(), "10.0.0.1".parse().unwrap());
    assert_eq!(target.check(&[public]), Ok(()));
    assert_eq!(target.check(&[public, inside]), Err(Refusal::Address(inside)));
    assert_eq!(target.check(&[]), Err(Refusal::NoAddress));
}

#[test]
fn loopback_is_allowed_only_where_it_is_named() {
    for url in ["http://127.0.0.1:8080/", "http://localhost:8080/", "https://[::1]:1/"] {
        assert!(check(&local(), url).is_ok(), "{url}");
        assert!(check(&Rules::default(), url).is_err(), "{url}");
    }
    let loopback: IpAddr = Ipv4Addr::LOCALHOST.into();
    let named = check(&local(), "http://localhost:8080/").unwrap();
    assert_eq!(named.check(&[loopback]), Ok(()));
    let private = "10.0.0.1".parse().unwrap();
    assert_eq!(named.check(&[loopback, private]), Err(Refusal::Address(private)), "and only loopback");
    let other = check(&local(), "https://example.com/").unwrap();
    assert_eq!(other.check(&[loopback]), Err(Refusal::Address(loopback)), "a name that leads back is refused all the same");
    for url in ["https://10.0.0.1/", "https://169.254.169.254/", "https://0.0.0.0/", "https://[::ffff:127.0.0.1]/"] {
        assert!(check(&local(), url).is_err(), "{url}");
    }
    assert_eq!(check(&local(), "http://example.com/"), Err(Refusal::Scheme));
}

proptest! {
    #[test]
    fn what_the_standard_library_calls_special_is_never_public(bits in any::<u32>()) {
        let a = Ipv4Addr::from_bits(bits);
        let special = a.is_loopback() || a.is_private() || a.is_link_local() || a.is_multicast() || a.is_broadcast()
            || a.is_documentation() || a.is_unspecified();
        prop_assert!(!(special && is_public(a.into())), "{a}");
    }

    #[test]
    fn an_ipv4_address_inside_an_ipv6_one_is_never_public(bits in any::<u32>()) {
        let [a, b, c, d] = Ipv4Addr::from_bits(bits).octets();
        let (high, low) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
        let v4 = Ipv4Addr::from_bits(bits);
        for carrier in [
            v4.to_ipv6_mapped(),
            v4.to_ipv6_compatible(),
            Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
            Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
            Ipv6Addr::new(0x2001, 0, 0x4136, 0xe378, 0, 0, !high, !low),
        ] {
            prop_assert!(!is_public(carrier.into()), "{carrier}");
        }
    }

    #[test]
    fn outside_of_global_unicast_nothing_is_public(bits in any::<u128>()) {
        let a = Ipv6Addr::from_bits(bits);
        let special = a.is_loopback() || a.is_multicast() || a.is_unspecified() || a.is_unique_local() || a.is_unicast_link_local();
        prop_assert!(!(special && is_public(a.into())));
        prop_assert!(!is_public(a.into()) || (a.segments()[0] & 0xe000) == 0x2000);
    }
}
