//! Who does what before when.

use super::build::*;
use crate::schema::{SENTENCE_CAP, Type};

item! {
    /// An agreed action.
    ACTION, "action", Group, "actions",
    [
        wording("text", SENTENCE_CAP).needed(),
        words("who", Type::Person),
        one("due", Type::Date),
        one("status", Type::Choice(&["open", "done", "dropped"])),
        fix("meeting", Type::Id),
    ]
}
