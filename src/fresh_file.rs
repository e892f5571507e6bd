//! A file that a command makes where the person says, for its owner alone. What is there already stays.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::say;
use crate::trouble;

/// Files of one day in one folder.
const NAMES_CAP: usize = 100;

/// Writes the file, under a name of its own if only a folder was named; where it is then.
///
/// # Errors
/// When there is something already, or it cannot be written; nothing of it stays then.
pub(crate) fn write(path: &Path, bytes: &[u8], ending: &str) -> Result<PathBuf, Failure> {
    if !path.is_dir() {
        return put(path, bytes)
            .map(|()| path.to_path_buf())
            .map_err(|error| not_put(path, &error));
    }
    let today = jiff::Zoned::now().date();
    let mut last = io::ErrorKind::AlreadyExists.into();
    for turn in 1..=NAMES_CAP {
        let more = if turn == 1 { String::new() } else { format!("-{turn}") };
        let path = path.join(format!("kring-{today}{more}.{ending}"));
        match put(&path, bytes) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(not_put(&path, &error)),
        }
    }
    Err(not_put(path, &last))
}

/// Writes a file in the place of what is there, if anything: the old one stays until the new one is
/// whole.
///
/// # Errors
/// When it cannot be written; what was there is there still.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let work = path.with_file_name(format!(".{name}.{}", crate::draft::unique()));
    put(&work, bytes).map_err(|error| not_put(path, &error))?;
    fs::rename(&work, path).map_err(|error| {
        if let Err(error) = fs::remove_file(&work) {
            tracing::warn!(%error, "a file beside the wanted one stays behind");
        }
        not_put(path, &error)
    })
}

/// Writes a new file; after a failure nothing of it stays.
fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err()
        && let Err(error) = fs::remove_file(path)
    {
        tracing::warn!(%error, "a half file stays behind");
    }
    written
}

fn not_put(path: &Path, error: &io::Error) -> Failure {
    let name = path.display().to_string();
    if error.kind() == io::ErrorKind::AlreadyExists {
        return Failure::new(Exit::Failed, say!("file-taken", path = name))
            .hint(say!("file-taken-hint"));
    }
    let cause = trouble::io(error);
    Failure::new(Exit::Failed, say!("trouble-not-written", path = name, cause = cause))
}
