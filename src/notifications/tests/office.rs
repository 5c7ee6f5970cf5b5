use chrono::Utc;

use super::super::*;
use crate::{
    Error,
    ids::UserId,
    locale::Locale,
    staff,
    tenancy::Role,
    testing::{self, Test},
};

async fn office(t: &Test, user: UserId) -> staff::BackOffice {
    let staff = staff::recognise(&mut t.db().identity().await.unwrap(), user).await.unwrap();
    t.db().staff(&staff, "Words of notices").await.unwrap()
}

#[tokio::test]
async fn staff_write_other_words_in_one_language_and_take_them_back() {
    let t = testing::fresh().await;
    let (user, now) = (t.staff().await, Utc::now());
    let mut office = office(&t, user).await;
    let before = templates(&mut office, Locale::De).await.unwrap();
    assert!(before.iter().all(|template| template.changed_at.is_none() && !template.preview_body.contains("{{")));
    save_template(&mut office, Topic::NewDevice, Locale::De, " Neu: {{ device }} ", "Von {{ address }}.", now).await.unwrap();
    let after = templates(&mut office, Locale::De).await.unwrap();
    let changed = after.iter().find(|template| template.topic == Topic::NewDevice).unwrap();
    assert_eq!((changed.title.as_str(), changed.preview_title.as_str()), ("Neu: {{ device }}", "Neu: Firefox on Linux"));
    assert_eq!(after.iter().filter(|template| template.changed_at.is_some()).count(), 1);
    let english = templates(&mut office, Locale::En).await.unwrap();
    assert!(english.iter().all(|template| template.changed_at.is_none()));
    reset_template(&mut office, Topic::NewDevice, Locale::De).await.unwrap();
    assert_eq!(templates(&mut office, Locale::De).await.unwrap(), before);
}

#[tokio::test]
async fn words_that_could_not_be_filled_in_are_refused() {
    let t = testing::fresh().await;
    let user = t.staff().await;
    let mut office = office(&t, user).await;
    for (title, body) in [
        ("", "Fine"),
        ("Fine", " "),
        ("{{ password }}", "Fine"),
        ("Fine", "{{ device"),
        (&"x".repeat(121), "Fine"),
        ("Fine", &"x".repeat(401)),
    ] {
        let refused = save_template(&mut office, Topic::NewDevice, Locale::En, title, body, Utc::now()).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{title} {body}");
    }
}

#[tokio::test]
async fn words_of_staff_reach_people_and_figures_count_them() {
    let t = testing::fresh().await;
    let (user, ada) = (t.staff().await, t.member(Role::Owner).await);
    let mut changing = office(&t, user).await;
    save_template(&mut changing, Topic::DeviceSignedOut, Locale::En, "Bye, device", "From {{ address }}.", Utc::now()).await.unwrap();
    changing.commit().await.unwrap();
    super::telling::signed_out(&t, &ada).await;
    assert_eq!(super::telling::seen(&t, &ada).await[0].title, "Bye, device");
    let figures = statistics(&mut office(&t, user).await, Utc::now()).await.unwrap();
    let told: Vec<_> = figures.iter().map(|row| (row.topic, row.channel, row.sent, row.pending)).collect();
    assert_eq!(told, [(Topic::DeviceSignedOut, Channel::InApp, 1, 0), (Topic::DeviceSignedOut, Channel::Email, 0, 1)]);
}
