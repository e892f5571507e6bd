//! Tickets: the text that one person gives another so that they can join.
//!
//! ```text
//! kring1 base32( endpoint 32 | invitation 4 | secret 16 | expiry 4 | addresses | checksum 5 )
//! ```
//!
//! The digit after `kring` is the version. Expiry counts minutes from 1970, little-endian; an
//! address is one byte 4 or 6, the IP address, and the port, big-endian. The alphabet is that of
//! Crockford's base32 in small letters: no i, l, o or u, and reading takes them for 1, 1 and 0.
//! Nothing of the group's name or members is in a ticket.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use kring_trust::hash::hash;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The most addresses in a ticket: a QR code of more is hard to read for a phone.
pub const TICKET_ADDRESS_CAP: usize = 6;

/// The longest text that is read as a ticket, in bytes: a ticket with blanks and line ends fits.
const TEXT_CAP: usize = 1024;

/// Bytes of the hash at the end: one damaged ticket in a million million is not noticed.
const CHECKSUM: usize = 5;

const PREFIX: &str = "kring";
const VERSION: char = '1';
const DOMAIN: &str = "kring 1 ticket";
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
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
    /// Where the inviter listened; at most [`TICKET_ADDRESS_CAP`].
    pub addresses: Vec<SocketAddr>,
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
        let mut bytes = self.body();
        bytes.extend_from_slice(&checksum(&bytes));
        write!(f, "{PREFIX}{VERSION}{}", base32(&bytes))
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
        let rest = match rest.strip_prefix(VERSION) {
            Some(rest) => rest,
            None if rest.starts_with(|c: char| c.is_ascii_digit()) => {
                return Err(TicketError::OtherVersion);
            }
            None => return Err(TicketError::Damaged),
        };
        let bytes = from_base32(rest).ok_or(TicketError::Damaged)?;
        let border = bytes.len().checked_sub(CHECKSUM).ok_or(TicketError::Damaged)?;
        let (body, sum) = bytes.split_at_checked(border).ok_or(TicketError::Damaged)?;
        if checksum(body) != sum {
            return Err(TicketError::Damaged);
        }
        Self::from_body(body).ok_or(TicketError::Damaged)
    }
}

impl Ticket {
    fn body(&self) -> Vec<u8> {
        let minutes = u32::try_from(self.expires_ms / MINUTE_MS).unwrap_or(u32::MAX);
        let mut bytes = Vec::with_capacity(128);
        bytes.extend_from_slice(&self.endpoint);
        bytes.extend_from_slice(&self.invitation.0);
        bytes.extend_from_slice(&self.secret.0);
        bytes.extend_from_slice(&minutes.to_le_bytes());
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

    fn from_body(mut body: &[u8]) -> Option<Self> {
        let endpoint = take(&mut body)?;
        let invitation = InvitationId(take(&mut body)?);
        let secret = Secret(take(&mut body)?);
        let expires_ms = u64::from(u32::from_le_bytes(take(&mut body)?)) * MINUTE_MS;
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
            addresses,
        })
    }
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = bytes.split_first_chunk()?;
    *bytes = tail;
    Some(*head)
}

fn checksum(body: &[u8]) -> [u8; CHECKSUM] {
    let mut sum = [0; CHECKSUM];
    sum.iter_mut().zip(hash(DOMAIN, &[body])).for_each(|(to, from)| *to = from);
    sum
}

fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(letter(held >> bits));
        }
    }
    if bits > 0 {
        text.push(letter(held << (5 - bits)));
    }
    text
}

fn letter(value: u32) -> char {
    ALPHABET.get((value & 31) as usize).copied().map_or('0', char::from)
}

fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for letter in text.bytes() {
        held = (held << 5) | value(letter)?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).ok()?);
        }
    }
    // What is left over is padding: fewer than five bits, all zero, so that each ticket has one text.
    (bits < 5 && held & ((1 << bits) - 1) == 0).then_some(bytes)
}

fn value(letter: u8) -> Option<u32> {
    let letter = match letter {
        b'o' => b'0',
        b'i' | b'l' => b'1',
        other => other,
    };
    ALPHABET.iter().position(|known| *known == letter).and_then(|at| u32::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket() -> Ticket {
        Ticket {
            endpoint: [7; 32],
            invitation: InvitationId([1, 2, 3, 4]),
            secret: Secret([9; 16]),
            expires_ms: 29_000_000 * MINUTE_MS,
            addresses: vec![
                "192.168.1.7:4433".parse().expect("an address"),
                "[fd00::7]:4433".parse().expect("an address"),
            ],
        }
    }

    #[test]
    fn a_ticket_goes_there_and_back_however_it_was_copied() {
        let text = ticket().to_string();
        assert!(text.starts_with("kring1"), "{text}");
        assert_eq!(text.parse(), Ok(ticket()));
        assert_eq!(text.to_uppercase().parse(), Ok(ticket()));
        let (head, tail) = text.split_at(40);
        assert_eq!(format!("  {head}-\r\n {tail}\n").parse(), Ok(ticket()));
        let confused = text.strip_prefix("kring1").expect("prefix").replace('0', "o");
        assert_eq!(format!("kring1{}", confused.replace('1', "l")).parse(), Ok(ticket()));
    }

    #[test]
    fn every_changed_letter_and_every_cut_is_noticed() {
        let text = ticket().to_string();
        for at in 6..text.len() {
            let mut damaged = text.clone().into_bytes();
            damaged[at] = if damaged[at] == b'z' { b'y' } else { b'z' };
            let damaged = String::from_utf8(damaged).expect("ascii");
            assert_eq!(damaged.parse::<Ticket>(), Err(TicketError::Damaged), "letter {at}");
        }
        for end in 0..text.len() {
            assert_eq!(text[..end].parse::<Ticket>(), Err(TicketError::Damaged), "cut at {end}");
        }
    }

    #[test]
    fn what_never_was_a_ticket_and_what_comes_from_later_versions() {
        for text in ["", "kring", "kringloop", "hello", "kring1é", &"k".repeat(5000)] {
            assert_eq!(text.parse::<Ticket>(), Err(TicketError::Damaged));
        }
        assert_eq!("kring2abc".parse::<Ticket>(), Err(TicketError::OtherVersion));
    }

    #[test]
    fn the_secret_is_not_printed() {
        assert!(!format!("{:?}", ticket()).contains("9, 9"));
    }

    #[test]
    fn an_invitation_id_goes_there_and_back() {
        let id = InvitationId([0, 255, 3, 4]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("12".parse::<InvitationId>(), Err(TicketError::Damaged));
        assert_eq!("+1234567".parse::<InvitationId>(), Err(TicketError::Damaged));
    }
}
