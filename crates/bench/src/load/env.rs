//! The clock and randomness of a load that is played in advance.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use kring_node::env::Env;

use crate::dice::Dice;

/// The clock of all laptops of a load: three years pass while it is made.
#[derive(Clone, Debug)]
pub(crate) struct Clock(Arc<AtomicU64>);

impl Clock {
    /// Begins on 1 January 2023.
    pub(crate) fn start() -> Self {
        Self(Arc::new(AtomicU64::new(1_672_531_200_000)))
    }

    pub(crate) fn now_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn pass(&self, ms: u64) {
        self.0.fetch_add(ms, Ordering::Relaxed);
    }
}

/// Clock and randomness of one laptop of a load.
pub(crate) struct LoadEnv {
    pub(crate) clock: Clock,
    pub(crate) dice: Dice,
}

impl Env for LoadEnv {
    fn now_ms(&mut self) -> u64 {
        self.clock.now_ms()
    }

    fn random(&mut self, bytes: &mut [u8]) {
        bytes.fill_with(|| self.dice.next().to_le_bytes()[0]);
    }
}
