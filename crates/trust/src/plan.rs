//! Which entries of a page are applied, in which order, and which rest.
//!
//! [`plan`] is a function of the entries held: whatever way they came, in whatever order and under
//! whatever local branch numbers, the same entries give the same plan. It judges bytes, the graph of
//! dependencies, forks and the number of logs; what Automerge makes of an entry is judged later, by
//! whoever applies them in this order.
//!
//! * An entry that breaks a byte rule rests, and so does all that follows it or builds on it.
//! * A fork is one log with two entries of one number. The branch on which more persons have built
//!   is the page (tie: the smaller chain at the first differing entry); what depends on the other
//!   rests, so that no applied entry has both in its past.
//! * Of one device, [`LOGS_PER_DEVICE`] logs are taken at once; further ones rest until an accepted
//!   entry of another person builds on them.
//! * Of one person, as much is taken as [`Bounds`] allow; what is beyond rests likewise.

mod bounds;
mod builders;
mod forks;
mod graph;
mod held;
mod lists;
mod reading;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::entry::{ByteRule, Dep, Slim};
use crate::id::{Chain, PersonId};
use crate::log::LogOpening;

pub use self::bounds::Bounds;

/// The most logs of one device in one page that are applied before anybody built on them. A laptop
/// begins a new log after a restore, a copy, and a stop that was not clean: one flat battery in two
/// days, for five years, with an edit of the same page after each, fits.
pub const LOGS_PER_DEVICE: usize = 1_024;

/// A log as it is held.
#[derive(Clone, Debug)]
pub struct HeldLog {
    /// The log.
    pub opening: LogOpening,
    /// Whose device writes it.
    pub person: PersonId,
    /// Normally one; more where the log has forked. Their order does not matter.
    pub branches: Vec<HeldBranch>,
}

/// A stretch of a log without a gap.
#[derive(Clone, Debug)]
pub struct HeldBranch {
    /// The number before its first entry: 0, or that of the last entry shared with another branch.
    pub after: u64,
    /// Entries `after + 1`, `after + 2`, and so on.
    pub entries: Vec<HeldEntry>,
}

/// An entry whose bytes a signed row has proven.
#[derive(Clone, Debug)]
pub struct HeldEntry {
    /// Its bytes, not parsed yet.
    pub bytes: Vec<u8>,
    /// The chain up to and including it.
    pub chain: Chain,
}

/// Where an entry is found in what was given to [`plan`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// Which log.
    pub log: usize,
    /// Which of its branches.
    pub branch: usize,
    /// The entry's number.
    pub n: u64,
}

/// One entry to apply.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where its bytes are.
    pub spot: Spot,
    /// How entries of other logs name it.
    pub name: Dep,
    /// The entry before it in its log, named alike.
    pub previous: Option<Dep>,
    /// The entry, parsed.
    pub slim: Slim,
}

/// One entry that is held and not applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resting {
    /// Where its bytes are.
    pub spot: Spot,
    /// What keeps it.
    pub why: Why,
}

/// Why an entry rests. Where several things keep it, the first in this order is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// It breaks a byte rule: for ever.
    ByteRule(ByteRule),
    /// It follows or builds on an entry that breaks a byte rule: for ever.
    AfterRefused,
    /// It is of a kind that a later version knows, or builds on such an entry.
    UnknownKind,
    /// Its log has the actor of another log.
    SameActor,
    /// Its device has too many logs in this page, and nobody else has built on this one.
    TooManyLogs,
    /// Its person wrote more in this page than [`Bounds`] allow, and nobody else has built on it.
    TooMuch,
    /// It is on the losing branch of a fork, or builds on it.
    LosingBranch,
    /// Something that it depends on is not here.
    Waiting,
}

/// What to do with the entries of a page.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// What is applied: each after all that it depends on, ties by actor, then number.
    pub order: Vec<Step>,
    /// What rests, by actor, then number.
    pub resting: Vec<Resting>,
    /// How much each of the logs holds, in the order in which they were given.
    pub sizes: Vec<Size>,
}

/// How much a log holds, all its branches together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Bytes of its entries.
    pub bytes: u64,
    /// Operations of those that were parsed.
    pub operations: u64,
}

/// Plans the page whose logs are given, all of one page and one group.
pub fn plan(logs: &[HeldLog]) -> Plan {
    plan_within(logs, &Bounds::default())
}

/// The branches of the log at that index, but its first, on which nobody else has built; each with
/// the chain of its first entry. Of so many only the ones with the smallest chains need be kept: the
/// smallest of all is the page (`format.md`, Forks).
pub fn unbuilt_branches(logs: &[HeldLog], log: usize) -> Vec<(usize, Chain)> {
    forks::unbuilt(&graph::Graph::read(logs), logs, log)
}

/// [`plan`] within bounds of one's own: everybody must use the same.
pub fn plan_within(logs: &[HeldLog], bounds: &Bounds) -> Plan {
    let mut graph = graph::Graph::read(logs);
    held::hold_surplus_logs(&mut graph, logs, bounds.logs);
    bounds::hold_surplus(&mut graph, logs, bounds);
    forks::settle(&mut graph, logs);
    graph.into_plan(logs.len())
}
