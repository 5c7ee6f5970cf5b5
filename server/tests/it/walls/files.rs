//! Files stay short, and settings that stand in two of them are equal.

use std::{collections::BTreeMap, fs, path::Path};

use crate::support::root;

/// Longest file, in lines.
const MOST: usize = 500;
/// Files that are longer, and may only become fewer.
const EXCEPTIONS: [&str; 0] = [];

fn long_files(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if matches!(name.as_str(), "target" | "node_modules" | "var" | ".git") {
            continue;
        }
        if path.is_dir() {
            long_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs" || e == "ts") && fs::read_to_string(&path).unwrap().lines().count() > MOST {
            found.push(path.strip_prefix(root()).unwrap().display().to_string());
        }
    }
}

#[test]
fn no_file_is_longer_than_500_lines() {
    let mut found = Vec::new();
    long_files(&root(), &mut found);
    assert_eq!(found, EXCEPTIONS);
}

/// The keys of `[[workspace.metadata.leptos]]` in a file.
fn leptos_settings(file: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let (_, section) = text.split_once("[[workspace.metadata.leptos]]").unwrap();
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| line.split_once(" = ")).map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

#[test]
fn settings_at_build_time_and_at_run_time_are_equal() {
    let (build, run) = (leptos_settings("Cargo.toml"), leptos_settings("Leptos.toml"));
    for key in ["name", "output-name", "site-root", "site-pkg-dir", "site-addr", "hash-files"] {
        assert!(run.contains_key(key), "Leptos.toml lacks {key}");
    }
    let different: Vec<_> = run.iter().filter(|(key, value)| build.get(*key) != Some(value)).collect();
    assert_eq!(different, [] as [(&String, &String); 0]);
    // What the compiler bakes in comes from .cargo/config.toml when cargo runs alone.
    let cargo = fs::read_to_string(root().join(".cargo/config.toml")).unwrap();
    let baked = [("SERVER_FN_PREFIX", &build["server-fn-prefix"]), ("LEPTOS_OUTPUT_NAME", &build["output-name"])];
    for (name, value) in baked {
        assert!(cargo.contains(&format!("{name} = {value}")), "{name} differs from {value}");
    }
}

#[test]
fn the_business_depends_on_no_transport() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let (_, package) = manifest.split_once("\n[package]").unwrap();
    let (package, _) = package.split_once("\n[profile").unwrap();
    let names: Vec<&str> = package.lines().filter_map(|line| line.split(['.', ' ']).next()).collect();
    for library in ["leptos", "axum", "lettre", "tower", "stripe", "object_store", "server_fn"] {
        assert!(!names.iter().any(|name| name.starts_with(library)), "mewayz depends on {library}");
    }
}
