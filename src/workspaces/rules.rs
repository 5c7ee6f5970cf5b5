//! What an invitation, a role and the settings of a workspace need, and who may give what to whom.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result,
    color::Color,
    fields::{Fields, single_line},
    identity::rules::check_email,
    ids::{RoleId, SiteId},
    tenancy::{Access, Grants, Permission, Role},
};

const MOST_NAME: usize = 120;
/// Characters of the name of a role or a group.
const MOST_LABEL: usize = 60;
const MOST_SLUG: usize = 60;
const MOST_IMPRINT: usize = 300;
const MOST_SITES: usize = 50;
/// Days after which a deleted workspace is gone.
pub const GRACE: Duration = Duration::days(14);
/// How long an offer to take a workspace over stands.
pub const OFFER_LASTS: Duration = Duration::days(7);
/// How long an invitation can be accepted.
pub const INVITATION_LASTS: std::ops::RangeInclusive<u16> = 1..=30;
/// Workspaces that one person may own at a time.
pub const MOST_OWNED: i64 = 20;
/// Addresses that would be taken for something of ours.
const RESERVED: [&str; 8] = ["admin", "api", "mewayz", "new", "settings", "support", "system", "www"];

/// A role that can be given: one of the product, or one that the workspace made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum RoleChoice {
    Product(Role),
    Made(RoleId),
}

impl FromStr for RoleChoice {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match Role::from_name(text) {
            Some(Role::Custom) => Err(()),
            Some(role) => Ok(Self::Product(role)),
            None => text.parse().map(Self::Made).map_err(drop),
        }
    }
}

impl fmt::Display for RoleChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Product(role) => f.write_str(role.name()),
            Self::Made(id) => id.fmt(f),
        }
    }
}

impl TryFrom<String> for RoleChoice {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map_err(|()| "no such role")
    }
}

impl From<RoleChoice> for String {
    fn from(choice: RoleChoice) -> Self {
        choice.to_string()
    }
}

/// What somebody fills in for an invitation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Empty for a link.
    pub email: String,
    /// Name of a role of the product, or the id of one that the workspace made.
    pub role: String,
    /// Sites of a guest; none invites to the whole workspace.
    #[serde(default)]
    pub sites: Vec<SiteId>,
    pub days: u16,
}

/// An invitation that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub email: Option<String>,
    pub role: RoleChoice,
    pub sites: Vec<SiteId>,
    pub expires_at: DateTime<Utc>,
}

impl Draft {
    /// # Errors
    /// `Invalid` on `email`, `role`, `sites` and `days`.
    pub fn check(&self, now: DateTime<Utc>) -> Result<Checked> {
        let mut fields = Fields::default();
        let email = (!self.email.trim().is_empty()).then(|| check_email(&self.email, &mut fields));
        let role = self.role.parse().ok();
        fields.require(role.is_some(), "role", "Choose a role.");
        fields.require(self.sites.len() <= MOST_SITES, "sites", "Choose at most 50 sites.");
        fields.require(role != Some(RoleChoice::Product(Role::Owner)) || self.sites.is_empty(), "role", "An owner sees all sites.");
        fields.require(INVITATION_LASTS.contains(&self.days), "days", "Choose from 1 to 30 days.");
        let (Some(role), true) = (role, fields.is_empty()) else { return Err(Error::Invalid(fields)) };
        let mut sites = self.sites.clone();
        sites.sort_unstable();
        sites.dedup();
        Ok(Checked { email, role, sites, expires_at: now + Duration::days(self.days.into()) })
    }
}

/// How the mails of a workspace look.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// `#rrggbb`; empty for the product's own.
    pub accent: String,
    /// A picture of the library: its key and the width to show; the key is empty for none.
    pub logo_key: String,
    pub logo_width: u32,
    /// Who sends, and from where.
    pub imprint: String,
}

impl Look {
    /// # Errors
    /// `Invalid` on `accent`, `logo` and `imprint`.
    pub fn check(self) -> Result<Self> {
        let mut fields = Fields::default();
        let accent = self.accent.trim().to_lowercase();
        let color = Color::parse(&accent);
        fields.require(accent.is_empty() || color.is_ok(), "accent", "Choose a colour such as #0f5f4c.");
        let imprint = single_line(&self.imprint);
        fields.require(imprint.chars().count() <= MOST_IMPRINT, "imprint", "Use at most 300 characters.");
        let logo_ok = self.logo_key.is_empty() || (crate::media::is_key(&self.logo_key) && self.logo_width > 0);
        fields.require(logo_ok, "logo", "Choose a picture of the library.");
        fields.into_result()?;
        Ok(Self { accent: color.map(|color| color.to_string()).unwrap_or_default(), imprint, ..self })
    }
}

/// The name of a workspace as it is stored.
///
/// # Errors
/// `Invalid` on `name`.
pub fn check_name(name: &str) -> Result<String> {
    label(name, MOST_NAME, "Use at most 120 characters.")
}

/// The name of a role or a group as it is stored.
///
/// # Errors
/// `Invalid` on `name`.
pub fn check_label(name: &str) -> Result<String> {
    label(name, MOST_LABEL, "Use at most 60 characters.")
}

fn label(name: &str, most: usize, too_long: &'static str) -> Result<String> {
    let name = single_line(name);
    let mut fields = Fields::default();
    fields.require(!name.is_empty(), "name", "Enter a name.");
    fields.require(name.chars().count() <= most, "name", too_long);
    fields.into_result()?;
    Ok(name)
}

/// The address of a workspace as it is stored.
///
/// # Errors
/// `Invalid` on `slug`.
pub fn check_slug(slug: &str) -> Result<String> {
    let slug = slug.trim().to_lowercase();
    let parts_ok = slug.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    let mut fields = Fields::default();
    fields.require(slug.len() >= 3 && slug.len() <= MOST_SLUG, "slug", "Use 3 to 60 characters.");
    fields.require(parts_ok, "slug", "Use letters a to z, digits and single hyphens between them.");
    fields.require(!RESERVED.contains(&slug.as_str()), "slug", "This address is taken. Try another one.");
    fields.into_result()?;
    Ok(slug)
}

/// The permissions of a role that somebody with `rights` makes.
///
/// # Errors
/// `Invalid` on `permissions` for none, for names that are unknown, and for what the person does not have or only owners have.
pub fn check_permissions(names: &[String], rights: Grants) -> Result<Grants> {
    let mut fields = Fields::default();
    fields.require(!names.is_empty(), "permissions", "Choose at least one thing the role may do.");
    let known: Vec<Option<Permission>> = names.iter().map(|name| Permission::from_name(name)).collect();
    let allowed = |p: &Option<Permission>| p.is_some_and(|p| rights.has(p) && !p.is_for_owners());
    fields.require(known.iter().all(allowed), "permissions", "One of these is nothing you can give.");
    fields.into_result()?;
    Ok(known.into_iter().flatten().collect())
}

/// Whether somebody may give a role with these rights, or take it away: nobody moves more than they have, and programs move
/// no power over others.
///
/// # Errors
/// `Invalid` on `role`.
pub fn check_gift(giver: Access, is_program: bool, given: Access) -> Result<()> {
    let may = given.rights.is_within(giver.rights) && !giver.only_assigned;
    if !may || (is_program && given.rights.iter().any(Permission::is_managing)) {
        return Err(Error::field("role", "You can give and take no more than you may do yourself."));
    }
    Ok(())
}

/// The beginning of an address, enough for whoever owns it to know it: `a…@example.com`.
pub fn masked(email: &str) -> String {
    let (local, domain) = email.split_once('@').unwrap_or((email, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}…@{domain}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn draft() -> Draft {
        Draft { email: " Ada@Example.com ".to_owned(), role: "editor".to_owned(), sites: vec![], days: 7 }
    }

    fn names(error: Error) -> Vec<String> {
        error.fields().unwrap().iter().map(|(name, _)| name.to_owned()).collect()
    }

    #[test]
    fn a_good_invitation_passes() {
        let now = DateTime::UNIX_EPOCH;
        let checked = draft().check(now).unwrap();
        assert_eq!(checked.email.as_deref(), Some("ada@example.com"));
        assert_eq!((checked.role, checked.expires_at), (RoleChoice::Product(Role::Editor), now + Duration::days(7)));
        assert_eq!(Draft { email: String::new(), ..draft() }.check(now).unwrap().email, None);
        let site = SiteId::new();
        assert_eq!(Draft { sites: vec![site, site], ..draft() }.check(now).unwrap().sites, [site]);
    }

    #[test]
    fn a_bad_invitation_is_told_field_by_field() {
        let now = DateTime::UNIX_EPOCH;
        let bad = Draft { email: "nobody".to_owned(), role: "custom".to_owned(), sites: vec![SiteId::new(); 51], days: 0 };
        assert_eq!(names(bad.check(now).unwrap_err()), ["days", "email", "role", "sites"]);
        let guest_owner = Draft { role: "owner".to_owned(), sites: vec![SiteId::new()], ..draft() };
        assert_eq!(names(guest_owner.check(now).unwrap_err()), ["role"]);
        assert!(Draft { days: 31, ..draft() }.check(now).is_err());
    }

    #[test]
    fn addresses() {
        assert_eq!(check_slug(" Studio-7 ").unwrap(), "studio-7");
        for bad in ["", "ab", "-abc", "abc-", "a--b", "a_b", "ä-b-c", "admin", &"a".repeat(61)] {
            assert_eq!(names(check_slug(bad).unwrap_err()), ["slug"], "{bad}");
        }
    }

    #[test]
    fn roles_are_made_of_what_their_maker_has() {
        let text = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let admin = Role::Admin.rights();
        assert_eq!(check_permissions(&text(&["view_sites"]), admin).unwrap().iter().collect::<Vec<_>>(), [Permission::ViewSites]);
        for bad in [&[][..], &["fly"], &["own_workspace"], &["view_sites", "own_workspace"]] {
            assert!(check_permissions(&text(bad), Role::Owner.rights()).is_err(), "{bad:?}");
        }
        assert!(check_permissions(&text(&["manage_members"]), Role::Editor.rights()).is_err());
    }

    #[test]
    fn looks() {
        let look = Look { accent: "#0F5F4C".to_owned(), imprint: " Studio\nLane 1 ".to_owned(), ..Look::default() }.check().unwrap();
        assert_eq!((look.accent.as_str(), look.imprint.as_str()), ("#0f5f4c", "Studio Lane 1"));
        assert_eq!(Look::default().check().unwrap(), Look::default());
        let bad = Look { accent: "red;".to_owned(), logo_key: "../x".to_owned(), imprint: "x".repeat(301), ..Look::default() };
        assert_eq!(names(bad.check().unwrap_err()), ["accent", "imprint", "logo"]);
    }

    #[test]
    fn an_address_is_shown_as_far_as_its_owner_needs() {
        assert_eq!(masked("ada@example.com"), "a…@example.com");
        assert_eq!(masked("名@example.com"), "名…@example.com");
    }

    proptest! {
        /// Whatever roles there are: who gives never gives more than they have.
        #[test]
        fn nobody_gives_more_than_they_have(giver in 0usize..4, given in 0usize..4, program: bool) {
            let (giver, given) = (Role::ALL[giver], Role::ALL[given]);
            let access = |role| Access::new(role, [], false);
            let may = check_gift(access(giver), program, access(given)).is_ok();
            prop_assert!(!may || given.rights().is_within(giver.rights()));
            prop_assert!(!(may && program && given.allows(Permission::ManageMembers)));
        }

        #[test]
        fn choices_travel_as_text(id: u128) {
            for choice in [RoleChoice::Made(RoleId(uuid::Uuid::from_u128(id))), RoleChoice::Product(Role::Admin)] {
                prop_assert_eq!(choice.to_string().parse(), Ok(choice));
            }
        }
    }
}
