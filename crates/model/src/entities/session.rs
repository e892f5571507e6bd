//! Sessions: one run of a method in a meeting. Case content is never here but in the case file.

use super::build::*;
use crate::schema::{LINE_CAP, PROSE_CAP, SENTENCE_CAP, Type};

/// Most minutes that one press of a button adds: a day.
const EXTRA_CAP: i64 = 1_440;

item! {
    /// A session. `started/step` is when a step began (the earliest wins) and `ended/step` that it
    /// ended; the current step is derived, so two who press "next" end the same step.
    /// `sealed/id` fixes a blind answer before anybody sees the others' (see [`crate::seal`]), and
    /// `opened/id` is the salt of one that is the group's; that of case content is in the case file.
    /// `pinned` is a method of the group as it was when the session began (see [`crate::method::pin`]).
    SESSION, "session", Meeting, "sessions", sort "order",
    [
        order(),
        fix("method", Type::Word).needed(),
        fix("method_version", Type::Word),
        fix("pinned", Type::Prose(PROSE_CAP)),
        fix("case", Type::Id),
        fix("experiment", Type::Id),
        fix("evaluation", Type::Id),
        flag("stopped_at"),
        marks("sealed", Type::Line(crate::seal::MARK_CAP)),
        marks("opened", Type::Word),
        marks("started", Type::Line(40)),
        marks("ended", Type::Bool),
        wording("question", SENTENCE_CAP),
        one("experiment_step", Type::Id),
        mine("method_ratings", Type::Number(1, 5)),
        mine("checkin", Type::Line(LINE_CAP)),
        mine("practice_goals", Type::Line(LINE_CAP)),
    ]
}

item! {
    /// Minutes added to a step; the sum counts.
    SESSION_EXTRA, "session_extra", Meeting, "extra_minutes",
    [of(), fix("step", Type::Word).needed(), fix("minutes", Type::Number(1, EXTRA_CAP)).needed()]
}

item! {
    /// An example, anonymous.
    SESSION_EXAMPLE, "session_example", Meeting, "examples", [of(), said()]
}

item! {
    /// A value or principle that was found.
    SESSION_VALUE, "session_value", Meeting, "values", [of(), said()]
}

item! {
    /// A provisional answer.
    SESSION_ANSWER, "session_answer", Meeting, "answers", [of(), said()]
}

item! {
    /// A card on the wall.
    SESSION_CARD, "session_card", Meeting, "cards",
    [of(), said(), one("column", Type::Word), mine("votes", Type::Bool)]
}

item! {
    /// An insight.
    SESSION_INSIGHT, "session_insight", Meeting, "insights", [of(), said()]
}

item! {
    /// What went well or better in how the group worked.
    SESSION_PROCESS_NOTE, "session_process_note", Meeting, "process_notes", [of(), said()]
}
