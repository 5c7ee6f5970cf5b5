//! The sprite holds every icon, and pages ask only for icons it holds.

use std::fs;
use std::path::Path;

use crate::ICONS;

#[test]
fn the_sprite_holds_every_icon() {
    let sprite = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/icons.svg"))
        .expect("public/icons.svg: run node app/ui/build-icons.mjs");
    let missing: Vec<_> = ICONS.iter().filter(|name| !sprite.contains(&format!("id=\"{name}\""))).collect();
    assert!(missing.is_empty(), "run node app/ui/build-icons.mjs: {missing:?}");
}

#[test]
fn the_list_is_sorted() {
    assert!(ICONS.is_sorted(), "keep ICONS in alphabetical order");
}

#[test]
fn pages_ask_only_for_icons_of_the_list() {
    let mut unknown = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), &mut |path, text| {
        for asked in asked(text) {
            if !ICONS.contains(&asked) {
                unknown.push(format!("{}: {asked}", path.display()));
            }
        }
    });
    assert!(unknown.is_empty(), "not in ICONS (app/ui/src/icon.rs): {unknown:#?}");
}

/// Literal icon names in view code: `icon="…"` and `<Icon name="…"`.
fn asked(text: &str) -> impl Iterator<Item = &str> {
    [" icon=\"", "<Icon name=\""]
        .into_iter()
        .flat_map(move |mark| text.match_indices(mark).filter_map(move |(at, _)| text.get(at + mark.len()..)?.split('"').next()))
}

fn walk(folder: &Path, visit: &mut dyn FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).expect("a folder of the sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, visit);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("sprite.rs") {
            visit(&path, &fs::read_to_string(&path).expect("a source file"));
        }
    }
}
