use leptos::prelude::*;
use mewayz::{
    ids::{FolderId, MediaId},
    media::{Details, Filter, MediaPage},
};

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::{
    error::AppError,
    media::{FileView, LibraryPage},
};

/// Files on one page of the library.
#[cfg(not(target_arch = "wasm32"))]
const PAGE: i64 = 60;

#[server]
pub async fn list_files(workspace: String, #[server(default)] filter: Filter, after: Option<String>) -> Result<MediaPage, AppError> {
    let mut scope = context::scope(&workspace).await?;
    let mut page = mewayz::media::list(&mut scope, &filter, after.as_deref(), PAGE).await?;
    mewayz::media::with_thumbs(&context::keyring(), &mut page.items)?;
    Ok(page)
}

/// The library as it is opened: the first files that match, and what is around them.
#[server]
pub async fn open_library(workspace: String, #[server(default)] filter: Filter) -> Result<LibraryPage, AppError> {
    let mut scope = context::scope(&workspace).await?;
    let mut files = mewayz::media::list(&mut scope, &filter, None, PAGE).await?;
    mewayz::media::with_thumbs(&context::keyring(), &mut files.items)?;
    let (folders, tags) = (mewayz::media::folders(&mut scope).await?, mewayz::media::tags(&mut scope).await?);
    Ok(LibraryPage { files, folders, tags, usage: mewayz::media::usage(&mut scope).await? })
}

#[server]
pub async fn load_file(workspace: String, media: MediaId) -> Result<FileView, AppError> {
    let mut scope = context::scope(&workspace).await?;
    let sites = mewayz::bio_sites::uses(&mut scope, media).await?;
    let media = mewayz::media::file(&mut scope, media).await?;
    let download = mewayz::media::download_url(&context::keyring(), &media, mewayz::clock::now())?;
    Ok(FileView { media, sites, download })
}

#[server]
pub async fn edit_file(workspace: String, media: MediaId, #[server(default)] details: Details) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    mewayz::media::edit(&mut scope, media, details).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn move_files(workspace: String, #[server(default)] files: Vec<MediaId>, folder: Option<FolderId>) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    mewayz::media::move_files(&mut scope, &files, folder).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn tag_files(
    workspace: String,
    #[server(default)] files: Vec<MediaId>,
    #[server(default)] add: Vec<String>,
    #[server(default)] remove: Vec<String>,
) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    mewayz::media::tag_files(&mut scope, &files, &add, &remove).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn trash_files(workspace: String, #[server(default)] files: Vec<MediaId>) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    mewayz::media::trash(&mut scope, &files, mewayz::clock::now()).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn restore_files(workspace: String, #[server(default)] files: Vec<MediaId>) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    mewayz::media::restore(&mut scope, &files).await?;
    Ok(scope.commit().await?)
}

/// For good. `even_used` agrees to gaps on pages.
#[server]
pub async fn erase_files(
    workspace: String,
    #[server(default)] files: Vec<MediaId>,
    #[server(default)] even_used: bool,
) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    mewayz::media::erase(&mut scope, &files, even_used).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn create_folder(workspace: String, parent: Option<FolderId>, name: String) -> Result<FolderId, AppError> {
    let mut scope = context::scope(&workspace).await?;
    let folder = mewayz::media::create_folder(&mut scope, parent, &name).await?;
    scope.commit().await?;
    Ok(folder)
}

#[server]
pub async fn rename_folder(workspace: String, folder: FolderId, name: String) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    mewayz::media::rename_folder(&mut scope, folder, &name).await?;
    Ok(scope.commit().await?)
}

#[server]
pub async fn move_folder(workspace: String, folder: FolderId, parent: Option<FolderId>) -> Result<(), AppError> {
    let mut scope = context::scope(&workspace).await?;
    mewayz::media::move_folder(&mut scope, folder, parent).await?;
    Ok(scope.commit().await?)
}

/// Answers how many files went to the trash.
#[server]
pub async fn trash_folder(workspace: String, folder: FolderId) -> Result<u64, AppError> {
    let mut scope = context::scope(&workspace).await?;
    let files = mewayz::media::trash_folder(&mut scope, folder, mewayz::clock::now()).await?;
    scope.commit().await?;
    Ok(files)
}
