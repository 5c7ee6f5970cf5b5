//! Server functions that take files.

use leptos::prelude::*;
use mewayz::media::{Media, Uploaded};
#[cfg(not(target_arch = "wasm32"))]
use mewayz::{platform::Flag, tenancy::Member};
use server_fn::codec::{MultipartData, MultipartFormData};

#[cfg(not(target_arch = "wasm32"))]
use super::form::Form;
#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;

/// Adds a file. The form holds `workspace`, `folder` (empty at the top), `only` (`pictures`, or empty), then `file`.
#[server(input = MultipartFormData)]
pub async fn upload_file(data: MultipartData) -> Result<Uploaded, AppError> {
    let mut form = Form::new(data)?;
    let member = context::member(&form.text("workspace").await?).await?;
    require_uploads(&member).await?;
    let folder = form.id("folder").await?;
    let pictures_only = form.text("only").await? == "pictures";
    let mut file = form.file().await?;
    let name = file.name();
    let incoming = mewayz::media::Incoming { file_name: &name, folder, pictures_only };
    Ok(mewayz::media::upload(&context::db(), &member, &context::storage(), incoming, &mut file).await?)
}

/// Puts a file in the place of another. The form holds `workspace`, `media`, then `file`.
#[server(input = MultipartFormData)]
pub async fn replace_file(data: MultipartData) -> Result<Media, AppError> {
    let mut form = Form::new(data)?;
    let member = context::member(&form.text("workspace").await?).await?;
    require_uploads(&member).await?;
    let media = form.id("media").await?.ok_or(mewayz::Error::NotFound)?;
    let mut file = form.file().await?;
    let (db, storage, name, now) = (context::db(), context::storage(), file.name(), mewayz::clock::now());
    Ok(mewayz::media::replace(&db, &member, &storage, media, &name, &mut file, now).await?)
}

/// Staff can switch uploads off.
#[cfg(not(target_arch = "wasm32"))]
async fn require_uploads(member: &Member) -> Result<(), AppError> {
    context::require(Flag::Uploads, context::subject(Flag::Uploads, member).await?)
}
