//! Who has built on what.
#![expect(clippy::indexing_slicing, reason = "every index is a node or a log of one graph")]

use std::collections::HashMap;

use super::HeldLog;
use super::graph::Id;
use crate::id::PersonId;

/// A set of persons per node.
pub(super) struct Builders {
    /// The number of each log's person.
    persons: Vec<usize>,
    words: usize,
    bits: Vec<u64>,
}

impl Builders {
    /// Nobody yet, for so many nodes.
    pub(super) fn new(logs: &[HeldLog], nodes: usize) -> Self {
        let mut numbers: HashMap<PersonId, usize> = HashMap::new();
        let number = |log: &HeldLog| {
            let next = numbers.len();
            *numbers.entry(log.person).or_insert(next)
        };
        let persons = logs.iter().map(number).collect();
        let words = numbers.len().div_ceil(64);
        Self { persons, words, bits: vec![0; words * nodes] }
    }

    /// Counts the person of `log` for `id`.
    pub(super) fn add(&mut self, id: Id, log: usize) {
        let person = self.persons[log];
        self.bits[id * self.words + person / 64] |= 1 << (person % 64);
    }

    /// Who has built on `from` has built on `into`.
    pub(super) fn merge(&mut self, from: Id, into: Id) {
        for word in 0..self.words {
            self.bits[into * self.words + word] |= self.bits[from * self.words + word];
        }
    }

    /// How many persons have built on `id`.
    pub(super) fn count(&self, id: Id) -> u32 {
        let words = &self.bits[id * self.words..(id + 1) * self.words];
        words.iter().map(|word| word.count_ones()).sum()
    }

    /// Whether anybody but the person of `log` has built on `id`.
    pub(super) fn has_other(&self, id: Id, log: usize) -> bool {
        let person = self.persons[log];
        let own = (self.bits[id * self.words + person / 64] >> (person % 64)) & 1;
        u64::from(self.count(id)) > own
    }
}
