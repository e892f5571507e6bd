//! What the peer itself sent is not sent back to it.

use std::collections::VecDeque;

/// Stretches of arrivals remembered as the peer's own; a forgotten one is only sent back.
const CAME_CAP: usize = 1024;

/// Arrivals that came from the peer in this session: it has them.
#[derive(Debug, Default)]
pub(crate) struct Came {
    ranges: VecDeque<(u64, u64)>,
    /// With one of them some page's audience took another effect.
    pub(crate) compare: bool,
}

impl Came {
    /// The store numbered in `(before, after]` what the peer sent.
    pub(crate) fn note(&mut self, before: u64, after: u64) {
        if before >= after {
            return;
        }
        match self.ranges.back_mut() {
            Some((_, end)) if *end == before => *end = after,
            _ => self.ranges.push_back((before, after)),
        }
        if self.ranges.len() > CAME_CAP {
            self.ranges.pop_front();
        }
    }

    /// Did all arrivals in `(before, after]` come from the peer?
    pub(crate) fn covers(&self, before: u64, after: u64) -> bool {
        self.ranges.iter().any(|(start, end)| *start <= before && after <= *end)
    }

    /// Did this arrival come from the peer?
    pub(crate) fn includes(&self, number: u64) -> bool {
        self.covers(number.saturating_sub(1), number)
    }

    /// The furthest number that is reached from `number` over what came from the peer alone.
    pub(crate) fn beyond(&self, number: u64) -> u64 {
        self.ranges.iter().fold(
            number,
            |at, (start, end)| {
                if *start <= at { at.max(*end) } else { at }
            },
        )
    }

    pub(crate) fn forget(&mut self, until: u64) {
        self.ranges.retain(|(_, end)| *end > until);
    }
}

#[cfg(test)]
mod tests {
    use super::Came;

    #[test]
    fn stretches_join_and_are_jumped_over() {
        let mut came = Came::default();
        came.note(3, 3);
        assert_eq!(came.beyond(3), 3);
        came.note(3, 5);
        came.note(5, 8);
        came.note(9, 10);
        assert!(came.covers(4, 7) && came.includes(10));
        assert!(!came.covers(7, 9) && !came.includes(9) && !came.includes(3));
        assert_eq!((came.beyond(2), came.beyond(3), came.beyond(9)), (2, 8, 10));
        came.forget(8);
        assert_eq!((came.beyond(3), came.beyond(9)), (3, 10));
    }
}
