//! What must hold whatever is added (docs/tenancy.md, docs/architecture.md). Lists of exceptions are exact: they change in review only.

mod arrows;
mod files;
mod impersonation;
mod messages;
mod permissions;
mod rest;
mod roles;
mod rows;
mod schema;
mod server_fns;
mod studio;
mod white_label;
