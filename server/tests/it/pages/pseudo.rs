//! Every word on a page comes from the languages' files: in a language that nobody speaks, whose texts stand in brackets, no
//! English word is left outside of them.

use app::words::pseudo;

use crate::support::{Client, PASSWORD, TestApp};

/// Names, which are the same in all languages. This list only shrinks.
const NAMES: [&str; 13] =
    ["Free", "Professional", "Enterprise", "USD", "Mewayz", "UTC", "⌘K", "Esc", "English", "Deutsch", "Español", "Français", "Português"];
/// Attributes that are read or shown.
const SPOKEN: [&str; 6] = ["aria-label", "title", "placeholder", "alt", "data-tip", "data-label"];

#[tokio::test]
async fn no_english_word_is_written_by_hand() {
    pseudo::speak();
    let app = TestApp::start().await;
    let stranger = app.browser();
    let mut left = Vec::new();
    for path in [
        "/",
        "/login",
        "/pricing",
        "/signup",
        "/forgot",
        "/forgot?sent=1",
        "/reset/x",
        "/verify/x",
        "/report",
        "/report?sent=1",
        "/no/such/page",
    ] {
        left.extend(words(&stranger, path).await);
    }
    // What people typed holds no Latin letters here, so that every one that is left is ours.
    let client = app.browser();
    client.rpc("sign_up", &[("full_name", "Ωμέγα"), ("email", "omega@example.com"), ("password", PASSWORD)]).await;
    let studio = client.get("/w").await.header("location").to_owned();
    let workspace = studio.trim_start_matches("/w/").to_owned();
    let form = [("workspace", workspace.as_str()), ("handle", "omega-page"), ("name", "Ωμέγα")];
    let made = client.rpc("create_site", &form).await;
    let site = made.header("location").rsplit('/').next().unwrap_or_default().to_owned();
    for tail in [
        "",
        "/sites",
        "/sites/new",
        "/settings",
        "/settings/security",
        "/settings/api-keys",
        "/settings/workspace",
        "/settings/members",
        "/settings/groups",
        "/settings/roles",
        "/settings/sharing",
        "/settings/usage",
        "/new-workspace",
        "/welcome",
        "/settings/billing?plan=professional&term=month&storage=on",
        "/media",
        "/notifications",
        &format!("/sites/{site}"),
        &format!("/sites/{site}/history"),
        &format!("/sites/{site}/appeal"),
        &format!("/sites/{site}/analytics"),
    ] {
        left.extend(words(&client, &format!("{studio}{tail}")).await);
    }
    office(&app).await;
    for path in [
        "/admin/announcements",
        "/admin/business",
        "/admin/health",
        "/admin/jobs",
        "/admin/jobs?state=dead",
        "/admin/notifications",
        "/admin/onboarding",
        "/admin/plans",
        "/admin/platform",
        "/admin/log?act=plans",
        "/admin/workspaces?text=nothing-like-this",
        "/admin/reports",
        "/admin/data",
    ] {
        left.extend(words(&client, path).await);
    }
    assert_eq!(left, Vec::<String>::new());
}

/// Lets the person into the back office, where no work waits: its names are no words.
async fn office(app: &TestApp) {
    let strong = r#"update sessions set data = jsonb_set(data, '{proof,strong}', 'true')"#;
    for sql in ["update users set email_verified_at = now()", "delete from jobs", strong] {
        sqlx::query(sql).execute(&mut app.connection().await).await.unwrap();
    }
    mewayz::staff::grant(app.database.owner_url(), "omega@example.com").await.unwrap();
}

/// What is not in brackets, as `path: word`.
async fn words(client: &Client, path: &str) -> Vec<String> {
    let reply = client.get(path).await;
    let document = reply.document();
    let mut texts: Vec<String> = vec![body(document.html())];
    for tag in document.tags() {
        texts.extend(SPOKEN.iter().filter(|_| !tag.has("lang")).map(|name| tag.get(name).to_owned()));
    }
    let bare = texts.iter().flat_map(|text| outside(text)).filter(|word| !is_name(word));
    bare.map(|word| format!("{path}: {word}")).collect()
}

/// The visible text in the order of the page, without what is in another language by its own account (`lang`).
fn body(html: &str) -> String {
    let html = html.split_once("<body").map_or(html, |(_, body)| body);
    let mut text = String::new();
    let mut rest = html.split_once('>').map_or("", |(_, rest)| rest);
    while let Some((before, after)) = rest.split_once('<') {
        text += before;
        text.push(' ');
        let (tag, inside) = after.split_once('>').unwrap_or((after, ""));
        let name = tag.split([' ', '\n']).next().unwrap_or_default();
        let skipped = matches!(name, "script" | "style" | "code" | "svg") || tag.contains(" lang=");
        rest = if skipped { inside.split_once(&format!("</{name}>")).map_or(inside, |(_, after)| after) } else { inside };
    }
    text + rest
}

/// Words with Latin letters outside brackets.
fn outside(text: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let bare: String = text
        .chars()
        .map(|c| {
            depth = if c == '[' { depth + 1 } else { depth };
            let shown = if depth == 0 { c } else { ' ' };
            depth = if c == ']' { depth.saturating_sub(1) } else { depth };
            shown
        })
        .collect();
    let words =
        bare.split(|c: char| c.is_whitespace() || "·,&;()".contains(c)).filter(|word| word.chars().any(|c| c.is_ascii_alphabetic()));
    words.map(str::to_owned).collect()
}

/// Names of the product, months of dates (their letters are distorted, so they come from the files), scopes of keys (`bio_sites:read`), and what people typed: addresses and handles.
fn is_name(word: &str) -> bool {
    let bare = word.trim_matches(['.', ':']);
    let distorted = bare.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
    NAMES.contains(&bare) || distorted || bare.contains('@') || bare.contains(':') || bare == "omega-page"
}
