//! What staff sees and sets.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{Board, FirstPage, Placed, Shown, Step, StepFigures, Trade, TradeBoard, rules, store};
use crate::{
    Result,
    platform::{self, Flag, Platform, Rule, State},
    staff::BackOffice,
};

/// What is set, and what came of it for those who began, or signed up, in a period.
pub async fn board(office: &mut BackOffice, platform: &Platform, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Board> {
    let (overall, unknown, by_trade) = first_pages(office, from, until).await?;
    let mut trades = Vec::with_capacity(Trade::ALL.len());
    for trade in Trade::ALL {
        let first_page = by_trade.iter().find(|(of, _)| of == trade).map(|(_, page)| *page).unwrap_or_default();
        trades.push(trade_board(office, *trade, first_page, from, until).await?);
    }
    Ok(Board { offered: platform.rule(Flag::Onboarding).state, trades, overall, unknown })
}

/// Sets which steps people of a trade are shown, when and in which order: each with its place.
///
/// # Errors
/// `Invalid` on `form` if nothing is shown to everybody.
pub async fn set_outline(office: &mut BackOffice, trade: Trade, written: Vec<(u16, Placed)>) -> Result<()> {
    let outline = rules::outline(written)?;
    let names = |wanted: fn(Shown) -> bool| -> Vec<String> {
        outline.iter().filter(|placed| wanted(placed.shown)).map(|placed| placed.step.name().to_owned()).collect()
    };
    let (steps, always) = (names(|shown| shown != Shown::Never), names(|shown| shown == Shown::Always));
    sqlx::query!(
        "insert into onboarding_outlines (trade, steps, always, changed_at) values ($1, $2, $3, now())
         on conflict (trade) do update set steps = excluded.steps, always = excluded.always, changed_at = excluded.changed_at",
        trade.name(),
        &steps,
        &always
    )
    .execute(office.conn())
    .await?;
    office.note("onboarding.set", &json!({ "trade": trade, "steps": steps, "always": always })).await
}

/// Goes back to what the product does by itself.
pub async fn reset_outline(office: &mut BackOffice, trade: Trade) -> Result<()> {
    sqlx::query!("delete from onboarding_outlines where trade = $1", trade.name()).execute(office.conn()).await?;
    office.note("onboarding.reset", &json!({ "trade": trade })).await
}

/// Offers first steps to everybody, or to nobody. To some: `platform::set_flag`.
pub async fn offer(office: &mut BackOffice, offered: bool) -> Result<()> {
    let state = if offered { State::On } else { State::Off };
    platform::set_flag(office, Flag::Onboarding, &Rule { state, ..Flag::Onboarding.default_rule() }).await
}

async fn trade_board(
    office: &mut BackOffice,
    trade: Trade,
    first_page: FirstPage,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<TradeBoard> {
    let set =
        sqlx::query!("select steps, always from onboarding_outlines where trade = $1", trade.name()).fetch_optional(office.conn()).await?;
    let counts = sqlx::query!(
        r#"select count(*) as "started!", count(finished_at) as "finished!", count(put_away_at) as "put_away!"
           from onboarding_measures where trade = $1 and started_at >= $2 and started_at < $3"#,
        trade.name(),
        from,
        until
    )
    .fetch_one(office.conn())
    .await?;
    Ok(TradeBoard {
        trade,
        overridden: set.is_some(),
        outline: set.map_or_else(|| trade.outline(), |set| store::written(&set.steps, &set.always)),
        started: counts.started,
        finished: counts.finished,
        put_away: counts.put_away,
        steps: step_figures(office, trade, from, until).await?,
        first_page,
    })
}

async fn step_figures(office: &mut BackOffice, trade: Trade, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<StepFigures>> {
    let rows = sqlx::query!(
        r#"select shown.step as "step!", count(*) as "shown!", count(*) filter (where shown.step = any (m.done)) as "done!",
             count(*) filter (where shown.step = any (m.skipped)) as "skipped!"
           from onboarding_measures m cross join unnest(m.steps) as shown (step)
           where m.trade = $1 and m.started_at >= $2 and m.started_at < $3
           group by shown.step"#,
        trade.name(),
        from,
        until
    )
    .fetch_all(office.conn())
    .await?;
    let known = rows.into_iter().filter_map(|row| {
        let step = Step::from_name(&row.step)?;
        Some(StepFigures { step, shown: row.shown, done: row.done, skipped: row.skipped })
    });
    Ok(known.collect())
}

/// Of everybody, of those who have not said what they do, and by trade.
async fn first_pages(
    office: &mut BackOffice,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<(FirstPage, FirstPage, Vec<(Trade, FirstPage)>)> {
    let rows = sqlx::query!(
        r#"with people as (
             select trade, published_at, extract(epoch from published_at - signed_up_at)::bigint as seconds
             from onboarding_people where signed_up_at >= $1 and signed_up_at < $2
           )
           select trade, grouping(trade) = 1 as "everybody!", count(*) as "people!", count(published_at) as "published!",
             percentile_disc(0.5) within group (order by seconds) as median, percentile_disc(0.9) within group (order by seconds) as p90
           from people group by grouping sets ((), (trade))"#,
        from,
        until
    )
    .fetch_all(office.conn())
    .await?;
    let (mut overall, mut unknown, mut by_trade) = (FirstPage::default(), FirstPage::default(), Vec::new());
    for row in rows {
        let page = FirstPage { people: row.people, published: row.published, median: row.median, p90: row.p90 };
        match row.trade.as_deref().map(Trade::from_name) {
            _ if row.everybody => overall = page,
            None => unknown = page,
            Some(Some(trade)) => by_trade.push((trade, page)),
            // A trade of another version of the product.
            Some(None) => {}
        }
    }
    Ok((overall, unknown, by_trade))
}
