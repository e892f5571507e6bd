//! How far this laptop and its peers are with each other, written down a little later.
//!
//! What a peer confirmed is on its disk, and what this laptop holds of a peer is on its own: both
//! stay true whatever happens here. So a step on waits in memory for a quiet moment instead of
//! costing every edit a write of its own. If it is lost in a crash, the two compare a little more
//! at their next contact, and a name is green later, never too early.

use std::collections::BTreeMap;

use kring_store::{PeerState, StoreError};
use kring_sync::{Advance, Committed, Held, Incoming};
use kring_trust::DeviceId;
use kring_trust::position::Position;

use super::{Core, Replica, ReplicaError};

/// Both positions, for every peer of whom the store does not know them yet.
pub(super) type Steps = BTreeMap<DeviceId, Step>;

#[derive(Clone, Copy)]
pub(super) struct Step {
    theirs: Option<Position>,
    confirmed: Option<Position>,
}

impl Replica {
    /// What is remembered of `peer`, as far as the two are with each other now.
    ///
    /// # Errors
    /// [`StoreError`] from the disk.
    pub fn peer_state(&self, peer: &DeviceId) -> Result<PeerState, StoreError> {
        Ok(self.core.stepped(peer, self.store.peer(peer)?))
    }

    /// Writes down how far this laptop and its peers are, where that is not written yet.
    ///
    /// # Errors
    /// [`StoreError`] from the disk.
    pub fn keep_steps(&mut self) -> Result<(), StoreError> {
        if self.core.steps.is_empty() {
            return Ok(());
        }
        let core = &self.core;
        self.store.transaction::<_, StoreError>(|tx| {
            core.steps.keys().try_for_each(|peer| {
                let state = core.stepped(peer, tx.peer(peer)?);
                tx.put_peer(peer, &state)
            })
        })?;
        self.core.steps.clear();
        Ok(())
    }

    /// Takes what only leads on, and brings nothing that has to be stored. None if it is to be
    /// committed: a position that goes back takes green away, or holds up what is stored next.
    pub(super) fn step(&mut self, incoming: &Incoming) -> Result<Option<Committed>, ReplicaError> {
        let to = match &incoming.held {
            Held::Stays => None,
            Held::Advance(advance) => Some(advance),
            Held::Zero => return Ok(None),
        };
        let brings = !(incoming.statements.is_empty()
            && incoming.batches.is_empty()
            && incoming.compared.is_empty());
        let known = self.peer_state(&incoming.peer)?;
        let further = |next: &Position, known: Option<Position>| {
            known.is_none_or(|known| next.number > known.number)
        };
        let confirmed = incoming.confirmed.unwrap_or(known.confirmed);
        let back = incoming.confirmed.is_some()
            && !confirmed.is_some_and(|next| further(&next, known.confirmed));
        if brings || back || !to.is_none_or(|to| further(&to.to, known.theirs)) {
            return Ok(None);
        }
        let moved = to.map_or(Ok(true), |to| self.has_all(to))?;
        let theirs = to.filter(|_| moved).map_or(known.theirs, |to| Some(to.to));
        self.core.steps.insert(incoming.peer, Step { theirs, confirmed });
        let now = self.store.position()?.number;
        let moved = moved && to.is_some();
        Ok(Some(Committed { before: now, after: now, moved, ..Committed::default() }))
    }

    fn has_all(&self, advance: &Advance) -> Result<bool, ReplicaError> {
        self.core.holds_all(&self.store, advance)
    }
}

impl Core {
    /// What the store knows of `peer`, and the steps since.
    pub(super) fn stepped(&self, peer: &DeviceId, mut known: PeerState) -> PeerState {
        if let Some(step) = self.steps.get(peer) {
            (known.theirs, known.confirmed) = (step.theirs, step.confirmed);
        }
        known
    }
}
