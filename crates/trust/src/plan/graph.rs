//! The entries of a page and what each depends on.
#![expect(clippy::indexing_slicing, reason = "every index is a node or a log of this very graph")]

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::builders::Builders;
use super::lists::Lists;
use super::reading::Reading;
use super::{HeldLog, Plan, Resting, Size, Spot, Step, Why};
use crate::entry::{Dep, Slim};
use crate::id::{Actor, Chain};

/// A node's index. Nodes are in order of actor, number and chain, so that it is also the rank that
/// breaks ties.
pub(super) type Id = usize;

/// One entry.
pub(super) struct Node {
    pub(super) spot: Spot,
    pub(super) chain: Chain,
    /// The entry before it in its log, if it is here.
    pub(super) own: Option<Id>,
    /// The entry, if it could be parsed.
    pub(super) slim: Option<Slim>,
    pub(super) size: Size,
}

/// The entries held, linked.
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    /// Why each node rests, if it does; all that depends on it rests too.
    why: Vec<Option<Why>>,
    /// What each node depends on, its own predecessor first.
    parents: Lists,
    /// All nodes whose whole past is here, each after its parents; ties by rank.
    pub(super) causal: Vec<Id>,
    actors: Vec<Actor>,
}

impl Graph {
    /// Reads the logs, parsing each entry once.
    pub(super) fn read(logs: &[HeldLog]) -> Self {
        let actors: Vec<Actor> = logs.iter().map(|log| log.opening.id().into()).collect();
        let mut reading = Reading::default();
        for index in ranked(logs, &actors) {
            reading.log(index, &logs[index], actors[index]);
        }
        let (parents, missing) = reading.link();
        let causal = causal_order(&parents, &missing);
        let mut graph = Self { nodes: reading.nodes, why: reading.why, parents, causal, actors };
        graph.rest_what_waits();
        graph.rest_what_depends();
        graph
    }

    /// What `id` depends on.
    pub(super) fn parents(&self, id: Id) -> &[Id] {
        self.parents.of(id)
    }

    /// Whether nothing keeps `id` so far.
    pub(super) fn is_alive(&self, id: Id) -> bool {
        self.why[id].is_none()
    }

    /// Lets `id` rest, unless something else keeps it already.
    pub(super) fn rest(&mut self, id: Id, why: Why) {
        self.why[id].get_or_insert(why);
    }

    fn rest_what_waits(&mut self) {
        let mut reached = vec![false; self.nodes.len()];
        self.causal.iter().for_each(|id| reached[*id] = true);
        for id in (0..reached.len()).filter(|id| !reached[*id]) {
            self.rest(id, Why::Waiting);
        }
    }

    /// Lets all that depends on a resting node rest too.
    pub(super) fn rest_what_depends(&mut self) {
        for place in 0..self.causal.len() {
            let id = self.causal[place];
            if self.is_alive(id) {
                let reasons = self.parents(id).iter().filter_map(|parent| self.why[*parent]);
                self.why[id] = reasons.map(inherited).min();
            }
        }
    }

    /// For each node, which persons have built on it: those with an alive node that counts and is
    /// the node itself or has it in its past.
    pub(super) fn builders(&self, logs: &[HeldLog], counts: impl Fn(Id) -> bool) -> Builders {
        let mut builders = Builders::new(logs, self.nodes.len());
        for id in self.causal.iter().rev().filter(|id| self.is_alive(**id)) {
            if counts(*id) {
                builders.add(*id, self.nodes[*id].spot.log);
            }
            for parent in self.parents(*id) {
                builders.merge(*id, *parent);
            }
        }
        builders
    }

    /// Sorts the nodes of so many logs into what is applied and what rests.
    pub(super) fn into_plan(mut self, logs: usize) -> Plan {
        let names: Vec<Dep> = self.nodes.iter().map(|node| self.name(node)).collect();
        let mut plan = Plan { sizes: vec![Size::default(); logs], ..Plan::default() };
        self.nodes.iter().for_each(|node| plan.sizes[node.spot.log].add(&node.size));
        for id in &self.causal {
            let node = &mut self.nodes[*id];
            if let (None, Some(slim)) = (self.why[*id], node.slim.take()) {
                let previous = node.own.map(|own| names[own]);
                plan.order.push(Step { spot: node.spot, name: names[*id], previous, slim });
            }
        }
        let resting = self.nodes.iter().zip(&self.why);
        plan.resting = resting
            .filter_map(|(node, why)| why.map(|why| Resting { spot: node.spot, why }))
            .collect();
        plan
    }

    fn name(&self, node: &Node) -> Dep {
        Dep::new(self.actors[node.spot.log], node.spot.n, &node.chain)
    }
}

fn inherited(why: Why) -> Why {
    if let Why::ByteRule(_) = why { Why::AfterRefused } else { why }
}

/// The logs' indices by actor, then id.
fn ranked(logs: &[HeldLog], actors: &[Actor]) -> Vec<usize> {
    let mut ranked: Vec<usize> = (0..logs.len()).collect();
    ranked.sort_by_cached_key(|index| (actors[*index], logs[*index].opening));
    ranked
}

/// Kahn's algorithm; of the nodes that are ready, the one of lowest rank comes first.
fn causal_order(parents: &Lists, missing: &[bool]) -> Vec<Id> {
    let children = parents.reversed();
    let mut open: Vec<usize> = (0..parents.len()).map(|id| parents.of(id).len()).collect();
    let roots = (0..parents.len()).filter(|id| open[*id] == 0 && !missing[*id]);
    let mut ready: BinaryHeap<Reverse<Id>> = roots.map(Reverse).collect();
    let mut order = Vec::with_capacity(parents.len());
    while let Some(Reverse(id)) = ready.pop() {
        order.push(id);
        for child in children.of(id) {
            open[*child] -= 1;
            if open[*child] == 0 && !missing[*child] {
                ready.push(Reverse(*child));
            }
        }
    }
    order
}
