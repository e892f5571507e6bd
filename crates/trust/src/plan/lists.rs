//! Edges, both ways.
#![expect(clippy::indexing_slicing, reason = "every index and every item is a node of one graph")]

use super::graph::Id;

/// A list of nodes per node, in one piece of memory.
pub(super) struct Lists {
    starts: Vec<usize>,
    items: Vec<Id>,
}

impl Default for Lists {
    fn default() -> Self {
        Self { starts: vec![0], items: Vec::new() }
    }
}

impl Lists {
    /// How many nodes have a list.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Adds the list of the next node.
    pub(super) fn push(&mut self, list: impl Iterator<Item = Id>) {
        self.items.extend(list);
        self.starts.push(self.items.len());
    }

    /// The list of `id`.
    pub(super) fn of(&self, id: Id) -> &[Id] {
        &self.items[self.starts[id]..self.starts[id + 1]]
    }

    /// For each node, the nodes in whose list it is.
    pub(super) fn reversed(&self) -> Self {
        let mut starts = vec![0; self.starts.len()];
        for item in &self.items {
            starts[item + 1] += 1;
        }
        for id in 1..starts.len() {
            starts[id] += starts[id - 1];
        }
        let mut next = starts.clone();
        let mut items = vec![0; self.items.len()];
        for id in 0..self.len() {
            for item in self.of(id) {
                items[next[*item]] = id;
                next[*item] += 1;
            }
        }
        Self { starts, items }
    }
}
