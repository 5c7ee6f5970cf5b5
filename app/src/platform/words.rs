//! What flags and settings are for.

use mewayz::platform::{Flag, Setting};

use crate::words::admin as t;

/// Name and meaning.
pub(super) fn flag(flag: Flag) -> (&'static str, &'static str) {
    match flag {
        Flag::SignUps => (t::new_accounts(), t::new_accounts_text()),
        Flag::Uploads => (t::uploads(), t::uploads_text()),
        Flag::Onboarding => (t::first_steps(), t::first_steps_text()),
    }
}

/// Name and meaning.
pub(super) fn setting(setting: Setting) -> (&'static str, &'static str) {
    match setting {
        Setting::Notice => (t::notice(), t::notice_text()),
        Setting::SupportEmail => (t::help_address(), t::help_address_text()),
    }
}
