use std::time::Instant;

use image::{ExtendedColorType, ImageEncoder, RgbImage, Rgba, RgbaImage, codecs::jpeg::JpegEncoder};
use proptest::prelude::*;

use super::*;

fn png(image: impl Into<DynamicImage>) -> Vec<u8> {
    file(image, ImageFormat::Png)
}

fn file(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Left half red, right half blue.
fn flag(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { image::Rgb([255, 0, 0]) } else { image::Rgb([0, 0, 255]) })
}

fn jpeg(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 95)
        .write_image(image.as_raw(), image.width(), image.height(), ExtendedColorType::Rgb8)
        .unwrap();
    bytes
}

/// The same JPEG with an EXIF block that holds an orientation and words that must not survive.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut tiff = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    tiff.extend(b"SECRET-PLACE");
    let mut bytes = jpeg[..2].to_vec();
    bytes.extend([0xff, 0xe1]);
    bytes.extend(u16::try_from(tiff.len() + 8).unwrap().to_be_bytes());
    bytes.extend(b"Exif\0\0");
    bytes.extend(tiff);
    bytes.extend(&jpeg[2..]);
    bytes
}

/// The head of a PNG that claims a size; nothing follows.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(RgbImage::new(1, 1));
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let check = crc(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&check.to_be_bytes());
    bytes
}

/// CRC-32 of PNG chunks (ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

fn message(result: Result<Prepared>) -> String {
    let error = result.unwrap_err();
    error.fields().unwrap().get("file").unwrap().to_owned()
}

fn read(webp: &[u8]) -> DynamicImage {
    image::load_from_memory_with_format(webp, ImageFormat::WebP).unwrap()
}

fn is_red(pixel: Rgba<u8>) -> bool {
    pixel[0] > 200 && pixel[2] < 60
}

#[test]
fn a_photo_becomes_webp_in_the_usual_widths() {
    let prepared = prepare(&jpeg(&flag(2400, 1200))).unwrap();
    assert_eq!((prepared.width, prepared.height), (2400, 1200));
    let sizes: Vec<(u32, u32)> = prepared.files.iter().map(|(_, file)| (read(file).width(), read(file).height())).collect();
    assert_eq!(sizes, [(160, 80), (320, 160), (640, 320), (960, 480), (1280, 640), (1920, 960)]);
    assert_eq!(prepared.files.iter().map(|(width, _)| *width).collect::<Vec<_>>(), WIDTHS);
}

#[test]
fn small_pictures_keep_their_own_width() {
    assert_eq!(widths_for(100), [100]);
    assert_eq!(widths_for(160), [160]);
    assert_eq!(widths_for(500), [160, 320, 500]);
    assert_eq!(widths_for(1920), WIDTHS);
    assert_eq!(widths_for(1), [1]);
}

#[test]
fn orientation_is_applied_and_hidden_data_is_gone() {
    let prepared = prepare(&with_exif(&jpeg(&flag(80, 40)), 6)).unwrap();
    assert_eq!((prepared.width, prepared.height), (40, 80));
    let (_, file) = &prepared.files[0];
    let upright = read(file).into_rgba8();
    // A quarter turn to the right: what was left is on top.
    assert!(is_red(*upright.get_pixel(20, 10)));
    assert!(!is_red(*upright.get_pixel(20, 70)));
    assert!(!file.windows(4).any(|window| window.eq_ignore_ascii_case(b"exif")));
    assert!(!file.windows(6).any(|window| window == b"SECRET"));
}

#[test]
fn transparency_is_kept() {
    let image = RgbaImage::from_fn(64, 64, |x, _| if x < 32 { Rgba([255, 0, 0, 255]) } else { Rgba([0, 0, 0, 0]) });
    let prepared = prepare(&png(image)).unwrap();
    let out = read(&prepared.files[0].1).into_rgba8();
    assert_eq!(out.get_pixel(60, 32)[3], 0);
    assert_eq!(out.get_pixel(4, 32)[3], 255);
}

#[test]
fn gif_webp_gray_and_deep_pictures_are_read() {
    let small = flag(50, 20);
    assert_eq!(prepare(&file(small.clone(), ImageFormat::Gif)).unwrap().files.len(), 1);
    assert_eq!(prepare(&file(small.clone(), ImageFormat::WebP)).unwrap().width, 50);
    assert_eq!(prepare(&png(DynamicImage::from(small.clone()).into_luma8())).unwrap().height, 20);
    assert_eq!(prepare(&png(DynamicImage::from(small).into_rgba16())).unwrap().height, 20);
}

#[test]
fn a_sliver_keeps_at_least_one_row() {
    let prepared = prepare(&png(RgbImage::new(3000, 1))).unwrap();
    assert_eq!(read(&prepared.files[0].1).height(), 1);
}

#[test]
fn a_pixel_bomb_is_refused_by_its_header() {
    let started = Instant::now();
    for (width, height) in [(60_000, 60_000), (16_384, 1), (u32::MAX / 2, 1), (16_000, 16_000)] {
        assert!(message(prepare(&png_header(width, height))).contains("too many pixels"), "{width}×{height}");
    }
    assert!(started.elapsed().as_millis() < 500, "{:?}", started.elapsed());
}

#[test]
fn a_drawing_is_refused_whatever_it_is_called() {
    let svg = br#"<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;
    assert!(message(prepare(svg)).contains("SVG"));
    let magic_then_svg = [b"\x89PNG\r\n\x1a\n".as_slice(), svg].concat();
    assert!(message(prepare(&magic_then_svg)).contains("damaged"));
    let gif_then_svg = [b"GIF89a".as_slice(), svg].concat();
    assert!(prepare(&gif_then_svg).is_err());
}

#[test]
fn what_hides_behind_a_real_picture_does_not_survive() {
    let polyglot = [png(flag(40, 40)), b"<svg><script>alert(1)</script></svg>".to_vec()].concat();
    let prepared = prepare(&polyglot).unwrap();
    assert!(prepared.files.iter().all(|(_, file)| !file.windows(6).any(|window| window == b"script")));
}

#[test]
fn broken_and_foreign_files_get_a_sentence() {
    let whole = jpeg(&flag(600, 400));
    assert!(message(prepare(&whole[..whole.len() / 2])).contains("incomplete"));
    assert!(message(prepare(&with_exif(&whole, 1)[..whole.len() / 2])).contains("incomplete"));
    let whole = png(flag(300, 200));
    assert!(message(prepare(&whole[..whole.len() / 2])).contains("damaged"));
    assert!(message(prepare(b"")).contains("empty"));
    assert!(message(prepare(b"hello")).contains("not a picture"));
    assert!(message(prepare(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")).contains("HEIC"));
    assert!(message(prepare(b"BM\x36\0\0\0\0\0\0\0")).contains("not a picture"));
    assert!(message(prepare(&vec![0; MOST_BYTES + 1])).contains("15 MB"));
}

#[tokio::test]
async fn the_bounded_way_gives_the_same() {
    let bytes = bytes::Bytes::from(png(flag(30, 30)));
    assert_eq!(prepare_bounded(bytes.clone()).await.unwrap(), prepare(&bytes).unwrap());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        magic in prop::sample::select(vec![b"".to_vec(), b"\x89PNG\r\n\x1a\n".to_vec(), b"\xff\xd8\xff\xe0".to_vec(), b"GIF89a".to_vec(), b"RIFF\x40\0\0\0WEBPVP8 ".to_vec()]),
        rest in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let _ = prepare(&[magic, rest].concat());
    }

    #[test]
    fn damaged_pictures_do_not_make_it_panic(
        format in prop::sample::select(vec![ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP]),
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = file(flag(40, 24), format);
        for (index, value) in hits {
            let at = index.index(bytes.len());
            bytes[at] = value;
        }
        let _ = prepare(&bytes);
    }
}

#[test]
fn a_crop_keeps_its_focal_point() {
    let cut = |focus| cut((400, 200), (320, 320), focus);
    assert_eq!(cut(Focus { x: 50, y: 50 }), (100, 0, 200, 200));
    assert_eq!(cut(Focus { x: 0, y: 0 }), (0, 0, 200, 200));
    assert_eq!(cut(Focus { x: 100, y: 100 }), (200, 0, 200, 200));
    assert_eq!(super::cut((100, 1000), (1200, 630), Focus { x: 50, y: 90 }), (0, 874, 100, 53));
    assert_eq!(super::cut((1, 1), (1200, 630), Focus::default()), (0, 0, 1, 1));
}

#[test]
fn a_crop_is_of_its_preset_and_never_enlarged() {
    let whole = prepare(&jpeg(&flag(1200, 600))).unwrap();
    let (_, file) = &whole.files[3];
    let left = read(&crop(file, (320, 320), Focus { x: 0, y: 50 }).unwrap()).into_rgba8();
    assert_eq!((left.width(), left.height()), (320, 320));
    assert!(is_red(*left.get_pixel(200, 160)));
    let right = read(&crop(file, (320, 320), Focus { x: 100, y: 50 }).unwrap()).into_rgba8();
    assert!(!is_red(*right.get_pixel(100, 160)));
    let (_, small) = &whole.files[0];
    assert_eq!(read(&crop(small, (320, 320), Focus::default()).unwrap()).width(), 80);
}

proptest! {
    #[test]
    fn a_crop_lies_within_its_picture(w in 1_u32..5000, h in 1_u32..5000, x in 0_u8..=100, y in 0_u8..=100, to in 0_usize..3) {
        let size = [(320, 320), (640, 360), (1200, 630)][to];
        let (left, top, wide, high) = cut((w, h), size, Focus { x, y });
        prop_assert!(wide >= 1 && high >= 1 && left + wide <= w && top + high <= h);
        prop_assert!(wide == w || high == h, "the largest part");
    }
}
