//! Slow statements of this process: sqlx logs each that takes a second or more, and this counts what it logs. The text of a statement
//! names its parameters and never holds them.

use std::{
    collections::HashMap,
    fmt::Debug,
    sync::{LazyLock, Mutex, PoisonError},
};

use mewayz::health::Statement;
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, Targets},
    layer::Context,
    registry::LookupSpan,
};

/// How sqlx names what it says about statements.
const TARGET: &str = "sqlx::query";
/// Different statements that are kept; the quickest of them makes room.
const MOST: usize = 100;
/// Of a statement's text.
const LETTERS: usize = 2_000;

static SEEN: LazyLock<Mutex<Seen>> = LazyLock::new(Mutex::default);

/// Hears of slow statements, whatever else is logged.
pub fn layer<S: Subscriber + for<'a> LookupSpan<'a>>() -> impl Layer<S> {
    Listener.with_filter(Targets::new().with_target(TARGET, LevelFilter::WARN))
}

/// The slowest, slowest first.
pub fn slowest(most: usize) -> Vec<Statement> {
    SEEN.lock().unwrap_or_else(PoisonError::into_inner).slowest(most)
}

struct Listener;

impl<S: Subscriber> Layer<S> for Listener {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if *event.metadata().level() != Level::WARN {
            return;
        }
        let mut said = Said::default();
        event.record(&mut said);
        if let Some(seconds) = said.seconds {
            SEEN.lock().unwrap_or_else(PoisonError::into_inner).add(said.text(), seconds * 1e3);
        }
    }
}

/// What an event says.
#[derive(Default)]
struct Said {
    /// The whole text; empty where the summary is the whole.
    statement: String,
    summary: String,
    seconds: Option<f64>,
}

impl Said {
    fn text(self) -> String {
        let whole = if self.statement.trim().is_empty() { self.summary } else { self.statement };
        whole.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LETTERS).collect()
    }
}

impl Visit for Said {
    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "elapsed_secs" {
            self.seconds = Some(value);
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "db.statement" => value.clone_into(&mut self.statement),
            "summary" => value.clone_into(&mut self.summary),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

#[derive(Default)]
struct Seen(HashMap<String, Slow>);

#[derive(Clone, Copy)]
struct Slow {
    calls: i64,
    total_ms: f64,
    most_ms: f64,
}

impl Seen {
    fn add(&mut self, text: String, ms: f64) {
        let slow = self.0.entry(text).or_insert(Slow { calls: 0, total_ms: 0.0, most_ms: 0.0 });
        *slow = Slow { calls: slow.calls + 1, total_ms: slow.total_ms + ms, most_ms: slow.most_ms.max(ms) };
        if self.0.len() > MOST
            && let Some(least) = self.0.iter().min_by(|a, b| a.1.most_ms.total_cmp(&b.1.most_ms)).map(|(text, _)| text.clone())
        {
            self.0.remove(&least);
        }
    }

    fn slowest(&self, most: usize) -> Vec<Statement> {
        let told = |(text, slow): (&String, &Slow)| Statement {
            text: text.clone(),
            calls: slow.calls,
            mean_ms: slow.total_ms / slow.calls.max(1) as f64,
            most_ms: slow.most_ms,
        };
        let mut all: Vec<Statement> = self.0.iter().map(told).collect();
        all.sort_by(|a, b| b.most_ms.total_cmp(&a.most_ms).then_with(|| a.text.cmp(&b.text)));
        all.truncate(most);
        all
    }
}

#[cfg(test)]
mod tests {
    use testdb::TestDb;
    use tracing_subscriber::prelude::*;

    use super::*;

    #[test]
    fn the_slowest_stay() {
        let mut seen = Seen::default();
        for number in 0..=MOST {
            seen.add(format!("select {number}"), 1_000.0 + number as f64);
        }
        seen.add(format!("select {MOST}"), 3_000.0);
        let slowest = seen.slowest(2);
        assert_eq!((slowest[0].text.as_str(), slowest[0].calls, slowest[0].most_ms), ("select 100", 2, 3_000.0));
        assert_eq!((slowest[0].mean_ms, slowest[1].text.as_str()), (2_050.0, "select 99"));
        assert_eq!((seen.0.len(), seen.0.contains_key("select 0")), (MOST, false));
    }

    #[tokio::test]
    async fn what_sqlx_says_of_a_slow_statement_is_counted_without_its_parameters() {
        use sqlx::Connection;
        let database = TestDb::fresh().await;
        let mut connection = sqlx::PgConnection::connect(database.app_url()).await.unwrap();
        let listening = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer()));
        let sql = "select pg_sleep(1.05)\n   where $1 = 'a secret of somebody' -- seen by its text";
        sqlx::query(sql).bind("a secret of somebody").execute(&mut connection).await.unwrap();
        drop(listening);
        let found = slowest(MOST).into_iter().find(|one| one.text.ends_with("seen by its text")).unwrap();
        assert!(found.calls == 1 && found.most_ms >= 1_050.0, "{found:?}");
        assert!(found.text.starts_with("select pg_sleep(1.05) where $1"), "{found:?}");
    }
}
