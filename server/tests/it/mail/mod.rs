mod faults;
mod mailbox;
mod mta;
mod stopping;

use std::time::Duration;

use mewayz::mail::{Kind, SigningKey};
use server::{
    adapters::smtp::{Patience, Smtp, SmtpAddress},
    mailer::{Mailer, Stationery, Transport},
};
use uuid::Uuid;

use crate::support::TestApp;

/// A sender with little patience, by way of this server.
fn mailer(app: &TestApp, url: &str) -> Mailer {
    let patience = Patience { connect: Duration::from_secs(5), mail: Duration::from_secs(1) };
    let smtp = Smtp::new(SmtpAddress::parse(url).unwrap(), "mewayz.test", patience);
    Mailer {
        db: app.state.context.db.clone(),
        transport: Transport::Smtp(smtp),
        stationery: stationery(app),
        keyring: app.state.context.keyring.clone(),
    }
}

fn stationery(app: &TestApp) -> Stationery {
    Stationery { from: "Mewayz <hello@mewayz.test>".parse().unwrap(), base_url: "https://mewayz.test".to_owned(), key: key(app) }
}

fn key(app: &TestApp) -> SigningKey {
    app.state.unsubscribe.clone()
}

/// A mail that waits to be sent.
async fn write(app: &TestApp, kind: Kind, recipient: &str) -> Uuid {
    let html = "<p>Grüße, مرحبا</p><a href=\"https://unsubscribe.invalid/\">stop</a>";
    sqlx::query_scalar(
        "insert into mails (id, kind, recipient, recipient_hash, locale, subject, body_text, body_html)
         values (gen_random_uuid(), $1, $2, sha256(convert_to(lower($2), 'UTF8')), 'ar', 'مرحبا Grüße', 'text https://unsubscribe.invalid/', $3)
         returning id",
    )
    .bind(kind.name())
    .bind(recipient)
    .bind(html)
    .fetch_one(&mut app.connection().await)
    .await
    .unwrap()
}

/// State, attempts, last error, receipt.
async fn look(app: &TestApp, id: Uuid) -> (String, i32, String, String) {
    sqlx::query_as("select state, attempts, coalesce(last_error, ''), coalesce(receipt, '') from mails where id = $1")
        .bind(id)
        .fetch_one(&mut app.connection().await)
        .await
        .unwrap()
}

/// Lets the pauses of all mails be over.
async fn hurry(app: &TestApp) {
    sqlx::query("update mails set next_attempt_at = now() where state = 'deferred'").execute(&mut app.connection().await).await.unwrap();
}
