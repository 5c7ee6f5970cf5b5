use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use mewayz::{
    Error, Result, clock,
    identity::{
        Provider,
        gateways::{Errand, SignInProvider},
        linked::Assertion,
    },
};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret as Secret, CsrfToken, EmptyAdditionalClaims, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
    core::{CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ProviderConfig, away, refused};

/// Keys and addresses of an issuer are asked for again after this time.
const KNOWN_FOR: Duration = Duration::from_secs(600);

/// With which identity tokens may be signed, whatever the issuer's own list says.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 2] = [CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, CoreJwsSigningAlgorithm::EcdsaP256Sha256];
/// A proof that was asked for is no older.
const LATELY: chrono::Duration = chrono::Duration::minutes(10);

/// An issuer of OpenID Connect (Core 1.0, Discovery 1.0), with PKCE (RFC 7636).
pub(super) struct Issuer {
    config: ProviderConfig,
    http: reqwest::Client,
    known: Mutex<Option<(Instant, CoreProviderMetadata)>>,
}

/// What stays in the session.
#[derive(Serialize, Deserialize)]
struct Kept {
    nonce: Nonce,
    verifier: PkceCodeVerifier,
    /// Whether a proof was asked for even of somebody the provider knows.
    again: bool,
}

impl Issuer {
    pub(super) fn new(config: ProviderConfig, http: reqwest::Client) -> Self {
        Self { config, http, known: Mutex::default() }
    }

    async fn metadata(&self) -> Result<CoreProviderMetadata> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, metadata)) = known.filter(|(since, _)| since.elapsed() < KNOWN_FOR) {
            return Ok(metadata);
        }
        let issuer = IssuerUrl::new(self.config.url.as_str().trim_end_matches('/').to_owned()).map_err(Error::internal)?;
        let send = |request| send(self.http.clone(), request);
        let found = CoreProviderMetadata::discover_async(issuer, &send).await.map_err(|e| away(self.provider(), e))?;
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), found.clone()));
        Ok(found)
    }

    fn forget(&self) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn secret(&self) -> Result<Secret> {
        self.config.secret.text(&self.config.client_id, clock::now()).map(Secret::new).map_err(Error::internal)
    }
}

#[async_trait]
impl SignInProvider for Issuer {
    fn provider(&self) -> Provider {
        self.config.provider
    }

    async fn begin(&self, back: &str, again: bool) -> Result<Errand> {
        let metadata = self.metadata().await?;
        let client = CoreClient::from_provider_metadata(metadata, ClientId::new(self.config.client_id.clone()), None)
            .set_redirect_uri(RedirectUrl::new(back.to_owned()).map_err(Error::internal)?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(challenge);
        request = match self.provider() {
            // Apple posts the answer, since it brings a name.
            Provider::Apple => request.add_scope(Scope::new("name".to_owned())).add_extra_param("response_mode", "form_post"),
            _ => request.add_scope(Scope::new("profile".to_owned())),
        };
        if again {
            request = request.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO);
        }
        let (url, state, nonce) = request.url();
        let secret = serde_json::to_value(Kept { nonce, verifier, again }).map_err(Error::internal)?;
        Ok(Errand { url: url.into(), state: state.secret().clone(), secret })
    }

    async fn finish(&self, back: &str, secret: &Value, code: &str, name: &str) -> Result<Assertion> {
        let provider = self.provider();
        let kept: Kept = serde_json::from_value(secret.clone()).map_err(|e| refused(provider, e))?;
        let metadata = self.metadata().await?;
        let client = CoreClient::from_provider_metadata(metadata, ClientId::new(self.config.client_id.clone()), Some(self.secret()?))
            .set_redirect_uri(RedirectUrl::new(back.to_owned()).map_err(Error::internal)?);
        let send = |request| send(self.http.clone(), request);
        let exchange = client.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(|e| refused(provider, e))?;
        let answer = exchange.set_pkce_verifier(kept.verifier).request_async(&send).await.map_err(|error| match error {
            openidconnect::RequestTokenError::ServerResponse(said) => refused(provider, said),
            other => away(provider, other),
        })?;
        let token = answer.id_token().ok_or_else(|| refused(provider, "no id token"))?;
        let claims = token.claims(&client.id_token_verifier().set_allowed_algs(ALGORITHMS), &kept.nonce).map_err(|error| {
            // Its keys may have changed: asked for anew next time.
            self.forget();
            refused(provider, error)
        })?;
        // Who does not say when it was has ignored the question, or follows the newest of it; who does, must have asked.
        if kept.again && claims.auth_time().is_some_and(|at| clock::now() - at > LATELY) {
            return Err(refused(provider, "signed in there too long ago"));
        }
        let said: &openidconnect::IdTokenClaims<EmptyAdditionalClaims, _> = claims;
        let told = said.name().and_then(|names| names.get(None)).map(|name| name.as_str().to_owned());
        Ok(Assertion {
            provider,
            subject: said.subject().as_str().to_owned(),
            email: said.email().map(|email| email.to_lowercase()).unwrap_or_default(),
            email_verified: said.email_verified().unwrap_or(false),
            name: told.unwrap_or_else(|| name.to_owned()),
        })
    }
}

/// Sends what the library has put together.
async fn send(http: reqwest::Client, request: HttpRequest) -> std::result::Result<HttpResponse, reqwest::Error> {
    let (parts, body) = request.into_parts();
    let answer = http.request(parts.method, parts.uri.to_string()).headers(parts.headers).body(body).send().await?;
    let mut response = HttpResponse::new(Vec::new());
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    *response.body_mut() = answer.bytes().await?.to_vec();
    Ok(response)
}
