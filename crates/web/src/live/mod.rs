//! Live texts: several tabs, programs and laptops in one text at once.
//!
//! The program is the authority over the order of changes in its own tabs: a tab sends its keys
//! against the version of the text that it has, and is told of everything that came in between
//! ([`authority`]). Between laptops the Automerge document decides, as for every other edit: the
//! text of the page is looked at after every arrival, and what changed goes to the tabs.
//!
//! [`texts`] puts both together over an open group, without sockets and without waiting; [`shell`]
//! and [`socket`] are what is around it.

mod authority;
mod bundle;
mod difference;
mod marks;
mod message;
mod people;
mod shell;
mod socket;
mod spot;
#[cfg(test)]
mod tests;
mod texts;
mod units;

pub(crate) use shell::{Live, Pulse};
pub(crate) use socket::open;
