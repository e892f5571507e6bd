//! The text files of a folder, found without going round in circles.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::say;
use crate::trouble;

/// Folders inside folders: deeper is a mistake or a trap.
const DEPTH_CAP: usize = 16;

/// Files of one import: more than a group writes in years.
const FILES_CAP: usize = 5_000;

/// Folders and other files that are looked at for one import.
const ENTRIES_CAP: usize = 100_000;

/// The text files in `path`, or `path` itself, in the order of their names.
///
/// # Errors
/// When something cannot be listed, or there are too many or too deep.
pub(super) fn find(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut search = Search::default();
    search.folder(path, 0)?;
    search.files.sort();
    Ok(search.files)
}

#[derive(Default)]
struct Search {
    files: Vec<PathBuf>,
    /// Folders by their real place: one that is reached again leads in a circle.
    seen: BTreeSet<PathBuf>,
    entries: usize,
}

impl Search {
    fn folder(&mut self, folder: &Path, depth: usize) -> Result<(), Failure> {
        let shown = || folder.display().to_string();
        if depth > DEPTH_CAP {
            return Err(refused(say!("import-too-deep", path = shown(), cap = DEPTH_CAP)));
        }
        let unreadable = |error: &std::io::Error| {
            refused(say!("import-unreadable", path = shown(), cause = trouble::io(error)))
        };
        let place = fs::canonicalize(folder).map_err(|error| unreadable(&error))?;
        if !self.seen.insert(place) {
            return Err(refused(say!("import-circle", path = shown())));
        }
        for entry in fs::read_dir(folder).map_err(|error| unreadable(&error))? {
            let path = entry.map_err(|error| unreadable(&error))?.path();
            self.entries += 1;
            if self.entries > ENTRIES_CAP || self.files.len() >= FILES_CAP {
                return Err(refused(say!("import-too-many", path = shown(), cap = FILES_CAP)));
            }
            if path.is_dir() {
                self.folder(&path, depth + 1)?;
            } else if is_text(&path) {
                self.files.push(path);
            }
        }
        Ok(())
    }
}

fn is_text(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    ["md", "markdown", "txt"].iter().any(|text| extension.eq_ignore_ascii_case(text))
}

fn refused(sentence: crate::words::Sentence) -> Failure {
    Failure::new(Exit::BadInput, sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn text_files_are_found_in_order_and_others_left() {
        let folder = folder();
        fs::create_dir(folder.path().join("b")).unwrap();
        for name in ["z.md", "a.TXT", "foto.jpg", "b/c.markdown"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let found = find(folder.path()).ok().unwrap();
        let names: Vec<_> =
            found.iter().map(|path| path.strip_prefix(folder.path()).unwrap()).collect();
        assert_eq!(names, [Path::new("a.TXT"), Path::new("b/c.markdown"), Path::new("z.md")]);
    }

    #[test]
    fn folders_too_deep_are_refused() {
        let folder = folder();
        let deep = folder.path().join(vec!["d"; DEPTH_CAP + 1].join("/"));
        fs::create_dir_all(deep).unwrap();
        assert_eq!(find(folder.path()).unwrap_err().exit, Exit::BadInput);
    }

    #[cfg(unix)]
    #[test]
    fn a_circle_of_links_is_refused() {
        let folder = folder();
        fs::create_dir(folder.path().join("in")).unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("in/terug")).unwrap();
        assert_eq!(find(folder.path()).unwrap_err().exit, Exit::BadInput);
    }
}
