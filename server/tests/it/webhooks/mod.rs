//! Webhooks over the wire, to and from this machine only.

mod receiver;
mod receiving;
mod sending;
