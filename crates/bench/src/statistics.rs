//! Medians and tails of what was measured.

/// Measured values, in the order in which they were measured.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sample(pub(crate) Vec<f64>);

impl Sample {
    /// The value that half of them stay below.
    pub(crate) fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// The value that 99 of 100 stay below.
    pub(crate) fn p99(&self) -> f64 {
        self.at(0.99)
    }

    fn at(&self, part: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        #[allow(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss
        )]
        let place = (last as f64 * part).ceil() as usize;
        sorted.get(place.min(last)).copied().unwrap_or(f64::NAN)
    }
}
