//! The one door between sync and a replica: its store and its roster.

use kring_trust::id::{Chain, DeviceId, LogId, PageId};
use kring_trust::log::{Batch, LogOpening, Row};
use kring_trust::position::Position;

use crate::unverified::Unverified;

/// All that sync asks of a replica.
///
/// Reads answer from what is committed. `&mut self` is exclusive for this process; another process
/// may write between two calls, never within one.
pub trait Ledger {
    /// May this device be connected with at this moment?
    fn may_connect(&self, device: &DeviceId) -> bool;

    /// How far this store has come.
    fn position(&self) -> Result<Position, LedgerError>;

    /// The same, remembered as told: from now on [`Ledger::told`] answers true for it, also after
    /// a crash.
    fn tell(&mut self) -> Result<Position, LedgerError>;

    /// Is this pair of number and hash a position that this very store told somebody?
    /// [`Position::START`] always is.
    fn told(&self, position: &Position) -> Result<bool, LedgerError>;

    /// What is remembered of a peer's store and ours.
    fn peer(&self, peer: &DeviceId) -> Result<PeerState, LedgerError>;

    /// May `device` be sent this page, as the roster stands here? Asked for peers and for this
    /// device. The roster's own page is [`Sight::Shut`]: its statements travel as statements.
    fn sight(&self, page: &PageId, device: &DeviceId) -> Result<Sight, LedgerError>;

    /// Statements numbered above `after` and at most `to`, in order of arrival: as many as fit in
    /// `budget` bytes, at least one if there is one. Statements that still wait have no number.
    fn statements(
        &self,
        after: u64,
        to: u64,
        budget: usize,
    ) -> Result<Vec<(u64, Vec<u8>)>, LedgerError>;

    /// Pages that something happened to in `(from, to]`, the newest first, each once: an entry
    /// arrived, or its audience took another effect (every audience statement, also one that
    /// changes nothing, and also when it takes effect later than it arrived). Pages touched again
    /// after `to` are among them.
    fn pages_touched(&self, from: u64, to: u64) -> Result<Vec<PageId>, LedgerError>;

    /// The head of every branch of every log of a page. Of a damaged log, the last signed row
    /// before the damage.
    fn heads(&self, page: &PageId) -> Result<Vec<Head>, LedgerError>;

    /// Is entry `mark.n` here with that chain, and every entry before it on that branch, whole?
    fn holds(&self, log: &LogId, mark: &Mark) -> Result<bool, LedgerError>;

    /// From where each branch of a log can be continued here: its end, or the last whole entry
    /// before damage. Empty for a log of which nothing is here.
    fn ends(&self, log: &LogId) -> Result<Vec<Mark>, LedgerError>;

    /// What leads to `end` on its branch, from behind the furthest of `have` on that branch (from
    /// the start if none is on it), in order, straight from the store: as much as fits in
    /// `budget` bytes, at least one batch if there is one; nothing if `end` is not here.
    ///
    /// Each batch ends at a signed row and has at most [`crate::message::BATCH_ENTRIES_CAP`]
    /// entries and [`crate::message::BATCH_BYTES_CAP`] bytes; a store keeps rows accordingly.
    fn batches(
        &self,
        log: &LogId,
        end: &Mark,
        have: &[Mark],
        budget: usize,
    ) -> Result<Vec<Batch>, LedgerError>;

    /// Everything that arrived after number `after`, one by one, in order of arrival. `None` if
    /// that is more than `budget` bytes, or no longer known one by one: then rows are compared.
    /// What was dropped since with its page is left out. Batches as in [`Ledger::batches`].
    fn arrivals(&self, after: u64, budget: usize) -> Result<Option<Vec<Arrival>>, LedgerError>;

    /// Pages to be compared whole, whatever the numbers say: damaged, set aside, or newly visible
    /// here by a statement that took effect later than it arrived.
    fn wanted(&self) -> Result<Vec<PageId>, LedgerError>;

    /// Pages that this person left the audience of and may only drop once a laptop of the
    /// audience holds everything, if `peer` is such a laptop.
    fn leaving(&self, peer: &DeviceId) -> Result<Vec<PageId>, LedgerError>;

    /// How pages look that were read here after the reading numbered `after`, for a peer who may see
    /// them: at most [`crate::message::LOOKS_CAP`], and the number up to which these go. `None`:
    /// only the number of the newest.
    fn looks(&self, peer: &DeviceId, after: Option<u64>) -> Result<(u64, Vec<Look>), LedgerError>;

    /// Compares how pages look to a peer with how the same entries look here, and remembers what
    /// differs.
    fn compare_looks(&mut self, peer: &DeviceId, looks: &[Look]) -> Result<(), LedgerError>;

    /// Verifies and stores, in one transaction, and returns only when it is durable. (If neither
    /// statements nor batches came, it need not be: losing a number or a confirmation is safe.)
    ///
    /// In this order:
    ///
    /// 1. `held: Held::Zero` is written.
    /// 2. Statements go to the roster, each verified with its signer's key; one that must wait is
    ///    kept durably without a number, and gets one, and is passed on, when it was verified.
    /// 3. Each batch, judged by the roster as it is after step 2: its page is open to this device
    ///    (else [`Why::Shut`], or [`Why::Unknown`] if that may change with statements that still
    ///    wait); its device is known (else [`Why::Unknown`], blocked and gone ones count); some
    ///    branch here has entry `after` (else [`Why::Gap`]); [`Unverified::verify`] succeeds from
    ///    one of these (else [`Why::Signature`]). Entries already here are ignored, not refused;
    ///    only the new part is stored. A second branch is stored beside the first. Entries of
    ///    this device's own that were lacking here are stored like anyone's, and its logs close.
    /// 4. `confirmed` is written.
    /// 5. `held: Held::Advance`: the peer's number moves if nothing was refused in 2 and 3 and
    ///    every one of `needs` is held now.
    ///
    /// # Errors
    /// [`LedgerError`] if the store failed; then nothing is stored and nothing moved.
    fn commit(&mut self, incoming: Incoming) -> Result<Committed, LedgerError>;
}

/// A replica's store cannot be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the store failed: {0}")]
pub struct LedgerError(pub String);

/// What a store remembers of its dealings with a peer's store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PeerState {
    /// Everything of theirs up to here that we may see is on our disk.
    pub held: Option<Position>,
    /// Everything of ours up to here that they may see is on their disk, they say.
    pub confirmed: Option<Position>,
}

/// Whether a device may see a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// It may.
    Open,
    /// It may not: not in the audience, not in the group, or the page is erased.
    Shut,
    /// Not known here yet: the page's opening, or a statement that may change the answer, waits.
    Unknown,
}

/// The signed end of one branch of one log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Which log.
    pub opening: LogOpening,
    /// Its last row.
    pub row: Row,
}

/// A place in a log, on one of its branches: enough of the chain to tell branches apart.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Mark {
    /// The number of the entry; from 1.
    pub n: u64,
    /// The first 16 bytes of its chain, as in an entry's dependencies.
    pub chain: [u8; 16],
}

impl Mark {
    /// The place of entry `n`, whose chain is `chain`.
    pub fn new(n: u64, chain: &Chain) -> Self {
        let mut prefix = [0; 16];
        prefix.iter_mut().zip(chain.as_bytes()).for_each(|(to, from)| *to = *from);
        Self { n, chain: prefix }
    }
}

impl From<&Row> for Mark {
    fn from(row: &Row) -> Self {
        Self::new(row.n, &row.chain)
    }
}

/// How a page looks to who holds exactly these entries of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Look {
    /// The page.
    pub page: PageId,
    /// What stands for the entries held, and for what the roster says.
    pub rows: [u8; 16],
    /// What stands for everything that the page shows.
    pub shown: [u8; 16],
}

/// One arrival, or several that arrived together.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "nearly all are entries")]
pub enum Arrival {
    /// A statement.
    Statement {
        /// Its number.
        number: u64,
        /// Its bytes.
        bytes: Vec<u8>,
        /// With it, some page's audience took another effect (or may have: when in doubt, true),
        /// so that pages are to be compared by whole rows.
        compare: bool,
    },
    /// Entries of one log that arrived one after the other.
    Entries {
        /// The number of the last of them.
        number: u64,
        /// The entries, up to a signed row.
        batch: Batch,
    },
}

/// What one message of a peer brings to the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// Who sent it.
    pub peer: DeviceId,
    /// Statements, not verified.
    pub statements: Vec<Vec<u8>>,
    /// Entries, not verified.
    pub batches: Vec<Unverified>,
    /// What becomes of the position of theirs that we hold.
    pub held: Held,
    /// `Some`: the position of ours that they hold is this from now on, also if it is smaller.
    pub confirmed: Option<Option<Position>>,
    /// Pages that were now compared whole with this peer: if nothing is lacking they are no longer
    /// wanted.
    pub compared: Vec<PageId>,
}

impl Incoming {
    /// Nothing yet, from `peer`.
    pub const fn new(peer: DeviceId) -> Self {
        Self {
            peer,
            statements: Vec::new(),
            batches: Vec::new(),
            held: Held::Stays,
            confirmed: None,
            compared: Vec::new(),
        }
    }
}

/// What becomes of the position of theirs that we hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// It stays.
    Stays,
    /// They do not know it: it is forgotten, before anything is stored.
    Zero,
    /// It moves, under the conditions of [`Ledger::commit`].
    Advance(Advance),
}

/// A step of the position of theirs that we hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advance {
    /// Where to.
    pub to: Position,
    /// What must be held here first.
    pub needs: Vec<(LogId, Mark)>,
}

/// What a commit did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Committed {
    /// The number before it.
    pub before: u64,
    /// The number after it: exactly what it stored is numbered in `(before, after]`.
    pub after: u64,
    /// [`Held::Advance`] was carried out.
    pub moved: bool,
    /// Some page's audience took another effect (see [`Arrival::Statement`]).
    pub compare: bool,
    /// What was refused; the rest was stored.
    pub refused: Vec<Refused>,
}

/// Something that was not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The statement at this place of [`Incoming::statements`] is malformed or wrongly signed.
    Statement(usize),
    /// The batch at this place of [`Incoming::batches`].
    Batch(usize, Why),
}

/// Why a batch was not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its page is not for this device, or erased. Ignored.
    Shut,
    /// Its page or device is not known here yet. The number does not move.
    Unknown,
    /// The entry before the first one is not here.
    Gap,
    /// The log's device did not sign this.
    Signature,
    /// More branches of this log, or logs of this page, than are kept. It is known and not kept: an
    /// exchange moves the number all the same (see [`crate::Level::left_out`]), or a device that
    /// makes branches without end would keep everybody from ever being level.
    Full,
}
