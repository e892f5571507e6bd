//! Which membership statements count, given which devices are out.
//!
//! Statements are walked in an order in which each follows its past. Three things depend on what is
//! not in the past, and are therefore settled by walking again until nothing changes: repetitions,
//! returns confirmed by one person only, and two statements that bring the same device. Each of the
//! three sets only grows, so the walks end, and each is filled from a whole walk at once, so the
//! order in which statements arrived has no say.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::{Bringing, Graph, Role};
use super::membership::{Membership, Out};
use super::past::Past;
use crate::id::{DeviceId, PersonId, StatementId};
use crate::statement::Body;

/// The most persons a group has when one person alone confirms what else takes two.
const GROUP_OF_TWO: usize = 2;

/// What follows from the membership statements of `graph` (those in `within`, if given) once the
/// devices in `out` are blocked.
pub(super) fn settle(
    graph: &Graph,
    within: Option<&Past>,
    out: &BTreeMap<DeviceId, Out>,
) -> Membership {
    let mut found = Found::default();
    loop {
        let members = Walk::new(graph, within, out, &found).finish();
        if !found.learn(graph, within, &members) {
            return members;
        }
    }
}

/// What a walk taught that the next one has to know.
#[derive(Default)]
struct Found {
    /// Bringing statements that do not count by themselves, but another person said the same.
    repeated: BTreeSet<usize>,
    /// Returns that one person confirmed in a group of more than two.
    unconfirmed: BTreeSet<usize>,
    /// Bringing statements that do not count, where another one brings the same device.
    passed_over: BTreeSet<usize>,
}

impl Found {
    /// Whether anything was new. One kind at a time: a repetition may settle the others.
    fn learn(&mut self, graph: &Graph, within: Option<&Past>, members: &Membership) -> bool {
        let grow = |set: &mut BTreeSet<usize>, more: BTreeSet<usize>| {
            let before = set.len();
            set.extend(more);
            set.len() > before
        };
        let failing = passed_over(graph, within, members, &self.passed_over);
        grow(&mut self.repeated, repeated(graph, members))
            || grow(&mut self.unconfirmed, unconfirmed(graph, members))
            || grow(&mut self.passed_over, failing)
    }
}

fn repeated(graph: &Graph, members: &Membership) -> BTreeSet<usize> {
    let counting = graph.members().filter(|(member, ..)| members.counting.contains(member));
    let repeats = counting.filter_map(|(_, at, role)| match role {
        Role::Repeats(original) => Some((at, *original)),
        _ => None,
    });
    let by_another = |at: usize, original: usize| {
        let (again, first) = (graph.node(at)?, graph.member(original)?);
        let person = members.brought.get(&again.statement.device)?.person;
        let author = members.chosen.get(&first.statement.device)?.person;
        (person != author).then_some(original)
    };
    repeats.filter_map(|(at, original)| by_another(at, original)).collect()
}

fn unconfirmed(graph: &Graph, members: &Membership) -> BTreeSet<usize> {
    let returned = members.counting.iter().copied().filter(|member| {
        let body = graph.member(*member).map(|node| &node.statement.body);
        matches!(body, Some(Body::Returned { second: None, .. }))
    });
    returned.filter(|member| persons_not_after(graph, members, *member) > GROUP_OF_TWO).collect()
}

/// How many persons the group has but for those who came after `member`, and those of whom it knew
/// that they had left. Who came at the same time counts: a group cannot be made small by leaving
/// its newer members out of what one claims to know.
fn persons_not_after(graph: &Graph, members: &Membership, member: usize) -> usize {
    let Some(node) = graph.member(member) else { return 0 };
    let persons: BTreeSet<PersonId> = members.brought.values().map(|one| one.person).collect();
    let came_after = |person: &PersonId| {
        let brought = graph.brought(person).and_then(|brought| graph.member(brought));
        brought.is_some_and(|brought| brought.past.has(member))
    };
    let had_left = |person: &PersonId| {
        let left = members.left.get(person);
        left.is_some_and(|left| left.iter().any(|left| node.past.has(*left)))
    };
    persons.iter().filter(|person| !came_after(person) && !had_left(person)).count()
}

fn passed_over(
    graph: &Graph,
    within: Option<&Past>,
    members: &Membership,
    already: &BTreeSet<usize>,
) -> BTreeSet<usize> {
    let failing = members.chosen.iter().filter(|(device, _)| !members.brought.contains_key(device));
    let with_others = failing.filter(|(device, chosen)| {
        candidates(graph.bringings(device), within, already)
            .any(|other| other.member != chosen.member)
    });
    with_others.map(|(_, chosen)| chosen.member).collect()
}

fn candidates<'a>(
    bringings: &'a [Bringing],
    within: Option<&'a Past>,
    passed_over: &'a BTreeSet<usize>,
) -> impl Iterator<Item = &'a Bringing> {
    bringings.iter().filter(move |bringing| {
        within.is_none_or(|past| past.has(bringing.member))
            && !passed_over.contains(&bringing.member)
    })
}

/// The statement that brings a device: the device's own choice; of equals the smaller hash. Within
/// a past only the hash, since what the device says later must not change what followed then.
fn choose(
    graph: &Graph,
    within: Option<&Past>,
    passed_over: &BTreeSet<usize>,
) -> BTreeMap<DeviceId, Bringing> {
    let rank = |bringing: &&Bringing| -> (u64, StatementId) {
        let chosen = if within.is_some() { 0 } else { bringing.chosen };
        (u64::MAX - chosen, bringing.id)
    };
    let best = graph.devices().filter_map(|(device, bringings)| {
        let best = candidates(bringings, within, passed_over).min_by_key(rank)?;
        Some((*device, *best))
    });
    best.collect()
}

/// One walk over the membership statements.
struct Walk<'a> {
    graph: &'a Graph,
    within: Option<&'a Past>,
    found: &'a Found,
    members: Membership,
}

impl<'a> Walk<'a> {
    fn new(
        graph: &'a Graph,
        within: Option<&'a Past>,
        out: &BTreeMap<DeviceId, Out>,
        found: &'a Found,
    ) -> Self {
        let members = Membership {
            chosen: choose(graph, within, &found.passed_over),
            out: out.clone(),
            ..Membership::default()
        };
        Self { graph, within, found, members }
    }

    fn finish(mut self) -> Membership {
        for (member, at, role) in self.graph.members() {
            let in_scope = self.within.is_none_or(|past| past.has(member));
            if in_scope && self.counts(member, at, role) == Some(true) {
                self.take(member, at, role);
            }
        }
        self.members
    }

    fn take(&mut self, member: usize, at: usize, role: &Role) {
        self.members.counting.insert(member);
        if let Role::Brings { device, .. } = role
            && let Some(bringing) = self.members.chosen.get(device)
        {
            self.members.brought.insert(*device, *bringing);
        }
        let Some(statement) = self.graph.node(at).map(|node| &node.statement) else { return };
        match &statement.body {
            Body::Left => {
                if let Some(person) = self.person(&statement.device) {
                    self.members.left.entry(person).or_default().push(member);
                }
            }
            Body::Unblocked { device, lifts, .. } => self.lift(device, lifts),
            _ => {}
        }
    }

    fn lift(&mut self, device: &DeviceId, lifts: &[StatementId]) {
        for id in lifts {
            let Some(node) = self.graph.find(id).and_then(|at| self.graph.node(at)) else {
                continue;
            };
            if node.statement.body == (Body::Blocked { device: *device }) {
                self.members.lifted.extend(node.member);
            }
        }
    }

    fn counts(&self, member: usize, at: usize, role: &Role) -> Option<bool> {
        let statement = &self.graph.node(at)?.statement;
        let signer = self.voice(&statement.device, at);
        let second = statement.body.second().map(|second| second.device);
        let second = second.map(|device| self.voice(&device, at));
        let Role::Brings { device, person, .. } = role else {
            return Some(match &statement.body {
                Body::Unblocked { device, .. } => {
                    self.unblocks(device, signer, second.flatten()) == Some(true)
                }
                _ => signer.is_some(),
            });
        };
        if self.members.chosen.get(device)?.member != member {
            return Some(false);
        }
        let spoken = match &statement.body {
            Body::Founded { .. } => return Some(true),
            Body::Joined { .. } => return Some(signer.is_some() || self.is_repeated(member)),
            Body::DeviceAdded { .. } => signer == Some(*person),
            Body::Returned { .. } => confirmed(person, signer, second),
            _ => false,
        };
        let spoken = spoken || self.is_repeated(member);
        Some(spoken && self.is_here(person) && !self.found.unconfirmed.contains(&member))
    }

    /// The owner and one other sign. A block counts only once nothing lifts it, so a laptop that was
    /// found again may sign for its owner: else who has one laptop could never come back.
    fn unblocks(
        &self,
        device: &DeviceId,
        signer: Option<PersonId>,
        second: Option<PersonId>,
    ) -> Option<bool> {
        let owner = self.person(device)?;
        Some((signer? == owner) != (second? == owner))
    }

    fn voice(&self, device: &DeviceId, at: usize) -> Option<PersonId> {
        self.members.voice(self.graph, device, at)
    }

    fn person(&self, device: &DeviceId) -> Option<PersonId> {
        self.members.brought.get(device).map(|bringing| bringing.person)
    }

    fn is_repeated(&self, member: usize) -> bool {
        self.found.repeated.contains(&member)
    }

    /// Whether the statement that brought `person` counts.
    fn is_here(&self, person: &PersonId) -> bool {
        let brought = self.graph.brought(person);
        brought.is_some_and(|member| self.members.counting.contains(&member))
    }
}

/// Whether two other persons confirm that `person` returns, or one, where one may do.
fn confirmed(
    person: &PersonId,
    signer: Option<PersonId>,
    second: Option<Option<PersonId>>,
) -> bool {
    let Some(signer) = signer else { return false };
    let is_other = |one: PersonId| one != *person;
    match second {
        None => is_other(signer),
        Some(None) => false,
        Some(Some(second)) => is_other(signer) && is_other(second) && signer != second,
    }
}
