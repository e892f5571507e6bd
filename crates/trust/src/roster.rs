//! The roster: one pure function from a set of statements to who is in and what they may see.
//!
//! The order in which statements arrive never matters. A statement first waits until everything it
//! names in `after` stands here; then its form, persons and signatures are judged once, by nothing
//! but itself and its past, so the answer can never change ([`Refused`]). Whether a standing
//! statement still *counts* is worked out afresh, and only when somebody asks, from all statements
//! that stand: blocks make later words of a device lapse, unblocking brings them back.
//!
//! An erase alone is never judged again: it counts or not by its own past and the page's opening,
//! so no later statement can undo it.
//!
//! Membership (few statements) and pages (many) are kept apart: a statement about a page makes only
//! that page be looked at again.

use std::sync::OnceLock;

use crate::id::{GroupId, PageId, PersonId, StatementId};
use crate::statement::{AFTER_CAP, About, Audience, Body, STATEMENT_CAP, Statement};

mod admit;
mod asked;
mod erase;
mod graph;
mod info;
mod membership;
mod page;
mod past;
mod present;
mod settle;
pub mod speak;
mod waiting;

#[cfg(test)]
mod tests;

pub use admit::Refused;
pub use info::{DeviceInfo, DeviceState, Erasing, PageInfo, PersonInfo, RosterView};
pub use present::{
    GIVEN_BACK_BYTES_CAP, GIVEN_BACK_CAP, INTRODUCTIONS_BYTES_CAP, INTRODUCTIONS_CAP, NotShown,
};
pub use waiting::{WAITING_BYTES_CAP, WAITING_COUNT_CAP};

use graph::Graph;
use info::People;
use page::Pages;
use waiting::{Checked, Waiter, WaitingRoom};

/// All statements of one group and what follows from them.
#[derive(Clone, Debug)]
pub struct Roster {
    group: GroupId,
    graph: Graph,
    waiting: WaitingRoom,
    pages: Pages,
    /// Statements about the group as a whole that are no membership: internet, finished, unknown.
    facts: Vec<usize>,
    people: OnceLock<People>,
    group_document: PageInfo,
}

/// What became of a statement that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inserted {
    /// Its id.
    pub id: StatementId,
    /// Whether it was not here yet, neither standing nor waiting.
    pub new: bool,
    /// The statements that stand from now on, in the order in which they came to: this one, unless
    /// it waits, and those that had waited for it.
    pub accepted: Vec<StatementId>,
    /// Statements that had waited and turned out to be bad; they are forgotten.
    pub refused: Vec<(StatementId, Refused)>,
}

impl Roster {
    /// An empty roster. Its first statement is the founded statement whose hash is `group`.
    pub fn new(group: GroupId) -> Self {
        Self {
            group,
            graph: Graph::default(),
            waiting: WaitingRoom::default(),
            pages: Pages::default(),
            facts: Vec::new(),
            people: OnceLock::new(),
            group_document: group_document(&group),
        }
    }

    /// Takes a statement in. It waits if something that it names in `after` is not here yet.
    ///
    /// # Errors
    /// [`Refused`], always for the same statement and the same past; [`Refused::Full`] alone may
    /// pass when the waiting room has emptied.
    pub fn insert(&mut self, statement: Statement) -> Result<Inserted, Refused> {
        let bytes = statement.encode();
        self.take_in(statement, &bytes, Checked::Nothing)
    }

    /// Takes in a statement that an earlier [`Roster::insert`] *accepted* and whose bytes since then
    /// lay sealed in this laptop's own store: its signatures are not checked again.
    ///
    /// # Errors
    /// [`Refused`], as for [`Roster::insert`].
    pub fn insert_kept(&mut self, bytes: &[u8]) -> Result<Inserted, Refused> {
        let statement = Statement::decode_kept(bytes).map_err(|_| Refused::Form)?;
        self.take_in(statement, bytes, Checked::Everything)
    }

    /// The group.
    pub const fn group(&self) -> GroupId {
        self.group
    }

    /// Whether a statement is here, standing or waiting.
    pub fn contains(&self, id: &StatementId) -> bool {
        self.stands(id) || self.waiting.get(id).is_some()
    }

    /// Whether a statement stands: it and all of its past are here and verified.
    pub fn stands(&self, id: &StatementId) -> bool {
        self.graph.find(id).is_some()
    }

    /// A statement that is here, standing or waiting.
    pub fn statement(&self, id: &StatementId) -> Option<&Statement> {
        let standing = self.graph.find(id).and_then(|at| self.graph.node(at));
        standing.map(|node| &node.statement).or_else(|| self.waiting.get(id))
    }

    /// How many statements wait for something that is not here.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// The newest statements: what a new statement names in `after`. Sorted, at most [`AFTER_CAP`].
    ///
    /// If a flood left more, every person's newest come first, so that each finds its own past
    /// among them.
    pub fn newest(&self) -> Vec<StatementId> {
        let mut heads: Vec<StatementId> = self.graph.heads().copied().collect();
        if heads.len() > AFTER_CAP {
            heads = self.fairly(heads);
        }
        heads.sort_unstable();
        heads
    }

    fn fairly(&self, heads: Vec<StatementId>) -> Vec<StatementId> {
        let person = |id: &StatementId| {
            self.statement(id).and_then(|statement| self.person_of(&statement.device))
        };
        let mut turns: Vec<(usize, StatementId)> = Vec::with_capacity(heads.len());
        let mut taken = std::collections::BTreeMap::<Option<PersonId>, usize>::new();
        for id in heads {
            let turn = taken.entry(person(&id)).or_default();
            turns.push((*turn, id));
            *turn += 1;
        }
        turns.sort_unstable();
        turns.into_iter().take(AFTER_CAP).map(|(_, id)| id).collect()
    }

    fn take_in(
        &mut self,
        statement: Statement,
        bytes: &[u8],
        checked: Checked,
    ) -> Result<Inserted, Refused> {
        if bytes.len() > STATEMENT_CAP || statement.after.len() > AFTER_CAP {
            return Err(Refused::Form);
        }
        let id = Statement::id_of(bytes);
        let mut inserted = Inserted { id, new: false, accepted: vec![], refused: vec![] };
        if self.contains(&id) {
            return Ok(inserted);
        }
        inserted.new = true;
        let mut waiter = Waiter { id, bytes: bytes.len(), statement, checked };
        admit::before_waiting(&self.graph, &self.group, &mut waiter)?;
        if let Some(missing) = self.graph.first_missing(&waiter.statement.after) {
            self.waiting.put(waiter, missing)?;
            return Ok(inserted);
        }
        self.accept(waiter)?;
        inserted.accepted.push(id);
        self.release(id, &mut inserted);
        Ok(inserted)
    }

    /// Looks again at everything that waited for `id`, and for what then comes to stand.
    fn release(&mut self, id: StatementId, inserted: &mut Inserted) {
        let mut arrived = vec![id];
        while let Some(id) = arrived.pop() {
            for waiter in self.waiting.take(&id) {
                let id = waiter.id;
                if let Some(missing) = self.graph.first_missing(&waiter.statement.after) {
                    self.waiting.put_back(waiter, missing);
                    continue;
                }
                match self.accept(waiter) {
                    Ok(()) => {
                        inserted.accepted.push(id);
                        arrived.push(id);
                    }
                    Err(refused) => inserted.refused.push((id, refused)),
                }
            }
        }
    }

    fn accept(&mut self, waiter: Waiter) -> Result<(), Refused> {
        let past = self.graph.past_of(&waiter.statement.after);
        let role = admit::admit(&self.graph, &self.group, &waiter, &past)?;
        let at = self.graph.add(waiter.id, waiter.statement, past, role);
        self.note(at);
        Ok(())
    }

    /// Forgets what has to be worked out again now that the statement at `at` stands.
    fn note(&mut self, at: usize) {
        let Some(node) = self.graph.node(at) else { return };
        match &node.statement.body {
            Body::InternetOn { .. } | Body::InternetOff { .. } | Body::Finished => {
                self.facts.push(at);
            }
            Body::Unknown { about: About::Group, .. } => self.facts.push(at),
            Body::Unknown { about: About::Device(_), .. } => {
                self.facts.push(at);
                self.people = OnceLock::new();
            }
            _ => {}
        }
        let touches_members =
            node.member.is_some() || self.graph.is_contested(&node.statement.device);
        if touches_members {
            self.people = OnceLock::new();
            self.pages.forget_all();
        }
        self.pages.note(&self.graph, at);
    }
}

fn group_document(group: &GroupId) -> PageInfo {
    let founded = StatementId::from_bytes(*group.as_bytes());
    PageInfo {
        id: PageId::group_document(group),
        kind: 0,
        owner: None,
        day: 0,
        audience: Audience::All,
        retention: None,
        standing: true,
        erased: None,
        receipts: std::collections::BTreeMap::new(),
        paused: false,
        last_audience: founded,
        audience_heads: vec![founded],
    }
}
