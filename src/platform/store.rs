use serde_json::json;
use sqlx::PgConnection;

use super::{Board, Flag, FlagRow, Platform, Rule, Setting, State};
use crate::{
    Error, Result, announcements,
    db::Db,
    fields::Message,
    ids::{UserId, WorkspaceId},
    plans::Plan,
    staff::BackOffice,
};

/// Reads everything that staff has set.
pub async fn load(db: &Db) -> Result<Platform> {
    let mut identity = db.identity().await?;
    let (rules, values) = (rules(identity.conn()).await?, values(identity.conn()).await?);
    let platform = Platform { rules, values, announcements: announcements::live(identity.conn()).await? };
    identity.commit().await?;
    Ok(platform)
}

/// Every flag and setting, with names in place of ids.
pub async fn board(office: &mut BackOffice) -> Result<Board> {
    let (rules, values) = (rules(office.conn()).await?, values(office.conn()).await?);
    let platform = Platform { rules, values, ..Platform::default() };
    let mut flags = Vec::new();
    for flag in Flag::ALL {
        let rule = platform.rule(flag);
        let workspaces: Vec<_> = rule.workspaces.iter().map(|id| id.0).collect();
        let users: Vec<_> = rule.users.iter().map(|id| id.0).collect();
        flags.push(FlagRow {
            flag,
            state: rule.state,
            percent: rule.percent,
            workspaces: sqlx::query_scalar!("select slug from workspaces where id = any($1) order by slug", &workspaces)
                .fetch_all(office.conn())
                .await?,
            people: sqlx::query_scalar!("select email from users where id = any($1) order by email", &users)
                .fetch_all(office.conn())
                .await?,
            plans: rule.plans,
            overridden: platform.is_overridden(flag),
        });
    }
    let settings = Setting::ALL.map(|setting| (setting, platform.value(setting).to_owned())).to_vec();
    Ok(Board { flags, settings })
}

/// Sets the rule of a flag, workspaces by slug and people by confirmed address in place of the lists in `switch`.
///
/// # Errors
/// `Invalid` naming the first that does not exist, and as `set_flag`.
pub async fn set_named(office: &mut BackOffice, flag: Flag, switch: Rule, slugs: &[String], emails: &[String]) -> Result<()> {
    let mut rule = Rule { workspaces: Vec::new(), users: Vec::new(), ..switch };
    for slug in slugs {
        let found = sqlx::query_scalar!("select id from workspaces where slug = $1", slug).fetch_optional(office.conn()).await?;
        let unknown = || Error::field("workspaces", Message::with("There is no workspace {slug}.", [("slug", slug.clone())]));
        rule.workspaces.push(WorkspaceId(found.ok_or_else(unknown)?));
    }
    for email in emails {
        let found = sqlx::query_scalar!("select id from users where email = $1 and email_verified_at is not null", email)
            .fetch_optional(office.conn())
            .await?;
        let unknown = || Error::field("people", Message::with("Nobody has confirmed the address {email}.", [("email", email.clone())]));
        rule.users.push(UserId(found.ok_or_else(unknown)?));
    }
    set_flag(office, flag, &rule).await
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
    let plans: Vec<String> = rule.plans.iter().map(|plan| plan.name().to_owned()).collect();
    sqlx::query!(
        "insert into platform_flags (name, state, percent, workspaces, users, plans, changed_at) values ($1, $2, $3, $4, $5, $6, now())
         on conflict (name) do update set state = excluded.state, percent = excluded.percent, workspaces = excluded.workspaces,
             users = excluded.users, plans = excluded.plans, changed_at = excluded.changed_at",
        flag.name(),
        rule.state.name(),
        i16::from(rule.percent),
        &workspaces,
        &users,
        &plans
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

async fn rules(conn: &mut PgConnection) -> Result<std::collections::BTreeMap<Flag, Rule>> {
    let rows = sqlx::query!("select name, state, percent, workspaces, users, plans from platform_flags").fetch_all(conn).await?;
    let known = rows.into_iter().filter_map(|row| {
        // A flag of another version of the product, or a state of a later one.
        let (flag, state) = (Flag::from_name(&row.name)?, State::from_name(&row.state)?);
        let workspaces = row.workspaces.into_iter().map(WorkspaceId).collect();
        let users = row.users.into_iter().map(UserId).collect();
        let plans = row.plans.iter().filter_map(|name| Plan::from_name(name)).collect();
        Some((flag, Rule { state, percent: u8::try_from(row.percent).unwrap_or_default(), workspaces, users, plans }))
    });
    Ok(known.collect())
}

async fn values(conn: &mut PgConnection) -> Result<std::collections::BTreeMap<Setting, String>> {
    let rows = sqlx::query!("select name, value from platform_settings").fetch_all(conn).await?;
    Ok(rows.into_iter().filter_map(|row| Some((Setting::from_name(&row.name)?, row.value))).collect())
}
