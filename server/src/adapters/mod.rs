//! The only place that knows a vendor.

pub mod outbound;
pub mod push;
pub mod sms;
pub mod smtp;
pub mod storage;
pub mod stripe;
