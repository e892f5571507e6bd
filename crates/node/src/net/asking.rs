//! When a peer is asked where it stands.
//!
//! Entries are left to their writer where the writer is connected with the peer too, so nothing is
//! said of them on this connection, and neither side learns that the other has them. Once it is
//! calm the peer is asked, and again with growing pauses until both are level.

/// So long nothing happens before the side that dialled asks, in milliseconds: a person who types
/// is between two words.
const CALM_MS: u64 = 1_000;

/// The longest pause between two questions, in milliseconds: beyond it a greeting comes anyway.
const LONGEST_MS: u64 = 16_000;

/// The plan for one connection. Times are milliseconds of a clock that never goes back.
#[derive(Debug)]
pub(super) struct Asking {
    calm_ms: u64,
    asked: u32,
    due_ms: u64,
}

impl Asking {
    /// A connection that begins now. One question answers for both sides, so the side that was
    /// dialled waits twice as long.
    pub(super) const fn new(now: u64, dialled: bool) -> Self {
        let calm_ms = if dialled { CALM_MS } else { 2 * CALM_MS };
        Self { calm_ms, asked: 0, due_ms: now + calm_ms }
    }

    /// Something happened.
    pub(super) fn happened(&mut self, now: u64, level: bool) {
        if level {
            self.asked = 0;
        }
        let pause = self.calm_ms.saturating_mul(1 << self.asked.min(8)).min(LONGEST_MS);
        self.due_ms = now.saturating_add(pause);
    }

    /// Whether to ask now; then it counts as asked.
    pub(super) fn is_due(&mut self, now: u64, level: bool) -> bool {
        let due = !level && now >= self.due_ms;
        if due {
            self.asked = self.asked.saturating_add(1);
            self.happened(now, level);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_not_level_is_asked_once_it_is_calm_and_less_and_less() {
        let mut asking = Asking::new(0, true);
        assert!(!asking.is_due(CALM_MS - 1, false));
        asking.happened(CALM_MS - 1, false);
        assert!(!asking.is_due(CALM_MS, false), "something happened");
        let mut now = 2 * CALM_MS;
        for pause in [2, 4, 8, 16, 16] {
            assert!(asking.is_due(now, false));
            assert!(!asking.is_due(now + pause * CALM_MS - 1, false));
            now += pause * CALM_MS;
        }
        assert!(!asking.is_due(now, true), "level");
        asking.happened(now, true);
        assert!(asking.is_due(now + CALM_MS, false), "soon again");
    }

    #[test]
    fn the_side_that_was_dialled_waits_longer() {
        let mut asking = Asking::new(0, false);
        assert!(!asking.is_due(CALM_MS, false));
        assert!(asking.is_due(2 * CALM_MS, false));
    }
}
