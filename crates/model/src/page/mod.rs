//! The engine of one page: from the logs that are held to an Automerge document, and from an edit
//! to the entries of a log.
//!
//! The logs are the truth; a [`Page`] is made of them ([`Page::materialise`]), brought up to date
//! ([`Page::append`]), and written to ([`Page::edit`]). Each of these either succeeds or leaves the
//! page as it was: Automerge works on a clone, under `catch_unwind`, and the clone replaces the
//! document only when all of it went well. What Automerge cannot take is set aside with all that
//! depends on it; other entries and other pages never notice.
//!
//! Whoever calls these functions with foreign entries does it on a thread with a stack of at least
//! [`STACK`] bytes: Automerge recurses into nested values. What is nested deeper than
//! [`DEPTH_CAP`] never reaches it.

mod append;
mod apply;
mod check;
mod content;
mod edit;
mod gate;
mod history;
mod index;
mod made;
mod materialise;
mod moments;
mod operations;
mod past;
mod pieces;
mod replay;
mod rewrites;
mod snapshot;
#[cfg(test)]
mod tests;
mod twice;

use std::collections::BTreeSet;

use automerge::{ActorId, Automerge, Change, ChangeHash, ObjId, TextEncoding};
use kring_trust::entry::Ancestor;
use kring_trust::id::{Actor, DeviceId, GroupId, LogId, PageId, PersonId};
use kring_trust::plan::Bounds;
use serde::{Deserialize, Serialize};

pub use self::append::{Appended, Arrived, NeedsRebuild};
pub use self::check::Unsound;
pub use self::edit::{EDIT_OPERATIONS_CAP, EditError, Edited, LogOfMine};
pub use self::history::Past;
pub use self::made::Thing;
pub use self::materialise::Scrutiny;
pub use self::moments::moments;
pub use self::past::{Deed, Done, Stretch};
pub use self::rewrites::{AT_ONCE_MS, Rewrite, Span};
pub use self::snapshot::{SNAPSHOT_VERSION, StaleSnapshot};
pub use self::twice::Twice;

use self::index::Logs;
use crate::first_change;
use crate::schema::PageKind;

/// How deep values may be nested below the root. The schema needs three.
pub const DEPTH_CAP: usize = 32;

/// The stack that a thread needs that handles foreign entries.
pub const STACK: usize = 64 * 1024 * 1024;

/// What is known of a page before any of its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// The page.
    pub page: PageId,
    /// The group it is in.
    pub group: GroupId,
    /// What it holds.
    pub kind: PageKind,
    /// Whose it is; none for the group document.
    pub owner: Option<PersonId>,
}

/// One open page.
#[derive(Clone, Debug)]
pub struct Page {
    about: About,
    doc: Automerge,
    logs: Logs,
    resting: Vec<Resting>,
    /// What resting entries wait for: actor and number.
    awaited: BTreeSet<(Actor, u64)>,
    /// How closely single entries are looked at: [`Scrutiny::Apply`] but for a deliberate mistake.
    daily: Scrutiny,
    bounds: Bounds,
}

/// An entry that is held and not in the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resting {
    /// Its log.
    pub log: LogId,
    /// Its number.
    pub n: u64,
    /// What keeps it.
    pub why: Why,
}

/// Why an entry is not in the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// It breaks a byte rule, for ever; which one, in words.
    ByteRule(String),
    /// It follows or builds on one that breaks a byte rule, for ever.
    AfterRefused,
    /// A later version of the program knows what it is.
    UnknownKind,
    /// Its log has the actor of another log.
    SameActor,
    /// Its device has too many logs in this page.
    TooManyLogs,
    /// Its person wrote more in this page than is taken in.
    TooMuch,
    /// It is on the losing branch of a fork: a second version.
    LosingBranch,
    /// Something it depends on is not here.
    Waiting,
    /// It was set aside, and can be taken back.
    SetAside(Fault),
}

/// Why an entry is set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// It breaks a rule on its place in the page; which one, in words.
    Place(String),
    /// It refers to an operation that its writer cannot have seen.
    Reference,
    /// It nests values deeper than [`DEPTH_CAP`].
    TooDeep,
    /// It writes what is somebody else's; what, in words.
    Rights(String),
    /// Automerge refuses it; why, in words.
    Refused(String),
    /// Automerge breaks on it.
    Panic,
    /// With it the document cannot be saved and loaded back.
    Poison,
    /// It killed the program before.
    Crash,
    /// It depends on one that is set aside.
    After,
}

/// Who wrote a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Writer {
    /// The log.
    pub log: LogId,
    /// The device whose log it is.
    pub device: DeviceId,
    /// The person whose device it is.
    pub person: PersonId,
}

/// The page could not be begun: the program's own first change does not load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the first change of this kind of page does not load")]
pub struct BadFirstChange;

impl Page {
    /// A page without entries: only the constant first change of its kind.
    ///
    /// # Errors
    /// [`BadFirstChange`], never with the bytes of this program.
    pub fn empty(about: About) -> Result<Self, BadFirstChange> {
        Self::begin(about).map(|(page, _)| page)
    }

    fn begin(about: About) -> Result<(Self, Change), BadFirstChange> {
        let change = Change::from_bytes(first_change::first_change(about.kind).to_vec())
            .map_err(|_| BadFirstChange)?;
        let base = Ancestor { hash: change.hash().0, max_op: change.max_op() };
        let actor = Actor(first_change::actor(about.kind));
        let mut doc = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint)
            .with_actor(ActorId::from(actor.0));
        doc.apply_changes([change.clone()]).map_err(|_| BadFirstChange)?;
        let logs = Logs::new(base, actor);
        let (resting, awaited) = (Vec::new(), BTreeSet::new());
        let (daily, bounds) = (Scrutiny::Apply, Bounds::default());
        Ok((Self { about, doc, logs, resting, awaited, daily, bounds }, change))
    }

    /// What the page is.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// The document, for reading.
    pub fn doc(&self) -> &Automerge {
        &self.doc
    }

    /// The document's newest changes: what an editor keeps with the text it shows.
    pub fn heads(&self) -> Vec<ChangeHash> {
        self.doc.get_heads()
    }

    /// Who writes as `actor`; none for the actor of the first change.
    pub fn author_of(&self, actor: &ActorId) -> Option<Writer> {
        let actor = Actor(actor.to_bytes().try_into().ok()?);
        let log = self.logs.of(&actor)?;
        let opening = &log.opening;
        Some(Writer { log: opening.id(), device: opening.device, person: log.person })
    }

    /// Who made a value, from the id that Automerge reads with it.
    pub fn author_of_value(&self, id: &ObjId) -> Option<Writer> {
        match id {
            ObjId::Root => None,
            ObjId::Id(_, actor, _) => self.author_of(actor),
        }
    }

    /// How many entries of a log the page was given, those that rest included.
    pub fn held(&self, log: &LogId) -> u64 {
        self.logs.of(&Actor::from(*log)).map_or(0, |log| log.held)
    }

    /// Every log of which the page was given entries, with how many.
    pub fn all_held(&self) -> impl Iterator<Item = (LogId, u64)> {
        self.logs.all().map(|log| (log.opening.id(), log.held))
    }

    /// Everything that is held and not in the document, by log, then number.
    pub fn resting(&self) -> &[Resting] {
        &self.resting
    }

    /// What was set aside, with why.
    pub fn set_aside(&self) -> impl Iterator<Item = (&Resting, &Fault)> {
        self.resting.iter().filter_map(|resting| match &resting.why {
            Why::SetAside(fault) => Some((resting, fault)),
            _ => None,
        })
    }
}

impl From<kring_trust::plan::Why> for Why {
    fn from(why: kring_trust::plan::Why) -> Self {
        use kring_trust::plan::Why as Planned;
        match why {
            Planned::ByteRule(rule) => Self::ByteRule(rule.to_string()),
            Planned::AfterRefused => Self::AfterRefused,
            Planned::UnknownKind => Self::UnknownKind,
            Planned::SameActor => Self::SameActor,
            Planned::TooManyLogs => Self::TooManyLogs,
            Planned::TooMuch => Self::TooMuch,
            Planned::LosingBranch => Self::LosingBranch,
            Planned::Waiting => Self::Waiting,
        }
    }
}
