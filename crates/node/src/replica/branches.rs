//! A log with more branches than are kept: every laptop must keep those that can become the page.
//!
//! Only a device that was copied again and again, or a modified program, has so many. Of branches
//! that nobody else built on the one with the smallest chain wins (`format.md`, Forks). So a new
//! one with a smaller chain takes the place of the largest, in whatever order they come, and all
//! laptops agree on the smallest. What somebody else built on stays.

use kring_store::{Branch, Reader, StoreError, Tx};
use kring_trust::log::Batch;
use kring_trust::plan::{HeldLog, unbuilt_branches};
use kring_trust::{Chain, LogId};

use super::edit::held;
use super::{Core, ReplicaError};

impl Core {
    /// Drops one branch of the batch's log if a new one, which begins with this batch, goes before
    /// it. Whether there is room now.
    pub(super) fn make_room_for_branch(
        &mut self,
        tx: &mut Tx<'_>,
        batch: &Batch,
        from: &Chain,
        chains: &[Chain],
    ) -> Result<bool, ReplicaError> {
        let (page, log) = (batch.opening.page, batch.opening.id());
        let Some(new) = first_of_new(tx, batch, from, chains)? else { return Ok(false) };
        // Mostly it is larger than all of them, and nothing need be read.
        if !branch_starts(tx, &log)?.iter().any(|chain| new < *chain) {
            return Ok(false);
        }
        for branch in self.replaceable(tx, batch, &new)? {
            match tx.drop_branch(&log, branch) {
                Ok(()) => {
                    self.open.close(&page);
                    tx.remove_snapshot(&page)?;
                    return Ok(true);
                }
                // Another one forked from it.
                Err(StoreError::NoBranch) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(false)
    }

    /// Branches on which nobody else built and whose chain is larger than `new`, largest first.
    fn replaceable(
        &self,
        store: &Reader,
        batch: &Batch,
        new: &Chain,
    ) -> Result<Vec<Branch>, ReplicaError> {
        let stored = store.logs(&batch.opening.page)?;
        let known = |log| Some((log, held(&self.roster, log)?));
        let (stored, held): (Vec<_>, Vec<HeldLog>) = stored.iter().filter_map(known).unzip();
        let Some(index) = held.iter().position(|log| log.opening == batch.opening) else {
            return Ok(Vec::new());
        };
        let branches = stored.get(index).map_or(&[][..], |log| &log.branches);
        let mut larger = unbuilt_branches(&held, index);
        larger.retain(|(_, chain)| new < chain);
        larger.sort_unstable_by(|(_, a), (_, b)| b.cmp(a));
        let number = |(place, _): (usize, Chain)| branches.get(place).map(|branch| branch.branch);
        Ok(larger.into_iter().filter_map(number).collect())
    }
}

/// The chain of the first entry of a batch that is on none of the branches that are here.
fn first_of_new(
    store: &Reader,
    batch: &Batch,
    from: &Chain,
    chains: &[Chain],
) -> Result<Option<Chain>, ReplicaError> {
    let agreement = store.agreement(&batch.opening.id(), batch.after, from, chains)?;
    let first = agreement.and_then(|agreement| usize::try_from(agreement.n - batch.after).ok());
    Ok(first.and_then(|first| chains.get(first).copied()))
}

/// The chain of the first entry of every branch but the first.
fn branch_starts(store: &Reader, log: &LogId) -> Result<Vec<Chain>, ReplicaError> {
    let mut starts = Vec::new();
    for head in store.branches(log)?.iter().filter(|head| head.branch != Branch(0)) {
        starts.extend(store.chain_at(log, head.branch, head.after + 1)?);
    }
    Ok(starts)
}

#[cfg(test)]
mod tests {
    use kring_store::Branch;

    use super::super::Replica;
    use super::super::testing::{cloned, hand_over, minutes, page, shown, three};

    #[test]
    fn whatever_way_many_branches_come_all_laptops_show_the_same_one() {
        let [mut noor, mut bram, mut lotte] = three();
        let page = page(&mut bram, 10);
        let mut copies: Vec<Replica> = (0..20).map(|_| cloned(&mut bram, 2)).collect();
        for (number, copy) in copies.iter_mut().enumerate() {
            minutes(copy, &page, &format!("kopie {number}"));
        }
        let to_noor = copies.iter().map(|copy| hand_over(copy, &mut noor).refused.len());
        let refused: usize = to_noor.sum();
        copies.iter().rev().for_each(|copy| drop(hand_over(copy, &mut lotte)));
        assert!(refused > 0, "some found no room");
        let log = noor.store().heads(&page).unwrap()[0].row.log;
        assert_eq!(noor.store().branches(&log).unwrap().len(), 8);
        assert!(shown(&mut noor, &page).starts_with("kopie"));
        assert_eq!(shown(&mut noor, &page), shown(&mut lotte, &page));
        assert!(noor.store().check().unwrap().is_whole());
    }

    #[test]
    fn what_somebody_else_built_on_stays() {
        let [mut noor, mut bram, mut lotte] = three();
        let page = page(&mut bram, 10);
        let row = bram.store().heads(&page).unwrap()[0].row;
        let mut copies: Vec<Replica> = (0..30).map(|_| cloned(&mut bram, 2)).collect();
        for (number, copy) in copies.iter_mut().enumerate() {
            minutes(copy, &page, &format!("kopie {number}"));
        }
        // Lotte knows one copy only, and writes on: the one that would have to go first.
        let start = |copy: &Replica| copy.store().chain_at(&row.log, Branch(0), row.n + 1).unwrap();
        copies.sort_by_key(start);
        let built_on = copies.last().expect("a copy");
        assert_eq!(hand_over(&copies[0], &mut noor).refused, []);
        hand_over(built_on, &mut lotte);
        minutes(&mut lotte, &page, "Lotte schreef hier verder");
        hand_over(built_on, &mut noor);
        hand_over(&lotte, &mut noor);
        copies.iter().for_each(|copy| drop(hand_over(copy, &mut noor)));
        assert_eq!(shown(&mut noor, &page), "Lotte schreef hier verder");
    }
}
