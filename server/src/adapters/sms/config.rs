use std::path::{Path, PathBuf};

use clap::Args;
use secrecy::SecretString;
use url::Url;

/// Where text messages are handed over unless somebody says otherwise.
const DEFAULT_URL: &str = "https://api.twilio.com";

/// Settings of text messages as they are given.
#[derive(Debug, Args)]
pub struct SmsGiven {
    /// Where the gateway for text messages listens; https://api.twilio.com unless set.
    #[arg(long, env = "MEWAYZ_SMS_URL")]
    sms_url: Option<String>,
    /// Our account at the gateway.
    #[arg(long, env = "MEWAYZ_SMS_ACCOUNT")]
    sms_account: Option<String>,
    /// The account's token.
    #[arg(long, env = "MEWAYZ_SMS_TOKEN", hide_env_values = true)]
    sms_token: Option<SecretString>,
    /// The number or name that text messages come from.
    #[arg(long, env = "MEWAYZ_SMS_FROM")]
    sms_from: Option<String>,
}

/// How text messages leave.
#[derive(Debug, Clone)]
pub enum SmsConfig {
    /// Development: they are written here.
    Folder(PathBuf),
    Gateway(GatewayConfig),
}

/// An account at a gateway. The token never shows in `Debug`.
#[derive(Debug, Clone)]
pub struct GatewayConfig {
    /// Without a path.
    pub url: Url,
    /// Letters and digits.
    pub account: String,
    pub token: SecretString,
    pub from: String,
}

impl SmsGiven {
    /// The settings, with every problem told in words. Without a gateway, development has a folder and production nothing.
    pub fn check(&self, in_production: bool, var: &Path, problems: &mut Vec<String>) -> Option<SmsConfig> {
        let token = self.sms_token.as_ref().filter(|token| !secrecy::ExposeSecret::expose_secret(*token).is_empty());
        let (url, account, from) = (set(self.sms_url.as_ref()), set(self.sms_account.as_ref()), set(self.sms_from.as_ref()));
        if url.is_none() && account.is_none() && from.is_none() && token.is_none() {
            return (!in_production).then(|| SmsConfig::Folder(var.join("sms")));
        }
        let missing =
            [("MEWAYZ_SMS_ACCOUNT", account.is_none()), ("MEWAYZ_SMS_TOKEN", token.is_none()), ("MEWAYZ_SMS_FROM", from.is_none())];
        for (name, _) in missing.iter().filter(|(_, missing)| *missing) {
            problems.push(format!("{name} must be set too: text messages need an account, its token and a sender, or none of them"));
        }
        let url = address(url.unwrap_or(DEFAULT_URL), in_production);
        if url.is_none() {
            problems.push("MEWAYZ_SMS_URL must be like https://api.twilio.com, without a path".to_owned());
        }
        let account = account?;
        if !account.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            problems.push("MEWAYZ_SMS_ACCOUNT must be letters and digits".to_owned());
        }
        Some(SmsConfig::Gateway(GatewayConfig { url: url?, account: account.to_owned(), token: token?.clone(), from: from?.to_owned() }))
    }
}

/// A line of `.env` without a value sets nothing.
fn set(value: Option<&String>) -> Option<&str> {
    value.map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// By http in development only: the token goes along.
fn address(text: &str, in_production: bool) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_bare = url.path() == "/" && url.query().is_none() && url.username().is_empty() && url.has_host();
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && !in_production);
    (is_bare && is_safe).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: Option<&str>, account: Option<&str>, token: Option<&str>, from: Option<&str>, production: bool) -> (String, Vec<String>) {
        let own = |text: Option<&str>| text.map(str::to_owned);
        let given =
            SmsGiven { sms_url: own(url), sms_account: own(account), sms_token: token.map(SecretString::from), sms_from: own(from) };
        let mut problems = Vec::new();
        let config = given.check(production, Path::new("var"), &mut problems);
        (format!("{config:?}"), problems)
    }

    #[test]
    fn it_is_all_or_none() {
        assert_eq!(check(None, None, None, None, true), ("None".to_owned(), vec![]));
        assert_eq!(check(None, None, None, None, false).0, r#"Some(Folder("var/sms"))"#);
        assert_eq!(check(Some(""), Some(" "), Some(""), Some(""), true), ("None".to_owned(), vec![]));
        let (config, problems) = check(None, Some("AC1"), Some("hunter2"), Some("+15005550006"), true);
        assert!(problems.is_empty() && config.contains("api.twilio.com") && !config.contains("hunter2"), "{config}");
        let (_, problems) = check(None, Some("AC1"), None, None, false);
        assert_eq!(problems.len(), 2);
        assert!(problems[0].starts_with("MEWAYZ_SMS_TOKEN must be set too") && problems[1].starts_with("MEWAYZ_SMS_FROM"));
        assert_eq!(check(Some("https://sms.example"), None, None, None, true).1.len(), 3);
    }

    #[test]
    fn the_token_goes_to_a_safe_place_only() {
        let problems = |url, account, production| check(Some(url), Some(account), Some("t"), Some("Mewayz"), production).1;
        assert!(problems("http://127.0.0.1:9", "AC1", false).is_empty());
        for url in ["http://sms.example", "https://sms.example/path", "https://me@sms.example", "nonsense", "ftp://sms.example"] {
            assert_eq!(problems(url, "AC1", true), ["MEWAYZ_SMS_URL must be like https://api.twilio.com, without a path"], "{url}");
        }
        assert_eq!(problems("https://sms.example", "AC1/../x", true), ["MEWAYZ_SMS_ACCOUNT must be letters and digits"]);
    }
}
