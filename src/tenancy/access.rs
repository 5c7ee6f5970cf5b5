use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Grants, Permission, Role};

/// What somebody may do in a workspace, as their membership has it at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    pub role: Role,
    pub rights: Grants,
    /// A guest: sees nothing but the sites that are assigned to them.
    pub only_assigned: bool,
}

/// Whether a workspace can be worked in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    #[default]
    Open,
    /// Read-only until it is taken back into use.
    Archived,
    /// Read-only, and out of sight of visitors and programs, until staff lift it.
    Suspended,
    /// Read-only, and deleted at this moment unless an owner takes that back.
    Ending(DateTime<Utc>),
}

impl Access {
    /// By role; `made` names the permissions of a role that the workspace made. Names that this version does not know
    /// grant nothing, and nobody gets what is for owners by a name.
    pub fn new<'a>(role: Role, made: impl IntoIterator<Item = &'a str>, only_assigned: bool) -> Self {
        let rights = match role {
            Role::Custom => made.into_iter().filter_map(Permission::from_name).filter(|p| !p.is_for_owners()).collect(),
            built_in => built_in.rights(),
        };
        let rights = if only_assigned { rights.iter().filter(|p| p.is_about_sites()).collect() } else { rights };
        Self { role, rights, only_assigned }
    }

    pub fn allows(self, permission: Permission) -> bool {
        self.rights.has(permission)
    }

    /// What staff have of it who see the product as the member does: no power over people, money or secrets, and nothing
    /// that tells other programs.
    #[must_use]
    pub fn for_staff(self) -> Self {
        let kept = |p: &Permission| !p.is_managing() && *p != Permission::ManageWebhooks;
        Self { rights: self.rights.iter().filter(kept).collect(), ..self }
    }

    /// What is left of it in a workspace that stands so.
    #[must_use]
    pub fn in_a(self, standing: Standing) -> Self {
        match standing {
            Standing::Open => self,
            Standing::Archived | Standing::Suspended | Standing::Ending(_) => {
                Self { rights: self.rights.iter().filter(|p| p.is_reading()).collect(), ..self }
            }
        }
    }
}

impl Standing {
    /// From what is stored.
    pub fn new(archived: bool, suspended: bool, ends_at: Option<DateTime<Utc>>) -> Self {
        match ends_at {
            Some(at) => Self::Ending(at),
            None if suspended => Self::Suspended,
            None if archived => Self::Archived,
            None => Self::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_give_what_they_say_and_never_what_is_for_owners() {
        let names = ["view_sites", "own_workspace", "fly", "manage_members"];
        let access = Access::new(Role::Custom, names, false);
        assert_eq!(access.rights.iter().collect::<Vec<_>>(), [Permission::ViewSites, Permission::ManageMembers]);
        assert_eq!(Access::new(Role::Viewer, names, false).rights, Role::Viewer.rights());
    }

    #[test]
    fn a_guest_has_nothing_that_is_not_about_sites() {
        for role in Role::ALL {
            let guest = Access::new(role, [], true);
            assert!(guest.rights.iter().all(Permission::is_about_sites) && guest.rights.is_within(role.rights()));
        }
        assert!(Access::new(Role::Editor, [], true).allows(Permission::EditSites));
    }

    #[test]
    fn staff_help_and_have_no_power() {
        use Permission as P;
        let left = Access::new(Role::Owner, [], false).for_staff();
        let has = [P::ViewSites, P::EditSites, P::PublishSites, P::ViewAnalytics, P::ViewMedia, P::UploadMedia];
        assert_eq!(left.rights.iter().collect::<Vec<_>>(), [&has[..], &[P::ViewAudit, P::ViewMembers, P::ViewUsage]].concat());
        let viewer = Access::new(Role::Viewer, [], false);
        assert_eq!(viewer.for_staff(), viewer, "nobody gets more than the person has");
    }

    #[test]
    fn an_archive_is_read() {
        let owner = Access::new(Role::Owner, [], false);
        assert_eq!(owner.in_a(Standing::Open), owner);
        let left = owner.in_a(Standing::Archived);
        assert!(left.allows(Permission::ViewSites) && !left.allows(Permission::EditSites) && !left.allows(Permission::OwnWorkspace));
    }
}
