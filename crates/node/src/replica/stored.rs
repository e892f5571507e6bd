//! How much of what one person wrote is kept on this laptop: a program that writes without end
//! must fill neither the disk nor the memory of those who open the page.

use std::collections::HashMap;

use kring_store::Reader;
use kring_trust::log::Batch;
use kring_trust::{PageId, PersonId};

use super::{Core, ReplicaError};

/// Bytes of entries, as they are written, of one person that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limits {
    /// In one page: twice what is taken into it (`trust::plan::Bounds`), so that what another
    /// person built on is still here.
    page: u64,
    /// In all pages: three years of a busy group are 20 MB.
    group: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { page: 256 * 1024 * 1024, group: 4 * 1024 * 1024 * 1024 }
    }
}

/// The longest batch: who is nearer to a bound than this may have been refused.
const MESSAGE: u64 = kring_sync::message::BATCH_BYTES_CAP as u64;

/// Pages and persons that are counted at once; beyond, they are counted anew.
const COUNTED_CAP: usize = 4_096;

/// What is kept, as far as it was counted.
#[derive(Debug, Default)]
pub(super) struct Stored {
    limits: Limits,
    pages: HashMap<PageId, HashMap<PersonId, u64>>,
    group: Option<HashMap<PersonId, u64>>,
}

impl Stored {
    /// Counts anew: what was counted last was not kept.
    pub(super) fn forget(&mut self) {
        (self.pages, self.group) = (HashMap::new(), None);
    }
}

impl Core {
    /// Whether a batch of that person's still fits.
    pub(super) fn has_room(
        &mut self,
        store: &Reader,
        batch: &Batch,
        person: &PersonId,
    ) -> Result<bool, ReplicaError> {
        let (page, limits, length) = (batch.opening.page, self.stored.limits, length(batch));
        if !self.stored.pages.contains_key(&page) {
            let counted = self.count(store, Some(&page))?;
            if self.stored.pages.len() >= COUNTED_CAP {
                self.stored.pages.clear();
            }
            self.stored.pages.insert(page, counted);
        }
        let in_page = self.stored.pages.get(&page).and_then(|page| page.get(person));
        if in_page.copied().unwrap_or(0).saturating_add(length) > limits.page {
            return Ok(false);
        }
        // Nobody has written so much while all of it is less.
        if store.file_bytes()? < limits.group {
            return Ok(true);
        }
        if self.stored.group.is_none() {
            self.stored.group = Some(self.count(store, None)?);
        }
        let in_group = self.stored.group.as_ref().and_then(|group| group.get(person));
        Ok(in_group.copied().unwrap_or(0).saturating_add(length) <= limits.group)
    }

    /// Counts a batch that was kept.
    pub(super) fn count_in(&mut self, batch: &Batch, person: PersonId) {
        let page = self.stored.pages.get_mut(&batch.opening.page);
        for counted in page.into_iter().chain(&mut self.stored.group) {
            let bytes = counted.entry(person).or_insert(0);
            *bytes = bytes.saturating_add(length(batch));
        }
    }

    /// Whether this page has no room for another message of a person's, and whose.
    pub(super) fn without_room(
        &self,
        store: &Reader,
        page: &PageId,
    ) -> Result<Vec<PersonId>, ReplicaError> {
        let counted = self.count(store, Some(page))?;
        let full = |bytes: u64| bytes.saturating_add(MESSAGE) > self.stored.limits.page;
        Ok(counted
            .into_iter()
            .filter(|(_, bytes)| full(*bytes))
            .map(|(person, _)| person)
            .collect())
    }

    fn count(
        &self,
        store: &Reader,
        page: Option<&PageId>,
    ) -> Result<HashMap<PersonId, u64>, ReplicaError> {
        let mut counted = HashMap::new();
        for (device, bytes) in store.written(page)? {
            if let Some(known) = self.roster.device(&device) {
                let of_person: &mut u64 = counted.entry(known.person).or_insert(0);
                *of_person = of_person.saturating_add(bytes);
            }
        }
        Ok(counted)
    }
}

fn length(batch: &Batch) -> u64 {
    batch.entries.iter().map(|entry| entry.len() as u64).sum()
}

#[cfg(test)]
mod tests {
    use kring_sync::{Refused, Why};

    use super::super::Finding;
    use super::super::testing::{hand_over, minutes, page, three};

    #[test]
    fn one_members_flood_is_not_kept_beyond_its_bound_and_nobody_elses_is_held_back() {
        let [mut noor, mut bram, mut lotte] = three();
        let (small, large) = (page(&mut bram, 10), page(&mut bram, 5_000));
        noor.core.stored.limits.page = 4_000;
        let committed = hand_over(&bram, &mut noor);
        assert!(
            matches!(committed.refused.as_slice(), [Refused::Batch(_, Why::Full)]),
            "{:?}",
            committed.refused
        );
        assert_eq!(noor.store().heads(&small).unwrap().len(), 1);
        assert_eq!(noor.store().heads(&large).unwrap().len(), 0);
        // Lotte writes on the very page that Bram filled.
        hand_over(&bram, &mut lotte);
        minutes(&mut lotte, &large, "Vol");
        let full = Finding::TooMuchWritten { page: large, person: bram.me() };
        assert!(!noor.doctor().unwrap().findings.contains(&full), "nothing of it is here");
        let committed = hand_over(&lotte, &mut noor);
        assert_eq!(committed.refused.len(), 1, "only what is Bram's: {:?}", committed.refused);
        assert_eq!(noor.store().heads(&large).unwrap().len(), 1);
    }

    #[test]
    fn what_is_kept_already_is_counted_once_however_often_it_comes() {
        let [mut noor, mut bram, _] = three();
        let page = page(&mut bram, 3_000);
        noor.core.stored.limits.page = 8_000;
        for _ in 0..5 {
            assert_eq!(hand_over(&bram, &mut noor).refused, []);
        }
        let full = Finding::TooMuchWritten { page, person: bram.me() };
        assert!(noor.doctor().unwrap().findings.contains(&full), "no message more fits");
        // Counted in memory and counted from the disk are the same.
        let person = bram.me();
        let counted = noor.core.stored.pages[&page][&person];
        assert_eq!(noor.store.written(Some(&page)).unwrap()[&bram.device()], counted);
        assert!((3_000..3_500).contains(&counted), "{counted}");
    }

    #[test]
    fn a_person_is_bounded_over_all_pages_once_the_file_is_large() {
        let [mut noor, mut bram, _] = three();
        for _ in 0..10 {
            page(&mut bram, 3_000);
        }
        let size = noor.store.file_bytes().unwrap();
        noor.core.stored.limits.group = 10_000;
        assert!(size > 10_000, "an empty store has {size} bytes");
        let refused = hand_over(&bram, &mut noor).refused.len();
        assert!((6..=8).contains(&refused), "{refused} of 10 did not fit");
    }
}
