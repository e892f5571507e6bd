//! The meetings that were held, and who was there from when to when.

use serde::Serialize;

use super::Period;
use super::people::{People, line};
use crate::derive::{self, Attendance, MeetingStatus};
use crate::entities;
use crate::inert;
use crate::read::Record;
use crate::whole::Whole;

/// One person at one meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct There {
    /// Their id.
    #[serde(skip)]
    pub person: String,
    /// What they are called.
    pub name: String,
    /// What they do.
    pub function: String,
    /// present, late, excused or absent.
    pub status: String,
    /// From when, `15:20`; empty if it is not known.
    pub from: String,
    /// Until when.
    pub to: String,
    /// Minutes that they were there; none if they were not, or the times are not known.
    pub minutes: Option<i64>,
    /// Whether they said so themselves, on their own laptop; else somebody noted it for them.
    pub own: bool,
}

/// One meeting that is over.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// Its page.
    pub id: String,
    /// Its number in the order of the dates.
    pub number: usize,
    /// Its day.
    pub date: String,
    /// When it began and ended; empty if nobody said.
    pub start: String,
    /// When it ended.
    pub end: String,
    /// Where.
    pub place: String,
    /// The id of who led it.
    pub guide: String,
    /// Everybody of whom something was said, by name.
    pub people: Vec<There>,
    /// Its entry in the group document.
    pub entry: Record,
    /// Its page.
    pub page: Record,
}

impl Meeting {
    /// Those who were there, as far as their times are known.
    pub fn present(&self) -> impl Iterator<Item = &There> {
        self.people.iter().filter(|one| one.minutes.is_some())
    }

    /// One person at it.
    pub fn of(&self, person: &str) -> Option<&There> {
        self.people.iter().find(|one| one.person == person)
    }
}

/// The meetings of a period that were closed and whose page is here, in the order of their dates.
pub fn meetings(whole: &Whole<'_>, period: &Period) -> Vec<Meeting> {
    let people = People::of(whole);
    let entries = whole.in_group(&entities::MEETING);
    let numbers = derive::numbers(&entries);
    let over = |entry: &Record| match derive::meeting_status(entry, None) {
        MeetingStatus::Closed | MeetingStatus::Confirmed => period.holds(entry.str("date")),
        _ => false,
    };
    let mut held: Vec<Meeting> = entries
        .iter()
        .filter(|entry| over(entry))
        .filter_map(|entry| {
            let page = whole.own(&entry.id, &entities::MEETING_PAGE)?;
            let number = numbers.get(&entry.id).copied().unwrap_or_default();
            Some(meeting(&people, entry, page, number))
        })
        .collect();
    held.sort_by(|a, b| (&a.date, &a.id).cmp(&(&b.date, &b.id)));
    held
}

fn meeting(people: &People, entry: &Record, page: Record, number: usize) -> Meeting {
    let mut there: Vec<There> =
        derive::attendance(&page).into_iter().map(|one| person(people, one)).collect();
    there.sort_by(|a, b| (&a.name, &a.person).cmp(&(&b.name, &b.person)));
    Meeting {
        id: entry.id.clone(),
        number,
        date: line(entry, "date"),
        start: line(entry, "start"),
        end: line(entry, "end"),
        place: line(&page, "place"),
        guide: entry.str("guide").to_owned(),
        people: there,
        entry: entry.clone(),
        page,
    }
}

fn person(people: &People, one: Attendance) -> There {
    let known = people.get(&one.person);
    There {
        name: known.name,
        function: known.function,
        person: one.person,
        status: inert::line(&one.status),
        from: inert::line(&one.from),
        to: inert::line(&one.to),
        minutes: one.minutes,
        own: one.own,
    }
}
