//! Methods: what there is to play, with its steps; and the group's own ones, which anybody changes.

mod change;
mod file;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::routing::{get, post};
use kring_model::entities::{METHOD_STEP, OWN_METHOD};
use kring_model::method::{self, Capture, Method, Step};
use kring_model::read::Record;
use kring_node::acts::method::{self as methods, Own};

use super::members::Around;
use crate::app::{Answer, App, Visit, page as rendered};
use crate::desk::Desk;
use crate::frame::Frame;
use crate::inputs::{self, Input};
use crate::paper;
use crate::trouble::Trouble;
use crate::view::{self, Marked, Shown};
use crate::words::{Fill, Words};

/// The addresses of methods, inside a group.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/methods", get(list))
        // The guard has capped the length already.
        .route("/methods/import", post(file::take).layer(DefaultBodyLimit::disable()))
        .route("/method/{id}", get(show))
        .route("/method/{id}/cards", get(cards))
        .route("/method/{id}/file", get(file::out))
        .route("/method/{id}/do/{act}", post(change::act))
}

#[derive(Template)]
#[template(path = "method/list.html")]
struct ListPage {
    frame: Frame,
    id: String,
    own: Vec<Line>,
    builtin: Vec<Line>,
}

/// One method.
struct Line {
    id: String,
    name: String,
    summary: String,
    facts: String,
}

#[derive(Template)]
#[template(path = "method/show.html")]
struct ShowPage {
    frame: Frame,
    head: Around,
    method: Line,
    steps: Vec<StepLine>,
    rules: Vec<String>,
    /// What two wrote apart, to choose from.
    undecided: Vec<Shown>,
    /// Whether it is the group's.
    own: bool,
    left_out: bool,
    step_inputs: Vec<Input>,
}

/// One step.
struct StepLine {
    id: String,
    title: String,
    facts: String,
    instruction: String,
    hint: String,
    asks: Vec<String>,
    left_out: bool,
    /// Before which step it comes one place up; none for the first.
    up: Option<String>,
    /// Before which step it comes one place down, empty for the end; none for the last.
    down: Option<String>,
}

#[derive(Template)]
#[template(path = "method/cards.html")]
struct CardsPage {
    frame: Frame,
    id: String,
    method: String,
    /// What is printed, drawn already.
    body: String,
}

async fn list(visit: Visit) -> Answer {
    visit
        .show("more", |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("methods");
            let own = methods::own(desk.replica)?;
            rendered(&ListPage {
                id: desk.replica.group().to_string(),
                own: own.iter().map(|one| own_line(w, one)).collect(),
                builtin: method::builtin().iter().map(|one| line(w, one)).collect(),
                frame,
            })
        })
        .await
}

async fn show(visit: Visit, Path((_, id)): Path<(String, String)>) -> Answer {
    visit
        .show("more", move |desk, mut frame| {
            let w = frame.w;
            let head = Around::of(desk);
            let shown = match found(desk, &id)? {
                Found::Own(own) => {
                    let undecided = undecided(desk, w, &own)?;
                    let steps = own_steps(w, &own);
                    let fields = inputs::named(&[&METHOD_STEP], &[in_language(w), "minutes"]);
                    let step_inputs = inputs::inputs(desk, w, fields, None, &[in_language(w)]);
                    let (method, left_out) = (own_line(w, &own), own.record.is("left_out"));
                    let rules = own.method.as_deref().map(|one| rules(w, one)).unwrap_or_default();
                    frame.title.clone_from(&method.name);
                    ShowPage {
                        head,
                        method,
                        steps,
                        rules,
                        undecided,
                        own: true,
                        left_out,
                        step_inputs,
                        frame,
                    }
                }
                Found::Builtin(one) => {
                    frame.title = one.name.of(w.tag()).to_owned();
                    ShowPage {
                        head,
                        method: line(w, one),
                        steps: one.steps.iter().map(|step| step_line(w, step)).collect(),
                        rules: rules(w, one),
                        undecided: Vec::new(),
                        own: false,
                        left_out: false,
                        step_inputs: Vec::new(),
                        frame,
                    }
                }
            };
            rendered(&shown)
        })
        .await
}

/// The steps, each on a card, to print.
async fn cards(visit: Visit, Path((_, id)): Path<(String, String)>) -> Answer {
    visit
        .show("more", move |desk, mut frame| {
            let w = frame.w;
            let method = playable(found(desk, &id)?)?;
            frame.title = w.say("method-cards-of", &[("name", method.name.of(w.tag()).into())]);
            let body = paper::cards_body(w, &method)?;
            rendered(&CardsPage { id: desk.replica.group().to_string(), method: id, body, frame })
        })
        .await
}

/// A method by its id.
enum Found {
    Builtin(&'static Method),
    Own(Box<Own>),
}

fn found(desk: &mut Desk<'_>, id: &str) -> Result<Found, Trouble> {
    if let Some(one) = method::builtin().iter().find(|one| one.id == id) {
        return Ok(Found::Builtin(one));
    }
    let own = methods::own(desk.replica)?.into_iter().find(|one| one.record.id == id);
    own.map(|own| Found::Own(Box::new(own))).ok_or_else(Trouble::nothing)
}

/// The method as it is played.
fn playable(found: Found) -> Result<Method, Trouble> {
    match found {
        Found::Builtin(one) => Ok(one.clone()),
        Found::Own(own) => own.method.as_deref().cloned().ok_or(Trouble::wrong("method-no-steps")),
    }
}

/// The field for the title of a step in the person's language.
fn in_language(w: &Words) -> &'static str {
    if w.tag() == "nl" { "title_nl" } else { "title_en" }
}

/// How long a method takes, and for how many it is.
pub(super) fn facts(w: &Words, method: &Method) -> String {
    let count = |number: u32| Fill::Number(usize::try_from(number).unwrap_or(usize::MAX));
    let size = method.group_size;
    let people = [("min", count(size.min)), ("max", count(size.max))];
    let facts = [
        w.say("session-minutes", &[("count", count(method.minutes_total))]),
        w.say("session-people", &people),
        w.t(&format!("session-level-{}", method.level)),
    ];
    facts.join(" · ")
}

fn line(w: &Words, one: &Method) -> Line {
    let text = |words: &method::Words| kring_model::inert::prose(words.of(w.tag()));
    Line {
        id: one.id.clone(),
        name: text(&one.name),
        summary: text(&one.summary),
        facts: facts(w, one),
    }
}

fn own_line(w: &Words, own: &Own) -> Line {
    if let Some(method) = &own.method {
        return line(w, method);
    }
    let names = [own.record.str("name_nl"), own.record.str("name_en")];
    let name = names.iter().find(|name| !name.is_empty()).copied().unwrap_or_default();
    let why = if own.record.is("left_out") { "method-left-out" } else { "method-no-steps" };
    Line {
        id: own.record.id.clone(),
        name: kring_model::inert::line(name),
        summary: String::new(),
        facts: w.t(why),
    }
}

fn rules(w: &Words, method: &Method) -> Vec<String> {
    method.rules.iter().map(|rule| rule.of(w.tag()).to_owned()).collect()
}

fn step_line(w: &Words, step: &Step) -> StepLine {
    let minutes = usize::try_from(step.minutes).unwrap_or(0);
    let minutes = w.say("session-minutes", &[("count", Fill::Number(minutes))]);
    let speaker = crate::labels::choice(w, &step.speaker);
    let text = |words: &method::Words| kring_model::inert::prose(words.of(w.tag()));
    StepLine {
        id: step.id.clone(),
        title: text(&step.title),
        facts: format!("{minutes} · {speaker}"),
        instruction: text(&step.instruction),
        hint: step.guide_hint.as_ref().map(text).unwrap_or_default(),
        asks: step.captures.iter().map(|one| asked(w, one)).collect(),
        left_out: false,
        up: None,
        down: None,
    }
}

/// What is asked, and whether it waits for the end of the step.
fn asked(w: &Words, capture: &Capture) -> String {
    let label = capture.label.of(w.tag()).to_owned();
    if capture.is_blind() { format!("{label} ({})", w.t("choice-blind")) } else { label }
}

/// All steps, with where each goes when it is moved; those that were left out last.
fn own_steps(w: &Words, own: &Own) -> Vec<StepLine> {
    let (out, stay): (Vec<&Record>, Vec<&Record>) =
        own.steps.iter().partition(|step| step.is("left_out"));
    let of = |record: &Record| StepLine {
        left_out: record.is("left_out"),
        ..step_line(w, &method::step(record))
    };
    let id = |at: usize| stay.get(at).map(|step| step.id.clone());
    let mut lines: Vec<StepLine> = stay
        .iter()
        .enumerate()
        .map(|(at, record)| StepLine {
            up: at.checked_sub(1).and_then(id),
            down: id(at + 1).map(|_| id(at + 2).unwrap_or_default()),
            ..of(record)
        })
        .collect();
    lines.extend(out.into_iter().map(of));
    lines
}

/// Every field of the method and its steps of which there are two wordings.
fn undecided(desk: &mut Desk<'_>, w: &Words, own: &Own) -> Result<Vec<Shown>, Trouble> {
    let group = desk.group_page();
    let marked = desk.read(&group, |page| {
        let mut all = Marked::all(page, &OWN_METHOD);
        all.extend(Marked::all(page, &METHOD_STEP));
        all
    })?;
    let id = &own.record.id;
    let mut shown = Vec::new();
    for one in marked.iter().filter(|one| one.record.id == *id || one.record.str("of") == id) {
        for field in one.record.entity.fields.iter().filter(|f| one.record.is_undecided(f.name)) {
            shown.extend(view::field(desk, w, one, field.name));
        }
    }
    Ok(shown)
}
