//! Reads the logs of a page, whatever branches they come in, and finds what each entry names.
#![expect(clippy::indexing_slicing, reason = "every index was found in the very same list")]

use std::collections::HashMap;
use std::ops::Range;

use super::graph::{Id, Node};
use super::lists::Lists;
use super::{HeldBranch, HeldEntry, HeldLog, Size, Spot, Why};
use crate::entry::{Dep, Entry, Slim};
use crate::id::Actor;
use crate::log::chain_next;

/// The graph while its logs are being read.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) nodes: Vec<Node>,
    pub(super) why: Vec<Option<Why>>,
    /// Whether each node's own predecessor is not here.
    gap: Vec<bool>,
    /// The nodes of the log that has an actor.
    logs: HashMap<Actor, Range<Id>>,
}

impl Reading {
    /// Reads the next log; logs come by actor, so that nodes are in order.
    pub(super) fn log(&mut self, index: usize, log: &HeldLog, actor: Actor) {
        let start = self.nodes.len();
        let taken = self.logs.contains_key(&actor);
        for (branch, n, entry) in entries_by_number(log) {
            let same = self.nodes[start..].last();
            if same.is_some_and(|node| (node.spot.n, node.chain) == (n, entry.chain)) {
                continue;
            }
            let own = own_predecessor(&self.nodes[start..], &log.branches[branch], n, entry);
            let own = own.map(|place| start + place);
            let (slim, why) = parse(own.and_then(|own| self.why[own]), entry);
            self.why.push(if taken { Some(Why::SameActor) } else { why });
            let spot = Spot { log: index, branch, n };
            let operations = slim.as_ref().map_or(0, |slim| slim.operations);
            let size = Size { bytes: entry.bytes.len() as u64, operations };
            self.nodes.push(Node { spot, chain: entry.chain, own, slim, size });
            self.gap.push(n > 1 && own.is_none());
        }
        self.logs.entry(actor).or_insert(start..self.nodes.len());
    }

    /// Every node's parents, and whether one of them is not here.
    pub(super) fn link(&self) -> (Lists, Vec<bool>) {
        let mut missing = self.gap.clone();
        let mut parents = Lists::default();
        for (node, missing) in self.nodes.iter().zip(&mut missing) {
            let deps = node.slim.iter().flat_map(|slim| &slim.deps);
            let deps = deps.filter_map(|dep| {
                let found = self.find(dep);
                *missing |= found.is_none();
                found
            });
            parents.push(node.own.into_iter().chain(deps));
        }
        (parents, missing)
    }

    fn find(&self, dep: &Dep) -> Option<Id> {
        let range = self.logs.get(&dep.actor)?.clone();
        let nodes = &self.nodes[range.clone()];
        find(nodes, dep.n, &dep.chain).map(|place| range.start + place)
    }
}

/// The entries of all branches by number, then chain; branch, number, entry.
fn entries_by_number(log: &HeldLog) -> Vec<(usize, u64, &HeldEntry)> {
    let mut entries = Vec::with_capacity(log.branches.iter().map(|b| b.entries.len()).sum());
    for (index, branch) in log.branches.iter().enumerate() {
        let numbers = (1..).map(|place| branch.after.saturating_add(place));
        entries.extend(numbers.zip(&branch.entries).map(|(n, entry)| (index, n, entry)));
    }
    if log.branches.len() > 1 {
        entries.sort_by_key(|(branch, n, entry)| (*n, entry.chain, *branch));
    }
    entries
}

/// The place, in the nodes of the log so far, of the entry before number `n` of `branch`.
fn own_predecessor(
    nodes: &[Node],
    branch: &HeldBranch,
    n: u64,
    entry: &HeldEntry,
) -> Option<usize> {
    let before = n.checked_sub(1)?;
    match before.checked_sub(branch.after)?.checked_sub(1) {
        Some(place) => {
            let chain = branch.entries.get(place as usize)?.chain;
            find(nodes, before, chain.as_bytes())
        }
        // The first of a branch follows that entry of another branch which its chain proves.
        None => {
            let start = nodes.partition_point(|node| node.spot.n < before);
            let mut same = nodes[start..].iter().take_while(|node| node.spot.n == before);
            let proven = |node: &Node| chain_next(&node.chain, &entry.bytes) == entry.chain;
            same.position(proven).map(|place| start + place)
        }
    }
}

/// The place of number `n` whose chain begins with `chain`, in nodes sorted by number and chain.
fn find(nodes: &[Node], n: u64, chain: &[u8]) -> Option<usize> {
    let is_it =
        |node: &Node| node.spot.n == n && node.chain.as_bytes().as_slice().starts_with(chain);
    // Where it is in a log without gaps and forks.
    let likely = usize::try_from(n).ok()?.checked_sub(1)?;
    if nodes.get(likely).is_some_and(is_it) {
        return Some(likely);
    }
    let before = |node: &Node| (node.spot.n, node.chain.as_bytes().as_slice()) < (n, chain);
    let place = nodes.partition_point(before);
    nodes.get(place).is_some_and(is_it).then_some(place)
}

/// What follows a refused entry in its log is never parsed.
fn parse(own: Option<Why>, entry: &HeldEntry) -> (Option<Slim>, Option<Why>) {
    if let Some(Why::ByteRule(_) | Why::AfterRefused) = own {
        return (None, Some(Why::AfterRefused));
    }
    match Entry::parse(&entry.bytes) {
        Ok(Entry::Slim(slim)) => (Some(slim), None),
        Ok(Entry::Unknown { .. }) => (None, Some(Why::UnknownKind)),
        Err(rule) => (None, Some(Why::ByteRule(rule))),
    }
}
