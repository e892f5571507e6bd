//! Taking in what a file brought: all of it, in one transaction, or nothing.

use kring_store::StoreError;
use kring_sync::{Incoming, Refused, Why};
use kring_trust::PageId;

use super::{Replica, ReplicaError};

/// What taking a file in came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The pages of which something new came.
    pub pages: Vec<PageId>,
    /// Entries and statements that were not here yet.
    pub new: u64,
    /// Batches beyond what is kept of one person.
    pub left_out: usize,
}

/// Why nothing was taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// It continues what is not here.
    #[error("it continues what is not here")]
    Gap,
    /// A statement or a log in it is not what its device signed.
    #[error("it holds what nobody signed")]
    Forged,
    /// The replica or its disk.
    #[error(transparent)]
    Replica(#[from] ReplicaError),
}

impl From<StoreError> for NotTaken {
    fn from(error: StoreError) -> Self {
        Self::Replica(error.into())
    }
}

impl Replica {
    /// Stores what a file brought, under the rules for everything that arrives. An erased page stays
    /// erased, and what is erased by it is dropped and answered by a receipt.
    ///
    /// # Errors
    /// [`NotTaken`]; nothing was stored then.
    pub fn take_file(&mut self, incoming: Incoming) -> Result<Taken, NotTaken> {
        let core = &mut self.core;
        let taken = self.store.transaction(|tx| {
            core.take_in(tx)?;
            let waiting = core.roster.waiting();
            let committed = core.take(tx, incoming)?;
            let mut left_out = 0;
            for refused in &committed.refused {
                match refused {
                    Refused::Batch(_, Why::Shut) => {}
                    Refused::Batch(_, Why::Full) => left_out += 1,
                    Refused::Batch(_, Why::Gap | Why::Unknown) => return Err(NotTaken::Gap),
                    Refused::Batch(_, Why::Signature) | Refused::Statement(_) => {
                        return Err(NotTaken::Forged);
                    }
                }
            }
            if core.roster.waiting() > waiting {
                return Err(NotTaken::Gap);
            }
            let pages = tx.pages_touched(committed.before, committed.after)?;
            Ok(Taken { pages, new: committed.after - committed.before, left_out })
        });
        match taken {
            Ok(taken) => {
                self.carry_out()?;
                Ok(taken)
            }
            Err(error) => {
                self.forget()?;
                Err(error)
            }
        }
    }
}
