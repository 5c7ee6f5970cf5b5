use serde::{Deserialize, Serialize};

use crate::{
    Result,
    fields::{Fields, single_line},
    identity::rules::is_email,
};

/// What staff can set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// Shown on top of every page of the studio; empty = nothing is shown.
    Notice,
    /// Where people are told to write, in the menu of their account; empty = not mentioned.
    SupportEmail,
}

impl Setting {
    pub const ALL: [Self; 2] = [Self::Notice, Self::SupportEmail];

    /// The name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::SupportEmail => "support_email",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setting| setting.name() == name)
    }

    /// What holds until staff says otherwise.
    pub fn default_value(self) -> &'static str {
        ""
    }

    /// The value as it is kept.
    ///
    /// # Errors
    /// `Invalid` on `value`.
    pub fn check(self, value: &str) -> Result<String> {
        let value = single_line(value);
        let mut fields = Fields::default();
        match self {
            Self::Notice => fields.require(value.chars().count() <= 300, "value", "Use at most 300 characters."),
            Self::SupportEmail => {
                fields.require(value.is_empty() || is_email(&value), "value", "Enter an e-mail address such as name@example.com.");
            }
        }
        fields.into_result()?;
        Ok(value)
    }
}
