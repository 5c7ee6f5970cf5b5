//! What flags and settings are for.

use mewayz::platform::{Flag, Setting};

/// Name and meaning.
pub(super) fn flag(flag: Flag) -> (&'static str, &'static str) {
    match flag {
        Flag::SignUps => {
            ("New accounts", "Whether people can sign up. Nobody has a workspace yet then, so lists and shares do not apply: on or off.")
        }
        Flag::Uploads => ("Uploads", "Whether files can be added to media libraries. What is there stays visible."),
    }
}

/// Name and meaning.
pub(super) fn setting(setting: Setting) -> (&'static str, &'static str) {
    match setting {
        Setting::Notice => ("Notice", "Stands on top of every page of every workspace. Leave it empty to show nothing."),
        Setting::SupportEmail => ("Address for help", "In the menu of everybody's account. Leave it empty to show nothing."),
    }
}
