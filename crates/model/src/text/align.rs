//! Longest common subsequence of two rows (Myers, "An O(ND) difference algorithm", 1986).

use std::collections::BTreeMap;

/// The most insertions and deletions that are searched for: time and memory grow with its square.
/// Rows that differ more are taken to have nothing in common beyond their ends.
const DIFFERENCES_CAP: usize = 1000;

/// Pairs of places at which `old` and `new` are equal, ascending in both.
pub(super) fn align<T: Ord>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (old.get(start..), new.get(start..));
    let (old_rest, new_rest) = (old_rest.unwrap_or_default(), new_rest.unwrap_or_default());
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (old_rest.len() - end, new_rest.len() - end);
    let mut pairs: Vec<_> = (0..start).map(|i| (i, i)).collect();
    let (names_old, names_new) = names(
        old_rest.get(..old_end).unwrap_or_default(),
        new_rest.get(..new_end).unwrap_or_default(),
    );
    pairs.extend(middle(&names_old, &names_new).into_iter().map(|(a, b)| (a + start, b + start)));
    pairs.extend((0..end).map(|i| (start + old_end + i, start + new_end + i)));
    pairs
}

/// Small numbers for the values, so that comparing costs nothing.
fn names<T: Ord>(old: &[T], new: &[T]) -> (Vec<usize>, Vec<usize>) {
    let mut names = BTreeMap::new();
    let mut name = |value| {
        let next = names.len();
        *names.entry(value).or_insert(next)
    };
    (old.iter().map(&mut name).collect(), new.iter().map(&mut name).collect())
}

/// Which diagonals are reached with d differences: `reach[k + d]` is the place in the old row.
type Reach = Vec<usize>;

fn middle(old: &[usize], new: &[usize]) -> Vec<(usize, usize)> {
    if old.is_empty() || new.is_empty() {
        return Vec::new();
    }
    let mut steps: Vec<Reach> = Vec::new();
    for d in 0..=(old.len() + new.len()).min(DIFFERENCES_CAP) {
        let (reach, done) = step(old, new, steps.last(), d);
        steps.push(reach);
        if done {
            return walk_back(old.len(), new.len(), &steps);
        }
    }
    Vec::new()
}

/// One more difference on every diagonal; true if the end of both rows is reached.
fn step(old: &[usize], new: &[usize], before: Option<&Reach>, d: usize) -> (Reach, bool) {
    let mut reach = vec![0; 2 * d + 1];
    let mut done = false;
    for at in (0..=2 * d).step_by(2) {
        let mut x = before.map_or(0, |before| came_from(before, at, d).1);
        // Diagonal k = at - d; y = x - k.
        let mut y = (x + d).saturating_sub(at);
        while old.get(x).is_some_and(|value| new.get(y) == Some(value)) {
            x += 1;
            y += 1;
        }
        if let Some(place) = reach.get_mut(at) {
            *place = x;
        }
        done |= x + d == y + at && x >= old.len() && y >= new.len();
    }
    (reach, done)
}

/// Whether diagonal `at` of step `d` is best reached by a deletion, and where that starts in the
/// old row. In step `d - 1` the same diagonal has index `at - 1`.
fn came_from(before: &Reach, at: usize, d: usize) -> (bool, usize) {
    let by_deletion = at.checked_sub(2).and_then(|at| before.get(at)).map(|x| x + 1);
    let by_insertion = if at == 2 * d { None } else { before.get(at).copied() };
    match (by_deletion, by_insertion) {
        (Some(deleted), Some(inserted)) if deleted > inserted => (true, deleted),
        (_, Some(inserted)) => (false, inserted),
        (Some(deleted), None) => (true, deleted),
        (None, None) => (false, 0),
    }
}

fn walk_back(old: usize, new: usize, steps: &[Reach]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut x, mut y) = (old, new);
    for d in (0..steps.len()).rev() {
        let at = (x + d).saturating_sub(y);
        let before = d.checked_sub(1).and_then(|d| steps.get(d));
        let (deleted, from) = before.map_or((false, 0), |before| came_from(before, at, d));
        while x > from && y > 0 {
            x -= 1;
            y -= 1;
            pairs.push((x, y));
        }
        if d > 0 && deleted {
            x = x.saturating_sub(1);
        } else if d > 0 {
            y = y.saturating_sub(1);
        }
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_longest_is_found() {
        let (old, new): (Vec<_>, Vec<_>) =
            ("abcabba".chars().collect(), "cbabac".chars().collect());
        assert_eq!(align(&old, &new).len(), 4);
        assert_eq!(align(&old, &[]), []);
        assert_eq!(align(&old, &old).len(), old.len());
    }

    fn longest(old: &[u8], new: &[u8]) -> usize {
        let mut row = vec![0; new.len() + 1];
        for a in old {
            let mut corner = 0;
            for (i, b) in new.iter().enumerate() {
                let above = row[i + 1];
                row[i + 1] = if a == b { corner + 1 } else { above.max(row[i]) };
                corner = above;
            }
        }
        row[new.len()]
    }

    proptest! {
        #[test]
        fn it_is_a_longest_common_subsequence(
            old in prop::collection::vec(0..4_u8, 0..20),
            new in prop::collection::vec(0..4_u8, 0..20),
        ) {
            let pairs = align(&old, &new);
            prop_assert!(pairs.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1));
            prop_assert!(pairs.iter().all(|(a, b)| old[*a] == new[*b]));
            prop_assert_eq!(pairs.len(), longest(&old, &new));
        }
    }
}
