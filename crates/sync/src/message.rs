//! What two sessions say to each other.
//!
//! Bodies are postcard; the order of variants and fields is the protocol. Every list and byte
//! string has its cap in its type, so that a lying length is refused before anything is allocated.

use kring_trust::id::{DeviceId, PageId};
use kring_trust::keys::Signature;
use kring_trust::position::Position;
use kring_trust::statement::STATEMENT_CAP;
use serde::{Deserialize, Serialize};

use crate::PROTOCOL_VERSION;
use crate::breach::Breach;
pub use crate::capped::{Blob, Few};
use crate::ledger::{Look, Mark};

/// Pages asked for by name in one `Hello`: more damage than this is mended in several rounds.
pub const WHOLE_CAP: usize = 256;
/// Statements in one message: the smallest is about 150 bytes, so a full budget stays below it.
pub const STATEMENTS_CAP: usize = 1024;
/// Pages in one `Rows`: as many as may be under way at once.
pub const PAGES_CAP: usize = 64;
/// Heads of one page in one message; a page with more is shown in pieces.
pub const ROWS_CAP: usize = 1024;
/// Ends of one log that are named when asking for more of it: two branches are kept, and those
/// that somebody built on.
pub const ENDS_CAP: usize = 16;
/// Batches in one message: with the cap on entries it bounds the memory of a message of empty
/// entries to some megabytes.
pub const BATCHES_CAP: usize = 512;
/// Entries in one batch: a row is kept at every 1,000th, so no batch need be longer.
pub const BATCH_ENTRIES_CAP: usize = 1000;
/// Bytes of one batch's entries together: the two longest entries. Half a frame, so that what was
/// taken can always be passed on.
pub const BATCH_BYTES_CAP: usize = 2 * ENTRY_CAP;
/// Bytes of one entry.
pub const ENTRY_CAP: usize = 1024 * 1024;
/// Places that ride with a live message; if more was skipped, rows are compared instead.
pub const SKIPPED_CAP: usize = 256;
/// Devices that one laptop says it is connected with: a group is small.
pub const CONNECTED_CAP: usize = 256;
/// Pages of which one message says how they look: a trickle while nothing else goes on.
pub const LOOKS_CAP: usize = 16;
/// Addresses of one laptop.
pub const ADDRESSES_CAP: usize = 16;
/// Bytes of one address in text.
pub const ADDRESS_CAP: usize = 256;
/// Bytes of who is on which page, cursors and timers.
pub const PRESENCE_CAP: usize = 16 * 1024;

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// The first message, repeated every 30 s.
    Hello(Hello),
    /// A `Hello` in answer to one, saying the same from the other side: both are up to date.
    Level,
    /// An exchange begins that covers your interval from this number. If it is 0, forget what you
    /// hold of mine before you store anything.
    From {
        /// The number.
        number: u64,
    },
    /// Statements of the interval, in my order of arrival.
    Statements {
        /// Their bytes.
        statements: Few<Blob<STATEMENT_CAP>, STATEMENTS_CAP>,
    },
    /// What I hold of pages touched in the interval; each is answered.
    Rows {
        /// The pages.
        pages: Few<PageRows, PAGES_CAP>,
    },
    /// Answers to `Rows` and `Offer`.
    Answers {
        /// One per page.
        answers: Few<Answer, PAGES_CAP>,
    },
    /// Entries that you lack.
    Batches {
        /// In an order in which each follows what you hold.
        batches: Few<WireBatch, BATCHES_CAP>,
    },
    /// The exchange is over: you have everything of mine up to here that you may see.
    End {
        /// My position when the rows were computed, or before.
        to: Position,
        /// It moved on since, with nothing in it for you.
        then: Option<Step>,
    },
    /// What arrived here since the last step.
    Live {
        /// The interval.
        step: Step,
        /// Statements of it.
        statements: Few<Blob<STATEMENT_CAP>, STATEMENTS_CAP>,
        /// Entries of it.
        batches: Few<WireBatch, BATCHES_CAP>,
    },
    /// Everything of yours up to a position that I may see is on my disk, but for branches of a log
    /// beyond those that anybody keeps.
    Have {
        /// The number of your position; you told me its hash in this session.
        yours: u64,
        /// My own position moved too, with nothing in it for you.
        mine: Option<Step>,
    },
    /// Who is here. The newest replaces the one before; never stored.
    Presence(Presence),
    /// A page that I left the audience of: I drop it once you hold all of it.
    Offer {
        /// What I hold of it.
        rows: PageRows,
    },
    /// The last message, before the connection is closed.
    Bye(Notice),
    /// How pages look here that were read lately, for who holds the same of them. Not answered.
    Looks {
        /// One per page.
        looks: Few<Look, LOOKS_CAP>,
    },
}

/// Where both stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The newest version that I speak. These two fields come first in every version.
    pub version: u16,
    /// The oldest version that I speak.
    pub oldest: u16,
    /// Answer with a `Hello` or `Level` of your own.
    pub ask: bool,
    /// My position.
    pub mine: Position,
    /// The position of yours that I hold.
    pub held: Option<Position>,
    /// Pages that I want compared whatever the numbers say.
    pub whole: Few<PageId, WHOLE_CAP>,
}

/// An interval of the sender's arrivals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The number after which it begins.
    pub from: u64,
    /// Where it ends.
    pub to: Position,
    /// What is left out because its writer sends it to you; you have the interval only with it.
    pub skipped: Few<Skip, SKIPPED_CAP>,
}

/// A place in a log up to which entries were left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skip {
    /// Which log.
    pub log: LogName,
    /// The place.
    pub mark: Mark,
}

/// A log, by its full name the first time in a session and direction, then by the order in which
/// they were named. At most 4,096 are numbered; later ones keep their full name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LogName {
    /// Named before: its number, from 0.
    Old(u32),
    /// In full.
    New {
        /// Whose log.
        device: DeviceId,
        /// In which page.
        page: PageId,
        /// Which of theirs.
        salt: [u8; 8],
    },
    /// In full, in the page that the message is speaking of.
    Here {
        /// Whose log.
        device: DeviceId,
        /// Which of theirs.
        salt: [u8; 8],
    },
}

/// What the sender holds of one page. The pages that one side shows are numbered from 0 through
/// the session, `Rows` and `Offer` together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRows {
    /// The page.
    pub page: PageId,
    /// The head of each branch of each log.
    pub rows: Few<RowMark, ROWS_CAP>,
}

/// A row, as far as comparing needs it. The signature comes with the entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowMark {
    /// Which log.
    pub log: LogName,
    /// How far.
    pub mark: Mark,
}

/// The answer to one page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The number of the page among those that you showed.
    pub shown: u32,
    /// What I say to it.
    pub verdict: Verdict,
}

/// What a laptop says to the rows of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// Every entry up to every row is on my disk.
    Holds,
    /// I do not take this page.
    Declined,
    /// I lack these. None at all: I lack some, which are more branches than I keep, and do not
    /// ask for them.
    Lacks(Few<Lack, ROWS_CAP>),
}

/// One row that the answering laptop does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lack {
    /// Its place in the rows that were shown.
    pub row: u32,
    /// Where I can continue that log.
    pub ends: Few<Mark, ENDS_CAP>,
}

/// Entries of one log that end at a signed row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireBatch {
    /// Which log.
    pub log: LogName,
    /// The number of the entry before the first.
    pub after: u64,
    /// The entries.
    pub entries: Few<Blob<ENTRY_CAP>, BATCH_ENTRIES_CAP>,
    /// The signature of the row at the end; its number and chain follow from the rest.
    pub signature: Signature,
}

/// Who is here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// With whom else the sender is connected at this moment.
    pub connected: Few<DeviceId, CONNECTED_CAP>,
    /// Where the sender can be dialled.
    pub addresses: Few<Blob<ADDRESS_CAP>, ADDRESSES_CAP>,
    /// Pages, cursors and timers that the receiver may see; opaque here.
    pub payload: Blob<PRESENCE_CAP>,
}

/// Why the sender closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// Your device may not connect any more.
    Blocked,
    /// We speak no version in common. The sender's newest and oldest.
    Version {
        /// The newest that the sender speaks.
        version: u16,
        /// The oldest that the sender speaks.
        oldest: u16,
    },
}

impl Message {
    /// Reads the body of a frame.
    ///
    /// A `Hello` of a newer version may be longer than this one knows; nothing else may.
    ///
    /// # Errors
    /// [`Breach::Malformed`], also for a list beyond its cap, which is never allocated.
    pub fn decode(body: &[u8]) -> Result<Self, Breach> {
        let (message, rest) =
            postcard::take_from_bytes::<Self>(body).map_err(|_| Breach::Malformed)?;
        let newer = matches!(&message, Self::Hello(hello) if hello.version > PROTOCOL_VERSION);
        if rest.is_empty() || newer { Ok(message) } else { Err(Breach::Malformed) }
    }

    /// The body of a frame.
    pub fn body(&self) -> Vec<u8> {
        // Into a growing vector this fails only for types that cannot be encoded at all.
        postcard::to_allocvec(self).unwrap_or_default()
    }
}
