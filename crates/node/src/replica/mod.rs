//! One open group on this laptop: its store, its roster and its open pages.
//!
//! Everything that happens to a group goes through here, one caller at a time. The store is the
//! truth and the only meeting point of processes; roster and pages in memory are caches of it.
//! Whatever fails on the way to the disk is dropped from memory and read again.

mod act;
mod branches;
mod cards;
mod commit;
mod deaths;
mod doctor;
mod drawing;
mod edit;
mod erase;
mod error;
mod faults;
mod file;
mod generations;
mod introduce;
mod ledger;
mod level;
mod looks;
mod only_here;
mod open;
mod overview;
mod pages;
mod private;
mod rescue;
mod roster;
mod shown;
mod stored;
#[cfg(test)]
pub(crate) mod testing;
mod timeline;
mod upkeep;
mod view;

use std::collections::BTreeSet;

use kring_store::{Position, Store};
use kring_trust::keys::DeviceKeys;
use kring_trust::roster::Roster;
use kring_trust::{DeviceId, GroupId, PageId, PersonId};

pub use act::Act;
pub use doctor::{Finding, Report};
pub use error::ReplicaError;
#[doc(hidden)]
pub use faults::Faults;
pub use file::{NotTaken, Taken};
pub use looks::Differing;
pub use only_here::OnlyHere;
pub use open::{Founder, Founding, Standing};
pub use private::Drawer;
pub use timeline::{Timeline, TimelineLine};

use crate::backup::Generations;
use crate::closing::ClosingWords;
use crate::drafts::Drafts;
use crate::env::Env;
use deaths::Deaths;
use level::Steps;
use looks::Looks;
use overview::Overview;
use pages::OpenPages;
use stored::Stored;
use upkeep::Upkeep;

/// One open group.
pub struct Replica {
    store: Store,
    private: Store,
    core: Core,
    upkeep: Upkeep,
    /// Where copies of this laptop's own go; nowhere in simulations.
    generations: Option<Generations>,
    /// Where texts lie that are written in other programs; nowhere in simulations.
    drafts: Option<Drafts>,
}

/// Everything but the stores, so that both can be borrowed at once.
struct Core {
    group: GroupId,
    me: DeviceId,
    person: PersonId,
    keys: DeviceKeys,
    env: Box<dyn Env>,
    roster: Roster,
    /// Arrivals up to this number are in `roster` and in the open pages.
    seen: u64,
    /// Statements came since erasures were last carried out.
    heard: bool,
    open: OpenPages,
    /// Open pages whose snapshot is missing or far behind.
    unsaved: BTreeSet<PageId>,
    /// The private page, if it is open.
    own: OpenPages,
    /// How far peers are, where the store does not know it yet.
    steps: Steps,
    /// What lists need of the group document, as it was last drawn.
    overview: Option<Overview>,
    /// What the program died on.
    deaths: Deaths,
    /// How pages looked when they were read last.
    looks: Looks,
    /// The closing words of a position.
    closing: Option<(Position, ClosingWords)>,
    /// The newest position at which nobody had changed much of others at once.
    calm: Option<u64>,
    /// How much of what each person wrote is kept.
    stored: Stored,
    /// None but in simulations.
    faults: Faults,
}

impl Replica {
    /// The group.
    pub fn group(&self) -> GroupId {
        self.core.group
    }

    /// The closing words as they were read last, and the position they are of.
    pub(crate) const fn known_closing(&self) -> Option<(Position, ClosingWords)> {
        self.core.closing
    }

    pub(crate) const fn keep_closing(&mut self, at: Position, words: ClosingWords) {
        self.core.closing = Some((at, words));
    }

    /// Whether at this position nobody had changed much of others at once.
    pub(crate) fn is_calm_at(&self, number: u64) -> bool {
        self.core.calm == Some(number)
    }

    pub(crate) const fn note_calm(&mut self, number: u64) {
        self.core.calm = Some(number);
    }

    /// The person whose laptop this is.
    pub fn me(&self) -> PersonId {
        self.core.person
    }

    /// This laptop.
    pub fn device(&self) -> DeviceId {
        self.core.me
    }

    /// This laptop's keys in this group.
    pub fn keys(&self) -> &DeviceKeys {
        &self.core.keys
    }

    /// Who is in, and who may see what.
    pub fn roster(&self) -> &Roster {
        &self.core.roster
    }

    /// The store, for what knows no documents: peers, positions, named values.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The store of the private page: read for what is taken along with this laptop.
    pub(crate) fn private_store(&self) -> &Store {
        &self.private
    }

    /// The store, to change named values and peers.
    pub fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    /// The clock and randomness of this laptop.
    pub fn env(&mut self) -> &mut dyn Env {
        self.core.env.as_mut()
    }

    /// The group document.
    pub fn group_page(&self) -> PageId {
        PageId::group_document(&self.core.group)
    }

    /// Drops everything in memory and reads the roster again: after anything failed.
    fn forget(&mut self) -> Result<(), ReplicaError> {
        self.core.open.close_all();
        self.core.own.close_all();
        self.core.stored.forget();
        self.core.reload(&self.store)
    }
}
