//! Pages shown by their rows, and what the peer then lacks of them.

use std::collections::{BTreeMap, VecDeque};

use kring_trust::id::PageId;
use kring_trust::log::{Batch, LogOpening};

use crate::breach::Breach;
use crate::giving::Giving;
use crate::ledger::{Head, Ledger, Mark, Sight};
use crate::message::{
    Answer, BATCHES_CAP, Blob, Few, Lack, Message, PageRows, RowMark, Verdict, WireBatch,
};
use crate::session::{Event, Scene};

/// Bytes of entries in one message: about 5,000 entries, which is also what a commit takes best.
const BATCHES_BUDGET: usize = 512 * 1024;

/// What was shown and is not answered, and what was asked for and is not sent. Bounded by the
/// pages and rows that may be under way.
#[derive(Debug, Default)]
pub(crate) struct Showing {
    shown: BTreeMap<u32, Shown>,
    next: u32,
    jobs: VecDeque<Job>,
}

/// Rows that the peer was shown and has not answered.
#[derive(Debug)]
struct Shown {
    page: PageId,
    rows: Vec<(LogOpening, Mark)>,
    offer: bool,
}

/// A branch of a log that the peer lacks.
#[derive(Debug)]
struct Job {
    opening: LogOpening,
    end: Mark,
    have: Vec<Mark>,
}

impl Showing {
    pub(crate) fn unanswered(&self) -> usize {
        self.shown.len()
    }

    pub(crate) fn all_answered(&self) -> bool {
        self.shown.is_empty()
    }

    /// Is nothing under way that the peer has to answer or receive?
    pub(crate) fn is_idle(&self) -> bool {
        self.shown.is_empty() && self.jobs.is_empty()
    }
}

impl Giving {
    /// Shows rows of a page, which the peer will answer.
    pub(crate) fn show(&mut self, page: PageId, heads: &[Head], offer: bool) -> PageRows {
        let named = |head: &Head| {
            let log = self.names.name(&head.opening, Some(page));
            RowMark { log, mark: Mark::from(&head.row) }
        };
        let marks = heads.iter().map(named).collect();
        let rows = heads.iter().map(|head| (head.opening, Mark::from(&head.row))).collect();
        self.showing.shown.insert(self.showing.next, Shown { page, rows, offer });
        self.showing.next = self.showing.next.wrapping_add(1);
        PageRows { page, rows: marks }
    }

    /// The next entries of what the peer lacks.
    pub(crate) fn batches<L: Ledger>(
        &mut self,
        scene: &mut Scene<'_, L>,
    ) -> Result<Option<Message>, Breach> {
        let (mut batches, mut left) = (Vec::new(), BATCHES_BUDGET);
        while let Some(job) = self.showing.jobs.front_mut() {
            let found = job.load(left, scene)?;
            if !batches.is_empty() && found.first().is_some_and(|batch| size(batch) > left) {
                // A single long batch goes alone, so that every message fits in a frame.
                break;
            }
            job.sent(&found);
            let done = found.last().is_none_or(|batch| batch.row.n >= job.end.n);
            for batch in found {
                left = left.saturating_sub(size(&batch));
                batches.push(self.wire(batch));
            }
            if done {
                self.showing.jobs.pop_front();
            }
            if left == 0 || batches.len() >= BATCHES_CAP / 2 {
                break;
            }
        }
        Ok((!batches.is_empty()).then_some(Message::Batches { batches: Few(batches) }))
    }

    /// The peer compared a page.
    pub(crate) fn answered<L: Ledger>(
        &mut self,
        answer: Answer,
        scene: &mut Scene<'_, L>,
    ) -> Result<(), Breach> {
        let shown = self.showing.shown.remove(&answer.shown).ok_or(Breach::Order)?;
        match answer.verdict {
            Verdict::Declined if shown.offer => self.handing.done(),
            Verdict::Holds if shown.offer => {
                self.handing.done();
                let Shown { page, rows, .. } = shown;
                if scene.hands_over(&page)? {
                    self.handing.held(page, rows.clone());
                    scene.events.push(Event::HandedOver { page, rows });
                }
            }
            Verdict::Holds | Verdict::Declined => {}
            Verdict::Lacks(lacks) => {
                if shown.offer {
                    self.handing.again(shown.page);
                }
                for lack in lacks {
                    self.showing.jobs.push_back(shown.job(lack)?);
                }
            }
        }
        Ok(())
    }

    /// The form in which a batch travels.
    pub(crate) fn wire(&mut self, batch: Batch) -> WireBatch {
        let log = self.names.name(&batch.opening, None);
        let entries = batch.entries.into_iter().map(Blob).collect();
        WireBatch { log, after: batch.after, entries, signature: batch.row.signature }
    }
}

impl Shown {
    fn job(&self, lack: Lack) -> Result<Job, Breach> {
        let index = usize::try_from(lack.row).map_err(|_| Breach::Malformed)?;
        let (opening, end) = *self.rows.get(index).ok_or(Breach::Malformed)?;
        Ok(Job { opening, end, have: lack.ends.0 })
    }
}

impl Job {
    /// The next batches of the branch, if the peer may still see the page.
    fn load<L: Ledger>(&self, budget: usize, scene: &Scene<'_, L>) -> Result<Vec<Batch>, Breach> {
        if scene.ledger.sight(&self.opening.page, &scene.peer)? != Sight::Open {
            return Ok(Vec::new());
        }
        let log = self.opening.id();
        let mut found = scene.ledger.batches(&log, &self.end, &self.have, budget)?;
        found.truncate(BATCHES_CAP / 2);
        Ok(found)
    }

    fn sent(&mut self, batches: &[Batch]) {
        if let Some(batch) = batches.last() {
            self.have = vec![Mark::from(&batch.row)];
        }
    }
}

/// Bytes of a batch's entries.
pub(crate) fn size(batch: &Batch) -> usize {
    batch.entries.iter().map(Vec::len).sum()
}
