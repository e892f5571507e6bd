//! Logs with two branches: which is the page, and what rests.
#![expect(clippy::indexing_slicing, reason = "every index is a node of this very graph")]

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::graph::{Graph, Id};
use super::{HeldLog, Why};
use crate::id::Chain;

/// How often forks that lie in each other's past are told apart before the rest is settled at once.
/// Forks are accidents; only a device that makes them on purpose comes near it.
const ROUNDS: usize = 8;

/// The first differing entries of one fork, two or more.
type Heads = Vec<Id>;

/// Settles every fork: of its branches one stays, and all that depends on another rests.
///
/// A fork in the past of another is settled first, so that what rests with the first does not weigh
/// in the second, and one of its branches stays if one can.
pub(super) fn settle(graph: &mut Graph, logs: &[HeldLog]) {
    let forks = find(graph);
    for round in 0..=ROUNDS {
        let open = still_open(graph, &forks);
        if open.is_empty() {
            return;
        }
        let now = if round == ROUNDS { open } else { lowest(graph, open) };
        settle_these(graph, logs, &now);
    }
}

/// The branches of a log but its first, each with the chain of its first entry, on which nobody else
/// has built: what a store with too many of them may replace by one with a smaller chain.
pub(super) fn unbuilt(graph: &Graph, logs: &[HeldLog], log: usize) -> Vec<(usize, Chain)> {
    let builders = graph.builders(logs, |_| true);
    let mut branches = BTreeMap::new();
    // Nodes are sorted by number: the first met of a branch is where it begins.
    for (id, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.spot.log == log) {
        let (_, free) = branches.entry(node.spot.branch).or_insert((node.chain, true));
        *free &= !builders.has_other(id, log);
    }
    let free = branches.into_iter().filter(|(branch, (_, free))| *branch > 0 && *free);
    free.map(|(branch, (chain, _))| (branch, chain)).collect()
}

fn find(graph: &Graph) -> Vec<Heads> {
    let mut next: BTreeMap<(usize, Option<Id>), Heads> = BTreeMap::new();
    for (id, node) in graph.nodes.iter().enumerate() {
        let previous = id.checked_sub(1).map(|previous| &graph.nodes[previous]);
        let following = graph.nodes.get(id + 1);
        // The branches of a fork begin with one number, and nodes are sorted by log and number.
        let place = (node.spot.log, node.spot.n);
        let near = previous.into_iter().chain(following);
        if near.into_iter().any(|near| (near.spot.log, near.spot.n) == place) {
            next.entry((node.spot.log, node.own)).or_default().push(id);
        }
    }
    next.into_values().filter(|heads| heads.len() > 1).collect()
}

/// The forks of which more than one branch is left, each with these.
fn still_open(graph: &Graph, forks: &[Heads]) -> Vec<Heads> {
    let alive = |heads: &Heads| heads.iter().copied().filter(|id| graph.is_alive(*id)).collect();
    forks.iter().map(alive).filter(|heads: &Heads| heads.len() > 1).collect()
}

/// The forks with no other in their past; if they all lie in each other's, the one with the
/// smallest chain.
fn lowest(graph: &Graph, open: Vec<Heads>) -> Vec<Heads> {
    let mut is_head = vec![false; graph.nodes.len()];
    open.iter().flatten().for_each(|id| is_head[*id] = true);
    let mut above = vec![false; graph.nodes.len()];
    for id in &graph.causal {
        above[*id] = graph.parents(*id).iter().any(|parent| above[*parent] || is_head[*parent]);
    }
    let is_lowest = |heads: &Heads| !heads.iter().any(|id| above[*id]);
    if open.iter().any(is_lowest) {
        return open.into_iter().filter(is_lowest).collect();
    }
    let smallest = |heads: &Heads| heads.iter().map(|id| graph.nodes[*id].chain).min();
    open.into_iter().min_by_key(smallest).into_iter().collect()
}

fn settle_these(graph: &mut Graph, logs: &[HeldLog], forks: &[Heads]) {
    let builders = graph.builders(logs, |_| true);
    for heads in forks {
        let weight = |id: &Id| (builders.count(*id), Reverse(graph.nodes[*id].chain));
        let winner = heads.iter().copied().max_by_key(weight);
        for loser in heads.iter().filter(|id| Some(**id) != winner) {
            graph.rest(*loser, Why::LosingBranch);
        }
    }
    graph.rest_what_depends();
}
