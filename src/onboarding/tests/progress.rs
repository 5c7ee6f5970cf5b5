use super::*;
use crate::{
    Error,
    events::{self, Consumer, SignedUp, TotpEnabled},
    notifications::{self, Settings},
    workspaces,
};

async fn account_event<E: events::Event>(t: &Test, member: &Member, event: &E) {
    let mut identity = t.db().identity().await.unwrap();
    events::record_account(&mut identity, member.user(), "", event).await.unwrap();
    identity.commit().await.unwrap();
}

#[tokio::test]
async fn steps_are_done_by_what_happens() {
    let t = crate::testing::fresh().await;
    let ada = owner(&t).await;
    assert!(seen(&t, &ada).await.is_to_begin());
    begin(&t, &ada, Trade::Coach, &[]).await;
    assert_eq!(done(&t, &ada).await, [Step::ConfirmAddress], "the address was confirmed before");
    site(&t, &ada, "ada-one", false).await;
    assert_eq!(done(&t, &ada).await.len(), 1, "nobody was told yet");
    settle(&t).await;
    assert_eq!(done(&t, &ada).await, [Step::ConfirmAddress, Step::CreateSite]);
    site(&t, &ada, "ada-two", true).await;
    account_event(&t, &ada, &TotpEnabled { user: ada.user() }).await;
    let mut scope = open(&t, &ada).await;
    workspaces::rename(&mut scope, "Ada's studio").await.unwrap();
    scope.commit().await.unwrap();
    settle(&t).await;
    let journey = seen(&t, &ada).await;
    assert!(journey.progress().is_finished() && !journey.is_under_way(), "{journey:?}");
    let finished: (bool, Vec<String>) =
        sqlx::query_as("select finished_at is not null, done from onboarding_measures").fetch_one(&mut t.owner().await).await.unwrap();
    assert_eq!((finished.0, finished.1.len()), (true, 5));
}

#[tokio::test]
async fn what_was_done_before_is_done_when_somebody_begins() {
    let t = crate::testing::fresh().await;
    let ada = owner(&t).await;
    site(&t, &ada, "ada-one", true).await;
    let mut identity = t.db().identity().await.unwrap();
    notifications::save_settings(&mut identity, ada.user(), &Settings::default(), "").await.unwrap();
    identity.commit().await.unwrap();
    let mut identity = t.db().identity().await.unwrap();
    sqlx::query("delete from event_queue").execute(identity.conn()).await.unwrap();
    identity.commit().await.unwrap();
    begin(&t, &ada, Trade::Creator, &[]).await;
    assert_eq!(done(&t, &ada).await, [Step::ConfirmAddress, Step::CreateSite, Step::PublishSite, Step::ChooseNotices]);
    let kept: (bool, bool) = sqlx::query_as(
        "select bool_and(s.event_id = e.id), bool_and(s.done_at = e.happened_at)
         from onboarding_steps s join events e on e.workspace_id = s.workspace_id and e.id = s.event_id",
    )
    .fetch_one(open(&t, &ada).await.conn())
    .await
    .unwrap();
    assert_eq!(kept, (true, true), "when, and by which event");
}

#[tokio::test]
async fn told_twice_it_is_done_once_and_by_the_first() {
    let t = crate::testing::fresh().await;
    let ada = owner(&t).await;
    begin(&t, &ada, Trade::Creator, &[]).await;
    site(&t, &ada, "ada-one", false).await;
    settle(&t).await;
    let read = "select step, done_at, event_id from onboarding_steps order by step";
    type Row = (String, DateTime<Utc>, Option<uuid::Uuid>);
    let before: Vec<Row> = sqlx::query_as(read).fetch_all(open(&t, &ada).await.conn()).await.unwrap();
    site(&t, &ada, "ada-two", false).await;
    settle(&t).await;
    let again = events::replay(&t.db(), Consumer::Onboarding, Some(ada.workspace()), DateTime::UNIX_EPOCH).await.unwrap();
    assert_eq!(again, 2);
    settle(&t).await;
    let after: Vec<Row> = sqlx::query_as(read).fetch_all(open(&t, &ada).await.conn()).await.unwrap();
    assert_eq!(after, before);
}

#[tokio::test]
async fn what_is_left_out_can_be_taken_up_and_is_done_all_the_same() {
    let t = crate::testing::fresh().await;
    let ada = owner(&t).await;
    begin(&t, &ada, Trade::Coach, &[Goal::Team]).await;
    let state = async |step| seen(&t, &ada).await.steps.into_iter().find(|view| view.step == step).unwrap().state;
    let mut scope = open(&t, &ada).await;
    for step in [Step::InviteTeam, Step::CreateSite, Step::InviteTeam] {
        skip(&mut scope, step, clock::now()).await.unwrap();
    }
    scope.commit().await.unwrap();
    assert_eq!((state(Step::InviteTeam).await, state(Step::CreateSite).await), (StepState::Skipped, StepState::Skipped));
    let mut scope = open(&t, &ada).await;
    take_up(&mut scope, Step::InviteTeam, clock::now()).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(state(Step::InviteTeam).await, StepState::Open);
    site(&t, &ada, "ada-one", false).await;
    settle(&t).await;
    assert!(matches!(state(Step::CreateSite).await, StepState::Done(_)));
    assert!(!seen(&t, &ada).await.steps.iter().any(|view| view.step == Step::AddWebhook), "not one of the goals");
}

#[tokio::test]
async fn it_is_put_away_and_called_back_also_before_anybody_began() {
    let t = crate::testing::fresh().await;
    let ada = owner(&t).await;
    let mut scope = open(&t, &ada).await;
    put_away(&mut scope, clock::now()).await.unwrap();
    put_away(&mut scope, clock::now()).await.unwrap();
    scope.commit().await.unwrap();
    let journey = seen(&t, &ada).await;
    assert!(journey.put_away && !journey.is_to_begin() && !journey.is_under_way());
    let mut scope = open(&t, &ada).await;
    call_back(&mut scope, clock::now()).await.unwrap();
    scope.commit().await.unwrap();
    assert!(seen(&t, &ada).await.is_to_begin());
    begin(&t, &ada, Trade::Shop, &[Goal::Page, Goal::Page]).await;
    let journey = seen(&t, &ada).await;
    assert!(journey.is_under_way());
    assert_eq!((journey.trade, journey.goals), (Some(Trade::Shop), vec![Goal::Page]));
}

#[tokio::test]
async fn another_choice_keeps_what_is_done() {
    let t = crate::testing::fresh().await;
    let ada = owner(&t).await;
    begin(&t, &ada, Trade::Coach, &[]).await;
    site(&t, &ada, "ada-one", false).await;
    settle(&t).await;
    begin(&t, &ada, Trade::Agency, &[Goal::Connect]).await;
    let journey = seen(&t, &ada).await;
    assert_eq!(journey.steps.iter().map(|view| view.step).nth(1), Some(Step::AddWebhook), "goals come first");
    assert_eq!(done(&t, &ada).await, [Step::ConfirmAddress, Step::CreateSite]);
}

#[tokio::test]
async fn an_account_counts_where_its_person_owns_and_nowhere_else() {
    let t = crate::testing::fresh().await;
    let (ada, eve) = (owner(&t).await, owner(&t).await);
    let admin = t.colleague(eve.workspace(), Role::Admin).await;
    for member in [&ada, &eve] {
        begin(&t, member, Trade::Shop, &[]).await;
    }
    for member in [&ada, &admin] {
        account_event(&t, member, &TotpEnabled { user: member.user() }).await;
    }
    let keep = "insert into passkeys (id, user_id, name, credential_id, credential) values ($1, $1, 'Key', $2, '{}')";
    let mut identity = t.db().identity().await.unwrap();
    sqlx::query(keep).bind(admin.user().0).bind(&admin.user().0.as_bytes()[..]).execute(identity.conn()).await.unwrap();
    identity.commit().await.unwrap();
    settle(&t).await;
    begin(&t, &admin, Trade::Shop, &[]).await;
    assert!(done(&t, &ada).await.contains(&Step::ProtectAccount));
    assert!(!done(&t, &eve).await.contains(&Step::ProtectAccount), "an admin's account is the admin's");
}

#[tokio::test]
async fn nothing_of_another_workspace_is_seen_or_changed() {
    let t = crate::testing::fresh().await;
    let (ada, eve) = (owner(&t).await, owner(&t).await);
    begin(&t, &ada, Trade::Coach, &[]).await;
    site(&t, &ada, "ada-one", true).await;
    settle(&t).await;
    let before = seen(&t, &ada).await;
    assert_eq!(seen(&t, &eve).await, Journey::default());
    let mut scope = open(&t, &eve).await;
    skip(&mut scope, Step::SetLook, clock::now()).await.unwrap();
    take_up(&mut scope, Step::CreateSite, clock::now()).await.unwrap();
    choose(&mut scope, Trade::Shop, &[], clock::now()).await.unwrap();
    put_away(&mut scope, clock::now()).await.unwrap();
    call_back(&mut scope, clock::now()).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(seen(&t, &ada).await, before);
    assert_eq!(done(&t, &eve).await, [Step::ConfirmAddress], "Ada's events are not Eve's");
}

#[tokio::test]
async fn who_does_not_manage_the_workspace_is_refused() {
    let t = crate::testing::fresh().await;
    let ada = owner(&t).await;
    for role in [Role::Editor, Role::Viewer] {
        let member = t.colleague(ada.workspace(), role).await;
        let mut scope = open(&t, &member).await;
        let now = clock::now();
        assert_eq!(journey(&mut scope).await.unwrap_err(), Error::Forbidden);
        assert_eq!(choose(&mut scope, Trade::Coach, &[], now).await, Err(Error::Forbidden));
        assert_eq!(skip(&mut scope, Step::SetLook, now).await, Err(Error::Forbidden));
        assert_eq!(take_up(&mut scope, Step::SetLook, now).await, Err(Error::Forbidden));
        assert_eq!(put_away(&mut scope, now).await, Err(Error::Forbidden));
        assert_eq!(call_back(&mut scope, now).await, Err(Error::Forbidden));
        assert_eq!(put_sample(&mut scope, Default::default(), now).await, Err(Error::Forbidden));
        assert_eq!(take_out_sample(&mut scope, true, now).await, Err(Error::Forbidden));
    }
    let admin = t.colleague(ada.workspace(), Role::Admin).await;
    begin(&t, &admin, Trade::Firm, &[Goal::Grow]).await;
    assert!(!seen(&t, &admin).await.steps.iter().any(|view| view.step == Step::ChoosePlan), "plans are for owners");
    assert!(seen(&t, &ada).await.steps.iter().any(|view| view.step == Step::ChoosePlan));
}

#[tokio::test]
async fn the_time_to_the_first_page_is_measured_once_a_person() {
    let t = crate::testing::fresh().await;
    let ada = owner(&t).await;
    account_event(&t, &ada, &SignedUp { user: ada.user() }).await;
    begin(&t, &ada, Trade::Coach, &[]).await;
    settle(&t).await;
    begin(&t, &ada, Trade::Shop, &[]).await;
    begin(&t, &ada, Trade::Agency, &[]).await;
    site(&t, &ada, "ada-one", true).await;
    settle(&t).await;
    let read = "select signed_up_at, published_at, trade from onboarding_people";
    type Row = (DateTime<Utc>, Option<DateTime<Utc>>, Option<String>);
    let first: Row = sqlx::query_as(read).fetch_one(&mut t.owner().await).await.unwrap();
    assert!(first.1.unwrap() > first.0);
    assert_eq!(first.2.as_deref(), Some("shop"), "what they said first, once they were known");
    site(&t, &ada, "ada-two", true).await;
    events::replay(&t.db(), Consumer::Onboarding, None, DateTime::UNIX_EPOCH).await.unwrap();
    settle(&t).await;
    assert_eq!(sqlx::query_as::<_, Row>(read).fetch_one(&mut t.owner().await).await.unwrap(), first);
}
