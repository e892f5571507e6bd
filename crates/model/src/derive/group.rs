//! The group as a whole: its phase, its length, its size.

use super::date::{DAYS_PER_MONTH, Date};
use crate::read::Record;
use crate::trajectory::{self, Phase};

/// Members of a group that named no other number: more is a friendly note, never a refusal.
pub const MEMBERS: usize = 7;

/// How the group's phases lie, and where it is among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Course {
    /// All phases, in order, by their names in documents.
    pub phases: Vec<String>,
    /// The phase the group is in; empty before the first.
    pub now: String,
    /// What can come next, the likeliest first; nothing after the last.
    pub next: Vec<String>,
    /// The phase before this one in the order of all; empty for the first.
    pub before: String,
}

/// How long a trajectory is planned, against what is usual for its form.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Length {
    /// It has no end yet: this day is proposed.
    Open(Date),
    /// So many months, and that fits.
    Fits(f64),
    /// So many months are short: the usual least.
    Short(f64, u16),
    /// So many months are long: the usual most.
    Long(f64, u16),
}

/// The course of a group, from its own fields and its phase log. A group that named phases of its own,
/// with commas between them, has those.
pub fn course(group: &Record, log: &[Record]) -> Course {
    let form = trajectory::form(group.str("form"));
    let own: Vec<String> = words(group.str("phases"));
    let template = || form.iter().flat_map(|form| &form.phases).map(|one| one.id.clone()).collect();
    let phases: Vec<String> = if own.is_empty() { template() } else { own };
    let now = phase(log).unwrap_or_default();
    let known = form.and_then(|form| form.phase(now)).filter(|one| phases.contains(&one.id));
    let now = known.map_or(now, |one| one.id.as_str()).to_owned();
    let at = phases.iter().position(|one| *one == now);
    let named = known.map(|one| one.then.clone()).unwrap_or_default();
    let named = named.into_iter().filter(|one| phases.contains(one));
    let mut next: Vec<String> = named.collect();
    if next.is_empty() {
        // Somewhere else than in the order: back to its begin.
        next.extend(phases.get(at.map_or(0, |at| at + 1)).cloned());
    }
    let before = at.and_then(|at| at.checked_sub(1)).and_then(|at| phases.get(at)).cloned();
    Course { before: before.unwrap_or_default(), phases, now, next }
}

/// What comes with the program about a phase of a group; nothing for one that the group named itself.
pub fn about_phase(group: &Record, phase: &str) -> Option<&'static Phase> {
    trajectory::form(group.str("form"))?.phase(phase)
}

/// How long it is planned; `None` for a form without a usual length, and without a first day.
pub fn length(group: &Record) -> Option<Length> {
    let usual = trajectory::form(group.str("form"))?.months;
    match (months_planned(group), usual.usual) {
        (Some(months), _) => Some(against(months, usual)),
        (None, Some(months)) if group.str("planned_end").is_empty() => {
            let starts = Date::parse(group.str("starts"))?;
            Some(Length::Open(starts.plus_days(i32::from(months) * 365 / 12)))
        }
        _ => None,
    }
}

fn against(months: f64, usual: trajectory::Months) -> Length {
    match (usual.least, usual.most) {
        (Some(least), _) if months < f64::from(least) => Length::Short(months, least),
        (_, Some(most)) if months > f64::from(most) => Length::Long(months, most),
        _ => Length::Fits(months),
    }
}

/// How many members the group holds for enough.
pub fn enough_members(group: Option<&Record>) -> usize {
    let named = group.and_then(|group| group.number("max_members"));
    named.and_then(|most| usize::try_from(most).ok()).unwrap_or(MEMBERS)
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

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
