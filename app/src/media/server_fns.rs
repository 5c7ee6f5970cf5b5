use leptos::prelude::*;
use mewayz::{
    ids::MediaId,
    media::{Media, MediaPage},
};
use server_fn::codec::{MultipartData, MultipartFormData};

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;

/// Pictures on one page of the library.
#[cfg(not(target_arch = "wasm32"))]
const PAGE: i64 = 60;

/// Adds a picture. The form holds `workspace`, then `file`.
#[server(input = MultipartFormData)]
pub async fn upload_picture(data: MultipartData) -> Result<Media, AppError> {
    use mewayz::platform::{Flag, Subject};
    let mut form = data.into_inner().ok_or_else(incomplete)?;
    let workspace = match form.next_field().await.map_err(|_| incomplete())? {
        Some(field) if field.name() == Some("workspace") => field.text().await.map_err(|_| incomplete())?,
        _ => return Err(incomplete()),
    };
    let member = context::member(&workspace).await?;
    context::require(Flag::Uploads, Subject { workspace: Some(member.workspace()), user: Some(member.user()) })?;
    let file = form.next_field().await.map_err(|_| incomplete())?.ok_or_else(incomplete)?;
    let name = file.file_name().unwrap_or("picture").to_owned();
    let bytes = file.bytes().await.map_err(|_| too_large())?;
    Ok(mewayz::media::upload(&context::db(), &member, context::storage().as_ref(), &name, bytes).await?)
}

#[server]
pub async fn list_pictures(workspace: String, after: Option<MediaId>) -> Result<MediaPage, AppError> {
    let mut scope = context::scope(&workspace).await?;
    Ok(mewayz::media::list(&mut scope, after, PAGE).await?)
}

#[server]
pub async fn delete_picture(workspace: String, picture: MediaId) -> Result<(), AppError> {
    let member = context::member(&workspace).await?;
    Ok(mewayz::media::delete(&context::db(), &member, context::storage().as_ref(), picture).await?)
}

#[cfg(not(target_arch = "wasm32"))]
fn incomplete() -> AppError {
    mewayz::Error::field("file", "Choose a picture first.").into()
}

#[cfg(not(target_arch = "wasm32"))]
fn too_large() -> AppError {
    mewayz::Error::field("file", "This picture did not arrive whole. It may be larger than 15 MB.").into()
}
