//! What stands around every request.

pub mod address;
pub mod error_page;
pub mod gate;
pub mod headers;
pub mod hosts;
pub mod language;
pub mod limits;
pub mod observe;
pub mod rpc;
