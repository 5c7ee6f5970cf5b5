//! People who run the product. What they do goes through a door of its own, which writes down who, when, why and what.
//!
//! Only the owner role makes somebody staff (`server admin grant`): the application, whatever happens to it, cannot.

mod office;
mod roll;

pub(crate) use office::record;
pub use {
    office::BackOffice,
    roll::{grant, recognise, revoke},
};

use crate::ids::UserId;

/// Proof that somebody who has authenticated is staff. Built only by [`recognise`].
#[derive(Debug, Clone)]
pub struct Staff {
    pub(crate) user: UserId,
}

impl Staff {
    pub fn user(&self) -> UserId {
        self.user
    }
}
