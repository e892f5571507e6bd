//! Tickets: the text that one person gives another so that they can join.
//!
//! ```text
//! kring1 base32( endpoint 32 | invitation 4 | secret 16 | expiry 4 | addresses | checksum 5 )
//! kring2 base32( endpoint 32 | invitation 4 | secret 16 | expiry 4 | relays | addresses | checksum 5 )
//! ```
//!
//! The digit after `kring` is the version: 2 has relays, at least one, and is made only where the
//! inviter's laptop uses them. Expiry counts minutes from 1970, little-endian; relays are their
//! number in one byte, and of each the length in two, little-endian, and what a statement says of it,
//! ascending; an address is one byte 4 or 6, the IP address, and the port, big-endian. The alphabet
//! is that of Crockford's base32 in small letters: no i, l, o or u, and reading takes them for 1, 1
//! and 0. Nothing of the group's name or members is in a ticket.

mod base32;

use std::collections::BTreeSet;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use kring_trust::hash::hash;
use kring_trust::relay::Relay;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::net::{RELAYS_CAP, leads_somewhere};

/// The most addresses in a ticket: a QR code of more is hard to read for a phone.
pub const TICKET_ADDRESS_CAP: usize = 6;

/// The most relays in a ticket: all that a laptop uses at once.
pub const TICKET_RELAY_CAP: usize = RELAYS_CAP;

/// The longest text that is read as a ticket, in bytes: the longest ticket is about 2,000 letters, and
/// fits with blanks and line ends.
const TEXT_CAP: usize = 3 * 1024;

/// Bytes of the hash at the end: one damaged ticket in a million million is not noticed.
const CHECKSUM: usize = 5;

const PREFIX: &str = "kring";
const MINUTE_MS: u64 = 60_000;

/// Names one invitation of one inviter. It is no secret.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct InvitationId(pub [u8; 4]);

impl InvitationId {
    /// The word of a door with this id; see [`kring_trust::words::word`].
    pub const fn word(self) -> u8 {
        let [word, ..] = self.0;
        word
    }
}

impl fmt::Display for InvitationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for InvitationId {
    type Err = TicketError;

    fn from_str(text: &str) -> Result<Self, TicketError> {
        if text.len() != 8 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(TicketError::Damaged);
        }
        let number = u32::from_str_radix(text, 16).map_err(|_| TicketError::Damaged)?;
        Ok(Self(number.to_be_bytes()))
    }
}

/// The one-time secret of an invitation. It is wiped when dropped and never printed.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop, serde::Serialize, serde::Deserialize)]
pub struct Secret(pub [u8; 16]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// What a ticket says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The inviter's network identity.
    pub endpoint: [u8; 32],
    /// Which of the inviter's invitations.
    pub invitation: InvitationId,
    /// What the joiner proves to know.
    pub secret: Secret,
    /// Milliseconds since 1970 on the inviter's clock, in whole minutes; then it is over.
    pub expires_ms: u64,
    /// By which relays the inviter can be met, too; none while the internet is off there. At most
    /// [`TICKET_RELAY_CAP`].
    pub relays: BTreeSet<Relay>,
    /// Where the inviter listened; at most [`TICKET_ADDRESS_CAP`].
    pub addresses: Vec<SocketAddr>,
}

/// Which kind of ticket a text is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    /// Without relays.
    Near,
    /// With relays.
    Far,
}

impl Version {
    const fn digit(self) -> char {
        match self {
            Self::Near => '1',
            Self::Far => '2',
        }
    }

    /// What the checksum is over, beside the bytes: a changed digit is noticed too.
    const fn domain(self) -> &'static str {
        match self {
            Self::Near => "kring 1 ticket",
            Self::Far => "kring 2 ticket",
        }
    }
}

/// Why a text is no ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// A letter is missing, added or wrong, or it was never a ticket.
    #[error("the ticket is damaged")]
    Damaged,
    /// Made by a version with another kind of ticket.
    #[error("the ticket belongs to another version")]
    OtherVersion,
}

impl fmt::Display for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&with_checksum(self.version() == Version::Far, &self.bytes()))
    }
}

impl FromStr for Ticket {
    type Err = TicketError;

    /// Reads a ticket; blanks, line ends, hyphens and capitals do not matter.
    fn from_str(text: &str) -> Result<Self, TicketError> {
        if text.len() > TEXT_CAP {
            return Err(TicketError::Damaged);
        }
        let plain: String = text
            .chars()
            .filter(|letter| !letter.is_whitespace() && *letter != '-')
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        let rest = plain.strip_prefix(PREFIX).ok_or(TicketError::Damaged)?;
        let known = [Version::Near, Version::Far].into_iter();
        let read = known.map(|version| (version, rest.strip_prefix(version.digit())));
        let read = read.into_iter().find_map(|(version, rest)| Some((version, rest?)));
        let (version, rest) = match read {
            Some(read) => read,
            None if rest.starts_with(|c: char| c.is_ascii_digit()) => {
                return Err(TicketError::OtherVersion);
            }
            None => return Err(TicketError::Damaged),
        };
        let bytes = base32::read(rest).ok_or(TicketError::Damaged)?;
        let border = bytes.len().checked_sub(CHECKSUM).ok_or(TicketError::Damaged)?;
        let (body, sum) = bytes.split_at_checked(border).ok_or(TicketError::Damaged)?;
        if checksum(version, body) != sum {
            return Err(TicketError::Damaged);
        }
        Self::from_body(version, body).ok_or(TicketError::Damaged)
    }
}

impl Ticket {
    /// What stands before the checksum. It holds the secret.
    #[doc(hidden)]
    pub fn bytes(&self) -> Vec<u8> {
        self.body(self.version())
    }

    fn version(&self) -> Version {
        if self.relays.is_empty() { Version::Near } else { Version::Far }
    }

    fn body(&self, version: Version) -> Vec<u8> {
        let minutes = u32::try_from(self.expires_ms / MINUTE_MS).unwrap_or(u32::MAX);
        let mut bytes = Vec::with_capacity(128);
        bytes.extend_from_slice(&self.endpoint);
        bytes.extend_from_slice(&self.invitation.0);
        bytes.extend_from_slice(&self.secret.0);
        bytes.extend_from_slice(&minutes.to_le_bytes());
        if version == Version::Far {
            put_relays(&mut bytes, &self.relays);
        }
        for address in self.addresses.iter().take(TICKET_ADDRESS_CAP) {
            match address.ip() {
                IpAddr::V4(ip) => {
                    bytes.push(4);
                    bytes.extend_from_slice(&ip.octets());
                }
                IpAddr::V6(ip) => {
                    bytes.push(6);
                    bytes.extend_from_slice(&ip.octets());
                }
            }
            bytes.extend_from_slice(&address.port().to_be_bytes());
        }
        bytes
    }

    fn from_body(version: Version, mut body: &[u8]) -> Option<Self> {
        let endpoint = take(&mut body)?;
        let invitation = InvitationId(take(&mut body)?);
        let secret = Secret(take(&mut body)?);
        let expires_ms = u64::from(u32::from_le_bytes(take(&mut body)?)) * MINUTE_MS;
        let relays = match version {
            Version::Near => BTreeSet::new(),
            Version::Far => take_relays(&mut body)?,
        };
        let mut addresses = Vec::new();
        while !body.is_empty() {
            let ip = match take::<1>(&mut body)? {
                [4] => IpAddr::from(Ipv4Addr::from(take::<4>(&mut body)?)),
                [6] => IpAddr::from(Ipv6Addr::from(take::<16>(&mut body)?)),
                _ => return None,
            };
            addresses.push(SocketAddr::new(ip, u16::from_be_bytes(take(&mut body)?)));
        }
        (addresses.len() <= TICKET_ADDRESS_CAP).then_some(Self {
            endpoint,
            invitation,
            secret,
            expires_ms,
            relays,
            addresses,
        })
    }
}

/// The text of a ticket with these bytes and a checksum that fits, so that what stands behind it is
/// fuzzed too. Not a part of the crate's use.
#[doc(hidden)]
pub fn with_checksum(far: bool, bytes: &[u8]) -> String {
    let version = if far { Version::Far } else { Version::Near };
    let mut bytes = bytes.to_vec();
    bytes.extend_from_slice(&checksum(version, &bytes));
    format!("{PREFIX}{}{}", version.digit(), base32::write(&bytes))
}

fn put_relays(bytes: &mut Vec<u8>, relays: &BTreeSet<Relay>) {
    let relays = || relays.iter().take(TICKET_RELAY_CAP);
    // Few and short, by their caps: neither number is ever cut.
    bytes.push(u8::try_from(relays().count()).unwrap_or(u8::MAX));
    for relay in relays() {
        let relay = relay.to_bytes();
        bytes.extend_from_slice(&u16::try_from(relay.len()).unwrap_or(u16::MAX).to_le_bytes());
        bytes.extend_from_slice(&relay);
    }
}

/// At least one, each of which leads somewhere, in the one order in which they are written.
fn take_relays(body: &mut &[u8]) -> Option<BTreeSet<Relay>> {
    let [count] = take::<1>(body)?;
    let mut relays = BTreeSet::new();
    for _ in 0..count {
        let length = usize::from(u16::from_le_bytes(take(body)?));
        let (relay, rest) = body.split_at_checked(length)?;
        *body = rest;
        let relay = Relay::from_bytes(relay).filter(leads_somewhere)?;
        let ascends = relays.last().is_none_or(|last| *last < relay);
        (ascends && relays.insert(relay)).then_some(())?;
    }
    (1..=TICKET_RELAY_CAP).contains(&relays.len()).then_some(relays)
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = bytes.split_first_chunk()?;
    *bytes = tail;
    Some(*head)
}

fn checksum(version: Version, body: &[u8]) -> [u8; CHECKSUM] {
    let mut sum = [0; CHECKSUM];
    sum.iter_mut().zip(hash(version.domain(), &[body])).for_each(|(to, from)| *to = from);
    sum
}

#[cfg(test)]
mod tests;
