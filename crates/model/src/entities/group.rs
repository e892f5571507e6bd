//! The group itself: what is asked, agreed and named as the core.

use super::build::*;
use crate::schema::{
    ANSWER_CAP, AuthorRule, Entity, IdRule, NAME_CAP, PageKind, SENTENCE_CAP, Type, WORD_CAP,
};

/// Most weeks between two meetings that a cadence can name: a year.
const WEEKS_CAP: i64 = 52;
/// Most members a group can set as its soft maximum.
const MEMBERS_CAP: i64 = 100;

page! {
    /// The group.
    GROUP, "group", Group, Nobody,
    [
        wording("name", NAME_CAP),
        one("form", Type::Choice(&["interventure", "intervision", "action_learning"])),
        one("setting", Type::Choice(&["organisation", "network"])),
        one("organisation", Type::Line(NAME_CAP)),
        one("location", Type::Line(NAME_CAP)),
        one("language", Type::Word),
        words("context_tags", Type::Line(WORD_CAP)),
        one("starts", Type::Date),
        one("planned_end", Type::Date),
        one("cadence_weeks_min", Type::Number(1, WEEKS_CAP)),
        one("cadence_weeks_max", Type::Number(1, WEEKS_CAP)),
        one("max_members", Type::Number(2, MEMBERS_CAP)),
        one("default_method", Type::Word),
        one("phases", Type::Line(SENTENCE_CAP)),
        wording("question", SENTENCE_CAP),
        wording("goal_organisation", SENTENCE_CAP),
        wording("core", SENTENCE_CAP),
        wordings("force_field", ANSWER_CAP),
        text("urgency"),
        text("seven_ws/waarom"),
        text("seven_ws/wat"),
        text("seven_ws/wijze"),
        text("seven_ws/wie"),
        text("seven_ws/waarmee"),
        text("seven_ws/waar"),
        text("seven_ws/wanneer"),
        text("procedures/signing_up"),
        text("procedures/taking_part"),
        text("procedures/stopping"),
        text("procedures/rules"),
        text("preconditions"),
        text("plan"),
        text("composition_criteria"),
        one("permission_by", Type::Line(NAME_CAP)),
        one("permission_on", Type::Date),
    ]
}

item! {
    /// A former wording of the core, or of the field of the group that `wording_of` names: the question.
    /// `date` is the day on which it got another.
    CORE_VERSION, "core_version", Group, "core_history", sort "date",
    [
        fix("text", Type::Line(SENTENCE_CAP)).needed(),
        fix("date", Type::Date),
        fix("wording_of", Type::Word),
    ]
}

item! {
    /// What the core is for one member.
    CORE_PROPOSAL, "core_proposal", Group, "core_proposals", [said()]
}

item! {
    /// When the group is satisfied.
    SATISFIED_WHEN, "satisfied_when", Group, "satisfied_when", sort "order",
    [wording("text", SENTENCE_CAP), order()]
}

item! {
    /// The group goes to a phase, forward or back.
    PHASE, "phase", Group, "phase_log", sort "from",
    [fix("phase", Type::Word).needed(), fix("from", Type::Date).needed()]
}

/// What a member agreed to: the day, and the hash of the text that was agreed to.
const AGREED: &[(&str, Type)] = &[("date", Type::Date), ("text_hash", Type::Word)];

/// A working agreement.
pub static AGREEMENT: Entity = Entity {
    name: "agreement",
    page: PageKind::Group,
    collection: "agreements",
    id: IdRule::Unique,
    author: AuthorRule::Key("by"),
    sort: None,
    fields: authored![
        fix("kind", Type::Choice(AGREEMENT_KINDS)).needed(),
        wording("text", SENTENCE_CAP).needed(),
        fix("keep_until", Type::Date),
        mine("agreed_by", Type::Parts(AGREED)),
        flag("retired")
    ],
};

const AGREEMENT_KINDS: &[&str] =
    &["safety", "voluntary", "equality", "openness", "retention", "practical", "roles", "other"];
