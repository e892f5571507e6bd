//! The questions of a step as forms, and back.

use std::collections::BTreeMap;

use kring_model::derive;
use kring_model::entities;
use kring_model::inert;
use kring_model::method::{By, Capture, Form as Shape, Home, Step, Target, field_of};
use kring_model::schema::{ANSWER_CAP, PageKind, Type};
use kring_model::value::Scalar;
use kring_node::acts::records::Records as _;
use kring_node::acts::session::{self, MAIN, Playing, Writing, Written};
use kring_trust::{PageId, PersonId};

use crate::desk::{Desk, page_id};
use crate::form::Form;
use crate::inputs::Choice;
use crate::labels;
use crate::lists;
use crate::trouble::Trouble;
use crate::words::Words;

/// Letters of a picked thing that are shown: enough to know it again.
const PICK_LETTERS: usize = 80;

/// One question.
pub(super) struct Question {
    pub(super) id: String,
    pub(super) label: String,
    /// Its answer waits until the step has ended.
    pub(super) blind: bool,
    /// Its answer stays on this laptop.
    pub(super) private: bool,
    /// What is picked first; none if nothing is.
    pub(super) picks: Vec<Choice>,
    /// Whether something must be picked.
    pub(super) picked: bool,
    /// The cases, where the session is about several.
    pub(super) cases: Vec<Choice>,
    pub(super) parts: Vec<Part>,
    /// Whether it is the help question, which has hints beside it.
    pub(super) hints: bool,
    /// Whether it may be written for another.
    pub(super) for_others: bool,
}

/// One part of an answer.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) label: String,
    /// `text`, `line`, `choice`, `date` or `yes`.
    pub(super) kind: &'static str,
    pub(super) options: Vec<Choice>,
    pub(super) needed: bool,
    /// Most characters.
    pub(super) max: usize,
}

/// The questions that this person can answer now.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn questions(
    desk: &mut Desk<'_>,
    w: &'static Words,
    playing: &Playing,
    step: &Step,
) -> Result<Vec<Question>, Trouble> {
    let presenter = playing.case.and_then(|case| desk.replica.roster().page(&case)?.owner);
    let mine = presenter == Some(desk.replica.me());
    let notes = desk.takes_notes();
    let mut questions = Vec::new();
    for capture in &step.captures {
        let asked = match capture.by {
            // Whoever takes notes may write for the presenter.
            By::Presenter => presenter.is_none() || mine || notes,
            By::EachButPresenter => !mine || notes,
            By::Each | By::Any | By::Notetaker | By::Guide | By::Outer => true,
        };
        let Some(target) = capture.target().ok().filter(|_| asked) else { continue };
        questions.push(question(desk, w, playing, capture, &target)?);
    }
    Ok(questions)
}

fn question(
    desk: &mut Desk<'_>,
    w: &'static Words,
    playing: &Playing,
    capture: &Capture,
    target: &Target,
) -> Result<Question, Trouble> {
    let picked = matches!(target.form, Shape::On(_)) || target.home == Home::Rounds;
    let needs_case =
        playing.case.is_none() && matches!(target.home, Home::CaseFile | Home::FollowUpDue);
    let experiment_step = target.form == Shape::Field("experiment_step");
    let parts = if experiment_step { steps_of(desk, playing)? } else { parts(w, capture, target) };
    Ok(Question {
        id: capture.id.clone(),
        label: capture.label.of(w.tag()).to_owned(),
        blind: capture.is_blind(),
        private: target.home == Home::Private,
        picks: if picked { picks(desk, w, playing, target)? } else { Vec::new() },
        picked,
        hints: target.form == Shape::Field("help_question"),
        cases: if needs_case { open_cases(desk, w)? } else { Vec::new() },
        parts,
        for_others: target.home != Home::Private && capture.kind != "confirm",
    })
}

/// The parts of an answer as inputs: what they are called in the schema says what they take.
fn parts(w: &Words, capture: &Capture, target: &Target) -> Vec<Part> {
    let main = [MAIN.to_owned()];
    let names: &[String] = match (capture.items.as_slice(), capture.fields.as_slice()) {
        (items, _) if !items.is_empty() => items,
        (_, fields) if !fields.is_empty() && capture.kind != "choice" => fields,
        _ => &main,
    };
    let shown = names.iter().filter(|name| name.as_str() != "action_id");
    shown.map(|name| part(w, capture, target, name)).collect()
}

fn part(w: &Words, capture: &Capture, target: &Target, name: &str) -> Part {
    let own = match target.form {
        Shape::On(field) | Shape::Field(field) if name == MAIN => Some(field),
        _ => field_of(target.entity, name),
    };
    let value = own.and_then(|own| target.entity.field(own)).map(|field| field.value);
    let options = options(w, capture, value);
    let kind = match value {
        _ if !options.is_empty() => "choice",
        Some(Type::Bool) => "yes",
        Some(Type::Date) => "date",
        Some(Type::Line(_) | Type::Person) => "line",
        _ => "text",
    };
    let max = match value {
        Some(Type::Line(cap)) => cap,
        Some(Type::Prose(cap)) => cap.min(ANSWER_CAP),
        _ => ANSWER_CAP,
    };
    let label = if name == MAIN { String::new() } else { labels::field(w, own.unwrap_or(name)) };
    // Of an answer with several parts only the first must be there.
    let first = capture.fields.first().is_none_or(|first| first == name);
    let needed = kind != "yes" && (first || !capture.items.is_empty());
    Part { name: name.to_owned(), label: labels::capital(&label), kind, options, needed, max }
}

fn options(w: &Words, capture: &Capture, value: Option<Type>) -> Vec<Choice> {
    let choice = |value: &str| Choice {
        value: value.to_owned(),
        label: labels::capital(&labels::choice(w, value)),
        on: false,
    };
    match (capture.scale, value) {
        (Some([from, to]), _) => (from..=to).map(|n| choice(&n.to_string())).collect(),
        (_, Some(Type::Choice(of))) => of.iter().map(|one| choice(one)).collect(),
        (_, Some(Type::Word) | None) if !capture.options.is_empty() => {
            capture.options.iter().map(|one| choice(one)).collect()
        }
        _ => Vec::new(),
    }
}

/// The steps of the session's experiment, of which one is looked at.
fn steps_of(desk: &mut Desk<'_>, playing: &Playing) -> Result<Vec<Part>, Trouble> {
    let page = PageId::from_hex(playing.record.str("experiment"));
    let steps = match page {
        Some(page) => desk.read(&page, |page| page.all(&entities::STEP))?,
        None => Vec::new(),
    };
    let choice = |step: &kring_model::read::Record| Choice {
        value: step.id.clone(),
        label: short(step.str("plan")),
        on: false,
    };
    let options = steps.iter().map(choice).collect();
    let (name, label) = (MAIN.to_owned(), String::new());
    Ok(vec![Part { name, label, kind: "choice", options, needed: true, max: ANSWER_CAP }])
}

fn picks(
    desk: &mut Desk<'_>,
    w: &'static Words,
    playing: &Playing,
    target: &Target,
) -> Result<Vec<Choice>, Trouble> {
    let page = match target.home {
        Home::CaseList | Home::Rounds => return open_cases(desk, w),
        Home::Finding => return findings(desk, w),
        Home::CaseFile => match playing.case {
            Some(case) => case,
            None => return Ok(Vec::new()),
        },
        Home::Session => playing.meeting,
        _ => desk.group_page(),
    };
    let items = desk.read(&page, |page| page.all(target.entity))?;
    let standing = items.iter().filter(|item| !item.is_withdrawn() && !item.is("retired"));
    let choice = |item: &kring_model::read::Record| Choice {
        value: item.id.clone(),
        label: short(item.str("text")),
        on: false,
    };
    Ok(standing.map(choice).collect())
}

/// The cases that are not over, by the title that this person may see.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn open_cases(desk: &mut Desk<'_>, w: &'static Words) -> Result<Vec<Choice>, Trouble> {
    let over = ["closed", "withdrawn", "purged"];
    let all = lists::listed(desk, PageKind::Case)?;
    let open = all.iter().filter(|one| !over.contains(&one.status.as_str()));
    let choice = |one: &lists::Listed| Choice {
        value: one.id.clone(),
        label: lists::title(w, PageKind::Case, one),
        on: false,
    };
    Ok(open.map(choice).collect())
}

fn findings(desk: &mut Desk<'_>, w: &'static Words) -> Result<Vec<Choice>, Trouble> {
    let all = lists::listed(desk, PageKind::Finding)?;
    let choice = |one: &lists::Listed| Choice {
        value: one.id.clone(),
        label: lists::title(w, PageKind::Finding, one),
        on: false,
    };
    Ok(all.iter().map(choice).collect())
}

fn short(text: &str) -> String {
    let line = inert::line(text);
    match line.char_indices().nth(PICK_LETTERS) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// Takes an answer; the key of what is said then.
///
/// # Errors
/// When the form is none of ours, or this person may not.
pub(super) fn write(
    desk: &mut Desk<'_>,
    playing: &Playing,
    form: &Form,
) -> Result<&'static str, Trouble> {
    let step = playing.method.step(form.text("step")).ok_or_else(Trouble::bad_form)?;
    let capture = step.capture(form.text("capture")).ok_or_else(Trouble::bad_form)?;
    let target = capture.target().map_err(|_| Trouble::bad_form())?;
    let answer = session::Answer {
        on: Some(form.text("on").to_owned()).filter(|on| !on.is_empty()),
        parts: answered(capture, &target, form),
    };
    let case = match form.text("case") {
        "" => None,
        case => Some(page_id(case)?),
    };
    let writing = Writing {
        meeting: &playing.meeting,
        session: &playing.record.id,
        step: Some(&step.id),
        capture: &capture.id,
        answer: &answer,
        case,
        speaker: PersonId::from_hex(form.text("speaker")),
    };
    Ok(match session::write(desk.replica, &writing)? {
        Written::Shown => "done-session-shown",
        Written::Waits => "done-session-waits",
        Written::Private => "done-session-private",
    })
}

fn answered(capture: &Capture, target: &Target, form: &Form) -> BTreeMap<String, Scalar> {
    let parts = capture.fields.iter().chain(&capture.items).map(String::as_str).chain([MAIN]);
    let part = |name: &str| {
        let text = form.get(&format!("a:{name}"))?.trim();
        (!text.is_empty()).then(|| (name.to_owned(), scalar(target, name, text)))
    };
    parts.filter_map(part).collect()
}

fn scalar(target: &Target, part: &str, text: &str) -> Scalar {
    let own = match target.form {
        Shape::On(field) | Shape::Field(field) if part == MAIN => Some(field),
        _ => field_of(target.entity, part),
    };
    let value = own.and_then(|own| target.entity.field(own)).map(|field| field.value);
    let number = || text.parse::<i64>().ok().map(Scalar::Number);
    match value {
        Some(Type::Bool) => (text == "true").into(),
        Some(Type::Number(..)) | None => number().unwrap_or_else(|| text.into()),
        Some(Type::Line(_)) => text.replace(['\n', '\t'], " ").into(),
        _ => text.into(),
    }
}

/// Which cases a meeting has to hear of first.
pub(super) fn must_tell(desk: &mut Desk<'_>) -> Result<bool, Trouble> {
    let (entries, rounds) = (desk.in_group(&entities::CASE)?, desk.in_group(&entities::ROUND)?);
    let roster = desk.replica.roster();
    let erased = |id: &str| PageId::from_hex(id).is_some_and(|page| roster.is_erased(&page));
    Ok(!derive::open_follow_ups(&entries, &rounds, &erased).is_empty())
}
