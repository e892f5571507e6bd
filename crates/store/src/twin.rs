//! A small file in two checksummed copies, replaced in turn.
//!
//! ```text
//! "KRINGTW1" | generation, 8 | length, 4 | payload | BLAKE3 of all before, 32
//! ```
//!
//! Writing overwrites in place (what is replaced does not linger), first the copy that is not the
//! newest whole one: at every moment one whole copy is on the disk.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::files::Durable;
use crate::{StoreError, files};

const MAGIC: &[u8; 8] = b"KRINGTW1";
const HEADER: usize = 20;
const CHECKSUM: usize = 32;

/// The longest payload: 100,000 page keys of 64 bytes, and some.
pub(crate) const PAYLOAD_CAP: usize = 8 * 1024 * 1024;

/// The two copies of one small file.
#[derive(Clone, Debug)]
pub(crate) struct Twin {
    paths: [PathBuf; 2],
    durable: Durable,
}

/// What a whole copy holds.
pub(crate) struct Copy {
    pub(crate) generation: u64,
    pub(crate) payload: Zeroizing<Vec<u8>>,
}

impl Twin {
    /// `name` and `name.copy` in `dir`.
    pub(crate) fn new(dir: &Path, name: &str) -> Self {
        let paths = [dir.join(name), dir.join(format!("{name}.copy"))];
        Self { paths, durable: Durable::Now }
    }

    pub(crate) fn durable(self, durable: Durable) -> Self {
        Self { durable, ..self }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.paths[0]
    }

    pub(crate) fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    pub(crate) fn exists(&self) -> bool {
        self.paths.iter().any(|path| path.exists())
    }

    /// Both copies, `None` for one that is missing, torn or altered.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if there is neither; refusals for permissions.
    pub(crate) fn copies(&self) -> Result<[Option<Copy>; 2], StoreError> {
        if !self.exists() {
            return Err(StoreError::Missing(self.path().to_owned()));
        }
        let [one, two] = &self.paths;
        Ok([read(one)?, read(two)?])
    }

    /// The newest whole copy.
    pub(crate) fn newest(&self) -> Result<Copy, StoreError> {
        let newest = self.copies()?.into_iter().flatten().max_by_key(|copy| copy.generation);
        newest
            .ok_or_else(|| StoreError::damaged(format!("both copies of {}", self.path().display())))
    }

    /// Replaces both copies, one after the other, each synced before the next is touched.
    pub(crate) fn save(&self, payload: &[u8]) -> Result<u64, StoreError> {
        if payload.len() > PAYLOAD_CAP {
            return Err(StoreError::TooMuch("8 MiB of keys"));
        }
        let generations = match self.copies() {
            Ok(copies) => copies.map(|copy| copy.map_or(0, |copy| copy.generation)),
            Err(StoreError::Missing(_)) => [0, 0],
            Err(error) => return Err(error),
        };
        let [one, two] = generations;
        let generation = one.max(two).saturating_add(1);
        let bytes = frame(generation, payload);
        let [first, second] = &self.paths;
        let order = if one < two { [first, second] } else { [second, first] };
        for path in order {
            self.durable.write_in_place(path, &bytes)?;
        }
        Ok(generation)
    }

    /// Makes the copy that is missing, torn or older whole again from the other.
    pub(crate) fn heal(&self) -> Result<(), StoreError> {
        let copies = self.copies()?;
        let newest = self.newest()?;
        for (path, copy) in self.paths.iter().zip(copies) {
            if copy.is_none_or(|copy| copy.generation != newest.generation) {
                let bytes = frame(newest.generation, &newest.payload);
                self.durable.write_in_place(path, &bytes)?;
            }
        }
        Ok(())
    }
}

fn read(path: &Path) -> Result<Option<Copy>, StoreError> {
    let cap = (HEADER + PAYLOAD_CAP + CHECKSUM) as u64;
    match files::read(path, cap) {
        Ok(bytes) => Ok(parse(&Zeroizing::new(bytes))),
        Err(StoreError::Missing(_) | StoreError::Damaged(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

pub(crate) fn frame(generation: u64, payload: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Vec::with_capacity(HEADER + payload.len() + CHECKSUM);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&generation.to_le_bytes());
    bytes.extend_from_slice(&u32::try_from(payload.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend_from_slice(payload);
    let checksum = blake3::hash(&bytes);
    bytes.extend_from_slice(checksum.as_bytes());
    Zeroizing::new(bytes)
}

pub(crate) fn parse(bytes: &[u8]) -> Option<Copy> {
    let (body, checksum) = bytes.split_last_chunk::<CHECKSUM>()?;
    if blake3::hash(body) != *checksum {
        return None;
    }
    let (magic, rest) = body.split_first_chunk::<8>()?;
    let (generation, rest) = rest.split_first_chunk::<8>()?;
    let (length, payload) = rest.split_first_chunk::<4>()?;
    let right = magic == MAGIC && u32::from_le_bytes(*length) as usize == payload.len();
    let payload = Zeroizing::new(payload.to_vec());
    right.then(|| Copy { generation: u64::from_le_bytes(*generation), payload })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn twin() -> (tempfile::TempDir, Twin) {
        let dir = tempfile::tempdir().unwrap();
        let twin = Twin::new(dir.path(), "keys");
        (dir, twin)
    }

    #[test]
    fn any_byte_of_one_copy_may_be_lost() {
        let (_dir, twin) = twin();
        twin.save(b"first").unwrap();
        twin.save(b"second").unwrap();
        for path in &twin.paths {
            let whole = fs::read(path).unwrap();
            for at in 0..whole.len() {
                let mut bytes = whole.clone();
                bytes[at] ^= 1;
                fs::write(path, &bytes).unwrap();
                assert_eq!(&*twin.newest().unwrap().payload, b"second");
                fs::write(path, &whole[..at]).unwrap();
                assert_eq!(&*twin.newest().unwrap().payload, b"second");
            }
            twin.heal().unwrap();
            assert_eq!(fs::read(path).unwrap(), whole);
        }
    }

    #[test]
    fn both_copies_lost_is_refused_not_empty() {
        let (_dir, twin) = twin();
        assert!(matches!(twin.newest(), Err(StoreError::Missing(_))));
        twin.save(b"first").unwrap();
        for path in &twin.paths {
            fs::write(path, b"").unwrap();
        }
        assert!(matches!(twin.newest(), Err(StoreError::Damaged(_))));
    }

    #[test]
    fn the_copy_that_is_not_whole_is_written_first() {
        let (_dir, twin) = twin();
        twin.save(b"first").unwrap();
        fs::write(&twin.paths[0], b"torn").unwrap();
        // A directory in the place of the torn copy makes writing it fail: the whole one must stay.
        fs::remove_file(&twin.paths[0]).unwrap();
        fs::create_dir(&twin.paths[0]).unwrap();
        #[cfg(unix)]
        fs::set_permissions(&twin.paths[0], std::os::unix::fs::PermissionsExt::from_mode(0o700))
            .unwrap();
        assert!(twin.save(b"second").is_err());
        fs::remove_dir(&twin.paths[0]).unwrap();
        assert_eq!(&*twin.newest().unwrap().payload, b"first");
    }
}
