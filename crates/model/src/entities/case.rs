//! Cases: the entry in the case list, which everybody sees, and the case file, which only its
//! audience has.

use super::build::*;
use crate::schema::{LINE_CAP, NAME_CAP, SENTENCE_CAP, Type};

/// More tips than a round can ever have.
const TIPS_CAP: i64 = 100_000;

/// Neutral themes: all that those outside the audience learn.
const THEMES: &[&str] = &[
    "grenzen",
    "samenwerking",
    "familie en ouders",
    "organisatie",
    "vakinhoud",
    "wat werkt",
    "anders",
];

entry! {
    /// A case's entry in the case list. Its status is derived from the facts here and in its
    /// rounds.
    CASE, "case", "cases", sort "offered", author "presenter",
    [
        fix("presenter", Type::Person).needed(),
        fix("offered", Type::Date).needed(),
        own("theme", Type::Choice(THEMES)),
        own("urgency", Type::Number(1, 5)),
        own("follow_up_due", Type::Date),
        mine("votes", Type::Bool),
        flag("chosen"),
        flag("advised"),
        flag("withdrawn_at").by_author(),
        flag("purged_at").by_author(),
        archived().by_author(),
        own("back", Type::Bool),
    ]
}

item! {
    /// One treatment of a case: opening it again is adding a round. `by` is the presenter.
    ROUND, "round", Group, "rounds",
    [
        of(),
        fix("meeting", Type::Id),
        fix("session", Type::Id),
        fix("method", Type::Word),
        flag("advised"),
        flag("trying"),
        marks("followed_up", Type::Bool),
        flag("closed").by_author(),
        own("tips_at_close", Type::Number(0, TIPS_CAP)),
    ]
}

page! {
    /// A case file's own fields, written by the presenter.
    CASE_FILE, "case_file", Case, Page,
    [
        wording("title", LINE_CAP).by_author(),
        own("kind", Type::Choice(CASE_KINDS)),
        own("is_real", Type::Bool),
        own("is_ongoing", Type::Bool),
        flag("anonymised_check"),
        text("situation").by_author(),
        wording("help_question", SENTENCE_CAP).by_author(),
        wording("redefined_problem", SENTENCE_CAP).by_author(),
        text("feelings").by_author(),
        text("intention").by_author(),
        text("let_go").by_author(),
        text("presenter_reaction").by_author(),
    ]
}

const CASE_KINDS: &[&str] = &["technical", "personal", "self", "idea", "challenge", "difficulty"];

item! {
    /// A former wording of the help question.
    HELP_QUESTION_VERSION, "help_question_version", Case, "help_question_history",
    [fix("text", Type::Line(SENTENCE_CAP)).needed(), fix("date", Type::Date)]
}

item! {
    /// A question to the presenter, with the core of the answer.
    QUESTION, "question", Case, "questions",
    [
        round(),
        said(),
        salt(),
        text("answer"),
        own("temperature", Type::Choice(&["cold", "lukewarm", "warm"])).by_owner(),
    ]
}

item! {
    /// The core according to one participant.
    CORE_STATEMENT, "core_statement", Case, "core_statements",
    [round(), said(), salt(), own("fit", Type::Choice(&["spot_on", "partly", "no"])).by_owner()]
}

item! {
    /// Something seen, heard or felt.
    OBSERVATION, "observation", Case, "observations",
    [round(), said(), salt()]
}

item! {
    /// A tip: one item, one author. The presenter chooses.
    ADVICE, "advice", Case, "advice",
    [
        round(),
        said(),
        salt(),
        own("choice", Type::Choice(&["try", "later", "not_for_me"])).by_owner(),
    ]
}

item! {
    /// What made the difference.
    SUCCESS_FACTOR, "success_factor", Case, "success_factors", [round(), said(), salt()]
}

item! {
    /// An example, anonymous.
    EXAMPLE, "example", Case, "examples", [round(), said()]
}

item! {
    /// What was tried before.
    ALREADY_TRIED, "already_tried", Case, "already_tried", [round(), said()]
}

item! {
    /// Who knows, can or cares.
    ALLY, "ally", Case, "allies", [round(), said()]
}

item! {
    /// What keeps it going or holds it back.
    FORCE, "force", Case, "forces",
    [round(), said(), one("direction", Type::Choice(&["helps", "hinders"]))]
}

item! {
    /// What the presenter will do differently.
    CHOSEN_ACTION, "chosen_action", Case, "chosen_actions",
    [
        round(),
        own("what", Type::Prose(SENTENCE_CAP)).by_owner(),
        own("when", Type::Line(LINE_CAP)).by_owner(),
        own("with_whom", Type::Line(NAME_CAP)).by_owner(),
        own("how_will_i_notice", Type::Line(LINE_CAP)).by_owner(),
        own("status", Type::Choice(&["open", "done", "dropped"])).by_owner(),
    ]
}

item! {
    /// What worked and what did not yet, told at a later meeting.
    FOLLOW_UP, "follow_up", Case, "follow_ups",
    [
        round(),
        fix("meeting", Type::Id),
        fix("action", Type::Id),
        own("result", Type::Choice(&["worked", "partly", "not_yet", "not_tried"])).by_owner(),
        text("worked").by_author(),
        text("not_yet").by_author(),
        text("learned").by_author(),
    ]
}

item! {
    /// What a participant takes home.
    GROUP_LESSON, "group_lesson", Case, "group_lessons", [round(), said()]
}

addition! {
    /// An addition to something in a case file.
    CASE_ADDITION, "case_addition", Case
}
