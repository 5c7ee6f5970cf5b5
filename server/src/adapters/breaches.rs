//! Have I Been Pwned's list of stolen passwords, asked for by five digits of a hash.

use std::{collections::HashSet, sync::Arc, time::Duration};

use async_trait::async_trait;
use mewayz::{Error, Result, error::Service, identity::gateways::BreachList};
use url::Url;

/// Somebody waits while it is asked; without an answer they go on.
const TIMEOUT: Duration = Duration::from_secs(2);

/// The list at an address, such as `https://api.pwnedpasswords.com`.
struct Pwned {
    url: Url,
    http: reqwest::Client,
}

/// The list; `None` if this installation asks nobody.
///
/// # Errors
/// In words, if TLS cannot be set up.
pub fn open(url: Option<&Url>) -> std::result::Result<Option<Arc<dyn BreachList>>, String> {
    let Some(url) = url else { return Ok(None) };
    let http = super::providers::client()?;
    Ok(Some(Arc::new(Pwned { url: url.clone(), http })))
}

#[async_trait]
impl BreachList for Pwned {
    async fn suffixes(&self, prefix: &str) -> Result<HashSet<String>> {
        let away = |cause: String| {
            tracing::warn!(cause, "the list of stolen passwords did not answer");
            Error::Unavailable(Service::Provider)
        };
        let url = self.url.join(&format!("range/{prefix}")).map_err(Error::internal)?;
        // Padded, so that the size of the answer does not tell which digits were asked for.
        let asked = self.http.get(url).header("add-padding", "true").timeout(TIMEOUT).send().await;
        let answer = asked.and_then(reqwest::Response::error_for_status).map_err(|e| away(e.without_url().to_string()))?;
        let text = answer.text().await.map_err(|e| away(e.without_url().to_string()))?;
        Ok(listed(&text))
    }
}

/// Lines of `SUFFIX:COUNT`; those that only pad count zero.
fn listed(text: &str) -> HashSet<String> {
    let pairs = text.lines().filter_map(|line| line.trim().split_once(':'));
    pairs.filter(|(_, count)| *count != "0").map(|(suffix, _)| suffix.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn padding_is_not_a_password() {
        let found = listed(
            "0018A45C4D1DEF81644B54AB7F969B88D65:3\r\n00d4f6e8fa6eecad2a3aa415eec418d38ec:2\r\n011053FD0102E94D6AE2F8B83D76FAF94F6:0\r\n",
        );
        assert_eq!(found.len(), 2);
        assert!(found.contains("00D4F6E8FA6EECAD2A3AA415EEC418D38EC"));
    }
}
