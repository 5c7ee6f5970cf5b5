//! Pictures: up, listed, read, deleted.

use std::io::Cursor;

use http::{Method, StatusCode};

use crate::support::{Program, Reply, TestApp, program::all_scopes};

fn form(part: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("--x\r\ncontent-disposition: form-data; name=\"{part}\"; filename=\"a.png\"\r\ncontent-type: image/png\r\n\r\n");
    [head.as_bytes(), content, b"\r\n--x--\r\n"].concat()
}

fn png() -> Vec<u8> {
    sized(400)
}

fn sized(width: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(width, 300).write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

async fn upload(program: &Program, body: Vec<u8>) -> Reply {
    program.send(Method::POST, "/media", &[("content-type", "multipart/form-data; boundary=x")], body).await
}

#[tokio::test]
async fn a_picture_is_uploaded_listed_read_and_deleted() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let program = app.program(&ada, &all_scopes()).await;
    let made = upload(&program, form("file", &png())).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let picture = made.data();
    assert_eq!((&picture["width"], &picture["file_name"]), (&400.into(), &"a.png".into()));
    let url = picture["files"][0]["url"].as_str().unwrap().replace(&app.state.config.base_url, "");
    assert_eq!(app.browser().get(&url).await.header("content-type"), "image/webp");
    let path = made.header("location").strip_prefix("/api/v1").unwrap();
    assert_eq!(program.get(path).await.data(), picture);
    assert_eq!(upload(&program, form("file", &png())).await.data(), picture, "kept once");
    upload(&program, form("file", &sized(500))).await.data();
    let first = program.get("/media?per_page=1").await;
    let cursor = first.value()["meta"]["pagination"]["next_cursor"].as_str().unwrap().to_owned();
    let second = program.get(&format!("/media?per_page=1&cursor={cursor}")).await;
    assert_eq!(second.data()[0], picture);
    assert_eq!(program.send(Method::DELETE, path, &[], vec![]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(program.send(Method::DELETE, path, &[], vec![]).await.problem().0, 404);
}

#[tokio::test]
async fn what_is_no_picture() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let program = app.program(&ada, &all_scopes()).await;
    assert_eq!(upload(&program, form("file", b"<svg/>")).await.problem().0, 422);
    assert_eq!(upload(&program, form("other", &png())).await.problem().0, 422);
    assert_eq!(upload(&program, b"--x--\r\n".to_vec()).await.problem().0, 422);
    assert_eq!(upload(&program, form("file", &png())[..200].to_vec()).await.problem(), (400, "malformed".to_owned()), "cut in the middle");
    assert_eq!(upload(&program, form("file", &vec![0; 17 * 1024 * 1024])).await.problem(), (413, "too_large".to_owned()));
    for kind in ["", "text/plain", "multipart/form-data", "multipart/form-data; boundary="] {
        let reply = program.send(Method::POST, "/media", &[("content-type", kind)], form("file", &png())).await;
        assert!(matches!(reply.problem().0, 400 | 415), "{kind}: {}", reply.text());
    }
    assert_eq!(program.get("/media").await.data().as_array().unwrap().len(), 0);
}
