//! Counts SQL statements, as the driver reports them.

use std::sync::{Arc, Mutex};

use tracing::{Event, Level, Subscriber, field::Visit, subscriber::DefaultGuard};
use tracing_subscriber::{Layer, filter::LevelFilter, layer::Context, prelude::*};

/// Collects the statements that tasks of this thread run while it lives; so the runtime must have one thread.
pub struct Statements {
    seen: Arc<Mutex<Vec<String>>>,
    _guard: DefaultGuard,
}

impl Statements {
    pub fn watch() -> Self {
        let seen = Arc::default();
        let layer = Collect(Arc::clone(&seen)).with_filter(LevelFilter::from_level(Level::DEBUG));
        Self { seen, _guard: tracing_subscriber::registry().with(layer).set_default() }
    }

    /// What was run since the last time, without the ends of transactions and the counting of visits, which goes on beside.
    pub fn take(&self) -> Vec<String> {
        let seen = std::mem::take(&mut *self.seen.lock().unwrap());
        seen.into_iter().filter(|statement| statement != "COMMIT" && !statement.contains("visit_salts")).collect()
    }
}

struct Collect(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Collect {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            let mut summary = Summary(String::new());
            event.record(&mut summary);
            self.0.lock().unwrap().push(summary.0);
        }
    }
}

struct Summary(String);

impl Visit for Summary {
    fn record_str(&mut self, field: &tracing::field::Field, value: &str) {
        if field.name() == "summary" {
            value.clone_into(&mut self.0);
        }
    }

    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        if field.name() == "summary" {
            self.0 = format!("{value:?}");
        }
    }
}
