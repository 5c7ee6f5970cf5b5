//! What members may do, in the domain and in the database.

use super::*;
use crate::{
    analytics::{self, Range},
    tenancy::Permission,
};

async fn allowed(t: &Test, member: &Member) -> Vec<Permission> {
    let scope = open(t, member).await;
    Permission::ALL.into_iter().filter(|p| scope.require(*p).is_ok()).collect()
}

#[tokio::test]
async fn a_scope_has_the_rights_of_the_role() {
    let t = testing::fresh().await;
    for role in Role::ALL {
        let member = t.member(role).await;
        assert_eq!(allowed(&t, &member).await, role.rights().iter().collect::<Vec<_>>(), "{role:?}");
    }
}

#[tokio::test]
async fn a_made_role_has_what_is_stored_and_changes_for_everybody_at_once() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let writer = t.colleague(owner.workspace(), Role::Viewer).await;
    let mut scope = open(&t, &owner).await;
    let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    let role = create_role(&mut scope, "Writer", &names(&["view_sites", "edit_sites"])).await.unwrap();
    scope.commit().await.unwrap();
    let mut scope = alone(&t, &owner).await;
    give_role(&mut scope, writer.user(), RoleChoice::Made(role), false, clock::now()).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(allowed(&t, &writer).await, [Permission::ViewSites, Permission::EditSites]);
    let mut scope = alone(&t, &owner).await;
    change_role(&mut scope, role, "Reader", &names(&["view_sites", "view_members"])).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(allowed(&t, &writer).await, [Permission::ViewSites, Permission::ViewMembers]);
    let mut scope = alone(&t, &owner).await;
    let refused = delete_role(&mut scope, role).await.unwrap_err();
    assert_eq!(field(&refused), Some("form"), "somebody has it");
    drop(scope);
    give(&t, &owner, &writer, Role::Viewer).await.unwrap();
    let mut scope = alone(&t, &owner).await;
    delete_role(&mut scope, role).await.unwrap();
    assert_eq!(made_roles(&mut scope).await.unwrap(), []);
}

#[tokio::test]
async fn roles_are_made_by_those_who_may_and_never_beyond_themselves() {
    let t = testing::fresh().await;
    let (owner, stranger) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    let admin = t.colleague(owner.workspace(), Role::Admin).await;
    let permissions = ["view_sites".to_owned()];
    for role in [Role::Editor, Role::Viewer] {
        let member = t.colleague(owner.workspace(), role).await;
        assert_eq!(create_role(&mut open(&t, &member).await, "Mine", &permissions).await, Err(Error::Forbidden));
    }
    let refused = create_role(&mut open(&t, &admin).await, "Mine", &["own_workspace".to_owned()]).await.unwrap_err();
    assert_eq!(field(&refused), Some("permissions"));
    let mut scope = open(&t, &admin).await;
    let id = create_role(&mut scope, "Mine", &permissions).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(field(&create_role(&mut open(&t, &admin).await, "Mine", &permissions).await.unwrap_err()), Some("name"));
    let mut scope = alone(&t, &stranger).await;
    assert_eq!(made_roles(&mut scope).await.unwrap(), []);
    assert_eq!(change_role(&mut scope, id, "Theirs", &permissions).await, Err(Error::NotFound));
    assert_eq!(delete_role(&mut scope, id).await, Err(Error::NotFound));
    let own = stranger.user();
    let refused = give_role(&mut scope, own, RoleChoice::Made(id), false, clock::now()).await.unwrap_err();
    assert_eq!(field(&refused), Some("role"), "a role of another workspace");
}

#[tokio::test]
async fn a_guest_sees_their_sites_and_nothing_else() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let guest = t.colleague(owner.workspace(), Role::Viewer).await;
    let (own, other) = (site(&t, &owner, "guest-site").await, site(&t, &owner, "other-site").await);
    make_guest(&t, &owner, &guest, Role::Editor, &[own]).await;
    let mut scope = open(&t, &guest).await;
    let listed: Vec<_> = bio_sites::list(&mut scope).await.unwrap().into_iter().map(|s| s.id).collect();
    assert_eq!(listed, [own]);
    assert!(bio_sites::draft(&mut scope, own).await.is_ok());
    let mine = bio_sites::draft(&mut scope, own).await.unwrap();
    assert_eq!(bio_sites::save(&mut scope, own, mine.version, mine.content.clone()).await, Ok(2));
    assert_eq!(bio_sites::publish(&mut scope, own, 2).await, Ok(1));
    assert_eq!(bio_sites::draft(&mut scope, other).await.unwrap_err(), Error::NotFound);
    assert_eq!(bio_sites::save(&mut scope, other, 1, mine.content).await, Err(Error::NotFound));
    assert_eq!(bio_sites::publish(&mut scope, other, 1).await, Err(Error::NotFound));
    assert_eq!(bio_sites::unpublish(&mut scope, other).await, Err(Error::NotFound));
    assert_eq!(bio_sites::history(&mut scope, other).await.unwrap_err(), Error::NotFound);
    let report = analytics::report(&mut scope, other, Range::Week, clock::now(), "UTC").await;
    assert_eq!(report.unwrap_err(), Error::NotFound);
    let new = Handle::parse("new-site").unwrap();
    assert_eq!(bio_sites::create(&mut scope, &new, "Mine").await, Err(Error::Forbidden));
    let left: Vec<_> = Permission::ALL.into_iter().filter(|p| scope.require(*p).is_ok()).collect();
    assert!(left.iter().all(|p| p.is_about_sites()), "{left:?}");
}

/// The second wall: whatever a query forgets, rows of other sites are not there.
#[tokio::test]
async fn the_database_hides_other_sites_from_a_guest() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let guest = t.colleague(owner.workspace(), Role::Viewer).await;
    let (own, other) = (site(&t, &owner, "guest-site").await, site(&t, &owner, "other-site").await);
    let mut scope = open(&t, &owner).await;
    for site in [own, other] {
        bio_sites::publish(&mut scope, site, 1).await.unwrap();
        let count = "insert into visit_counts (site_id, hour, kind, block_id, traffic, referrer, country, device, count)
                     values ($1, date_trunc('hour', now()), 'view', '00000000-0000-0000-0000-000000000000', 'human', '', '', 'phone', 1)";
        sqlx::query(count).bind(site.0).execute(scope.conn()).await.unwrap();
    }
    scope.commit().await.unwrap();
    make_guest(&t, &owner, &guest, Role::Editor, &[own]).await;
    let mut scope = open(&t, &guest).await;
    for (table, column) in [("bio_sites", "id"), ("bio_site_versions", "site_id"), ("visit_counts", "site_id")] {
        #[expect(clippy::disallowed_methods, reason = "names of the test's own")]
        let sql = sqlx::AssertSqlSafe(format!("select distinct {column} from {table}"));
        let seen: Vec<uuid::Uuid> = sqlx::query_scalar(sql).fetch_all(scope.conn()).await.unwrap();
        assert_eq!(seen, [own.0], "{table}");
    }
    let changed = sqlx::query("update bio_sites set updated_at = now()").execute(scope.conn()).await.unwrap();
    assert_eq!(changed.rows_affected(), 1);
    // The next transaction on the same connection is nobody's.
    drop(scope);
    assert_eq!(bio_sites::list(&mut open(&t, &owner).await).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_guest_has_the_sites_of_their_groups() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let guest = t.colleague(owner.workspace(), Role::Viewer).await;
    let shared = site(&t, &owner, "group-site").await;
    make_guest(&t, &owner, &guest, Role::Viewer, &[]).await;
    assert_eq!(bio_sites::list(&mut open(&t, &guest).await).await.unwrap(), []);
    let mut scope = alone(&t, &owner).await;
    let group = create_group(&mut scope, "Agency").await.unwrap();
    set_group(&mut scope, group, "Agency", &[guest.user()]).await.unwrap();
    assign(&mut scope, shared, Assignee::Group(group)).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(bio_sites::list(&mut open(&t, &guest).await).await.unwrap().len(), 1);
    assert_eq!(my_sites(&mut open(&t, &guest).await).await.unwrap(), [shared]);
    let mut scope = alone(&t, &owner).await;
    delete_group(&mut scope, group).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(bio_sites::list(&mut open(&t, &guest).await).await.unwrap(), []);
}

/// Whoever is inside finishes first; whoever comes after finds the rights as they are then.
#[tokio::test]
async fn rights_do_not_change_under_somebody_who_is_inside() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let editor = t.colleague(owner.workspace(), Role::Editor).await;
    let mut inside = open(&t, &editor).await;
    bio_sites::create(&mut inside, &Handle::parse("in-time").unwrap(), "Ada").await.unwrap();
    let removal = tokio::spawn({
        let (db, owner, user) = (t.db(), owner.clone(), editor.user());
        async move {
            let mut scope = db.alone(&owner).await?;
            remove_member(&mut scope, user, URL, clock::now()).await?;
            scope.commit().await
        }
    });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert!(!removal.is_finished(), "the removal waits");
    inside.commit().await.unwrap();
    removal.await.unwrap().unwrap();
    // The proof of membership was read before; it opens nothing any more.
    assert_eq!(t.db().open(&editor).await.err(), Some(Error::NotFound));
}
