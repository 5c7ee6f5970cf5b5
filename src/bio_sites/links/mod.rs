//! Addresses that are safe to put on a page, and the players of known services.

mod embeds;
mod spoken;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use url::Url;

use crate::fields::Message;

pub use embeds::{EMBED_HOSTS, Embed, music_embed, video_embed};

/// Longest address; browsers and link checkers agree on about this much.
pub const MOST_URL: usize = 2_048;

/// An address a visitor may be sent to: `http`, `https`, `mailto`, `tel` or `sms`, in ASCII.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SafeUrl(Url);

/// Why an address was refused, as a sentence for the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    #[error("Enter a web address such as https://example.com.")]
    Empty,
    #[error("This address is too long. Use at most 2,048 characters.")]
    TooLong,
    #[error("This address contains invisible characters or line breaks. Type it again without them.")]
    Invisible,
    #[error("Only addresses that start with https://, http://, mailto:, tel: or sms: are allowed.")]
    Scheme,
    #[error("Remove the user name and password from the address: every visitor could read them.")]
    Credentials,
    #[error("This is not a web address. Enter one such as https://example.com.")]
    Shape,
    #[error("Enter an e-mail address such as name@example.com.")]
    Email,
    #[error("Enter a phone number such as +49 30 1234567.")]
    Phone,
}

impl From<LinkError> for Message {
    fn from(error: LinkError) -> Self {
        error.to_string().into()
    }
}

impl SafeUrl {
    /// Reads what a person typed: `example.com` gets `https://`, `ada@example.com` gets `mailto:`; host names become punycode.
    ///
    /// # Errors
    /// [`LinkError`], in words for that person.
    pub fn parse(input: &str) -> Result<Self, LinkError> {
        // Copied text often brings marks along at its ends.
        let input = input.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
        if input.is_empty() {
            return Err(LinkError::Empty);
        }
        if input.chars().nth(MOST_URL).is_some() {
            return Err(LinkError::TooLong);
        }
        // Browsers skip tabs and line ends inside an address, which turns `java\nscript:` into a program.
        if input.chars().any(is_invisible) {
            return Err(LinkError::Invisible);
        }
        let url = match scheme(input) {
            Some(scheme) => with_scheme(&scheme, input)?,
            None if !input.contains('/') && crate::identity::rules::is_email(input) => spoken::mailto(input)?,
            None => web(&format!("https://{}", input.trim_start_matches("//")))?,
        };
        if url.as_str().len() > MOST_URL {
            return Err(LinkError::TooLong);
        }
        Ok(Self(url))
    }

    /// The address as it goes into `href`: ASCII, normalised.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The host of a web address, in punycode.
    pub fn host(&self) -> Option<&str> {
        self.0.host_str()
    }

    /// Whether it leads to a web page, as against a mail or phone program.
    pub fn is_web(&self) -> bool {
        matches!(self.0.scheme(), "http" | "https")
    }

    fn url(&self) -> &Url {
        &self.0
    }
}

impl std::fmt::Display for SafeUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What stands before the colon, unless that is a host with a port (`example.com:8080/x`).
fn scheme(input: &str) -> Option<String> {
    let (before, after) = input.split_once(':')?;
    if before.contains(['/', '?', '#', '@']) {
        return None;
    }
    let is_port = after.starts_with(|c: char| c.is_ascii_digit());
    if before.contains('.') && is_port {
        return None;
    }
    Some(before.to_ascii_lowercase())
}

fn with_scheme(scheme: &str, input: &str) -> Result<Url, LinkError> {
    let rest = input.get(scheme.len() + 1..).unwrap_or_default();
    match scheme {
        "http" | "https" => web(input),
        "mailto" => spoken::mailto(rest),
        "tel" => spoken::tel(rest),
        "sms" => spoken::sms(rest),
        _ => Err(LinkError::Scheme),
    }
}

fn web(address: &str) -> Result<Url, LinkError> {
    let url = Url::parse(address).map_err(|_| LinkError::Shape)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(LinkError::Credentials);
    }
    let named = match url.host() {
        Some(url::Host::Domain(name)) => is_host_name(name),
        Some(_) => true,
        None => false,
    };
    if named { Ok(url) } else { Err(LinkError::Shape) }
}

/// A host that can be on the public web. `localhost` is let through for people who try things out.
fn is_host_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    name == "localhost" || (name.contains('.') && name.split('.').all(label))
}

/// Control characters, line separators, direction overrides and zero-width characters hide what an address is.
fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
