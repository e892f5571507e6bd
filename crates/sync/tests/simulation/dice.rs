//! Repeatable chance.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use kring_node::env::Env;

/// Small and repeatable (SplitMix64).
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        (self.next() % sides.max(1) as u64) as usize
    }

    pub(crate) fn byte(&mut self) -> u8 {
        (self.next() & 0xff) as u8
    }

    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            list.swap(end, self.roll(end + 1));
        }
    }
}

/// The clock that all simulated laptops share.
#[derive(Clone, Debug)]
pub(crate) struct Clock(Arc<AtomicU64>);

impl Clock {
    pub(crate) fn start() -> Self {
        Self(Arc::new(AtomicU64::new(1_770_000_000_000)))
    }

    pub(crate) fn now_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn pass(&self, ms: u64) {
        self.0.fetch_add(ms, Ordering::Relaxed);
    }
}

/// Clock and randomness of one simulated laptop since it was started.
pub(crate) struct SimulatedEnv {
    pub(crate) clock: Clock,
    pub(crate) dice: Dice,
}

impl Env for SimulatedEnv {
    fn now_ms(&mut self) -> u64 {
        self.clock.now_ms()
    }

    fn random(&mut self, bytes: &mut [u8]) {
        bytes.fill_with(|| self.dice.byte());
    }
}
