//! Workers as processes of their own.

mod command;
mod killed;
