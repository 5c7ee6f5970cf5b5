//! What the browser lets a public page do: no scripts at all, our own styles by their hash, and players from known services.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mewayz::bio_sites::links::EMBED_HOSTS;
use sha2::{Digest, Sha256};

use super::POSTER_CSS;

/// The Content-Security-Policy of a page with this stylesheet.
pub fn csp(css: &str) -> String {
    format!(
        "default-src 'none'; img-src 'self' data:; media-src 'none'; style-src {page} {poster}; frame-src 'self' {players}; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
        page = hash(css),
        poster = hash(POSTER_CSS),
        players = EMBED_HOSTS.join(" "),
    )
}

fn hash(style: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(style)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allows_the_given_style_and_no_script() {
        let policy = csp("");
        // SHA-256 of nothing.
        assert!(policy.contains("style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-"));
        assert!(policy.starts_with("default-src 'none'"));
        assert!(policy.contains("https://www.youtube-nocookie.com"));
        assert!(!policy.contains("script-src") && !policy.contains("unsafe"));
    }
}
