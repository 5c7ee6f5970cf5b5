//! What a workspace has, what there is to be had, and what staff decide about it.

mod admin;
mod choose;
mod current;
mod index;
mod invoices;
mod price;
mod pricing;
mod server_fns;
mod words;

pub use admin::AdminPlansPage;
pub use index::BillingPage;
pub use pricing::PricingPage;
pub use server_fns::*;
