//! When the next meeting is: what fits the rhythm of the group, and whether it was missed.

use super::date::Date;
use super::meeting::{MeetingStatus, WEEK, held, meeting_status};
use crate::read::Record;

/// Weeks between two meetings in a group that named no others, at least and at most.
pub const CADENCE_WEEKS: (i32, i32) = (6, 8);

/// The most days that are proposed.
const DAYS_CAP: usize = 3;

/// The rhythm of a group on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cadence {
    /// Weeks between two meetings, at least and at most.
    pub weeks: (i32, i32),
    /// The day of the last meeting that was held.
    pub last: Option<Date>,
    /// The day of the next one that is planned.
    pub next: Option<Date>,
    /// Days that would fit, on the same day of the week as the last; none while one is planned, and
    /// before the first meeting.
    pub proposed: Vec<Date>,
    /// Whether the time between two meetings became long.
    pub gap: Gap,
}

/// Whether the time between the last meeting and the next is long. Weeks count up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// It is not.
    Fits,
    /// The next one is planned so many weeks after the last.
    Planned(i32),
    /// The last one was so many weeks ago, and none is planned.
    Passed(i32),
}

/// The rhythm of a group today, from its own fields and its meetings.
pub fn cadence(group: Option<&Record>, entries: &[Record], today: Date) -> Cadence {
    let weeks = weeks(group);
    let meetings = held(entries);
    let day = |entry: &&Record| Some((Date::parse(entry.str("date"))?, is_held(entry)));
    let days: Vec<(Date, bool)> = meetings.iter().filter_map(day).collect();
    let over = days.iter().filter(|(day, held)| *held || *day < today).map(|(day, _)| *day);
    let coming = days.iter().filter(|(day, held)| !*held && *day >= today).map(|(day, _)| *day);
    let (last, next) = (over.max(), coming.min());
    let proposed = match (last, next) {
        (Some(last), None) => proposed(last, weeks, today),
        _ => Vec::new(),
    };
    Cadence { weeks, last, next, proposed, gap: gap(last, next, weeks.1, today) }
}

/// Weeks between two meetings, as the group named them; the lesser first, whoever wrote them.
fn weeks(group: Option<&Record>) -> (i32, i32) {
    let named = |name| group?.number(name).and_then(|weeks| i32::try_from(weeks).ok());
    let (least, most) = (named("cadence_weeks_min"), named("cadence_weeks_max"));
    let (least, most) = match (least, most) {
        (Some(least), None) => (least, least.max(CADENCE_WEEKS.1)),
        (None, Some(most)) => (most.min(CADENCE_WEEKS.0), most),
        (least, most) => (least.unwrap_or(CADENCE_WEEKS.0), most.unwrap_or(CADENCE_WEEKS.1)),
    };
    (least.min(most), least.max(most))
}

fn is_held(entry: &Record) -> bool {
    meeting_status(entry, None) != MeetingStatus::Planned
}

/// Days in the rhythm that are still to come; when it has passed, some weeks from now on.
fn proposed(last: Date, (least, most): (i32, i32), today: Date) -> Vec<Date> {
    let in_rhythm = (least..=most).map(|weeks| last.plus_days(weeks.saturating_mul(WEEK)));
    let coming: Vec<Date> = in_rhythm.filter(|day| *day > today).take(DAYS_CAP).collect();
    if !coming.is_empty() {
        return coming;
    }
    let since = last.days_to(today).div_euclid(WEEK);
    let weeks = (1..).map(|weeks| last.plus_days(since.saturating_add(weeks).saturating_mul(WEEK)));
    weeks.take(DAYS_CAP).collect()
}

fn gap(last: Option<Date>, next: Option<Date>, most: i32, today: Date) -> Gap {
    let Some(last) = last else { return Gap::Fits };
    let days = last.days_to(next.unwrap_or(today));
    let weeks = days.saturating_add(WEEK - 1).div_euclid(WEEK);
    match next {
        _ if days <= most.saturating_mul(WEEK) => Gap::Fits,
        Some(_) => Gap::Planned(weeks),
        None => Gap::Passed(weeks),
    }
}

/// How many rounds a trajectory of peer consultation has before it is looked back on.
pub const ROUNDS: usize = 3;

/// How many rounds were held, counted from the day on which the group last went to its rounds; none
/// while it is elsewhere.
pub fn rounds_held(log: &[Record], entries: &[Record]) -> Option<usize> {
    if super::phase(log) != Some("rounds") {
        return None;
    }
    let begun = log.iter().filter(|one| one.str("phase") == "rounds" && !one.is_withdrawn());
    let from = begun.map(|one| one.str("from")).max()?;
    let over = |entry: &&&Record| entry.is("closed_at") && entry.str("date") >= from;
    Some(held(entries).iter().filter(over).count())
}

/// Days for the rounds that are not planned yet, one after the other in the rhythm of the group, after
/// its last meeting; none while it is not in its rounds, and before its first meeting.
pub fn rounds_ahead(
    cadence: &Cadence,
    log: &[Record],
    entries: &[Record],
    today: Date,
) -> Vec<Date> {
    let Some(done) = rounds_held(log, entries) else { return Vec::new() };
    let coming = |entry: &&&Record| {
        !is_held(entry) && Date::parse(entry.str("date")).is_some_and(|day| day >= today)
    };
    let meetings = held(entries);
    let planned = meetings.iter().filter(coming).count();
    let newest = meetings.iter().filter_map(|entry| Date::parse(entry.str("date"))).max();
    let Some(newest) = newest else { return Vec::new() };
    let step = cadence.weeks.0.midpoint(cadence.weeks.1).saturating_mul(WEEK);
    // When the rhythm has passed, the first one is soon.
    let first = newest.plus_days(step);
    let late = first.days_to(today).div_euclid(WEEK).saturating_add(1).max(0);
    let days = std::iter::successors(Some(first.plus_days(late.saturating_mul(WEEK))), |day| {
        Some(day.plus_days(step))
    });
    days.take(ROUNDS.saturating_sub(done).saturating_sub(planned)).collect()
}
