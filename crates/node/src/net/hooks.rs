//! Who gets in: decided in the handshake, before a byte of the other is read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use iroh::EndpointAddr;
use iroh::endpoint::{
    AfterHandshakeOutcome, BeforeConnectOutcome, Connection, EndpointHooks, WeakConnectionHandle,
};
use kring_trust::DeviceId;

use super::close::CloseCode;

/// What members speak with each other. The number is the version.
pub const SYNC_ALPN: &[u8] = b"kring/sync/1";

/// What a joiner speaks with the inviter. The number is the version.
pub const JOIN_ALPN: &[u8] = b"kring/join/2";

/// Open connections of one device: one in use, and one that replaces it.
pub(super) const CONNECTIONS_PER_DEVICE: usize = 2;

/// A network identity: the public key of an iroh endpoint.
pub type EndpointKey = [u8; 32];

/// Who may connect. Shared by the thread that owns the group, which fills it from the roster, and
/// the hooks, which ask it.
#[derive(Clone, Debug, Default)]
pub(super) struct Gate {
    inner: Arc<RwLock<State>>,
}

#[derive(Debug, Default)]
struct State {
    members: BTreeMap<EndpointKey, DeviceId>,
    blocked: BTreeSet<EndpointKey>,
    /// Devices that signed something wrongly: left alone until the next start.
    banned: BTreeSet<EndpointKey>,
    /// Whether there is an open invitation.
    door: bool,
    /// Whether one of them is a ticket that names a relay.
    far: bool,
    /// The one device that a joiner dials.
    inviter: Option<EndpointKey>,
    live: BTreeMap<EndpointKey, Vec<WeakConnectionHandle>>,
}

impl Gate {
    /// Replaces who is in and who is blocked. This laptop's own device is in neither.
    pub(super) fn set_members(
        &self,
        members: impl IntoIterator<Item = (EndpointKey, DeviceId)>,
        blocked: impl IntoIterator<Item = EndpointKey>,
    ) {
        let mut state = self.write();
        state.members = members.into_iter().collect();
        state.blocked = blocked.into_iter().collect();
    }

    /// Says whether there is an open invitation, and whether one of them is a ticket that names a
    /// relay.
    pub(super) fn set_door(&self, open: bool, far: bool) {
        let mut state = self.write();
        (state.door, state.far) = (open, far);
    }

    /// Allows dialling `inviter` to join, and nobody else.
    pub(super) fn set_inviter(&self, inviter: EndpointKey) {
        self.write().inviter = Some(inviter);
    }

    /// Leaves a device alone until the next start.
    pub(super) fn ban(&self, endpoint: EndpointKey) {
        self.write().banned.insert(endpoint);
    }

    /// The device behind a network identity, if it may connect.
    pub(super) fn member(&self, endpoint: &EndpointKey) -> Option<DeviceId> {
        let state = self.read();
        let banned = state.banned.contains(endpoint);
        state.members.get(endpoint).copied().filter(|_| !banned)
    }

    fn may_dial(&self, endpoint: &EndpointKey, alpn: &[u8]) -> bool {
        match alpn {
            SYNC_ALPN => self.member(endpoint).is_some(),
            // A member is dialled so to present oneself, where it has forgotten this laptop.
            JOIN_ALPN => {
                self.read().inviter.as_ref() == Some(endpoint) || self.member(endpoint).is_some()
            }
            _ => false,
        }
    }

    /// Whether whoever comes by a relay gets an answer at all: members, and others only while a
    /// ticket is open that names a relay.
    pub(super) fn answers_by_relay(&self, endpoint: &EndpointKey) -> bool {
        let state = self.read();
        let left_alone = state.banned.contains(endpoint) || state.blocked.contains(endpoint);
        !left_alone && (state.far || state.members.contains_key(endpoint))
    }

    /// Whether whoever is at `endpoint`, by a relay or not, may ask to come in: an invitation is open
    /// for that way, or it is a joiner whose connection broke before the welcome arrived.
    pub(super) fn has_door(&self, endpoint: &EndpointKey, by_relay: bool) -> bool {
        let state = self.read();
        let open = if by_relay { state.far } else { state.door };
        open || state.members.contains_key(endpoint)
    }

    /// Why an endpoint may not stay connected; `None` if it may.
    fn objection(&self, endpoint: &EndpointKey, alpn: &[u8]) -> Option<CloseCode> {
        let state = self.read();
        match alpn {
            _ if state.blocked.contains(endpoint) => Some(CloseCode::Blocked),
            SYNC_ALPN if state.banned.contains(endpoint) => Some(CloseCode::Banned),
            SYNC_ALPN if state.members.contains_key(endpoint) => None,
            // Also without an open door: this laptop may have forgotten a member.
            JOIN_ALPN => None,
            _ => Some(CloseCode::Stranger),
        }
    }

    /// Counts the connection, unless the device has its number already.
    fn count_in(&self, endpoint: EndpointKey, connection: WeakConnectionHandle) -> bool {
        let mut state = self.write();
        state.live.retain(|_, handles| {
            handles.retain(is_open);
            !handles.is_empty()
        });
        let handles = state.live.entry(endpoint).or_default();
        let free = handles.len() < CONNECTIONS_PER_DEVICE;
        if free {
            handles.push(connection);
        }
        free
    }

    // A panic elsewhere cannot leave the sets half-changed: each is replaced in one assignment.
    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.inner.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_open(handle: &WeakConnectionHandle) -> bool {
    handle.upgrade().is_some_and(|connection| connection.close_reason().is_none())
}

impl EndpointHooks for Gate {
    async fn before_connect<'a>(
        &'a self,
        remote: &'a EndpointAddr,
        alpn: &'a [u8],
    ) -> BeforeConnectOutcome {
        if self.may_dial(remote.id.as_bytes(), alpn) {
            BeforeConnectOutcome::Accept
        } else {
            BeforeConnectOutcome::Reject
        }
    }

    async fn after_handshake<'a>(&'a self, connection: &'a Connection) -> AfterHandshakeOutcome {
        let endpoint = *connection.remote_id().as_bytes();
        let objection = self.objection(&endpoint, connection.alpn()).or_else(|| {
            let counted = self.count_in(endpoint, connection.weak_handle());
            (!counted).then_some(CloseCode::TooMany)
        });
        match objection {
            None => AfterHandshakeOutcome::Accept,
            Some(code) => {
                tracing::debug!(peer = %short(&endpoint), ?code, "turned away");
                AfterHandshakeOutcome::Reject {
                    error_code: code.code(),
                    reason: code.reason().to_vec(),
                }
            }
        }
    }
}

/// The first four bytes of a network identity, for logs.
pub(super) fn short(endpoint: &EndpointKey) -> String {
    endpoint.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMBER: EndpointKey = [1; 32];
    const BLOCKED: EndpointKey = [2; 32];
    const STRANGER: EndpointKey = [3; 32];

    fn gate() -> Gate {
        let gate = Gate::default();
        gate.set_members([(MEMBER, DeviceId::from_bytes([9; 32]))], [BLOCKED]);
        gate
    }

    #[test]
    fn members_come_in_and_others_are_told_why_not() {
        let gate = gate();
        assert_eq!(gate.objection(&MEMBER, SYNC_ALPN), None);
        assert_eq!(gate.objection(&BLOCKED, SYNC_ALPN), Some(CloseCode::Blocked));
        assert_eq!(gate.objection(&STRANGER, SYNC_ALPN), Some(CloseCode::Stranger));
        assert_eq!(gate.objection(&MEMBER, b"other"), Some(CloseCode::Stranger));
        gate.ban(MEMBER);
        assert_eq!(gate.objection(&MEMBER, SYNC_ALPN), Some(CloseCode::Banned));
    }

    #[test]
    fn joiners_come_in_only_while_a_door_is_open() {
        let gate = gate();
        assert!(!gate.has_door(&STRANGER, false));
        assert!(gate.has_door(&MEMBER, false));
        gate.set_door(true, false);
        assert!(gate.has_door(&STRANGER, false));
        assert_eq!(gate.objection(&BLOCKED, JOIN_ALPN), Some(CloseCode::Blocked));
        assert_eq!(gate.objection(&STRANGER, JOIN_ALPN), None);
        assert_eq!(gate.objection(&STRANGER, SYNC_ALPN), Some(CloseCode::Stranger));
    }

    #[test]
    fn a_relay_brings_strangers_only_while_a_ticket_that_names_one_is_open() {
        let gate = gate();
        let answers = |gate: &Gate| {
            [MEMBER, BLOCKED, STRANGER].map(|endpoint| gate.answers_by_relay(&endpoint))
        };
        // No invitation, and one for the room.
        for open in [false, true] {
            gate.set_door(open, false);
            assert_eq!(answers(&gate), [true, false, false]);
            assert!(!gate.has_door(&STRANGER, true) && gate.has_door(&MEMBER, true));
        }
        gate.set_door(true, true);
        assert_eq!(answers(&gate), [true, false, true]);
        assert!(gate.has_door(&STRANGER, true));
        assert_eq!(gate.objection(&STRANGER, SYNC_ALPN), Some(CloseCode::Stranger));
        gate.ban(STRANGER);
        assert_eq!(answers(&gate), [true, false, false]);
        gate.set_door(false, false);
        assert_eq!(answers(&gate), [true, false, false]);
        assert!(!gate.has_door(&STRANGER, true));
    }

    #[test]
    fn only_members_and_a_joiners_inviter_are_dialled() {
        let gate = gate();
        assert!(gate.may_dial(&MEMBER, SYNC_ALPN));
        assert!(!gate.may_dial(&BLOCKED, SYNC_ALPN));
        assert!(!gate.may_dial(&STRANGER, SYNC_ALPN));
        assert!(gate.may_dial(&MEMBER, JOIN_ALPN));
        assert!(!gate.may_dial(&STRANGER, JOIN_ALPN));
        gate.set_inviter(STRANGER);
        assert!(gate.may_dial(&STRANGER, JOIN_ALPN));
        assert!(!gate.may_dial(&STRANGER, SYNC_ALPN));
        gate.ban(MEMBER);
        assert!(!gate.may_dial(&MEMBER, SYNC_ALPN));
    }
}
