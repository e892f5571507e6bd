//! Brings a page up to date with entries that arrived.

use automerge::Automerge;
use kring_trust::entry::{Entry, Slim};
use kring_trust::id::{Actor, LogId, PersonId};
use kring_trust::log::LogOpening;
use kring_trust::plan::{HeldEntry, LOGS_PER_DEVICE, Size};

use super::apply::Judge;
use super::gate::{Candidate, Incoming, Refusal, admit};
use super::index::Slot;
use super::operations::Known;
use super::replay::replay;
use super::{Fault, Page, Resting, Why};

/// A stretch of one log that arrived, checked against its row by the caller.
#[derive(Clone, Copy, Debug)]
pub struct Arrived<'a> {
    /// The log.
    pub opening: LogOpening,
    /// Whose device writes it.
    pub person: PersonId,
    /// The number before the first of `entries`.
    pub after: u64,
    /// Entries `after + 1` and so on. What the page has already is passed over.
    pub entries: &'a [HeldEntry],
}

/// What became of entries that arrived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appended {
    /// How many are now in the document.
    pub applied: usize,
    /// How many rest: their log rested already.
    pub rest: usize,
}

/// The entries do not simply follow on: the page must be made anew from the store, by
/// [`Page::materialise`]. It is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NeedsRebuild {
    /// A log forked, or an entry builds on a branch that is not the page.
    #[error("a log has forked")]
    Fork,
    /// Entries before these, or those they depend on, are not in the document.
    #[error("entries that these depend on are not in the document")]
    Missing,
    /// What other entries waited for arrived, or a device began too many logs.
    #[error("entries that rested can be applied now")]
    Released,
    /// A person wrote more than is taken in: what is beyond must be weighed.
    #[error("one person wrote more in this page than is taken in")]
    TooMuch,
    /// An entry broke a rule or could not be applied: a rebuild sets it aside.
    #[error("an entry cannot be applied")]
    Bad,
}

impl Page {
    /// Applies entries that arrived, in any order of logs; all of them or none.
    ///
    /// # Errors
    /// [`NeedsRebuild`]; the page is as it was.
    pub fn append(&mut self, arrived: &[Arrived<'_>]) -> Result<Appended, NeedsRebuild> {
        let lengths = self.logs.lengths();
        let (rested, awaited) = (self.resting.len(), self.awaited.clone());
        let done = self.try_append(arrived);
        if done.is_err() {
            self.resting.truncate(rested);
            self.awaited = awaited;
            self.logs.forget_beyond(&lengths);
        }
        done
    }

    fn try_append(&mut self, arrived: &[Arrived<'_>]) -> Result<Appended, NeedsRebuild> {
        let mut queues = Vec::new();
        let mut done = Appended::default();
        for stretch in arrived {
            if let Some(queue) = self.queue(stretch, &mut done)? {
                queues.push(queue);
            }
        }
        let candidates = self.admit_arrived(&mut queues)?;
        if arrived.iter().any(|stretch| self.is_beyond(stretch)) {
            return Err(NeedsRebuild::TooMuch);
        }
        if self.releases(&candidates) {
            return Err(NeedsRebuild::Released);
        }
        done.applied = candidates.len();
        if !candidates.is_empty() {
            let next = self.applied(&candidates).map_err(|_| NeedsRebuild::Bad)?;
            self.set_doc(next);
        }
        Ok(done)
    }

    /// What of a stretch is new and can be applied.
    fn queue<'a>(
        &mut self,
        stretch: &Arrived<'a>,
        done: &mut Appended,
    ) -> Result<Option<Queue<'a>>, NeedsRebuild> {
        let slot = self.slot_of(stretch)?;
        let Some(log) = self.logs.get(slot) else { return Err(NeedsRebuild::Missing) };
        if stretch.after > log.held {
            return Err(NeedsRebuild::Missing);
        }
        for (n, entry) in (stretch.after + 1..).zip(stretch.entries) {
            let known = usize::try_from(n - 1).ok().and_then(|place| log.applied.get(place));
            if known.is_some_and(|known| !entry.chain.as_bytes().starts_with(&known.chain)) {
                return Err(NeedsRebuild::Fork);
            }
        }
        let known = usize::try_from(log.held - stretch.after).unwrap_or(usize::MAX);
        let Some((first, _)) = stretch.entries.get(known..).and_then(|new| new.split_first())
        else {
            return Ok(None);
        };
        let new = stretch.entries.get(known..).unwrap_or_default();
        if log.is_open() {
            // A stretch that does not lead on from the last entry is of another branch.
            let follows = kring_trust::log::chain_next(&log.chain, &first.bytes) == first.chain;
            return if follows { Ok(Some(Queue { slot, new })) } else { Err(NeedsRebuild::Fork) };
        }
        self.rest_more(slot, new, done)?;
        Ok(None)
    }

    fn slot_of(&mut self, stretch: &Arrived<'_>) -> Result<Slot, NeedsRebuild> {
        let actor = Actor::from(stretch.opening.id());
        if self.logs.of(&actor).is_none() {
            let device = stretch.opening.device;
            let logs = self.logs.all().filter(|log| log.opening.device == device).count();
            if logs >= LOGS_PER_DEVICE {
                return Err(NeedsRebuild::Released);
            }
        }
        self.logs
            .open(&self.about.group, &stretch.opening, stretch.person)
            .ok_or(NeedsRebuild::Fork)
    }

    /// Entries of a log that rests already, rest too.
    fn rest_more(
        &mut self,
        slot: Slot,
        new: &[HeldEntry],
        done: &mut Appended,
    ) -> Result<(), NeedsRebuild> {
        let Some(log) = self.logs.get_mut(slot) else { return Err(NeedsRebuild::Missing) };
        let id = log.opening.id();
        let last = self.resting.iter().filter(|resting| resting.log == id).max_by_key(|r| r.n);
        let why = match last.map(|resting| &resting.why) {
            Some(Why::ByteRule(_) | Why::AfterRefused) => Why::AfterRefused,
            Some(Why::SetAside(_)) => Why::SetAside(Fault::After),
            Some(Why::UnknownKind) => Why::UnknownKind,
            Some(Why::Waiting) => Why::Waiting,
            // All that follows lies beyond too, until somebody builds on it.
            Some(Why::TooMuch) => Why::TooMuch,
            // Forks and surplus logs are weighed anew.
            _ => return Err(NeedsRebuild::Fork),
        };
        for entry in new {
            let parsed = if why == Why::AfterRefused { None } else { parse(entry).ok() };
            log.held += 1;
            log.size.add(&size(entry, parsed.map_or(0, |slim| slim.operations)));
            self.resting.push(Resting { log: id, n: log.held, why: why.clone() });
        }
        if why == Why::Waiting {
            new.iter().for_each(|entry| self.note_awaited(&entry.bytes));
        }
        done.rest += new.len();
        Ok(())
    }

    /// Whether the person of a stretch wrote more than is taken in, and this stretch is not of a
    /// log whose end lies beyond already.
    fn is_beyond(&self, stretch: &Arrived<'_>) -> bool {
        let id = stretch.opening.id();
        let rests = self.resting.iter().any(|rest| rest.log == id && rest.why == Why::TooMuch);
        !rests && self.bounds.exceeded_by(&self.logs.size_of(&stretch.person))
    }

    /// Passes the entries through the page rules, whichever log's turn it is.
    fn admit_arrived(&mut self, queues: &mut [Queue<'_>]) -> Result<Vec<Candidate>, NeedsRebuild> {
        let mut known = Known::beside(&self.doc, &self.logs);
        let mut candidates = Vec::new();
        loop {
            let before = candidates.len();
            for queue in queues.iter_mut() {
                while let Some((entry, rest)) = queue.new.split_first() {
                    let slim = parse(entry)?;
                    let incoming = Incoming { slot: queue.slot, slim: &slim, chain: entry.chain };
                    match admit(&mut self.logs, &mut known, &incoming) {
                        Ok(candidate) => candidates.push(candidate),
                        Err(Refusal::Missing) => break,
                        Err(Refusal::Fault(_)) => return Err(NeedsRebuild::Bad),
                    }
                    queue.new = rest;
                    self.logs.hold(queue.slot, &size(entry, slim.operations));
                }
            }
            if queues.iter().all(|queue| queue.new.is_empty()) {
                return Ok(candidates);
            }
            if candidates.len() == before {
                return Err(NeedsRebuild::Missing);
            }
        }
    }

    /// Whether an entry that rests has waited for one of these.
    fn releases(&self, candidates: &[Candidate]) -> bool {
        candidates.iter().any(|candidate| {
            let actor = self.logs.get(candidate.slot).map(|log| Actor::from(log.opening.id()));
            actor.is_some_and(|actor| self.awaited.contains(&(actor, candidate.n)))
        })
    }

    fn applied(&self, candidates: &[Candidate]) -> Result<Automerge, Fault> {
        let judge = Judge { about: &self.about, logs: &self.logs, scrutiny: self.daily };
        if let [only] = candidates
            && let Some(next) = replay(&judge, &self.doc, only)
        {
            return Ok(next);
        }
        judge.attempt(&self.doc, &candidates.iter().collect::<Vec<_>>())
    }

    /// Remembers what an entry that rests waits for.
    pub(super) fn note_awaited(&mut self, entry: &[u8]) {
        if let Ok(Entry::Slim(slim)) = Entry::parse(entry) {
            let missing = slim.deps.iter().filter(|dep| self.logs.applied(dep).is_none());
            self.awaited.extend(missing.map(|dep| (dep.actor, dep.n)));
        }
    }

    /// The last number that is in the document of a log.
    pub fn applied_of(&self, log: &LogId) -> u64 {
        self.logs.of(&Actor::from(*log)).map_or(0, |log| log.applied.len() as u64)
    }
}

struct Queue<'a> {
    slot: Slot,
    new: &'a [HeldEntry],
}

fn size(entry: &HeldEntry, operations: u64) -> Size {
    Size { bytes: entry.bytes.len() as u64, operations }
}

fn parse(entry: &HeldEntry) -> Result<Slim, NeedsRebuild> {
    match Entry::parse(&entry.bytes) {
        Ok(Entry::Slim(slim)) => Ok(slim),
        Ok(Entry::Unknown { .. }) | Err(_) => Err(NeedsRebuild::Bad),
    }
}
