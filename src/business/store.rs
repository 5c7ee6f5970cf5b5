use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Activation, Count, Mix, Report, Sheet, cohorts, months, reconcile, revenue};
use crate::{
    Result,
    plans::{self, Plan},
    spreadsheet::Table,
    staff::BackOffice,
    tenancy::Scope,
};

/// Months that are shown.
const MONTHS: i32 = 12;
/// Who publishes within it is activated.
const DAYS: i64 = 7;

/// Counts in the scope's workspace what only its own rows tell, and writes down what it pays if nobody did.
pub async fn survey(scope: &mut Scope, now: DateTime<Utc>) -> Result<()> {
    plans::catch_up(scope, now).await?;
    let workspace = scope.workspace();
    sqlx::query!(
        "update workspace_figures f set
           first_published_at = coalesce(f.first_published_at, (select min(happened_at) from events where name = 'bio_site.published')),
           last_active_at = (select max(happened_at) from events where actor_kind in ('user', 'api_key')),
           plan = coalesce((select v.plan from subscriptions s join plan_versions v on v.id = s.plan_version_id where s.state <> 'read_only'), 'free'),
           standing = coalesce((select case when s.state in ('ended', 'read_only') then 'ended' when s.source = 'staff' then 'assigned'
                                            when s.state = 'trialing' then 'trial' else 'paying' end from subscriptions s), 'none')
         where f.workspace_id = $1",
        workspace.0
    )
    .execute(scope.conn())
    .await?;
    // From the month before the last that is known: what was written down late is not lost.
    sqlx::query!(
        "insert into workspace_active_months (workspace_id, month)
         select distinct $1::uuid, date_trunc('month', happened_at at time zone 'UTC')::date from events
         where actor_kind in ('user', 'api_key')
           and happened_at >= coalesce((select max(month) - interval '1 month' from workspace_active_months where workspace_id = $1), '-infinity')
         on conflict do nothing",
        workspace.0
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// Everything on the page; bills are held against `month`.
pub async fn report(office: &mut BackOffice, month: NaiveDate, now: DateTime<Utc>) -> Result<Report> {
    let conn = office.conn();
    let asked = months::last(MONTHS, now);
    let changes = changes(conn).await?;
    let begun = begun(conn).await?;
    let mut reconciliations = reconcile::reconcile(&changes, &bills(conn, month).await?, month, now);
    name(conn, &mut reconciliations).await?;
    let active = active_months(conn).await?;
    let row = sqlx::query!(
        r#"select min(surveyed_at) as surveyed_at, count(*) filter (where last_active_at > $1) as "active!" from workspace_figures"#,
        now - Duration::days(30)
    )
    .fetch_one(&mut *conn)
    .await?;
    Ok(Report {
        at: now,
        surveyed_at: row.surveyed_at,
        days: sign_ups(conn, "day", 30, now).await?,
        weeks: sign_ups(conn, "week", 12, now).await?,
        months: sign_ups(conn, "month", MONTHS, now).await?,
        activation: activation(&begun, &asked, now),
        active: asked
            .iter()
            .map(|month| Count { since: *month, count: whole(active.iter().filter(|(_, at)| at == month).count()) })
            .collect(),
        active_now: row.active,
        workspaces: whole(begun.len()),
        cohorts: cohorts::cohorts(&begun.iter().map(|one| (one.workspace, one.at.date_naive())).collect::<Vec<_>>(), &active, &asked),
        mix: mix(conn).await?,
        movements: revenue::movements(&changes, &asked),
        reconciliations,
    })
}

/// A part of the report as a file; amounts in minor units.
pub fn csv(report: &Report, sheet: Sheet) -> String {
    match sheet {
        Sheet::Revenue => revenue_csv(report),
        Sheet::SignUps => sign_ups_csv(report),
        Sheet::Activation => activation_csv(report),
        Sheet::Cohorts => cohorts_csv(report),
        Sheet::Reconciliation => reconciliation_csv(report),
    }
}

/// When a workspace began, and when it first published.
struct Begun {
    workspace: Uuid,
    at: DateTime<Utc>,
    first_published_at: Option<DateTime<Utc>>,
}

async fn begun(conn: &mut PgConnection) -> Result<Vec<Begun>> {
    let rows = sqlx::query_as!(
        Begun,
        r#"select w.id as "workspace!", w.created_at as "at!", f.first_published_at from workspaces w left join workspace_figures f on f.workspace_id = w.id"#
    );
    Ok(rows.fetch_all(conn).await?)
}

async fn changes(conn: &mut PgConnection) -> Result<Vec<revenue::Change>> {
    let rows = sqlx::query_as!(
        revenue::Change,
        "select workspace_id as workspace, at, plan, currency, twelfths from revenue_changes order by at, seq"
    );
    Ok(rows.fetch_all(conn).await?)
}

/// Bills whose shares can fall into a month.
async fn bills(conn: &mut PgConnection, month: NaiveDate) -> Result<Vec<reconcile::Bill>> {
    let rows = sqlx::query!(
        r#"select workspace_id, currency, state = 'paid' as "paid!", net_minor, discount_minor, covers_from, covers_until
           from plan_bills where state <> 'void' and covers_from < $2 and covers_until >= $1 order by id"#,
        months::begin(months::plus(month, -1)),
        months::end(month)
    )
    .fetch_all(conn)
    .await?;
    let bills = rows.into_iter().map(|row| reconcile::Bill {
        workspace: row.workspace_id,
        currency: row.currency,
        paid: row.paid,
        net_minor: row.net_minor,
        discount_minor: row.discount_minor,
        covers_from: row.covers_from,
        covers_until: row.covers_until,
    });
    Ok(bills.collect())
}

/// Gives workspaces with differences their addresses.
async fn name(conn: &mut PgConnection, all: &mut [reconcile::Reconciliation]) -> Result<()> {
    let ids: Vec<Uuid> = all.iter().flat_map(|one| &one.differences).map(|difference| difference.workspace).collect();
    let rows = sqlx::query!("select id, slug from workspaces where id = any($1)", &ids).fetch_all(conn).await?;
    let slugs: BTreeMap<Uuid, String> = rows.into_iter().map(|row| (row.id, row.slug)).collect();
    for difference in all.iter_mut().flat_map(|one| &mut one.differences) {
        difference.slug = slugs.get(&difference.workspace).cloned();
    }
    Ok(())
}

async fn active_months(conn: &mut PgConnection) -> Result<Vec<(Uuid, NaiveDate)>> {
    let rows = sqlx::query!("select workspace_id, month from workspace_active_months").fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.workspace_id, row.month)).collect())
}

/// New accounts by day, week or month, also where there were none.
async fn sign_ups(conn: &mut PgConnection, unit: &str, count: i32, now: DateTime<Utc>) -> Result<Vec<Count>> {
    let rows = sqlx::query_as!(
        Count,
        r#"with spans as (
             select generate_series(date_trunc($1, $2::timestamptz at time zone 'UTC') - ($3::int - 1) * ('1 ' || $1)::interval,
                                    date_trunc($1, $2::timestamptz at time zone 'UTC'), ('1 ' || $1)::interval) as since
           )
           select spans.since::date as "since!", count(u.id) as "count!" from spans
           left join users u on u.created_at >= spans.since at time zone 'UTC'
             and u.created_at < (spans.since + ('1 ' || $1)::interval) at time zone 'UTC'
           group by spans.since order by spans.since"#,
        unit,
        now,
        count
    );
    Ok(rows.fetch_all(conn).await?)
}

/// By the month in which workspaces began; those that have not had their days yet do not count.
fn activation(begun: &[Begun], asked: &[NaiveDate], now: DateTime<Utc>) -> Vec<Activation> {
    let had = |one: &&Begun| one.at + Duration::days(DAYS) <= now;
    let in_time = |one: &&Begun| one.first_published_at.is_some_and(|at| at <= one.at + Duration::days(DAYS));
    let row = |month: &NaiveDate| {
        let of: Vec<&Begun> = begun.iter().filter(had).filter(|one| months::of(one.at) == *month).collect();
        Activation { month: *month, workspaces: whole(of.len()), activated: whole(of.iter().copied().filter(in_time).count()) }
    };
    asked.iter().map(row).collect()
}

async fn mix(conn: &mut PgConnection) -> Result<Vec<Mix>> {
    let rows = sqlx::query!(
        r#"select plan, count(*) filter (where standing = 'paying') as "paying!", count(*) filter (where standing = 'trial') as "trial!",
             count(*) filter (where standing = 'assigned') as "assigned!", count(*) filter (where standing in ('none', 'ended')) as "others!"
           from workspace_figures group by plan"#
    )
    .fetch_all(conn)
    .await?;
    let of = |plan: Plan| {
        let row = rows.iter().find(|row| row.plan == plan.name());
        row.map_or(Mix { plan, paying: 0, trial: 0, assigned: 0, others: 0 }, |row| Mix {
            plan,
            paying: row.paying,
            trial: row.trial,
            assigned: row.assigned,
            others: row.others,
        })
    };
    Ok(Plan::ALL.map(of).to_vec())
}

fn revenue_csv(report: &Report) -> String {
    let mut table = Table::default();
    table.row(["month_utc", "currency", "start", "new", "reactivation", "expansion", "contraction", "churn", "end"]);
    for row in &report.movements {
        let amounts = [row.start, row.new, row.reactivation, row.expansion, row.contraction, row.churn, row.end].map(|n| n.to_string());
        let [start, new, reactivation, expansion, contraction, churn, end] = &amounts;
        table.row([&month(row.month), &row.currency, start, new, reactivation, expansion, contraction, churn, end]);
    }
    table.finish()
}

fn sign_ups_csv(report: &Report) -> String {
    let mut table = Table::default();
    table.row(["span", "since_utc", "accounts"]);
    for (span, counts) in [("day", &report.days), ("week", &report.weeks), ("month", &report.months)] {
        counts.iter().for_each(|row| table.row([span, &row.since.to_string(), &row.count.to_string()]));
    }
    table.finish()
}

fn activation_csv(report: &Report) -> String {
    let mut table = Table::default();
    table.row(["month_utc", "workspaces", "activated"]);
    for row in &report.activation {
        table.row([&month(row.month), &row.workspaces.to_string(), &row.activated.to_string()]);
    }
    table.finish()
}

fn cohorts_csv(report: &Report) -> String {
    let mut table = Table::default();
    table.row(["month_utc", "workspaces", "months_later", "active"]);
    for row in &report.cohorts {
        for (later, count) in row.active.iter().enumerate() {
            table.row([&month(row.month), &row.size.to_string(), &later.to_string(), &count.to_string()]);
        }
    }
    table.finish()
}

/// Revenue, then each difference, then what was paid: the first lines together are the last.
fn reconciliation_csv(report: &Report) -> String {
    let mut table = Table::default();
    table.row(["month_utc", "currency", "line", "workspace", "amount"]);
    for one in &report.reconciliations {
        let month = month(one.month);
        table.row([&month, &one.currency, "revenue", "", &one.revenue.to_string()]);
        for difference in &one.differences {
            let workspace = difference.workspace.to_string();
            table.row([&month, &one.currency, difference.why.name(), &workspace, &difference.minor.to_string()]);
        }
        table.row([&month, &one.currency, "paid", "", &one.paid.to_string()]);
    }
    table.finish()
}

fn month(month: NaiveDate) -> String {
    month.format("%Y-%m").to_string()
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
