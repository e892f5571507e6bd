//! Meetings: the entry in the group document, and the page with agenda, attendance and minutes.

use super::build::*;
use crate::schema::{LINE_CAP, NAME_CAP, Type};

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
    /// that person's own and is shown only without one.
    MEETING_PAGE, "meeting_page", Meeting, Page,
    [
        one("place", Type::Line(NAME_CAP)),
        mine("attendance", Type::Parts(ATTENDANCE)),
        text("minutes_text"),
        mine("minutes_confirmed_by", Type::Bool),
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
