//! `kring demo`: six members of an invented group, as six real processes on this machine.
//!
//! Each member has a home of their own and plays their own part of the example group, apart from
//! the others. Then all of them meet. This goes on until everything is written and everyone has
//! everything; at the end each laptop is asked what it holds.

mod laptop;
mod look;
mod part;
mod people;
mod play;
mod table;

pub(crate) use look::look;
pub(crate) use part::part;
pub(crate) use play::{Options, play};

/// The example group.
const EXAMPLE: &str = include_str!("../../data/example-group.json");
