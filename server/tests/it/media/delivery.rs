//! Private files: by signed links, whole and in parts.

use chrono::{Duration, Utc};
use http::{Method, StatusCode};
use mewayz::media::{self, download_url};

use super::{link, pdf, upload};
use crate::support::{Reply, TestApp};

async fn part(app: &TestApp, link: &str, headers: &[(&str, &str)]) -> Reply {
    app.browser().ask(Method::GET, link, headers).await
}

#[tokio::test]
async fn a_private_file_is_saved_and_never_shown() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let content = pdf(3_000_000);
    let media = upload(&ada, "Ünï 'terms'.pdf", &content).await;
    let link = link(&ada, &media).await;
    let reply = app.browser().get(&link).await;
    assert_eq!((reply.status, reply.body.as_ref() == content.as_slice()), (StatusCode::OK, true));
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("content-length", "3000009"),
        ("content-disposition", "attachment; filename=\"_n_ 'terms'.pdf\"; filename*=UTF-8''%C3%9Cn%C3%AF%20%27terms%27.pdf"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("cache-control", "private, no-cache"),
        ("accept-ranges", "bytes"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(reply.header(name), value, "{name}");
    }
    let etag = reply.header("etag").to_owned();
    assert_eq!(part(&app, &link, &[("if-none-match", &etag)]).await.status, StatusCode::NOT_MODIFIED);
    let head = app.browser().ask(Method::HEAD, &link, &[]).await;
    assert_eq!((head.status, head.header("content-length"), head.body.len()), (StatusCode::OK, "3000009", 0));
    // Its key alone leads nowhere.
    for path in [format!("/files/{}", media.key), format!("/media/{}/1.webp", media.key), format!("/media/{}/file", media.key)] {
        assert!(app.browser().get(&path).await.status.is_client_error(), "{path}");
    }
}

#[tokio::test]
async fn one_part_is_given_and_several_are_refused() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let content = pdf(2_500_000);
    let link = link(&ada, &upload(&ada, "a.pdf", &content).await).await;
    let size = content.len();
    for (range, wanted) in [
        ("bytes=0-9", 0..10),
        ("bytes=1048570-1048590", 1_048_570..1_048_591),
        ("bytes=2500000-", 2_500_000..size),
        ("bytes=-5", size - 5..size),
    ] {
        let reply = part(&app, &link, &[("range", range)]).await;
        assert_eq!(reply.status, StatusCode::PARTIAL_CONTENT, "{range}");
        assert_eq!(reply.header("content-range"), format!("bytes {}-{}/{size}", wanted.start, wanted.end - 1));
        assert_eq!(reply.header("content-length"), wanted.len().to_string());
        assert_eq!(reply.body, content[wanted]);
    }
    for range in ["bytes=2500009-", "bytes=-0", "bytes=0-1,3-4"] {
        let reply = part(&app, &link, &[("range", range)]).await;
        assert_eq!((reply.status, reply.header("content-range")), (StatusCode::RANGE_NOT_SATISFIABLE, "bytes */2500009"), "{range}");
    }
    let changed = part(&app, &link, &[("range", "bytes=0-9"), ("if-range", "\"before\"")]).await;
    assert_eq!((changed.status, changed.body.len()), (StatusCode::OK, size));
}

#[tokio::test]
async fn links_run_out_and_cannot_be_made_by_others() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let media = upload(&ada, "a.pdf", &pdf(10)).await;
    let keyring = &app.state.context.keyring;
    let spent = download_url(keyring, &media, Utc::now() - Duration::hours(2)).unwrap();
    let gone = app.browser().get(&spent).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.text().contains("expired"));
    let link = link(&ada, &media).await;
    let until = link.split("until=").nth(1).unwrap().split('&').next().unwrap();
    let later = (until.parse::<i64>().unwrap() + 1).to_string();
    let (unsigned, signature) = link.rsplit_once('=').unwrap();
    for forged in [
        link.replace(until, &later),
        link.replace("name=a.pdf", "name=a.exe"),
        link.replace("application%2Fpdf", "text%2Fhtml"),
        format!("{unsigned}={}", "0".repeat(32)),
        format!("{unsigned}={}", signature.to_uppercase().replace(|c: char| c.is_ascii_digit(), "0")),
        format!("{unsigned}="),
    ] {
        assert_eq!(app.browser().get(&forged).await.status, StatusCode::NOT_FOUND, "{forged}");
    }
    let other = upload(&ada, "b.pdf", &pdf(20)).await;
    assert_eq!(app.browser().get(&link.replace(&media.key, &other.key)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn links_are_made_for_members_of_the_workspace() {
    let app = TestApp::start().await;
    let (ada, eve) = (app.creator("ada").await, app.creator("eve").await);
    let media = upload(&ada, "a.pdf", &pdf(10)).await;
    let id = media.id.to_string();
    for workspace in ["ada", "eve"] {
        let refused = eve.client.rpc("load_file", &[("workspace", workspace), ("media", &id)]).await;
        assert_eq!(refused.error(), mewayz::Error::NotFound, "{workspace}");
    }
}

#[tokio::test]
async fn what_was_deleted_for_good_is_gone_whoever_has_a_link() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let media = upload(&ada, "a.pdf", &pdf(10)).await;
    let link = link(&ada, &media).await;
    let mut scope = app.state.context.db.open(&ada.member).await.unwrap();
    media::trash(&mut scope, &[media.id], Utc::now()).await.unwrap();
    media::erase(&mut scope, &[media.id], false).await.unwrap();
    scope.commit().await.unwrap();
    app.state.context.storage.delete_all(&format!("files/{}", media.key)).await.unwrap();
    assert_eq!(app.browser().get(&link).await.status, StatusCode::NOT_FOUND);
}
