//! What is done when nothing else is going on: the tail is shortened, lists are drawn, and everything
//! is looked through, a little at a time.
//!
//! A disk loses bits without a word. What does not open any more is fetched again from a peer while
//! there is one that has it, and not years later, when somebody wants to read it.

use kring_store::{Mode, Part, StoreError};
use kring_trust::PageId;

use super::edit::Subject;
use super::{Replica, ReplicaError};
use crate::memory;

/// From so many records in the tail it is shortened when nothing else is going on: as many as one
/// run holds.
const TAIL_IDLE: u64 = 256;

/// Records taken from the tail at once: about 3 ms in which nobody else can write.
const AT_ONCE: u64 = 500;

/// How many times nothing is done after everything was looked through: about an hour of calm.
const REST: u32 = 36_000;

/// How often the calendar is looked at: a day begins no later than that.
const HOUR_MS: u64 = 3_600_000;

/// The name under which a store keeps how much of it was damaged when it was last looked through.
const DAMAGED: &str = "damaged";

/// How far the look has come.
#[derive(Default)]
pub(super) struct Upkeep {
    step: Step,
    found: u64,
    /// The position at which lists were last drawn.
    drawn_at: u64,
    /// Something arrived or was written since [`Replica::take_news`] was last asked.
    news: bool,
    /// When the calendar is to be looked at next.
    hour_ms: u64,
}

enum Step {
    Records(Part),
    Pages(Vec<PageId>),
    Rest(u32),
}

impl Default for Step {
    fn default() -> Self {
        Self::Records(Part::default())
    }
}

impl Replica {
    /// Does a few milliseconds' worth of upkeep. Whether something was found that is now asked for
    /// again.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk; what is damaged is no error.
    pub fn upkeep(&mut self) -> Result<bool, ReplicaError> {
        if self.store.mode() == Mode::ReadOnly || self.store.is_stopped() {
            return Ok(false);
        }
        if self.store.has_tail(TAIL_IDLE)? {
            self.store.compact_at_most(AT_ONCE)?;
            return Ok(false);
        }
        self.keep_snapshots()?;
        self.core.open.rest();
        let now = self.store.position()?.number;
        if self.upkeep.drawn_at != now {
            self.draw_lists()?;
            self.upkeep.drawn_at = now;
            self.upkeep.news = true;
            memory::give_back();
        }
        self.store.checkpoint_if_long()?;
        match std::mem::take(&mut self.upkeep.step) {
            Step::Records(part) => self.look_at_records(part),
            Step::Pages(pages) => self.look_at_page(pages).map(|()| false),
            Step::Rest(left) => {
                self.upkeep.step = left.checked_sub(1).map(Step::Rest).unwrap_or_default();
                Ok(false)
            }
        }
    }

    /// Whether upkeep saw something new since this was last asked.
    pub fn take_news(&mut self) -> bool {
        std::mem::take(&mut self.upkeep.news)
    }

    /// Whether the calendar is to be looked at: the first time that this is asked, and once an hour.
    pub fn take_hour(&mut self) -> bool {
        let now = self.core.env.now_ms();
        let due = now >= self.upkeep.hour_ms;
        if due {
            self.upkeep.hour_ms = now.saturating_add(HOUR_MS);
        }
        due
    }

    /// How much of the store was damaged when it was last looked through.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn damaged(&self) -> Result<u64, ReplicaError> {
        let value = match self.store.get(DAMAGED) {
            Err(StoreError::Damaged(_)) => return Ok(1),
            value => value?,
        };
        let bytes = value.and_then(|value| value.as_slice().try_into().ok());
        Ok(bytes.map_or(0, u64::from_le_bytes))
    }

    /// Remembers how much is damaged, for those who only want to know that.
    pub(super) fn note_damaged(&mut self, count: u64) -> Result<(), ReplicaError> {
        if self.store.mode() == Mode::ReadWrite && self.damaged()? != count {
            self.store.transaction(|tx| tx.put(DAMAGED, &count.to_le_bytes()))?;
        }
        Ok(())
    }

    /// Now that nobody waits, and not in somebody's next act.
    fn keep_snapshots(&mut self) -> Result<(), ReplicaError> {
        if self.core.unsaved.is_empty() {
            return Ok(());
        }
        let core = &mut self.core;
        self.store.transaction(|tx| core.put_snapshots(tx))
    }

    fn look_at_records(&mut self, part: Part) -> Result<bool, ReplicaError> {
        let (report, next) = match self.store.check_part(part) {
            Ok(looked) => looked,
            Err(StoreError::Damaged(what)) => {
                tracing::error!(%what, "the store cannot be looked through");
                self.upkeep.found += 1;
                self.end_look()?;
                return Ok(false);
            }
            Err(error) => return Err(error.into()),
        };
        self.upkeep.step = next.map_or_else(|| Step::Pages(self.visible_pages()), Step::Records);
        if report.is_whole() {
            return Ok(false);
        }
        self.upkeep.found += (report.damaged.len() + report.structure.len()) as u64;
        self.ask_again(&report.damaged)?;
        self.note_damaged(self.upkeep.found)?;
        Ok(true)
    }

    /// Saves and loads one page. One that does not come back the same is made anew from its logs,
    /// which finds the entry that spoiled it.
    fn look_at_page(&mut self, mut pages: Vec<PageId>) -> Result<(), ReplicaError> {
        let Some(id) = pages.pop() else { return self.end_look() };
        self.upkeep.step = Step::Pages(pages);
        self.refresh()?;
        // It may have been erased meanwhile.
        let Ok(subject) = self.core.subject(&id) else { return Ok(()) };
        let was_open = self.core.open.has(&id);
        let looked = self.look_closely(&subject).and_then(|()| self.keep_snapshots());
        if !was_open {
            self.core.open.close_after_look(&id);
        }
        looked
    }

    fn look_closely(&mut self, subject: &Subject) -> Result<(), ReplicaError> {
        let id = subject.page;
        if let Err(unsound) = self.core.page(&self.store, subject)?.check() {
            tracing::warn!(page = %id.short(), ?unsound, "a page does not load back");
            self.core.open.close(&id);
            self.store.transaction::<_, StoreError>(|tx| {
                tx.remove_snapshot(&id)?;
                tx.remove_card(&id)
            })?;
            if id == self.group_page() {
                self.forget_overview()?;
            }
        }
        self.look(&id)
    }

    fn end_look(&mut self) -> Result<(), ReplicaError> {
        self.upkeep.step = Step::Rest(REST);
        if let Err(error) = self.keep_generation() {
            tracing::warn!(%error, "no copy of this group was made");
        }
        let found = std::mem::take(&mut self.upkeep.found);
        self.note_damaged(found)
    }
}

#[cfg(test)]
mod tests {
    use super::super::edit::SNAPSHOT_EVERY;
    use super::super::pages::IDLE_CAP;
    use super::super::testing::{minutes, page, shown, three};
    use super::*;

    #[test]
    fn only_pages_that_people_use_stay_open() {
        let [mut noor, ..] = three();
        let page = page(&mut noor, 10);
        noor.core.open.close_all();
        while !matches!(noor.upkeep.step, Step::Rest(_)) {
            noor.upkeep().unwrap();
        }
        assert!(!noor.core.open.has(&page), "it was only looked at");
        minutes(&mut noor, &page, "abc");
        for _ in 0..IDLE_CAP - 1 {
            noor.upkeep().unwrap();
        }
        assert!(noor.core.open.has(&page), "somebody may go on");
        assert_eq!(shown(&mut noor, &page), "abc");
        for _ in 0..IDLE_CAP - 1 {
            noor.upkeep().unwrap();
        }
        assert!(noor.core.open.has(&page), "somebody read it");
        noor.upkeep().unwrap();
        assert!(!noor.core.open.has(&page));
        assert_eq!(shown(&mut noor, &page), "abc", "and it opens again");
    }

    #[test]
    fn what_took_long_to_open_is_kept_in_a_quiet_moment() {
        let [mut noor, ..] = three();
        let page = page(&mut noor, 10);
        let mut text = String::new();
        for _ in 0..SNAPSHOT_EVERY {
            text.push('a');
            minutes(&mut noor, &page, &text);
        }
        noor.core.open.close_all();
        assert_eq!(shown(&mut noor, &page), text);
        assert!(noor.store.snapshot(&page).unwrap().is_none(), "reading writes nothing");
        while noor.store.has_tail(TAIL_IDLE).unwrap() {
            noor.upkeep().unwrap();
        }
        noor.upkeep().unwrap();
        assert!(noor.store.snapshot(&page).unwrap().is_some());
    }
}
