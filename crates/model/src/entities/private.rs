//! What never leaves the laptop.

use super::build::*;
use crate::schema::{LINE_CAP, Type};

page! {
    /// Settings of this laptop in this group.
    PRIVATE, "private", Private, Page,
    [
        one("ui_language", Type::Word),
        one("text_size", Type::Word),
        one("sound", Type::Bool),
        one("quiet", Type::Bool),
    ]
}

item! {
    /// A draft, an answer that is not revealed yet, a private note about a case, a reflection that
    /// is not shared, a line of the portfolio. `about` and `field` say where it would go;
    /// `revealed` that it went there.
    PRIVATE_ITEM, "private_item", Private, "items",
    [
        fix("kind", Type::Word).needed(),
        fix("date", Type::Date),
        fix("about", Type::Id),
        fix("step", Type::Word),
        fix("field", Type::Word),
        one("title", Type::Line(LINE_CAP)),
        text("text"),
        words("links", Type::Id),
        flag("revealed"),
    ]
}
