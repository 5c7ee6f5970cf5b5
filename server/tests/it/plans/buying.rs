use fakes::{Fault, Switch};
use http::StatusCode;
use mewayz::plans::{Plan, State};
use serde_json::Value;

use super::stage;
use crate::support::{TestApp, samples};

const PAGE: &str = "/w/ada/settings/billing";

#[tokio::test]
async fn what_is_paid_for_is_there_as_soon_as_it_is_told() {
    let s = stage().await;
    let before = s.ada.client.get(&format!("{PAGE}?plan=professional&term=month&bio_sites=on&storage=on")).await;
    assert_eq!(before.status, StatusCode::OK);
    assert!(before.text().contains("2.00 USD") && before.text().contains("Go to payment"), "the price stands before the action");
    s.buy("professional", "bio_sites,storage").await;
    assert_eq!(s.state().await, None, "nobody has told us");
    s.deliver_all().await;
    let overview = s.overview().await;
    assert_eq!((overview.plan, overview.subscription.unwrap().state), (Plan::Professional, State::Trialing));
    let page = s.ada.client.get(&format!("{PAGE}?paid=1")).await.text();
    assert!(page.contains("Professional") && page.contains("200") && page.contains("The trial ends on"));
    assert_eq!(s.facts().await, ["plan.started"]);
}

#[tokio::test]
async fn the_way_back_asks_too_whoever_is_first() {
    let s = stage().await;
    s.buy("enterprise", "bio_sites").await;
    assert_eq!(s.rpc("refresh_plan", &[]).await.status, StatusCode::OK);
    assert_eq!(s.state().await, Some(State::Trialing));
    s.deliver_all().await;
    assert_eq!(s.facts().await, ["plan.started"], "told again, it is the same");
}

#[tokio::test]
async fn who_has_paid_in_another_tab_is_not_sent_to_pay_again() {
    let s = stage().await;
    s.buy("professional", "bio_sites").await;
    let again = s.rpc("order_plan", &[("plan", "professional"), ("term", "month"), ("features", "api"), ("coupon", "")]).await;
    assert!(again.message("form").contains("already"), "{}", again.text());
    assert_eq!(s.state().await, Some(State::Trialing), "asking has told us");
}

#[tokio::test]
async fn messages_twice_and_in_any_order_end_the_same() {
    let s = stage().await;
    s.buy("professional", "webhooks").await;
    s.fakes.outside().advance(chrono::Duration::days(20));
    let told = s.fakes.outside().told();
    assert!(told.len() > 3);
    for message in told.iter().rev().chain(&told) {
        assert_eq!(s.deliver(message).await, StatusCode::OK);
    }
    s.work().await;
    assert_eq!(s.state().await, Some(State::Active));
    // What is forged or changed is nobody's.
    let mut forged = told[0].clone();
    forged.body = forged.body.replace("evt_", "evt_x");
    assert_eq!(s.deliver(&forged).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_price_that_is_shown_is_the_price_that_is_charged() {
    let s = stage().await;
    s.buy("professional", "bio_sites").await;
    s.fakes.outside().advance(chrono::Duration::days(15));
    s.deliver_all().await;
    let asked = [("plan", "enterprise"), ("term", "month"), ("features", "bio_sites,storage,api")];
    let preview: Value = s.rpc("price_plan", &asked).await.json();
    let (due, as_of) = (preview["due_minor"].as_i64().unwrap(), preview["as_of"].to_string());
    assert!(due > 0 && preview["period_minor"] == 450, "{preview}");
    let change: Vec<_> = asked.into_iter().chain([("as_of", as_of.as_str())]).collect();
    let (a, b) = tokio::join!(s.rpc("change_plan", &change), s.rpc("change_plan", &change));
    for reply in [a, b] {
        assert!(reply.status.is_success() || reply.status.is_redirection(), "{}", reply.text());
    }
    let overview = s.overview().await;
    assert_eq!((overview.plan, overview.invoices[0].total_minor), (Plan::Enterprise, due));
    let charged = overview.invoices.iter().filter(|invoice| invoice.total_minor == due).count();
    assert_eq!(charged, 1, "pressed twice, charged once");
    assert!(s.facts().await.contains(&"plan.changed".to_owned()));
}

#[tokio::test]
async fn a_card_that_is_declined_changes_nothing() {
    let s = stage().await;
    s.buy("professional", "bio_sites").await;
    s.fakes.outside().advance(chrono::Duration::days(15));
    s.deliver_all().await;
    s.fakes.outside().card(&s.customer().await, false);
    let asked = [("plan", "enterprise"), ("term", "month"), ("features", "bio_sites,storage")];
    let preview: Value = s.rpc("price_plan", &asked).await.json();
    let as_of = preview["as_of"].to_string();
    let refused = s.rpc("change_plan", &asked.into_iter().chain([("as_of", as_of.as_str())]).collect::<Vec<_>>()).await;
    assert!(refused.message("form").contains("declined"), "{}", refused.text());
    assert_eq!(s.overview().await.plan, Plan::Professional);
    let old = s.rpc("change_plan", &asked.into_iter().chain([("as_of", "1700000000")]).collect::<Vec<_>>()).await;
    assert!(old.message("form").contains("some time ago"));
}

#[tokio::test]
async fn coupons_are_asked_for_before_the_payment() {
    let s = stage().await;
    for code in ["NOSUCHCODE", "LONGAGO"] {
        let form = [("plan", "professional"), ("term", "year"), ("features", "api"), ("coupon", code)];
        assert!(s.rpc("order_plan", &form).await.message("coupon").contains("not valid"), "{code}");
    }
    let session = s.order("professional", "api", "friend10").await;
    s.fakes.outside().pay(&session).unwrap();
    s.fakes.outside().advance(chrono::Duration::days(15));
    s.deliver_all().await;
    assert_eq!(s.overview().await.invoices[0].total_minor, 90);
    let again = s.rpc("order_plan", &[("plan", "professional"), ("term", "month"), ("features", "api"), ("coupon", "")]).await;
    assert!(again.message("form").contains("already"));
}

#[tokio::test]
async fn pages_of_an_enterprise_do_not_say_our_name_until_the_grace_is_over() {
    let s = stage().await;
    s.app.published(&s.ada, "ada-links", samples::content(samples::links(1))).await;
    assert!(s.app.browser().get("/@ada-links").await.text().contains("Mewayz"));
    s.buy("enterprise", "bio_sites").await;
    s.deliver_all().await;
    assert!(!s.app.browser().get("/@ada-links").await.text().contains("<b>Mewayz</b>"));
    assert_eq!(s.rpc("cancel_plan", &[]).await.status, StatusCode::OK);
    assert!(s.overview().await.subscription.unwrap().cancel_at_period_end);
    assert_eq!(s.rpc("resume_plan", &[]).await.status, StatusCode::OK);
    assert!(!s.overview().await.subscription.unwrap().cancel_at_period_end);
    assert_eq!(s.rpc("cancel_plan", &[("at_once", "true")]).await.status, StatusCode::OK);
    assert_eq!(s.state().await, Some(State::Ended));
    s.app.make_staff(&s.ada).await;
    let ended = s.rpc("end_grace", &[("slug", "ada"), ("reason", "They asked for it")]).await;
    assert_eq!(ended.status, StatusCode::OK, "{}", ended.text());
    assert_eq!((s.state().await, s.overview().await.plan), (Some(State::ReadOnly), Plan::Free));
    assert!(s.app.browser().get("/@ada-links").await.text().contains("<b>Mewayz</b>"));
    assert!(s.ada.client.get(PAGE).await.text().contains("Nothing was deleted"));
    assert_eq!(s.facts().await, ["plan.started", "plan.cancelled", "plan.resumed", "plan.ended", "plan.read_only"]);
}

#[tokio::test]
async fn while_the_payment_service_is_away_what_is_had_stays() {
    let s = stage().await;
    s.buy("professional", "bio_sites").await;
    s.deliver_all().await;
    s.fakes.outside().set(Switch { service: "stripe".into(), path: String::new(), fault: Fault::Error, times: 100 });
    let page = s.ada.client.get(PAGE).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("does not answer"));
    let refused = s.rpc("cancel_plan", &[]).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(s.state().await, Some(State::Trialing));
}

#[tokio::test]
async fn without_a_key_every_paying_button_says_what_is_missing() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let page = ada.client.get(&format!("{PAGE}?plan=professional&term=year&api=on")).await.text();
    assert!(page.contains("MEWAYZ_STRIPE_KEY") && page.contains("10.00 USD"));
    let form = [("workspace", "ada"), ("plan", "professional"), ("term", "year"), ("features", "api")];
    assert!(ada.client.rpc("order_plan", &form).await.message("form").contains("MEWAYZ_STRIPE_KEY"));
    assert_eq!(app.browser().get("/webhooks/in/stripe").await.status, StatusCode::METHOD_NOT_ALLOWED);
    let prices = app.browser().get("/pricing").await;
    assert_eq!(prices.status, StatusCode::OK);
    assert!(prices.text().contains("1.50 USD"));
}
