//! Evaluations with all involved.

use super::build::*;
use crate::schema::{ANSWER_CAP, LINE_CAP, Type};

const DECISIONS: &[&str] = &["continue", "continue_without_guide", "integrate", "finish"];

entry! {
    /// An evaluation's entry.
    EVALUATION_ENTRY, "evaluation_entry", "evaluations", sort "date", author "by",
    [fix("date", Type::Date), flag("closed"), archived(), back()]
}

page! {
    /// An evaluation. `with` names members and stakeholders.
    EVALUATION, "evaluation", Evaluation, Page,
    [
        wording("title", LINE_CAP),
        one("kind", Type::Choice(&["interim", "final"])),
        one("date", Type::Date),
        words("with", Type::Id),
        mine("goal_answers", Type::Prose(ANSWER_CAP)),
        mine("goal_ratings", Type::Number(1, 5)),
        text("continuation"),
        one("decision", Type::Choice(DECISIONS)),
    ]
}

item! {
    /// A strong point.
    STRENGTH, "strength", Evaluation, "strengths", [said(), fix("stakeholder", Type::Id)]
}

item! {
    /// A weak point.
    WEAKNESS, "weakness", Evaluation, "weaknesses", [said(), fix("stakeholder", Type::Id)]
}

item! {
    /// A sentence that its author perhaps releases, with or without name.
    QUOTE, "quote", Evaluation, "quotes",
    [
        said(),
        fix("stakeholder", Type::Id),
        own("may_share", Type::Bool),
        own("with_name", Type::Bool),
    ]
}

addition! {
    /// An addition to something of an evaluation.
    EVALUATION_ADDITION, "evaluation_addition", Evaluation
}
