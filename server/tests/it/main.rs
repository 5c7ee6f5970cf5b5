//! The product, asked from outside: through its router, with a database of its own per test, as browsers and strangers do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what it expects by failing")]
#![allow(unreachable_pub, reason = "one binary: what modules share has no other public")]

mod api;
mod jobs;
mod live;
mod mail;
mod media;
mod notices;
mod pages;
mod plans;
mod public;
mod rest;
mod support;
mod walls;
mod webhooks;
