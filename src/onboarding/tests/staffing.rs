use super::*;
use crate::{
    Error, platform,
    platform::Platform,
    staff::{self, BackOffice},
};

async fn office(t: &Test) -> BackOffice {
    let user = t.staff().await;
    let staff = staff::recognise(&mut t.db().identity().await.unwrap(), user).await.unwrap();
    t.db().staff(&staff, "testing").await.unwrap()
}

fn placed(place: u16, step: Step, shown: Shown) -> (u16, Placed) {
    (place, Placed { step, shown })
}

async fn board_of(t: &Test, days: i64) -> Board {
    let now = clock::now();
    board(&mut office(t).await, &Platform::default(), now - Duration::days(days), now + Duration::minutes(1)).await.unwrap()
}

fn of(board: &Board, trade: Trade) -> &TradeBoard {
    board.trades.iter().find(|one| one.trade == trade).unwrap()
}

#[tokio::test]
async fn staff_say_which_steps_are_shown_and_it_holds_at_once() {
    let t = crate::testing::fresh().await;
    let ada = owner(&t).await;
    begin(&t, &ada, Trade::Coach, &[Goal::Team]).await;
    let mut desk = office(&t).await;
    let written = vec![
        placed(3, Step::PublishSite, Shown::Always),
        placed(2, Step::InviteTeam, Shown::ForGoal),
        placed(1, Step::UploadMedia, Shown::Always),
        placed(4, Step::AddWebhook, Shown::ForGoal),
        placed(0, Step::ConfirmAddress, Shown::Never),
    ];
    set_outline(&mut desk, Trade::Coach, written).await.unwrap();
    let nothing = set_outline(&mut desk, Trade::Shop, vec![placed(1, Step::SetLook, Shown::Never)]).await;
    assert_eq!(nothing, Err(Error::field("form", "Show at least one step to everybody.")));
    desk.commit().await.unwrap();
    let steps: Vec<Step> = seen(&t, &ada).await.steps.into_iter().map(|view| view.step).collect();
    assert_eq!(steps, [Step::InviteTeam, Step::UploadMedia, Step::PublishSite]);
    assert!(of(&board_of(&t, 1).await, Trade::Coach).overridden);
    let mut desk = office(&t).await;
    reset_outline(&mut desk, Trade::Coach).await.unwrap();
    offer(&mut desk, false).await.unwrap();
    desk.commit().await.unwrap();
    assert_eq!(seen(&t, &ada).await.steps[0].step, Step::ConfirmAddress);
    assert!(!platform::load(&t.db()).await.unwrap().is_on(platform::Flag::Onboarding, platform::Subject::default()));
    let acts: Vec<String> =
        sqlx::query_scalar("select act from staff_actions where act <> 'enter' order by id").fetch_all(&mut t.owner().await).await.unwrap();
    assert_eq!(acts, ["onboarding.set", "onboarding.reset", "flags.set"]);
}

#[tokio::test]
async fn figures_are_of_those_who_began_in_the_period() {
    let t = crate::testing::fresh().await;
    let (ada, bob, eve) = (owner(&t).await, owner(&t).await, owner(&t).await);
    begin(&t, &ada, Trade::Coach, &[]).await;
    begin(&t, &bob, Trade::Coach, &[]).await;
    begin(&t, &eve, Trade::Shop, &[]).await;
    site(&t, &ada, "ada-one", true).await;
    settle(&t).await;
    let mut scope = open(&t, &bob).await;
    for view in journey(&mut scope).await.unwrap().steps {
        skip(&mut scope, view.step, clock::now()).await.unwrap();
    }
    put_away(&mut scope, clock::now()).await.unwrap();
    scope.commit().await.unwrap();
    let long_ago = "update onboarding_measures set started_at = now() - interval '20 days' where workspace_id = $1";
    sqlx::query(long_ago).bind(eve.workspace().0).execute(&mut t.owner().await).await.unwrap();
    let board = board_of(&t, 10).await;
    let coach = of(&board, Trade::Coach);
    assert_eq!((coach.started, coach.finished, coach.put_away), (2, 1, 1));
    let figures = |step| coach.steps.iter().find(|one| one.step == step).map(|one| (one.shown, one.done, one.skipped));
    assert_eq!(figures(Step::PublishSite), Some((2, 1, 1)));
    assert_eq!(figures(Step::ConfirmAddress), Some((2, 2, 0)), "what is done is not left out");
    assert_eq!(figures(Step::AddWebhook), None, "nobody was shown it");
    assert_eq!(of(&board, Trade::Shop).started, 0);
    assert_eq!(of(&board_of(&t, 30).await, Trade::Shop).started, 1);
}

#[tokio::test]
async fn half_and_nine_in_ten_of_those_who_published() {
    let t = crate::testing::fresh().await;
    let mut owner = t.owner().await;
    for n in 1..=12_i32 {
        let user = super::owner(&t).await.user();
        let sql = "insert into onboarding_people (user_id, signed_up_at, published_at, trade)
                   values ($1, now(), case when $2 > 10 then null else now() + make_interval(secs => $2 * 60) end, case when $2 % 2 = 0 then 'shop' end)";
        sqlx::query(sql).bind(user.0).bind(n).execute(&mut owner).await.unwrap();
    }
    let board = board_of(&t, 1).await;
    assert_eq!(board.overall, FirstPage { people: 12, published: 10, median: Some(300), p90: Some(540) });
    assert_eq!(board.unknown, FirstPage { people: 6, published: 5, median: Some(300), p90: Some(540) });
    assert_eq!(of(&board, Trade::Shop).first_page, FirstPage { people: 6, published: 5, median: Some(360), p90: Some(600) });
    assert_eq!(of(&board, Trade::Coach).first_page, FirstPage::default());
    sqlx::query("update onboarding_people set signed_up_at = signed_up_at - interval '9 days'").execute(&mut owner).await.unwrap();
    assert_eq!(board_of(&t, 1).await.overall.people, 0);
}
