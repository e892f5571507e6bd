//! Noticing that a store was restored, copied, or not closed properly.
//!
//! The store and a small file outside it share a token. Who opens the store when nobody else has it
//! open compares and renews both; so does the last who closes. A store that was put back from a
//! backup, or copied to another laptop, holds an older token than the file beside it, or none is
//! there. A token renewed at opening only would let a copy made today be restored today: one entry
//! number used twice.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};

use crate::files::Durable;
use crate::{StoreError, files};

const MAGIC: &[u8; 8] = b"KRINGTOK";

/// Token, mark, checksum.
const FILE_CAP: u64 = 64;

/// Whether the store goes on where it stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Continuity {
    /// It does; own logs may be written on.
    Same,
    /// Restored, copied, or not closed properly: all own logs are closed to writing for ever, and
    /// new ones begin.
    Broken,
}

/// What store and outside file share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Token {
    pub(crate) bytes: [u8; 16],
    /// The last who had it open closed it properly.
    pub(crate) clean: bool,
}

impl Token {
    pub(crate) fn fresh(clean: bool) -> Result<Self, StoreError> {
        Ok(Self { bytes: files::random()?, clean })
    }
}

/// What the store holds and what lies outside, compared.
pub(crate) fn compare(inside: Option<Token>, outside: Option<Token>) -> Continuity {
    match (inside, outside) {
        (Some(inside), Some(outside)) if inside == outside && inside.clean => Continuity::Same,
        _ => Continuity::Broken,
    }
}

/// The place outside the store of a laptop that has no files: for simulations.
#[derive(Clone, Debug, Default)]
pub struct MemoryToken(Arc<Mutex<Option<Token>>>);

impl MemoryToken {
    /// The same on another laptop: who copies a whole disk copies this too.
    #[must_use]
    pub fn copied(&self) -> Self {
        Self(Arc::new(Mutex::new(*lock(self))))
    }
}

/// Where the second half of the token lives: outside everything that is copied with the store.
#[derive(Clone, Debug)]
pub(crate) enum Outside {
    File(PathBuf, Durable),
    Memory(MemoryToken),
}

impl Outside {
    /// The token; `None` if there is none or it is damaged, which both count as disagreement.
    pub(crate) fn load(&self) -> Result<Option<Token>, StoreError> {
        match self {
            Self::File(path, _) => match files::read(path, FILE_CAP) {
                Ok(bytes) => Ok(parse(&bytes)),
                Err(StoreError::Missing(_) | StoreError::Damaged(_)) => Ok(None),
                Err(error) => Err(error),
            },
            Self::Memory(token) => Ok(*lock(token)),
        }
    }

    /// Durable when it returns, but for a store that is being made.
    pub(crate) fn save(&self, token: Token) -> Result<(), StoreError> {
        match self {
            Self::File(path, durable) => {
                if let Some(parent) = path.parent() {
                    files::make_directory(parent)?;
                }
                durable.replace(path, &frame(token))
            }
            Self::Memory(place) => {
                *lock(place) = Some(token);
                Ok(())
            }
        }
    }
}

fn lock(token: &MemoryToken) -> std::sync::MutexGuard<'_, Option<Token>> {
    token.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

pub(crate) fn frame(token: Token) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&token.bytes);
    bytes.push(u8::from(token.clean));
    let checksum = blake3::hash(&bytes);
    bytes.extend_from_slice(checksum.as_bytes());
    bytes
}

pub(crate) fn parse(bytes: &[u8]) -> Option<Token> {
    let (body, checksum) = bytes.split_last_chunk::<32>()?;
    let (magic, rest) = body.split_first_chunk::<8>()?;
    let (token, mark) = rest.split_first_chunk::<16>()?;
    let clean = match mark {
        [0] => false,
        [1] => true,
        _ => return None,
    };
    let right = magic == MAGIC && blake3::hash(body) == *checksum;
    right.then_some(Token { bytes: *token, clean })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_clean_token_goes_on() {
        let token = Token { bytes: [1; 16], clean: true };
        let other = Token { bytes: [2; 16], clean: true };
        let unclean = Token { clean: false, ..token };
        assert_eq!(compare(Some(token), Some(token)), Continuity::Same);
        for (inside, outside) in [
            (Some(token), Some(other)),
            (Some(token), None),
            (None, Some(token)),
            (None, None),
            (Some(unclean), Some(unclean)),
            (Some(token), Some(unclean)),
            (Some(unclean), Some(token)),
        ] {
            assert_eq!(compare(inside, outside), Continuity::Broken);
        }
    }

    #[test]
    fn an_altered_or_cut_file_is_no_token() {
        let bytes = frame(Token { bytes: [1; 16], clean: true });
        assert!(parse(&bytes).is_some());
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            assert_eq!(parse(&altered), None);
            assert_eq!(parse(&bytes[..at]), None);
        }
    }
}
