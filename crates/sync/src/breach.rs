//! Why a connection is closed. A breach closes that one connection and nothing else.

use crate::ledger::LedgerError;

/// Close codes of the QUIC connection. They are part of the protocol and never change meaning.
pub mod code {
    /// Nothing is wrong: this side goes.
    pub const GOODBYE: u32 = 0;
    /// A frame or a list longer than its cap.
    pub const TOO_LONG: u32 = 1;
    /// Bytes that are no message, or a message that cannot be.
    pub const MALFORMED: u32 = 2;
    /// A frame that was begun and not finished in time.
    pub const SLOW: u32 = 3;
    /// No first message, or no answer, in time.
    pub const SILENT: u32 = 4;
    /// A message that does not fit what was said before.
    pub const ORDER: u32 = 5;
    /// A statement that is malformed or wrongly signed.
    pub const BAD_STATEMENT: u32 = 6;
    /// Entries that are not signed by the device whose log they claim to be.
    pub const BAD_SIGNATURE: u32 = 7;
    /// A gap in a log that was asked for and came again.
    pub const GAP: u32 = 8;
    /// More at once than was allowed to be under way.
    pub const FLOOD: u32 = 9;
    /// No version that both speak.
    pub const VERSION: u32 = 10;
    /// The device is blocked, has left, or was never a member.
    pub const BLOCKED: u32 = 11;
    /// The store of the laptop that closes cannot be read or written.
    pub const STORE: u32 = 12;
}

/// Why a session ended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// A frame or a list longer than its cap. Nothing was allocated for it.
    #[error("a frame is longer than its cap")]
    TooLong,
    /// Bytes that are no message, or a message that cannot be.
    #[error("a message is malformed")]
    Malformed,
    /// A frame that was begun and not finished in time.
    #[error("a frame was begun and not finished in time")]
    Slow,
    /// No first message, or no answer to a `Hello`, in time.
    #[error("nothing was heard in time")]
    Silent,
    /// A message that does not fit what was said before.
    #[error("a message came out of order")]
    Order,
    /// A statement that is malformed or wrongly signed.
    #[error("a statement is malformed or wrongly signed")]
    BadStatement,
    /// Entries that their row's device did not sign.
    #[error("entries are wrongly signed")]
    BadSignature,
    /// Entries were shown and asked for, and did not come, more than once.
    #[error("a gap in a log persists")]
    Gap,
    /// More at once than was allowed to be under way.
    #[error("more than allowed is under way")]
    Flood,
    /// No version that both speak. Both were told.
    #[error("the versions do not fit")]
    Version,
    /// The device at one of the ends may not connect (any more). It was told.
    #[error("the device may not connect")]
    Blocked,
    /// This laptop's own store failed; the peer did nothing wrong.
    #[error(transparent)]
    Store(#[from] LedgerError),
}

impl Breach {
    /// The close code, from [`code`].
    pub const fn code(&self) -> u32 {
        match self {
            Self::TooLong => code::TOO_LONG,
            Self::Malformed => code::MALFORMED,
            Self::Slow => code::SLOW,
            Self::Silent => code::SILENT,
            Self::Order => code::ORDER,
            Self::BadStatement => code::BAD_STATEMENT,
            Self::BadSignature => code::BAD_SIGNATURE,
            Self::Gap => code::GAP,
            Self::Flood => code::FLOOD,
            Self::Version => code::VERSION,
            Self::Blocked => code::BLOCKED,
            Self::Store(_) => code::STORE,
        }
    }

    /// True where no honest program could have caused it: not to be dialled again until restart.
    pub const fn is_hostile(&self) -> bool {
        matches!(
            self,
            Self::TooLong
                | Self::Malformed
                | Self::Order
                | Self::BadStatement
                | Self::BadSignature
                | Self::Flood
        )
    }
}
