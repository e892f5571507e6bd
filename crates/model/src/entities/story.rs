//! The story for the stage.

use super::build::*;
use crate::schema::{LINE_CAP, Type};

const SECTION_KINDS: &[&str] = &["departure", "path", "not_knowing", "view", "quote"];

entry! {
    /// A story's entry.
    STORY_ENTRY, "story_entry", "stories", sort "date", author "by",
    [fix("date", Type::Date), archived(), back()]
}

page! {
    /// A story. Each person who is in it says for themselves whether they consent.
    STORY, "story", Story, Page,
    [
        wording("title", LINE_CAP),
        wording("audience", LINE_CAP),
        one("date", Type::Date),
        one("status", Type::Choice(&["draft", "ready", "told"])),
        words("presenters", Type::Person),
        one("checks/no_names", Type::Bool),
        mine("consent", Type::Bool),
        words("sensitive_removed", Type::Id),
    ]
}

item! {
    /// A part of a story.
    SECTION, "section", Story, "sections", sort "order",
    [
        order(),
        one("kind", Type::Choice(SECTION_KINDS)),
        wording("title", LINE_CAP),
        text("text"),
        words("from_ids", Type::Id),
    ]
}

addition! {
    /// An addition to something of a story.
    STORY_ADDITION, "story_addition", Story
}
