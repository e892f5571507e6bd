//! Why a connection was closed: a number on the wire, and what it means for dialling again.

use iroh::endpoint::{Connection, ConnectionError, VarInt};
use kring_sync::Breach;
use kring_sync::breach::code;

/// The codes with which a connection is closed. The numbers are part of the protocol; those below
/// 20 are the sync core's, see [`kring_sync::breach::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum CloseCode {
    /// The program ends, sleeps, or nothing is left to say.
    Done = code::GOODBYE,
    /// A frame was announced that is longer than the cap.
    TooLong = code::TOO_LONG,
    /// Bytes that are no message.
    Malformed = code::MALFORMED,
    /// A frame did not come whole, or did not go, in time.
    Slow = code::SLOW,
    /// Nothing was said in time.
    Silent = code::SILENT,
    /// A message that does not fit what was said before.
    Order = code::ORDER,
    /// A statement that is malformed or wrongly signed.
    BadStatement = code::BAD_STATEMENT,
    /// Entries that are wrongly signed.
    BadSignature = code::BAD_SIGNATURE,
    /// A gap that was asked for and came again.
    Gap = code::GAP,
    /// More at once than was allowed to be under way.
    Flood = code::FLOOD,
    /// No version that both speak.
    Version = code::VERSION,
    /// The other device is blocked here, or its person has left.
    Blocked = code::BLOCKED,
    /// This side's store cannot be read or written.
    Store = code::STORE,
    /// The other is no member here.
    Stranger = 20,
    /// There is no open invitation.
    NoDoor = 21,
    /// More connections from one device, or more joiners, than are allowed at once.
    TooMany = 22,
    /// Both dialled at the same time, or one dialled anew; the other connection stays.
    Duplicate = 23,
    /// Wrong signatures came from this device before; it is left alone until the next start.
    Banned = 24,
}

impl CloseCode {
    const ALL: [(Self, &'static str); 18] = [
        (Self::Done, "done"),
        (Self::TooLong, "frame too long"),
        (Self::Malformed, "no message"),
        (Self::Slow, "too slow"),
        (Self::Silent, "nothing was said"),
        (Self::Order, "out of order"),
        (Self::BadStatement, "bad statement"),
        (Self::BadSignature, "bad signature"),
        (Self::Gap, "gap"),
        (Self::Flood, "flood"),
        (Self::Version, "another version"),
        (Self::Blocked, "this device is blocked"),
        (Self::Store, "the store failed"),
        (Self::Stranger, "not a member"),
        (Self::NoDoor, "no open invitation"),
        (Self::TooMany, "too many connections"),
        (Self::Duplicate, "connected twice"),
        (Self::Banned, "bad signatures before"),
    ];

    /// Closes `connection` with this code and its reason, unless it is over: what the other said
    /// at the end must not be lost.
    pub fn close(self, connection: &Connection) {
        if connection.close_reason().is_none() {
            connection.close(self.code(), self.reason());
        }
    }

    /// The number on the wire.
    pub fn code(self) -> VarInt {
        VarInt::from_u32(self as u32)
    }

    /// The reason that goes along: for logs, in English, without contents.
    pub fn reason(self) -> &'static [u8] {
        Self::ALL.iter().find(|(known, _)| *known == self).map_or(b"", |(_, text)| text.as_bytes())
    }

    /// The code of `number`, if this version knows it.
    pub fn from_number(number: u64) -> Option<Self> {
        Self::ALL.iter().map(|(code, _)| *code).find(|code| *code as u64 == number)
    }

    /// The code of a breach.
    pub fn of_breach(breach: &Breach) -> Self {
        Self::from_number(u64::from(breach.code())).unwrap_or(Self::Malformed)
    }

    /// The code with which the other side closed, if it was one.
    pub fn of(error: &ConnectionError) -> Option<Self> {
        match error {
            ConnectionError::ApplicationClosed(close) => {
                Self::from_number(close.error_code.into_inner())
            }
            _ => None,
        }
    }
}

/// Why a device of the group is not connected, as far as this laptop knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unreachable {
    /// It was never seen on a network that this laptop was on.
    NeverSeen,
    /// Nothing answered where it was last.
    NoAnswer,
    /// It closed the connection because this laptop is blocked there.
    BlockedUs,
    /// It does not know this laptop as a member (yet).
    NotKnownThere,
    /// It runs an older version that this one does not speak with.
    OlderVersion,
    /// It runs a newer version that this one does not speak with.
    NewerVersion,
    /// It runs another version; which of the two is newer did not show.
    OtherVersion,
    /// It sent what the protocol does not allow; it is left alone until the next start.
    Breach,
    /// It ended the connection for a reason of its own.
    Refused,
}

impl Unreachable {
    const ALL: [(Self, &'static str); 9] = [
        (Self::NeverSeen, "never-seen"),
        (Self::NoAnswer, "no-answer"),
        (Self::BlockedUs, "blocked-us"),
        (Self::NotKnownThere, "not-known-there"),
        (Self::OlderVersion, "older-version"),
        (Self::NewerVersion, "newer-version"),
        (Self::OtherVersion, "other-version"),
        (Self::Breach, "breach"),
        (Self::Refused, "refused"),
    ];

    /// The word under which it is kept in the table of peers.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(known, _)| *known == self).map_or("refused", |(_, word)| word)
    }

    /// Reads what [`word`](Self::word) wrote.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(this, _)| *this)
    }

    /// Whether this, heard before, is still what to tell after `other`: silence takes nothing back
    /// of being blocked, and which of two versions is newer does not always show.
    pub(super) const fn tells_more_than(self, other: Self) -> bool {
        match self {
            Self::BlockedUs => matches!(other, Self::NeverSeen | Self::NoAnswer),
            Self::OlderVersion | Self::NewerVersion => matches!(other, Self::OtherVersion),
            _ => false,
        }
    }

    /// What the other side's way of ending a connection tells; `None` if nothing is wrong.
    pub fn from_close(error: &ConnectionError) -> Option<Self> {
        match CloseCode::of(error) {
            Some(CloseCode::Done | CloseCode::Duplicate) => None,
            Some(CloseCode::Blocked) => Some(Self::BlockedUs),
            Some(CloseCode::Stranger) => Some(Self::NotKnownThere),
            Some(CloseCode::Version) => Some(Self::OtherVersion),
            Some(_) => Some(Self::Refused),
            None => Self::from_transport(error),
        }
    }

    fn from_transport(error: &ConnectionError) -> Option<Self> {
        // TLS alert 120, no_application_protocol, as a QUIC error: nothing there speaks ours.
        const NO_PROTOCOL: u64 = 0x100 + 120;
        match error {
            ConnectionError::ConnectionClosed(close)
                if u64::from(close.error_code) == NO_PROTOCOL =>
            {
                Some(Self::OtherVersion)
            }
            ConnectionError::TransportError(error) if u64::from(error.code) == NO_PROTOCOL => {
                Some(Self::OtherVersion)
            }
            ConnectionError::VersionMismatch => Some(Self::OtherVersion),
            ConnectionError::LocallyClosed => None,
            _ => Some(Self::NoAnswer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_words_go_there_and_back() {
        for (code, reason) in CloseCode::ALL {
            assert_eq!(CloseCode::from_number(code as u64), Some(code));
            assert_eq!(code.reason(), reason.as_bytes());
        }
        assert_eq!(CloseCode::from_number(13), None);
        assert_eq!(CloseCode::of_breach(&Breach::Gap), CloseCode::Gap);
        assert_eq!(CloseCode::of_breach(&Breach::Blocked), CloseCode::Blocked);
        for (this, word) in Unreachable::ALL {
            assert_eq!(Unreachable::from_word(word), Some(this));
            assert_eq!(this.word(), word);
        }
    }
}
