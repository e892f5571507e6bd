//! Short words to write the entities with.

use crate::schema::{Class, Field, Type};

pub(super) const fn wording(name: &'static str, cap: usize) -> Field {
    Field::new(name, Class::Wording, Type::Line(cap))
}

/// A decisive answer of some lines, kept whole like a [`wording`]: the pages of a kind have all their
/// running texts from their first change on, and no later one.
pub(super) const fn wordings(name: &'static str, cap: usize) -> Field {
    Field::new(name, Class::Wording, Type::Prose(cap))
}

pub(super) const fn text(name: &'static str) -> Field {
    Field::new(name, Class::Text, Type::Prose(crate::schema::PROSE_CAP))
}

pub(super) const fn one(name: &'static str, value: Type) -> Field {
    Field::new(name, Class::One, value)
}

pub(super) const fn own(name: &'static str, value: Type) -> Field {
    Field::new(name, Class::Own, value)
}

pub(super) const fn mine(name: &'static str, value: Type) -> Field {
    Field::new(name, Class::Mine, value)
}

pub(super) const fn flag(name: &'static str) -> Field {
    Field::new(name, Class::Flag, Type::Date)
}

pub(super) const fn marks(name: &'static str, value: Type) -> Field {
    Field::new(name, Class::Marks, value)
}

pub(super) const fn words(name: &'static str, value: Type) -> Field {
    Field::new(name, Class::Words, value)
}

pub(super) const fn fix(name: &'static str, value: Type) -> Field {
    Field::new(name, Class::Fix, value)
}

/// Whether something was put away; what came back says so in [`back`], as a flag is for ever.
pub(super) const fn archived() -> Field {
    flag("archived")
}

/// What was put away stands in its list again.
pub(super) const fn back() -> Field {
    one("back", Type::Bool)
}

/// An item of a SET: its fields, and whose it is, who entered it for them, when it was taken back.
macro_rules! item {
    ($(#[$doc:meta])* $name:ident, $code:literal, $page:ident, $collection:literal,
     $(sort $sort:literal,)? [$($field:expr),* $(,)?]) => {
        $(#[$doc])*
        pub static $name: $crate::schema::Entity = $crate::schema::Entity {
            name: $code,
            page: $crate::schema::PageKind::$page,
            collection: $collection,
            id: $crate::schema::IdRule::Unique,
            author: $crate::schema::AuthorRule::Key("by"),
            sort: $crate::entities::build::sort!($($sort)?),
            fields: $crate::entities::build::authored![$($field),*],
        };
    };
}

/// The entry in the group document of something that has a page of its own: only ids, owners,
/// dates and facts, never what people type.
macro_rules! entry {
    ($(#[$doc:meta])* $name:ident, $code:literal, $collection:literal, sort $sort:literal,
     author $author:literal, [$($field:expr),* $(,)?]) => {
        $(#[$doc])*
        pub static $name: $crate::schema::Entity = $crate::schema::Entity {
            name: $code,
            page: $crate::schema::PageKind::Group,
            collection: $collection,
            id: $crate::schema::IdRule::Page,
            author: $crate::schema::AuthorRule::Key($author),
            sort: Some($sort),
            fields: $crate::entities::build::authored![
                $crate::entities::build::fix("origin", $crate::schema::Type::Id),
                $($field),*
            ],
        };
    };
}

/// The own fields of a page.
macro_rules! page {
    ($(#[$doc:meta])* $name:ident, $code:literal, $page:ident, $author:ident,
     [$($field:expr),* $(,)?]) => {
        $(#[$doc])*
        pub static $name: $crate::schema::Entity = $crate::schema::Entity {
            name: $code,
            page: $crate::schema::PageKind::$page,
            collection: $crate::schema::SELF,
            id: $crate::schema::IdRule::Itself,
            author: $crate::schema::AuthorRule::$author,
            sort: None,
            fields: &[$crate::entities::build::good(), $($field),*],
        };
    };
}

/// What others add to somebody's words, which they do not change.
macro_rules! addition {
    ($(#[$doc:meta])* $name:ident, $code:literal, $page:ident) => {
        $crate::entities::build::item! {
            $(#[$doc])* $name, $code, $page, "additions",
            [$crate::entities::build::of(), $crate::entities::build::said()]
        }
    };
}

macro_rules! authored {
    ($($field:expr),*) => {
        &[
            $crate::entities::build::fix("by", $crate::schema::Type::Person),
            $crate::entities::build::fix("entered_by", $crate::schema::Type::Person),
            $crate::entities::build::flag("withdrawn").by_author(),
            $crate::entities::build::good(),
            $($field),*
        ]
    };
}

macro_rules! sort {
    () => {
        None
    };
    ($sort:literal) => {
        Some($sort)
    };
}

pub(super) use {addition, authored, entry, item, page, sort};

/// Somebody said "goed zo" to a merged sentence, by the key of its mark.
pub(super) const fn good() -> Field {
    marks("good", Type::Bool)
}

/// The item to which this one belongs.
pub(super) const fn of() -> Field {
    fix("of", Type::Id).needed()
}

/// The consultation round in which it was said; none outside a session.
pub(super) const fn round() -> Field {
    fix("round", Type::Id)
}

/// With what a blind answer was sealed; see [`crate::seal`].
pub(super) const fn salt() -> Field {
    fix("salt", Type::Word)
}

/// What its author said.
pub(super) const fn said() -> Field {
    text("text").by_author()
}

/// The sort key among its neighbours.
pub(super) const fn order() -> Field {
    one("order", Type::Line(crate::order::KEY_CAP))
}
