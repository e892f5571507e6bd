//! A file that somebody else made.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::say;
use crate::trouble;

/// The bytes of a file, if it is not longer than `cap`; no more than that is read.
///
/// # Errors
/// [`Exit::BadInput`] when it cannot be read or is longer.
pub(crate) fn read(path: &Path, cap: usize) -> Result<Vec<u8>, Failure> {
    let named = path.display().to_string();
    let unreadable = |error: std::io::Error| {
        let cause = trouble::io(&error);
        Failure::new(Exit::BadInput, say!("import-unreadable", path = &named, cause = cause))
    };
    let mut bytes = Vec::new();
    let opened = File::open(path).map_err(unreadable)?;
    opened.take(cap as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > cap {
        let sentence = say!("import-too-big", path = &named, cap = cap / 1024);
        return Err(Failure::new(Exit::BadInput, sentence));
    }
    Ok(bytes)
}
