use serde::{Deserialize, Serialize};

use super::Permission;

/// A set of permissions: what a role allows, what an API key was given, what a member may do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Grants(u64);

impl Grants {
    pub fn has(self, permission: Permission) -> bool {
        self.0 & bit(permission) != 0
    }

    /// What is in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether nothing of this is missing in `other`.
    pub fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// The permissions in their order.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |permission| self.has(*permission))
    }
}

impl FromIterator<Permission> for Grants {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(permissions.into_iter().fold(0, |bits, permission| bits | bit(permission)))
    }
}

fn bit(permission: Permission) -> u64 {
    1 << permission as u8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn some() -> impl Strategy<Value = Grants> {
        proptest::sample::subsequence(Permission::ALL.to_vec(), 0..=Permission::ALL.len()).prop_map(Grants::from_iter)
    }

    #[test]
    fn a_set_has_what_was_put_in_and_nothing_else() {
        for one in Permission::ALL {
            let grants = Grants::from_iter([one]);
            assert_eq!(grants.iter().collect::<Vec<_>>(), [one]);
        }
        assert!(!Permission::ALL.into_iter().any(|p| Grants::default().has(p)));
    }

    proptest! {
        #[test]
        fn sets_behave_as_sets(a in some(), b in some()) {
            let both = a.and(b);
            prop_assert!(both.is_within(a) && both.is_within(b));
            prop_assert_eq!(a.is_within(b), a.iter().all(|p| b.has(p)));
            prop_assert_eq!(Grants::from_iter(a.iter()), a);
        }
    }

    #[test]
    fn scopes_name_permissions_one_to_one() {
        for permission in Permission::ALL {
            assert_eq!(permission.scope().and_then(Permission::from_scope), permission.scope().map(|_| permission));
            assert_eq!(Permission::from_name(permission.name()), Some(permission));
        }
        assert_eq!(Permission::from_scope("everything"), None);
    }
}
