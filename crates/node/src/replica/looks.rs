//! Whether the same entries look the same everywhere.
//!
//! They must; a mistake in this program, a version that reads something else, or an entry that was
//! set aside after it killed the program would show as two laptops that are level and differ. So
//! while nothing else goes on every page is read, and those who hold the very same of it are told
//! how it looks. What differs is made anew from its logs, and told to people if it still differs.

use std::collections::BTreeMap;

use kring_store::{Mode, StoreError};
use kring_sync::message::LOOKS_CAP;
use kring_sync::{Look, Sight};
use kring_trust::hash::hash;
use kring_trust::{DeviceId, PageId};

use super::{Replica, ReplicaError};

/// The name under which a store keeps what differs.
const DIFFERING: &str = "differing";

/// Pages and laptops that are remembered as differing; a person needs to see that there are any.
const DIFFERING_CAP: usize = 64;

/// How pages looked here when they were read last.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// Each with the number of the reading.
    pages: BTreeMap<PageId, (u64, Look)>,
    number: u64,
}

/// A page that looks different on a laptop that holds the same entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Differing {
    /// The page.
    pub page: PageId,
    /// The laptop.
    pub device: DeviceId,
}

impl Looks {
    fn note(&mut self, look: Look) {
        self.number += 1;
        self.pages.insert(look.page, (self.number, look));
    }
}

impl Replica {
    /// Pages that look different elsewhere, as far as it was noticed.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn differing(&self) -> Result<Vec<Differing>, ReplicaError> {
        let known = self.store.get(DIFFERING)?;
        let all: Vec<Differing> =
            known.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        let visible = |one: &Differing| self.core.subject(&one.page).is_ok();
        Ok(all.into_iter().filter(visible).collect())
    }

    /// Reads a page, so that peers are told how it looks here.
    ///
    /// # Errors
    /// [`ReplicaError::NoSuchPage`] and [`ReplicaError::Erased`]; [`ReplicaError::Store`].
    pub fn look(&mut self, page: &PageId) -> Result<(), ReplicaError> {
        let subject = self.core.subject(page)?;
        let rows = self.rows_digest(page)?;
        if let Ok(shown) = self.core.page(&self.store, &subject)?.digest() {
            self.core.looks.note(Look { page: *page, rows, shown: short(&shown) });
        }
        Ok(())
    }

    /// What is new for a peer since a reading, at most [`LOOKS_CAP`], and up to where that goes.
    pub(super) fn looks_after(&self, peer: &DeviceId, after: Option<u64>) -> (u64, Vec<Look>) {
        let looks = &self.core.looks;
        let Some(after) = after else { return (looks.number, Vec::new()) };
        let mut newer: Vec<&(u64, Look)> =
            looks.pages.values().filter(|(number, _)| *number > after).collect();
        newer.sort_unstable_by_key(|(number, _)| *number);
        newer.truncate(LOOKS_CAP);
        let to = newer.last().map_or(after, |(number, _)| *number);
        let open = |look: &Look| self.core.sight_of(&look.page, peer) == Sight::Open;
        (to, newer.into_iter().map(|(_, look)| *look).filter(open).collect())
    }

    /// Compares what a peer says with how the same entries look here.
    pub(super) fn compare(&mut self, peer: &DeviceId, theirs: &[Look]) -> Result<(), ReplicaError> {
        if self.store.mode() == Mode::ReadOnly {
            return Ok(());
        }
        for look in theirs {
            if self.core.sight_of(&look.page, peer) != Sight::Open {
                continue;
            }
            let known = Differing { page: look.page, device: *peer };
            let was = self.differing()?.contains(&known);
            match self.differs(look) {
                Some(true) if !was && self.differs_anew(look)? => {
                    self.keep_differing(known, true)?
                }
                Some(false) if was => self.keep_differing(known, false)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether it looks different here; nothing if other entries are here, or it was not read yet.
    fn differs(&self, theirs: &Look) -> Option<bool> {
        let (_, ours) = self.core.looks.pages.get(&theirs.page)?;
        (ours.rows == theirs.rows).then_some(ours.shown != theirs.shown)
    }

    /// Makes the page anew, with what was set aside after a crash, and whether it still differs.
    fn differs_anew(&mut self, theirs: &Look) -> Result<bool, ReplicaError> {
        tracing::warn!(page = %theirs.page.short(), "a page looks different elsewhere");
        self.core.open.close(&theirs.page);
        self.core.deaths.forgive(&theirs.page);
        self.store.transaction(|tx| tx.remove_snapshot(&theirs.page))?;
        self.look(&theirs.page)?;
        Ok(self.differs(theirs) == Some(true))
    }

    fn keep_differing(&mut self, one: Differing, differs: bool) -> Result<(), ReplicaError> {
        let mut all = self.differing()?;
        all.retain(|other| *other != one);
        if differs && all.len() < DIFFERING_CAP {
            all.push(one);
        }
        let bytes = serde_json::to_vec(&all).unwrap_or_default();
        Ok(self.store.transaction(|tx| tx.put(DIFFERING, &bytes))?)
    }

    /// How far each log of a page goes, in an order that is the same on every laptop.
    ///
    /// # Errors
    /// [`StoreError`] from the disk.
    pub(crate) fn ends_of(&self, page: &PageId) -> Result<Vec<u8>, StoreError> {
        let mut ends: Vec<Vec<u8>> = Vec::new();
        for head in self.store.heads(page)? {
            let (log, n) = (head.row.log, head.row.n.to_le_bytes());
            ends.push([log.as_bytes().as_slice(), &n, head.row.chain.as_bytes()].concat());
        }
        ends.sort_unstable();
        Ok(ends.concat())
    }

    /// A digest of what the page is made from: its logs' ends, and what the roster says.
    fn rows_digest(&self, page: &PageId) -> Result<[u8; 16], ReplicaError> {
        let ends = self.ends_of(page)?;
        let mut newest = self.core.roster.newest();
        newest.sort_unstable();
        let newest: Vec<u8> = newest.iter().flat_map(|id| *id.as_bytes()).collect();
        Ok(short(&hash("kring 1 page rows", &[page.as_bytes(), &newest, &ends])))
    }
}

fn short(digest: &[u8; 32]) -> [u8; 16] {
    let mut short = [0; 16];
    short.iter_mut().zip(digest).for_each(|(to, from)| *to = *from);
    short
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cloned, hand_over, minutes, page, three};
    use super::*;

    /// Two laptops with the same entries, of which the second shows something else.
    fn level_but_different() -> ([Replica; 2], PageId) {
        let [mut noor, mut bram, _] = three();
        let page = page(&mut bram, 10);
        hand_over(&bram, &mut noor);
        // What another page holds stands in for a wrong one.
        let mut other = cloned(&mut noor, 1);
        minutes(&mut other, &page, "iets anders");
        let subject = other.core.subject(&page).unwrap();
        other.core.page(&other.store, &subject).unwrap();
        noor.core.open.put(page, other.core.open.take(&page).unwrap());
        ([bram, noor], page)
    }

    fn tell(from: &Replica, to: &mut Replica) -> usize {
        let (_, looks) = from.looks_after(&to.device(), Some(0));
        to.compare(&from.device(), &looks).unwrap();
        looks.len()
    }

    #[test]
    fn a_page_that_differs_is_made_anew_before_anybody_is_alarmed() {
        let ([mut bram, mut noor], page) = level_but_different();
        bram.look(&page).unwrap();
        noor.look(&page).unwrap();
        let shown = |of: &Replica| of.core.looks.pages[&page].1.shown;
        assert_ne!(shown(&bram), shown(&noor));
        assert_eq!(tell(&bram, &mut noor), 1);
        assert_eq!(shown(&bram), shown(&noor));
        assert_eq!(noor.differing().unwrap(), []);
    }

    #[test]
    fn what_still_differs_is_told_until_it_does_not() {
        let ([mut bram, mut noor], page) = level_but_different();
        bram.look(&page).unwrap();
        noor.look(&page).unwrap();
        // Bram's laptop says what Noor's first showed: his program reads these entries in another way.
        let wrong = noor.core.looks.pages[&page].1;
        noor.core.open.close(&page);
        noor.look(&page).unwrap();
        noor.compare(&bram.device(), &[wrong]).unwrap();
        let differs = Differing { page, device: bram.device() };
        assert_eq!(noor.differing().unwrap(), [differs]);
        tell(&bram, &mut noor);
        assert_eq!(noor.differing().unwrap(), []);
    }

    #[test]
    fn other_entries_and_other_peoples_pages_are_not_compared() {
        let ([mut bram, mut noor], page) = level_but_different();
        bram.look(&page).unwrap();
        noor.look(&page).unwrap();
        let mut look = bram.core.looks.pages[&page].1;
        look.shown = [7; 16];
        // Bram wrote on: what Noor holds is something else.
        noor.core.open.close(&page);
        noor.look(&page).unwrap();
        noor.compare(&bram.device(), &[Look { rows: [9; 16], ..look }]).unwrap();
        assert_eq!(noor.differing().unwrap(), []);
        noor.compare(&DeviceId::from_bytes([8; 32]), &[look]).unwrap();
        assert_eq!(noor.differing().unwrap(), [], "a stranger says nothing about our pages");
        noor.compare(&bram.device(), &[look]).unwrap();
        assert_eq!(noor.differing().unwrap().len(), 1);
    }
}
