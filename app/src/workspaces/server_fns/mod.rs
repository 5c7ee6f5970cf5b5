mod groups;
mod invitations;
mod members;
mod roles;
mod settings;
mod sharing;

pub use groups::*;
pub use invitations::*;
pub use members::*;
pub use roles::*;
pub use settings::*;
pub use sharing::*;
