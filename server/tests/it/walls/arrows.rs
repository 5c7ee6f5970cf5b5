//! The direction of dependencies (docs/architecture.md), read from the sources as text.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use crate::support::root;

/// Source files below a folder, without tests.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        match name.as_str() {
            "tests" | "testing" | "samples" => {}
            name if name.ends_with("_tests") => {}
            _ if path.is_dir() => found.extend(sources(&path)),
            _ if path.extension().is_some_and(|e| e == "rs") => found.push(path),
            _ => {}
        }
    }
    found
}

/// The code of a file, without comments and its tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Which top-level modules of the crate a file names: `crate::a::…` and `crate::{a::…, b}`.
fn named(code: &str) -> BTreeSet<String> {
    code.split("crate::").skip(1).flat_map(|rest| rest.strip_prefix('{').map_or_else(|| vec![word(rest)], group)).collect()
}

fn group(rest: &str) -> Vec<String> {
    let (mut depth, mut items, mut item) = (0, Vec::new(), String::new());
    for c in rest.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => items.push(std::mem::take(&mut item)),
            _ if depth == 0 => item.push(c),
            _ => {}
        }
    }
    items.push(item);
    items.iter().map(|item| word(item.trim())).filter(|item| !item.is_empty()).collect()
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Modules, and what each uses of the others.
fn arrows(folder: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in sources(folder) {
        let first = path.strip_prefix(folder).unwrap().components().next().unwrap();
        let module = Path::new(first.as_os_str()).file_stem().unwrap().to_str().unwrap().to_owned();
        let used = named(&code(&path));
        arrows.entry(module.clone()).or_default().extend(used.into_iter().filter(|name| *name != module));
    }
    arrows
}

fn listed(arrows: &BTreeMap<String, BTreeSet<String>>) -> String {
    let line = |(module, used): (&String, &BTreeSet<String>)| format!("{module} -> {}", used.iter().cloned().collect::<Vec<_>>().join(" "));
    arrows.iter().filter(|(_, used)| !used.is_empty()).map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_the_systems_of_the_business_use() {
    let mut arrows = arrows(&root().join("src"));
    arrows.remove("lib");
    insta::assert_snapshot!(listed(&arrows), @r"
    analytics -> Error Result db ids spreadsheet tenancy
    announcements -> Error Result db fields identity ids jobs locale notifications plans staff tenancy
    api_keys -> Error Result db events fields ids tenancy
    audit -> Result db events ids spreadsheet tenancy
    bio_sites -> Error Result color db error events fields identity ids media tenancy
    business -> Result plans spreadsheet staff tenancy
    db -> Error Result error ids staff tenancy
    dispatch -> Result audit db events notifications onboarding webhooks
    domains -> Error Result db error events fields ids jobs secrets tenancy
    error -> fields
    events -> Error Result db ids tenancy
    fields -> Error Result
    gateways -> Result ids plans
    health -> Error Result clock db error events gateways jobs
    idempotency -> Result tenancy
    identity -> Error Result db error events fields ids jobs locale mail secrets staff tenancy
    inbound -> Error Result db mail plans
    jobs -> Error Result db error ids staff tenancy
    mail -> Error Result color db domains ids jobs locale
    media -> Error Result db error events fields gateways ids jobs secrets tenancy
    notifications -> Error Result clock db error events fields gateways identity ids jobs locale mail outbound plans secrets staff tenancy webhooks
    office -> Error Result db error events ids inbound jobs mail spreadsheet staff tenancy workspaces
    onboarding -> Error Result bio_sites events ids locale platform staff tenancy
    plans -> Error Result clock db error events fields gateways ids jobs staff tenancy
    platform -> Error Result announcements db fields identity ids plans staff
    reports -> Error Result bio_sites db error events fields identity ids staff tenancy
    secrets -> Error Result jobs
    staff -> Error Result db error ids
    survey -> Result business db identity ids jobs staff tenancy
    tenancy -> Error Result error events fields ids
    webhooks -> Error Result db events fields ids jobs outbound secrets standard_webhooks tenancy
    workspaces -> Error Result bio_sites clock color db error events fields identity ids jobs locale mail media tenancy
    ");
}

#[test]
fn in_the_pages_no_system_imports_another() {
    #[rustfmt::skip]
    const SYSTEMS: &[&str] = &[
        "analytics",
        "announcements",
        "api_keys",
        "audit",
        "bio_sites",
        "business",
        "health",
        "identity",
        "jobs",
        "media",
        "notifications",
        "office",
        "onboarding",
        "plans",
        "platform",
        "reports",
        "webhooks",
        "workspaces",
    ];
    let mut arrows = arrows(&root().join("app/src"));
    arrows.retain(|module, _| SYSTEMS.contains(&module.as_str()));
    assert_eq!(arrows.len(), SYSTEMS.len(), "a system is gone: {:?}", arrows.keys());
    arrows.values_mut().for_each(|used| used.retain(|name| SYSTEMS.contains(&name.as_str())));
    assert_eq!(listed(&arrows), "", "systems meet in app/src/shared");
}

#[test]
fn what_is_shared_knows_of_systems() {
    let arrows = arrows(&root().join("app/src"));
    // The frame holds the account's menu, which signs out and asks to confirm the address, and the bell; picture fields open the
    // library; the home page shows first steps; invitations are looked at by strangers.
    assert_eq!(
        arrows["shared"].iter().cloned().collect::<Vec<_>>(),
        ["announcements", "context", "error", "identity", "media", "notifications", "onboarding", "reports", "words", "workspaces"]
    );
}

#[test]
fn the_business_knows_no_transport() {
    for path in sources(&root().join("src")) {
        let code = code(&path);
        for library in ["leptos", "axum", "lettre", "tower", "stripe", "object_store", "server_fn"] {
            let used = [format!("use {library}"), format!("{library}::")].iter().any(|text| code.contains(text.as_str()));
            assert!(!used, "{} uses {library}", path.display());
        }
    }
}

#[test]
fn groups_of_imports_are_read() {
    let found =
        named("use crate::{\n    Error, db::{Db, Identity},\n    ids::UserId,\n};\nuse crate::clock;\nlet x = crate::mail::send();");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["Error", "clock", "db", "ids", "mail"]);
}
