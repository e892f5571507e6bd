//! How two laptops come to hold the same: a pure, polled core.
//!
//! This crate owns no clock, IO, thread or randomness. The shell owns the connection: it cuts
//! arriving bytes into messages with an [`Inbox`], gives each to [`Session::handle`], and sends
//! what [`Session::poll`] answers for as long as the transport takes it. There is no queue: each
//! poll asks anew what this peer lacks. Everything known of the local store comes through
//! [`Ledger`].
//!
//! ```text
//!   dialled                                  accepted
//!     | Hello(ask; mine, held, whole) --------> |
//!     | <----------------------- Hello or Level |   both up to date: this is all
//!     | <--------------------- From(number)     |   an interval (from, to], both ways at once:
//!     | <--------------------- Statements ...   |   statements first,
//!     | <--------------------- Rows(pages) ...  |   then touched pages by whole rows,
//!     | Answers(holds / lacks) ---------------> |
//!     | <--------------------- Batches ...      |   each stored as it comes; no number moves
//!     | <--------------------- End(to)          |   the number moves, with nothing pending
//!     | Have(yours, mine) --------------------> |   only after the commit
//!     | <--------------------- Live(step, ...)  |   from then on: what arrives, as it arrives
//!     | Have(yours, mine) --------------------> |
//! ```
//!
//! * [`frame`] and [`message`]: what is on the wire, every length capped before allocation.
//! * [`ledger`]: the one door to a replica; [`Ledger::commit`] verifies and stores.
//! * [`session`]: one per connection.
//! * [`breach`]: why a connection is closed, with its code.

pub mod breach;
pub mod frame;
pub mod ledger;
pub mod message;
pub mod session;
pub mod unverified;

mod came;
mod capped;
mod comparing;
mod exchange;
mod faults;
mod following;
mod giving;
mod greeting;
mod handing;
mod keeping;
mod live;
mod names;
mod showing;
mod taking;

#[cfg(test)]
mod fake;
#[cfg(test)]
mod tests;

pub use breach::Breach;
#[doc(hidden)]
pub use faults::Faults;
pub use frame::{Inbox, encode};
pub use greeting::Versions;
pub use ledger::{
    Advance, Arrival, Committed, Held, Incoming, Ledger, LedgerError, Look, Mark, PeerState,
    Refused, Sight, Why,
};
pub use message::{Message, Notice, Presence};
pub use session::{Event, Level, Session, Side};
pub use unverified::Unverified;

/// The version of the rules and messages that this program speaks.
pub const PROTOCOL_VERSION: u16 = 1;

/// The oldest version that this program still speaks.
pub const OLDEST_SUPPORTED: u16 = 1;
