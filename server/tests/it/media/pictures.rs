//! Pictures: widths, crops, and what pages show after a replacement.

use http::StatusCode;
use mewayz::{
    bio_sites::{Body, Picture},
    media::{self, Focus, MediaPage, Preset, crop_url},
};

use super::{pdf, png, replace, stored, upload};
use crate::support::{TestApp, samples};

fn pixels(webp: &[u8]) -> image::RgbaImage {
    image::load_from_memory_with_format(webp, image::ImageFormat::WebP).unwrap().into_rgba8()
}

#[tokio::test]
async fn a_width_is_kept_for_ever_and_runs_nothing() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let media = upload(&ada, "a.png", &png(400, 200)).await;
    let address = media::url(&media.key, 320);
    let reply = app.browser().get(&address).await;
    assert_eq!((reply.status, reply.header("content-type")), (StatusCode::OK, "image/webp"));
    assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    assert_eq!(reply.header("content-security-policy"), "default-src 'none'; sandbox");
    let known = [("if-none-match", format!("\"a\", W/{}", reply.header("etag")))];
    let again = app.browser().ask(http::Method::GET, &address, &[(known[0].0, &known[0].1)]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn everything_else_is_not_there() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let key = upload(&ada, "a.png", &png(400, 200)).await.key;
    for file in ["640.webp", "320.png", "0320.webp", "+320.webp", "-1.webp", "320", "99999999999.webp", "320.webp%00"] {
        assert_eq!(app.browser().get(&format!("/media/{key}/{file}")).await.status, StatusCode::NOT_FOUND, "{file}");
    }
    for key in ["short", "..%2F..%2F..%2F..%2Fetc%2Fpasswd%2F", "AbCdEfGhIjKlMnOpQrSt%00"] {
        assert_eq!(app.browser().get(&format!("/media/{key}/320.webp")).await.status, StatusCode::NOT_FOUND, "{key}");
    }
}

#[tokio::test]
async fn lists_show_crops_around_the_focal_point_made_once() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let media = upload(&ada, "a.png", &png(1200, 600)).await;
    let before = stored(&app).len();
    let page: MediaPage = ada.client.rpc("list_files", &[("workspace", "ada")]).await.json();
    let (one, other, browser) = (app.browser(), app.browser(), app.browser());
    let (a, b) = tokio::join!(one.get(&page.items[0].thumb), other.get(&page.items[0].thumb));
    assert_eq!((a.status, &a.body), (StatusCode::OK, &b.body));
    assert_eq!(pixels(&a.body).dimensions(), (320, 320));
    assert_eq!(stored(&app).len(), before + 1);

    let keyring = &app.state.context.keyring;
    for (x, red) in [(0, 255), (100, 0)] {
        let moved = media::Media { focus: Focus { x, y: 50 }, ..media.clone() };
        let reply = browser.get(&crop_url(keyring, &moved, Preset::Thumb).unwrap()).await;
        assert!(pixels(&reply.body).get_pixel(160, 160)[0].abs_diff(red) < 30);
    }
    let forged = page.items[0].thumb.replace("-50-50-", "-51-50-");
    assert_eq!(browser.get(&forged).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn pages_show_the_new_picture_and_caches_know() {
    let app = TestApp::with(&["--page-cache", "off"]).await;
    let ada = app.creator("ada").await;
    let before = upload(&ada, "a.png", &png(400, 200)).await;
    let picture = Picture { key: before.key.clone(), width: 400, height: 200, widths: before.widths.clone(), alt: "A flag".to_owned() };
    let image = samples::block(1, Body::Image { picture: Some(picture), url: String::new(), caption: String::new() });
    app.published(&ada, "ada-links", samples::content(vec![image])).await;
    let first = app.browser().get("/@ada-links").await;
    assert!(first.text().contains(&before.key));
    let after = replace(&ada, &before, &png(500, 500)).await;
    assert_eq!((after.id, after.width), (before.id, 500));
    let second = app.browser().get("/@ada-links").await;
    assert!(second.text().contains(&after.key) && !second.text().contains(&before.key));
    assert!(second.text().contains("width=\"500\""));
    assert_ne!(second.header("etag"), first.header("etag"));
    // Mails and caches that have the old address still find it for a while.
    assert_eq!(app.browser().get(&media::url(&before.key, 320)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_file_is_no_picture() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    upload(&ada, "a.pdf", &pdf(10)).await;
    let page: MediaPage = ada.client.rpc("list_files", &[("workspace", "ada")]).await.json();
    assert_eq!(page.items[0].thumb, "");
}
