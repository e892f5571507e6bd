//! Where a log has forked: which branch holds what, and up to where a batch agrees with it.

use kring_trust::{Chain, LogId};

use crate::heads::HeadRow;
use crate::logs::Branch;
use crate::{Reader, StoreError};

/// Up to where a batch is already here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The branch that agrees longest.
    pub branch: Branch,
    /// The last entry that agrees.
    pub n: u64,
    /// The branch says something else after `n`: the log has forked there.
    pub forked: bool,
}

impl Reader {
    /// A branch on which entry `n` has the chain `chain`.
    ///
    /// # Errors
    /// Database errors.
    pub fn branch_with(
        &self,
        log: &LogId,
        n: u64,
        chain: &Chain,
    ) -> Result<Option<Branch>, StoreError> {
        self.consistent(|| {
            for head in self.log_heads(log)? {
                if self.chain_of(&head, n)?.as_ref() == Some(chain) {
                    return Ok(Some(Branch(head.branch)));
                }
            }
            Ok(None)
        })
    }

    /// Where a batch that begins after entry `after` with chain `from` agrees with what is here;
    /// `None` if no branch holds that beginning.
    ///
    /// # Errors
    /// Database errors.
    pub fn agreement(
        &self,
        log: &LogId,
        after: u64,
        from: &Chain,
        chains: &[Chain],
    ) -> Result<Option<Agreement>, StoreError> {
        self.consistent(|| {
            let mut best: Option<Agreement> = None;
            for head in self.log_heads(log)? {
                if self.chain_of(&head, after)?.as_ref() == Some(from) {
                    let agreement = self.agreement_with(&head, after, chains)?;
                    let rank = |one: &Agreement| (!one.forked, one.n);
                    if best.as_ref().is_none_or(|best| rank(&agreement) > rank(best)) {
                        best = Some(agreement);
                    }
                }
            }
            Ok(best)
        })
    }

    fn agreement_with(
        &self,
        head: &HeadRow,
        after: u64,
        chains: &[Chain],
    ) -> Result<Agreement, StoreError> {
        let end = after + chains.len() as u64;
        let branch = Branch(head.branch);
        let unknown = Agreement { branch, n: after, forked: true };
        if head.branch > 0 && end <= head.after {
            return Ok(unknown);
        }
        let (mut agrees, mut differs) = (after, None);
        for n in [head.after, head.n] {
            if (after..=end).contains(&n) && n > after {
                compare(&mut agrees, &mut differs, n, self.chain_of(head, n)?, chains, after);
            }
        }
        for segment in self.segments(head, after.max(head.after), usize::MAX)? {
            for n in segment.first.max(after + 1)..=segment.last().min(end) {
                compare(&mut agrees, &mut differs, n, segment.chain_at(n), chains, after);
            }
        }
        if differs.is_some_and(|n| n <= head.after.saturating_add(1)) && head.branch > 0 {
            // It differs before or where this branch begins: the parent knows better.
            return Ok(unknown);
        }
        // What is damaged in between contradicts nothing: it is to be repaired, not forked.
        let n = if differs.is_some() { agrees } else { end.min(head.n) };
        Ok(Agreement { branch, n, forked: differs.is_some() })
    }
}

fn compare(
    agrees: &mut u64,
    differs: &mut Option<u64>,
    n: u64,
    here: Option<Chain>,
    chains: &[Chain],
    after: u64,
) {
    let index = usize::try_from(n - after - 1).unwrap_or(usize::MAX);
    let (Some(here), Some(there)) = (here, chains.get(index)) else { return };
    if here == *there {
        *agrees = n.max(*agrees);
    } else {
        *differs = Some(differs.map_or(n, |first| first.min(n)));
    }
}
