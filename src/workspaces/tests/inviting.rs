//! Invitations: sent, accepted, used once, and never beyond the seats.

use chrono::Duration;

use super::*;
use crate::{
    db::Db,
    error::Conflict,
    ids::UserId,
    tenancy::{Limit, Permission},
};

const SPENT: Error = Error::Conflict(Conflict::TokenSpent);

fn by_mail(email: &str, role: Role) -> Draft {
    Draft { email: email.to_owned(), role: role.name().to_owned(), sites: vec![], days: 7 }
}

fn by_link(role: Role) -> Draft {
    by_mail("", role)
}

/// Somebody with an account and no workspace; `confirmed` or not.
async fn person(t: &Test, email: &str, confirmed: bool) -> UserId {
    let user = UserId::new();
    let mut identity = t.db().identity().await.unwrap();
    let sql = "insert into users (id, full_name, email, password_hash, email_verified_at) values ($1, 'Bob', $2, 'x', case when $3 then now() end)";
    sqlx::query(sql).bind(user.0).bind(email).bind(confirmed).execute(identity.conn()).await.unwrap();
    identity.commit().await.unwrap();
    user
}

async fn send(t: &Test, by: &Member, draft: &Draft) -> Result<Invited> {
    let mut scope = t.db().open(by).await?;
    let invited = invite(&mut scope, draft, URL, clock::now()).await?;
    scope.commit().await?;
    Ok(invited)
}

/// The token of the newest letter.
async fn mailed(t: &Test) -> String {
    let mut identity = t.db().identity().await.unwrap();
    let text: String = sqlx::query_scalar("select body_text from mails order by id desc limit 1").fetch_one(identity.conn()).await.unwrap();
    let at = text.find("/invite/").unwrap() + "/invite/".len();
    text[at..].chars().take_while(|c| !c.is_whitespace()).collect()
}

fn token(invited: &Invited) -> String {
    invited.link.as_ref().unwrap().rsplit('/').next().unwrap().to_owned()
}

async fn take(db: Db, token: &str, user: UserId) -> Result<String> {
    accept(&db, token, user, "203.0.113.7", clock::now()).await
}

#[tokio::test]
async fn an_invitation_by_mail_is_accepted_once_by_its_address() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let (bob, eve) = (person(&t, "bob@example.com", true).await, person(&t, "eve@example.com", true).await);
    assert_eq!(send(&t, &owner, &by_mail("Bob@Example.com", Role::Editor)).await.unwrap().link, None, "the link goes to the address only");
    let token = mailed(&t).await;
    let seen = async |user| look(&t.db(), &token, user, clock::now()).await.map(|w| w.answer);
    assert_eq!(seen(None).await, Ok(Answer::SignIn));
    assert_eq!(seen(Some(eve)).await, Ok(Answer::OtherAddress("b…@example.com".to_owned())));
    assert_eq!(seen(Some(bob)).await, Ok(Answer::Accept));
    assert_eq!(field(&take(t.db(), &token, eve).await.unwrap_err()), Some("form"), "an invitation for another address");
    take(t.db(), &token, bob).await.unwrap();
    assert_eq!(take(t.db(), &token, eve).await, Err(SPENT));
    assert_eq!(take(t.db(), &token, bob).await, Err(SPENT));
    let people = people(&mut open(&t, &owner).await).await.unwrap();
    let bob_now = people.iter().find(|p| p.id == bob).unwrap();
    assert_eq!((bob_now.access.role, people.len()), (Role::Editor, 2));
    assert_eq!(invitations(&mut open(&t, &owner).await).await.unwrap(), []);
}

#[tokio::test]
async fn a_mailed_link_proves_the_address_of_a_new_account() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let new = person(&t, "new@example.com", false).await;
    send(&t, &owner, &by_mail("new@example.com", Role::Viewer)).await.unwrap();
    take(t.db(), &mailed(&t).await, new).await.unwrap();
    assert!(crate::identity::account(&mut t.db().identity().await.unwrap(), new).await.unwrap().verified);
}

#[tokio::test]
async fn a_link_is_for_one_person_with_a_confirmed_address() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let (bob, provisional) = (person(&t, "bob@example.com", true).await, person(&t, "p@example.com", false).await);
    let token = token(&send(&t, &owner, &by_link(Role::Viewer)).await.unwrap());
    assert_eq!(look(&t.db(), &token, Some(provisional), clock::now()).await.unwrap().answer, Answer::Confirm);
    assert_eq!(field(&take(t.db(), &token, provisional).await.unwrap_err()), Some("form"));
    let slug = take(t.db(), &token, owner.user()).await.unwrap();
    assert!(matches!(look(&t.db(), &token, Some(owner.user()), clock::now()).await.unwrap().answer, Answer::Inside(s) if s == slug));
    take(t.db(), &token, bob).await.unwrap();
    assert_eq!(look(&t.db(), &token, None, clock::now()).await.unwrap_err(), SPENT);
}

#[tokio::test]
async fn of_many_who_follow_one_link_at_once_one_gets_in() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let token = token(&send(&t, &owner, &by_link(Role::Viewer)).await.unwrap());
    let mut tries = Vec::new();
    for n in 0..6 {
        let (db, token, user) = (t.db(), token.clone(), person(&t, &format!("p{n}@example.com"), true).await);
        tries.push(tokio::spawn(async move { take(db, &token, user).await }));
    }
    let mut inside = 0;
    for outcome in tries {
        match outcome.await.unwrap() {
            Ok(_) => inside += 1,
            Err(error) => assert_eq!(error, SPENT),
        }
    }
    assert_eq!(inside, 1);
}

#[tokio::test]
async fn links_end() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let bob = person(&t, "bob@example.com", true).await;
    let first = send(&t, &owner, &by_link(Role::Viewer)).await.unwrap();
    let later = clock::now() + Duration::days(8);
    assert_eq!(accept(&t.db(), &token(&first), bob, "", later).await, Err(SPENT), "expired");
    let mut scope = open(&t, &owner).await;
    let second = resend(&mut scope, first.id, URL, clock::now()).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(take(t.db(), &token(&first), bob).await, Err(SPENT), "resent");
    let mut scope = open(&t, &owner).await;
    revoke_invitation(&mut scope, first.id, clock::now()).await.unwrap();
    assert_eq!(revoke_invitation(&mut scope, first.id, clock::now()).await, Err(Error::NotFound));
    assert_eq!(resend(&mut scope, first.id, URL, clock::now()).await.unwrap_err(), Error::NotFound);
    scope.commit().await.unwrap();
    assert_eq!(take(t.db(), &token(&second), bob).await, Err(SPENT), "taken back");
    assert_eq!(take(t.db(), "", bob).await, Err(SPENT));
    assert_eq!(take(t.db(), "a\0b", bob).await, Err(SPENT));
}

#[tokio::test]
async fn the_text_of_a_link_is_stored_nowhere() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let token = token(&send(&t, &owner, &by_link(Role::Viewer)).await.unwrap());
    let mut scope = open(&t, &owner).await;
    let sql = "select i::text from invitations i union all select t::text from invitation_tokens t union all select e::text from events e";
    let rows: Vec<String> = sqlx::query_scalar(sql).fetch_all(scope.conn()).await.unwrap();
    assert!(rows.len() >= 3 && !rows.iter().any(|row| row.contains(&token)), "{rows:?}");
}

#[tokio::test]
async fn who_may_invite_and_with_what() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let admin = t.colleague(owner.workspace(), Role::Admin).await;
    assert_eq!(field(&send(&t, &admin, &by_link(Role::Owner)).await.unwrap_err()), Some("role"));
    send(&t, &admin, &by_link(Role::Admin)).await.unwrap();
    for role in [Role::Editor, Role::Viewer] {
        let member = t.colleague(owner.workspace(), role).await;
        assert_eq!(send(&t, &member, &by_link(Role::Viewer)).await.unwrap_err(), Error::Forbidden);
        assert_eq!(invitations(&mut open(&t, &member).await).await.unwrap_err(), Error::Forbidden);
    }
    send(&t, &owner, &by_mail("bob@example.com", Role::Viewer)).await.unwrap();
    assert_eq!(field(&send(&t, &owner, &by_mail("bob@example.com", Role::Editor)).await.unwrap_err()), Some("email"), "twice");
    let here: String = people(&mut open(&t, &owner).await).await.unwrap().remove(0).email;
    assert_eq!(field(&send(&t, &owner, &by_mail(&here, Role::Viewer)).await.unwrap_err()), Some("email"), "a member");
}

#[tokio::test]
async fn a_guest_is_invited_to_their_sites() {
    let t = testing::fresh().await;
    let (owner, stranger) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    let (own, foreign) = (site(&t, &owner, "guest-site").await, site(&t, &stranger, "foreign-site").await);
    site(&t, &owner, "other-site").await;
    let bob = person(&t, "bob@example.com", true).await;
    let invited = send(&t, &owner, &Draft { sites: vec![own, foreign], ..by_link(Role::Editor) }).await.unwrap();
    let slug = take(t.db(), &token(&invited), bob).await.unwrap();
    let guest = crate::identity::member(&mut t.db().identity().await.unwrap(), bob, &slug).await.unwrap();
    let mut scope = open(&t, &guest).await;
    let listed: Vec<_> = bio_sites::list(&mut scope).await.unwrap().into_iter().map(|s| s.id).collect();
    assert_eq!(listed, [own]);
    assert!(scope.require(Permission::EditSites).is_ok() && scope.require(Permission::ViewMedia).is_err());
}

/// Ten at once for the last five seats: five get one.
#[tokio::test]
async fn seats_are_exact() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let free = 5;
    let mut scope = open(&t, &owner).await;
    for _ in 0..Limit::Seats.most() - 1 - free {
        invite(&mut scope, &by_link(Role::Viewer), URL, clock::now()).await.unwrap();
    }
    scope.commit().await.unwrap();
    let tries: Vec<_> = (0..10)
        .map(|_| {
            let (db, owner) = (t.db(), owner.clone());
            tokio::spawn(async move {
                let mut scope = db.open(&owner).await?;
                let invited = invite(&mut scope, &by_link(Role::Viewer), URL, clock::now()).await?;
                scope.commit().await?;
                Ok::<_, Error>(invited)
            })
        })
        .collect();
    let mut made = Vec::new();
    for outcome in tries {
        made.extend(outcome.await.unwrap().ok());
    }
    assert_eq!(i64::try_from(made.len()).unwrap(), free);
    // Taking one back makes room; an invitation that is accepted keeps its seat.
    let bob = person(&t, "bob@example.com", true).await;
    take(t.db(), &token(&made[0]), bob).await.unwrap();
    assert!(send(&t, &owner, &by_link(Role::Viewer)).await.is_err());
    let mut scope = open(&t, &owner).await;
    revoke_invitation(&mut scope, made[1].id, clock::now()).await.unwrap();
    scope.commit().await.unwrap();
    send(&t, &owner, &by_link(Role::Viewer)).await.unwrap();
}

#[tokio::test]
async fn another_workspace_sees_and_takes_back_nothing() {
    let t = testing::fresh().await;
    let (owner, stranger) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    let invited = send(&t, &owner, &by_link(Role::Viewer)).await.unwrap();
    let mut scope = open(&t, &stranger).await;
    assert_eq!(invitations(&mut scope).await.unwrap(), []);
    assert_eq!(revoke_invitation(&mut scope, invited.id, clock::now()).await, Err(Error::NotFound));
    assert_eq!(resend(&mut scope, invited.id, URL, clock::now()).await.unwrap_err(), Error::NotFound);
}
