//! Who is in: devices brought, blocked and left.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::{Bringing, Graph};
use super::past::Past;
use super::settle::settle;
use crate::id::{DeviceId, PersonId};
use crate::statement::Body;

/// What follows for persons and devices from a set of membership statements.
#[derive(Clone, Debug, Default)]
pub(super) struct Membership {
    /// Of each device that was ever brought, the one statement that brings it.
    pub(super) chosen: BTreeMap<DeviceId, Bringing>,
    /// The devices whose bringing statement counts.
    pub(super) brought: BTreeMap<DeviceId, Bringing>,
    /// The blocked ones.
    pub(super) out: BTreeMap<DeviceId, Out>,
    /// The left statements that count, per person.
    pub(super) left: BTreeMap<PersonId, Vec<usize>>,
    /// The blocks that were lifted.
    pub(super) lifted: BTreeSet<usize>,
    /// All membership statements that count.
    pub(super) counting: BTreeSet<usize>,
}

/// A blocked device.
#[derive(Clone, Debug, Default)]
pub(super) struct Out {
    /// Who blocked it.
    pub(super) by: BTreeSet<PersonId>,
    /// The blocks that counted when it went out. What they all saw of the device still counts.
    pub(super) blocks: Vec<usize>,
}

impl Membership {
    /// Works out who is in, from all membership statements of `graph` or those in `within`.
    ///
    /// The devices that most persons block go out together; their words that some block of them had
    /// not seen lapse; then the rest is counted again.
    pub(super) fn of(graph: &Graph, within: Option<&Past>) -> Self {
        let mut out = BTreeMap::new();
        loop {
            let settled = settle(graph, within, &out);
            let next = settled.most_blocked(graph);
            if next.is_empty() {
                return settled;
            }
            out.extend(next);
        }
    }

    /// The person for whom `device` speaks in the statement at `at`, if its word counts there.
    pub(super) fn voice(&self, graph: &Graph, device: &DeviceId, at: usize) -> Option<PersonId> {
        let person = self.brought.get(device)?.person;
        let past = &graph.node(at)?.past;
        let gone = self.left.get(&person).is_some_and(|left| left.iter().any(|at| past.has(*at)));
        (!gone && !self.has_lapsed(graph, device, at)).then_some(person)
    }

    /// Whether `device` is blocked and some block of it had not seen what it signed at `at`.
    fn has_lapsed(&self, graph: &Graph, device: &DeviceId, at: usize) -> bool {
        let out = self.out.get(device);
        out.is_some_and(|out| out.blocks.iter().any(|block| !graph.block_saw(*block, at)))
    }

    /// Whether `device` is in.
    pub(super) fn is_in(&self, device: &DeviceId) -> bool {
        self.brought.get(device).is_some_and(|bringing| {
            !self.out.contains_key(device) && !self.left.contains_key(&bringing.person)
        })
    }

    /// The devices of `person` that are in.
    pub(super) fn devices_in(&self, person: &PersonId) -> impl Iterator<Item = &Bringing> {
        let own = self.brought.iter().filter(move |(_, bringing)| bringing.person == *person);
        own.filter(|(device, _)| self.is_in(device)).map(|(_, bringing)| bringing)
    }

    /// Who has not left. Blocking a laptop makes nobody less of a member.
    pub(super) fn members(&self) -> BTreeSet<PersonId> {
        let persons = self.brought.values().map(|bringing| bringing.person);
        persons.filter(|person| !self.left.contains_key(person)).collect()
    }

    fn most_blocked(&self, graph: &Graph) -> BTreeMap<DeviceId, Out> {
        let mut blocked = BTreeMap::<DeviceId, Out>::new();
        for member in self.counting.difference(&self.lifted) {
            let Some(node) = graph.member(*member) else { continue };
            let Body::Blocked { device } = node.statement.body else { continue };
            let Some(by) = self.brought.get(&node.statement.device) else { continue };
            if self.brought.contains_key(&device) && !self.out.contains_key(&device) {
                let out = blocked.entry(device).or_default();
                out.by.insert(by.person);
                out.blocks.push(*member);
            }
        }
        let most = blocked.values().map(|out| out.by.len()).max().unwrap_or_default();
        blocked.retain(|_, out| out.by.len() == most);
        blocked
    }
}
