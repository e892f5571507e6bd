//! Which membership statements lie in the past of a statement.

use std::sync::Arc;

/// A set of membership statements, by their number in the graph.
///
/// Most statements know exactly what one of their parents knew, and then share its bits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Past(Arc<[u64]>);

impl Past {
    /// What is known by who knows all of `parents`: each with its own past, and its own number if
    /// it is itself a membership statement.
    pub(super) fn of(parents: &[(&Self, Option<usize>)]) -> Self {
        let mut words = Vec::new();
        for (past, member) in parents {
            widen(&mut words, past.0.len());
            words.iter_mut().zip(past.0.iter()).for_each(|(word, more)| *word |= more);
            if let Some(member) = member {
                set(&mut words, *member);
            }
        }
        let same = parents.iter().find(|(past, _)| *past.0 == *words);
        same.map_or_else(|| Self(words.into()), |(past, _)| (*past).clone())
    }

    /// Whether membership statement `member` is in it.
    pub(super) fn has(&self, member: usize) -> bool {
        self.0.get(member / 64).is_some_and(|word| word >> (member % 64) & 1 == 1)
    }

    /// How many are in it.
    pub(super) fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }
}

fn widen(words: &mut Vec<u64>, len: usize) {
    if words.len() < len {
        words.resize(len, 0);
    }
}

fn set(words: &mut Vec<u64>, member: usize) {
    widen(words, member / 64 + 1);
    if let Some(word) = words.get_mut(member / 64) {
        *word |= 1 << (member % 64);
    }
}

#[cfg(test)]
mod tests {
    use super::Past;

    #[test]
    fn it_is_the_union_of_what_the_parents_knew() {
        let none = Past::default();
        let low = Past::of(&[(&none, Some(3))]);
        let high = Past::of(&[(&none, Some(200))]);
        let both = Past::of(&[(&low, None), (&high, Some(64))]);
        let held: Vec<usize> = (0..300).filter(|member| both.has(*member)).collect();
        assert_eq!(held, [3, 64, 200]);
        assert_eq!(both.len(), 3);
        assert_eq!(Past::of(&[]), none);
    }

    #[test]
    fn bits_are_shared_when_nothing_is_new() {
        let one = Past::of(&[(&Past::default(), Some(3))]);
        let same = Past::of(&[(&one, None), (&Past::default(), None)]);
        assert!(std::sync::Arc::ptr_eq(&one.0, &same.0));
    }
}
