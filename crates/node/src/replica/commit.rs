//! Taking in what a peer sent: checked before it is stored, stored before it is read.

use std::collections::BTreeSet;

use kring_store::{Branch, Reader, StoreError, Tx};
use kring_sync::{Advance, Committed, Held, Incoming, Mark, Refused, Unverified, Why};
use kring_trust::log::Batch;
use kring_trust::roster::Refused as RosterRefused;
use kring_trust::statement::Statement;
use kring_trust::{Chain, LogId, PageId};

use super::{Core, ReplicaError};

impl Core {
    /// Carries out [`kring_sync::Ledger::commit`] inside one transaction.
    pub(super) fn take(
        &mut self,
        tx: &mut Tx<'_>,
        incoming: Incoming,
    ) -> Result<Committed, ReplicaError> {
        self.take_in(tx)?;
        let mut committed = Committed { before: tx.position()?.number, ..Committed::default() };
        let known = tx.peer(&incoming.peer)?;
        let mut peer = self.stepped(&incoming.peer, known.clone());
        if incoming.held == Held::Zero {
            peer.theirs = None;
        }
        self.take_statements(tx, &incoming.statements, &mut committed)?;
        let brought: BTreeSet<PageId> =
            incoming.batches.iter().map(|batch| batch.opening.page).collect();
        let said = tx.position()?.number;
        for (place, batch) in incoming.batches.into_iter().enumerate() {
            if let Err(why) = self.take_batch(tx, batch)? {
                committed.refused.push(Refused::Batch(place, why));
            }
        }
        // What was put back uncovers what lay behind it, which nobody was sent meanwhile.
        committed.compare |= !tx.touches_after(said)?.is_empty();
        if let Some(confirmed) = incoming.confirmed {
            peer.confirmed = confirmed;
        }
        if let Held::Advance(advance) = &incoming.held
            && committed.refused.is_empty()
            && self.holds_all(tx, advance)?
        {
            peer.theirs = Some(advance.to);
            committed.moved = true;
        }
        for page in &incoming.compared {
            self.no_longer_wanted(tx, page)?;
        }
        if peer != known {
            tx.put_peer(&incoming.peer, &peer)?;
        }
        committed.after = tx.position()?.number;
        let touched = tx.pages_touched(committed.before, committed.after)?;
        // What was damaged and is put back is no arrival, and yet new to an open page.
        for page in touched.into_iter().collect::<BTreeSet<_>>().union(&brought) {
            self.catch_up(tx, page)?;
        }
        self.seen = committed.after;
        Ok(committed)
    }

    fn take_statements(
        &mut self,
        tx: &mut Tx<'_>,
        statements: &[Vec<u8>],
        committed: &mut Committed,
    ) -> Result<(), ReplicaError> {
        for (place, bytes) in statements.iter().enumerate() {
            let heard = match Statement::decode(bytes) {
                Ok(statement) => self.hear(tx, statement),
                Err(_) => Err(ReplicaError::Roster(RosterRefused::Form)),
            };
            match heard {
                Ok(said) => committed.compare |= said.compare,
                Err(ReplicaError::Roster(refused)) => {
                    tracing::warn!(%refused, "a statement was refused");
                    committed.refused.push(Refused::Statement(place));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Stores the new part of a batch, or says why not.
    fn take_batch(
        &mut self,
        tx: &mut Tx<'_>,
        batch: Unverified,
    ) -> Result<Result<(), Why>, ReplicaError> {
        let page = batch.opening.page;
        match self.sight_of(&page, &self.me) {
            kring_sync::Sight::Open => {}
            kring_sync::Sight::Shut => return Ok(Err(Why::Shut)),
            kring_sync::Sight::Unknown => return Ok(Err(Why::Unknown)),
        }
        let Some(device) = self.roster.device(&batch.opening.device) else {
            return Ok(Err(Why::Unknown));
        };
        let (key, person) = (device.record.sign_key, device.person);
        let log = batch.opening.id();
        let froms = if batch.after == 0 {
            vec![batch.opening.chain_start(&self.group)]
        } else {
            tx.chains_at(&log, batch.after)?
        };
        if froms.is_empty() {
            return Ok(Err(Why::Gap));
        }
        let proven =
            froms.into_iter().find_map(|from| Some((from, batch.verify(from, &key).ok()?)));
        let Some((from, chains)) = proven else { return Ok(Err(Why::Signature)) };
        let Some(last) = chains.last().copied() else { return Ok(Ok(())) };
        let Some(batch) = batch.into_batch(last) else { return Ok(Err(Why::Signature)) };
        if !self.has_room(tx, &batch, &person)? {
            return Ok(Err(Why::Full));
        }
        let mut kept = self.store_new(tx, &batch, &from, &chains);
        if let Err(ReplicaError::Store(StoreError::TooManyBranches)) = kept
            && self.make_room_for_branch(tx, &batch, &from, &chains)?
        {
            kept = self.store_new(tx, &batch, &from, &chains);
        }
        match kept {
            Ok(grew) => {
                if grew {
                    self.count_in(&batch, person);
                }
                Ok(Ok(()))
            }
            // What one member's program overdoes must not end an exchange with anybody.
            Err(ReplicaError::Store(StoreError::TooMuch(_) | StoreError::TooManyBranches)) => {
                Ok(Err(Why::Full))
            }
            Err(ReplicaError::Store(StoreError::Dropped(_))) => Ok(Err(Why::Shut)),
            Err(error) => Err(error),
        }
    }

    /// Stores what is not here yet of a proven batch whose first entry follows `from`. Whether that
    /// was anything.
    fn store_new(
        &mut self,
        tx: &mut Tx<'_>,
        batch: &Batch,
        from: &Chain,
        chains: &[Chain],
    ) -> Result<bool, ReplicaError> {
        let log = batch.opening.id();
        let before = ends(tx, &log)?;
        tx.accept(batch, from, chains)?;
        let grew = ends(tx, &log)? != before;
        if grew && batch.opening.device == self.me && !self.faults.logs_kept {
            // Entries of our own that were lacking here: this store is older than what this laptop
            // once wrote, so every number it would use next may be used already.
            tracing::warn!("this store was restored or copied: new logs begin");
            tx.close_own_logs()?;
        }
        Ok(grew)
    }

    pub(super) fn holds_all(
        &self,
        store: &Reader,
        advance: &Advance,
    ) -> Result<bool, ReplicaError> {
        for (log, mark) in &advance.needs {
            if !holds(store, log, mark)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn no_longer_wanted(&mut self, tx: &mut Tx<'_>, page: &PageId) -> Result<(), ReplicaError> {
        if tx.logs(page)?.iter().all(|log| log.damaged.is_empty()) {
            tx.unwant(page)?;
        }
        Ok(())
    }
}

/// How far each branch of a log goes, holes or not.
fn ends(store: &Reader, log: &LogId) -> Result<Vec<(Branch, u64)>, ReplicaError> {
    let heads = store.branches(log)?;
    Ok(heads.iter().map(|head| (head.branch, head.row.n)).collect())
}

/// Whether entry `mark.n` is here with that chain, and everything before it on its branch whole.
pub(super) fn holds(store: &Reader, log: &LogId, mark: &Mark) -> Result<bool, ReplicaError> {
    Ok(whole_branch(store, log, mark)?.is_some())
}

/// The branch on which `mark` lies with everything before it whole.
pub(super) fn whole_branch(
    store: &Reader,
    log: &LogId,
    mark: &Mark,
) -> Result<Option<Branch>, ReplicaError> {
    for head in store.branches(log)? {
        let chain = store.chain_at(log, head.branch, mark.n)?;
        if chain.is_some_and(|chain| Mark::new(mark.n, &chain) == *mark)
            && store.whole_until(log, head.branch)? >= mark.n
        {
            return Ok(Some(head.branch));
        }
    }
    Ok(None)
}
