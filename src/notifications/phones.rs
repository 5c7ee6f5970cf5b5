//! Telephones: nothing is told to a number before its owner has typed in a code that was sent to it.
//!
//! A code is six digits, valid for ten minutes and five tries, and is kept as a hash until it is used. No more than three are
//! sent within an hour for one person, nor to one number, and no more than a few from one network. A number may be confirmed by several people: families share phones.

use std::ops::RangeInclusive;

use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::{
    Phone, PhoneState,
    devices::network,
    words::{Catalogue, Params},
};
use crate::{
    Error, Result,
    db::{Db, Identity},
    events::{self, PhoneConfirmed, PhoneRemoved},
    fields::Message,
    gateways::{Sent, Sms},
    identity::throttle::{self, Allowance},
    ids::UserId,
    locale::Locale,
};

/// Digits of a number with its country code (ITU-T E.164); shorter ones are services, not phones.
const DIGITS: RangeInclusive<usize> = 8..=15;
const CODE_DIGITS: usize = 6;
const CODE_LASTS: Duration = Duration::minutes(10);
/// Codes that may be typed in before another one has to be sent; as the constraint `phones_attempts`.
const MOST_TRIES: i16 = 5;
/// Codes for a person, and to a number whoever asks: three within any hour.
const CODES: Allowance = Allowance { burst: 3, every: Duration::hours(1) };
/// Texts cost money, and somebody with many accounts has many allowances: twenty, then one every three minutes.
const CODES_FROM_A_NETWORK: Allowance = Allowance { burst: 20, every: Duration::minutes(3) };

/// The person's telephone; `None` if they gave no number.
pub async fn phone(identity: &mut Identity, user: UserId, now: DateTime<Utc>) -> Result<Option<Phone>> {
    let row = sqlx::query!(
        r#"select number, verified_at is not null as "verified!", coalesce(code_expires_at > $2 and attempts < $3, false) as "asked!"
           from phones where user_id = $1"#,
        user.0,
        now,
        MOST_TRIES
    )
    .fetch_optional(identity.conn())
    .await?;
    let state = |verified, asked| match (verified, asked) {
        (true, _) => PhoneState::Confirmed,
        (false, true) => PhoneState::Asked,
        (false, false) => PhoneState::Unconfirmed,
    };
    Ok(row.map(|row| Phone { number: row.number, state: state(row.verified, row.asked) }))
}

/// Sends a code to a number, which takes the place of one that was not confirmed. `address` is where the request comes from.
///
/// # Errors
/// `Invalid` for what is no number, for one that takes no texts, or while another one is confirmed; `Limit` after three codes
/// within an hour.
pub async fn send_code(db: &Db, sms: &dyn Sms, user: UserId, address: &str, number: &str, now: DateTime<Utc>) -> Result<()> {
    let number = parse(number)?;
    throttle::take(db, &format!("phone:person:{user}"), CODES, now).await?;
    throttle::take(db, &format!("phone:number:{number}"), CODES, now).await?;
    throttle::take(db, &format!("phone:network:{}", network(address)), CODES_FROM_A_NETWORK, now).await?;
    let code = code();
    let text = keep(db, user, &number, &code, now).await?;
    let problem = match sms.send(&number, &text).await {
        Sent::Accepted => return Ok(()),
        Sent::Gone => "This number takes no text messages. Check it, or use another one.",
        Sent::Refused(_) => "We could not send a text message to this number. Check it, or use another one.",
        Sent::Later { .. } => "Text messages cannot be sent right now. Please try again later.",
    };
    forget(db, user, &hash(user, &number, &code)).await?;
    Err(Error::field("number", problem))
}

/// Confirms the number with the code that was sent to it. A wrong code uses up a try, whatever becomes of the caller.
///
/// # Errors
/// `Invalid` for a code that is wrong, too old, used, or tried too often.
pub async fn confirm(db: &Db, user: UserId, address: &str, code: &str, now: DateTime<Utc>) -> Result<()> {
    let code = tidy_code(code)?;
    let mut identity = db.identity().await?;
    let tried = sqlx::query!(
        r#"update phones set attempts = attempts + 1
           where user_id = $1 and code_hash is not null and code_expires_at > $2 and attempts < $3
           returning number, code_hash as "code_hash!", attempts"#,
        user.0,
        now,
        MOST_TRIES
    )
    .fetch_optional(identity.conn())
    .await?;
    let Some(row) = tried else { return Err(Error::field("code", "This code is not valid any more. Ask for a new one.")) };
    if !bool::from(hash(user, &row.number, &code).ct_eq(row.code_hash.as_slice())) {
        return Err(wrong(identity, user, row.attempts).await?);
    }
    sqlx::query!(
        "update phones set verified_at = $2, code_hash = null, code_expires_at = null, attempts = 0 where user_id = $1",
        user.0,
        now
    )
    .execute(identity.conn())
    .await?;
    events::record_account(&mut identity, user, address, &PhoneConfirmed { user }).await?;
    identity.commit().await
}

/// Forgets the person's number; none is fine.
pub async fn remove(identity: &mut Identity, user: UserId, address: &str) -> Result<()> {
    let gone = sqlx::query!(r#"delete from phones where user_id = $1 returning verified_at is not null as "verified!""#, user.0)
        .fetch_optional(identity.conn())
        .await?;
    if gone.is_some_and(|phone| phone.verified) {
        events::record_account(identity, user, address, &PhoneRemoved { user }).await?;
    }
    Ok(())
}

/// Where a person is told by text; `None` without a number that is proven to be theirs.
pub(super) async fn confirmed(conn: &mut PgConnection, user: UserId) -> Result<Option<String>> {
    let number = sqlx::query_scalar!("select number from phones where user_id = $1 and verified_at is not null", user.0);
    Ok(number.fetch_optional(conn).await?)
}

/// A number at which texts do not arrive any more has to be confirmed anew, unless the person has another one by now.
pub(super) async fn lost(conn: &mut PgConnection, user: Uuid, number: &str) -> Result<()> {
    sqlx::query!("update phones set verified_at = null where user_id = $1 and number = $2", user, number).execute(conn).await?;
    Ok(())
}

/// Forgets codes that are too old to be used.
pub(super) async fn sweep(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("update phones set code_hash = null, code_expires_at = null where code_expires_at <= $1", now).execute(conn).await?;
    Ok(())
}

/// Writes down the hash of a code; the text that tells of it, in the language of the account.
async fn keep(db: &Db, user: UserId, number: &str, code: &str, now: DateTime<Utc>) -> Result<String> {
    let mut identity = db.identity().await?;
    let code_hash = hash(user, number, code);
    let kept = sqlx::query!(
        "insert into phones (user_id, number, code_hash, code_expires_at, created_at) values ($1, $2, $3, $4, $5)
         on conflict (user_id) do update
         set number = excluded.number, code_hash = excluded.code_hash, code_expires_at = excluded.code_expires_at, attempts = 0,
             created_at = excluded.created_at
         where phones.verified_at is null",
        user.0,
        number,
        code_hash.as_slice(),
        now + CODE_LASTS,
        now
    )
    .execute(identity.conn())
    .await?;
    if kept.rows_affected() == 0 {
        return Err(Error::field("number", "You have a confirmed number. Remove it before you add another one."));
    }
    let catalogue = Catalogue::load(identity.conn(), user, Locale::default()).await?;
    let text = catalogue.code(&Params::from([("code".to_owned(), code.to_owned())]))?;
    identity.commit().await?;
    Ok(text)
}

/// Forgets a number to which a code could not be sent, unless another code was sent meanwhile.
async fn forget(db: &Db, user: UserId, code_hash: &[u8]) -> Result<()> {
    let mut identity = db.identity().await?;
    sqlx::query!("delete from phones where user_id = $1 and code_hash = $2", user.0, code_hash).execute(identity.conn()).await?;
    identity.commit().await
}

/// Lets a wrong try count, and forgets the code after the last one; what to say.
async fn wrong(mut identity: Identity, user: UserId, attempts: i16) -> Result<Error> {
    let last = attempts >= MOST_TRIES;
    if last {
        sqlx::query!("update phones set code_hash = null, code_expires_at = null where user_id = $1", user.0)
            .execute(identity.conn())
            .await?;
    }
    identity.commit().await?;
    let problem = if last {
        "This is not the code we sent, and it was the last try. Ask for a new one."
    } else {
        "This is not the code we sent. Please look again."
    };
    Ok(Error::field("code", problem))
}

/// A number in E.164, whatever stands between its digits for the eye.
fn parse(text: &str) -> Result<String> {
    let bare: String = text.chars().filter(|c| !is_decoration(*c)).collect();
    let digits = bare.strip_prefix('+').unwrap_or_default();
    let is_number = DIGITS.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    if is_number {
        return Ok(bare);
    }
    let problem: Message = if bare.is_empty() {
        "Enter your mobile number.".into()
    } else {
        "Enter the number with a plus sign and the country code, such as +49 151 23456789.".into()
    };
    Err(Error::field("number", problem))
}

/// Spaces, dashes, brackets and dots; and marks of direction, which come along when a number is copied.
fn is_decoration(c: char) -> bool {
    let is_mark = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_whitespace() || is_mark || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '(' | ')' | '.' | '/')
}

/// Six digits, without spaces; what cannot be a code uses up no try.
fn tidy_code(text: &str) -> Result<String> {
    let bare: String = text.chars().filter(|c| !is_decoration(*c)).collect();
    if bare.len() == CODE_DIGITS && bare.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(bare);
    }
    Err(Error::field("code", "Enter the six digits that we sent."))
}

fn code() -> String {
    format!("{:06}", rand::random_range(0..1_000_000_u32))
}

/// Bound to the person and the number: a code is of no use to anybody else, nor for another number.
fn hash(user: UserId, number: &str, code: &str) -> [u8; 32] {
    Sha256::new().chain_update(user.0.as_bytes()).chain_update(number).chain_update(":").chain_update(code).finalize().into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_tidied() {
        for typed in ["+4915123456789", " +49 151 2345-6789 ", "+49\u{a0}(151)\u{2011}23456789", "\u{202a}+49 151 23456789\u{202c}"] {
            assert_eq!(parse(typed).unwrap(), "+4915123456789", "{typed:?}");
        }
        assert_eq!(parse("+12345678").unwrap(), "+12345678");
        assert_eq!(parse("+123456789012345").unwrap(), "+123456789012345");
    }

    #[test]
    fn what_is_no_number_is_told() {
        for bad in ["", "0151 23456789", "4915123456789", "+1234567", "+1234567890123456", "+0123456789", "+49151x234567", "++4915123456"] {
            let error = parse(bad).unwrap_err();
            assert!(error.fields().unwrap().message("number").is_some(), "{bad}");
        }
    }

    #[test]
    fn codes_are_six_digits_and_belong_to_a_person_and_a_number() {
        let (ada, bob) = (UserId::new(), UserId::new());
        let hashed = hash(ada, "+4915123456789", "012345");
        assert_eq!(hashed, hash(ada, "+4915123456789", "012345"));
        assert_ne!(hashed, hash(bob, "+4915123456789", "012345"));
        assert_ne!(hashed, hash(ada, "+4915123456788", "012345"));
        assert_ne!(hash(ada, "+4915123456789", "912345"), hashed);
        assert_eq!(tidy_code(" 012 345 ").unwrap(), "012345");
        for bad in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦"] {
            assert!(tidy_code(bad).is_err(), "{bad}");
        }
        assert!((0..200).all(|_| tidy_code(&code()).is_ok()));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_a_number_or_refused(typed in ".{0,40}") {
            if let Ok(number) = parse(&typed) {
                prop_assert!(number.starts_with('+') && (9..=16).contains(&number.len()));
                prop_assert_eq!(parse(&number).unwrap(), number);
            }
        }
    }
}
