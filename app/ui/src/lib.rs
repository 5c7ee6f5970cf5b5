//! The design system of Mewayz: components over `style/`, which know no domain type.
//!
//! Every component renders on the server and hydrates; forms, links, menus and disclosures also work
//! without scripts. The quick reference of all properties is `app/ui/README.md`; `/dev/ui` shows every state.

// What components say by themselves
pub mod labels;
pub use labels::Labels;

// Marks and actions
pub mod icon;
pub use icon::{ICONS, Icon};
pub mod button;
pub use button::{Button, ButtonLink, IconButton, IconLink, Size, Variant};
pub mod tone;
pub use tone::Tone;

// Forms
pub mod field;
pub use field::Field;
pub mod text_area;
pub use text_area::{ColorInput, TextArea, hex6};
pub mod choice;
pub use choice::{Checkbox, Choice, Select, Switch};
pub mod segmented;
pub use segmented::Segmented;

// Surfaces and states
pub mod card;
pub use card::{Badge, Callout, Card};
pub mod states;
pub use states::{EmptyState, ErrorState, Skeleton};

// Data
pub mod table;
pub use table::{Avatar, Column, ProgressBar, Table, initials};
pub mod chart;
pub use chart::{BarChart, LineChart, Series, Sparkline};
mod scale;

// Over the page
pub mod modal;
pub use modal::{Dialog, Sheet};
pub mod menu;
pub use menu::{Menu, MenuItem, MenuLine, MenuLink};
pub mod toast;
pub use toast::{Toaster, Toasts, provide_toasts, use_toasts};
pub mod command;
pub use command::Command;
pub mod palette;
pub use palette::{CommandPalette, PaletteButton};

// Frame
pub mod header;
pub use header::{Breadcrumbs, Kbd, PageHeader, TabLink, Tabs};
pub mod shell;
pub use shell::{BottomBar, BottomItem, NavGroup, NavItem, Rail, Shell, TopBar};
pub mod theme;
pub use theme::{THEME_COOKIE, Theme, ThemeSwitch};

// Every component in its states
pub mod gallery;
pub use gallery::Gallery;

#[cfg(test)]
mod contrast;
#[cfg(test)]
mod sprite;
