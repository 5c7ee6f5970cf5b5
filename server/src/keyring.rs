//! The keys for secrets at rest: from the configuration, or, in development, made once and kept in a file.

use std::{
    fs::OpenOptions,
    io::{self, ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use mewayz::secrets::Keyring;

use crate::config::Config;

/// Below the folder for changing files; readable by its owner only.
const FILE: &str = "secret-keys";

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
