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
//! * [`invite`], [`open_door`], [`invitations`], [`answer`] and [`withdraw`] work on the store, from any process.
//! * [`ask_in`] is the joiner's side, and [`Lookout`] finds the doors in this room.
//! * [`internet()`], [`agree`], [`agree_by`] and [`refuse`] are the internet switch of this laptop.
//! * [`Host`] is what the network needs of an open group.

mod addresses;
mod asking;
mod bringing;
mod close;
mod connection;
mod desk;
mod dial;
mod door;
mod driver;
mod endpoint;
mod events;
mod four;
#[doc(hidden)]
pub mod fuzzed;
mod group;
mod hand;
mod hooks;
mod host;
mod internet;
mod invitations;
mod join;
mod lookout;
mod members;
mod networks;
mod porter;
mod presence;
mod present;
mod proof;
mod replica;
mod run;
mod signals;
mod switch;
mod take_back;
mod talk;
mod traffic;
mod version;
mod wire;

#[cfg(test)]
mod tests;

pub use close::{CloseCode, Unreachable};
pub use desk::{
    InviteError, Listening, OPEN_MINUTES, answer, invitations, invite, keep_open, listening,
    open_door, withdraw,
};
pub use endpoint::{Bind, EndpointError};
pub use events::Event;
pub use four::FourWords;
pub use hand::{Ended, Hand};
pub use hooks::{EndpointKey, JOIN_ALPN, SYNC_ALPN};
pub use host::{Change, Host, HostError, Meeting};
pub use internet::{
    Allowed, BadRelay, Internet, Now, Path, Switch, agree, agree_by, internet, own_relay, refuse,
};
pub(crate) use internet::{RELAYS_CAP, leads_somewhere};
pub use invitations::{Invitation, Request, Stage, Way as Entry, Whom};
pub use join::{
    Agree, Came, Compared, Done, Half, JoinError, JoinStep, Joined, Joiner, Way, ask_in,
};
pub use lookout::{Lookout, OpenDoor};
pub use presence::Writing;
pub use proof::Consent;
pub use run::{Handle, Line, RunError, RunOptions, Stopper, run};
pub use signals::Signals;
pub use traffic::Traffic;
