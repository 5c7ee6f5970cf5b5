use serde_json::json;

use super::{Flag, Platform, Rule, Setting, State};
use crate::{
    Error, Result,
    db::{Db, Identity},
    ids::{UserId, WorkspaceId},
    staff::BackOffice,
};

/// Reads everything that staff has set.
pub async fn load(db: &Db) -> Result<Platform> {
    let mut identity = db.identity().await?;
    let platform = Platform { rules: rules(&mut identity).await?, values: values(&mut identity).await? };
    identity.commit().await?;
    Ok(platform)
}

/// Sets the rule of a flag.
///
/// # Errors
/// `Invalid` on `percent` beyond 100, or on lists of more than 1,000.
pub async fn set_flag(office: &mut BackOffice, flag: Flag, rule: &Rule) -> Result<()> {
    if rule.percent > 100 {
        return Err(Error::field("percent", "Enter a share from 0 to 100."));
    }
    if rule.workspaces.len() > 1_000 || rule.users.len() > 1_000 {
        return Err(Error::field("lists", "List at most 1,000."));
    }
    let workspaces: Vec<_> = rule.workspaces.iter().map(|id| id.0).collect();
    let users: Vec<_> = rule.users.iter().map(|id| id.0).collect();
    sqlx::query!(
        "insert into platform_flags (name, state, percent, workspaces, users, changed_at) values ($1, $2, $3, $4, $5, now())
         on conflict (name) do update set state = excluded.state, percent = excluded.percent, workspaces = excluded.workspaces,
             users = excluded.users, changed_at = excluded.changed_at",
        flag.name(),
        rule.state.name(),
        i16::from(rule.percent),
        &workspaces,
        &users
    )
    .execute(office.conn())
    .await?;
    office.note("flags.set", &json!({ "flag": flag.name(), "rule": rule })).await
}

/// Goes back to a flag's default.
pub async fn reset_flag(office: &mut BackOffice, flag: Flag) -> Result<()> {
    sqlx::query!("delete from platform_flags where name = $1", flag.name()).execute(office.conn()).await?;
    office.note("flags.reset", &json!({ "flag": flag.name() })).await
}

/// Sets a setting.
///
/// # Errors
/// `Invalid` on `value`.
pub async fn set(office: &mut BackOffice, setting: Setting, value: &str) -> Result<()> {
    let value = setting.check(value)?;
    sqlx::query!(
        "insert into platform_settings (name, value, changed_at) values ($1, $2, now())
         on conflict (name) do update set value = excluded.value, changed_at = excluded.changed_at",
        setting.name(),
        value
    )
    .execute(office.conn())
    .await?;
    office.note("settings.set", &json!({ "setting": setting.name(), "value": value })).await
}

async fn rules(identity: &mut Identity) -> Result<std::collections::BTreeMap<Flag, Rule>> {
    let rows = sqlx::query!("select name, state, percent, workspaces, users from platform_flags").fetch_all(identity.conn()).await?;
    let known = rows.into_iter().filter_map(|row| {
        // A flag of another version of the product, or a state of a later one.
        let (flag, state) = (Flag::from_name(&row.name)?, State::from_name(&row.state)?);
        let workspaces = row.workspaces.into_iter().map(WorkspaceId).collect();
        let users = row.users.into_iter().map(UserId).collect();
        Some((flag, Rule { state, percent: u8::try_from(row.percent).unwrap_or_default(), workspaces, users }))
    });
    Ok(known.collect())
}

async fn values(identity: &mut Identity) -> Result<std::collections::BTreeMap<Setting, String>> {
    let rows = sqlx::query!("select name, value from platform_settings").fetch_all(identity.conn()).await?;
    Ok(rows.into_iter().filter_map(|row| Some((Setting::from_name(&row.name)?, row.value))).collect())
}
