//! The slim form of one Automerge change, its byte rules, and its rebuilding.
//!
//! What the log already says (magic, checksum, actor, sequence, start-op, own predecessor) is left
//! out and rebuilt byte for byte, so that an entry cannot lie about it. An entry of a log is
//!
//! ```text
//! kind      1 byte, 0 = slim change
//! actors    count, 16 bytes each: those that the columns name, ascending
//! actors    count, 16 bytes each: those that are only depended on, ascending
//! deps      count, then (index into both lists as one, n, first 16 bytes of chain(n)), ascending
//! time      milliseconds or seconds, as the change has it
//! message   length, UTF-8
//! columns   count, (specification, length) each, then their data, to the end
//! ```
//!
//! Numbers are unsigned LEB128 in shortest form; the columns are those of an Automerge change chunk
//! (<https://alexjg.github.io/automerge-storage-docs/#change-chunks>), untouched.
//!
//! [`Entry::parse`] is the first part of the gate: rules on the bytes of one entry alone, without
//! Automerge, alike in every version. What breaks one is refused for ever, with all that follows it
//! in its log. [`rebuild`] is the second part; it knows the place in the log and the dependencies.

mod bytes;
mod columns;
mod own;
mod read;
mod rebuild;
#[cfg(test)]
mod tests;

pub use columns::{EXPANDED_TEXT_CAP, OPERATIONS_CAP, PREDECESSORS_CAP};
pub use own::{DepOf, NotSlim};
pub use rebuild::{Ancestor, PageRule, Place, Rebuilt, rebuild};

use self::bytes::{Reader, write_bytes, write_number};
use crate::id::{Actor, Chain};

/// The kind byte of a slim change.
pub const SLIM_KIND: u8 = 0;

/// The longest entry, in bytes: our own edits are cut at 8,000 operations, far below it.
pub const ENTRY_CAP: usize = 1024 * 1024;

/// The most dependencies, and the most other actors, that one entry may name.
pub const NAMED_CAP: usize = 4096;

/// Times are below this (the year 2248 in milliseconds), so that adding to one never overflows.
pub const TIME_END: i64 = 1 << 43;

/// The longest message, in bytes.
pub const MESSAGE_CAP: usize = 1024;

/// The most columns; Automerge 0.12 writes at most 14.
pub const COLUMNS_CAP: usize = 32;

/// How entries name one of another log: number `n` on the branch whose chain begins so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dep {
    /// The actor of the log.
    pub actor: Actor,
    /// The entry's number, from 1.
    pub n: u64,
    /// The first 16 bytes of `chain(n)`, so that a fork is never ambiguous.
    pub chain: [u8; 16],
}

impl Dep {
    /// The name of entry `n` of the log of `actor`, with `chain(n)`.
    pub fn new(actor: Actor, n: u64, chain: &Chain) -> Self {
        let mut start = [0; 16];
        start.copy_from_slice(&chain.as_bytes()[..16]);
        Self { actor, n, chain: start }
    }
}

/// One Automerge change without what its log already says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slim {
    /// The actors that the columns name, other than the writer; strictly ascending.
    pub column_actors: Vec<Actor>,
    /// Dependencies on other logs; strictly ascending, those on `column_actors` first.
    pub deps: Vec<Dep>,
    /// The change's time, 0 to [`TIME_END`].
    pub time: i64,
    /// The change's message, at most [`MESSAGE_CAP`] bytes; never empty.
    pub message: Option<String>,
    /// Column metadata and data, exactly as in the change chunk.
    pub columns: Vec<u8>,
    /// How many operations the columns hold, counted: 1 to [`OPERATIONS_CAP`].
    pub operations: u64,
}

/// What the bytes of one entry are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// An Automerge change.
    Slim(Slim),
    /// Written by a later version: stored and passed on; it rests until an update.
    Unknown {
        /// Its kind byte.
        kind: u8,
    },
}

/// Why the bytes of an entry are refused, for ever and by everybody alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum ByteRule {
    /// Longer than [`ENTRY_CAP`].
    #[error("the entry is longer than 1 MiB")]
    TooLong,
    /// It ends in the middle of something.
    #[error("the entry ends too early")]
    Truncated,
    /// A number that is not in shortest form or does not fit.
    #[error("a number is not in shortest form or too large")]
    Number,
    /// More than [`NAMED_CAP`] actors or dependencies.
    #[error("the entry names too many actors or dependencies")]
    TooManyNamed,
    /// A list that is not strictly ascending, or an actor in both lists.
    #[error("a list is not in order")]
    Order,
    /// A dependency without an actor, an actor without a dependency, or one on number 0.
    #[error("the dependencies do not fit the actors")]
    Dependency,
    /// A time that is not below [`TIME_END`].
    #[error("the time is out of range")]
    Time,
    /// A message longer than [`MESSAGE_CAP`] or not UTF-8.
    #[error("the message is too long or not UTF-8")]
    Message,
    /// More than [`COLUMNS_CAP`] columns.
    #[error("the entry has too many columns")]
    TooManyColumns,
    /// A compressed column: what it holds cannot be bounded without inflating it.
    #[error("a column is compressed")]
    Compressed,
    /// Bytes after the last column.
    #[error("there are bytes after the last column")]
    Trailing,
    /// No operation, or more than [`OPERATIONS_CAP`].
    #[error("the entry holds no operation or too many")]
    Operations,
    /// A column with more values than there are operations, or with an empty run.
    #[error("the runs of a column do not fit the operations")]
    Runs,
    /// More than [`PREDECESSORS_CAP`] predecessors.
    #[error("the operations name too many predecessors")]
    Predecessors,
    /// Repeated keys or names longer together than [`EXPANDED_TEXT_CAP`].
    #[error("the repeated texts are too long")]
    ExpandedText,
}

impl Entry {
    /// Reads one entry under the byte rules. Costs time and memory in its length only.
    ///
    /// # Errors
    /// [`ByteRule`]: the first rule that is broken. An unknown kind is not an error.
    pub fn parse(bytes: &[u8]) -> Result<Self, ByteRule> {
        if bytes.len() > ENTRY_CAP {
            return Err(ByteRule::TooLong);
        }
        let mut reader = Reader::new(bytes);
        match reader.byte()? {
            SLIM_KIND => read::slim(reader).map(Self::Slim),
            kind => Ok(Self::Unknown { kind }),
        }
    }
}

impl Slim {
    /// The bytes of the entry: those that [`Entry::parse`] reads back, if the lists are in order.
    pub fn encode(&self) -> Vec<u8> {
        let dep_actors = self.dep_actors();
        let named = 16 * (self.column_actors.len() + dep_actors.len());
        let mut out = Vec::with_capacity(64 + named + 24 * self.deps.len() + self.columns.len());
        out.push(SLIM_KIND);
        write_actors(&mut out, &self.column_actors);
        write_actors(&mut out, &dep_actors);
        write_number(&mut out, self.deps.len() as u64);
        for dep in &self.deps {
            let index = index_of(&dep.actor, &self.column_actors, &dep_actors);
            write_number(&mut out, index as u64);
            write_number(&mut out, dep.n);
            out.extend_from_slice(&dep.chain);
        }
        write_number(&mut out, self.time.cast_unsigned());
        write_bytes(&mut out, self.message.as_deref().unwrap_or_default().as_bytes());
        out.extend_from_slice(&self.columns);
        out
    }

    /// The actors that are only depended on, ascending.
    pub fn dep_actors(&self) -> Vec<Actor> {
        let actors = self.deps.iter().map(|dep| dep.actor);
        let mut only: Vec<Actor> =
            actors.filter(|actor| self.column_actors.binary_search(actor).is_err()).collect();
        only.sort_unstable();
        only.dedup();
        only
    }
}

fn write_actors(out: &mut Vec<u8>, actors: &[Actor]) {
    write_number(out, actors.len() as u64);
    for actor in actors {
        out.extend_from_slice(&actor.0);
    }
}

/// Where `actor` stands in the two lists taken as one.
fn index_of(actor: &Actor, column_actors: &[Actor], dep_actors: &[Actor]) -> usize {
    column_actors.binary_search(actor).unwrap_or_else(|_| {
        let place = dep_actors.binary_search(actor).unwrap_or_else(|place| place);
        column_actors.len() + place
    })
}
