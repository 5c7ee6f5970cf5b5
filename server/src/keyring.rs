//! The keys for secrets at rest: from the configuration, or, in development, made once and kept in a file.

use std::{
    fs::OpenOptions,
    io::{self, ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use mewayz::{mail::SigningKey, secrets::Keyring};

use crate::config::Config;

/// Below the folder for changing files; readable by its owner only.
const FILE: &str = "secret-keys";
const UNSUBSCRIBE_FILE: &str = "unsubscribe-key";

/// The keyring of this installation. Production has it from the configuration, which was checked.
///
/// # Errors
/// In words, if the file of development cannot be made or read.
pub fn open(config: &Config) -> Result<Keyring, String> {
    if let Some(keyring) = &config.secret_keys {
        return Ok(keyring.clone());
    }
    if !config.is_development() {
        return Err("MEWAYZ_SECRET_KEYS is not set".to_owned());
    }
    let path = config.var.join(FILE);
    let text = read_or_make(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    Keyring::parse(&text).map_err(|e| format!("{}: {e}", path.display()))
}

/// What links that stop mails are signed with: not a key of the keyring, since those are replaced from time to time, and the
/// links must work for ever.
///
/// # Errors
/// In words, if the file of development cannot be made or read.
pub fn unsubscribe(config: &Config) -> Result<SigningKey, String> {
    if let Some(key) = &config.unsubscribe_key {
        return Ok(SigningKey::new(key.clone()));
    }
    if !config.is_development() {
        return Err("MEWAYZ_UNSUBSCRIBE_KEY is not set".to_owned());
    }
    let path = config.var.join(UNSUBSCRIBE_FILE);
    let text = read_or_make(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(SigningKey::new(text.into()))
}

fn read_or_make(path: &Path) -> io::Result<String> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(mut file) => {
            let key = Keyring::generate();
            file.write_all(key.as_bytes())?;
            Ok(key)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(std::fs::read_to_string(path)?.trim().to_owned()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_for_its_owner_only() {
        let folder = std::env::temp_dir().join(format!("mewayz-{}", uuid::Uuid::new_v4()));
        let path = folder.join(FILE);
        let made = read_or_make(&path).unwrap();
        assert_eq!(read_or_make(&path).unwrap(), made);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(Keyring::parse(&made).is_ok());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
