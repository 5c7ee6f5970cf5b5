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
    ViewSites: owner editor viewer
    EditSites: owner editor
    PublishSites: owner editor
    ViewAnalytics: owner editor viewer
    ViewMedia: owner editor viewer
    UploadMedia: owner editor
    ViewAudit: owner
    ManageWebhooks: owner
    ManageApiKeys: owner
    ManageBilling: owner
    ");
}
