//! What a person is told: the bell, the list behind it, and the stream that keeps both up to date.

mod admin;
mod bell;
mod devices;
mod index;
mod live;
mod phone;
mod push_page;
mod row;
mod server_fns;
mod settings;
mod words;

pub use admin::NotificationWordsPage;
pub use bell::Bell;
pub use index::NotificationsPage;
pub use live::Live;
pub use server_fns::*;
pub use settings::NotificationSettingsPage;
