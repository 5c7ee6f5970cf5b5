//! Names and bodies of server functions.

use server_fn::axum::server_fn_paths;

/// Every server function: its path, and its name without the number the macro adds.
pub fn all() -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = server_fn_paths().map(|(path, _)| (name(path).to_owned(), path.to_owned())).collect();
    found.sort();
    found
}

/// The path of a server function by its name.
pub fn path(wanted: &str) -> String {
    all().into_iter().find(|(name, _)| name == wanted).unwrap_or_else(|| panic!("there is no server function {wanted}")).1
}

/// Pairs as browsers send them.
pub fn form(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// `/rpc/app/media/server_fns/list_pictures1234` is `list_pictures`.
fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit())
}
