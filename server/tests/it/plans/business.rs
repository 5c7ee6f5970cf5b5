//! What staff see of revenue, from what a stand-in for Stripe billed.

use chrono::{Duration, Utc};
use http::StatusCode;
use mewayz::business::{Report, Why};

use super::stage;

#[tokio::test]
async fn revenue_and_bills_agree_after_a_plan_was_bought_and_changed() {
    let s = stage().await;
    s.buy("professional", "bio_sites,api").await;
    s.deliver_all().await;
    s.app.make_staff(&s.ada).await;
    let report: Report = s.ada.client.rpc("load_business", &[]).await.json();
    assert_eq!(report.movements, [], "a trial counts as nothing");
    // Stripe's clock runs ahead: the trial ends there and a bill is paid, while it is still today here.
    s.fakes.outside().advance(Duration::days(15));
    s.deliver_all().await;
    let report: Report = s.ada.client.rpc("load_business", &[]).await.json();
    let last = report.movements.last().unwrap();
    assert_eq!((last.start, last.new, last.end, last.currency.as_str()), (0, 200, 200, "USD"));

    let month = (Utc::now() + Duration::days(14)).format("%Y-%m").to_string();
    let report: Report = s.ada.client.rpc("load_business", &[("month", &month)]).await.json();
    let found = &report.reconciliations[0];
    assert_eq!((found.revenue, found.paid, found.differences.len()), (200, 200, 0), "{found:?}");
    let before = s.ada.client.rpc("load_business", &[("month", "2020-01")]).await.json::<Report>();
    assert_eq!((before.reconciliations[0].revenue, before.reconciliations[0].sum(Why::Unexplained)), (0, 0));

    let page = s.ada.client.get(&format!("/admin/business?month={month}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("Monthly recurring revenue") && page.text().contains("2.00 USD"));
}

#[tokio::test]
async fn files_are_for_staff_only_and_on_record() {
    let s = stage().await;
    let path = "/admin/business.csv?sheet=sign-ups";
    assert_eq!(s.app.browser().get(path).await.status, StatusCode::SEE_OTHER);
    assert_eq!(s.ada.client.get(path).await.status, StatusCode::NOT_FOUND);
    s.app.make_staff(&s.ada).await;
    let file = s.ada.client.get(path).await;
    assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "text/csv; charset=utf-8"));
    assert!(file.text().starts_with("span,since_utc,accounts\n") && file.text().contains(&format!("day,{},1\n", Utc::now().date_naive())));
    assert_eq!(s.ada.client.get("/admin/business.csv?sheet=secrets").await.status, StatusCode::NOT_FOUND);
    assert_eq!(s.rpc("start_survey", &[]).await.status, StatusCode::OK);
    let acts: Vec<String> = sqlx::query_scalar("select act || ': ' || reason from staff_actions order by id")
        .fetch_all(&mut s.app.connection().await)
        .await
        .unwrap();
    assert_eq!(acts, ["enter: Business analytics as a file", "enter: Counting anew", "survey.ask: Counting anew"]);
    let waiting: i64 = sqlx::query_scalar("select count(*) from jobs where name = 'survey.workspaces'")
        .fetch_one(&mut s.app.connection().await)
        .await
        .unwrap();
    assert_eq!(waiting, 1);
}
