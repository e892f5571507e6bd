//! The people: members with their laptops and registers, and those around them.

use super::build::*;
use crate::schema::{AuthorRule, Entity, IdRule, NAME_CAP, PageKind, SENTENCE_CAP, Type};

/// A member. Only they write about themselves; the item's id is their person id.
pub static MEMBER: Entity = Entity {
    name: "member",
    page: PageKind::Group,
    collection: "members",
    id: IdRule::Person,
    author: AuthorRule::Id,
    sort: Some("joined"),
    fields: &[
        fix("origin", Type::Id),
        fix("joined", Type::Date),
        own("name", Type::Line(NAME_CAP)),
        one("role", Type::Choice(&["participant", "guide"])),
        own("function", Type::Line(NAME_CAP)),
        own("involvement", Type::Choice(&["frontline", "support", "client"])),
        words("assets", Type::Choice(&["can_act", "has_knowledge", "has_heart"])).by_author(),
        own("personal_goal", Type::Prose(SENTENCE_CAP)),
        own("motivation", Type::Prose(SENTENCE_CAP)),
        own("ui_language", Type::Word),
        own("hierarchy_note", Type::Prose(SENTENCE_CAP)),
        own("can_guide", Type::Bool),
        one("guide_until", Type::Date),
        flag("left").by_author(),
        own("leave_reason", Type::Line(NAME_CAP)),
    ],
};

/// The name a person gives to one of their laptops; the item's id is the device's.
pub static DEVICE: Entity = Entity {
    name: "device",
    page: PageKind::Group,
    collection: "devices",
    id: IdRule::Device,
    author: AuthorRule::Key("by"),
    sort: Some("added"),
    fields: authored![fix("added", Type::Date), own("name", Type::Line(NAME_CAP))],
};

item! {
    /// A register in which a member needs proof, with its category label.
    REGISTER, "register", Group, "registers",
    [own("register", Type::Line(NAME_CAP)), own("category", Type::Line(NAME_CAP))]
}

const STAKEHOLDER_ROLES: &[&str] = &["promoter", "line_manager", "client_council", "other"];

item! {
    /// Somebody involved who never has the documents.
    STAKEHOLDER, "stakeholder", Group, "stakeholders",
    [
        one("name", Type::Line(NAME_CAP)),
        one("role", Type::Choice(STAKEHOLDER_ROLES)),
        one("function", Type::Line(NAME_CAP)),
        text("task"),
        text("promise"),
    ]
}
