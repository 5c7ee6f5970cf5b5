use async_trait::async_trait;
use hmac::{Hmac, KeyInit, Mac};
use mewayz::{
    Error, Result, clock,
    identity::{
        Provider,
        gateways::{Errand, SignInProvider},
        linked::Assertion,
    },
};
use openidconnect::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha256;
use url::Url;

use super::{ProviderConfig, away, refused};

const PROVIDER: Provider = Provider::Facebook;

/// Facebook Login: OAuth 2.0 with PKCE, then one call of the Graph API that says who somebody is.
pub(super) struct Facebook {
    config: ProviderConfig,
    http: reqwest::Client,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    verifier: PkceCodeVerifier,
}

#[derive(Deserialize)]
struct Token {
    access_token: String,
}

#[derive(Deserialize)]
struct Person {
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
}

impl Facebook {
    pub(super) fn new(config: ProviderConfig, http: reqwest::Client) -> Self {
        Self { config, http }
    }

    fn at(&self, base: Option<&Url>, path: &str) -> String {
        let base = base.unwrap_or(&self.config.url);
        format!("{}{path}", base.as_str().trim_end_matches('/'))
    }

    fn secret(&self) -> Result<String> {
        self.config.secret.text(&self.config.client_id, clock::now()).map_err(Error::internal)
    }

    async fn ask<T: for<'a> Deserialize<'a>>(&self, request: reqwest::RequestBuilder) -> Result<T> {
        let answer = request.send().await.map_err(|e| away(PROVIDER, e.without_url()))?;
        let status = answer.status();
        if status.is_server_error() || status == http::StatusCode::TOO_MANY_REQUESTS {
            return Err(away(PROVIDER, status));
        }
        if !status.is_success() {
            return Err(refused(PROVIDER, status));
        }
        answer.json().await.map_err(|e| refused(PROVIDER, e.without_url()))
    }
}

#[async_trait]
impl SignInProvider for Facebook {
    fn provider(&self) -> Provider {
        PROVIDER
    }

    async fn begin(&self, back: &str, again: bool) -> Result<Errand> {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let state = CsrfToken::new_random();
        let mut url = Url::parse(&self.at(None, "/dialog/oauth")).map_err(Error::internal)?;
        url.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", &self.config.client_id),
            ("redirect_uri", back),
            ("state", state.secret()),
            ("scope", "email,public_profile"),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", challenge.method().as_str()),
        ]);
        if again {
            url.query_pairs_mut().append_pair("auth_type", "reauthenticate");
        }
        let secret = serde_json::to_value(Kept { verifier }).map_err(Error::internal)?;
        Ok(Errand { url: url.into(), state: state.secret().clone(), secret })
    }

    async fn finish(&self, back: &str, secret: &Value, code: &str, _: &str) -> Result<Assertion> {
        let kept: Kept = serde_json::from_value(secret.clone()).map_err(|e| refused(PROVIDER, e))?;
        let ours = self.secret()?;
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", &self.config.client_id),
            ("client_secret", &ours),
            ("redirect_uri", back),
            ("code", code),
            ("code_verifier", kept.verifier.secret()),
        ];
        let api = self.config.api.as_ref();
        let token: Token = self.ask(self.http.post(self.at(api, "/oauth/access_token")).form(&form)).await?;
        let proof = proof(&ours, &token.access_token)?;
        let asked = [("fields", "id,name,email"), ("appsecret_proof", &proof)];
        let person: Person = self.ask(self.http.get(self.at(api, "/me")).bearer_auth(&token.access_token).query(&asked)).await?;
        // Facebook tells an address only once it has been confirmed there, but does not say so: it proves nothing here.
        Ok(Assertion {
            provider: PROVIDER,
            subject: person.id,
            email: person.email.to_lowercase(),
            email_verified: false,
            name: person.name,
        })
    }
}

/// Proves that the token is used by us and not by whoever stole it ("Securing Graph API Requests").
fn proof(secret: &str, token: &str) -> Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(Error::internal)?;
    mac.update(token.as_bytes());
    Ok(mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect())
}
