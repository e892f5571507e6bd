//! Experiments: status and counts.

use crate::read::Record;

/// Where an experiment stands. Released or not is separate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExperimentStatus {
    /// No step yet.
    Idea,
    /// Being tried.
    Running,
    /// The group does not know for a while.
    Paused,
    /// The newest step ended in stopping.
    Stopped,
    /// The group set an outcome.
    Ended,
}

impl ExperimentStatus {
    /// Its name in exports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Idea => "idea",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Stopped => "stopped",
            Self::Ended => "ended",
        }
    }
}

/// The status from the page's own fields and its steps. The newest step is the last by its first
/// day, then by id.
pub fn experiment_status(page: &Record, steps: &[Record]) -> ExperimentStatus {
    let held = steps.iter().filter(|step| !step.is_withdrawn());
    let newest = held.max_by(|a, b| (a.str("from"), &a.id).cmp(&(b.str("from"), &b.id)));
    let Some(newest) = newest else { return ExperimentStatus::Idea };
    match newest.str("decision") {
        "stop" => ExperimentStatus::Stopped,
        _ if page.value("outcome").is_some() => ExperimentStatus::Ended,
        "not_knowing_yet" => ExperimentStatus::Paused,
        _ => ExperimentStatus::Running,
    }
}

/// The sum of what all laptops counted. The counts themselves say who counted, so that counting
/// twice can be seen.
pub fn count(counts: &[Record]) -> i64 {
    let held = counts.iter().filter(|count| !count.is_withdrawn());
    held.filter_map(|count| count.number("number")).fold(0, i64::saturating_add)
}
