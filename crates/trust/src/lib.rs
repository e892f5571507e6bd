//! Who may do what, and the proof of it.
//!
//! This crate is pure: it owns no clock, no IO, no thread and no randomness. Time and random bytes
//! are arguments. What it decides is a function of the bytes it is given, so that every laptop that
//! holds the same bytes decides alike.
//!
//! * [`id`]: a type of its own for every identity.
//! * [`keys`]: a device's keys, derived per group from one seed, and its self-signed record.
//! * [`log`]: hash-linked, signed logs: one device, one page, one log.
//! * [`entry`]: the slim form of one Automerge change, its byte rules, and its rebuilding.
//! * [`statement`]: what must be known before or beside any document.
//! * [`roster`]: the one pure function from statements to who is in and what they may see.
//! * [`position`]: how far a store has come, and proof that it is that store's own past.
//! * [`relay`]: the relay by which laptops meet over the internet.
//! * [`words`]: words that people read to each other, to hear whether they have the same.
//! * [`participation`]: who was together when, signed by those who were there.
//! * [`plan`]: which entries of a page are applied, in which order, and which rest.

pub mod entry;
pub mod hash;
pub mod id;
pub mod keys;
pub mod log;
pub mod participation;
pub mod plan;
pub mod position;
pub mod relay;
pub mod roster;
pub mod statement;
pub mod words;

pub use id::{Actor, Chain, DeviceId, GroupId, LogId, PageId, PersonId, StatementId};
