//! The OpenAPI document, from the code.

use utoipa::{
    OpenApi,
    openapi::{
        Components, Content, Ref, RefOr, Response,
        header::HeaderBuilder,
        path::{Operation, PathItem},
        schema::{Object, Type},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::{problem::Problem, v1};

const ABOUT: &str = "Everything that programs can do in Mewayz.\n\n\
Send an **API key** (made in the workspace under Settings, API keys) or an **access token** (`POST /api/v1/auth/token`) as `Authorization: Bearer …`. \
A key opens its own workspace; with an access token name one in `X-Workspace`.\n\n\
Lists are read by `cursor` or by `page`. Changes to what others edit as well take `If-Match`. A POST with an `Idempotency-Key` happens once. \
Quotas are told in `RateLimit` and `RateLimit-Policy`. Errors are `application/problem+json` with a stable `code`.";

#[derive(OpenApi)]
#[openapi(
    info(title = "Mewayz API", version = "1"),
    components(schemas(Problem)),
    tags(
        (name = "auth", description = "Signing in as a person"),
        (name = "users", description = "The person behind an access token"),
        (name = "workspaces", description = "Where a caller can work"),
        (name = "members", description = "Who works in a workspace, and who is invited"),
        (name = "bio-sites", description = "Pages of links: drafts, versions, publishing"),
        (name = "analytics", description = "Who came"),
        (name = "media", description = "Pictures"),
        (name = "notifications", description = "What the person behind an access token is told"),
        (name = "webhooks", description = "Being told of events, signed as Standard Webhooks 1.0 has it (docs/webhooks.md)")
    )
)]
struct Base;

/// The document of everything below `/api/v1`.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = utoipa_axum::router::OpenApiRouter::<crate::state::AppState>::with_openapi(Base::openapi())
        .nest("/api/v1", v1::documented())
        .into_openapi();
    document.info.description = Some(ABOUT.to_owned());
    document.info.license = None;
    schemes(document.components.get_or_insert_with(Components::new));
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            complete(path, method, operation);
        }
    }
    document
}

fn schemes(components: &mut Components) {
    let key =
        HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("mwz_…").description(Some("An API key; scopes are its rights."));
    let token =
        HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some("What POST /api/v1/auth/token gives."));
    components.add_security_scheme("api_key", SecurityScheme::Http(key.build()));
    components.add_security_scheme("access_token", SecurityScheme::Http(token.build()));
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let PathItem { get, put, post, patch, delete, .. } = item;
    let all = [("get", get), ("put", put), ("post", post), ("patch", patch), ("delete", delete)];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// Adds what follows from rules: the refusals, and the headers that surround every operation.
fn complete(path: &str, method: &str, operation: &mut Operation) {
    let is_open = operation.security.is_none();
    let is_personal = ["/users/me", "/workspaces", "/notifications"].iter().any(|of| path.starts_with(&format!("/api/v1{of}")));
    let in_workspace = !is_open && !is_personal;
    let has_body = operation.request_body.is_some();
    let has_parameters = operation.parameters.as_ref().is_some_and(|all| !all.is_empty());
    let takes_key = in_workspace && method == "post";
    let has_precondition = in_workspace && matches!(method, "patch" | "put");
    let refusals = [
        (400, "Malformed", has_body || takes_key),
        (401, "Not signed in: no key or token, or one that does not work", true),
        (403, "The key lacks the scope, or the person may not", !is_open),
        (404, "Not there, or somebody else's", in_workspace || path.contains('{')),
        (409, "Not at the same time: see `code`", takes_key),
        (412, "Changed since it was read", has_precondition),
        (413, "Too large", has_body),
        (415, "Not in a format that is read here", has_body),
        (422, "Breaks rules; `fields` tells which", in_workspace || has_body || has_parameters),
        (428, "`If-Match` is missing", has_precondition),
        (429, "Too often; `Retry-After` tells how long to wait", true),
        (500, "A fault of ours; `incident` finds its cause", true),
        (503, "A service we need is away; try again", true),
    ];
    for (status, text, applies) in refusals {
        if applies {
            operation.responses.responses.insert(status.to_string(), RefOr::T(refusal(text)));
        }
    }
    let parameters = operation.parameters.get_or_insert_default();
    if in_workspace {
        let text = "The workspace, by its slug. Needed with an access token; a key names its own.";
        parameters.push(header("X-Workspace", text, "^[a-z0-9-]{1,60}$"));
    }
    if takes_key {
        let text = "1 to 255 printable characters of your own; the same request with it happens once within 24 hours.";
        parameters.push(header("Idempotency-Key", text, r#"^([!#-~]{1,255}|"[!#-~]{1,255}")$"#));
    }
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            for (name, text) in [("RateLimit", "What is left of each quota"), ("RateLimit-Policy", "The quotas")] {
                let header = HeaderBuilder::new().schema(Some(Object::with_type(Type::String))).description(Some(text)).build();
                response.headers.insert(name.to_owned(), RefOr::T(header));
            }
        }
    }
}

fn refusal(text: &str) -> Response {
    let content = Content::new(Some(RefOr::Ref(Ref::from_schema_name("Problem"))));
    Response::builder().description(text).content("application/problem+json", content).build()
}

fn header(name: &str, text: &str, pattern: &str) -> RefOr<utoipa::openapi::path::Parameter> {
    use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
    let schema = Object::builder().schema_type(Type::String).pattern(Some(pattern));
    RefOr::T(ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header).description(Some(text)).schema(Some(schema)).build())
}
