//! The replica as sync sees it.

use kring_store::{Reader, StoreError};
use kring_sync::ledger::Head;
use kring_sync::{Arrival, Committed, Incoming, Ledger, LedgerError, Look, Mark, PeerState, Sight};
use kring_trust::log::Batch;
use kring_trust::position::Position;
use kring_trust::{DeviceId, LogId, PageId};

use super::commit::{holds, whole_branch};
use super::{Core, Replica, ReplicaError};

impl From<ReplicaError> for LedgerError {
    fn from(error: ReplicaError) -> Self {
        Self(error.to_string())
    }
}

fn failed(error: impl Into<ReplicaError>) -> LedgerError {
    error.into().into()
}

impl Core {
    /// Whether `device` may be sent `page`, as the roster stands here.
    pub(super) fn sight_of(&self, page: &PageId, device: &DeviceId) -> Sight {
        if *page == PageId::ROSTER || self.roster.is_erased(page) {
            return Sight::Shut;
        }
        if self.faults.audience_off || self.roster.may_be_sent(device, page) {
            return Sight::Open;
        }
        let may_change = self.roster.page(page).is_none() || self.roster.waiting() > 0;
        if may_change { Sight::Unknown } else { Sight::Shut }
    }
}

impl Ledger for Replica {
    fn may_connect(&self, device: &DeviceId) -> bool {
        self.core.roster.may_connect(device)
    }

    fn position(&self) -> Result<Position, LedgerError> {
        self.store.position().map_err(failed)
    }

    fn tell(&mut self) -> Result<Position, LedgerError> {
        let position = self.store.position().map_err(failed)?;
        if self.told(&position)? {
            return Ok(position);
        }
        self.store.transaction(|tx| tx.tell()).map_err(|error: StoreError| failed(error))
    }

    fn told(&self, position: &Position) -> Result<bool, LedgerError> {
        let hash = self.store.told(position.number).map_err(failed)?;
        Ok(hash == Some(position.hash))
    }

    fn peer(&self, peer: &DeviceId) -> Result<PeerState, LedgerError> {
        let state = self.peer_state(peer).map_err(failed)?;
        Ok(PeerState { held: state.theirs, confirmed: state.confirmed })
    }

    fn sight(&self, page: &PageId, device: &DeviceId) -> Result<Sight, LedgerError> {
        Ok(self.core.sight_of(page, device))
    }

    fn statements(
        &self,
        after: u64,
        to: u64,
        budget: usize,
    ) -> Result<Vec<(u64, Vec<u8>)>, LedgerError> {
        /// Statements fetched at once; the budget is mostly reached before.
        const LIMIT: usize = 1_024;
        let statements = self.store.statements_after(after, LIMIT).map_err(failed)?;
        let mut used = 0;
        let fits = |(number, bytes): &(u64, Vec<u8>)| {
            let first = used == 0;
            used += bytes.len();
            *number <= to && (first || used <= budget)
        };
        Ok(statements.list.into_iter().take_while(fits).collect())
    }

    fn pages_touched(&self, from: u64, to: u64) -> Result<Vec<PageId>, LedgerError> {
        newest_first(&self.store, self.store.pages_touched(from, to).map_err(failed)?)
    }

    fn heads(&self, page: &PageId) -> Result<Vec<Head>, LedgerError> {
        let mut heads = Vec::new();
        for head in self.store.heads(page).map_err(failed)? {
            let row = self.store.whole_row(&head).map_err(failed)?;
            heads.extend(row.map(|row| Head { opening: head.opening, row }));
        }
        Ok(heads)
    }

    fn holds(&self, log: &LogId, mark: &Mark) -> Result<bool, LedgerError> {
        Ok(holds(&self.store, log, mark)?)
    }

    fn ends(&self, log: &LogId) -> Result<Vec<Mark>, LedgerError> {
        let mut ends = Vec::new();
        for head in self.store.branches(log).map_err(failed)? {
            let n = self.store.whole_until(log, head.branch).map_err(failed)?;
            let chain = self.store.chain_at(log, head.branch, n).map_err(failed)?;
            ends.extend(chain.filter(|_| n > 0).map(|chain| Mark::new(n, &chain)));
        }
        Ok(ends)
    }

    fn batches(
        &self,
        log: &LogId,
        end: &Mark,
        have: &[Mark],
        budget: usize,
    ) -> Result<Vec<Batch>, LedgerError> {
        let Some(branch) = whole_branch(&self.store, log, end)? else { return Ok(Vec::new()) };
        let mut from = 0;
        for mark in have.iter().filter(|mark| mark.n <= end.n) {
            let chain = self.store.chain_at(log, branch, mark.n).map_err(failed)?;
            if chain.is_some_and(|chain| Mark::new(mark.n, &chain) == *mark) {
                from = from.max(mark.n);
            }
        }
        let batches = self.store.batches_between(log, branch, from, end.n, budget);
        batches.map_err(failed)
    }

    fn arrivals(&self, after: u64, budget: usize) -> Result<Option<Vec<Arrival>>, LedgerError> {
        /// More statements than this at once are compared rather than listed.
        const LIMIT: usize = 256;
        let read = || {
            let Some(entries) = self.store.tail_after(after, budget)? else { return Ok(None) };
            let statements = self.store.statements_after(after, LIMIT)?.list;
            Ok(Some((entries, statements, self.store.touches_after(after)?)))
        };
        let Some((entries, statements, touched)) = self.store.consistent(read).map_err(failed)?
        else {
            return Ok(None);
        };
        let bytes: usize = statements.iter().map(|(_, bytes)| bytes.len()).sum();
        if statements.len() >= LIMIT || bytes > budget {
            return Ok(None);
        }
        // A page that was touched for itself, because something of it is whole again, is compared.
        let by_itself = |at: &u64| !statements.iter().any(|(number, _)| number == at);
        if touched.iter().any(by_itself) {
            return Ok(None);
        }
        let entries = entries.into_iter().map(|(number, batch)| Arrival::Entries { number, batch });
        let statements = statements.into_iter().map(|(number, bytes)| Arrival::Statement {
            number,
            bytes,
            compare: touched.contains(&number),
        });
        let mut arrivals: Vec<Arrival> = entries.chain(statements).collect();
        arrivals.sort_by_key(|arrival| match arrival {
            Arrival::Statement { number, .. } | Arrival::Entries { number, .. } => *number,
        });
        Ok(Some(arrivals))
    }

    fn wanted(&self) -> Result<Vec<PageId>, LedgerError> {
        let mut wanted = self.store.wanted().map_err(failed)?;
        // One that is not for us any more is not asked for; nobody would ever answer.
        wanted.retain(|page| self.core.sight_of(page, &self.core.me) != Sight::Shut);
        Ok(wanted)
    }

    fn leaving(&self, peer: &DeviceId) -> Result<Vec<PageId>, LedgerError> {
        let mine = |page: &PageId| {
            !self.core.roster.is_erased(page)
                && self.core.roster.page(page).is_some_and(|info| info.standing)
                && !self.core.roster.sees(&self.core.me, page)
                && self.core.roster.sees(peer, page)
        };
        Ok(self.store.pages().map_err(failed)?.into_iter().filter(mine).collect())
    }

    fn looks(&self, peer: &DeviceId, after: Option<u64>) -> Result<(u64, Vec<Look>), LedgerError> {
        Ok(self.looks_after(peer, after))
    }

    fn compare_looks(&mut self, peer: &DeviceId, looks: &[Look]) -> Result<(), LedgerError> {
        Ok(self.compare(peer, looks)?)
    }

    fn commit(&mut self, incoming: Incoming) -> Result<Committed, LedgerError> {
        if let Some(committed) = self.step(&incoming)? {
            return Ok(committed);
        }
        let peer = incoming.peer;
        let core = &mut self.core;
        let taken = self.store.transaction(|tx| core.take(tx, incoming));
        match taken {
            Ok(committed) => {
                // Earlier steps were written with it.
                self.core.steps.remove(&peer);
                self.carry_out()?;
                Ok(committed)
            }
            Err(error) => {
                self.forget()?;
                Err(failed(error))
            }
        }
    }
}

/// Newest pages first: what somebody who comes back wants to read.
fn newest_first(store: &Reader, pages: Vec<PageId>) -> Result<Vec<PageId>, LedgerError> {
    let mut dated = Vec::with_capacity(pages.len());
    for page in pages {
        let heads = store.heads(&page).map_err(failed)?;
        dated.push((heads.iter().map(|head| head.arrival).max().unwrap_or(0), page));
    }
    dated.sort_unstable_by(|a, b| b.cmp(a));
    Ok(dated.into_iter().map(|(_, page)| page).collect())
}
