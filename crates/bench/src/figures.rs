//! The figures as they are reported: what was reached, the target, and the ratio to a floor.

use serde::Serialize;

/// One row of the table, for one load.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figure {
    /// What was measured.
    pub(crate) row: String,
    /// Changes in the load.
    pub(crate) changes: usize,
    /// Laptops that took part.
    pub(crate) laptops: usize,
    /// What was reached: a median where it was done more than once.
    pub(crate) value: f64,
    /// `ms`, `bytes`, `MB` …
    pub(crate) unit: &'static str,
    /// The slowest of a hundred, where there were enough.
    pub(crate) p99: Option<f64>,
    /// What it should stay below; none for what is only told.
    pub(crate) target: Option<f64>,
    /// What this machine needs at the least.
    pub(crate) floor: Option<f64>,
    /// What else is to be known of it.
    pub(crate) note: String,
}

impl Figure {
    /// A figure that is only told.
    pub(crate) fn new(row: &str, value: f64, unit: &'static str) -> Self {
        Self {
            row: row.to_owned(),
            changes: 0,
            laptops: 0,
            value,
            unit,
            p99: None,
            target: None,
            floor: None,
            note: String::new(),
        }
    }

    /// With the slowest of a hundred.
    pub(crate) fn p99(mut self, p99: f64) -> Self {
        self.p99 = Some(p99);
        self
    }

    /// With what it should stay below.
    pub(crate) fn target(mut self, target: f64) -> Self {
        self.target = Some(target);
        self
    }

    /// With what this machine needs at the least.
    pub(crate) fn floor(mut self, floor: f64) -> Self {
        self.floor = Some(floor);
        self
    }

    /// With a remark.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// For which load.
    pub(crate) fn of(mut self, changes: usize, laptops: usize) -> Self {
        (self.changes, self.laptops) = (changes, laptops);
        self
    }

    /// Whether it falls short of its target.
    pub(crate) fn falls_short(&self) -> bool {
        self.target.is_some_and(|target| self.value.is_nan() || self.value > target)
    }

    /// As a line of the table.
    pub(crate) fn line(&self) -> String {
        let Self { row, value, unit, .. } = self;
        let optional = |value: Option<f64>| value.map_or_else(String::new, short);
        let ratio = self.floor.filter(|floor| *floor > 0.0).map(|floor| value / floor);
        let ratio = ratio.map_or_else(String::new, |ratio| format!("{}x", short(ratio)));
        let verdict = match (self.target, self.falls_short()) {
            (None, _) => "",
            (Some(_), false) => "ok",
            (Some(_), true) => "SHORT",
        };
        let (p99, target) = (optional(self.p99), optional(self.target));
        let value = short(*value);
        format!(
            "{row:<56} {value:>9} {unit:<6} {p99:>8} {target:>9} {ratio:>8} {verdict:<6} {}",
            self.note
        )
    }
}

/// The words above the table.
pub(crate) fn heading() -> String {
    let (figure, reached, unit, p99) = ("figure", "reached", "", "p99");
    let (target, floor) = ("target", "floor");
    format!("{figure:<56} {reached:>9} {unit:<6} {p99:>8} {target:>9} {floor:>8}")
}

/// Three digits that say something.
pub(crate) fn short(value: f64) -> String {
    match value.abs() {
        big if big >= 100.0 => format!("{value:.0}"),
        middle if middle >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
