//! The closing words: four words derived from what every member holds alike, for people to read to
//! each other at the end of a meeting.
//!
//! Two people with different audiences must read the same words, so only what is for the whole group
//! counts: all statements of the roster, and of every page that everybody may see and that was not
//! erased, how far each of its logs goes. No page is opened for it.

use kring_trust::PageId;
use kring_trust::hash::hash;
use kring_trust::statement::Audience;

use crate::replica::{Replica, ReplicaError};

/// The closing words as numbers; see [`kring_trust::words`].
pub type ClosingWords = [u8; 4];

impl Replica {
    /// The closing words of what this laptop holds. Reads a row for every log of the group's pages,
    /// once for each position of the store.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn closing_words(&mut self) -> Result<ClosingWords, ReplicaError> {
        self.refresh()?;
        let at = self.store().position()?;
        if let Some((_, words)) = self.known_closing().filter(|(known, _)| *known == at) {
            return Ok(words);
        }
        let words = self.read_closing_words()?;
        self.keep_closing(at, words);
        Ok(words)
    }

    fn read_closing_words(&mut self) -> Result<ClosingWords, ReplicaError> {
        let newest = self.roster().newest();
        let mut parts: Vec<Vec<u8>> = vec![self.group().as_bytes().to_vec()];
        parts.extend(newest.iter().map(|statement| statement.as_bytes().to_vec()));
        let pages = self.roster().pages().filter(|page| {
            page.audience == Audience::All && page.erased.is_none() && page.standing
        });
        let mut pages: Vec<PageId> = pages.map(|page| page.id).collect();
        pages.sort_unstable();
        for page in pages {
            parts.push(page.as_bytes().to_vec());
            parts.push(self.ends_of(&page)?);
        }
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let [a, b, c, d, ..] = hash("kring 1 closing words", &parts);
        Ok([a, b, c, d])
    }
}
