//! What may be said about a file, and how files are looked for.

use serde::{Deserialize, Serialize};

use super::{Focus, Kind};
use crate::{
    Result,
    fields::{Fields, single_line},
    ids::FolderId,
};

/// Longest file name and folder name, in characters.
pub const MOST_NAME: usize = 120;
/// Longest alt text, in characters; screen readers speak it in one go.
pub const MOST_ALT: usize = 1_000;
/// Longest tag, in characters.
pub const MOST_TAG: usize = 40;
/// Most tags of a file.
pub const MOST_TAGS: usize = 20;
/// Folders within each other, at most.
pub const MOST_DEPTH: usize = 10;
/// Words of a search that count; the rest is left out.
const MOST_WORDS: usize = 8;

/// What people say about a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    pub file_name: String,
    pub alt: String,
    pub tags: Vec<String>,
    pub focus: Focus,
}

/// Which files of the library, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Words that the name, the alt text or a tag contain, all of them.
    pub search: String,
    /// `None` at the top. What is searched is searched in the folders below, too.
    pub folder: Option<FolderId>,
    /// In all folders, wherever the file lies.
    pub everywhere: bool,
    pub kind: Option<Kind>,
    pub tag: String,
    pub show: Show,
    pub sort: Sort,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// Everything but the trash.
    #[default]
    All,
    /// What no page uses.
    Unused,
    /// Pictures without alt text.
    Undescribed,
    Trash,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    #[default]
    Newest,
    Name,
    Largest,
}

impl Show {
    pub const ALL: [Self; 4] = [Self::All, Self::Unused, Self::Undescribed, Self::Trash];

    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Unused => "unused",
            Self::Undescribed => "undescribed",
            Self::Trash => "trash",
        }
    }
}

impl Sort {
    pub const ALL: [Self; 3] = [Self::Newest, Self::Name, Self::Largest];

    pub fn name(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Name => "name",
            Self::Largest => "largest",
        }
    }
}

impl Filter {
    /// Whether folders below are looked through, too: whoever looks for something does not know where it lies.
    pub fn is_deep(&self) -> bool {
        self.everywhere || !self.search.trim().is_empty() || !self.tag.is_empty() || self.show != Show::All
    }
}

impl Details {
    /// Cleans and checks.
    ///
    /// # Errors
    /// `Invalid` on `file_name`, `alt`, `tags` or `focus`.
    pub fn check(self) -> Result<Self> {
        let mut fields = Fields::default();
        let file_name = single_line(self.file_name.rsplit(['/', '\\']).next().unwrap_or_default());
        let alt = single_line(&self.alt);
        let tags = tidy_tags(&self.tags);
        fields.require(!file_name.is_empty(), "file_name", "Enter a name.");
        fields.require(file_name.chars().count() <= MOST_NAME, "file_name", "Use at most 120 characters.");
        fields.require(alt.chars().count() <= MOST_ALT, "alt", "Use at most 1,000 characters.");
        fields.require(tags.len() <= MOST_TAGS, "tags", "Use at most 20 tags.");
        fields.require(tags.iter().all(|tag| tag.chars().count() <= MOST_TAG), "tags", "Use at most 40 characters for a tag.");
        fields.require(self.focus.x <= 100 && self.focus.y <= 100, "focus", "The focal point must lie in the picture.");
        fields.into_result()?;
        Ok(Self { file_name, alt, tags, focus: self.focus })
    }
}

/// A tag as it is stored: one line in lower case, without a leading `#` or commas.
pub fn tidy_tag(tag: &str) -> String {
    single_line(&tag.replace(',', " ")).trim_start_matches('#').trim().to_lowercase()
}

/// Tags as they are stored: in order, none twice.
pub fn tidy_tags(tags: &[String]) -> Vec<String> {
    let mut tidy: Vec<String> = tags.iter().map(|tag| tidy_tag(tag)).filter(|tag| !tag.is_empty()).collect();
    tidy.sort();
    tidy.dedup();
    tidy
}

/// The name of a folder.
///
/// # Errors
/// `Invalid` on `name`.
pub fn check_folder_name(name: &str) -> Result<String> {
    let name = single_line(name);
    let mut fields = Fields::default();
    fields.require(!name.is_empty(), "name", "Enter a name for the folder.");
    fields.require(name.chars().count() <= MOST_NAME, "name", "Use at most 120 characters.");
    fields.into_result()?;
    Ok(name)
}

/// The last part of what may be a path, as one line; only ever shown.
pub fn tidy_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = single_line(last).chars().take(MOST_NAME).collect();
    if name.is_empty() { "File".to_owned() } else { name }
}

/// Patterns for `like`, one a word, in lower case.
pub fn patterns(search: &str) -> Vec<String> {
    let escaped = |word: &str| word.to_lowercase().replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    single_line(search).split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS).map(|word| format!("%{}%", escaped(word))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn details() -> Details {
        Details { file_name: "a.png".to_owned(), ..Details::default() }
    }

    #[test]
    fn details_are_cleaned() {
        let given = Details {
            file_name: "../x/Wall\u{202e}.png ".to_owned(),
            alt: " A\nwall ".to_owned(),
            tags: ["#Summer", " summer", "", "Sea,Side"].map(str::to_owned).to_vec(),
            focus: Focus { x: 0, y: 100 },
        };
        let clean = given.check().unwrap();
        assert_eq!((clean.file_name.as_str(), clean.alt.as_str()), ("Wall.png", "A wall"));
        assert_eq!(clean.tags, ["sea side", "summer"]);
        assert_eq!(clean.clone().check().unwrap(), clean);
    }

    #[test]
    fn details_have_limits() {
        let refused = |details: Details| {
            let error = details.check().unwrap_err();
            error.fields().unwrap().iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(refused(Details { file_name: " / ".to_owned(), ..details() }), ["file_name"]);
        assert_eq!(refused(Details { alt: "x".repeat(1_001), ..details() }), ["alt"]);
        assert_eq!(refused(Details { tags: (0..21).map(|n| n.to_string()).collect(), ..details() }), ["tags"]);
        assert_eq!(refused(Details { tags: vec!["x".repeat(41)], ..details() }), ["tags"]);
        assert_eq!(refused(Details { focus: Focus { x: 101, y: 0 }, ..details() }), ["focus"]);
    }

    #[test]
    fn a_search_is_taken_literally() {
        assert_eq!(patterns("  100% A_b\\ "), [r"%100\%%", r"%a\_b\\%"]);
        assert!(patterns(" \n ").is_empty());
        assert_eq!(patterns(&"x ".repeat(99)).len(), MOST_WORDS);
    }

    #[test]
    fn names_are_the_last_part_of_a_path() {
        assert_eq!(tidy_name("C:\\fake\\a.png"), "a.png");
        assert_eq!(tidy_name("\u{0}"), "File");
    }

    #[test]
    fn whoever_looks_for_something_looks_below() {
        assert!(!Filter::default().is_deep());
        assert!(Filter { search: "a".to_owned(), ..Filter::default() }.is_deep());
        assert!(!Filter { kind: Some(Kind::Picture), ..Filter::default() }.is_deep());
    }
}
