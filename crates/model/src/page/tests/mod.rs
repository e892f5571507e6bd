//! A circle of laptops that each hold the page, and one of them with a modified program.

mod engine;
mod figures;
mod forged;
mod fuzz;
mod hostile;
mod random;

use std::collections::BTreeSet;
use std::num::NonZeroU64;

use automerge::legacy::{Key, ObjectId, Op, OpId, OpType, SortedVec};
use automerge::transaction::{Transactable, Transaction};
use automerge::{
    ActorId, AutomergeError, Change, ExpandedChange, ObjId, ROOT, ReadDoc, ScalarValue,
};
use kring_trust::entry::Slim;
use kring_trust::id::{Actor, DeviceId, GroupId, PageId, PersonId};
use kring_trust::log::{LogOpening, chain_next};
use kring_trust::plan::{HeldBranch, HeldEntry, HeldLog};

use super::*;

const TIME: i64 = 1_700_000_000_000;

fn about(kind: PageKind) -> About {
    let owner = Some(person(1));
    About { page: PageId::from_bytes([9; 32]), group: GroupId::from_bytes([8; 32]), kind, owner }
}

fn person(name: u8) -> PersonId {
    PersonId::from_bytes([name; 32])
}

pub(super) struct Laptop {
    pub(super) page: Page,
    log: LogOfMine,
    entries: Vec<HeldEntry>,
    /// What its clock says.
    pub(super) time: i64,
}

impl Laptop {
    pub(super) fn new(name: u8) -> Self {
        Self::on(PageKind::Note, name)
    }

    pub(super) fn on(kind: PageKind, name: u8) -> Self {
        let about = about(kind);
        let device = DeviceId::from_bytes([name; 32]);
        let opening = LogOpening { device, page: about.page, salt: [name; 8] };
        let log = LogOfMine { opening, person: person(name) };
        Self { page: Page::empty(about).unwrap(), log, entries: Vec::new(), time: TIME }
    }

    pub(super) fn name(&self) -> u8 {
        self.log.person.as_bytes().first().copied().unwrap()
    }

    /// An edit as acts make it.
    pub(super) fn edit(
        &mut self,
        edit: impl FnOnce(&mut Transaction<'_>) -> Result<(), crate::edit::EditError>,
    ) {
        let edited = self.page.edit(&self.log, self.time, None, edit).unwrap();
        self.entries.extend(edited.entries);
    }

    fn id(&self) -> LogId {
        self.log.opening.id()
    }

    fn write<T>(
        &mut self,
        edit: impl FnOnce(&mut Transaction<'_>) -> Result<T, AutomergeError>,
    ) -> T {
        let edited = self.page.edit(&self.log, self.time, None, edit).unwrap();
        assert_eq!(edited.after, self.entries.len() as u64);
        self.entries.extend(edited.entries);
        edited.value
    }

    pub(super) fn type_at(&mut self, at: usize, delete: isize, text: &str) {
        let object = text_of(&self.page);
        self.write(|tx| tx.splice_text(&object, at, delete, text));
    }

    fn put(&mut self, key: &str, value: &str) {
        let more = more(&self.page);
        self.write(|tx| tx.put(&more, key, value));
    }

    pub(super) fn put_own(&mut self, key: &str, value: &str) {
        let (_, own) = self.page.doc().get(ROOT, "self").unwrap().unwrap();
        self.write(|tx| tx.put(&own, key, value));
    }

    pub(super) fn arrived(&self, after: usize) -> Arrived<'_> {
        self.between(after, self.count())
    }

    /// Its entries after the first so many, up to so many.
    pub(super) fn between(&self, after: usize, until: usize) -> Arrived<'_> {
        Arrived {
            opening: self.log.opening,
            person: self.log.person,
            after: after as u64,
            entries: &self.entries[after..until],
        }
    }

    /// How many entries it wrote.
    pub(super) fn count(&self) -> usize {
        self.entries.len()
    }

    fn held(&self) -> HeldLog {
        held(&self.log, &self.entries)
    }

    /// Takes everything of another, by the short way or by a rebuild.
    pub(super) fn take(&mut self, other: &Laptop, everybody: &[HeldLog]) {
        if self.page.append(&[other.arrived(0)]).is_err() {
            self.page = materialise(self.page.about.kind, everybody);
        }
    }

    /// Adds an entry that no honest program would make, without a look at it.
    fn forge(&mut self, slim: &Slim) {
        let bytes = slim.encode();
        let start = self.log.opening.chain_start(&self.page.about.group);
        let before = self.entries.last().map_or(start, |entry| entry.chain);
        let chain = chain_next(&before, &bytes);
        self.entries.push(HeldEntry { bytes, chain });
    }

    /// The slim form of a change with these operations, made at this laptop's heads.
    fn slim(&self, operations: Vec<Op>) -> Slim {
        let heads = self.page.heads();
        let metas = self.page.doc().get_changes_meta(&[]);
        let highest = metas.iter().map(|meta| meta.max_op).max().unwrap();
        let n = self.page.applied_of(&self.id());
        let change = Change::from(ExpandedChange {
            operations,
            actor_id: self.actor(),
            hash: None,
            seq: n + 1,
            start_op: NonZeroU64::new(highest + 1).unwrap(),
            time: TIME,
            message: None,
            deps: heads,
            extra_bytes: Vec::new(),
            author: None,
        });
        let mut logs = self.page.logs.clone();
        let slot = logs.open(&self.page.about.group, &self.log.opening, self.log.person).unwrap();
        Slim::from_change(change.raw_bytes(), |hash| logs.dep_of(hash, slot)).unwrap()
    }

    fn actor(&self) -> ActorId {
        ActorId::from(Actor::from(self.id()).0)
    }

    fn next_op(&self) -> u64 {
        let metas = self.page.doc().get_changes_meta(&[]);
        metas.iter().map(|meta| meta.max_op).max().unwrap() + 1
    }
}

fn held(log: &LogOfMine, entries: &[HeldEntry]) -> HeldLog {
    let branch = HeldBranch { after: 0, entries: entries.to_vec() };
    HeldLog { opening: log.opening, person: log.person, branches: vec![branch] }
}

fn materialise(kind: PageKind, logs: &[HeldLog]) -> Page {
    Page::materialise(about(kind), logs, Scrutiny::Whole, &BTreeSet::new()).unwrap()
}

pub(super) fn text_of(page: &Page) -> ObjId {
    let (_, own) = page.doc().get(ROOT, "self").unwrap().unwrap();
    page.doc().get(&own, "text").unwrap().unwrap().1
}

fn more(page: &Page) -> ObjId {
    page.doc().get(ROOT, "more").unwrap().unwrap().1
}

pub(super) fn text(page: &Page) -> String {
    page.doc().text(text_of(page)).unwrap()
}

fn object(id: &ObjId) -> ObjectId {
    match id {
        ObjId::Root => ObjectId::Root,
        ObjId::Id(counter, actor, _) => ObjectId::Id(OpId(*counter, actor.clone())),
    }
}

fn op(obj: &ObjId, key: Key, action: OpType) -> Op {
    Op { action, obj: object(obj), key, pred: SortedVec::new(), insert: false }
}

fn put(obj: &ObjId, key: &str, value: &str) -> Op {
    op(obj, Key::Map(key.into()), OpType::Put(ScalarValue::Str(value.into())))
}
