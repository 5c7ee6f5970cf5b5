//! A program that calls the public API.

use http::{Method, Request, header};
use mewayz::{api_keys, clock};
use serde_json::Value;

use super::{Client, Creator, PASSWORD, Reply, TestApp};

/// Every scope there is.
pub fn all_scopes() -> Vec<&'static str> {
    mewayz::tenancy::Permission::ALL.into_iter().filter_map(mewayz::tenancy::Permission::scope).collect()
}

/// Somebody's program, with what it shows.
pub struct Program {
    pub client: Client,
    /// Sent as `Authorization: Bearer …`.
    pub credential: String,
    /// Sent as `X-Workspace`.
    pub workspace: Option<String>,
}

impl TestApp {
    /// A program without anything to show.
    pub fn stranger(&self) -> Program {
        Program { client: self.browser(), credential: String::new(), workspace: None }
    }

    /// A key of a creator's workspace; its text.
    pub async fn key(&self, creator: &Creator, scopes: &[&str]) -> String {
        self.key_like(creator, &api_keys::Draft { scopes: scopes.iter().map(|s| (*s).to_owned()).collect(), ..api_keys::Draft::default() })
            .await
            .secret
    }

    /// A key made from a draft.
    pub async fn key_like(&self, creator: &Creator, draft: &api_keys::Draft) -> api_keys::Created {
        let mut scope = self.state.context.db.open(&creator.member).await.unwrap();
        let draft = api_keys::Draft { name: "Test".to_owned(), ..draft.clone() };
        let created = api_keys::create(&mut scope, &draft, clock::now()).await.unwrap();
        scope.commit().await.unwrap();
        created
    }

    /// A program with a key.
    pub async fn program(&self, creator: &Creator, scopes: &[&str]) -> Program {
        Program { credential: self.key(creator, scopes).await, ..self.stranger() }
    }

    /// A program that signed in as a creator and works in their workspace; with what it was given.
    pub async fn signed_in(&self, creator: &Creator) -> (Program, Value) {
        let input = serde_json::json!({ "email": format!("{}@example.com", creator.workspace), "password": PASSWORD });
        let tokens = self.stranger().post("/auth/token", &input).await.data();
        let credential = tokens["access_token"].as_str().unwrap().to_owned();
        (Program { credential, workspace: Some(creator.workspace.clone()), ..self.stranger() }, tokens)
    }
}

impl Program {
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], Vec::new()).await
    }

    pub async fn post(&self, path: &str, input: &Value) -> Reply {
        self.json(Method::POST, path, &[], input).await
    }

    /// A body in JSON, with further headers.
    pub async fn json(&self, method: Method, path: &str, headers: &[(&str, &str)], input: &Value) -> Reply {
        let all = [headers, &[("content-type", "application/json")]].concat();
        self.send(method, path, &all, input.to_string().into_bytes()).await
    }

    /// To a path below `/api/v1`.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Reply {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        if !self.credential.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.credential));
        }
        if let Some(workspace) = &self.workspace {
            request = request.header("x-workspace", workspace);
        }
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.client.send(request, body.into()).await
    }
}

impl Reply {
    /// The body as JSON.
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{} {}: {e}: {}", self.path, self.status, self.text()))
    }

    /// The data of a success.
    pub fn data(&self) -> Value {
        let mut body = self.value();
        assert!(self.status.is_success() && body["success"] == true, "{}: {body}", self.status);
        body["data"].take()
    }

    /// Status and code of a problem, which looks as all of them do.
    pub fn problem(&self) -> (u16, String) {
        let body = self.value();
        assert_eq!(self.header("content-type"), "application/problem+json", "{body}");
        assert_eq!((&body["success"], body["status"].as_u64()), (&Value::Bool(false), Some(self.status.as_u16().into())), "{body}");
        for text in ["type", "title", "detail", "code"] {
            assert!(body[text].as_str().is_some_and(|t| !t.is_empty()), "{text} is missing in {body}");
        }
        (self.status.as_u16(), body["code"].as_str().unwrap().to_owned())
    }
}
