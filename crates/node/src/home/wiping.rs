//! Wiping everything of Kring from this laptop: the keys first, so that what is left of the rest after a
//! crash opens with nothing.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use kring_store::Guard;

use super::locking::remove_if_there;
use super::{Home, HomeError, io, keyring, sync_dir};

/// What lies in a home besides what guards it. Anything else there is not of Kring, and stays.
const FOLDERS: [&str; 5] = ["groups", "tokens", "drafts", "page", "backups"];

/// Files beside them, as they are and as they are while they are written.
const FILES: [&str; 9] = [
    "seed",
    "seed.new",
    "settings.json",
    "settings.new",
    "lock",
    "lock.copy",
    "lock.gone",
    "lock.call",
    "lock.new",
];

/// Files up to this many bytes are written over before they are removed: all keys are in such. What is
/// larger is sealed under them.
const WRITTEN_OVER_CAP: u64 = 1024 * 1024;

/// Whether a home that was wiped is gone as a folder too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wiped {
    /// It is.
    Whole,
    /// Something lies there that is not of Kring, and stayed.
    OthersStayed,
}

impl Home {
    /// Wipes everything of this home, locked or not: the entry in the keyring, keys, groups, copies,
    /// texts that were being written, settings. Every other process of this home is asked to end
    /// first. `serves_page` says whether this process serves the page; nothing of the home may be open
    /// in it.
    ///
    /// # Errors
    /// [`HomeError::InUse`] if another process does not end: nothing is wiped then;
    /// [`HomeError::Io`] when a file stays: the keys are gone first, and it can be done again.
    pub fn wipe(&self, serves_page: bool) -> Result<Wiped, HomeError> {
        let page = self.root().join("page").join("lock");
        let page = (!serves_page).then_some(page.as_path());
        self.alone_at_the_end(page, || self.wipe_files())?;
        match fs::remove_dir(self.root()) {
            Ok(()) => self.root().parent().map_or(Ok(()), sync_dir).map(|()| Wiped::Whole),
            // Not empty, or the top of a stick.
            Err(_) if self.is_bare() => Ok(Wiped::Whole),
            Err(_) => Ok(Wiped::OthersStayed),
        }
    }

    fn wipe_files(&self) -> Result<(), HomeError> {
        let kept = self.lock_file().load().ok().flatten();
        self.lock_file().destroy()?;
        if let Some(Guard::Keyring(name)) = kept.map(|lock| lock.guard) {
            keyring::remove(&name);
        }
        FILES.iter().try_for_each(|name| wipe_file(&self.root().join(name)))?;
        self.drafts().remove().map_err(|source| io(self.root(), source))?;
        FOLDERS.iter().try_for_each(|name| wipe_folder(&self.root().join(name)))?;
        sync_dir(self.root())
    }

    fn is_bare(&self) -> bool {
        fs::read_dir(self.root()).is_ok_and(|mut entries| entries.next().is_none())
    }
}

/// Small files first, and so the keys; then everything.
fn wipe_folder(path: &Path) -> Result<(), HomeError> {
    let mut small = Vec::new();
    small_files(path, &mut small)?;
    small.iter().try_for_each(|file| wipe_file(file))?;
    match fs::remove_dir_all(path) {
        Err(source) if source.kind() != ErrorKind::NotFound => Err(io(path, source)),
        _ => Ok(()),
    }
}

/// A link is not followed: where it leads to is not of Kring.
fn small_files(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), HomeError> {
    let entries = match fs::read_dir(folder) {
        Err(source) if source.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(|source| io(folder, source))?,
    };
    for entry in entries {
        let path = entry.map_err(|source| io(folder, source))?.path();
        let Ok(metadata) = fs::symlink_metadata(&path) else { continue };
        if metadata.is_dir() {
            small_files(&path, found)?;
        } else if metadata.is_file() && metadata.len() <= WRITTEN_OVER_CAP {
            found.push(path);
        }
    }
    Ok(())
}

/// Written over in place, so that what stood there does not linger in a new block.
fn wipe_file(path: &Path) -> Result<(), HomeError> {
    let Ok(metadata) = fs::symlink_metadata(path) else { return Ok(()) };
    if metadata.is_file() {
        let zeros = vec![0; usize::try_from(metadata.len()).unwrap_or_default()];
        let written = File::options().write(true).open(path).and_then(|mut file| {
            file.write_all(&zeros)?;
            file.sync_all()
        });
        if let Err(error) = written {
            tracing::info!(%error, "a file is removed as it is");
        }
    }
    remove_if_there(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::SystemEnv;

    const PASSPHRASE: &str = "tafel regen fiets maan";

    fn home(folder: &Path) -> Home {
        Home::open(folder.join("home"), &mut SystemEnv).unwrap()
    }

    #[test]
    fn nothing_of_a_wiped_home_is_left_and_it_is_not_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        let home = home(folder.path());
        home.set_passphrase(PASSPHRASE).unwrap();
        home.let_go();
        fs::create_dir(home.drafts().dir()).unwrap();
        fs::write(home.drafts().dir().join("text.md"), "Een zin.").unwrap();
        assert_eq!(home.wipe(false).unwrap(), Wiped::Whole, "a locked home too");
        assert!(!home.root().exists());
        assert!(home.seed().is_err() && home.is_locked());
        assert!(!home.root().exists());
    }

    #[test]
    fn what_is_not_of_kring_stays() {
        let folder = tempfile::tempdir().unwrap();
        let home = home(folder.path());
        let (photo, elsewhere) = (home.root().join("foto.jpg"), folder.path().join("elders"));
        fs::write(&photo, "x").unwrap();
        fs::write(&elsewhere, "x").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(&elsewhere, home.root().join("tokens/link")).unwrap();
        assert_eq!(home.wipe(false).unwrap(), Wiped::OthersStayed);
        assert_eq!(fs::read(&elsewhere).unwrap(), b"x", "a link was followed");
        let left: Vec<_> = fs::read_dir(home.root()).unwrap().flatten().collect();
        assert_eq!(left.iter().map(|entry| entry.path()).collect::<Vec<_>>(), [photo]);
    }

    #[test]
    fn who_uses_the_home_is_asked_to_end_and_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (home(folder.path()), home(folder.path()));
        let serving = File::create(other.private_dir("page").unwrap().join("lock")).unwrap();
        serving.lock().unwrap();
        other.seed().unwrap();
        let before = other.last_call();
        let asks = one.clone();
        let wiping = std::thread::spawn(move || asks.wipe(false));
        while !other.is_called_to_let_go() {
            std::thread::yield_now();
        }
        assert!(other.is_called_to_end(&before));
        other.let_go();
        assert!(!wiping.is_finished() && other.root().join("seed").exists(), "the page serves");
        drop(serving);
        assert_eq!(wiping.join().unwrap().unwrap(), Wiped::Whole);
        assert!(!one.is_called_to_end(&before), "who asks is not asked");
        assert!(!other.root().exists());
    }
}
