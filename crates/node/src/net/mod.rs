//! The network: who is met, where, and how somebody new comes in.
//!
//! ```text
//!   thread "kring-net" (tokio, owns the endpoint)        thread "kring-group" (owns the store)
//!     driver ── dials, accepts, keeps one ──┐
//!     connection (one task per peer) ───────┼── Message ──> group ── Session per peer
//!     door (one task per joiner) ───────────┘                 │
//!     driver <────────────── Wish ────────────────────────────┘
//!     connection <── messages to send (bounded, per peer) ────┘
//! ```
//!
//! * [`run`] takes the network of a group and runs it; [`Event`] says what happens, for showing.
//! * [`invite`], [`invitations`], [`answer`] and [`withdraw`] work on the store, from any process.
//! * [`ask_in`] is the joiner's side.
//! * [`Host`] is what the network needs of an open group.

mod addresses;
mod asking;
mod close;
mod connection;
mod desk;
mod dial;
mod door;
mod driver;
mod endpoint;
mod events;
mod group;
mod hand;
mod hooks;
mod host;
mod invitations;
mod join;
mod members;
mod networks;
mod porter;
mod presence;
mod present;
mod proof;
mod replica;
mod run;
mod signals;
mod take_back;
mod talk;
mod traffic;
mod version;
mod wire;

#[cfg(test)]
mod tests;

pub use close::{CloseCode, Unreachable};
pub use desk::{
    InviteError, Listening, OPEN_MINUTES, answer, invitations, invite, listening, withdraw,
};
pub use endpoint::{Bind, EndpointError};
pub use events::Event;
pub use hand::{Ended, Hand};
pub use hooks::{EndpointKey, JOIN_ALPN, SYNC_ALPN};
pub use host::{Change, Host, HostError, Meeting};
pub use invitations::{Invitation, Request, Stage};
pub use join::{Done, JoinError, JoinStep, Joined, Joiner, ask_in};
pub use presence::Writing;
pub use run::{Handle, Line, RunError, RunOptions, Stopper, run};
pub use signals::Signals;
pub use traffic::Traffic;
