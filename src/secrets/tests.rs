use proptest::prelude::*;
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::*;
use crate::Error;

fn key(id: u8, fill: u8) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    format!("{id}:{}", STANDARD.encode([fill; 32]))
}

fn place(row: u128) -> Place {
    Place { table: "things", column: "sealed_secret", row: Uuid::from_u128(row) }
}

fn ring(keys: &[String]) -> Keyring {
    Keyring::parse(&keys.join(",")).unwrap()
}

#[test]
fn what_was_sealed_opens_in_its_place_only() {
    let ring = ring(&[key(1, 7)]);
    let sealed = ring.seal(&place(1), b"hunter2").unwrap();
    assert_eq!(ring.open(&place(1), &sealed).unwrap().expose_secret(), b"hunter2");
    assert!(!sealed.windows(7).any(|part| part == b"hunter2"));
    for elsewhere in [place(2), Place { table: "others", ..place(1) }, Place { column: "sealed_other", ..place(1) }] {
        assert!(matches!(ring.open(&elsewhere, &sealed), Err(Error::Internal(_))), "{elsewhere:?}");
    }
    assert_ne!(ring.seal(&place(1), b"hunter2").unwrap(), sealed, "a nonce is used once");
}

#[test]
fn a_key_that_is_not_there_or_another_key_under_its_id_opens_nothing() {
    let sealed = ring(&[key(1, 7)]).seal(&place(1), b"x").unwrap();
    assert!(ring(&[key(2, 7)]).open(&place(1), &sealed).is_err());
    assert!(ring(&[key(1, 8)]).open(&place(1), &sealed).is_err());
    // The id is proven too: the same key under another id does not do.
    let renamed: Vec<u8> = [&[2], &sealed[1..]].concat();
    assert!(ring(&[key(2, 7)]).open(&place(1), &renamed).is_err());
}

#[test]
fn rotation_seals_anew_once_and_then_the_old_key_can_go() {
    let old = ring(&[key(1, 7)]).seal(&place(1), b"x").unwrap();
    let both = ring(&[key(2, 8), key(1, 7)]);
    assert_eq!(both.open(&place(1), &old).unwrap().expose_secret(), b"x");
    let new = both.reseal(&place(1), &old).unwrap().unwrap();
    assert_eq!((new[0], both.newest_id().unwrap()), (2, 2));
    assert_eq!(both.reseal(&place(1), &new).unwrap(), None);
    assert_eq!(ring(&[key(2, 8)]).open(&place(1), &new).unwrap().expose_secret(), b"x");
}

#[test]
fn keys_are_checked_and_never_told() {
    for bad in ["", " , ", "nothing", "0:AAAA", "256:AAAA", "1:AAAA", "1:not base64!"] {
        assert!(Keyring::parse(bad).is_err(), "{bad}");
    }
    let twice = Keyring::parse(&format!("{},{}", key(3, 1), key(3, 2))).unwrap_err();
    assert!(twice.contains('3') && !twice.contains("AQEB"), "{twice}");
    let ring = ring(&[key(2, 8), key(1, 7)]);
    assert_eq!(format!("{ring:?}"), "Keyring([2, 1])");
    assert!(Keyring::parse(&Keyring::generate()).is_ok());
    assert_ne!(Keyring::generate(), Keyring::generate());
}

proptest! {
    #[test]
    fn a_changed_bit_or_a_cut_never_opens(plain in proptest::collection::vec(any::<u8>(), 0..80), at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let ring = ring(&[key(1, 7)]);
        let sealed = ring.seal(&place(1), &plain).unwrap();
        let mut changed = sealed.clone();
        changed[at.index(sealed.len())] ^= 1 << bit;
        prop_assert!(ring.open(&place(1), &changed).is_err());
        prop_assert!(ring.open(&place(1), &sealed[..at.index(sealed.len())]).is_err());
        let opened = ring.open(&place(1), &sealed).unwrap();
        prop_assert_eq!(opened.expose_secret(), plain.as_slice());
    }
}
