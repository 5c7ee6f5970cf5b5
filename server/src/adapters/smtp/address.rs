use std::net::IpAddr;

use lettre::transport::smtp::{authentication::Credentials, client::TlsParameters};
use url::{Host, Url};

/// Where the mail server is, and how it is spoken to. `smtps://` is encrypted from the start; `smtp://` after STARTTLS, which
/// is a must unless the server is this machine. There is no "if it happens to be offered".
#[derive(Clone)]
pub struct SmtpAddress {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) credentials: Option<Credentials>,
    tls: Tls,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tls {
    FromStart,
    AfterGreeting,
    /// On this machine.
    None,
}

impl SmtpAddress {
    /// Reads `smtp[s]://[user:password@]host[:port][?tls=required]`.
    ///
    /// # Errors
    /// In words, without the password.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|_| "must be like smtp://user:password@mail.example.com:587".to_owned())?;
        let host = url.host_str().map(|host| host.trim_matches(['[', ']']).to_owned()).filter(|host| !host.is_empty());
        let host = host.ok_or("names no host")?;
        let must = url.query_pairs().any(|(name, value)| name == "tls" && value == "required");
        let (tls, port) = match url.scheme() {
            "smtps" => (Tls::FromStart, 465),
            "smtp" if is_here(&url) && !must => (Tls::None, 25),
            "smtp" => (Tls::AfterGreeting, 587),
            _ => return Err("must begin with smtp:// or smtps://".to_owned()),
        };
        let credentials = match (decoded(url.username())?, url.password().map(decoded).transpose()?) {
            (user, _) if user.is_empty() => None,
            (user, Some(password)) => Some(Credentials::new(user, password)),
            (_, None) => return Err("has a user without a password".to_owned()),
        };
        Ok(Self { host, port: url.port().unwrap_or(port), credentials, tls })
    }

    pub(super) fn tls_from_start(&self) -> Result<Option<TlsParameters>, String> {
        self.parameters(Tls::FromStart)
    }

    pub(super) fn tls_after_greeting(&self) -> Result<Option<TlsParameters>, String> {
        self.parameters(Tls::AfterGreeting)
    }

    fn parameters(&self, when: Tls) -> Result<Option<TlsParameters>, String> {
        if self.tls != when {
            return Ok(None);
        }
        TlsParameters::new_rustls(self.host.clone()).map(Some).map_err(|e| e.to_string())
    }
}

/// Whether the server is this machine, told by the address itself: no name is looked up for this.
fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

fn decoded(part: &str) -> Result<String, String> {
    let broken = || "has a user or password with a broken %-escape".to_owned();
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|b| char::from(b).to_digit(16)).ok_or_else(broken);
        bytes.push(u8::try_from(digit()? * 16 + digit()?).map_err(|_| broken())?);
    }
    String::from_utf8(bytes).map_err(|_| broken())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, u16, Tls, bool) {
        let address = SmtpAddress::parse(text).unwrap();
        (address.host, address.port, address.tls, address.credentials.is_some())
    }

    #[test]
    fn only_this_machine_is_spoken_to_in_the_clear() {
        assert_eq!(read("smtp://127.0.0.1:2525"), ("127.0.0.1".into(), 2525, Tls::None, false));
        assert_eq!(read("smtp://localhost"), ("localhost".into(), 25, Tls::None, false));
        assert_eq!(read("smtp://[::1]:25"), ("::1".into(), 25, Tls::None, false));
        assert_eq!(read("smtp://127.0.0.1?tls=required").2, Tls::AfterGreeting);
        assert_eq!(read("smtp://mail.example.com"), ("mail.example.com".into(), 587, Tls::AfterGreeting, false));
        assert_eq!(read("smtp://localhost.example.com").2, Tls::AfterGreeting);
        assert_eq!(read("smtp://127.0.0.1.example.com").2, Tls::AfterGreeting);
        assert_eq!(read("smtps://u:p@mail.example.com"), ("mail.example.com".into(), 465, Tls::FromStart, true));
    }

    #[test]
    fn passwords_are_decoded_and_never_told() {
        let address = SmtpAddress::parse("smtps://ada%40example.com:p%2Fss%C3%A9@mail.example.com").unwrap();
        assert_eq!(address.credentials, Some(Credentials::new("ada@example.com".into(), "p/ssé".into())));
        for bad in ["http://u:hunter2@h", "smtp://", "u:hunter2@h", "smtp://u@h", "smtp://u:%zz@h", "smtp://u:hunter2%F@h"] {
            let error = SmtpAddress::parse(bad).err().unwrap();
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
