use super::Permission;

/// What an API key was given: a set of permissions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Grants(u64);

impl Grants {
    pub fn has(self, permission: Permission) -> bool {
        self.0 & bit(permission) != 0
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
    use super::*;

    #[test]
    fn a_set_has_what_was_put_in_and_nothing_else() {
        for one in Permission::ALL {
            let grants = Grants::from_iter([one]);
            let had: Vec<_> = Permission::ALL.into_iter().filter(|p| grants.has(*p)).collect();
            assert_eq!(had, [one]);
        }
        assert!(!Permission::ALL.into_iter().any(|p| Grants::default().has(p)));
    }

    #[test]
    fn scopes_name_permissions_one_to_one() {
        for permission in Permission::ALL {
            assert_eq!(permission.scope().and_then(Permission::from_scope), permission.scope().map(|_| permission));
        }
        assert_eq!(Permission::from_scope("everything"), None);
    }
}
