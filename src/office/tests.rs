use chrono::{Duration, Utc};
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::{
    Error,
    bio_sites::{self, handles::Handle},
    error::Conflict,
    ids::WorkspaceId,
    staff::{self, BackOffice},
    tenancy::{Member, Role, Standing},
    testing::{self, Test},
    workspaces,
};

async fn office(t: &Test) -> BackOffice {
    let boss = t.staff().await;
    let staff = staff::recognise(&mut t.db().identity().await.unwrap(), boss).await.unwrap();
    t.db().staff(&staff, " They sell nothing good ").await.unwrap()
}

/// A published page of somebody's.
async fn page(t: &Test, member: &Member, handle: &str) {
    let mut scope = t.db().open(member).await.unwrap();
    let site = bio_sites::create(&mut scope, &Handle::parse(handle).unwrap(), "Ada").await.unwrap();
    bio_sites::publish(&mut scope, site, 1).await.unwrap();
    scope.commit().await.unwrap();
}

async fn acts(t: &Test, filter: &LogFilter) -> Vec<String> {
    log(&mut office(t).await, filter, None).await.unwrap().actions.into_iter().map(|action| action.act).collect()
}

async fn sees(t: &Test, handle: &str) -> Result<(), Error> {
    bio_sites::find(&mut t.db().identity().await.unwrap(), handle).await.map(drop)
}

#[tokio::test]
async fn the_log_is_filtered_and_paged_and_leaves_visits_out_unless_they_are_asked_for() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    for n in 0..3 {
        let mut office = office(&t).await;
        let act = if n == 2 { "jobs.retry" } else { "workspace.suspend" };
        office.note(act, &json!({ "workspace": ada.workspace(), "n": n })).await.unwrap();
        office.commit().await.unwrap();
    }
    assert_eq!(acts(&t, &LogFilter::default()).await, ["jobs.retry", "workspace.suspend", "workspace.suspend"]);
    let of = |act: &str| LogFilter { act: act.to_owned(), ..LogFilter::default() };
    assert_eq!(acts(&t, &of("workspace")).await.len(), 2);
    assert_eq!(acts(&t, &of("work")).await.len(), 0, "a system or an act, not the beginning of one");
    assert!(acts(&t, &of("enter")).await.iter().all(|act| act == "enter"));
    let about = |id: Uuid| LogFilter { subject: Some(id), ..LogFilter::default() };
    assert_eq!(acts(&t, &about(ada.workspace().0)).await.len(), 3);
    assert_eq!(acts(&t, &about(ada.user().0)).await.len(), 0);
    let now = Utc::now();
    assert!(acts(&t, &LogFilter { from: Some(now + Duration::hours(1)), ..LogFilter::default() }).await.is_empty());
    assert_eq!(acts(&t, &LogFilter { until: Some(now + Duration::hours(1)), ..LogFilter::default() }).await.len(), 3);
    let mut office = office(&t).await;
    let all = log(&mut office, &LogFilter::default(), None).await.unwrap();
    let rest = log(&mut office, &LogFilter::default(), Some(all.actions[0].id)).await.unwrap();
    assert_eq!(rest.actions, all.actions[1..]);
    let of_one = LogFilter { user: Some(all.actions[0].user), ..LogFilter::default() };
    assert_eq!(log(&mut office, &of_one, None).await.unwrap().actions.len(), 1, "every time somebody else");
    let csv = log_csv(&mut office, &LogFilter::default()).await.unwrap();
    assert_eq!(csv.lines().count(), 4, "{csv}");
    assert!(csv.contains("They sell nothing good"));
}

#[tokio::test]
async fn what_staff_did_cannot_be_changed_or_deleted() {
    let t = testing::fresh().await;
    office(&t).await.commit().await.unwrap();
    for sql in ["update staff_actions set reason = 'none'", "delete from staff_actions", "truncate staff_actions"] {
        let mut identity = t.db().identity().await.unwrap();
        let refused = sqlx::query(sql).execute(identity.conn()).await.unwrap_err();
        assert_eq!(refused.as_database_error().and_then(sqlx::error::DatabaseError::code).as_deref(), Some("42501"), "{sql}");
    }
}

#[tokio::test]
async fn workspaces_are_found_by_name_address_id_and_owner() {
    let t = testing::fresh().await;
    let (ada, eve) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    let editor = t.colleague(ada.workspace(), Role::Editor).await;
    let mut office = office(&t).await;
    let set = "update workspaces set name = $2 where id = $1";
    sqlx::query(set).bind(ada.workspace().0).bind("Ada’s 100% Pottery").execute(office.conn()).await.unwrap();
    let email = async |office: &mut BackOffice, member: &Member| -> String {
        sqlx::query_scalar("select email from users where id = $1").bind(member.user().0).fetch_one(office.conn()).await.unwrap()
    };
    let (of_ada, of_editor) = (email(&mut office, &ada).await, email(&mut office, &editor).await);
    let slug = format!("w{}", ada.workspace().0.simple());
    for text in ["pottERY", "100% p", &slug, &ada.workspace().to_string(), &of_ada] {
        let found = search_workspaces(&mut office, text, None).await.unwrap();
        assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [ada.workspace()], "{text}");
        assert_eq!((found[0].members, found[0].owner.as_deref()), (2, Some(of_ada.as_str())));
    }
    assert!(search_workspaces(&mut office, &of_editor, None).await.unwrap().is_empty(), "of owners only");
    assert!(search_workspaces(&mut office, "a%y", None).await.unwrap().is_empty());
    assert!(search_workspaces(&mut office, "ad", None).await.is_err());
    assert_eq!(search_workspaces(&mut office, "", None).await.unwrap().len(), 3, "with that of staff");
    let older = search_workspaces(&mut office, "", Some(eve.workspace())).await.unwrap();
    assert_eq!(older.iter().map(|row| row.id).collect::<Vec<_>>(), [ada.workspace()]);
}

#[tokio::test]
async fn staff_see_how_a_workspace_does_and_not_what_it_says() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    page(&t, &ada, "ada-page").await;
    let found = find_workspace(&mut office(&t).await, ada.workspace(), Utc::now()).await.unwrap();
    assert_eq!((found.sites, found.published, found.files, found.bytes), (1, 1, 0, 0));
    assert_eq!((found.handles, found.plan, found.suspended), (vec!["ada-page".to_owned()], None, None));
    let names: Vec<&str> = found.events.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["bio_site.published", "bio_site.created"]);
    assert_eq!(found.owners.iter().map(|(id, ..)| *id).collect::<Vec<_>>(), [ada.user()]);
    let unknown = find_workspace(&mut office(&t).await, WorkspaceId::new(), Utc::now()).await;
    assert_eq!(unknown, Err(Error::NotFound));
}

#[tokio::test]
async fn a_suspended_workspace_is_read_by_members_only_until_it_is_lifted() {
    let t = testing::fresh().await;
    let now = Utc::now();
    let (ada, eve) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    page(&t, &ada, "ada-page").await;
    page(&t, &eve, "eve-page").await;
    let mut desk = office(&t).await;
    suspend_workspace(&mut desk, ada.workspace(), now).await.unwrap();
    desk.commit().await.unwrap();
    assert_eq!(sees(&t, "ada-page").await, Err(Error::Conflict(Conflict::Withheld)));
    assert_eq!(sees(&t, "eve-page").await, Ok(()));
    let listed = bio_sites::listed(&mut t.db().identity().await.unwrap(), "", 10).await.unwrap();
    assert!(listed.iter().all(|(handle, _)| handle != "ada-page"), "search engines are told too");

    let mut scope = t.db().open(&ada).await.unwrap();
    assert_eq!(scope.standing(), Standing::Suspended);
    assert_eq!(bio_sites::list(&mut scope).await.unwrap().len(), 1);
    assert_eq!(workspaces::rename(&mut scope, "Other").await, Err(Error::Conflict(Conflict::Suspended)));
    assert!(workspaces::export(&mut scope, "https://a.test").await.is_ok(), "what is theirs they may take with them");
    drop(scope);
    let reopened = workspaces::reopen(&mut t.db().alone(&ada).await.unwrap()).await;
    assert_eq!(reopened, Err(Error::Conflict(Conflict::Suspended)), "owners do not lift it");
    let here = crate::identity::workspaces(&mut t.db().identity().await.unwrap(), ada.user()).await.unwrap();
    assert_eq!(here[0].suspended_because.as_deref(), Some("They sell nothing good"));

    let mut desk = office(&t).await;
    release_workspace(&mut desk, ada.workspace()).await.unwrap();
    release_workspace(&mut desk, ada.workspace()).await.unwrap();
    desk.commit().await.unwrap();
    assert_eq!(sees(&t, "ada-page").await, Ok(()));
    assert_eq!(workspaces::rename(&mut t.db().open(&ada).await.unwrap(), "Other").await, Ok(()));
    assert_eq!(acts(&t, &LogFilter::default()).await, ["workspace.release", "workspace.suspend"]);
    let events = find_workspace(&mut office(&t).await, ada.workspace(), now).await.unwrap().events;
    assert_eq!(events.iter().map(|(name, _)| name.as_str()).take(2).collect::<Vec<_>>(), ["workspace.released", "workspace.suspended"]);
}

#[tokio::test]
async fn staff_archive_and_take_back_what_was_to_be_deleted() {
    let t = testing::fresh().await;
    let (ada, now) = (t.member(Role::Owner).await, Utc::now());
    let id = ada.workspace();
    let standing = async || t.db().open(&ada).await.unwrap().standing();
    let mut desk = office(&t).await;
    archive_workspace(&mut desk, id, now).await.unwrap();
    desk.commit().await.unwrap();
    assert_eq!(standing().await, Standing::Archived);
    let mut scope = t.db().alone(&ada).await.unwrap();
    let slug = workspaces::settings(&mut scope).await.unwrap().slug;
    let ends = workspaces::end(&mut scope, &slug, now).await.unwrap();
    scope.commit().await.unwrap();
    assert!(reopen_workspace(&mut office(&t).await, id, ends).await.is_err(), "its time is over");
    let mut desk = office(&t).await;
    reopen_workspace(&mut desk, id, now).await.unwrap();
    desk.commit().await.unwrap();
    assert_eq!(standing().await, Standing::Open);
    assert_eq!(archive_workspace(&mut office(&t).await, WorkspaceId::new(), now).await, Err(Error::NotFound));
}

mod mailing {
    use super::*;
    use crate::{
        locale::Locale,
        mail::{self, Kind, Letter, Outcome, Outgoing, suppressions},
    };

    async fn write(t: &Test, recipient: &str) -> Uuid {
        let letter = Letter::new("password_changed", Locale::En).text("name", "Ada").action("https://mewayz.test/secret");
        let mail = Outgoing { kind: Kind::Notice, recipient, workspace: None, letter: &letter, lasts: Duration::days(1) };
        let mut identity = t.db().identity().await.unwrap();
        let id = mail::enqueue(identity.conn(), &mail, Utc::now()).await.unwrap();
        identity.commit().await.unwrap();
        id
    }

    async fn sent(t: &Test, outcome: Outcome) {
        let now = Utc::now() + Duration::seconds(1);
        let due = mail::claim(&t.db(), 1, now).await.unwrap().pop().unwrap();
        mail::record(&t.db(), vec![(due, outcome)], now).await.unwrap();
    }

    async fn state(t: &Test, id: Uuid) -> (String, bool) {
        let found = find_mail(&mut office(t).await, id).await.unwrap();
        (found.row.state, found.can_be_sent)
    }

    #[tokio::test]
    async fn mails_are_found_by_state_letter_and_whole_address() {
        let t = testing::fresh().await;
        let first = write(&t, "ada@example.com").await;
        sent(&t, Outcome::Refused("550 no such user".to_owned())).await;
        let second = write(&t, "eve@example.com").await;
        let mut office = office(&t).await;
        let ids = async |office: &mut BackOffice, filter: MailFilter| -> Vec<Uuid> {
            mails(office, &filter, None).await.unwrap().mails.into_iter().map(|mail| mail.id).collect()
        };
        let none = MailFilter::default;
        assert_eq!(ids(&mut office, none()).await, [second, first]);
        assert_eq!(ids(&mut office, MailFilter { state: "bounced".to_owned(), ..none() }).await, [first]);
        assert_eq!(ids(&mut office, MailFilter { topic: "password_changed".to_owned(), ..none() }).await.len(), 2);
        assert_eq!(ids(&mut office, MailFilter { topic: "invitation".to_owned(), ..none() }).await.len(), 0);
        assert_eq!(ids(&mut office, MailFilter { receiver: " EVE@example.com".to_owned(), ..none() }).await, [second]);
        assert_eq!(ids(&mut office, MailFilter { receiver: "example.com".to_owned(), ..none() }).await.len(), 0);
        let page = mails(&mut office, &MailFilter { receiver: "ada@example.com".to_owned(), ..none() }, None).await.unwrap();
        assert_eq!(page.suppressions.iter().map(|one| one.reason.as_str()).collect::<Vec<_>>(), ["hard_bounce"]);
        assert_eq!(page.counts, [("bounced".to_owned(), 1), ("queued".to_owned(), 1)]);
        assert!(page.topics.contains(&"verify_email".to_owned()));
        let shown = serde_json::to_string(&find_mail(&mut office, second).await.unwrap()).unwrap();
        assert!(!shown.contains("secret"), "no text, no link: {shown}");
    }

    #[tokio::test]
    async fn what_still_has_its_text_is_sent_again_and_nothing_else() {
        let t = testing::fresh().await;
        let now = Utc::now();
        let refused = write(&t, "a@example.com").await;
        sent(&t, Outcome::Refused("550".to_owned())).await;
        let later = write(&t, "b@example.com").await;
        sent(&t, Outcome::Later("451".to_owned())).await;
        let unknown = write(&t, "c@example.com").await;
        sent(&t, Outcome::Unknown("broke".to_owned())).await;
        assert_eq!(state(&t, refused).await, ("bounced".to_owned(), false));
        assert!(send_mail_again(&mut office(&t).await, refused, now).await.is_err());
        for id in [later, unknown] {
            let mut desk = office(&t).await;
            send_mail_again(&mut desk, id, now).await.unwrap();
            desk.commit().await.unwrap();
            assert_eq!(state(&t, id).await, ("deferred".to_owned(), true));
        }
        assert_eq!(mail::claim(&t.db(), 9, now).await.unwrap().len(), 2, "due at once");
        assert_eq!(note_mail_arrived(&mut office(&t).await, later, now).await, Err(Error::NotFound), "its fate is known");
        assert_eq!(acts(&t, &LogFilter { subject: Some(unknown), ..LogFilter::default() }).await, ["mail.send"]);
    }

    #[tokio::test]
    async fn a_suppression_is_lifted_but_not_the_wish_of_the_owner() {
        let t = testing::fresh().await;
        let now = Utc::now();
        suppressions::suppress(&t.db(), "ada@example.com", suppressions::Reason::Complaint, "", now).await.unwrap();
        suppressions::unsubscribe(&t.db(), mail::Subscription::new("ada@example.com", None), now).await.unwrap();
        let mut desk = office(&t).await;
        lift_suppression(&mut desk, "Ada@example.com").await.unwrap();
        desk.commit().await.unwrap();
        let left = suppressions::of(&t.db(), "ada@example.com").await.unwrap();
        assert_eq!(left.into_iter().map(|one| one.reason).collect::<Vec<_>>(), ["unsubscribed"]);
        assert!(lift_suppression(&mut office(&t).await, "ada@example.com").await.is_err());
        let log = log(&mut office(&t).await, &LogFilter::default(), None).await.unwrap();
        assert!(!serde_json::to_string(&log).unwrap().contains("ada@"), "the log holds no addresses");
    }
}

mod hooking {
    use super::*;
    use crate::{
        inbound::{self, Source},
        outbound::Rules,
        secrets::Keyring,
        webhooks,
    };

    async fn endpoint(t: &Test, owner: &Member) -> crate::ids::EndpointId {
        let keyring = Keyring::parse(&Keyring::generate()).unwrap();
        let url = "https://me:pass@Hooks.example.com:443/in?token=x".to_owned();
        let draft = webhooks::Draft { url, description: String::new(), patterns: vec!["*".to_owned()] };
        let mut scope = t.db().open(owner).await.unwrap();
        let id = webhooks::create(&mut scope, &keyring, &Rules::default(), &draft).await;
        let id = match id {
            Ok(id) => id,
            // Addresses with a password are refused by the rules.
            Err(_) => {
                let draft = webhooks::Draft { url: "https://Hooks.example.com/in?token=x".to_owned(), ..draft };
                webhooks::create(&mut scope, &keyring, &Rules::default(), &draft).await.unwrap()
            }
        };
        scope.commit().await.unwrap();
        id
    }

    #[tokio::test]
    async fn endpoints_in_trouble_and_deliveries_of_all_workspaces_are_counted() {
        let t = testing::fresh().await;
        let now = Utc::now();
        let (ada, eve) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
        let (off, fine) = (endpoint(&t, &ada).await, endpoint(&t, &eve).await);
        for (member, id) in [(&ada, off), (&eve, fine)] {
            let mut scope = t.db().open(member).await.unwrap();
            webhooks::send_test(&mut scope, id, now).await.unwrap();
            scope.commit().await.unwrap();
        }
        let mut scope = t.db().open(&ada).await.unwrap();
        webhooks::enable(&mut scope, off, false).await.unwrap();
        scope.commit().await.unwrap();
        let board = hooks(&mut office(&t).await, None, now).await.unwrap();
        assert_eq!(board.endpoints, 2);
        assert_eq!(board.troubled.iter().map(|row| (row.id, row.workspace)).collect::<Vec<_>>(), [(off, ada.workspace())]);
        assert_eq!((board.troubled[0].host.as_str(), board.troubled[0].disabled_because.as_deref()), ("hooks.example.com", Some("person")));
        assert_eq!(board.days.len(), 14);
        assert_eq!(board.days[0], (now.date_naive(), 0, 1, 1), "one waits, one was given up as its endpoint went off");
        let mut scope = t.db().open(&ada).await.unwrap();
        webhooks::remove(&mut scope, off).await.unwrap();
        scope.commit().await.unwrap();
        let board = hooks(&mut office(&t).await, None, now).await.unwrap();
        assert_eq!((board.endpoints, board.troubled.len()), (1, 0));
    }

    #[tokio::test]
    async fn dead_letters_are_tried_again_or_thrown_away() {
        let t = testing::fresh().await;
        let now = Utc::now();
        for id in ["msg_1", "msg_2"] {
            let body = json!({ "type": "bounced", "timestamp": now.to_rfc3339(), "data": null });
            let received = Source::MailEvents.read(id, body).unwrap();
            inbound::take(&t.db(), &received, now).await.unwrap();
        }
        let mut desk = office(&t).await;
        assert_eq!(hooks(&mut desk, None, now).await.unwrap().dead.len(), 2);
        assert_eq!(retry_dead_letter(&mut desk, "mail-events", "msg_1", now).await, Ok(false));
        discard_dead_letter(&mut desk, "mail-events", "msg_2").await.unwrap();
        assert_eq!(discard_dead_letter(&mut desk, "mail-events", "msg_2").await, Err(Error::NotFound));
        let left = hooks(&mut desk, None, now).await.unwrap().dead;
        assert_eq!(left.iter().map(|one| (one.event_id.as_str(), one.attempts)).collect::<Vec<_>>(), [("msg_1", 2)]);
        desk.commit().await.unwrap();
        assert_eq!(acts(&t, &LogFilter::default()).await, ["webhooks.discard", "webhooks.retry"]);
    }
}
