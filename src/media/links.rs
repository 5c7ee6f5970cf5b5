//! Addresses that prove that we made them: crops of pictures, and private files for a while.

use chrono::{DateTime, Duration, Utc};

use super::{Focus, Kind, Media, kinds::download_name, url};
use crate::{Error, Result, secrets::Keyring};

/// How long the address of a private file works, in minutes: to begin a download, and to watch or listen to the end.
const LINK_MINUTES: i64 = 60;
const CROPS: &str = "media crops";
const FILES: &str = "media files";

/// Sizes that pictures are cut to around their focal point, in px. Fixed, so that nobody can have others made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// Lists and pickers.
    Thumb,
    /// Previews, as wide as television.
    Card,
    /// What networks show of a shared page.
    Share,
}

/// A crop that somebody asks for, proven to be one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crop {
    pub preset: Preset,
    /// The stored width it is cut from.
    pub from: u32,
    pub focus: Focus,
}

/// A private file that somebody asks for, proven to be allowed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLink {
    pub key: String,
    /// The name to save it under.
    pub name: String,
    pub content_type: String,
    pub until: DateTime<Utc>,
}

impl Preset {
    pub const ALL: [Self; 3] = [Self::Thumb, Self::Card, Self::Share];

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Thumb => "thumb",
            Self::Card => "card",
            Self::Share => "share",
        }
    }

    /// Width and height.
    pub fn size(self) -> (u32, u32) {
        match self {
            Self::Thumb => (320, 320),
            Self::Card => (640, 360),
            Self::Share => (1200, 630),
        }
    }
}

impl Crop {
    /// Its file in storage, without who signed it.
    pub fn file(self) -> String {
        format!("{}-{}-{}-{}", self.preset.name(), self.from, self.focus.x, self.focus.y)
    }

    /// Reads `thumb-640-50-50-{signature}.webp`; `None` unless we signed it.
    pub fn parse(keyring: &Keyring, key: &str, file: &str) -> Option<Self> {
        let (unsigned, signature) = file.strip_suffix(".webp")?.rsplit_once('-')?;
        let mut parts = unsigned.split('-');
        let preset = parts.next().and_then(|name| Preset::ALL.into_iter().find(|preset| preset.name() == name))?;
        let (from, x, y) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let crop = Self { preset, from, focus: Focus { x, y } };
        let ours = crop.file() == unsigned && keyring.verify(CROPS, &format!("{key}/{unsigned}"), signature);
        ours.then_some(crop)
    }
}

/// The address of a picture cut to a preset around its focal point; of the whole picture if it is no larger.
///
/// # Errors
/// `Internal` if there is no key to sign with.
pub fn crop_url(keyring: &Keyring, media: &Media, preset: Preset) -> Result<String> {
    let crop = Crop { preset, from: cut_from(media, preset), focus: media.focus };
    let file = crop.file();
    let signature = keyring.sign(CROPS, &format!("{}/{file}", media.key))?;
    Ok(format!("/media/{}/{file}-{signature}.webp", media.key))
}

/// The smallest stored width that fills the preset, else the largest.
fn cut_from(media: &Media, preset: Preset) -> u32 {
    let (width, height) = preset.size();
    let fills = |stored: u32| {
        let high = u64::from(media.height) * u64::from(stored) / u64::from(media.width.max(1));
        stored >= width && high >= u64::from(height)
    };
    media.widths.iter().copied().find(|stored| fills(*stored)).or(media.widths.last().copied()).unwrap_or_default()
}

/// Gives pictures the addresses of their thumbnails.
///
/// # Errors
/// `Internal` if there is no key to sign with.
pub fn with_thumbs(keyring: &Keyring, all: &mut [Media]) -> Result<()> {
    for media in all.iter_mut().filter(|media| media.kind == Kind::Picture) {
        media.thumb = crop_url(keyring, media, Preset::Thumb)?;
    }
    Ok(())
}

/// Where a file can be downloaded: a picture for ever, everything else for an hour.
///
/// # Errors
/// `Internal` if there is no key to sign with.
pub fn download_url(keyring: &Keyring, media: &Media, now: DateTime<Utc>) -> Result<String> {
    if media.kind == Kind::Picture {
        return Ok(url(&media.key, media.widths.last().copied().unwrap_or_default()));
    }
    let link = FileLink {
        key: media.key.clone(),
        name: download_name(&media.file_name, &media.content_type),
        content_type: media.content_type.clone(),
        until: now + Duration::minutes(LINK_MINUTES),
    };
    let signature = keyring.sign(FILES, &link.message())?;
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("name", &link.name)
        .append_pair("type", &link.content_type)
        .append_pair("until", &link.until.timestamp().to_string())
        .append_pair("signature", &signature)
        .finish();
    Ok(format!("/files/{}?{query}", link.key))
}

impl FileLink {
    /// Accepts what we signed and what has not run out.
    ///
    /// # Errors
    /// `NotFound` for what we did not sign, `TokenSpent` for what has run out.
    pub fn check(self, keyring: &Keyring, signature: &str, now: DateTime<Utc>) -> Result<Self> {
        if !keyring.verify(FILES, &self.message(), signature) {
            return Err(Error::NotFound);
        }
        if self.until < now {
            return Err(Error::Conflict(crate::error::Conflict::TokenSpent));
        }
        Ok(self)
    }

    /// Names hold no line ends, so no two links share these bytes.
    fn message(&self) -> String {
        format!("{}\n{}\n{}\n{}", self.key, self.content_type, self.until.timestamp(), self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ids::MediaId, media::is_key};

    fn keyring() -> Keyring {
        Keyring::parse(&Keyring::generate()).unwrap()
    }

    fn media(kind: Kind) -> Media {
        Media {
            id: MediaId::new(),
            key: "AbCdEfGhIjKlMnOpQrStUvWx".to_owned(),
            kind,
            file_name: "Ünï \"terms\".pdf".to_owned(),
            content_type: "application/pdf".to_owned(),
            alt: String::new(),
            tags: Vec::new(),
            focus: Focus { x: 20, y: 80 },
            folder: None,
            width: 2000,
            height: 1000,
            widths: vec![160, 320, 640, 960],
            bytes: 1,
            uses: 0,
            thumb: String::new(),
            created_at: Utc::now(),
            trashed_at: None,
        }
    }

    /// The parts of a link.
    fn parse(link: &str) -> (FileLink, String) {
        let url = url::Url::parse(&format!("https://mewayz.test{link}")).unwrap();
        let value = |name: &str| url.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
        let key = url.path().strip_prefix("/files/").unwrap().to_owned();
        let until = DateTime::from_timestamp(value("until").parse().unwrap(), 0).unwrap();
        (FileLink { key, name: value("name"), content_type: value("type"), until }, value("signature"))
    }

    #[test]
    fn only_crops_that_we_signed_are_made() {
        let (keyring, media) = (keyring(), media(Kind::Picture));
        let address = crop_url(&keyring, &media, Preset::Thumb).unwrap();
        let file = address.rsplit('/').next().unwrap();
        let crop = Crop::parse(&keyring, &media.key, file).unwrap();
        assert_eq!(crop, Crop { preset: Preset::Thumb, from: 640, focus: Focus { x: 20, y: 80 } });
        let signature = file.rsplit('-').next().unwrap();
        for forged in [
            format!("thumb-640-21-80-{signature}"),
            format!("thumb-960-20-80-{signature}"),
            format!("card-640-20-80-{signature}"),
            format!("thumb-0640-20-80-{signature}"),
            format!("thumb-640-20-80-50-{signature}"),
            "thumb-640-20-80-.webp".to_owned(),
            "thumb-640-20-80".to_owned(),
        ] {
            assert_eq!(Crop::parse(&keyring, &media.key, &forged), None, "{forged}");
        }
        assert_eq!(Crop::parse(&keyring, "AbCdEfGhIjKlMnOpQrStUvWy", file), None, "of another picture");
        assert_eq!(Crop::parse(&self::keyring(), &media.key, file), None, "of another installation");
    }

    #[test]
    fn a_crop_is_cut_from_the_smallest_file_that_fills_it() {
        let mut media = media(Kind::Picture);
        assert_eq!(cut_from(&media, Preset::Thumb), 640, "320 is only 160 high");
        assert_eq!(cut_from(&media, Preset::Card), 960);
        assert_eq!(cut_from(&media, Preset::Share), 960);
        media.height = 4000;
        assert_eq!(cut_from(&media, Preset::Thumb), 320);
    }

    #[test]
    fn a_private_file_is_handed_out_for_a_while_and_as_it_was_signed() {
        let (keyring, media, now) = (keyring(), media(Kind::Document), Utc::now());
        let (link, signature) = parse(&download_url(&keyring, &media, now).unwrap());
        assert!(is_key(&link.key));
        assert_eq!(link.name, media.file_name);
        assert!(link.clone().check(&keyring, &signature, now + Duration::minutes(LINK_MINUTES - 1)).is_ok());
        let spent = Error::Conflict(crate::error::Conflict::TokenSpent);
        assert_eq!(link.clone().check(&keyring, &signature, now + Duration::minutes(LINK_MINUTES + 1)), Err(spent));
        let forged = [
            FileLink { until: link.until + Duration::days(1), ..link.clone() },
            FileLink { key: "AbCdEfGhIjKlMnOpQrStUvWy".to_owned(), ..link.clone() },
            FileLink { content_type: "text/html".to_owned(), ..link.clone() },
            FileLink { name: "other.exe".to_owned(), ..link.clone() },
        ];
        for forged in forged {
            assert_eq!(forged.clone().check(&keyring, &signature, now), Err(Error::NotFound), "{forged:?}");
        }
        assert_eq!(link.check(&keyring, "", now), Err(Error::NotFound));
    }

    #[test]
    fn pictures_are_public() {
        let media = media(Kind::Picture);
        assert_eq!(download_url(&keyring(), &media, Utc::now()).unwrap(), format!("/media/{}/960.webp", media.key));
    }
}
