//! Meetings: the entry in the group document, and the page with agenda, attendance and minutes.

use super::build::*;
use crate::schema::{ANSWER_CAP, LINE_CAP, NAME_CAP, Type};

/// Most minutes of an agenda item: a day.
const MINUTES_CAP: i64 = 1_440;

/// The four learning signals, each 1 to 5.
pub(crate) const LEARNING_SIGNALS: &[(&str, Type)] = &[
    ("core_faster", Type::Number(1, 5)),
    ("insight_in_ways_of_working", Type::Number(1, 5)),
    ("insights_used_at_work", Type::Number(1, 5)),
    ("energy_and_joy", Type::Number(1, 5)),
];

const ATTENDANCE: &[(&str, Type)] = &[
    ("status", Type::Choice(&["present", "late", "excused", "absent"])),
    ("from", Type::Time),
    ("to", Type::Time),
    ("confirmed", Type::Bool),
];

/// One person's signature under a list of who was there: which list, with which key.
const SIGNED: &[(&str, Type)] =
    &[("list", Type::Word), ("key", Type::Word), ("signature", Type::Line(SIGNATURE_CAP))];

/// Digits of a signature.
const SIGNATURE_CAP: usize = 128;

entry! {
    /// A meeting's entry: when, by whom it is led, whether it was held.
    MEETING, "meeting", "meetings", sort "date", author "by",
    [
        one("date", Type::Date),
        one("start", Type::Time),
        one("end", Type::Time),
        one("guide", Type::Person),
        one("notetaker", Type::Person),
        one("timekeeper", Type::Person),
        flag("opened_at"),
        flag("closed_at"),
        flag("cancelled_at"),
        archived(),
        back(),
        mine("learning_signals", Type::Parts(LEARNING_SIGNALS)),
    ]
}

page! {
    /// A meeting's page. Attendance that whoever keeps the list enters for another stands beside
    /// that person's own and is shown only without one. `attendance_lists` are the texts under
    /// which people put their signature, each by its own hash: whoever writes the same text writes
    /// the same mark.
    MEETING_PAGE, "meeting_page", Meeting, Page,
    [
        one("place", Type::Line(NAME_CAP)),
        mine("attendance", Type::Parts(ATTENDANCE)),
        text("minutes_text"),
        mine("minutes_confirmed_by", Type::Bool),
        marks("attendance_lists", Type::Prose(ANSWER_CAP)),
        mine("attendance_signed", Type::Parts(SIGNED)),
    ]
}

item! {
    /// A point of the agenda.
    AGENDA_ITEM, "agenda_item", Meeting, "agenda", sort "order",
    [
        order(),
        one("kind", Type::Word),
        wording("title", LINE_CAP),
        one("minutes", Type::Number(0, MINUTES_CAP)),
        one("session", Type::Id),
    ]
}

addition! {
    /// An addition to something on a meeting's page.
    MEETING_ADDITION, "meeting_addition", Meeting
}
