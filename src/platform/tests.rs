use uuid::Uuid;

use super::*;
use crate::{
    Error,
    ids::{UserId, WorkspaceId},
    staff::{self, BackOffice},
    testing::{self, Test},
};

fn rollout(percent: u8) -> Rule {
    Rule { state: State::Rollout, percent, ..Flag::Uploads.default_rule() }
}

fn workspace() -> Subject {
    Subject { workspace: Some(WorkspaceId(Uuid::new_v4())), user: Some(UserId(Uuid::new_v4())), plan: None }
}

async fn office(t: &Test) -> BackOffice {
    let user = t.staff().await;
    let staff = staff::recognise(&mut t.db().identity().await.unwrap(), user).await.unwrap();
    t.db().staff(&staff, "testing").await.unwrap()
}

#[test]
fn a_share_is_about_right_stays_and_grows() {
    let subjects: Vec<_> = (0..4_000).map(|_| workspace()).collect();
    let at = |percent| subjects.iter().filter(|s| rollout(percent).is_on(Flag::Uploads, **s)).count();
    assert_eq!((at(0), at(100)), (0, 4_000));
    let quarter = at(25);
    assert!((800..1_200).contains(&quarter), "{quarter} of 4,000 at 25 %");
    for subject in &subjects {
        let steps = [10, 25, 50].map(|percent| rollout(percent).is_on(Flag::Uploads, *subject));
        assert!(steps.is_sorted(), "who is in stays in");
        let colleague = Subject { user: Some(UserId(Uuid::new_v4())), ..*subject };
        assert_eq!(rollout(50).is_on(Flag::Uploads, colleague), steps[2], "a workspace has one answer");
    }
    let both = subjects.iter().filter(|s| rollout(50).is_on(Flag::Uploads, **s) && rollout(50).is_on(Flag::SignUps, **s)).count();
    assert!((800..1_200).contains(&both), "flags pick differently: {both}");
}

#[test]
fn lists_open_a_roll_out_and_off_closes_everything() {
    let subject = workspace();
    let mut rule = rollout(0);
    assert!(!rule.is_on(Flag::Uploads, subject));
    rule.users = vec![subject.user.unwrap()];
    assert!(rule.is_on(Flag::Uploads, subject) && !rule.is_on(Flag::Uploads, workspace()));
    rule.workspaces = vec![subject.workspace.unwrap()];
    rule.state = State::Off;
    rule.percent = 100;
    assert!(!rule.is_on(Flag::Uploads, subject), "the kill switch wins");
    assert!(!rollout(100).is_on(Flag::Uploads, Subject::default()), "nobody in particular is in no share");
}

#[test]
fn a_roll_out_by_plan_asks_for_the_plan() {
    let rule = Rule { plans: vec![Plan::Enterprise], ..rollout(0) };
    let on = |plan| rule.is_on(Flag::Uploads, Subject { plan, ..workspace() });
    assert_eq!([None, Some(Plan::Free), Some(Plan::Enterprise)].map(on), [false, false, true]);
    let asks = |rule: &Rule| Platform { rules: [(Flag::Uploads, rule.clone())].into(), ..Platform::default() }.asks_plan(Flag::Uploads);
    assert!(asks(&rule) && !asks(&rollout(50)) && !asks(&Rule { state: State::On, ..rule.clone() }));
}

#[tokio::test]
async fn what_staff_sets_holds_until_it_is_reset_and_is_written_down() {
    let t = testing::fresh().await;
    assert_eq!(load(&t.db()).await.unwrap(), Platform::default());
    let mut office = office(&t).await;
    let rule = Rule { workspaces: vec![WorkspaceId(Uuid::new_v4())], plans: vec![Plan::Professional], ..rollout(10) };
    set_flag(&mut office, Flag::Uploads, &rule).await.unwrap();
    set(&mut office, Setting::Notice, "  Maintenance\n at noon ").await.unwrap();
    office.commit().await.unwrap();
    let platform = load(&t.db()).await.unwrap();
    assert_eq!((platform.rule(Flag::Uploads), platform.is_overridden(Flag::Uploads)), (rule, true));
    assert_eq!(platform.value(Setting::Notice), "Maintenance at noon");
    assert_eq!(platform.rule(Flag::SignUps), Flag::SignUps.default_rule());
    let mut office = self::office(&t).await;
    reset_flag(&mut office, Flag::Uploads).await.unwrap();
    office.commit().await.unwrap();
    assert!(!load(&t.db()).await.unwrap().is_overridden(Flag::Uploads));
    let acts: Vec<String> =
        sqlx::query_scalar("select act from staff_actions where act <> 'enter' order by id").fetch_all(&mut t.owner().await).await.unwrap();
    assert_eq!(acts, ["flags.set", "settings.set", "flags.reset"]);
}

#[tokio::test]
async fn values_are_checked_and_unknown_names_do_nothing() {
    let t = testing::fresh().await;
    let mut office = office(&t).await;
    let refused = set(&mut office, Setting::SupportEmail, "nobody").await;
    assert_eq!(refused, Err(Error::field("value", "Enter an e-mail address such as name@example.com.")));
    assert!(set(&mut office, Setting::Notice, &"x".repeat(301)).await.is_err());
    assert!(set_flag(&mut office, Flag::Uploads, &rollout(101)).await.is_err());
    set(&mut office, Setting::SupportEmail, "").await.unwrap();
    office.commit().await.unwrap();
    sqlx::query("insert into platform_flags (name, state) values ('of_tomorrow', 'on')").execute(&mut t.owner().await).await.unwrap();
    assert_eq!(load(&t.db()).await.unwrap().rules.len(), 0);
}
