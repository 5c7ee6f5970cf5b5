//! Text messages: by a gateway that speaks as Twilio does, or into files in development.

mod config;
mod files;
mod twilio;

use std::sync::Arc;

use mewayz::gateways::Sms;

pub use config::{SmsConfig, SmsGiven};
pub use files::Files;
pub use twilio::Twilio;

use super::outbound::Outbound;

/// The way for text messages; `None` if this installation has none.
///
/// # Errors
/// In words, if the folder cannot be made.
pub fn open(config: Option<&SmsConfig>, outbound: &Outbound) -> Result<Option<Arc<dyn Sms>>, String> {
    Ok(match config {
        None => None,
        Some(SmsConfig::Folder(path)) => Some(Arc::new(Files::open(path.clone())?)),
        Some(SmsConfig::Gateway(gateway)) => Some(Arc::new(Twilio::new(gateway.clone(), outbound.clone()))),
    })
}
