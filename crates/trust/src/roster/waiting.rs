//! The waiting room: statements whose past is not here yet.

use std::collections::BTreeMap;

use super::admit::Refused;
use crate::id::StatementId;
use crate::statement::Statement;

/// The most statements that wait at once. Statements travel in the sender's arrival order, so an
/// honest group has a handful; a whole page of erases from a restored laptop fits.
pub const WAITING_COUNT_CAP: usize = 4_096;

/// The most bytes of statements that wait at once: what waits may come from somebody unknown, and
/// memory that strangers can fill stays small beside the documents.
pub const WAITING_BYTES_CAP: usize = 4 * 1024 * 1024;

/// A statement on its way in.
#[derive(Clone, Debug)]
pub(super) struct Waiter {
    pub(super) id: StatementId,
    pub(super) bytes: usize,
    pub(super) statement: Statement,
    pub(super) checked: Checked,
}

/// What of a statement's signatures was checked already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Checked {
    Nothing,
    /// The signer's own.
    Signer,
    /// All of them, before it was stored here.
    Everything,
}

/// Each waiter is entered under exactly one statement that it lacks, however many it lacks.
#[derive(Clone, Debug, Default)]
pub(super) struct WaitingRoom {
    lacking: BTreeMap<StatementId, Vec<StatementId>>,
    waiters: BTreeMap<StatementId, Waiter>,
    bytes: usize,
}

impl WaitingRoom {
    /// Lets `waiter` wait for `missing`.
    pub(super) fn put(&mut self, waiter: Waiter, missing: StatementId) -> Result<(), Refused> {
        let bytes = self.bytes.saturating_add(waiter.bytes);
        if self.waiters.len() >= WAITING_COUNT_CAP || bytes > WAITING_BYTES_CAP {
            return Err(Refused::Full);
        }
        self.put_back(waiter, missing);
        Ok(())
    }

    /// Lets somebody who was taken out wait on, for another statement.
    pub(super) fn put_back(&mut self, waiter: Waiter, missing: StatementId) {
        self.bytes = self.bytes.saturating_add(waiter.bytes);
        self.lacking.entry(missing).or_default().push(waiter.id);
        self.waiters.insert(waiter.id, waiter);
    }

    /// Takes out everybody entered under `arrived`.
    pub(super) fn take(&mut self, arrived: &StatementId) -> Vec<Waiter> {
        let ids = self.lacking.remove(arrived).unwrap_or_default();
        let waiters: Vec<_> = ids.iter().filter_map(|id| self.waiters.remove(id)).collect();
        let bytes: usize = waiters.iter().map(|waiter| waiter.bytes).sum();
        self.bytes = self.bytes.saturating_sub(bytes);
        waiters
    }

    pub(super) fn get(&self, id: &StatementId) -> Option<&Statement> {
        self.waiters.get(id).map(|waiter| &waiter.statement)
    }

    pub(super) fn len(&self) -> usize {
        self.waiters.len()
    }
}
