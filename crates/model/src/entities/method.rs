//! Methods that a group made of one that there was. What is written down in a step is chosen from
//! what the built-in methods ask, so that a method brings words and an order, and never a new place
//! for content to go.

use super::build::*;
use crate::schema::{LINE_CAP, NAME_CAP, SENTENCE_CAP, Type};

/// Most minutes of a step: a day.
const MINUTES_CAP: i64 = 1_440;

/// Who speaks in a step.
pub(crate) const SPEAKERS: &[&str] =
    &["presenter", "guide", "participants", "all", "each_in_turn", "inner", "outer", "none"];

/// What the presenter does in a step.
pub(crate) const PRESENTER: &[&str] = &["speaks", "listens", "writes"];

item! {
    /// A method of the group. `base` is the built-in method that it began as: its purpose, size,
    /// roles and rules are still those.
    OWN_METHOD, "own_method", Group, "own_methods",
    [
        fix("base", Type::Word).needed(),
        fix("date", Type::Date),
        wording("name_nl", NAME_CAP),
        wording("name_en", NAME_CAP),
        wording("summary_nl", SENTENCE_CAP),
        wording("summary_en", SENTENCE_CAP),
        one("left_out", Type::Bool),
    ]
}

item! {
    /// A step of a method of the group. `captures` are names from the fixed list of what can be
    /// asked. `seconds_each` is the time for each who is there, where that counts instead of `minutes`.
    METHOD_STEP, "method_step", Group, "own_method_steps", sort "order",
    [
        of(),
        order(),
        wording("title_nl", LINE_CAP),
        wording("title_en", LINE_CAP),
        wording("instruction_nl", SENTENCE_CAP),
        wording("instruction_en", SENTENCE_CAP),
        wording("hint_nl", SENTENCE_CAP),
        wording("hint_en", SENTENCE_CAP),
        one("seconds_each", Type::Number(0, 60 * MINUTES_CAP)),
        one("minutes", Type::Number(0, MINUTES_CAP)),
        one("speaker", Type::Choice(SPEAKERS)),
        one("presenter_mode", Type::Choice(PRESENTER)),
        one("silence", Type::Bool),
        words("captures", Type::Word),
        one("left_out", Type::Bool),
    ]
}
