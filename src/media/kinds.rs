//! What a file is, told by its content; its name and what the browser says about it count for nothing.

use super::Kind;
use crate::{Error, Result};

/// A kind of file that is kept as it came.
#[derive(Debug, PartialEq, Eq)]
pub struct FileType {
    pub kind: Kind,
    /// How it is served.
    pub content_type: &'static str,
    /// Endings of its name; the first is added to a name with none of them.
    pub extensions: &'static [&'static str],
}

/// What `infer` calls it, and what we make of it. Everything else is refused: programs, pages, drawings.
static ALLOWED: [(&str, FileType); 20] = [
    ("application/pdf", file(Kind::Document, "application/pdf", &["pdf"])),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        file(Kind::Document, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"]),
    ),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        file(Kind::Document, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"]),
    ),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        file(Kind::Document, "application/vnd.openxmlformats-officedocument.presentationml.presentation", &["pptx"]),
    ),
    ("application/vnd.oasis.opendocument.text", file(Kind::Document, "application/vnd.oasis.opendocument.text", &["odt"])),
    ("application/vnd.oasis.opendocument.spreadsheet", file(Kind::Document, "application/vnd.oasis.opendocument.spreadsheet", &["ods"])),
    ("application/vnd.oasis.opendocument.presentation", file(Kind::Document, "application/vnd.oasis.opendocument.presentation", &["odp"])),
    ("application/epub+zip", file(Kind::Document, "application/epub+zip", &["epub"])),
    ("audio/mpeg", file(Kind::Audio, "audio/mpeg", &["mp3"])),
    ("audio/m4a", file(Kind::Audio, "audio/mp4", &["m4a"])),
    ("audio/ogg", file(Kind::Audio, "audio/ogg", &["ogg", "oga"])),
    ("audio/opus", file(Kind::Audio, "audio/ogg", &["opus", "ogg"])),
    ("audio/x-flac", file(Kind::Audio, "audio/flac", &["flac"])),
    ("audio/x-wav", file(Kind::Audio, "audio/wav", &["wav"])),
    ("audio/aac", file(Kind::Audio, "audio/aac", &["aac"])),
    ("video/mp4", file(Kind::Video, "video/mp4", &["mp4", "m4v"])),
    ("video/x-m4v", file(Kind::Video, "video/mp4", &["m4v", "mp4"])),
    ("video/webm", file(Kind::Video, "video/webm", &["webm"])),
    ("video/quicktime", file(Kind::Video, "video/quicktime", &["mov", "qt"])),
    ("application/zip", file(Kind::Other, "application/zip", &["zip"])),
];
static TEXT: FileType = file(Kind::Document, "text/plain; charset=utf-8", &["txt", "csv", "md"]);

const fn file(kind: Kind, content_type: &'static str, extensions: &'static [&'static str]) -> FileType {
    FileType { kind, content_type, extensions }
}

/// Beginning of a file that is looked at, in bytes: enough for every format of the list.
pub(super) const HEAD: usize = 8 * 1024;

/// What a file is by its first [`HEAD`] bytes; `None` for what the picture decoder shall judge. Plain text has no mark of its
/// own, so its name has to say that it is text.
///
/// # Errors
/// `Invalid` on `file` for what is not taken.
pub fn sniff(head: &[u8], file_name: &str) -> Result<Option<&'static FileType>> {
    let Some(found) = infer::get(head) else {
        return Ok((TEXT.extensions.contains(&ending(file_name).as_str()) && is_text(head)).then_some(&TEXT));
    };
    if found.matcher_type() == infer::MatcherType::Image || found.mime_type() == "text/xml" {
        return Ok(None);
    }
    let known = ALLOWED.iter().find(|(name, _)| *name == found.mime_type()).map(|(_, kind)| kind);
    known.map(Some).ok_or_else(refused)
}

/// Text in UTF-8 that no browser takes for a page or a drawing.
fn is_text(head: &[u8]) -> bool {
    let whole = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The cut may go through a character.
        Err(error) if error.error_len().is_none() && head.len() >= HEAD => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !whole.is_empty() && !whole.contains('\0') && !whole.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with('<')
}

fn ending(file_name: &str) -> String {
    file_name.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default()
}

/// The name under which a file is saved: with an ending that says what it is.
pub fn download_name(file_name: &str, content_type: &str) -> String {
    let all = ALLOWED.iter().map(|(_, kind)| kind).chain([&TEXT]);
    let extensions = all.filter(|kind| kind.content_type == content_type).flat_map(|kind| kind.extensions).copied().collect::<Vec<_>>();
    let given = ending(file_name);
    match extensions.first() {
        Some(first) if !extensions.contains(&given.as_str()) => format!("{file_name}.{first}"),
        _ => file_name.to_owned(),
    }
}

fn refused() -> Error {
    Error::field(
        "file",
        "This kind of file is not accepted. Pictures, PDF and office documents, audio, video, plain text and ZIP archives are.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(head: &[u8]) -> Option<&'static str> {
        sniff(head, "a.txt").unwrap().map(|file| file.content_type)
    }

    #[test]
    fn files_are_told_by_content() {
        assert_eq!(kind(b"%PDF-1.7\n"), Some("application/pdf"));
        assert_eq!(kind(b"ID3\x03\x00rest"), Some("audio/mpeg"));
        assert_eq!(kind(b"fLaC\0\0\0\x22"), Some("audio/flac"));
        assert_eq!(kind(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"), Some("video/mp4"));
        let mut webm = vec![0; 300];
        webm[..12].copy_from_slice(b"\x1a\x45\xdf\xa3\x42\x82\x84webm\0");
        assert_eq!(kind(&webm), Some("video/webm"));
        assert_eq!(kind(b"PK\x03\x04\x14\0\0\0"), Some("application/zip"));
        assert_eq!(kind("name;price\nTé;3\n".as_bytes()), Some("text/plain; charset=utf-8"));
    }

    #[test]
    fn pictures_and_drawings_are_left_to_the_decoder() {
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n"), None);
        assert_eq!(kind(b"\xff\xd8\xff\xe0"), None);
        assert_eq!(kind(b" \n<svg xmlns='http://www.w3.org/2000/svg'>"), None);
        assert_eq!(kind(b"\x01\x02\xff"), None);
        assert_eq!(kind(b""), None);
    }

    #[test]
    fn programs_and_pages_are_refused() {
        for head in ["\x7fELF\x02\x01\x01\0", "MZ\x50\0", "<!DOCTYPE html><p>", "#!/bin/sh\n"] {
            assert!(sniff(format!("{head}{}", "\0".repeat(100)).as_bytes(), "a.txt").is_err(), "{head:?}");
        }
        assert_eq!(sniff(b"hello", "hello.png"), Ok(None));
        assert_eq!(kind(b"<?xml version=\"1.0\"?><svg/>"), None);
    }

    #[test]
    fn a_cut_character_at_the_end_is_no_harm() {
        let mut head = vec![b'a'; HEAD - 1];
        head.push("é".as_bytes()[0]);
        assert_eq!(kind(&head), Some("text/plain; charset=utf-8"));
    }

    #[test]
    fn downloads_are_named_for_what_they_are() {
        assert_eq!(download_name("invoice.exe", "application/pdf"), "invoice.exe.pdf");
        assert_eq!(download_name("Invoice.PDF", "application/pdf"), "Invoice.PDF");
        assert_eq!(download_name("prices.csv", "text/plain; charset=utf-8"), "prices.csv");
        assert_eq!(download_name("song", "audio/ogg"), "song.ogg");
    }
}
