//! Texts that are written in another program, an editor of the person's own: one file each.
//!
//! A file is named after its page, so that what was left behind there goes when the page is wiped; so do
//! the files that an editor makes beside it, which bear the same name.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use kring_trust::PageId;

/// So many signs of a page's id stand in the name of a file: enough to tell a group's pages apart.
const PIECE: usize = 16;

/// The folder of one home.
#[derive(Clone, Debug)]
pub struct Drafts {
    dir: PathBuf,
}

impl Drafts {
    /// Those in `dir`, which need not be there.
    pub const fn at(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// Where they lie.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What the name of a file about this page must hold.
    pub fn mark(page: &PageId) -> String {
        page.to_string().chars().take(PIECE).collect()
    }

    /// All files, in the order of their names.
    pub fn list(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.dir) else { return Vec::new() };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths
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
