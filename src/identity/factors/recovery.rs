use chrono::{DateTime, Utc};

use crate::{
    Result,
    db::Identity,
    events::{self, RecoveryCodeUsed, RecoveryCodesMade},
    identity::tokens::digest,
    ids::UserId,
};

const HOW_MANY: usize = 10;
/// Letters a code: 125 bits, in five groups of five.
const LETTERS: usize = 25;
/// Without 0, 1, l and o, which people mistake for one another.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Makes ten codes in place of all earlier ones: the only time they are known.
pub async fn make(identity: &mut Identity, user: UserId, address: &str) -> Result<Vec<String>> {
    events::record_account(identity, user, address, &RecoveryCodesMade { user }).await?;
    replace(identity, user).await
}

/// The same without writing it down, for codes that come with an app.
pub(super) async fn replace(identity: &mut Identity, user: UserId) -> Result<Vec<String>> {
    let codes: Vec<String> = (0..HOW_MANY).map(|_| random()).collect();
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| digest(&code.replace('-', ""))).collect();
    sqlx::query!("delete from recovery_codes where user_id = $1", user.0).execute(identity.conn()).await?;
    sqlx::query!("insert into recovery_codes (user_id, code_hash) select $1, hash from unnest($2::bytea[]) hash", user.0, &hashes)
        .execute(identity.conn())
        .await?;
    Ok(codes)
}

/// Uses a code up; false if there is none such. Of two uses at the same instant one wins.
pub(super) async fn take(identity: &mut Identity, user: UserId, code: &str, address: &str, now: DateTime<Utc>) -> Result<bool> {
    let done = sqlx::query!(
        "update recovery_codes set used_at = $3 where user_id = $1 and code_hash = $2 and used_at is null",
        user.0,
        digest(code),
        now
    )
    .execute(identity.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    events::record_account(identity, user, address, &RecoveryCodeUsed { user }).await?;
    Ok(true)
}

fn random() -> String {
    let letters: Vec<u8> = rand::random::<[u8; LETTERS]>().iter().map(|byte| ALPHABET[usize::from(byte % 32)]).collect();
    let groups: Vec<String> = letters.chunks(5).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    groups.join("-")
}
