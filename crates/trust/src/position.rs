//! How far a store has come.
//!
//! Every entry and statement that arrives in a store gets the next number, the store's own. A number
//! alone would lie after a restore or a copy; with the running hash of all arrivals it cannot.

use serde::{Deserialize, Serialize};

use crate::hash::hash;

/// A place in one store's row of arrivals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Position {
    /// How many entries and statements had arrived.
    pub number: u64,
    /// The running hash of all of them, in their order of arrival.
    pub hash: [u8; 32],
}

impl Position {
    /// An empty store.
    pub const START: Self = Self { number: 0, hash: [0; 32] };

    /// The position after one more arrival: a statement's id, or the chain after an entry.
    pub fn next(&self, arrival: &[u8; 32]) -> Self {
        Self {
            number: self.number.saturating_add(1),
            hash: hash("kring 1 position", &[&self.hash, arrival]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn two_stores_with_other_arrivals_differ_at_the_same_number() {
        let one = Position::START.next(&[1; 32]).next(&[2; 32]);
        let two = Position::START.next(&[2; 32]).next(&[1; 32]);
        assert_eq!(one.number, two.number);
        assert_ne!(one.hash, two.hash);
    }
}
