//! What several systems' pages use.

mod clipboard;
mod frame;
mod keyed;
mod loaded;
mod params;
mod picture_input;
mod pictures;
mod settings_tabs;
mod site_row;
mod theme;
mod uploads;

pub use clipboard::copy;
pub use frame::{Frame, FrameData, use_frame};
pub use keyed::keyed;
pub use loaded::{ErrorPage, NotFoundPage, error_view, loaded};
pub use params::{param, use_workspace};
pub use picture_input::{PictureInput, PicturesInput, Shelf};
pub use pictures::{thumb, thumbnail, to_picture};
pub use settings_tabs::SettingsTabs;
pub use site_row::SiteRow;
pub use theme::theme;
pub use uploads::{State, Target, Upload, Uploads, files, kind_words};
