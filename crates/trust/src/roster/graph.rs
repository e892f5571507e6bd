//! The statements that stand, and what each has in its past.

use std::collections::{BTreeMap, BTreeSet};

use super::past::Past;
use crate::id::{DeviceId, PersonId, StatementId};
use crate::keys::DeviceRecord;
use crate::statement::{Body, Statement};

/// A statement that stands. All of its past stands before it, at lower places.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) id: StatementId,
    pub(super) statement: Statement,
    pub(super) past: Past,
    /// Its number among the membership statements, if it is one.
    pub(super) member: Option<usize>,
    parents: Box<[usize]>,
}

/// What a membership statement does. Judged once, when it comes to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It brings a device.
    Brings {
        device: DeviceId,
        person: PersonId,
        /// The returned statement behind it: its own, or that of the returned device that signed.
        returned: Option<usize>,
    },
    /// It repeats, word for word, another membership statement that it knows.
    Repeats(usize),
    /// Anything else.
    Says,
}

/// One statement that brings a device.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bringing {
    pub(super) id: StatementId,
    pub(super) member: usize,
    pub(super) person: PersonId,
    pub(super) returned: Option<usize>,
    /// How many statements of the device itself have this one in their past. Of two that bring the
    /// same device the device's own choice wins: nobody else can give it another name.
    pub(super) chosen: u64,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    nodes: Vec<Node>,
    index: BTreeMap<StatementId, usize>,
    heads: BTreeSet<StatementId>,
    members: Vec<(usize, Role)>,
    devices: BTreeMap<DeviceId, Vec<Bringing>>,
    endpoints: BTreeMap<[u8; 32], Vec<DeviceId>>,
    /// Per block: the places of the blocked device's statements that the block has in its past.
    seen: BTreeMap<usize, BTreeSet<usize>>,
}

impl Graph {
    pub(super) fn find(&self, id: &StatementId) -> Option<usize> {
        self.index.get(id).copied()
    }

    pub(super) fn node(&self, at: usize) -> Option<&Node> {
        self.nodes.get(at)
    }

    pub(super) fn heads(&self) -> impl Iterator<Item = &StatementId> {
        self.heads.iter()
    }

    pub(super) fn first_missing(&self, after: &[StatementId]) -> Option<StatementId> {
        after.iter().find(|id| !self.index.contains_key(id)).copied()
    }

    /// The past of a statement that names `after`.
    pub(super) fn past_of(&self, after: &[StatementId]) -> Past {
        let parents: Vec<_> = after
            .iter()
            .filter_map(|id| self.node(self.find(id)?))
            .map(|node| (&node.past, node.member))
            .collect();
        Past::of(&parents)
    }

    /// All membership statements: number, place, role; each after its past.
    pub(super) fn members(&self) -> impl Iterator<Item = (usize, usize, &Role)> {
        self.members.iter().enumerate().map(|(member, (at, role))| (member, *at, role))
    }

    /// The node of membership statement `member`.
    pub(super) fn member(&self, member: usize) -> Option<&Node> {
        self.members.get(member).and_then(|(at, _)| self.node(*at))
    }

    /// Every device that was ever brought, with the statements that bring it.
    pub(super) fn devices(&self) -> impl Iterator<Item = (&DeviceId, &[Bringing])> {
        self.devices.iter().map(|(device, bringings)| (device, bringings.as_slice()))
    }

    pub(super) fn bringings(&self, device: &DeviceId) -> &[Bringing] {
        self.devices.get(device).map_or(&[], Vec::as_slice)
    }

    /// The statements in `past` that bring `device`.
    pub(super) fn bringings_in<'a>(
        &'a self,
        device: &DeviceId,
        past: &'a Past,
    ) -> impl Iterator<Item = &'a Bringing> {
        self.bringings(device).iter().filter(|bringing| past.has(bringing.member))
    }

    /// Whether more than one statement brings `device`.
    pub(super) fn is_contested(&self, device: &DeviceId) -> bool {
        self.bringings(device).len() > 1
    }

    pub(super) fn record(&self, device: &DeviceId) -> Option<&DeviceRecord> {
        let bringing = self.bringings(device).first()?;
        record_in(&self.member(bringing.member)?.statement.body)
    }

    pub(super) fn by_endpoint(&self, endpoint: &[u8; 32]) -> &[DeviceId] {
        self.endpoints.get(endpoint).map_or(&[], Vec::as_slice)
    }

    /// The membership statement that brought `person` as a new person.
    pub(super) fn brought(&self, person: &PersonId) -> Option<usize> {
        let at = self.find(&StatementId::from_bytes(*person.as_bytes()))?;
        let node = self.node(at)?;
        let brings = matches!(node.statement.body, Body::Founded { .. } | Body::Joined { .. });
        node.member.filter(|_| brings)
    }

    /// Whether block `block` has the blocked device's statement at `at` in its past.
    pub(super) fn block_saw(&self, block: usize, at: usize) -> bool {
        self.seen.get(&block).is_some_and(|seen| seen.contains(&at))
    }

    /// The places of these statements and of all that lies in their past.
    pub(super) fn with_past(&self, ends: impl Iterator<Item = usize>) -> BTreeSet<usize> {
        let mut places: BTreeSet<usize> = ends.collect();
        let mut open: Vec<usize> = places.iter().copied().collect();
        while let Some(node) = open.pop().and_then(|at| self.node(at)) {
            open.extend(node.parents.iter().copied().filter(|parent| places.insert(*parent)));
        }
        places
    }

    /// Adds a statement whose past stands already; returns its place.
    pub(super) fn add(
        &mut self,
        id: StatementId,
        statement: Statement,
        past: Past,
        role: Option<Role>,
    ) -> usize {
        let at = self.nodes.len();
        let parents = statement.after.iter().filter_map(|id| self.find(id)).collect();
        for after in &statement.after {
            self.heads.remove(after);
        }
        self.heads.insert(id);
        self.index.insert(id, at);
        self.count_choice(&statement.device, &past);
        let member = role.map(|role| self.add_member(at, id, &statement, role));
        self.nodes.push(Node { id, statement, past, member, parents });
        self.note_block(at);
        at
    }

    fn count_choice(&mut self, device: &DeviceId, past: &Past) {
        for bringing in self.devices.get_mut(device).into_iter().flatten() {
            bringing.chosen += u64::from(past.has(bringing.member));
        }
    }

    fn add_member(&mut self, at: usize, id: StatementId, said: &Statement, role: Role) -> usize {
        let member = self.members.len();
        self.members.push((at, role));
        if let Role::Brings { device, person, returned } = role {
            let bringing = Bringing { id, member, person, returned, chosen: 0 };
            self.devices.entry(device).or_default().push(bringing);
            if let Some(record) = record_in(&said.body) {
                let owners = self.endpoints.entry(record.endpoint_key).or_default();
                if !owners.contains(&device) {
                    owners.push(device);
                }
            }
        }
        member
    }

    fn note_block(&mut self, at: usize) {
        let Some(node) = self.node(at) else { return };
        if let (Some(member), Body::Blocked { device }) = (node.member, &node.statement.body) {
            let seen = self.past_words_of(device, at);
            self.seen.insert(member, seen);
        }
    }

    /// The places before `at` where `device` signed, alone or along.
    fn past_words_of(&self, device: &DeviceId, at: usize) -> BTreeSet<usize> {
        let mut met = vec![false; at];
        let mut words = BTreeSet::new();
        let mut open = vec![at];
        while let Some(node) = open.pop().and_then(|at| self.node(at)) {
            for parent in &node.parents {
                if met.get_mut(*parent).is_some_and(|met| !std::mem::replace(met, true)) {
                    open.push(*parent);
                    if self.node(*parent).is_some_and(|node| node.is_signed_by(device)) {
                        words.insert(*parent);
                    }
                }
            }
        }
        words
    }
}

impl Node {
    fn is_signed_by(&self, device: &DeviceId) -> bool {
        let second = self.statement.body.second().map(|second| second.device);
        self.statement.device == *device || second == Some(*device)
    }
}

/// The record of the device that `body` brings.
pub(super) fn record_in(body: &Body) -> Option<&DeviceRecord> {
    match body {
        Body::Founded { record, .. }
        | Body::Joined { record, .. }
        | Body::DeviceAdded { record, .. }
        | Body::Returned { record, .. } => Some(record),
        _ => None,
    }
}

/// Whether statements of this kind decide who is in.
pub(super) fn is_membership(body: &Body) -> bool {
    let says = matches!(body, Body::Blocked { .. } | Body::Unblocked { .. } | Body::Left);
    says || record_in(body).is_some()
}
