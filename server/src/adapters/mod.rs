//! The only place that knows a vendor.

pub mod storage;
