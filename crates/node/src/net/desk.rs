//! Invitations as the store keeps them: opening, showing and answering them, from any process.

use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::host::{Host, HostError};
use super::internet;
use super::invitations::{Invitation, Invitations, Opening, Whom};
use crate::ticket::{InvitationId, Secret, TICKET_ADDRESS_CAP, Ticket};

/// The name of the stored value with all invitations.
const INVITATIONS: &str = "net/invitations/3";

/// The name of the stored value that says where this laptop listens.
const LISTENING: &str = "net/listening";

/// So often a word that no door of this laptop has yet is drawn.
const WORD_TRIES: usize = 16;

/// The shortest time that an invitation is open.
pub(super) const SHORTEST: Duration = Duration::from_secs(60);

/// The longest time that an invitation is open: who is invited on holiday can come in after it.
pub(super) const LONGEST: Duration = Duration::from_secs(60 * 24 * 3600);

/// The minutes that an invitation can be open: those between [`SHORTEST`] and [`LONGEST`].
pub const OPEN_MINUTES: std::ops::RangeInclusive<u64> =
    SHORTEST.as_secs() / 60..=LONGEST.as_secs() / 60;

/// Why there is no invitation.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// There are as many open invitations as are allowed.
    #[error("there are {} open invitations already", super::invitations::OPEN_CAP)]
    TooMany,
    /// No process has the network, or none has opened it yet, so there is no address for a ticket.
    #[error("the network was not opened yet")]
    NotListening,
    /// The store.
    #[error(transparent)]
    Host(#[from] HostError),
}

/// Where this laptop listens, as the process that has the network wrote it down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listening {
    /// The UDP port, kept from start to start.
    pub port: u16,
    /// Addresses as others would dial them.
    pub addresses: Vec<SocketAddr>,
}

/// Opens an invitation and makes its ticket, with the relays that this laptop uses: none while the
/// internet is off here. `yes`: whoever has the ticket comes in without being asked about. The time is
/// kept between [`SHORTEST`] and [`LONGEST`].
///
/// # Errors
/// [`InviteError`]; then there is no invitation.
pub fn invite<H: Host>(
    host: &mut H,
    whom: Whom,
    valid: Duration,
    yes: bool,
) -> Result<Ticket, InviteError> {
    let mut addresses = where_we_listen(host)?;
    // Link-local IPv6 addresses mean nothing without the name of an interface.
    addresses.retain(|at| !matches!(at, SocketAddr::V6(at) if at.ip().is_unicast_link_local()));
    addresses.truncate(TICKET_ADDRESS_CAP);
    let mut secret = [0; 16];
    host.random(&mut secret);
    let secret = Secret(secret);
    let expires_ms = whole_minute(after(host, valid));
    let relays = internet::relays_in_use(host)?;
    let kind = Kind { secret: Some(secret.clone()), yes, far: !relays.is_empty() };
    let invitation = open(host, kind, whom, expires_ms)?;
    let endpoint = host.keys().record(None).endpoint_key;
    Ok(Ticket { endpoint, invitation, secret, expires_ms, relays, addresses })
}

/// Opens a door in this room, for a time between [`SHORTEST`] and [`LONGEST`].
///
/// # Errors
/// [`InviteError`]; then there is no door.
pub fn open_door<H: Host>(
    host: &mut H,
    whom: Whom,
    valid: Duration,
) -> Result<InvitationId, InviteError> {
    where_we_listen(host)?;
    let expires_ms = after(host, valid);
    open(host, Kind { secret: None, yes: false, far: false }, whom, expires_ms)
}

/// Keeps a door open for so long from now.
///
/// # Errors
/// [`HostError`] if the store cannot be written.
pub fn keep_open<H: Host>(
    host: &mut H,
    id: InvitationId,
    valid: Duration,
) -> Result<(), HostError> {
    let expires_ms = after(host, valid);
    change(host, |all| all.prolong(id, expires_ms))
}

fn where_we_listen<H: Host>(host: &H) -> Result<Vec<SocketAddr>, InviteError> {
    let addresses = listening(host)?.addresses;
    if addresses.is_empty() { Err(InviteError::NotListening) } else { Ok(addresses) }
}

/// How one comes in by a new invitation.
struct Kind {
    secret: Option<Secret>,
    yes: bool,
    far: bool,
}

fn open<H: Host>(
    host: &mut H,
    kind: Kind,
    whom: Whom,
    expires_ms: u64,
) -> Result<InvitationId, InviteError> {
    let now_ms = host.now_ms();
    let known: Vec<u8> = read(host)?.all().iter().map(|one| one.id.word()).collect();
    let mut id = [0; 4];
    // The doors of one laptop have words of their own; there are more words than doors.
    for _ in 0..WORD_TRIES {
        host.random(&mut id);
        if !known.contains(&InvitationId(id).word()) {
            break;
        }
    }
    let Kind { secret, yes, far } = kind;
    let opening = Opening { id: InvitationId(id), secret, whom, expires_ms, yes, far };
    let mut opened = false;
    change(host, |all| opened = all.open(opening.clone(), now_ms))?;
    if opened { Ok(opening.id) } else { Err(InviteError::TooMany) }
}

fn after<H: Host>(host: &mut H, valid: Duration) -> u64 {
    let valid_ms = valid.clamp(SHORTEST, LONGEST).as_millis();
    host.now_ms().saturating_add(u64::try_from(valid_ms).unwrap_or(0))
}

/// All invitations that are remembered, the oldest first.
///
/// # Errors
/// [`HostError`] if the store cannot be read.
pub fn invitations<H: Host>(host: &H) -> Result<Vec<Invitation>, HostError> {
    Ok(read(host)?.all().to_vec())
}

/// Answers whoever asks with this invitation. `false` if nobody is asking.
///
/// # Errors
/// [`HostError`] if the store cannot be written.
pub fn answer<H: Host>(host: &mut H, id: InvitationId, yes: bool) -> Result<bool, HostError> {
    change(host, |all| all.answer(id, yes))
}

/// Closes an invitation. `false` if there is no open one of this id.
///
/// # Errors
/// [`HostError`] if the store cannot be written.
pub fn withdraw<H: Host>(host: &mut H, id: InvitationId) -> Result<bool, HostError> {
    change(host, |all| all.withdraw(id))
}

/// Where this laptop listens, or listened last.
///
/// # Errors
/// [`HostError`] if the store cannot be read.
pub fn listening<H: Host>(host: &H) -> Result<Listening, HostError> {
    let value = host.value(LISTENING)?;
    Ok(value.and_then(|bytes| postcard::from_bytes(&bytes).ok()).unwrap_or_default())
}

/// Writes down where this laptop listens.
///
/// # Errors
/// [`HostError`] if the store cannot be written.
pub(super) fn set_listening<H: Host>(host: &mut H, listening: &Listening) -> Result<(), HostError> {
    let fresh = super::proof::encode(listening);
    host.change_value(LISTENING, &mut |old| (old != Some(&fresh)).then(|| fresh.clone()))
}

pub(super) fn read<H: Host>(host: &H) -> Result<Invitations, HostError> {
    Ok(Invitations::decode(host.value(INVITATIONS)?.as_deref()))
}

/// Changes the invitations in one transaction; nothing is written if nothing changed.
pub(super) fn change<H: Host, T>(
    host: &mut H,
    mut f: impl FnMut(&mut Invitations) -> T,
) -> Result<T, HostError> {
    let mut answer = None;
    host.change_value(INVITATIONS, &mut |old| {
        let before = Invitations::decode(old);
        let mut after = before.clone();
        answer = Some(f(&mut after));
        (after != before).then(|| after.encode())
    })?;
    answer.ok_or_else(|| HostError("the invitations were not read".into()))
}

fn whole_minute(ms: u64) -> u64 {
    ms / 60_000 * 60_000
}
