//! Reports about published pages: the form, the queue of staff, and the objection of a page's people.

mod appeal;
mod case;
mod form;
mod queue;
mod server_fns;
mod words;

pub use appeal::AppealPage;
pub use case::CaseRoute;
pub use form::ReportPage;
pub use queue::QueueRoute;
pub use server_fns::*;
