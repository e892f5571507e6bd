//! A folder that is there whole or not at all.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::not_written;
use crate::draft::unique;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::say;

/// A folder beside the wanted one, until everything is in it.
pub(super) struct Folder {
    target: PathBuf,
    work: PathBuf,
}

impl Folder {
    /// Begins a folder that is not there yet, or is empty.
    ///
    /// # Errors
    /// When something is there already, or it cannot be made.
    pub(super) fn begin(target: &Path) -> Result<Self, Failure> {
        let taken = fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_some());
        if taken || target.is_file() {
            let path = target.display().to_string();
            return Err(Failure::new(Exit::Failed, say!("export-taken", path = path)));
        }
        let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let work = target.with_file_name(format!(".{name}.{}", unique()));
        make(&work).map_err(|error| not_written(&work, &error))?;
        Ok(Self { target: target.to_path_buf(), work })
    }

    /// Writes one file; only its owner can read it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.work.join(name);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let written = options.open(&path).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.map_err(|error| not_written(&path, &error))
    }

    /// Puts the folder where it was wanted.
    ///
    /// # Errors
    /// When it cannot be moved there.
    pub(super) fn finish(self) -> Result<(), Failure> {
        if self.target.is_dir() {
            fs::remove_dir(&self.target).map_err(|error| not_written(&self.target, &error))?;
        }
        fs::rename(&self.work, &self.target).map_err(|error| not_written(&self.target, &error))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // After a failure nothing half-written stays; after success it is not there any more.
        if self.work.exists()
            && let Err(error) = fs::remove_dir_all(&self.work)
        {
            tracing::warn!(%error, path = %self.work.display(), "a half export stays behind");
        }
    }
}

fn make(path: &Path) -> std::io::Result<()> {
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        fs::create_dir_all(parent)?;
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)
}
