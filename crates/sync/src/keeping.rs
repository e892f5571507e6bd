//! What is known and not kept: branches of a log beyond those that a store keeps.
//!
//! Only a device that was copied several times, or a modified program, has so many. They were
//! looked at and found good, and are left where they are: within a session no row is asked for
//! twice, an exchange moves the number without them, and it is said ([`crate::Level::left_out`]).
//! Nobody is told that they are held, so who wants to drop a page keeps it.

use std::collections::BTreeSet;

use kring_trust::id::LogId;

use crate::ledger::Mark;

/// Full logs, and rows left out, that are remembered in one session: 50 kB. A page with more has
/// its rows asked for again, and moves no number, as anything else that does not fit.
const KEEPING_CAP: usize = 1024;

/// What this session has learned of it.
#[derive(Debug, Default)]
pub(crate) struct Keeping {
    /// Logs of which something was refused because there is no room for it.
    full: BTreeSet<LogId>,
    /// Rows that were asked for and are not kept.
    left_out: BTreeSet<(LogId, Mark)>,
}

impl Keeping {
    /// Something of this log was refused for want of room.
    pub(crate) fn is_full(&mut self, log: LogId) {
        if self.full.len() < KEEPING_CAP {
            self.full.insert(log);
        }
    }

    pub(crate) fn knows_full(&self, log: &LogId) -> bool {
        self.full.contains(log)
    }

    /// Of what was asked for and has not come, what must be here: what belongs to a full log is
    /// left out, and remembered so.
    pub(crate) fn without_full(&mut self, needs: Vec<(LogId, Mark)>) -> Vec<(LogId, Mark)> {
        let (out, needs): (Vec<_>, _) =
            needs.into_iter().partition(|(log, _)| self.full.contains(log));
        for row in out {
            if self.left_out.len() < KEEPING_CAP {
                self.left_out.insert(row);
            }
        }
        needs
    }

    pub(crate) fn leaves_out(&self, log: &LogId, mark: &Mark) -> bool {
        self.left_out.contains(&(*log, *mark))
    }

    pub(crate) fn left_out(&self) -> bool {
        !self.left_out.is_empty()
    }
}
