use chrono::{Duration, Utc};

use super::*;
use crate::testing;

fn letter() -> Letter {
    Letter {
        subject: "Hello <b>".into(),
        greeting: "Hello <script>,".into(),
        paragraphs: vec!["one".into()],
        action: Some(("Go".into(), "http://x.test/?a=1&b=\"2".into())),
        closing: "Bye".into(),
    }
}

#[test]
fn html_is_escaped_and_text_holds_the_link() {
    let html = letter().html();
    assert!(!html.contains("<script>") && html.contains("Hello &lt;script&gt;,"));
    assert!(html.contains("http://x.test/?a=1&amp;b=&quot;2"));
    assert!(letter().text().contains("http://x.test/?a=1&b=\"2"));
}

#[tokio::test]
async fn a_mail_is_claimed_by_one_sender_and_comes_back_after_the_lease() {
    let t = testing::fresh().await;
    let mut identity = t.db().identity().await.unwrap();
    enqueue(&mut identity, "ada@example.com", &letter()).await.unwrap();
    identity.commit().await.unwrap();
    let now = Utc::now() + Duration::seconds(1);
    let (a, b) = (t.db(), t.db());
    let (a, b) = tokio::join!(claim(&a, 10, now), claim(&b, 10, now));
    assert_eq!(a.unwrap().len() + b.unwrap().len(), 1);
    let again = claim(&t.db(), 10, now + Duration::minutes(3)).await.unwrap();
    assert_eq!(again.len(), 1, "the first sender died");
    sent(&t.db(), again[0].id, now).await.unwrap();
    assert!(claim(&t.db(), 10, now + Duration::days(1)).await.unwrap().is_empty());
}

#[tokio::test]
async fn refusals_are_tried_again_with_growing_pauses_and_end() {
    let t = testing::fresh().await;
    let mut identity = t.db().identity().await.unwrap();
    enqueue(&mut identity, "ada@example.com", &letter()).await.unwrap();
    identity.commit().await.unwrap();
    let mut now = Utc::now() + Duration::seconds(1);
    let mut attempts = 0;
    while let Some(due) = claim(&t.db(), 1, now).await.unwrap().pop() {
        attempts += 1;
        failed(&t.db(), &due, "550 no", now).await.unwrap();
        assert!(claim(&t.db(), 1, now).await.unwrap().is_empty(), "not at once");
        now += Duration::days(1);
    }
    assert_eq!(attempts, 8);
}
