//! Texts that are written in another program, an editor of the person's own: one file each.
//!
//! A file is named after its page, so that what was left behind there goes when the page is wiped; so do
//! the files that an editor makes beside it, which bear the same name.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use kring_trust::PageId;
use kring_trust::hash::hash;

/// So many signs of a page's id stand in the name of a file: enough to tell a group's pages apart.
const PIECE: usize = 16;

/// The folders of one home.
#[derive(Clone, Debug)]
pub struct Drafts {
    dir: PathBuf,
    /// A folder of this account that is in memory and on no disk, where the system gives one.
    in_memory: Option<PathBuf>,
}

impl Drafts {
    /// Those in `dir`, which need not be there.
    pub const fn at(dir: PathBuf) -> Self {
        Self { dir, in_memory: None }
    }

    /// The same, and those in a folder of `runtime` for this home alone, if that folder is private.
    #[must_use]
    pub fn beside(self, runtime: Option<&Path>) -> Self {
        let home = self.dir.parent().unwrap_or(&self.dir);
        let name = hash("kring 1 drafts", &[home.as_os_str().as_encoded_bytes()]);
        let name: String = name.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let private = runtime.filter(|folder| is_private(folder));
        let in_memory = private.map(|folder| folder.join(format!("kring-{name}")));
        Self { in_memory, ..self }
    }

    /// Where they lie on the disk.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Where one is written while something guards this laptop's secrets: in memory, where that can
    /// be had.
    pub fn guarded_dir(&self) -> &Path {
        self.in_memory.as_deref().unwrap_or(&self.dir)
    }

    /// What the name of a file about this page must hold.
    pub fn mark(page: &PageId) -> String {
        page.to_string().chars().take(PIECE).collect()
    }

    /// All files, in the order of their names.
    pub fn list(&self) -> Vec<PathBuf> {
        let folders = [Some(&self.dir), self.in_memory.as_ref()].into_iter().flatten();
        let entries = folders.filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        paths
    }

    /// Writes over and removes every file whose name holds `piece`: a text, and what an editor put
    /// beside it.
    ///
    /// # Errors
    /// What the operating system says of a file that stays.
    pub fn drop_named(&self, piece: &str) -> io::Result<()> {
        let named = |path: &&PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().contains(piece))
        };
        let here = self.list();
        here.iter().filter(named).filter(|path| path.is_file()).try_for_each(|path| wipe(path))
    }

    /// Writes over and removes all of them, and the folder in memory.
    ///
    /// # Errors
    /// What the operating system says of a file that stays.
    pub fn remove(&self) -> io::Result<()> {
        self.list().iter().filter(|path| path.is_file()).try_for_each(|path| wipe(path))?;
        match self.in_memory.as_deref().map(fs::remove_dir_all) {
            Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Writes over and removes what lies here about one of these pages.
    ///
    /// # Errors
    /// What the operating system says of a file that stays.
    pub fn drop_about<'p>(&self, pages: impl Iterator<Item = &'p PageId>) -> io::Result<()> {
        let here = self.list();
        if here.is_empty() {
            return Ok(());
        }
        let marks: Vec<String> = pages.map(Self::mark).collect();
        let about = |path: &&PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            marks.iter().any(|mark| name.contains(mark))
        };
        here.iter().filter(about).filter(|path| path.is_file()).try_for_each(|path| wipe(path))
    }
}

/// Whether nobody else of this computer can look into a folder.
#[cfg(unix)]
fn is_private(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let private = |found: fs::Metadata| found.is_dir() && found.mode() & 0o077 == 0;
    fs::metadata(folder).is_ok_and(private)
}

#[cfg(not(unix))]
fn is_private(_: &Path) -> bool {
    false
}

/// In place, so that what stood there does not linger in a new block.
fn wipe(path: &Path) -> io::Result<()> {
    let mut file = File::options().write(true).open(path)?;
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(0);
    file.write_all(&vec![0; length])?;
    file.sync_all()?;
    fs::remove_file(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_folder_that_others_can_read_is_no_place_for_a_text() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let on_disk = || Drafts::at(dir.path().join("home/drafts"));
        let mode = |mode| fs::set_permissions(dir.path(), fs::Permissions::from_mode(mode));
        mode(0o755).unwrap();
        assert_eq!(on_disk().beside(Some(dir.path())).guarded_dir(), on_disk().dir());
        mode(0o700).unwrap();
        let drafts = on_disk().beside(Some(dir.path()));
        assert_eq!(drafts.guarded_dir().parent(), Some(dir.path()));
        fs::create_dir(drafts.guarded_dir()).unwrap();
        for name in ["text-01.md", ".text-01.md.swp", "text-02.md"] {
            fs::write(drafts.guarded_dir().join(name), "Een zin.").unwrap();
        }
        drafts.drop_named("01").unwrap();
        assert_eq!(drafts.list(), [drafts.guarded_dir().join("text-02.md")]);
    }

    #[test]
    fn only_what_is_about_a_page_goes_with_it() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = Drafts::at(dir.path().join("drafts"));
        assert!(drafts.list().is_empty());
        let (one, other) = (PageId::from_bytes([1; 32]), PageId::from_bytes([2; 32]));
        drafts.drop_about([&one].into_iter()).unwrap();
        fs::create_dir(drafts.dir()).unwrap();
        for page in [&one, &other] {
            let name = format!("text-{}-0a.md", Drafts::mark(page));
            fs::write(drafts.dir().join(&name), "Een zin.").unwrap();
            fs::write(drafts.dir().join(format!(".{name}.swp")), "Een zin.").unwrap();
        }
        drafts.drop_about([&one].into_iter()).unwrap();
        let left = drafts.list();
        assert_eq!(left.len(), 2);
        assert!(left.iter().all(|path| path.to_string_lossy().contains(&Drafts::mark(&other))));
    }
}
