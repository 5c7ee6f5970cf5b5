//! From untrusted bytes to upright WebP files. Pure: no storage, no database.
//!
//! Order matters: the type is told by content, the size by the header, and only then is anything decoded.

use std::{io::Cursor, time::Duration};

use fast_image_resize::{ResizeOptions, Resizer};
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, metadata::Orientation};
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};
use webp::{Encoder, PixelLayout};

use super::{Focus, MOST_BYTES};
use crate::{Error, Result};

/// Widths in px that pages use in `srcset`.
const WIDTHS: [u32; 6] = [160, 320, 640, 960, 1280, 1920];
/// Most pixels: 50 million, what good cameras make. A "pixel bomb" of a few bytes claims far more.
const MOST_PIXELS: u64 = 50_000_000;
/// Longest side in px, WebP's own limit.
const LONGEST_SIDE: u32 = 16_383;
/// Most memory for decoded pixels, in bytes: 50 million of four bytes, and room for the decoder.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// WebP quality (0 to 100): no visible loss on photographs at half the size of JPEG.
const QUALITY: f32 = 80.0;

/// Pictures prepared at the same time; each keeps a core busy and up to half a gigabyte of memory.
static SLOTS: Semaphore = Semaphore::const_new(2);
/// How long an upload waits for its turn.
const PATIENCE: Duration = Duration::from_secs(30);

/// A picture ready to store.
#[derive(Debug, PartialEq, Eq)]
pub struct Prepared {
    /// Width in px of the upright original.
    pub width: u32,
    /// Height in px of the upright original.
    pub height: u32,
    /// WebP files by width in px, ascending.
    pub files: Vec<(u32, Vec<u8>)>,
}

/// [`prepare`] away from the async threads, a few at a time.
///
/// # Errors
/// As [`prepare`]; `Limit` if too many pictures are waiting.
pub async fn prepare_bounded(bytes: bytes::Bytes) -> Result<Prepared> {
    bounded(move || prepare(&bytes)).await
}

/// A file of a stored picture cut to `size` (width, height in px) around `focus`, away from the async threads.
///
/// # Errors
/// `Limit` if too many pictures are waiting; `Invalid` if the file cannot be read.
pub async fn crop_bounded(file: bytes::Bytes, size: (u32, u32), focus: Focus) -> Result<bytes::Bytes> {
    bounded(move || crop(&file, size, focus)).await
}

async fn bounded<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let Ok(slot) = timeout(PATIENCE, SLOTS.acquire()).await else {
        return Err(Error::Limit { retry_after: PATIENCE.as_secs() as u32 });
    };
    let slot = slot.map_err(Error::internal)?;
    let work = spawn_blocking(move || {
        // Held by the work, not by the request: a caller who leaves does not make room for one more.
        let _slot = slot;
        work()
    });
    work.await.unwrap_or_else(|panic| {
        tracing::error!(cause = %panic, "a picture broke its decoder");
        Err(damaged())
    })
}

/// Decodes, turns upright, shrinks and encodes. Takes seconds for a large picture: see [`prepare_bounded`].
///
/// # Errors
/// `Invalid` with a sentence for the field `file`.
pub fn prepare(bytes: &[u8]) -> Result<Prepared> {
    let format = check_format(bytes)?;
    let mut image = decode(bytes, format)?;
    let (width, height) = (image.width(), image.height());
    let widths = widths_for(width);
    let mut files = Vec::with_capacity(widths.len());
    // From the largest down, each from the one before: far less work than from the original each time.
    for width_now in widths.into_iter().rev() {
        image = shrink(image, width_now, scaled(height, width_now, width))?;
        files.push((width_now, encode(&image)?));
    }
    files.reverse();
    Ok(Prepared { width, height, files })
}

/// Cuts the largest part of the wanted shape, and shrinks it; never enlarges.
fn crop(file: &[u8], (width, height): (u32, u32), focus: Focus) -> Result<bytes::Bytes> {
    let image = decode(file, ImageFormat::WebP)?;
    let (left, top, wide, high) = cut((image.width(), image.height()), (width, height), focus);
    let scale = (f64::from(width) / f64::from(wide)).min(1.0);
    let scaled = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
    let mut small = DynamicImage::new(scaled(wide), scaled(high), image.color());
    let options = ResizeOptions::new().crop(f64::from(left), f64::from(top), f64::from(wide), f64::from(high));
    Resizer::new().resize(&image, &mut small, &options).map_err(Error::internal)?;
    Ok(encode(&small)?.into())
}

/// Left, top, width and height of the largest part of the wanted ratio that has the focal point as near its middle as it goes.
fn cut((width, height): (u32, u32), (wanted_width, wanted_height): (u32, u32), focus: Focus) -> (u32, u32, u32, u32) {
    let ratio = f64::from(wanted_width) / f64::from(wanted_height.max(1));
    let wide = ((f64::from(height) * ratio).round() as u32).clamp(1, width);
    let high = ((f64::from(width) / ratio).round() as u32).clamp(1, height);
    let place = |side: u32, part: u32, percent: u8| {
        let middle = f64::from(side) * f64::from(percent.min(100)) / 100.0;
        ((middle - f64::from(part) / 2.0).round().max(0.0) as u32).min(side - part)
    };
    (place(width, wide, focus.x), place(height, high, focus.y), wide, high)
}

/// The format by content, or a sentence about what it is instead.
fn check_format(bytes: &[u8]) -> Result<ImageFormat> {
    if bytes.is_empty() {
        return Err(refused("This file is empty."));
    }
    if bytes.len() > MOST_BYTES {
        return Err(refused("This file is larger than 15 MB. Please choose a smaller one."));
    }
    match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::Gif | ImageFormat::WebP)) => Ok(format),
        _ if is_heif(bytes) => Err(refused(
            "This is a HEIC or AVIF picture, which we cannot read yet. Please save it as JPEG: on an iPhone, Settings, Camera, Formats, Most Compatible.",
        )),
        _ if is_svg(bytes) => Err(refused("SVG drawings can carry programs and are not accepted. Please save it as PNG.")),
        _ => Err(refused("This is not a picture we can read. Please choose a JPEG, PNG, GIF or WebP file.")),
    }
}

/// ISO base media files with a still picture (ISO/IEC 23008-12).
fn is_heif(bytes: &[u8]) -> bool {
    let brand = bytes.get(8..12);
    bytes.get(4..8) == Some(b"ftyp")
        && [b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis"]
            .iter()
            .any(|known| brand == Some(known.as_slice()))
}

fn is_svg(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(1024)];
    start.windows(4).any(|window| window.eq_ignore_ascii_case(b"<svg"))
}

/// Upright pixels in 8 bits a channel.
fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage> {
    let mut decoder = open(bytes, format)?;
    if format == ImageFormat::Jpeg && !is_whole_jpeg(bytes) {
        return Err(refused("This picture is incomplete. Please upload it again from where it came."));
    }
    // Hidden data that cannot be read is no reason to refuse the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(explain)?;
    let mut image = if image.color().has_alpha() { DynamicImage::from(image.into_rgba8()) } else { DynamicImage::from(image.into_rgb8()) };
    image.apply_orientation(orientation);
    Ok(image)
}

/// Reads the header alone and refuses what would be too large.
fn open(bytes: &[u8], format: ImageFormat) -> Result<impl ImageDecoder> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(explain)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        return Err(too_large());
    }
    Ok(decoder)
}

/// Whether the pixels of a JPEG are followed by its end mark; decoders fill what is missing with grey.
fn is_whole_jpeg(bytes: &[u8]) -> bool {
    let mut at = 2;
    // Segments: FF, kind, two bytes of length that count themselves. DA starts the pixels.
    while let Some(&[0xff, kind, high, low]) = bytes.get(at..at + 4) {
        if kind == 0xda {
            return bytes[at..].windows(2).any(|pair| pair == [0xff, 0xd9]);
        }
        // FF may be repeated as padding.
        at += if kind == 0xff { 1 } else { 2 + usize::from(u16::from_be_bytes([high, low])) };
    }
    // Unusual structure: left to the decoder.
    true
}

/// The usual widths below the original's, and the original's own if it is not wider than all.
fn widths_for(original: u32) -> Vec<u32> {
    let mut widths: Vec<u32> = WIDTHS.into_iter().filter(|width| *width < original).collect();
    if widths.len() < WIDTHS.len() {
        widths.push(original);
    }
    widths
}

fn scaled(height: u32, width_now: u32, width: u32) -> u32 {
    let exact = (u64::from(height) * u64::from(width_now) + u64::from(width) / 2) / u64::from(width.max(1));
    u32::try_from(exact).unwrap_or(u32::MAX).max(1)
}

fn shrink(image: DynamicImage, width: u32, height: u32) -> Result<DynamicImage> {
    if (image.width(), image.height()) == (width, height) {
        return Ok(image);
    }
    let mut smaller = DynamicImage::new(width, height, image.color());
    Resizer::new().resize(&image, &mut smaller, None).map_err(Error::internal)?;
    Ok(smaller)
}

fn encode(image: &DynamicImage) -> Result<Vec<u8>> {
    let layout = if image.color().has_alpha() { PixelLayout::Rgba } else { PixelLayout::Rgb };
    let encoder = Encoder::new(image.as_bytes(), layout, image.width(), image.height());
    let file = encoder.encode_simple(false, QUALITY).map_err(|cause| Error::internal(format!("webp: {cause:?}")))?;
    Ok(file.to_vec())
}

fn explain(cause: ImageError) -> Error {
    match cause {
        ImageError::Limits(_) => too_large(),
        _ => damaged(),
    }
}

fn too_large() -> Error {
    refused("This picture has too many pixels. At most 50 megapixels, and 16,383 on a side, are possible.")
}

fn damaged() -> Error {
    refused("We could not read this picture. The file may be damaged.")
}

fn refused(message: &'static str) -> Error {
    Error::field("file", message)
}

#[cfg(test)]
#[path = "images_tests.rs"]
mod tests;
