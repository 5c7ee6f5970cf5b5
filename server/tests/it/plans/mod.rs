//! Plans from end to end, against a stand-in for Stripe.

mod business;
mod buying;
mod months;

use std::{sync::Arc, time::Duration};

use fakes::{Handle, stripe::Told};
use http::{Method, StatusCode};
use mewayz::{gateways::Push, plans};
use server::{
    adapters::push::WebPush,
    jobs::{self, Outside, Settings, Worker},
};
use tokio::sync::watch;

use crate::support::{Creator, Reply, TestApp};

struct Stage {
    app: TestApp,
    fakes: Handle,
    ada: Creator,
}

async fn stage() -> Stage {
    let fakes = fakes::start().await.unwrap();
    let url = format!("{}/stripe/", fakes.url());
    let secret = fakes::stripe::WEBHOOK_SECRET;
    let app =
        TestApp::with(&["--stripe-key", "sk_test_x", "--stripe-webhook-secret", secret, "--stripe-url", &url, "--page-cache", "off"]).await;
    let ada = app.creator("ada").await;
    Stage { app, fakes, ada }
}

impl Stage {
    /// Orders a plan; the session at Stripe that it leads to.
    async fn order(&self, plan: &str, features: &str, coupon: &str) -> String {
        let form = [("workspace", "ada"), ("plan", plan), ("term", "month"), ("features", features), ("coupon", coupon)];
        let reply = self.ada.client.rpc("order_plan", &form).await;
        let target = reply.header("location").to_owned();
        assert!(target.starts_with(self.fakes.url()), "{}: {}", reply.status, reply.text());
        target.rsplit('/').next().unwrap().to_owned()
    }

    /// Orders a plan and pays for it; nothing is told yet.
    async fn buy(&self, plan: &str, features: &str) {
        let session = self.order(plan, features, "").await;
        self.fakes.outside().pay(&session).unwrap();
    }

    async fn deliver(&self, told: &Told) -> StatusCode {
        let headers = [("content-type", "application/json"), ("stripe-signature", told.signature.as_str())];
        self.app.browser().ask_with(Method::POST, "/webhooks/in/stripe", &headers, told.body.clone()).await.status
    }

    /// Everything Stripe has told so far, in its order.
    async fn deliver_all(&self) {
        for told in self.fakes.outside().told() {
            assert_eq!(self.deliver(&told).await, StatusCode::OK);
        }
        self.work().await;
    }

    /// Works until nothing is left to ask.
    async fn work(&self) {
        let context = &self.app.state.context;
        let push: Arc<dyn Push> = Arc::new(WebPush::new(
            context.db.clone(),
            context.keyring.clone(),
            self.app.state.outbound.clone(),
            "https://a.test".to_owned(),
        ));
        let (db, billing) = (&context.db, context.billing.clone());
        let (storage, names) = (context.storage.clone(), context.names.clone());
        let outside = Outside { storage, push, sms: None, billing, names };
        let runners = jobs::runners(db, &context.keyring, "https://a.test", outside);
        let (stop, stopped) = watch::channel(false);
        let worker = Worker { db: db.clone(), runners, schedules: Vec::new(), settings: Settings::default() };
        let task = tokio::spawn(worker.run(stopped));
        let open = "select count(*) from jobs where name = 'plans.refresh' and state <> 'dead'";
        let mut connection = self.app.connection().await;
        let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
        while sqlx::query_scalar::<_, i64>(open).fetch_one(&mut connection).await.unwrap() > 0 {
            assert!(tokio::time::Instant::now() < deadline, "the jobs did not end in time");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stop.send(true).unwrap();
        task.await.unwrap();
    }

    async fn overview(&self) -> plans::Overview {
        let context = &self.app.state.context;
        plans::overview(&context.db, &self.ada.member, context.billing.as_deref()).await.unwrap()
    }

    async fn state(&self) -> Option<plans::State> {
        self.overview().await.subscription.map(|subscription| subscription.state)
    }

    async fn customer(&self) -> String {
        sqlx::query_scalar("select customer_id from billing_customers").fetch_one(&mut self.app.connection().await).await.unwrap()
    }

    /// What happened to the plan, in order.
    async fn facts(&self) -> Vec<String> {
        let mut connection = self.app.connection().await;
        let workspace = self.ada.member.workspace().to_string();
        sqlx::query("select set_config('app.workspace', $1, false)").bind(workspace).execute(&mut connection).await.unwrap();
        sqlx::query_scalar("select name from events where name like 'plan.%' order by seq").fetch_all(&mut connection).await.unwrap()
    }

    async fn rpc(&self, name: &str, more: &[(&str, &str)]) -> Reply {
        let form: Vec<(&str, &str)> = [("workspace", "ada")].into_iter().chain(more.iter().copied()).collect();
        self.ada.client.rpc(name, &form).await
    }
}
