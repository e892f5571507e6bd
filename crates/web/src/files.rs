//! What the page keeps beside the groups, all of it 0600 in a folder of 0700:
//!
//! ```text
//! <home>/page/lock           held by the process that serves the page of this home
//! <home>/page/address.json   host name and port, the same from start to start
//! <home>/page/running.json   what another process needs to open one more tab
//! <home>/page/open-….html    carries a single-use code to the browser; gone when it was used
//! ```
//!
//! The code reaches the browser in the fragment of an address in a file: never in an argument, a
//! query, a log or a title.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use kring_node::env::{Env, random_array};
use kring_node::home::{Home, HomeError, write_private};
use serde::{Deserialize, Serialize};

use crate::WebError;
use crate::guard::CodeKey;

/// The folder and its files.
pub(crate) struct Files {
    dir: PathBuf,
}

/// Where the page is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Address {
    /// The first label of the host name: random, so that no other page of this computer shares it.
    pub(crate) name: String,
    /// The port; 0 before the first start.
    pub(crate) port: u16,
}

#[derive(Serialize, Deserialize)]
struct Running {
    address: Address,
    key: String,
}

impl Files {
    /// The folder of this home.
    ///
    /// # Errors
    /// [`HomeError`] if it cannot be made or others can read it.
    pub(crate) fn of(home: &Home) -> Result<Self, HomeError> {
        Ok(Self { dir: home.private_dir("page")? })
    }

    /// Takes the page of this home for this process, for as long as the file is open. `None` if
    /// another process has it.
    ///
    /// # Errors
    /// [`WebError::Io`] if it cannot be found out.
    pub(crate) fn take(&self) -> Result<Option<File>, WebError> {
        let path = self.dir.join("lock");
        write_if_missing(&path)?;
        let file = File::options().write(true).open(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// The address of the last start, or a new one.
    pub(crate) fn address(&self, env: &mut dyn Env) -> Address {
        let kept = fs::read(self.dir.join("address.json")).ok();
        let kept = kept.and_then(|bytes| serde_json::from_slice::<Address>(&bytes).ok());
        kept.filter(Address::is_sound).unwrap_or_else(|| Address { name: name(env), port: 0 })
    }

    /// Writes down where this start is reached, and how another process opens one more tab.
    ///
    /// # Errors
    /// [`HomeError::Io`] if it cannot be written.
    pub(crate) fn begin(&self, address: &Address, key: CodeKey) -> Result<(), WebError> {
        write_private(&self.dir.join("address.json"), &serde_json::to_vec(address)?)?;
        let running = Running { address: address.clone(), key: key.to_text() };
        Ok(write_private(&self.dir.join("running.json"), &serde_json::to_vec(&running)?)?)
    }

    /// The address and key of the process that serves the page now.
    pub(crate) fn running(&self) -> Option<(Address, CodeKey)> {
        let bytes = fs::read(self.dir.join("running.json")).ok()?;
        let running: Running = serde_json::from_slice(&bytes).ok()?;
        Some((running.address, CodeKey::from_text(&running.key)?))
    }

    /// The page is no longer served: nothing that could open it stays.
    pub(crate) fn end(&self) {
        self.forget("running.json");
        for entry in fs::read_dir(&self.dir).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if let Some(name) = name.to_str().filter(|name| name.starts_with("open-")) {
                self.forget(name);
            }
        }
    }

    /// A file that opens the page, once.
    ///
    /// # Errors
    /// [`HomeError::Io`] if it cannot be written.
    pub(crate) fn redirect(
        &self,
        address: &Address,
        key: CodeKey,
        env: &mut dyn Env,
    ) -> Result<PathBuf, HomeError> {
        let (code, name) = key.code(env);
        let host = address.host();
        let html = format!(
            "<!doctype html><html><meta charset=\"utf-8\"><title>Kring</title>\
             <meta http-equiv=\"refresh\" content=\"0;url=http://{host}/#{code}\"></html>\n"
        );
        let path = self.dir.join(name);
        write_private(&path, html.as_bytes())?;
        Ok(path)
    }

    /// Removes a file of this folder.
    pub(crate) fn forget(&self, name: &str) {
        if let Err(error) = fs::remove_file(self.dir.join(name)) {
            tracing::debug!(%error, "a file of the page was not there");
        }
    }
}

impl Address {
    /// `name.localhost:port`. Browsers take every `*.localhost` for this computer by themselves.
    pub(crate) fn host(&self) -> String {
        format!("{}.localhost:{}", self.name, self.port)
    }

    fn is_sound(&self) -> bool {
        self.name.len() == NAME * 2 && self.name.chars().all(|c| c.is_ascii_lowercase())
    }
}

/// Random bytes of the host name: nobody guesses it, and it fits in a label.
const NAME: usize = 16;

/// Letters only, so that it is a host name everywhere.
fn name(env: &mut dyn Env) -> String {
    let bytes: [u8; NAME] = random_array(env);
    let letter = |half: u8| char::from(b'a' + half);
    bytes.iter().flat_map(|byte| [letter(byte >> 4), letter(byte & 15)]).collect()
}

fn write_if_missing(path: &Path) -> Result<(), HomeError> {
    if path.exists() { Ok(()) } else { write_private(path, b"") }
}

#[cfg(test)]
mod tests {
    use kring_node::env::SystemEnv;

    use super::*;

    fn files() -> (tempfile::TempDir, Files) {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::open(folder.path().join("home"), &mut SystemEnv).unwrap();
        (folder, Files::of(&home).unwrap())
    }

    #[test]
    fn the_address_stays_the_same() {
        let (_folder, files) = files();
        let mut address = files.address(&mut SystemEnv);
        assert!(address.is_sound(), "{address:?}");
        address.port = 4321;
        files.begin(&address, CodeKey::new(&mut SystemEnv)).unwrap();
        assert_eq!(files.address(&mut SystemEnv), address);
        fs::write(files.dir.join("address.json"), r#"{"name":"evil.example#","port":1}"#).unwrap();
        assert!(files.address(&mut SystemEnv).is_sound(), "what is no name is not used");
    }

    #[test]
    fn one_process_has_the_page() {
        let (_folder, files) = files();
        let held = files.take().unwrap();
        assert!(held.is_some());
        assert!(files.take().unwrap().is_none());
        drop(held);
        assert!(files.take().unwrap().is_some());
    }

    #[cfg(unix)]
    #[test]
    fn only_their_owner_reads_the_files() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, files) = files();
        let (address, key) = (files.address(&mut SystemEnv), CodeKey::new(&mut SystemEnv));
        files.begin(&address, key).unwrap();
        let redirect = files.redirect(&address, key, &mut SystemEnv).unwrap();
        for entry in fs::read_dir(&files.dir).unwrap() {
            let mode = entry.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        files.end();
        assert!(!redirect.exists() && files.running().is_none());
    }
}
