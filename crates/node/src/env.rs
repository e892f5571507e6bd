//! What the outside world supplies: the clock and randomness.
//!
//! Everything above the operating system takes these through [`Env`], so that a simulation can
//! drive the same code from a seed.

use std::time::{SystemTime, UNIX_EPOCH};

use kring_trust::statement::Day;

/// Milliseconds in a day.
const DAY_MS: u64 = 86_400_000;

/// The clock and randomness of one laptop.
pub trait Env: Send {
    /// Milliseconds since 1970 on this laptop's clock. Shown to people; nothing is ordered by it.
    fn now_ms(&mut self) -> u64;

    /// Fills `bytes` with randomness fit for keys.
    fn random(&mut self, bytes: &mut [u8]);

    /// The offset of local time from UTC in seconds, for the day that people read.
    fn utc_offset_seconds(&mut self) -> i64 {
        0
    }

    /// Today, as this laptop's clock and time zone see it.
    fn today(&mut self) -> Day {
        let offset_ms = self.utc_offset_seconds().saturating_mul(1000);
        let local = self.now_ms().saturating_add_signed(offset_ms);
        Day::try_from(local / DAY_MS).unwrap_or(Day::MAX)
    }
}

/// `N` random bytes.
pub fn random_array<const N: usize>(env: &mut dyn Env) -> [u8; N] {
    let mut bytes = [0; N];
    env.random(&mut bytes);
    bytes
}

/// The operating system's clock and randomness.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemEnv;

impl Env for SystemEnv {
    fn now_ms(&mut self) -> u64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }

    fn random(&mut self, bytes: &mut [u8]) {
        // Without randomness no key may be made: there is nothing sensible to go on with.
        #[allow(clippy::expect_used)]
        getrandom::fill(bytes).expect("the operating system gives randomness");
    }

    fn utc_offset_seconds(&mut self) -> i64 {
        i64::from(jiff::Zoned::now().offset().seconds())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct At(u64, i64);

    impl Env for At {
        fn now_ms(&mut self) -> u64 {
            self.0
        }
        fn random(&mut self, _: &mut [u8]) {}
        fn utc_offset_seconds(&mut self) -> i64 {
            self.1
        }
    }

    #[test]
    fn the_day_is_the_local_one() {
        assert_eq!(At(DAY_MS - 1, 0).today(), 0);
        assert_eq!(At(DAY_MS - 1, 3600).today(), 1);
        assert_eq!(At(10, -3600).today(), 0, "a clock before 1970 counts as 1970");
    }
}
