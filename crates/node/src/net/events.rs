//! What the network tells the program that runs it: kinds and ids, never texts.

use std::net::SocketAddr;

use kring_sync::Level;
use kring_trust::{DeviceId, PersonId};

use super::close::Unreachable;
use super::invitations::Request;
use super::presence::Writing;
use crate::ticket::InvitationId;

/// Something happened. Events are for showing: all that lasts is in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// This laptop listens here now.
    Listening(Vec<SocketAddr>),
    /// A device of the group is connected and has spoken.
    Connected(DeviceId),
    /// It no longer is; why, if something was wrong.
    Disconnected(DeviceId, Option<Unreachable>),
    /// A device could not be reached.
    Unreachable(DeviceId, Unreachable),
    /// How a connected device and this one stand to each other has changed.
    Level(DeviceId, Level),
    /// Statements arrived: somebody came, left, was blocked, or a page was opened or erased.
    Roster,
    /// Something else arrived.
    Arrived,
    /// Where a device's person writes now, or nowhere; only pages that they may see.
    Writing(DeviceId, Option<Writing>),
    /// Another process on this laptop wrote something.
    WrittenHere,
    /// Somebody asks to come in; see [`super::answer`].
    Asked(InvitationId, Box<Request>),
    /// Somebody came in.
    CameIn(PersonId),
    /// An invitation was burnt by wrong tries.
    Burnt(InvitationId),
    /// At a door the words were three times more not the same: somebody in the room is in the way. The
    /// door stays open.
    Differed(InvitationId),
}
