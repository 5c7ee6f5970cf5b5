use leptos::prelude::*;
#[cfg(not(target_arch = "wasm32"))]
use mewayz::platform::Rule;
use mewayz::{
    plans::Plan,
    platform::{Board, Flag, Setting, State},
};

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;

/// For staff. Every flag and setting.
#[server]
pub async fn load_platform() -> Result<Board, AppError> {
    let mut office = context::office("Looking at flags and settings").await?;
    Ok(mewayz::platform::board(&mut office).await?)
}

/// For staff. Sets a flag; workspaces by slug and people by address, any white space or comma between them.
#[server]
pub async fn set_flag(
    flag: Flag,
    switch: State,
    #[server(default)] percent: String,
    #[server(default)] workspaces: String,
    #[server(default)] people: String,
    #[server(default)] plans: Vec<Plan>,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    let percent = if percent.trim().is_empty() { "0" } else { percent.trim() };
    let percent = percent.parse().map_err(|_| mewayz::Error::field("percent", "Enter a share from 0 to 100."))?;
    let rule = Rule { state: switch, percent, plans, ..flag.default_rule() };
    mewayz::platform::set_named(&mut office, flag, rule, &words(&workspaces), &words(&people)).await?;
    Ok(office.commit().await?)
}

/// For staff. Goes back to what the product does by itself.
#[server]
pub async fn reset_flag(flag: Flag, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    mewayz::platform::reset_flag(&mut office, flag).await?;
    Ok(office.commit().await?)
}

/// For staff. Sets a setting.
#[server]
pub async fn set_setting(setting: Setting, #[server(default)] value: String, #[server(default)] reason: String) -> Result<(), AppError> {
    let mut office = context::office(&reason).await?;
    mewayz::platform::set(&mut office, setting, &value).await?;
    Ok(office.commit().await?)
}

#[cfg(not(target_arch = "wasm32"))]
fn words(text: &str) -> Vec<String> {
    text.split([',', ';', ' ', '\n', '\r', '\t']).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}
