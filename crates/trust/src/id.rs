//! A type of its own for every identity, so that the wrong one does not compile.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::hash::hash;

macro_rules! identity {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name([u8; 32]);

        impl $name {
            /// Takes the 32 bytes as they are.
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// Reads an identity from stored or received bytes; `None` unless exactly 32 long.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// Reads the 64 lower-case hexadecimal digits that [`Display`](fmt::Display) writes;
            /// nothing else, so that one identity has one text.
            pub fn from_hex(text: &str) -> Option<Self> {
                from_hex(text).map(Self)
            }

            /// The 32 bytes.
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }

            /// The first eight hexadecimal digits, for logs and lists.
            pub fn short(&self) -> String {
                self.0.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.short())
            }
        }
    )*};
}

identity! {
    /// One circle: the hash of its founded statement.
    GroupId;
    /// One laptop of one person in one group: the hash of its device record.
    DeviceId;
    /// One person in one group: the hash of the founded or joined statement that brought them.
    PersonId;
    /// One Automerge document: the hash of the statement that opened it.
    PageId;
    /// What one device wrote to one page.
    LogId;
    /// The hash of a statement's bytes.
    StatementId;
    /// The running hash of a log up to and including one entry.
    Chain;
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = pair.iter().try_fold(0, |high, digit| Some(high * 16 + hex_value(*digit)?))?;
    }
    Some(bytes)
}

fn hex_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl PageId {
    /// The roster: not a document, but the place of all statements.
    pub const ROSTER: Self = Self([0; 32]);

    /// The group document of `group`: no owner, for all members, never erased alone.
    pub fn group_document(group: &GroupId) -> Self {
        Self(hash("kring 1 group document", &[group.as_bytes()]))
    }

    /// The page that `statement` opened.
    pub const fn opened_by(statement: StatementId) -> Self {
        Self(statement.0)
    }
}

impl PersonId {
    /// The person whom `statement` (founded or joined) brought.
    pub const fn brought_by(statement: StatementId) -> Self {
        Self(statement.0)
    }
}

impl GroupId {
    /// The group that `statement` (founded) began.
    pub const fn founded_by(statement: StatementId) -> Self {
        Self(statement.0)
    }

    /// Stands for the group inside the founded statement itself.
    pub const NONE: Self = Self([0; 32]);
}

/// The Automerge actor of a log: the first 16 bytes of its id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Actor(pub [u8; 16]);

impl From<LogId> for Actor {
    fn from(log: LogId) -> Self {
        let mut actor = [0; 16];
        actor.copy_from_slice(&log.0[..16]);
        Self(actor)
    }
}

impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Actor(")?;
        self.0.iter().take(4).try_for_each(|byte| write!(f, "{byte:02x}"))?;
        write!(f, ")")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_goes_there_and_back() {
        let id = DeviceId::from_bytes(hash("test", &[b"device"]));
        assert_eq!(DeviceId::from_hex(&id.to_string()), Some(id));
        assert_eq!(DeviceId::from_hex("12"), None);
        assert_eq!(DeviceId::from_hex(&"g".repeat(64)), None);
        assert_eq!(DeviceId::from_hex(&"+f".repeat(32)), None);
        assert_eq!(DeviceId::from_hex(&id.to_string().to_uppercase()), None);
        assert_eq!(DeviceId::from_hex(&"é".repeat(32)), None);
    }

    #[test]
    fn an_actor_is_the_first_half_of_its_log() {
        let log = LogId::from_bytes([7; 32]);
        assert_eq!(Actor::from(log), Actor([7; 16]));
    }
}
