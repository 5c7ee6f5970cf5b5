//! Who may do what, for people to read.

use mewayz::tenancy::{Permission, Role};

#[test]
fn roles_and_permissions() {
    let row = |permission: &Permission| {
        let allowed: Vec<_> = Role::ALL.into_iter().filter(|role| role.allows(*permission)).map(Role::name).collect();
        format!("{permission:?}: {}", allowed.join(" "))
    };
    let matrix: Vec<_> = Permission::ALL.iter().map(row).collect();
    insta::assert_snapshot!(matrix.join("\n"), @r"
    ViewSites: owner admin editor viewer
    EditSites: owner admin editor
    PublishSites: owner admin editor
    ViewAnalytics: owner admin editor viewer
    ViewMedia: owner admin editor viewer
    UploadMedia: owner admin editor
    ViewAudit: owner admin
    ManageWebhooks: owner admin
    ManageApiKeys: owner admin
    ManageBilling: owner
    ViewMembers: owner admin editor viewer
    ManageMembers: owner admin
    ManageRoles: owner admin
    ManageWorkspace: owner admin
    ShareSites: owner admin
    ViewUsage: owner admin
    OwnWorkspace: owner
    ");
}
