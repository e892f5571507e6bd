//! More from one person in one page than a person writes.
#![expect(clippy::indexing_slicing, reason = "every index is a log or a node of this very graph")]

use std::collections::HashMap;

use super::graph::{Graph, Id};
use super::{HeldLog, Size, Why};
use crate::id::PersonId;

/// How much of one person's is taken into one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of entries.
    pub bytes: u64,
    /// Operations: letters typed and deleted, values put.
    pub operations: u64,
    /// Logs of one device, see [`LOGS_PER_DEVICE`](super::LOGS_PER_DEVICE).
    pub logs: usize,
}

impl Default for Bounds {
    /// What every program of this format uses: a pasted file of 10 MB and twenty years of typing
    /// fit, and a page stays within what a laptop can open.
    fn default() -> Self {
        Self { bytes: 128 * 1024 * 1024, operations: 32_000_000, logs: super::LOGS_PER_DEVICE }
    }
}

impl Bounds {
    /// Whether `size` is more than these allow.
    pub fn exceeded_by(&self, size: &Size) -> bool {
        size.bytes > self.bytes || size.operations > self.operations
    }
}

impl Size {
    /// Counts one more entry.
    pub fn add(&mut self, other: &Self) {
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.operations = self.operations.saturating_add(other.operations);
    }
}

/// Lets what a person wrote beyond `bounds` rest, unless an accepted entry of another person,
/// itself within, has it in its past.
///
/// What counts first is what lies in the logs of the smallest actors: the order of arrival is
/// nobody's.
pub(super) fn hold_surplus(graph: &mut Graph, logs: &[HeldLog], bounds: &Bounds) {
    let mut beyond = surplus(graph, logs, bounds);
    if !beyond.contains(&true) {
        return;
    }
    let builders = graph.builders(logs, |id| !beyond[id]);
    for (id, node) in graph.nodes.iter().enumerate() {
        beyond[id] &= !builders.has_other(id, node.spot.log);
    }
    for id in (0..beyond.len()).filter(|id| beyond[*id]) {
        graph.rest(id, Why::TooMuch);
    }
    graph.rest_what_depends();
}

/// Which entries lie beyond the bounds of their person.
fn surplus(graph: &Graph, logs: &[HeldLog], bounds: &Bounds) -> Vec<bool> {
    let mut sizes: HashMap<PersonId, Size> = HashMap::new();
    let mut beyond = |id: Id| {
        let node = &graph.nodes[id];
        let size = sizes.entry(logs[node.spot.log].person).or_default();
        size.add(&node.size);
        bounds.exceeded_by(size)
    };
    (0..graph.nodes.len()).map(&mut beyond).collect()
}
