//! Where what is written in a session lands.
//!
//! A target is a path as the methods' data writes it: `case.advice[]` is a new tip in the case
//! file, `case.advice[].choice` a field of a tip that is there, `session.checkin{member}` one's
//! own entry.

use crate::entities::{self, CASE, CASE_FILE, EVALUATION, EXPERIMENT, FINDING, GROUP, MEETING};
use crate::entities::{FOLLOW_UP, SESSION, STEP};
use crate::schema::{Class, Entity, PageKind};

/// On which page it lands, and whose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// The file of the session's case.
    CaseFile,
    /// When the presenter tells back, in the case list.
    FollowUpDue,
    /// A case in the case list, which the person picks.
    CaseList,
    /// The rounds of the session's case.
    Rounds,
    /// A new case.
    NewCase,
    /// The session, on the meeting's page.
    Session,
    /// The meeting's entry in the group document.
    Meeting,
    /// The group document.
    Group,
    /// The session's experiment.
    Experiment,
    /// The session's evaluation.
    Evaluation,
    /// A finding, which the person picks.
    Finding,
    /// A new finding.
    NewFinding,
    /// A new note.
    NewNote,
    /// This laptop's private page.
    Private,
}

/// In what form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// An item of its own each time.
    Add,
    /// A field of something that the person picks.
    On(&'static str),
    /// A field of what the session is about.
    Field(&'static str),
}

/// Where a capture lands.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// On which page.
    pub home: Home,
    /// Of what.
    pub entity: &'static Entity,
    /// In what form.
    pub form: Form,
}

impl PartialEq for Target {
    fn eq(&self, other: &Self) -> bool {
        (self.home, self.entity.name, self.form) == (other.home, other.entity.name, other.form)
    }
}

impl Target {
    /// Reads a path; `None` where there is no such place.
    pub(super) fn parse(path: &str) -> Option<Self> {
        let path = path.trim_end_matches("{member}").trim_end_matches("{meeting}");
        if let Some(special) = special(path) {
            return Some(special);
        }
        let (root, rest) = path.split_once('.').unwrap_or(("group", path));
        let (home, page, own) = match root {
            "case" => (Home::CaseFile, PageKind::Case, &CASE_FILE),
            "session" => (Home::Session, PageKind::Meeting, &SESSION),
            "experiment" => (Home::Experiment, PageKind::Experiment, &EXPERIMENT),
            "evaluation" => (Home::Evaluation, PageKind::Evaluation, &EVALUATION),
            "group" => (Home::Group, PageKind::Group, &GROUP),
            _ => return group_item(path),
        };
        match rest.split_once("[]") {
            None => field(home, own, &rest.replace('.', "/")),
            Some((collection, rest)) => item(home, page, collection, rest),
        }
    }

    /// Whether each person has an entry of their own in it.
    pub fn is_mine(&self) -> bool {
        let field = match self.form {
            Form::On(field) | Form::Field(field) => self.entity.field(field),
            Form::Add => None,
        };
        field.is_some_and(|field| field.class == Class::Mine)
    }

    /// Whether it belongs to a step of the session's experiment.
    pub fn is_of_step(&self) -> bool {
        self.home == Home::Experiment
            && (self.entity.name == STEP.name && self.form != Form::Add
                || self.form == Form::Add && self.entity.field("of").is_some())
    }
}

/// What a path cannot say by itself.
fn special(path: &str) -> Option<Target> {
    let to = |home, entity, form| Some(Target { home, entity, form });
    match path {
        "case.follow_up_due" => to(Home::FollowUpDue, &CASE, Form::Field("follow_up_due")),
        "case.presenter_notes" | "reflection.private" => {
            to(Home::Private, &entities::PRIVATE_ITEM, Form::Add)
        }
        "case_list[]" => to(Home::NewCase, &CASE_FILE, Form::Add),
        "case_list[].votes" => to(Home::CaseList, &CASE, Form::On("votes")),
        "case_list[].rounds[]" => to(Home::Rounds, &entities::ROUND, Form::Add),
        "learning_signals" => to(Home::Meeting, &MEETING, Form::Field("learning_signals")),
        "findings[]" => to(Home::NewFinding, &FINDING, Form::Add),
        "findings[].stars" => to(Home::Finding, &FINDING, Form::On("stars")),
        "notes[]" => to(Home::NewNote, &entities::NOTE, Form::Add),
        // A round's steps are those of the experiment step that the session looks at.
        _ => path.strip_prefix("experiment.steps[].").and_then(step),
    }
}

/// Of a step of the experiment: a field of it, or what belongs to it.
fn step(rest: &str) -> Option<Target> {
    match rest.split_once("[]") {
        None => field(Home::Experiment, &STEP, rest),
        Some((collection, "")) => item(Home::Experiment, PageKind::Experiment, collection, ""),
        Some(_) => None,
    }
}

/// A list of the group document that is named without its page: `actions[]`.
fn group_item(path: &str) -> Option<Target> {
    let (collection, rest) = path.split_once("[]")?;
    item(Home::Group, PageKind::Group, collection, rest)
}

fn field(home: Home, entity: &'static Entity, name: &str) -> Option<Target> {
    let field = entity.field(name)?;
    Some(Target { home, entity, form: Form::Field(field.name) })
}

fn item(home: Home, page: PageKind, collection: &str, rest: &str) -> Option<Target> {
    let entity = entities::in_collection(page, collection).filter(|entity| !entity.is_self())?;
    let form = match rest.strip_prefix('.') {
        None => Form::Add,
        Some(name) => Form::On(entity.field(name)?.name),
    };
    Some(Target { home, entity, form })
}

/// The field of an item that a part of an answer is written in, by the names that methods use.
pub fn field_of(entity: &Entity, part: &str) -> Option<&'static str> {
    let name = match (entity.name, part) {
        ("action", "what") => "text",
        ("action", "when") => "due",
        (_, "action_id") if entity.name == FOLLOW_UP.name => "action",
        (_, "due") if entity.name == STEP.name => "to",
        (_, part) => part,
    };
    entities::named(entity.name)?.field(name).map(|field| field.name)
}

#[cfg(test)]
mod tests {
    use super::super::builtin;
    use super::*;

    fn read(path: &str) -> (Home, &'static str, Form) {
        let target = Target::parse(path).unwrap_or_else(|| panic!("{path}"));
        (target.home, target.entity.name, target.form)
    }

    #[test]
    fn paths_name_places() {
        assert_eq!(read("case.advice[]"), (Home::CaseFile, "advice", Form::Add));
        assert_eq!(read("case.advice[].choice"), (Home::CaseFile, "advice", Form::On("choice")));
        assert_eq!(
            read("case.help_question"),
            (Home::CaseFile, "case_file", Form::Field("help_question"))
        );
        assert_eq!(read("group.seven_ws.wie"), (Home::Group, "group", Form::Field("seven_ws/wie")));
        assert_eq!(read("actions[]"), (Home::Group, "action", Form::Add));
        assert_eq!(
            read("agreements[].agreed_by{member}"),
            (Home::Group, "agreement", Form::On("agreed_by"))
        );
        assert_eq!(read("session.cards[].votes{member}").2, Form::On("votes"));
        assert_eq!(
            read("learning_signals{meeting}{member}"),
            (Home::Meeting, "meeting", Form::Field("learning_signals"))
        );
        assert!(Target::parse("experiment.steps[].explanations[]").unwrap().is_of_step());
        assert!(Target::parse("experiment.steps[].decision").unwrap().is_of_step());
        assert!(!Target::parse("experiment.steps[]").unwrap().is_of_step());
    }

    #[test]
    fn what_there_is_not_is_no_place() {
        for path in ["", "x", "x[]", "case.x", "case.x[]", "case.advice[].x", "self[]", "a.b.c"] {
            assert!(Target::parse(path).is_none(), "{path}");
        }
    }

    #[test]
    fn every_part_of_an_answer_has_a_field() {
        for method in builtin() {
            for capture in method.steps.iter().flat_map(|step| &step.captures) {
                let target = capture.target().unwrap();
                let works = matches!(target.entity.name, "finding");
                for part in &capture.fields {
                    assert!(
                        field_of(target.entity, part).is_some() || works,
                        "{}: {} has no {part}",
                        method.id,
                        target.entity.name
                    );
                }
            }
        }
    }
}
