//! Notes and shared reflections: both are a page of the kind note, so that they can be erased.

use super::build::*;
use crate::schema::{ANSWER_CAP, LINE_CAP, Type, WORD_CAP};

entry! {
    /// A note's entry.
    NOTE_ENTRY, "note_entry", "notes", sort "date", author "by",
    [
        fix("date", Type::Date).needed(),
        fix("meeting", Type::Id),
        archived().by_author(),
        own("back", Type::Bool),
    ]
}

entry! {
    /// The entry of a reflection that its author shared; unshared ones are on the private page.
    REFLECTION, "reflection", "reflections", sort "date", author "by",
    [
        fix("date", Type::Date).needed(),
        fix("meeting", Type::Id),
        fix("case", Type::Id),
        flag("shared").by_author(),
    ]
}

const NOTE_KINDS: &[&str] = &[
    "question",
    "building_block",
    "insight",
    "idea",
    "decision",
    "setback",
    "celebration",
    "not_knowing",
    "sensitive",
    "practical",
    "reflection",
];

const COMPETENCES: &[&str] =
    &["listening", "creative_thinking", "analysis", "working_together", "networking"];

page! {
    /// A note, or a reflection with its three dimensions.
    NOTE, "note", Note, Page,
    [
        one("kind", Type::Choice(NOTE_KINDS)),
        wording("title", LINE_CAP).by_author(),
        text("text").by_author(),
        words("tags", Type::Line(WORD_CAP)),
        words("links", Type::Id),
        one("may_share", Type::Bool).by_author(),
        mine("help_offers", Type::Line(LINE_CAP)),
        own("technical", Type::Prose(ANSWER_CAP)),
        own("normative", Type::Prose(ANSWER_CAP)),
        own("personal", Type::Prose(ANSWER_CAP)),
        words("competences", Type::Choice(COMPETENCES)).by_author(),
    ]
}

addition! {
    /// An addition to a note.
    NOTE_ADDITION, "note_addition", Note
}
