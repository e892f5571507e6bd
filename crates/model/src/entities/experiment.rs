//! Experiments: the entry in the experiment log, and the page with its steps.

use super::build::*;
use crate::schema::{LINE_CAP, NAME_CAP, SENTENCE_CAP, Type};

/// More than one evening can count.
const COUNT_CAP: i64 = 1_000_000;

entry! {
    /// An experiment's entry in the experiment log.
    EXPERIMENT_ENTRY, "experiment_entry", "experiments", sort "date", author "by",
    [
        fix("date", Type::Date),
        one("owner", Type::Person),
        one("size", Type::Choice(&["small", "large"])),
        one("under_radar", Type::Bool),
        one("released", Type::Date),
        archived(),
        back(),
    ]
}

page! {
    /// An experiment's own fields.
    EXPERIMENT, "experiment", Experiment, Page,
    [
        wording("title", LINE_CAP),
        wording("question", SENTENCE_CAP),
        text("risk"),
        words("from_findings", Type::Id),
        words("from_cases", Type::Id),
        one("pre_check/extra_training", Type::Line(NAME_CAP)),
        one("pre_check/clashes_with_agreements", Type::Line(NAME_CAP)),
        one("pre_check/clients_want_it", Type::Line(NAME_CAP)),
        one("pre_check/ethical_objections", Type::Line(NAME_CAP)),
        one("pre_check/side_effects", Type::Line(NAME_CAP)),
        one("pre_check/legal_ok", Type::Line(NAME_CAP)),
        flag("checked"),
        wording("tally_label", LINE_CAP),
        text("works_for_whom"),
        text("works_by_whom"),
        one("outcome", Type::Choice(&["works", "works_partly", "does_not_work_here"])),
    ]
}

const DECISIONS: &[&str] = &["more_of_it", "continue", "adapt", "stop", "not_knowing_yet"];

item! {
    /// A step: try, look, adapt, next.
    STEP, "step", Experiment, "steps", sort "from",
    [
        text("plan"),
        text("expectation"),
        one("from", Type::Date),
        one("to", Type::Date),
        text("works"),
        text("not_yet"),
        one("decision", Type::Choice(DECISIONS)),
        text("adaptation"),
    ]
}

item! {
    /// Something seen, heard or counted in a step.
    STEP_OBSERVATION, "step_observation", Experiment, "observations", [of(), said()]
}

item! {
    /// Why it went as it went.
    EXPLANATION, "explanation", Experiment, "explanations", [of(), said()]
}

item! {
    /// This works.
    WORKS, "works", Experiment, "works",
    [said(), one("for_whom", Type::Line(LINE_CAP)), one("by_whom", Type::Line(LINE_CAP))]
}

item! {
    /// This does not work (yet).
    NOT_YET, "not_yet", Experiment, "not_yet", [said()]
}

item! {
    /// Which other behaviour it asks, of whom, and what that takes.
    BEHAVIOUR, "behaviour", Experiment, "behaviours",
    [
        one("what", Type::Line(SENTENCE_CAP)),
        one("by_whom", Type::Line(LINE_CAP)),
        one("what_it_takes", Type::Line(SENTENCE_CAP)),
    ]
}

item! {
    /// A lesson, perhaps for others.
    LESSON, "lesson", Experiment, "lessons", [said(), one("may_share", Type::Bool)]
}

item! {
    /// What one laptop counted; the sum counts.
    COUNT, "count", Experiment, "counts",
    [fix("number", Type::Number(-COUNT_CAP, COUNT_CAP)).needed(), fix("date", Type::Date)]
}

addition! {
    /// An addition to something of an experiment.
    EXPERIMENT_ADDITION, "experiment_addition", Experiment
}
