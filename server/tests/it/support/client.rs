use std::{collections::BTreeMap, sync::Mutex};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
};
use http::{HeaderMap, Method, Request, StatusCode, header, request::Builder};
use mewayz::Error;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tower::ServiceExt;

use super::{Document, rpc};

/// Largest answer a test looks at.
const MOST: usize = 64 * 1024 * 1024;
const FORM: &str = "application/x-www-form-urlencoded";

/// A browser: it keeps cookies, says where a request comes from and follows redirects after forms.
pub struct Client {
    router: Router,
    base_url: String,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// An answer, whole.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// Where it was found, after redirects.
    pub path: String,
}

impl Client {
    pub(super) fn new(router: Router, base_url: &str) -> Self {
        Self { router, base_url: base_url.to_owned(), cookies: Mutex::default() }
    }

    /// `GET`, as somebody who follows a link.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path).header(header::ACCEPT, "text/html"), Body::empty()).await
    }

    /// Calls a server function as the studio's scripts do: a form, an answer in JSON.
    pub async fn rpc(&self, name: &str, form: &[(&str, &str)]) -> Reply {
        self.post(&rpc::path(name), FORM, rpc::form(form)).await
    }

    /// Calls a server function that takes JSON.
    pub async fn rpc_json(&self, name: &str, input: &Value) -> Reply {
        self.post(&rpc::path(name), "application/json", input.to_string()).await
    }

    /// Any body to any path, from a page of ours, by a script.
    pub async fn post(&self, path: &str, kind: &str, body: impl Into<Body>) -> Reply {
        let request = Request::post(path).header(header::CONTENT_TYPE, kind).header("sec-fetch-site", "same-origin");
        self.send(request, body.into()).await
    }

    /// A form as browsers without scripts post it, without following where the answer leads.
    pub async fn post_form(&self, page: &str, action: &str, body: impl Into<Body>) -> Reply {
        let request = Request::post(action)
            .header(header::CONTENT_TYPE, FORM)
            .header(header::ACCEPT, "text/html,application/xhtml+xml")
            .header(header::REFERER, format!("{}{page}", self.base_url))
            .header(header::ORIGIN, &self.base_url)
            .header(header::HOST, self.base_url.trim_start_matches("http://"))
            .header("sec-fetch-site", "same-origin");
        self.send(request, body.into()).await
    }

    /// Opens a page, fills in the form that has these labels, sends it and goes where it leads. Runs no script.
    pub async fn submit(&self, page: &str, fields: &[(&str, &str)]) -> Reply {
        let document = self.get(page).await.document();
        let (action, pairs) = document.fill_in(fields);
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let reply = self.post_form(page, &action, rpc::form(&pairs)).await;
        self.follow(reply).await
    }

    /// Goes where redirects lead.
    pub async fn follow(&self, mut reply: Reply) -> Reply {
        for _ in 0..5 {
            if !reply.status.is_redirection() {
                return reply;
            }
            let location = reply.header("location").to_owned();
            reply = self.get(location.strip_prefix(&self.base_url).unwrap_or(&location)).await;
        }
        panic!("redirects without end, last to {}", reply.path);
    }

    /// Sends with the cookies this browser has and keeps those it is given.
    pub async fn send(&self, request: Builder, body: Body) -> Reply {
        let mut request = request.body(body).unwrap();
        let path = request.uri().path_and_query().unwrap().to_string();
        let cookies: Vec<String> = self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        self.keep(&parts.headers);
        Reply { status: parts.status, headers: parts.headers, body: to_bytes(body, MOST).await.unwrap(), path }
    }

    /// Asks and hands over the answer while its body still comes.
    pub async fn raw(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> axum::response::Response {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let cookies: Vec<String> = self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(header::COOKIE, cookies.join("; ")).body(Body::empty()).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Asks with a method and headers of one's own.
    pub async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Reply {
        let request = headers.iter().fold(Request::builder().method(method).uri(path), |r, (name, value)| r.header(*name, *value));
        self.send(request, Body::empty()).await
    }

    /// Asks with a body too, as programs do.
    pub async fn ask_with(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
        let request = headers.iter().fold(Request::builder().method(method).uri(path), |r, (name, value)| r.header(*name, *value));
        self.send(request, body.into()).await
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    fn keep(&self, headers: &HeaderMap) {
        let mut jar = self.cookies.lock().unwrap();
        for cookie in headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8(self.body.to_vec()).unwrap()
    }

    pub fn document(&self) -> Document {
        Document::new(self.text())
    }

    /// A header; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// What a server function answered.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text());
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    /// Why a server function refused.
    pub fn error(&self) -> Error {
        let failed: app::error::AppError =
            serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{}: {e}: {}", self.status, self.text()));
        assert_eq!(self.status.as_u16(), failed.error.status());
        failed.error
    }

    /// The message of a server function beside a field.
    pub fn message(&self, field: &str) -> String {
        let error = self.error();
        let fields = error.fields().unwrap_or_else(|| panic!("not about fields: {error:?}"));
        fields.get(field).unwrap_or_else(|| panic!("nothing at {field}: {error:?}")).to_owned()
    }
}
