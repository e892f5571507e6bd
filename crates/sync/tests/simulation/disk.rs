//! A replica whose disk can refuse once.

use kring_node::replica::Replica;
use kring_sync::ledger::Head;
use kring_sync::{Arrival, Committed, Incoming, Ledger, LedgerError, Look, Mark, PeerState, Sight};
use kring_trust::log::Batch;
use kring_trust::position::Position;
use kring_trust::{DeviceId, LogId, PageId};

/// The real replica, but for the commits that fail.
pub(crate) struct Disk<'a> {
    pub(crate) replica: &'a mut Replica,
    /// The next commit finds the disk full.
    pub(crate) full: &'a mut bool,
}

impl Ledger for Disk<'_> {
    fn may_connect(&self, device: &DeviceId) -> bool {
        self.replica.may_connect(device)
    }

    fn position(&self) -> Result<Position, LedgerError> {
        Ledger::position(self.replica)
    }

    fn tell(&mut self) -> Result<Position, LedgerError> {
        self.replica.tell()
    }

    fn told(&self, position: &Position) -> Result<bool, LedgerError> {
        self.replica.told(position)
    }

    fn peer(&self, peer: &DeviceId) -> Result<PeerState, LedgerError> {
        self.replica.peer(peer)
    }

    fn sight(&self, page: &PageId, device: &DeviceId) -> Result<Sight, LedgerError> {
        self.replica.sight(page, device)
    }

    fn statements(
        &self,
        after: u64,
        to: u64,
        budget: usize,
    ) -> Result<Vec<(u64, Vec<u8>)>, LedgerError> {
        self.replica.statements(after, to, budget)
    }

    fn pages_touched(&self, from: u64, to: u64) -> Result<Vec<PageId>, LedgerError> {
        self.replica.pages_touched(from, to)
    }

    fn heads(&self, page: &PageId) -> Result<Vec<Head>, LedgerError> {
        self.replica.heads(page)
    }

    fn holds(&self, log: &LogId, mark: &Mark) -> Result<bool, LedgerError> {
        self.replica.holds(log, mark)
    }

    fn ends(&self, log: &LogId) -> Result<Vec<Mark>, LedgerError> {
        self.replica.ends(log)
    }

    fn batches(
        &self,
        log: &LogId,
        end: &Mark,
        have: &[Mark],
        budget: usize,
    ) -> Result<Vec<Batch>, LedgerError> {
        self.replica.batches(log, end, have, budget)
    }

    fn arrivals(&self, after: u64, budget: usize) -> Result<Option<Vec<Arrival>>, LedgerError> {
        self.replica.arrivals(after, budget)
    }

    fn wanted(&self) -> Result<Vec<PageId>, LedgerError> {
        self.replica.wanted()
    }

    fn leaving(&self, peer: &DeviceId) -> Result<Vec<PageId>, LedgerError> {
        self.replica.leaving(peer)
    }

    fn looks(&self, peer: &DeviceId, after: Option<u64>) -> Result<(u64, Vec<Look>), LedgerError> {
        Ledger::looks(self.replica, peer, after)
    }

    fn compare_looks(&mut self, peer: &DeviceId, looks: &[Look]) -> Result<(), LedgerError> {
        self.replica.compare_looks(peer, looks)
    }

    fn commit(&mut self, incoming: Incoming) -> Result<Committed, LedgerError> {
        if std::mem::take(self.full) {
            return Err(LedgerError("the disk is full".into()));
        }
        self.replica.commit(incoming)
    }
}
