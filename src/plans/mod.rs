//! Plans of the platform: what they cost, who has which, and what follows from it.
//!
//! Invariants:
//! - What a workspace may use stands in one table, `entitlements`, and is written in the transaction that changes its subscription.
//!   `Scope::allow` asks it; nothing else decides.
//! - The payment service is the truth about what is paid. What it tells us only makes us ask it: a message that comes late, twice or out
//!   of order is harmless, because what is taken over is what it says when asked, and an answer that was asked for earlier than the one we
//!   hold changes nothing.
//! - After a failed payment or the end everything stays for the days of grace, then what is over the free limits is read-only. Nothing is
//!   deleted.
//! - A version of a plan never changes. Who has one keeps its price; new prices are new versions.
//! - No call to the payment service happens inside a transaction.

mod catalogue;
#[cfg(not(target_arch = "wasm32"))]
mod desk;
#[cfg(not(target_arch = "wasm32"))]
mod office;
#[cfg(not(target_arch = "wasm32"))]
mod periods;
#[cfg(not(target_arch = "wasm32"))]
mod revenue;
pub mod rules;
#[cfg(not(target_arch = "wasm32"))]
mod store;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
mod words;

pub use catalogue::{Feature, Plan, Term, WHITE_LABEL};
pub use rules::{Fact, Snapshot, Source, State, Status, Subscription};
pub use words::*;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use store::told;
#[cfg(not(target_arch = "wasm32"))]
pub use {
    desk::{cancel, change, checkout, open_portal, overview, preview, refresh, resume},
    office::{add_version, assign, board, end_grace},
    periods::period_end,
    revenue::{billed, catch_up},
    store::{Reconcile, Refresh, Tick, answered, customer, plan_of, reconcile, tick, versions},
};
