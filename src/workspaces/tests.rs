mod access;
mod exporting;
mod inviting;
mod life;
mod people;
mod settings;

use super::*;
use crate::{
    Error, Result,
    bio_sites::{self, handles::Handle},
    clock,
    ids::SiteId,
    tenancy::{Member, Role, Scope},
    testing::{self, Test},
};

const URL: &str = "https://mewayz.example";

/// A member's door that only one at a time goes through.
async fn alone(t: &Test, member: &Member) -> Scope {
    t.db().alone(member).await.unwrap()
}

async fn open(t: &Test, member: &Member) -> Scope {
    t.db().open(member).await.unwrap()
}

async fn site(t: &Test, member: &Member, handle: &str) -> SiteId {
    let mut scope = open(t, member).await;
    let site = bio_sites::create(&mut scope, &Handle::parse(handle).unwrap(), "Ada").await.unwrap();
    scope.commit().await.unwrap();
    site
}

fn product(role: Role) -> RoleChoice {
    RoleChoice::Product(role)
}

async fn give(t: &Test, giver: &Member, to: &Member, role: Role) -> Result<()> {
    let mut scope = t.db().alone(giver).await?;
    give_role(&mut scope, to.user(), product(role), false, clock::now()).await?;
    scope.commit().await
}

/// Makes somebody a guest with this role at these sites.
async fn make_guest(t: &Test, owner: &Member, guest: &Member, role: Role, sites: &[SiteId]) {
    let mut scope = alone(t, owner).await;
    give_role(&mut scope, guest.user(), product(role), true, clock::now()).await.unwrap();
    for site in sites {
        assign(&mut scope, *site, Assignee::Person(guest.user())).await.unwrap();
    }
    scope.commit().await.unwrap();
}

fn field(error: &Error) -> Option<&str> {
    error.fields()?.iter().next().map(|(name, _)| name)
}
