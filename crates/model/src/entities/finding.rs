//! Findings of the inquiry.

use super::build::*;
use crate::schema::{NAME_CAP, Type};

const KINDS: &[&str] =
    &["perspective", "interview", "visit", "existing_solution", "koploper", "expert"];
const ORIGINS: &[&str] = &["own_practice", "other_domain", "expert", "peer_organisation"];

entry! {
    /// A finding's entry.
    FINDING_ENTRY, "finding_entry", "findings", sort "date", author "by",
    [fix("date", Type::Date).needed(), archived().by_author(), own("back", Type::Bool)]
}

page! {
    /// A finding.
    FINDING, "finding", Finding, Page,
    [
        one("kind", Type::Choice(KINDS)),
        one("origin", Type::Choice(ORIGINS)),
        one("organisation", Type::Line(NAME_CAP)),
        one("similarity", Type::Choice(&["similar", "very_different"])),
        one("whose", Type::Line(NAME_CAP)),
        text("text").by_author(),
        text("what_works").by_author(),
        text("what_works_here").by_author(),
        text("why_not_yet").by_author(),
        text("fits_here").by_author(),
        text("failed_there").by_author(),
        text("risks").by_author(),
        text("source").by_author(),
        mine("stars", Type::Bool),
        one("may_share", Type::Bool).by_author(),
    ]
}

addition! {
    /// An addition to a finding.
    FINDING_ADDITION, "finding_addition", Finding
}
