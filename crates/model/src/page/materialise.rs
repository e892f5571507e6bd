//! Makes a page from all entries that are held of it.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, Change};
use kring_trust::entry::Dep;
use kring_trust::id::{Actor, Chain, LogId};
use kring_trust::plan::{
    Bounds, HeldBranch, HeldEntry, HeldLog, Plan, Spot, Why as Planned, plan_within,
};

use super::apply::{Judge, Refused};
use super::gate::{Candidate, Incoming, Refusal, admit};
use super::index::Slot;
use super::operations::Known;
use super::{About, BadFirstChange, Fault, Page, Resting, Why};

/// How closely entries are looked at while a page is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scrutiny {
    /// Automerge must take them, and they must write nothing of somebody else's. The rest is
    /// checked later, by [`Page::check`]: for pages that must be shown soon.
    Apply,
    /// The document with them must also pass [`Page::check`]. Costs about half as much again; for
    /// a page whose check failed it finds the entry that spoiled it.
    Whole,
    /// A deliberate mistake, for simulators: nobody's rights are looked at, now or later.
    #[doc(hidden)]
    #[cfg(feature = "faults")]
    Blind,
}

/// How a page is made.
struct Making<'a> {
    scrutiny: Scrutiny,
    crashed: &'a BTreeSet<(LogId, u64)>,
    bounds: Bounds,
    /// Told of every entry before it is looked into; entries are then taken one by one.
    each: Option<&'a mut dyn FnMut(LogId, u64)>,
}

impl Page {
    /// Makes the page of all its logs, in one batch.
    ///
    /// A function of the entries: whatever their order and partition, the same entries give the
    /// same page. `crashed` are entries that killed the program before; they are set aside unseen.
    /// Costs about 11 ms for 400 changes and 0.3 s for 20,000; an entry that must be set aside
    /// costs a few times as much.
    ///
    /// # Errors
    /// [`BadFirstChange`], never with the bytes of this program.
    pub fn materialise(
        about: About,
        logs: &[HeldLog],
        scrutiny: Scrutiny,
        crashed: &BTreeSet<(LogId, u64)>,
    ) -> Result<Self, BadFirstChange> {
        Self::materialise_within(about, logs, scrutiny, crashed, Bounds::default())
    }

    /// The same page, made entry by entry: `each` is told of every one before anything looks into
    /// it. For a page on which the program died. Costs some 0.2 ms for every 1,000 operations and
    /// entry: seconds for thousands of entries.
    ///
    /// # Errors
    /// As [`Page::materialise`].
    pub fn materialise_one_by_one(
        about: About,
        logs: &[HeldLog],
        scrutiny: Scrutiny,
        crashed: &BTreeSet<(LogId, u64)>,
        each: &mut dyn FnMut(LogId, u64),
    ) -> Result<Self, BadFirstChange> {
        let making = Making { scrutiny, crashed, bounds: Bounds::default(), each: Some(each) };
        Self::make(about, logs, making)
    }

    /// [`Page::materialise`] within bounds of one's own.
    pub(super) fn materialise_within(
        about: About,
        logs: &[HeldLog],
        scrutiny: Scrutiny,
        crashed: &BTreeSet<(LogId, u64)>,
        bounds: Bounds,
    ) -> Result<Self, BadFirstChange> {
        Self::make(about, logs, Making { scrutiny, crashed, bounds, each: None })
    }

    fn make(
        about: About,
        logs: &[HeldLog],
        mut making: Making<'_>,
    ) -> Result<Self, BadFirstChange> {
        let (mut page, first) = Self::begin(about)?;
        let scrutiny = making.scrutiny;
        page.bounds = making.bounds;
        #[cfg(feature = "faults")]
        if scrutiny == Scrutiny::Blind {
            page.daily = Scrutiny::Blind;
        }
        let plan = plan_within(logs, &making.bounds);
        let slots = page.open_logs(logs);
        let (candidates, mut refused) = page.admit_all(logs, &plan, &slots, &mut making, &first);
        let mut doc = page.doc.clone();
        let judge = Judge { about: &page.about, logs: &page.logs, scrutiny };
        let left = match &mut making.each {
            Some(each) => judge.absorb_one_by_one(&mut doc, &candidates, each),
            None => judge.absorb(&mut doc, &candidates),
        };
        for (slot, (n, fault)) in left {
            refused.insert(slot, (n, fault));
        }
        page.set_doc(doc);
        page.take_back(&refused, logs, &slots);
        page.rest(logs, &plan, &slots, &refused);
        Ok(page)
    }

    pub(super) fn set_doc(&mut self, doc: Automerge) {
        self.doc = doc;
    }

    fn open_logs(&mut self, logs: &[HeldLog]) -> Vec<Option<Slot>> {
        let mut sorted: Vec<usize> = (0..logs.len()).collect();
        sorted.sort_by_key(|at| logs.get(*at).map(|log| (log.opening.id(), log.opening)));
        let mut slots = vec![None; logs.len()];
        for at in sorted {
            if let (Some(log), Some(place)) = (logs.get(at), slots.get_mut(at)) {
                *place = self.logs.open(&self.about.group, &log.opening, log.person);
            }
        }
        slots
    }

    fn admit_all(
        &mut self,
        logs: &[HeldLog],
        plan: &Plan,
        slots: &[Option<Slot>],
        making: &mut Making<'_>,
        first: &Change,
    ) -> (Vec<Candidate>, Refused) {
        let mut known = Known::from(first);
        let mut candidates = Vec::with_capacity(plan.order.len());
        let mut refused = Refused::new();
        for step in &plan.order {
            let Some(slot) = slots.get(step.spot.log).copied().flatten() else { continue };
            if refused.contains_key(&slot) {
                continue;
            }
            let log = logs.get(step.spot.log).map(|log| log.opening.id());
            let fault = if log.is_some_and(|log| making.crashed.contains(&(log, step.spot.n))) {
                Fault::Crash
            } else {
                let Some(entry) = entry_at(logs, step.spot) else { continue };
                if let (Some(each), Some(log)) = (&mut making.each, log) {
                    each(log, step.spot.n);
                }
                let incoming = Incoming { slot, slim: &step.slim, chain: entry.chain };
                match admit(&mut self.logs, &mut known, &incoming) {
                    Ok(candidate) => {
                        candidates.push(candidate);
                        continue;
                    }
                    // The plan orders causally: what is missing was set aside.
                    Err(Refusal::Missing) => Fault::After,
                    Err(Refusal::Fault(fault)) => fault,
                }
            };
            refused.insert(slot, (step.spot.n, fault));
        }
        (candidates, refused)
    }

    /// Entries were counted as applied before Automerge saw them; those it refused are not.
    fn take_back(&mut self, refused: &Refused, logs: &[HeldLog], slots: &[Option<Slot>]) {
        for (slot, (n, _)) in refused {
            let held = slots.iter().position(|place| *place == Some(*slot));
            let held = held.and_then(|at| logs.get(at));
            if let Some(log) = self.logs.get_mut(*slot) {
                log.applied.truncate(usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX));
                let last = log.applied.last().map(|applied| (log.applied.len(), applied.chain));
                let chain = last.and_then(|(n, chain)| full_chain(held?, n as u64, &chain));
                log.chain = chain.unwrap_or_else(|| log.opening.chain_start(&self.about.group));
            }
        }
    }

    fn rest(&mut self, logs: &[HeldLog], plan: &Plan, slots: &[Option<Slot>], refused: &Refused) {
        let mut resting = BTreeMap::new();
        let mut note = |log: usize, n: u64, why: Why| {
            if let Some(log) = logs.get(log) {
                // Of two entries with one number the first is told; both are in the store.
                resting.entry((log.opening.id(), n)).or_insert(why);
            }
        };
        for step in &plan.order {
            let slot = slots.get(step.spot.log).copied().flatten();
            match slot.and_then(|slot| refused.get(&slot)) {
                Some((n, fault)) if *n == step.spot.n => {
                    note(step.spot.log, *n, Why::SetAside(fault.clone()));
                }
                Some((n, _)) if *n < step.spot.n => {
                    note(step.spot.log, step.spot.n, Why::SetAside(Fault::After));
                }
                _ => {}
            }
        }
        for rest in &plan.resting {
            note(rest.spot.log, rest.spot.n, rest.why.into());
        }
        let waiting = plan.resting.iter().filter(|rest| rest.why == Planned::Waiting);
        for rest in waiting {
            if let Some(entry) = entry_at(logs, rest.spot) {
                self.note_awaited(&entry.bytes);
            }
        }
        let named = |((log, n), why)| Resting { log, n, why };
        self.resting = resting.into_iter().map(named).collect();
        for ((log, slot), size) in logs.iter().zip(slots).zip(&plan.sizes) {
            if let Some(log_of_page) = slot.and_then(|slot| self.logs.get_mut(slot)) {
                let end =
                    |branch: &HeldBranch| branch.after.saturating_add(branch.entries.len() as u64);
                log_of_page.held = log.branches.iter().map(end).max().unwrap_or(0);
                log_of_page.size = *size;
            }
        }
    }
}

fn entry_at(logs: &[HeldLog], spot: Spot) -> Option<&HeldEntry> {
    let branch = logs.get(spot.log)?.branches.get(spot.branch)?;
    let place = spot.n.checked_sub(branch.after)?.checked_sub(1)?;
    branch.entries.get(usize::try_from(place).ok()?)
}

/// The whole chain of entry `n`, of which an entry keeps the first half.
fn full_chain(log: &HeldLog, n: u64, half: &[u8; 16]) -> Option<Chain> {
    log.branches.iter().find_map(|branch| {
        let place = n.checked_sub(branch.after)?.checked_sub(1)?;
        let chain = branch.entries.get(usize::try_from(place).ok()?)?.chain;
        let named = Dep::new(Actor([0; 16]), n, &chain);
        (named.chain == *half).then_some(chain)
    })
}
