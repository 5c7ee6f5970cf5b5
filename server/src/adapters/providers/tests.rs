//! Against issuers on loopback, over the real wire format.

use fakes::{Fault, Switch};
use mewayz::{
    Error,
    error::Service,
    identity::{Provider, gateways::SignInProvider},
};
use url::Url;

use super::{ClientSecret, ProviderConfig, client, facebook::Facebook, oidc::Issuer};

const BACK: &str = "http://localhost:3000/auth/x/callback";

fn config(provider: Provider, fakes: &fakes::Handle) -> ProviderConfig {
    let at = |path: &str| Url::parse(&format!("{}{path}", fakes.url())).unwrap();
    let path = match provider {
        Provider::Google => "/oidc/google",
        Provider::Apple => "/oidc/apple",
        Provider::Facebook => "/oauth/facebook/v24.0",
    };
    ProviderConfig {
        provider,
        client_id: fakes::CLIENT_ID.to_owned(),
        secret: ClientSecret::Text(fakes::CLIENT_SECRET.to_owned().into()),
        url: at(path),
        api: (provider == Provider::Facebook).then(|| at(path)),
    }
}

fn gateway(config: ProviderConfig) -> Box<dyn SignInProvider> {
    crate::install_crypto();
    let http = client().unwrap();
    match config.provider {
        Provider::Facebook => Box::new(Facebook::new(config, http)),
        _ => Box::new(Issuer::new(config, http)),
    }
}

/// What the browser brings back after somebody has signed in there.
async fn visit(url: &str, who: &[(&str, &str)]) -> (String, String) {
    let mut url = Url::parse(url).unwrap();
    url.query_pairs_mut().extend_pairs(who);
    let answer = client().unwrap().get(url).send().await.unwrap();
    let text = match answer.headers().get("location") {
        Some(to) => to.to_str().unwrap().to_owned(),
        None => panic!("{} {}", answer.status(), answer.text().await.unwrap()),
    };
    let back = Url::parse(&text).unwrap();
    let value = |name: &str| back.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default();
    (value("code"), value("state"))
}

const ADA: [(&str, &str); 4] =
    [("fake_email", "Ada@Example.com"), ("fake_sub", "7"), ("fake_name", "Ada Lovelace"), ("fake_verified", "true")];

#[tokio::test]
async fn google_says_who_somebody_is() {
    let fakes = fakes::start().await.unwrap();
    let google = gateway(config(Provider::Google, &fakes));
    let errand = google.begin(BACK, false).await.unwrap();
    assert!(errand.url.contains("code_challenge_method=S256") && errand.url.contains("nonce="), "{}", errand.url);
    let (code, state) = visit(&errand.url, &ADA).await;
    assert_eq!(state, errand.state);
    let who = google.finish(BACK, &errand.secret, &code, "").await.unwrap();
    assert_eq!(
        (who.subject.as_str(), who.email.as_str(), who.email_verified, who.name.as_str()),
        ("7", "ada@example.com", true, "Ada Lovelace")
    );
    assert!(matches!(google.finish(BACK, &errand.secret, &code, "").await, Err(Error::Invalid(_))), "a code works once");
}

#[tokio::test]
async fn what_belongs_to_another_browser_is_refused() {
    let fakes = fakes::start().await.unwrap();
    let google = gateway(config(Provider::Google, &fakes));
    let (mine, theirs) = (google.begin(BACK, false).await.unwrap(), google.begin(BACK, false).await.unwrap());
    let (code, _) = visit(&theirs.url, &ADA).await;
    assert!(matches!(google.finish(BACK, &mine.secret, &code, "").await, Err(Error::Invalid(_))), "another verifier");
    // The right verifier with the nonce of another answer: an id token put into a foreign session.
    let (code, _) = visit(&theirs.url, &ADA).await;
    let mut mixed = theirs.secret.clone();
    mixed["nonce"] = mine.secret["nonce"].clone();
    assert!(matches!(google.finish(BACK, &mixed, &code, "").await, Err(Error::Invalid(_))), "another nonce");
}

#[tokio::test]
async fn an_issuer_that_is_away_or_late_is_told_from_one_that_refuses() {
    let fakes = fakes::start().await.unwrap();
    let google = gateway(config(Provider::Google, &fakes));
    let errand = google.begin(BACK, false).await.unwrap();
    let (code, _) = visit(&errand.url, &ADA).await;
    let switch = |fault| fakes.outside().set(Switch { service: "oidc".to_owned(), path: "/token".to_owned(), fault, times: 1 });
    switch(Fault::Error);
    assert_eq!(google.finish(BACK, &errand.secret, &code, "").await, Err(Error::Unavailable(Service::Provider)));
    switch(Fault::Expired);
    assert!(matches!(google.finish(BACK, &errand.secret, &code, "").await, Err(Error::Invalid(_))), "an id token of the past");
}

#[tokio::test]
async fn what_is_known_of_an_issuer_is_kept_a_while() {
    let fakes = fakes::start().await.unwrap();
    let google = gateway(config(Provider::Google, &fakes));
    google.begin(BACK, false).await.unwrap();
    drop(fakes);
    assert!(google.begin(BACK, false).await.is_ok());
}

#[tokio::test]
async fn facebook_says_who_somebody_is_but_proves_no_address() {
    let fakes = fakes::start().await.unwrap();
    let facebook = gateway(config(Provider::Facebook, &fakes));
    let errand = facebook.begin(BACK, true).await.unwrap();
    let (code, state) = visit(&errand.url, &ADA).await;
    assert_eq!(state, errand.state);
    let who = facebook.finish(BACK, &errand.secret, &code, "").await.unwrap();
    assert_eq!((who.subject.as_str(), who.email.as_str(), who.email_verified), ("7", "ada@example.com", false));
    assert!(matches!(facebook.finish(BACK, &errand.secret, &code, "").await, Err(Error::Invalid(_))));
}
