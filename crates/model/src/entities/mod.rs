//! The entities, one file per page or per kind of thing: what there is, and where.

use crate::schema::{Entity, Field, PageKind};

mod action;
mod build;
mod case;
mod evaluation;
mod experiment;
mod finding;
mod group;
mod meeting;
mod member;
mod method;
mod note;
mod private;
mod session;
mod story;

pub use action::ACTION;
pub use case::{
    ADVICE, ALLY, ALREADY_TRIED, CASE, CASE_ADDITION, CASE_FILE, CHOSEN_ACTION, CORE_STATEMENT,
    EXAMPLE, FOLLOW_UP, FORCE, GROUP_LESSON, HELP_QUESTION_VERSION, OBSERVATION, QUESTION, ROUND,
    SUCCESS_FACTOR,
};
pub use evaluation::{
    EVALUATION, EVALUATION_ADDITION, EVALUATION_ENTRY, QUOTE, STRENGTH, WEAKNESS,
};
pub use experiment::{
    BEHAVIOUR, COUNT, EXPERIMENT, EXPERIMENT_ADDITION, EXPERIMENT_ENTRY, EXPLANATION, LESSON,
    NOT_YET, STEP, STEP_OBSERVATION, WORKS,
};
pub use finding::{FINDING, FINDING_ADDITION, FINDING_ENTRY};
pub use group::{AGREEMENT, CORE_PROPOSAL, CORE_VERSION, GROUP, PHASE, SATISFIED_WHEN};
pub(crate) use meeting::LEARNING_SIGNALS;
pub use meeting::{AGENDA_ITEM, MEETING, MEETING_ADDITION, MEETING_PAGE};
pub use member::{DEVICE, MEMBER, REGISTER, STAKEHOLDER};
pub use method::{METHOD_STEP, OWN_METHOD};
pub use note::{NOTE, NOTE_ADDITION, NOTE_ENTRY, REFLECTION};
pub use private::{PRIVATE, PRIVATE_ITEM};
pub use session::{
    SESSION, SESSION_ANSWER, SESSION_CARD, SESSION_EXAMPLE, SESSION_EXTRA, SESSION_INSIGHT,
    SESSION_PROCESS_NOTE, SESSION_VALUE,
};
pub use story::{SECTION, STORY, STORY_ADDITION, STORY_ENTRY};

/// Every entity, page by page, a page's own fields first.
pub static ALL: &[&Entity] = &[
    &GROUP,
    &AGREEMENT,
    &CORE_VERSION,
    &CORE_PROPOSAL,
    &SATISFIED_WHEN,
    &PHASE,
    &MEMBER,
    &DEVICE,
    &REGISTER,
    &STAKEHOLDER,
    &MEETING,
    &NOTE_ENTRY,
    &REFLECTION,
    &CASE,
    &ROUND,
    &EXPERIMENT_ENTRY,
    &FINDING_ENTRY,
    &EVALUATION_ENTRY,
    &STORY_ENTRY,
    &ACTION,
    &OWN_METHOD,
    &METHOD_STEP,
    &NOTE,
    &NOTE_ADDITION,
    &MEETING_PAGE,
    &AGENDA_ITEM,
    &SESSION,
    &SESSION_EXTRA,
    &SESSION_EXAMPLE,
    &SESSION_VALUE,
    &SESSION_ANSWER,
    &SESSION_CARD,
    &SESSION_INSIGHT,
    &SESSION_PROCESS_NOTE,
    &MEETING_ADDITION,
    &CASE_FILE,
    &HELP_QUESTION_VERSION,
    &QUESTION,
    &CORE_STATEMENT,
    &OBSERVATION,
    &ADVICE,
    &SUCCESS_FACTOR,
    &EXAMPLE,
    &ALREADY_TRIED,
    &ALLY,
    &FORCE,
    &CHOSEN_ACTION,
    &FOLLOW_UP,
    &GROUP_LESSON,
    &CASE_ADDITION,
    &EXPERIMENT,
    &STEP,
    &STEP_OBSERVATION,
    &EXPLANATION,
    &WORKS,
    &NOT_YET,
    &BEHAVIOUR,
    &LESSON,
    &COUNT,
    &EXPERIMENT_ADDITION,
    &FINDING,
    &FINDING_ADDITION,
    &EVALUATION,
    &STRENGTH,
    &WEAKNESS,
    &QUOTE,
    &EVALUATION_ADDITION,
    &STORY,
    &SECTION,
    &STORY_ADDITION,
    &PRIVATE,
    &PRIVATE_ITEM,
];

/// The entity of that name.
pub fn named(name: &str) -> Option<&'static Entity> {
    ALL.iter().copied().find(|entity| entity.name == name)
}

/// The entities of one kind of page.
pub fn on(page: PageKind) -> impl Iterator<Item = &'static Entity> {
    ALL.iter().copied().filter(move |entity| entity.page == page)
}

/// The entity whose items stand under that key at the root of a page.
pub fn in_collection(page: PageKind, collection: &str) -> Option<&'static Entity> {
    on(page).find(|entity| entity.collection == collection)
}

/// The own fields of a page of that kind.
pub fn own(page: PageKind) -> Option<&'static Entity> {
    on(page).find(|entity| entity.is_self())
}

/// The list entry in the group document of a page of that kind. A reflection's page is of the
/// kind [`PageKind::Note`]; its entry is [`REFLECTION`].
pub fn entry(page: PageKind) -> Option<&'static Entity> {
    match page {
        PageKind::Note => Some(&NOTE_ENTRY),
        PageKind::Meeting => Some(&MEETING),
        PageKind::Case => Some(&CASE),
        PageKind::Experiment => Some(&EXPERIMENT_ENTRY),
        PageKind::Finding => Some(&FINDING_ENTRY),
        PageKind::Evaluation => Some(&EVALUATION_ENTRY),
        PageKind::Story => Some(&STORY_ENTRY),
        PageKind::Group | PageKind::Private => None,
    }
}

/// Whether a field only holds things together (whose it is, what it belongs to, its place, what stands
/// behind a signature): it is no words of anybody, and no face of the program shows it by name.
pub fn only_binds(field: &str) -> bool {
    const BINDING: &[&str] = &[
        "by",
        "entered_by",
        "of",
        "order",
        "origin",
        "good",
        "round",
        "attendance_lists",
        "attendance_signed",
        "wording_of",
        "pinned",
    ];
    BINDING.contains(&field)
}

/// The field of an entity by name.
pub fn field(entity: &str, field: &str) -> Option<&'static Field> {
    named(entity)?.field(field)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::schema::{AuthorRule, Class, IdRule, Type, Who};

    #[test]
    fn names_and_places_are_unique() {
        let names: BTreeSet<_> = ALL.iter().map(|entity| entity.name).collect();
        let places: BTreeSet<_> = ALL.iter().map(|e| (e.page, e.collection)).collect();
        assert_eq!(names.len(), ALL.len());
        assert_eq!(places.len(), ALL.len());
        for kind in PageKind::ALL {
            assert!(own(kind).is_some(), "{kind:?} has no own fields");
        }
    }

    #[test]
    fn fields_are_unique_and_no_key_belongs_to_two() {
        for entity in ALL {
            let names: BTreeSet<_> = entity.fields.iter().map(|field| field.name).collect();
            assert_eq!(names.len(), entity.fields.len(), "{}", entity.name);
            for field in entity.fields {
                assert_eq!(entity.key(field.name).map(|(f, _)| f.name), Some(field.name));
            }
        }
    }

    #[test]
    fn whose_a_value_is_can_always_be_told() {
        for entity in ALL {
            if let AuthorRule::Key(key) = entity.author {
                let field = entity.field(key).unwrap_or_else(|| panic!("{}.{key}", entity.name));
                assert_eq!((field.class, field.value), (Class::Fix, Type::Person));
            }
            let authored = entity.fields.iter().any(|f| f.who == Who::Author);
            assert!(!authored || entity.author != AuthorRule::Nobody, "{}", entity.name);
        }
    }

    #[test]
    fn only_fields_of_the_group_document_that_may_last_are_in_it() {
        for entity in on(PageKind::Group).filter(|entity| entity.id == IdRule::Page) {
            for field in entity.fields {
                assert_ne!(field.class, Class::Text, "{}.{}", entity.name, field.name);
                assert_ne!(field.class, Class::Wording, "{}.{}", entity.name, field.name);
                let free = matches!(field.value, Type::Line(_) | Type::Prose(_));
                assert!(!free, "{}.{} lets people type", entity.name, field.name);
            }
        }
    }
}
