use clap::Args;
use mewayz::identity::Provider;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// Settings of providers that sign people in, as they are given. A provider without a client id is not offered.
#[derive(Debug, Args)]
pub struct ProvidersGiven {
    #[arg(long, env = "MEWAYZ_GOOGLE_CLIENT_ID")]
    google_client_id: Option<String>,
    #[arg(long, env = "MEWAYZ_GOOGLE_CLIENT_SECRET", hide_env_values = true)]
    google_client_secret: Option<SecretString>,
    /// Another issuer in place of Google.
    #[arg(long, env = "MEWAYZ_GOOGLE_ISSUER", default_value = "https://accounts.google.com")]
    google_issuer: String,
    /// The services id.
    #[arg(long, env = "MEWAYZ_APPLE_CLIENT_ID")]
    apple_client_id: Option<String>,
    /// `TEAM:KEYID:PATH` of the private key that Apple gave (.p8), with which client secrets are signed.
    #[arg(long, env = "MEWAYZ_APPLE_KEY")]
    apple_key: Option<String>,
    /// Another issuer in place of Apple.
    #[arg(long, env = "MEWAYZ_APPLE_ISSUER", default_value = "https://appleid.apple.com")]
    apple_issuer: String,
    #[arg(long, env = "MEWAYZ_FACEBOOK_CLIENT_ID")]
    facebook_client_id: Option<String>,
    #[arg(long, env = "MEWAYZ_FACEBOOK_CLIENT_SECRET", hide_env_values = true)]
    facebook_client_secret: Option<SecretString>,
    /// Where the dialog is, with the version.
    #[arg(long, env = "MEWAYZ_FACEBOOK_DIALOG", default_value = "https://www.facebook.com/v24.0")]
    facebook_dialog: String,
    /// Where the Graph API is, with the version.
    #[arg(long, env = "MEWAYZ_FACEBOOK_GRAPH", default_value = "https://graph.facebook.com/v24.0")]
    facebook_graph: String,
}

/// An installation's account at a provider. Secrets never show in `Debug`.
#[derive(Debug, Clone)]
pub struct ProviderConfig {
    pub provider: Provider,
    pub client_id: String,
    pub secret: ClientSecret,
    /// The issuer, or where the dialog is.
    pub url: Url,
    /// Where an API tells who somebody is, for a provider that is no issuer.
    pub api: Option<Url>,
}

/// How we prove to a provider who we are.
#[derive(Debug, Clone)]
pub enum ClientSecret {
    Text(SecretString),
    /// Apple wants a statement signed by the key, ES256.
    Signed {
        team: String,
        key_id: String,
        key: SecretString,
    },
}

impl ProvidersGiven {
    /// The providers that are offered, with every problem told in words.
    pub fn check(&self, in_production: bool, problems: &mut Vec<String>) -> Vec<ProviderConfig> {
        let mut found = Vec::new();
        let mut url = |name: &str, text: &str| address(name, text, in_production, problems);
        let (google, apple) = (url("MEWAYZ_GOOGLE_ISSUER", &self.google_issuer), url("MEWAYZ_APPLE_ISSUER", &self.apple_issuer));
        let (dialog, graph) = (url("MEWAYZ_FACEBOOK_DIALOG", &self.facebook_dialog), url("MEWAYZ_FACEBOOK_GRAPH", &self.facebook_graph));
        let ids = [
            (Provider::Google, &self.google_client_id),
            (Provider::Apple, &self.apple_client_id),
            (Provider::Facebook, &self.facebook_client_id),
        ];
        for (provider, id) in ids {
            let Some(client_id) = id.as_deref().map(str::trim).filter(|id| !id.is_empty()) else { continue };
            let (secret, url, api) = match provider {
                Provider::Google => {
                    (text("MEWAYZ_GOOGLE_CLIENT_SECRET", self.google_client_secret.as_ref(), problems), google.clone(), None)
                }
                Provider::Apple => (signed(self.apple_key.as_deref(), problems), apple.clone(), None),
                Provider::Facebook => {
                    (text("MEWAYZ_FACEBOOK_CLIENT_SECRET", self.facebook_client_secret.as_ref(), problems), dialog.clone(), graph.clone())
                }
            };
            if let (Some(secret), Some(url)) = (secret, url) {
                found.push(ProviderConfig { provider, client_id: client_id.to_owned(), secret, url, api });
            }
        }
        found
    }
}

fn text(name: &str, secret: Option<&SecretString>, problems: &mut Vec<String>) -> Option<ClientSecret> {
    let found = secret.filter(|secret| !secret.expose_secret().trim().is_empty());
    if found.is_none() {
        problems.push(format!("{name} must be set too: a client id needs its secret"));
    }
    found.cloned().map(ClientSecret::Text)
}

fn signed(given: Option<&str>, problems: &mut Vec<String>) -> Option<ClientSecret> {
    let mut parts = given.unwrap_or_default().splitn(3, ':');
    let (Some(team), Some(key_id), Some(path)) = (parts.next(), parts.next(), parts.next()) else {
        problems.push("MEWAYZ_APPLE_KEY must be TEAM:KEYID:PATH of the private key".to_owned());
        return None;
    };
    match std::fs::read_to_string(path) {
        Ok(key) => Some(ClientSecret::Signed { team: team.to_owned(), key_id: key_id.to_owned(), key: key.into() }),
        Err(error) => {
            problems.push(format!("MEWAYZ_APPLE_KEY: {path}: {error}"));
            None
        }
    }
}

/// By http in development only: secrets go along.
fn address(name: &str, text: &str, in_production: bool, problems: &mut Vec<String>) -> Option<Url> {
    let url = Url::parse(text).ok().filter(|url| url.scheme() == "https" || (url.scheme() == "http" && !in_production));
    if url.is_none() {
        problems.push(format!("{name} must be an address that begins with https://"));
    }
    url
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        given: ProvidersGiven,
    }

    fn check(args: &[&str], in_production: bool) -> (Vec<ProviderConfig>, Vec<String>) {
        let mut problems = Vec::new();
        let line = Line::try_parse_from(["x"].iter().chain(args)).unwrap();
        (line.given.check(in_production, &mut problems), problems)
    }

    #[test]
    fn who_has_a_client_id_is_offered_and_needs_a_secret() {
        assert!(check(&[], true).0.is_empty());
        let (found, problems) = check(&["--google-client-id", "a", "--google-client-secret", "hunter2"], true);
        assert!(problems.is_empty() && found.len() == 1 && !format!("{found:?}").contains("hunter2"));
        assert_eq!(
            check(&["--facebook-client-id", "a"], true).1,
            ["MEWAYZ_FACEBOOK_CLIENT_SECRET must be set too: a client id needs its secret"]
        );
        assert_eq!(
            check(&["--apple-client-id", "a", "--apple-key", "team"], true).1,
            ["MEWAYZ_APPLE_KEY must be TEAM:KEYID:PATH of the private key"]
        );
        assert_eq!(check(&["--google-issuer", "http://127.0.0.1:9"], true).1.len(), 1, "secrets go by https");
        assert!(check(&["--google-issuer", "http://127.0.0.1:9"], false).1.is_empty());
    }
}
