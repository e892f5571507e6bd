//! The sorts of things that have a page of their own: what their lists and forms show.

use kring_model::entities;
use kring_model::schema::{Entity, Field, PageKind};

use crate::inputs;

/// One sort.
pub(crate) struct Sort {
    /// The kind of page.
    pub(crate) kind: PageKind,
    /// Its word in addresses, and the name of its place in the navigation.
    pub(crate) path: &'static str,
    /// What is asked when something new is made.
    pub(crate) new: &'static [&'static str],
    /// What can be changed later.
    pub(crate) edit: &'static [&'static str],
    /// What is not left open.
    pub(crate) needed: &'static [&'static str],
}

/// All sorts, in the order of the navigation.
pub(crate) const SORTS: [Sort; 7] = [
    Sort {
        kind: PageKind::Note,
        path: "notes",
        new: &["title", "text", "kind", "tags"],
        edit: &["title", "text", "kind", "tags", "may_share"],
        needed: &["title"],
    },
    Sort {
        kind: PageKind::Case,
        path: "cases",
        new: &["title", "help_question", "situation", "theme", "kind", "is_real", "is_ongoing"],
        edit: &[
            "title",
            "help_question",
            "situation",
            "redefined_problem",
            "feelings",
            "intention",
            "let_go",
            "presenter_reaction",
            "theme",
            "kind",
            "is_real",
            "is_ongoing",
            "follow_up_due",
        ],
        needed: &["title", "help_question"],
    },
    Sort {
        kind: PageKind::Experiment,
        path: "experiments",
        new: &["title", "question", "from_findings", "risk", "size", "owner"],
        edit: &[
            "title",
            "question",
            "risk",
            "size",
            "owner",
            "works_for_whom",
            "works_by_whom",
            "from_findings",
            "tally_label",
        ],
        needed: &["title"],
    },
    Sort {
        kind: PageKind::Finding,
        path: "findings",
        new: &["kind", "origin", "organisation", "whose", "text", "what_works_here", "why_not_yet"],
        edit: &[
            "kind",
            "origin",
            "organisation",
            "similarity",
            "whose",
            "text",
            "what_works",
            "what_works_here",
            "why_not_yet",
            "fits_here",
            "failed_there",
            "risks",
            "source",
            "may_share",
        ],
        needed: &["text"],
    },
    Sort {
        kind: PageKind::Meeting,
        path: "meetings",
        new: &["date", "start", "end", "place", "guide", "notetaker", "timekeeper"],
        edit: &[
            "date",
            "start",
            "end",
            "place",
            "guide",
            "notetaker",
            "timekeeper",
            "minutes_text",
        ],
        needed: &["date"],
    },
    Sort {
        kind: PageKind::Evaluation,
        path: "evaluations",
        new: &["title", "kind", "date", "with"],
        edit: &["title", "kind", "date", "with", "continuation", "decision"],
        needed: &["title"],
    },
    Sort {
        kind: PageKind::Story,
        path: "stories",
        new: &["title", "audience", "date"],
        edit: &["title", "audience", "date", "status", "presenters", "checks/no_names"],
        needed: &["title"],
    },
];

impl Sort {
    /// The sort behind a word in an address.
    pub(crate) fn named(path: &str) -> Option<&'static Self> {
        SORTS.iter().find(|sort| sort.path == path)
    }

    /// The sort of a kind of page.
    pub(crate) fn of(kind: PageKind) -> Option<&'static Self> {
        SORTS.iter().find(|sort| sort.kind == kind)
    }

    /// The entities that hold its fields: the page's own, then its entry in the group document.
    pub(crate) fn entities(&self) -> Vec<&'static Entity> {
        entities::own(self.kind).into_iter().chain(entities::entry(self.kind)).collect()
    }

    /// The fields of a form for something new.
    pub(crate) fn new_fields(&self) -> Vec<&'static Field> {
        inputs::named(&self.entities(), self.new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_a_form_is_in_the_schema() {
        for sort in &SORTS {
            for name in sort.new.iter().chain(sort.edit).chain(sort.needed) {
                let found = inputs::named(&sort.entities(), &[name]);
                assert_eq!(found.len(), 1, "{}: {name}", sort.path);
            }
        }
    }
}
