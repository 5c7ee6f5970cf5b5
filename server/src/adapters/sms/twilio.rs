use std::time::Duration;

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use mewayz::{
    clock,
    gateways::{Sent, Sms},
    webhooks::retry_after,
};
use secrecy::ExposeSecret;
use serde::Deserialize;
use url::{Url, form_urlencoded};

use super::config::GatewayConfig;
use crate::adapters::outbound::{Answer, Call, Failure, Outbound};

const TIMEOUT: Duration = Duration::from_secs(20);
/// Bytes of an answer that are read; a refusal is a small object.
const MOST_RESPONSE: usize = 16 * 1024;
/// Refusals that are about the number: it is none (21211), its owner answered STOP (21610), it takes no texts (21614).
const NUMBER_GONE: [u32; 3] = [21211, 21610, 21614];

/// A gateway that speaks as Twilio does (`POST /2010-04-01/Accounts/{account}/Messages.json`), over the guarded way out.
pub struct Twilio {
    config: GatewayConfig,
    outbound: Outbound,
}

/// What a refusal says; its words may hold the number, so they are left.
#[derive(Deserialize)]
struct Refusal {
    code: u32,
}

impl Twilio {
    pub fn new(config: GatewayConfig, outbound: Outbound) -> Self {
        Self { config, outbound }
    }

    async fn attempt(&self, to: &str, text: &str) -> Result<Answer, Sent> {
        let call = self.call(to, text).ok_or_else(|| Sent::Refused("the request could not be made".to_owned()))?;
        self.outbound.send(call).await.map_err(|failure| match failure {
            Failure::Refused(why) => Sent::Refused(why.to_string()),
            other => Sent::Later { reason: other.to_string(), pause: None },
        })
    }

    fn call(&self, to: &str, text: &str) -> Option<Call> {
        let GatewayConfig { url, account, token, from } = &self.config;
        let url: Url = url.join(&format!("/2010-04-01/Accounts/{account}/Messages.json")).ok()?;
        let credentials = STANDARD.encode(format!("{account}:{}", token.expose_secret()));
        let mut authorization = HeaderValue::try_from(format!("Basic {credentials}")).ok()?;
        authorization.set_sensitive(true);
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, authorization);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        let form = [("To", to), ("From", from), ("Body", text)];
        let body = Bytes::from(form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish());
        Some(Call { method: Method::POST, url, headers, body, timeout: TIMEOUT, most: MOST_RESPONSE })
    }
}

#[async_trait]
impl Sms for Twilio {
    async fn send(&self, to: &str, text: &str) -> Sent {
        match self.attempt(to, text).await {
            Ok(answer) => outcome(&answer),
            Err(sent) => sent,
        }
    }
}

fn outcome(answer: &Answer) -> Sent {
    let code = serde_json::from_slice::<Refusal>(&answer.body).ok().map(|refusal| refusal.code);
    let reason = code.map_or_else(|| answer.status.as_u16().to_string(), |code| format!("{} {code}", answer.status.as_u16()));
    match answer.status {
        status if status.is_success() => Sent::Accepted,
        StatusCode::BAD_REQUEST if code.is_some_and(|code| NUMBER_GONE.contains(&code)) => Sent::Gone,
        status if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() => {
            let pause = answer.headers.get(header::RETRY_AFTER).and_then(|value| retry_after(value.to_str().ok()?, clock::now()));
            Sent::Later { reason, pause: pause.and_then(|pause| pause.to_std().ok()) }
        }
        _ => Sent::Refused(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, body: &'static str) -> Sent {
        let mut headers = HeaderMap::new();
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("7"));
        outcome(&Answer { status: StatusCode::from_u16(status).unwrap(), headers, body: Bytes::from_static(body.as_bytes()) })
    }

    #[test]
    fn answers_become_outcomes_without_the_number() {
        let later = |reason: &str| Sent::Later { reason: reason.to_owned(), pause: Some(Duration::from_secs(7)) };
        assert_eq!(answered(201, r#"{"sid":"SM1","status":"queued"}"#), Sent::Accepted);
        for code in NUMBER_GONE {
            let body: &'static str = Box::leak(format!(r#"{{"code":{code},"message":"+15005550001 is not a phone"}}"#).into_boxed_str());
            assert_eq!(answered(400, body), Sent::Gone, "{code}");
        }
        let body = r#"{"code":21606,"message":"The number +15005550001 may not send"}"#;
        assert_eq!(answered(400, body), Sent::Refused("400 21606".to_owned()));
        assert_eq!(answered(401, r#"{"code":20003,"message":"Authenticate"}"#), Sent::Refused("401 20003".to_owned()));
        assert_eq!(answered(400, "<html>"), Sent::Refused("400".to_owned()));
        assert_eq!(answered(302, ""), Sent::Refused("302".to_owned()));
        assert_eq!(answered(429, r#"{"code":20429}"#), later("429 20429"));
        assert_eq!(answered(503, ""), later("503"));
    }
}
