//! People as staff see them: looking for somebody, and what can be done about an account.

mod acts;
mod index;
mod person;
mod server_fns;

pub use index::PeopleRoute;
pub use person::PersonRoute;
pub use server_fns::*;
