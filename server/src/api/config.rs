use std::num::NonZeroU32;

use clap::Args;
use secrecy::SecretString;
use url::Url;

use super::tokens::Tokens;

/// Settings of the API as they are given.
#[derive(Debug, Args)]
pub struct Given {
    /// NAME:BASE64 of the key that signs access tokens, then, after commas, of those that still verify.
    #[arg(long, env = "MEWAYZ_TOKEN_KEYS", hide_env_values = true)]
    token_keys: Option<String>,
    /// Requests a minute by each API key and each person.
    #[arg(long, env = "MEWAYZ_API_PER_MINUTE", default_value = "600")]
    api_per_minute: String,
    /// Origins such as https://shop.example whose pages may call the API, with commas between; none by default.
    #[arg(long, env = "MEWAYZ_API_ORIGINS", default_value = "")]
    api_origins: String,
}

/// Settings of the API. Secrets never show in `Debug`.
#[derive(Debug, Clone)]
pub struct ApiConfig {
    /// What access tokens are signed with; `None` in development, which keeps its own.
    pub token_keys: Option<SecretString>,
    /// Requests a minute by each key and each person.
    pub per_minute: NonZeroU32,
    /// Origins whose pages may call.
    pub origins: Vec<String>,
}

impl Given {
    /// The settings, with every problem told in words.
    pub fn check(&self, in_production: bool, problems: &mut Vec<String>) -> ApiConfig {
        let token_keys = self.token_keys.clone().map(SecretString::from);
        match token_keys.as_ref().map(|keys| Tokens::from_setting(keys, "")) {
            Some(Err(problem)) => problems.push(format!("MEWAYZ_TOKEN_KEYS: {problem}")),
            None if in_production => {
                problems.push("MEWAYZ_TOKEN_KEYS must be set in production: a:$(openssl rand -base64 32)".to_owned());
            }
            _ => {}
        }
        let origins: Vec<String> = self.api_origins.split(',').map(str::trim).filter(|o| !o.is_empty()).map(str::to_owned).collect();
        if !origins.iter().all(|origin| is_origin(origin)) {
            problems.push("MEWAYZ_API_ORIGINS must be origins such as https://shop.example, with commas between".to_owned());
        }
        let per_minute = self.api_per_minute.parse().unwrap_or_else(|_| {
            problems.push(format!("MEWAYZ_API_PER_MINUTE must be a number from 1, not \"{}\"", self.api_per_minute));
            NonZeroU32::MIN
        });
        ApiConfig { token_keys, per_minute, origins }
    }
}

/// As browsers write it: scheme, host and port, nothing else.
fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(origins: &str, in_production: bool) -> Vec<String> {
        let mut problems = Vec::new();
        Given { token_keys: None, api_per_minute: "0".to_owned(), api_origins: origins.to_owned() }.check(in_production, &mut problems);
        problems
    }

    #[test]
    fn every_problem_is_told() {
        assert_eq!(check("https://a.example, http://b.example:8080", false).len(), 1, "no request a minute");
        assert_eq!(check("https://a.example/", true).len(), 3);
        assert_eq!(check("*", false).len(), 2);
    }
}
