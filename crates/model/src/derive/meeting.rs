//! Meetings: number, status, gaps, attendance.

use std::collections::BTreeMap;

use super::date::{Date, minute_of_day};
use crate::read::{Mine, Record};

/// Days in a week.
pub(super) const WEEK: i32 = 7;

/// Where a meeting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MeetingStatus {
    /// On the calendar.
    Planned,
    /// Going on.
    Open,
    /// Over.
    Closed,
    /// Over, and everyone present confirmed the minutes.
    Confirmed,
    /// Not held.
    Cancelled,
}

impl MeetingStatus {
    /// Its name in exports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Confirmed => "confirmed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Whether a person takes the notes of a meeting that is open.
pub fn takes_notes(meetings: &[Record], person: &str) -> bool {
    meetings.iter().any(|meeting| {
        meeting.is("opened_at") && !meeting.is("closed_at") && meeting.str("notetaker") == person
    })
}

/// The status from the entry, and from the page if it is here.
pub fn meeting_status(entry: &Record, page: Option<&Record>) -> MeetingStatus {
    if entry.is("closed_at") {
        let confirmed = page.is_some_and(all_confirmed);
        return if confirmed { MeetingStatus::Confirmed } else { MeetingStatus::Closed };
    }
    if entry.is("cancelled_at") || entry.is_withdrawn() {
        MeetingStatus::Cancelled
    } else if entry.is("opened_at") {
        MeetingStatus::Open
    } else {
        MeetingStatus::Planned
    }
}

/// Whether everyone who was present confirmed the minutes.
pub fn all_confirmed(page: &Record) -> bool {
    let present: Vec<_> =
        attendance(page).into_iter().filter(|one| one.minutes.is_some()).collect();
    let confirmed = |one: &Attendance| {
        let mine = page.mine_of("minutes_confirmed_by", &one.person);
        mine.and_then(Mine::value).is_some_and(|said| said.value.is_yes())
    };
    !present.is_empty() && present.iter().all(confirmed)
}

/// Numbers by date, then id, of all meetings that are not cancelled.
pub fn numbers(entries: &[Record]) -> BTreeMap<String, usize> {
    let held = held(entries);
    held.iter().zip(1..).map(|(entry, number)| (entry.id.clone(), number)).collect()
}

/// All meetings that are not cancelled, by date, then id.
pub(super) fn held(entries: &[Record]) -> Vec<&Record> {
    let cancelled = |entry: &&Record| meeting_status(entry, None) != MeetingStatus::Cancelled;
    let mut held: Vec<_> = entries.iter().filter(cancelled).collect();
    held.sort_by(|a, b| (a.str("date"), &a.id).cmp(&(b.str("date"), &b.id)));
    held
}

/// Weeks between each meeting and the next, to a tenth.
pub fn gaps_in_weeks(entries: &[Record]) -> Vec<f64> {
    let dates: Vec<Date> =
        held(entries).iter().filter_map(|entry| Date::parse(entry.str("date"))).collect();
    let gap = |(a, b): (&Date, &Date)| f64::from(a.days_to(*b) * 10 / WEEK).round() / 10.0;
    dates.iter().zip(dates.iter().skip(1)).map(gap).collect()
}

/// One person at one meeting, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendance {
    /// Who.
    pub person: String,
    /// present, late, excused or absent; empty if nobody said.
    pub status: String,
    /// From when they were there, `15:20`; empty if nobody said.
    pub from: String,
    /// Until when.
    pub to: String,
    /// Minutes that they were there; none if they were not, or the times are not known.
    pub minutes: Option<i64>,
    /// Whether they wrote it themselves: a proof says which.
    pub own: bool,
    /// Whether they confirmed it.
    pub confirmed: bool,
}

/// Attendance of all persons: each their own, or else what whoever kept the list noted.
pub fn attendance(page: &Record) -> Vec<Attendance> {
    page.mine("attendance").map(|(person, mine)| one(person, mine)).collect()
}

fn one(person: &str, mine: &Mine) -> Attendance {
    let part = |name: &str| mine.part(name).map(|said| said.value.clone());
    let text = |name| part(name).map(|value| value.show()).unwrap_or_default();
    let status = text("status");
    let there = matches!(status.as_str(), "present" | "late");
    let (from, to) = (text("from"), text("to"));
    let minutes = match (minute_of_day(&from), minute_of_day(&to)) {
        (Some(from), Some(to)) if there && to >= from => Some(to - from),
        _ => None,
    };
    let confirmed = mine.own.contains_key("confirmed") && part("confirmed") == Some(true.into());
    let own = !mine.is_entered();
    Attendance { person: person.to_owned(), status, from, to, minutes, own, confirmed }
}

/// Minutes per person over all closed meetings, given as entry and page. Exact, never rounded.
pub fn attendance_minutes<'m>(
    meetings: impl IntoIterator<Item = (&'m Record, &'m Record)>,
) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for (entry, page) in meetings {
        if !entry.is("closed_at") {
            continue;
        }
        for one in attendance(page) {
            if let Some(minutes) = one.minutes {
                let sum: &mut i64 = sums.entry(one.person).or_default();
                *sum = sum.saturating_add(minutes);
            }
        }
    }
    sums
}
