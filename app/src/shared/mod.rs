//! What several systems' pages use.

mod admin;
mod clipboard;
mod frame;
mod keyed;
mod languages;
mod loaded;
mod params;
mod picture_input;
mod pictures;
mod pwa;
mod settings_tabs;
mod sign_out;
mod site_row;
#[cfg(not(target_arch = "wasm32"))]
mod strangers;
mod theme;
mod uploads;
mod when;
mod zone;

#[cfg(not(target_arch = "wasm32"))]
pub use crate::onboarding::at_home;
pub use crate::onboarding::{Checklist, HomeActs};
pub use admin::{AdminFrame, AdminFrameData};
pub use clipboard::copy;
pub use frame::{Frame, FrameData, use_frame};
pub use keyed::keyed;
pub use languages::Languages;
pub use loaded::{ErrorPage, NotFoundPage, error_view, loaded};
pub use params::{day_begins, day_ends, param, url_encoded, use_workspace, workspace_field};
pub use picture_input::{PictureInput, PicturesInput, Shelf};
pub use pictures::{thumb, thumbnail, to_picture};
pub use settings_tabs::SettingsTabs;
pub use sign_out::SignOutButton;
pub use site_row::SiteRow;
#[cfg(not(target_arch = "wasm32"))]
pub use strangers::open_to_strangers;
pub use theme::theme;
pub use uploads::{State, Target, Upload, Uploads, files, kind_words};
pub use when::When;
pub use zone::browser_zone;
