//! The group as a whole.

use super::date::{DAYS_PER_MONTH, Date};
use crate::read::Record;

/// The phase the group is in: the newest by its first day, then by id.
pub fn phase(log: &[Record]) -> Option<&str> {
    let held = log.iter().filter(|phase| !phase.is_withdrawn());
    let newest = held.max_by(|a, b| (a.str("from"), &a.id).cmp(&(b.str("from"), &b.id)));
    newest.map(|phase| phase.str("phase"))
}

/// The planned length in months, to a half. `None` without both dates.
pub fn months_planned(group: &Record) -> Option<f64> {
    let days = Date::parse(group.str("starts"))?.days_to(Date::parse(group.str("planned_end"))?);
    Some((f64::from(days) / DAYS_PER_MONTH * 2.0).round() / 2.0)
}

/// Whether every gap is within the cadence; `None` when the group has none.
pub fn within_cadence(group: &Record, gaps: &[f64]) -> Option<bool> {
    let weeks = |name| group.number(name).and_then(|weeks| i32::try_from(weeks).ok());
    let (min, max) = (weeks("cadence_weeks_min")?, weeks("cadence_weeks_max")?);
    Some(gaps.iter().all(|gap| (f64::from(min)..=f64::from(max)).contains(gap)))
}
