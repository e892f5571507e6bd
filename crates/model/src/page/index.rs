//! Which entries are in the document: their names, their hashes and what each had seen.

use std::collections::BTreeMap;
use std::sync::Arc;

use kring_trust::entry::{Ancestor, Dep, DepOf};
use kring_trust::id::{Actor, Chain, GroupId, PersonId};
use kring_trust::log::LogOpening;
use kring_trust::plan::Size;

use super::rewrites::Rewrote;

/// A log's place in [`Logs`].
pub(super) type Slot = usize;

/// For each slot how many entries of that log were seen; what is beyond the end was not.
pub(super) type Seen = Arc<[u32]>;

/// An entry that is in the document.
#[derive(Clone, Debug)]
pub(super) struct Applied {
    pub(super) chain: [u8; 16],
    pub(super) ancestor: Ancestor,
    /// Of other logs; of its own it has seen all before it. Shared along a stretch of one log.
    pub(super) seen: Seen,
    pub(super) rewrote: Rewrote,
}

#[derive(Clone, Debug)]
pub(super) struct Log {
    pub(super) opening: LogOpening,
    pub(super) person: PersonId,
    /// Entries 1, 2, and so on.
    pub(super) applied: Vec<Applied>,
    /// The chain after the last applied entry.
    pub(super) chain: Chain,
    /// How many entries the page was given.
    pub(super) held: u64,
    /// How much these are.
    pub(super) size: Size,
}

impl Log {
    /// Whether entry `held + 1` can follow: nothing of the log rests.
    pub(super) fn is_open(&self) -> bool {
        self.held == self.applied.len() as u64
    }
}

/// How far a log was at some moment.
pub(super) struct Length {
    applied: usize,
    chain: Chain,
    held: u64,
    size: Size,
}

#[derive(Clone, Debug)]
pub(super) struct Logs {
    pub(super) base: Ancestor,
    pub(super) base_actor: Actor,
    logs: Vec<Log>,
    slots: BTreeMap<Actor, Slot>,
}

impl Logs {
    pub(super) fn new(base: Ancestor, base_actor: Actor) -> Self {
        Self { base, base_actor, logs: Vec::new(), slots: BTreeMap::new() }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Log> {
        self.logs.iter()
    }

    pub(super) fn of(&self, actor: &Actor) -> Option<&Log> {
        self.get(*self.slots.get(actor)?)
    }

    pub(super) fn get(&self, slot: Slot) -> Option<&Log> {
        self.logs.get(slot)
    }

    pub(super) fn get_mut(&mut self, slot: Slot) -> Option<&mut Log> {
        self.logs.get_mut(slot)
    }

    pub(super) fn slot(&self, actor: &Actor) -> Option<Slot> {
        self.slots.get(actor).copied()
    }

    /// The slot of the log, which begins here if it is new. None if another log has its actor.
    pub(super) fn open(
        &mut self,
        group: &GroupId,
        opening: &LogOpening,
        person: PersonId,
    ) -> Option<Slot> {
        let actor = Actor::from(opening.id());
        if let Some(slot) = self.slot(&actor) {
            return self.get(slot).is_some_and(|log| log.opening == *opening).then_some(slot);
        }
        let slot = self.logs.len();
        let chain = opening.chain_start(group);
        let (applied, size) = (Vec::new(), Size::default());
        self.logs.push(Log { opening: *opening, person, applied, chain, held: 0, size });
        self.slots.insert(actor, slot);
        Some(slot)
    }

    /// Counts an entry that the page was given.
    pub(super) fn hold(&mut self, slot: Slot, size: &Size) {
        if let Some(log) = self.get_mut(slot) {
            log.held += 1;
            log.size.add(size);
        }
    }

    /// How much a person wrote, in all logs.
    pub(super) fn size_of(&self, person: &PersonId) -> Size {
        let mut size = Size::default();
        self.logs.iter().filter(|log| log.person == *person).for_each(|log| size.add(&log.size));
        size
    }

    /// How long every log is, to go back to.
    pub(super) fn lengths(&self) -> Vec<Length> {
        let length = |log: &Log| Length {
            applied: log.applied.len(),
            chain: log.chain,
            held: log.held,
            size: log.size,
        };
        self.logs.iter().map(length).collect()
    }

    /// Goes back to these lengths, one per log in order; newer logs go.
    pub(super) fn forget_beyond(&mut self, lengths: &[Length]) {
        self.logs.truncate(lengths.len());
        self.slots.retain(|_, slot| *slot < lengths.len());
        for (log, length) in self.logs.iter_mut().zip(lengths) {
            log.applied.truncate(length.applied);
            log.chain = length.chain;
            log.held = length.held;
            log.size = length.size;
        }
    }

    pub(super) fn knows_actor(&self, actor: &Actor) -> bool {
        *actor == self.base_actor || self.slots.contains_key(actor)
    }

    /// The applied entry that `dep` names.
    pub(super) fn applied(&self, dep: &Dep) -> Option<&Applied> {
        let place = usize::try_from(dep.n.checked_sub(1)?).ok()?;
        self.of(&dep.actor)?.applied.get(place).filter(|applied| applied.chain == dep.chain)
    }

    /// What a dependency of the next change of `own` is: only newest entries can be one.
    pub(super) fn dep_of(&self, hash: &[u8; 32], own: Slot) -> Option<DepOf> {
        if *hash == self.base.hash {
            return Some(DepOf::Base);
        }
        let newest = |log: &&Log| log.applied.last().is_some_and(|a| a.ancestor.hash == *hash);
        let slot = self.logs.iter().position(|log| newest(&log))?;
        let log = self.get(slot)?;
        if slot == own {
            return Some(DepOf::Own);
        }
        let n = log.applied.len() as u64;
        let chain = log.applied.last()?.chain;
        Some(DepOf::Other(Dep { actor: log.opening.id().into(), n, chain }))
    }

    /// What an entry of `slot` with these dependencies has seen of other logs.
    pub(super) fn seen(&self, slot: Slot, deps: &[Dep]) -> Seen {
        let own = self.get(slot).and_then(|log| log.applied.last());
        let before = own.map_or_else(|| Arc::from([]), |applied| Arc::clone(&applied.seen));
        let mut seen: Option<Vec<u32>> = None;
        let see = |seen: &mut Option<Vec<u32>>, other: Slot, n: u32| {
            let known = seen.as_deref().unwrap_or(&before).get(other).copied().unwrap_or(0);
            if n > known && other != slot {
                let seen = seen.get_or_insert_with(|| before.to_vec());
                seen.resize(seen.len().max(other + 1), 0);
                seen.iter_mut().skip(other).take(1).for_each(|place| *place = n);
            }
        };
        for dep in deps {
            let (Some(other), Some(applied)) = (self.slot(&dep.actor), self.applied(dep)) else {
                continue;
            };
            see(&mut seen, other, u32::try_from(dep.n).unwrap_or(u32::MAX));
            for (other, n) in applied.seen.iter().enumerate() {
                see(&mut seen, other, *n);
            }
        }
        seen.map_or_else(|| Arc::clone(&before), Arc::from)
    }

    /// The highest operation of `actor` in the past of an entry of `slot` that has seen `seen`; none
    /// if it has seen nothing of that actor.
    pub(super) fn highest_seen(&self, slot: Slot, seen: &Seen, actor: &Actor) -> Option<u64> {
        if *actor == self.base_actor {
            return Some(self.base.max_op);
        }
        let other = self.slot(actor)?;
        let log = self.get(other)?;
        let newest = if other == slot {
            log.applied.last()
        } else {
            let n = usize::try_from(*seen.get(other)?).ok()?;
            log.applied.get(n.checked_sub(1)?)
        };
        newest.map(|applied| applied.ancestor.max_op)
    }
}
