//! First steps: what somebody does, the checklist, the sample; what staff set and measure.

mod admin;
mod checklist;
mod outline;
mod sample;
mod server_fns;
mod steps;
mod welcome;
mod words;

pub use admin::AdminOnboardingRoute;
#[cfg(not(target_arch = "wasm32"))]
pub use checklist::at_home;
pub use checklist::{Checklist, HomeActs};
pub use server_fns::*;
pub use welcome::WelcomePage;
