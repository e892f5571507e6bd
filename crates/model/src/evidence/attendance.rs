//! The attendance list of one meeting.

use serde::Serialize;

use super::meetings::{Meeting, There, meetings};
use super::people::People;
use super::{Contents, LeftOut, Period, Why};
use crate::whole::Whole;

/// Who was there, for a register that wants a list with signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttendanceList {
    /// The meeting's number.
    pub number: usize,
    /// Its day.
    pub date: String,
    /// When it began.
    pub start: String,
    /// When it ended.
    pub end: String,
    /// Where.
    pub place: String,
    /// Who led it.
    pub guide: String,
    /// Everybody of whom something was said.
    pub people: Vec<There>,
    /// Who is in it.
    pub contents: Contents,
}

/// The list of one meeting. `None` when there is no such meeting, or it is not over.
pub fn attendance_list(whole: &Whole<'_>, meeting: &str) -> Option<AttendanceList> {
    let all = meetings(whole, &Period::default());
    let held = all.into_iter().find(|one| one.id == meeting)?;
    let guide = People::of(whole).name(&held.guide);
    let contents = contents(&held, &guide);
    Some(AttendanceList {
        number: held.number,
        date: held.date,
        start: held.start,
        end: held.end,
        place: held.place,
        guide,
        people: held.people,
        contents,
    })
}

fn contents(held: &Meeting, guide: &str) -> Contents {
    let mut named: Vec<String> = held.people.iter().map(|one| one.name.clone()).collect();
    named.extend((!guide.is_empty()).then(|| guide.to_owned()));
    Contents { named, words_of: Vec::new(), left_out: unknown_times(held).collect() }.settle()
}

/// Who was there without times: nobody can count their hours.
pub(super) fn unknown_times(held: &Meeting) -> impl Iterator<Item = LeftOut> {
    let there = |one: &&There| matches!(one.status.as_str(), "present" | "late");
    let unknown = held.people.iter().filter(there).filter(|one| one.minutes.is_none());
    unknown.map(|one| LeftOut::because(&one.name, Why::NoTimes, &held.date))
}
