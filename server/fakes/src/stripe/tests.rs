use chrono::Duration;
use reqwest::{Client, StatusCode};
use serde_json::Value;

use crate::{Handle, start};

fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::new()
}

async fn post(fakes: &Handle, path: &str, form: &[(&str, &str)]) -> (StatusCode, Value) {
    let answer = client().post(format!("{}/stripe/v1/{path}", fakes.url())).bearer_auth("sk_test_x").form(form).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

async fn subscriptions(fakes: &Handle, customer: &str) -> Vec<Value> {
    let url = format!("{}/stripe/v1/subscriptions", fakes.url());
    let asked = client().get(url).bearer_auth("sk_test_x").query(&[("customer", customer), ("status", "all")]);
    asked.send().await.unwrap().json::<Value>().await.unwrap()["data"].as_array().unwrap().clone()
}

/// Somebody who has bought one feature by the month, without a trial.
async fn bought(fakes: &Handle, trial: &str) -> (String, String) {
    let (_, customer) = post(fakes, "customers", &[("email", "ada@example.com")]).await;
    let customer = customer["id"].as_str().unwrap().to_owned();
    let price = |key: &'static str, interval: &'static str, unit: &'static str| {
        [
            ("lookup_key", key),
            ("currency", "usd"),
            ("unit_amount", unit),
            ("recurring[interval]", interval),
            ("product_data[name]", key),
            ("metadata[feature]", key),
        ]
    };
    let (_, first) = post(fakes, "prices", &price("sites", "month", "100")).await;
    let first = first["id"].as_str().unwrap().to_owned();
    let form = [
        ("mode", "subscription"),
        ("customer", &customer),
        ("line_items[0][price]", &first),
        ("subscription_data[trial_period_days]", trial),
        ("success_url", "http://127.0.0.1:9/done?session={CHECKOUT_SESSION_ID}"),
        ("cancel_url", "http://127.0.0.1:9/"),
    ];
    let (_, session) = post(fakes, "checkout/sessions", &form).await;
    let session = session["id"].as_str().unwrap();
    assert!(fakes.outside().pay(session).unwrap().ends_with(session));
    assert!(fakes.outside().pay(session).is_some(), "pressed twice");
    (customer, session.to_owned())
}

#[tokio::test]
async fn what_is_bought_is_renewed_and_ends_when_it_was_cancelled() {
    let fakes = start().await.unwrap();
    let (customer, _) = bought(&fakes, "").await;
    let one = subscriptions(&fakes, &customer).await;
    assert_eq!((one.len(), one[0]["status"].as_str()), (1, Some("active")));
    fakes.outside().advance(Duration::days(32));
    let id = one[0]["id"].as_str().unwrap();
    post(&fakes, &format!("subscriptions/{id}"), &[("cancel_at_period_end", "true")]).await;
    fakes.outside().advance(Duration::days(62));
    assert_eq!(subscriptions(&fakes, &customer).await[0]["status"], "canceled");
    let names: Vec<String> = fakes.outside().told().into_iter().map(|told| told.name).collect();
    assert_eq!(
        names,
        [
            "invoice.paid",
            "customer.subscription.created",
            "checkout.session.completed",
            "invoice.paid",
            "customer.subscription.updated",
            "customer.subscription.updated",
            "customer.subscription.deleted"
        ]
    );
}

#[tokio::test]
async fn a_card_that_is_declined_is_tried_again_and_given_up() {
    let fakes = start().await.unwrap();
    let (customer, _) = bought(&fakes, "14").await;
    assert_eq!(subscriptions(&fakes, &customer).await[0]["status"], "trialing");
    fakes.outside().card(&customer, false);
    fakes.outside().advance(Duration::days(15));
    assert_eq!(subscriptions(&fakes, &customer).await[0]["status"], "past_due");
    fakes.outside().card(&customer, true);
    assert_eq!(subscriptions(&fakes, &customer).await[0]["status"], "active", "what is open is paid at once");
    fakes.outside().card(&customer, false);
    fakes.outside().advance(Duration::days(45));
    assert_eq!(subscriptions(&fakes, &customer).await[0]["status"], "canceled");
}

#[tokio::test]
async fn the_preview_of_a_change_is_what_is_charged() {
    let fakes = start().await.unwrap();
    let (customer, _) = bought(&fakes, "").await;
    fakes.outside().advance(Duration::days(10));
    let (_, other) = post(
        &fakes,
        "prices",
        &[("lookup_key", "b"), ("currency", "usd"), ("unit_amount", "150"), ("recurring[interval]", "month"), ("product_data[name]", "B")],
    )
    .await;
    let (other, one) = (other["id"].as_str().unwrap(), &subscriptions(&fakes, &customer).await[0]);
    let start = one["items"]["data"][0]["current_period_start"].as_i64().unwrap();
    let as_of = (start + 10 * 86_400).to_string();
    let id = one["id"].as_str().unwrap();
    let preview =
        [("subscription", id), ("subscription_details[items][0][price]", other), ("subscription_details[proration_date]", as_of.as_str())];
    let (_, preview) = post(&fakes, "invoices/create_preview", &preview).await;
    post(&fakes, &format!("subscriptions/{id}"), &[("items[0][price]", other), ("proration_date", as_of.as_str())]).await;
    let charged = fakes.outside().told().into_iter().rfind(|told| told.name == "invoice.paid").unwrap();
    let charged: Value = serde_json::from_str(&charged.body).unwrap();
    assert!(preview["amount_due"].as_i64().unwrap() > 0);
    assert_eq!(preview["amount_due"], charged["data"]["object"]["amount_due"]);
}

#[tokio::test]
async fn strangers_and_repeated_keys() {
    let fakes = start().await.unwrap();
    let url = format!("{}/stripe/v1/customers", fakes.url());
    assert_eq!(client().post(&url).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let ask =
        |email: &'static str| client().post(&url).bearer_auth("sk_test_x").header("idempotency-key", "k").form(&[("email", email)]).send();
    let first: Value = ask("a@example.com").await.unwrap().json().await.unwrap();
    let second: Value = ask("a@example.com").await.unwrap().json().await.unwrap();
    assert_eq!(first["id"], second["id"]);
    assert_eq!(ask("b@example.com").await.unwrap().status(), StatusCode::BAD_REQUEST);
}
