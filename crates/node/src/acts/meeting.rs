//! Meetings: agenda, attendance, minutes.

use kring_model::derive::Date;
use kring_model::entities;
use kring_model::order;
use kring_model::schema::PageKind;
use kring_model::value::{Scalar, Value};
use kring_trust::statement::Audience;
use kring_trust::{PageId, PersonId};

use super::{Acted, Named, page, today, writing};
use crate::acts::records::Records as _;
use crate::replica::Act;

/// Puts a meeting on the calendar.
///
/// # Errors
/// When a value is wrong.
pub fn add(act: &mut Act<'_, '_>, values: &[Named]) -> Acted<PageId> {
    page::open(act, PageKind::Meeting, Audience::All, None, values)
}

/// Puts the rounds on the calendar that are not planned yet, each with these values; how many.
///
/// # Errors
/// When a value is wrong.
pub fn rounds(act: &mut Act<'_, '_>, days: &[Date], values: &[Named]) -> Acted<usize> {
    for day in days {
        let mut values = values.to_vec();
        values.push(("date", day.to_string().into()));
        add(act, &values)?;
    }
    Ok(days.len())
}

/// Adds a point to the agenda, before another or at the end.
///
/// # Errors
/// When a value is wrong.
pub fn agenda(
    act: &mut Act<'_, '_>,
    meeting: &PageId,
    values: &[Named],
    before: Option<&str>,
) -> Acted<String> {
    let key = place_before(act, meeting, None, before)?;
    let mut values = values.to_vec();
    values.push(("order", key.into()));
    writing::add(act, meeting, &entities::AGENDA_ITEM, &values, None)
}

/// Moves a point of the agenda before another or to the end.
///
/// # Errors
/// When there is no such point.
pub fn move_item(
    act: &mut Act<'_, '_>,
    meeting: &PageId,
    item: &str,
    before: Option<&str>,
) -> Acted<()> {
    let key = place_before(act, meeting, Some(item), before)?;
    writing::set(act, meeting, (&entities::AGENDA_ITEM, item), "order", &key.into(), None)
}

/// Adds text at the end of the minutes.
///
/// # Errors
/// When the minutes would become too long.
pub fn append_minutes(act: &mut Act<'_, '_>, meeting: &PageId, text: &str) -> Acted<()> {
    let own = act.read(meeting, |page| page.own_fields())?;
    let before = own.map(|own| own.str("minutes_text").to_owned()).unwrap_or_default();
    let blank = before.is_empty() || before.ends_with(char::is_whitespace);
    let between = if blank || text.starts_with(char::is_whitespace) { "" } else { " " };
    let whole = format!("{before}{between}{text}");
    writing::set_own(act, meeting, &entities::MEETING_PAGE, "minutes_text", &whole.into())
}

/// Whether, and from when to when, somebody was there.
#[derive(Debug, Clone, Copy)]
pub struct Attendance<'a> {
    /// present, late, excused or absent.
    pub status: &'a str,
    /// `15:00`
    pub from: Option<&'a str>,
    /// `17:00`
    pub to: Option<&'a str>,
}

/// Writes one's own attendance, or notes another's; one's own is what counts.
///
/// # Errors
/// When a value is wrong.
pub fn attend(
    act: &mut Act<'_, '_>,
    meeting: &PageId,
    attendance: &Attendance<'_>,
    speaker: Option<PersonId>,
) -> Acted<()> {
    let own = speaker.is_none_or(|speaker| speaker == act.me());
    let mut parts: Vec<(&str, Scalar)> = vec![("status", attendance.status.into())];
    parts.extend(attendance.from.map(|time| ("from", time.into())));
    parts.extend(attendance.to.map(|time| ("to", time.into())));
    if own {
        parts.push(("confirmed", true.into()));
    }
    let place = (&entities::MEETING_PAGE, "");
    writing::set(act, meeting, place, "attendance", &Value::parts(parts), speaker)
}

/// The meeting begins.
///
/// # Errors
/// When there is no such meeting.
pub fn open(act: &mut Act<'_, '_>, meeting: &PageId) -> Acted<()> {
    mark(act, meeting, "opened_at")
}

/// The meeting is over.
///
/// # Errors
/// When there is no such meeting.
pub fn close(act: &mut Act<'_, '_>, meeting: &PageId) -> Acted<()> {
    mark(act, meeting, "closed_at")
}

/// The meeting does not take place.
///
/// # Errors
/// When there is no such meeting.
pub fn cancel(act: &mut Act<'_, '_>, meeting: &PageId) -> Acted<()> {
    mark(act, meeting, "cancelled_at")
}

fn mark(act: &mut Act<'_, '_>, meeting: &PageId, flag: &str) -> Acted<()> {
    let day = today(act).into();
    writing::set_entry(act, meeting, &entities::MEETING, flag, &day)
}

/// A sort key before the point `before`, or after the last; `moving` is not a neighbour.
fn place_before(
    act: &mut Act<'_, '_>,
    meeting: &PageId,
    moving: Option<&str>,
    before: Option<&str>,
) -> Acted<String> {
    let items = act.read(meeting, |page| page.all(&entities::AGENDA_ITEM))?;
    let keys: Vec<(String, String)> = items
        .iter()
        .filter(|item| Some(item.id.as_str()) != moving)
        .map(|item| (item.id.clone(), item.str("order").to_owned()))
        .collect();
    let at = before.and_then(|id| keys.iter().position(|(item, _)| item == id));
    let at = at.unwrap_or(keys.len());
    let key = |at: Option<usize>| at.and_then(|at| keys.get(at)).map(|(_, key)| key.as_str());
    Ok(order::between(key(at.checked_sub(1)), key(Some(at))))
}
