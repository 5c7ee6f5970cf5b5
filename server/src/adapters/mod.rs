//! The only place that knows a vendor.

pub mod breaches;
pub mod names;
pub mod outbound;
pub mod providers;
pub mod push;
pub mod sms;
pub mod smtp;
pub mod storage;
pub mod stripe;
