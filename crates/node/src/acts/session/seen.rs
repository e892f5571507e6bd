//! What was answered in a step, for whoever looks at the session.

use std::collections::BTreeMap;

use kring_model::derive;
use kring_model::entities;
use kring_model::method::{By, Capture, Form, Home, Step, Target};
use kring_model::page::Page;
use kring_model::read::Record;
use kring_model::seal::{Kept, Seal};
use kring_trust::{PageId, PersonId};

use super::Playing;
use super::answer::Answer;
use crate::acts::records::Records as _;
use crate::acts::writing::model_person;
use crate::replica::{Replica, ReplicaError};

/// One answer that is shown.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The item's id; empty for a field.
    pub id: String,
    /// Whose answer it is; none for a field that is everybody's.
    pub by: Option<PersonId>,
    /// Who typed it, if that was somebody else.
    pub entered_by: Option<PersonId>,
    /// The answer.
    pub answer: Answer,
    /// Whether it is what was sealed before the step ended; none if it was not written blind.
    pub kept: Option<Kept>,
}

/// The answers to one question of a step.
#[derive(Clone, Debug)]
pub struct Answered<'s> {
    /// The question.
    pub capture: &'s Capture,
    /// Whether this person is to answer it.
    pub mine: bool,
    /// The answers that are shown.
    pub seen: Vec<Seen>,
    /// How many sealed an answer that is not shown yet.
    pub sealed: usize,
}

/// What was answered in a step, question by question. What this laptop may not see is not there.
///
/// # Errors
/// [`ReplicaError::Store`] from the disk.
pub fn answers<'s>(
    replica: &mut Replica,
    playing: &Playing,
    step: &'s Step,
) -> Result<Vec<Answered<'s>>, ReplicaError> {
    let seals = derive::seals(&playing.record);
    let presenter = playing.case.and_then(|case| replica.roster().page(&case)?.owner);
    let is_presenter = presenter == Some(replica.me());
    let mut all = Vec::new();
    for capture in &step.captures {
        let Ok(target) = capture.target() else { continue };
        let seen = seen(replica, playing, capture, &target, &seals)?;
        let of_this = |seal: &&Seal| seal.step == step.id && seal.capture == capture.id;
        let sealed = if playing.has_ended(&step.id) {
            0
        } else {
            seals
                .iter()
                .filter(of_this)
                .filter(|seal| !seen.iter().any(|s| s.id == seal.id))
                .count()
        };
        let mine = match capture.by {
            By::Presenter => presenter.is_none() || is_presenter,
            By::EachButPresenter => !is_presenter,
            By::Each | By::Any | By::Notetaker | By::Guide | By::Outer => true,
        };
        all.push(Answered { capture, mine, seen, sealed });
    }
    Ok(all)
}

fn seen(
    replica: &mut Replica,
    playing: &Playing,
    capture: &Capture,
    target: &Target,
    seals: &[Seal],
) -> Result<Vec<Seen>, ReplicaError> {
    let Some(page) = page_of(replica, playing, target) else { return Ok(Vec::new()) };
    let rounds = rounds(replica, playing)?;
    let read = replica.read(&page, |page| records(page, playing, target, &rounds));
    let items = match read {
        Ok(items) => items,
        // Not for this laptop, or wiped: nothing to show.
        Err(ReplicaError::NoSuchPage(_) | ReplicaError::Erased(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let opened = playing.record.marks("opened");
    let opened: BTreeMap<&str, &str> =
        opened.iter().filter_map(|(id, salt)| Some((*id, salt.as_str()?))).collect();
    let looking = Looking { playing, capture, target, seals, opened: &opened };
    Ok(items.iter().flat_map(|item| looking.at(item)).collect())
}

fn page_of(replica: &Replica, playing: &Playing, target: &Target) -> Option<PageId> {
    match target.home {
        Home::CaseFile => playing.case,
        Home::Session => Some(playing.meeting),
        Home::Experiment => playing.page_in("experiment"),
        Home::Evaluation => playing.page_in("evaluation"),
        Home::Group | Home::CaseList | Home::FollowUpDue => Some(replica.group_page()),
        Home::Rounds
        | Home::NewCase
        | Home::Meeting
        | Home::Finding
        | Home::NewFinding
        | Home::NewNote
        | Home::Private => None,
    }
}

/// The ids of the rounds that this session is.
fn rounds(replica: &mut Replica, playing: &Playing) -> Result<Vec<String>, ReplicaError> {
    let group = replica.group_page();
    let all = replica.read(&group, |page| page.all(&entities::ROUND))?;
    let of = |round: &Record| round.str("session") == playing.record.id;
    Ok(all.into_iter().filter(of).map(|round| round.id).collect())
}

fn records(page: &Page, playing: &Playing, target: &Target, rounds: &[String]) -> Vec<Record> {
    let about = match target.home {
        Home::Session => playing.record.id.as_str(),
        Home::Experiment => playing.record.str("experiment_step"),
        _ => "",
    };
    let case = playing.case.map(|case| case.to_string()).unwrap_or_default();
    let fits = |item: &Record| match (target.home, target.form) {
        _ if item.is_withdrawn() => false,
        (Home::Session, Form::Add | Form::On(_)) => item.str("of") == about,
        (Home::CaseFile, Form::Add | Form::On(_)) => {
            rounds.iter().any(|round| round == item.str("round"))
        }
        (Home::Experiment, _) if target.is_of_step() => item.id == about || item.str("of") == about,
        _ => true,
    };
    match (target.home, target.form) {
        (Home::FollowUpDue, _) => page.read(target.entity, &case).into_iter().collect(),
        (Home::Session, Form::Field(_)) => page.read(target.entity, about).into_iter().collect(),
        _ if target.entity.is_self() => page.own_fields().into_iter().collect(),
        _ => page.all(target.entity).into_iter().filter(fits).collect(),
    }
}

struct Looking<'a> {
    playing: &'a Playing,
    capture: &'a Capture,
    target: &'a Target,
    seals: &'a [Seal],
    opened: &'a BTreeMap<&'a str, &'a str>,
}

impl Looking<'_> {
    fn at(&self, item: &Record) -> Vec<Seen> {
        match self.target.form {
            _ if self.target.is_mine() => self.entries(item),
            Form::Add => self.item(item).into_iter().collect(),
            Form::Field(field) | Form::On(field) => self.field(item, field).into_iter().collect(),
        }
    }

    fn item(&self, item: &Record) -> Option<Seen> {
        let answer = Answer::read(self.capture, self.target, item);
        if answer.parts.is_empty() {
            return None;
        }
        let by = person(item.by());
        let kept = self.seals.iter().find(|seal| seal.id == item.id).map(|seal| {
            let own = item.str("salt");
            let salt = if own.is_empty() {
                self.opened.get(item.id.as_str()).copied().unwrap_or_default()
            } else {
                own
            };
            self.check(seal, by, salt, &answer)
        });
        let entered_by = item.entered_by().map(|person| PersonId::from_bytes(*person.as_bytes()));
        Some(Seen { id: item.id.clone(), by, entered_by, answer, kept })
    }

    /// Everybody's own entry in a field.
    fn entries(&self, item: &Record) -> Vec<Seen> {
        let (Form::On(field) | Form::Field(field)) = self.target.form else { return Vec::new() };
        let entry = |(id, mine): (&str, &kring_model::read::Mine)| {
            let answer = match mine.value() {
                Some(_) => Answer::read_mine(self.target, item, id)?,
                None => parts_of(mine)?,
            };
            let by = person(id);
            let kept = self.kept_mine(by, &answer);
            Some(Seen { id: item.id.clone(), by, entered_by: None, answer, kept })
        };
        item.mine(field).filter_map(entry).collect()
    }

    /// An own entry fits one of the seals that its author opened.
    fn kept_mine(&self, by: Option<PersonId>, answer: &Answer) -> Option<Kept> {
        let mine = |seal: &&Seal| {
            seal.capture == self.capture.id
                && by.is_some_and(|by| seal.by == Some(model_person(&by)))
                && self.opened.contains_key(seal.id.as_str())
        };
        let mut seals = self.seals.iter().filter(mine).peekable();
        seals.peek()?;
        let salt = |seal: &Seal| self.opened.get(seal.id.as_str()).copied().unwrap_or_default();
        let fits = seals.any(|seal| self.check(seal, by, salt(seal), answer) == Kept::Yes);
        Some(if fits { Kept::Yes } else { Kept::No })
    }

    fn field(&self, item: &Record, field: &str) -> Option<Seen> {
        let text = item.str(field);
        let value = item.value(field).cloned().unwrap_or_else(|| text.into());
        if value.show().is_empty() {
            return None;
        }
        let picked = matches!(self.target.form, Form::On(_)).then(|| item.id.clone());
        let mut answer = Answer::new(value);
        answer.on = picked;
        let by = item.said(field).and_then(|said| said.by);
        let by = by.map(|person| PersonId::from_bytes(*person.as_bytes()));
        Some(Seen { id: item.id.clone(), by, entered_by: None, answer, kept: None })
    }

    fn check(&self, seal: &Seal, by: Option<PersonId>, salt: &str, answer: &Answer) -> Kept {
        let Some(by) = by else { return Kept::No };
        seal.check(&self.playing.record.id, model_person(&by), salt, &answer.sealed())
    }
}

fn parts_of(mine: &kring_model::read::Mine) -> Option<Answer> {
    let shown = mine.shown()?;
    let part = |(name, said): (&String, &Vec<kring_model::read::Said>)| {
        Some((name.clone(), said.last()?.value.clone()))
    };
    let parts: BTreeMap<_, _> = shown.iter().filter_map(part).collect();
    (!parts.is_empty()).then_some(Answer { on: None, parts })
}

fn person(id: &str) -> Option<PersonId> {
    PersonId::from_hex(id)
}
