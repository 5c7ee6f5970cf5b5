//! Files of the library: how they come in, and how they are handed out.

mod delivery;
mod pictures;
mod uploads;

use std::path::Path;

use mewayz::media::{Media, Uploaded};

use crate::support::{Creator, Reply, TestApp, rpc};

const FORM: &str = "multipart/form-data; boundary=x";

/// A form with fields and, last, a file.
fn form(fields: &[(&str, &str)], name: &str, content: &[u8]) -> Vec<u8> {
    let head: String =
        fields.iter().map(|(name, value)| format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")).collect();
    let file = format!("--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    [head.as_bytes(), file.as_bytes(), content, b"\r\n--x--\r\n"].concat()
}

/// The form of an upload to the top of Ada's library.
fn new_file(name: &str, content: &[u8]) -> Vec<u8> {
    form(&[("workspace", "ada"), ("folder", ""), ("only", "")], name, content)
}

async fn upload(ada: &Creator, name: &str, content: &[u8]) -> Media {
    let reply = ada.client.post(&rpc::path("upload_file"), FORM, new_file(name, content)).await;
    reply.json::<Uploaded>().media
}

async fn replace(ada: &Creator, media: &Media, content: &[u8]) -> Media {
    let id = media.id.to_string();
    let body = form(&[("workspace", "ada"), ("media", &id)], "new", content);
    ada.client.post(&rpc::path("replace_file"), FORM, body).await.json()
}

/// Where the file can be had.
async fn link(ada: &Creator, media: &Media) -> String {
    let reply: Reply = ada.client.rpc("load_file", &[("workspace", "ada"), ("media", &media.id.to_string())]).await;
    reply.json::<app::media::FileView>().download
}

/// Left half red, right half blue.
fn png(width: u32, height: u32) -> Vec<u8> {
    let flag =
        image::RgbImage::from_fn(width, height, |x, _| if x < width / 2 { image::Rgb([255, 0, 0]) } else { image::Rgb([0, 0, 255]) });
    let mut out = std::io::Cursor::new(Vec::new());
    image::DynamicImage::from(flag).write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

fn pdf(length: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend((0..length).map(|n| (n % 251) as u8));
    bytes
}

/// Every file in storage.
fn stored(app: &TestApp) -> Vec<String> {
    let mut found = Vec::new();
    walk(&app.state.config.var.join("media"), &mut found);
    found.sort();
    found
}

fn walk(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            walk(&entry.path(), found);
        } else {
            found.push(entry.path().display().to_string());
        }
    }
}
