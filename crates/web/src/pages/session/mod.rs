//! A session: the step that is going on, the time that is left, what is asked, and what was
//! answered. The page refreshes what others write, and never what is being typed.

mod ask;
mod begin;
mod now;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use kring_model::method::Step;
use kring_model::schema::PageKind;
use kring_node::acts::session::{self, Playing};
use kring_trust::PageId;
use serde::Deserialize;

use crate::app::{Answer, App, Visit, go, page as rendered};
use crate::desk::{Desk, page_id};
use crate::form::Form;
use crate::frame::Frame;
use crate::inputs::Choice;
use crate::trouble::Trouble;
use crate::words::Words;
use ask::Question;
use now::Now;

/// The addresses of sessions, inside a group.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/p/{page}/session", get(begin::ask).post(begin::begin))
        .route("/p/{page}/session/{id}", get(show))
        .route("/p/{page}/session/{id}/write", post(write))
        .route("/p/{page}/session/{id}/{act}", post(act))
}

#[derive(Template)]
#[template(path = "session/show.html")]
struct SessionPage {
    frame: Frame,
    group: String,
    meeting: String,
    meeting_title: String,
    id: String,
    name: String,
    /// The case that is treated: its address and its title.
    case: Option<(String, String)>,
    steps: Vec<StepLine>,
    step: Option<StepShown>,
    now: Now,
    questions: Vec<Question>,
    rules: Vec<String>,
    /// Cases to choose from, while a case is needed and none is chosen.
    cases: Vec<Choice>,
    /// In whose name something can be typed.
    speakers: Vec<Choice>,
    /// Only what everybody looks at, large.
    wall: bool,
}

/// A step in the row of steps.
struct StepLine {
    title: String,
    /// `done`, `now` or empty.
    state: &'static str,
    state_word: String,
}

/// The step that is going on.
struct StepShown {
    id: String,
    title: String,
    number: usize,
    instruction: String,
    hint: String,
    silence: bool,
}

#[derive(Deserialize)]
struct View {
    /// The step that the page was made for, when it only refreshes.
    step: Option<String>,
    wall: Option<String>,
}

async fn show(
    visit: Visit,
    Path((_, page, id)): Path<(String, String, String)>,
    Query(view): Query<View>,
) -> Answer {
    visit.show_at(page, move |desk, frame, at| screen(desk, frame, &at.page, &id, &view)).await
}

fn screen(
    desk: &mut Desk<'_>,
    mut frame: Frame,
    meeting: &PageId,
    id: &str,
    view: &View,
) -> Answer {
    let w = frame.w;
    session::reveal(desk.replica)?;
    let playing = find(desk, meeting, id)?;
    let name = playing.method.name.of(w.tag()).to_owned();
    frame.title.clone_from(&name);
    // What was being filled in stays on the screen when the group goes on.
    let named = view.step.as_deref().and_then(|step| playing.method.step(step));
    let step = named.or_else(|| playing.step());
    let wall = view.wall.is_some();
    let questions = match step {
        Some(step) if !wall => ask::questions(desk, w, &playing, step)?,
        _ => Vec::new(),
    };
    let case = playing.case.map(|case| {
        let title = desk.title(w, PageKind::Case, &case);
        (format!("/g/{}/p/{case}", desk.replica.group()), title)
    });
    rendered(&SessionPage {
        group: desk.replica.group().to_string(),
        meeting: meeting.to_string(),
        meeting_title: desk.title(w, PageKind::Meeting, meeting),
        id: id.to_owned(),
        name,
        case,
        steps: steps(w, &playing),
        step: step.map(|step| shown(w, &playing, step)),
        now: now::now(desk, w, &playing, step)?,
        questions,
        rules: playing.method.rules.iter().map(|rule| rule.of(w.tag()).to_owned()).collect(),
        cases: cases(desk, w, &playing)?,
        speakers: speakers(desk),
        wall,
        frame,
    })
}

fn find(desk: &mut Desk<'_>, meeting: &PageId, id: &str) -> Result<Playing, Trouble> {
    let all = session::all(desk.replica, meeting)?;
    all.into_iter().find(|one| one.record.id == id).ok_or_else(Trouble::nothing)
}

fn steps(w: &Words, playing: &Playing) -> Vec<StepLine> {
    let at = playing.step().map(|step| step.id.as_str());
    let ended = playing.record.marks("ended");
    let line = |step: &Step| {
        let state = match step.id.as_str() {
            id if ended.contains_key(id) => "done",
            id if at == Some(id) => "now",
            _ => "",
        };
        let state_word = match state {
            "" => String::new(),
            state => w.t(&format!("choice-{state}")),
        };
        StepLine { title: step.title.of(w.tag()).to_owned(), state, state_word }
    };
    playing.method.steps.iter().map(line).collect()
}

fn shown(w: &Words, playing: &Playing, step: &Step) -> StepShown {
    let before = playing.method.steps.iter().take_while(|one| one.id != step.id).count();
    StepShown {
        id: step.id.clone(),
        title: step.title.of(w.tag()).to_owned(),
        number: before + 1,
        instruction: step.instruction.of(w.tag()).to_owned(),
        hint: step.guide_hint.as_ref().map(|hint| hint.of(w.tag()).to_owned()).unwrap_or_default(),
        silence: step.silence,
    }
}

/// The cases that may be treated, while none is chosen.
fn cases(
    desk: &mut Desk<'_>,
    w: &'static Words,
    playing: &Playing,
) -> Result<Vec<Choice>, Trouble> {
    if playing.case.is_some() || !playing.method.needs_case || playing.step().is_none() {
        return Ok(Vec::new());
    }
    ask::open_cases(desk, w)
}

fn speakers(desk: &mut Desk<'_>) -> Vec<Choice> {
    let me = desk.replica.me();
    let others = desk.present().into_iter().filter(|person| *person != me);
    let others: Vec<_> = others.collect();
    let choice = |desk: &mut Desk<'_>, person: kring_trust::PersonId| Choice {
        value: person.to_string(),
        label: desk.name(&person),
        on: false,
    };
    others.into_iter().map(|person| choice(desk, person)).collect()
}

async fn write(
    visit: Visit,
    Path((_, page, id)): Path<(String, String, String)>,
    form: Form,
) -> Answer {
    visit
        .ask_at(page, move |desk, _, at| {
            let playing = find(desk, &at.page, &id)?;
            let said = ask::write(desk, &playing, &form)?;
            go(&address(&at.shown(), &id), said)
        })
        .await
}

async fn act(
    visit: Visit,
    Path((_, page, id, act)): Path<(String, String, String, String)>,
    form: Form,
) -> Answer {
    visit
        .ask_at(page, move |desk, _, at| {
            let said = perform(desk, &at.page, &id, &act, &form)?;
            session::reveal(desk.replica)?;
            let wall = if form.text("wall").is_empty() { "" } else { "?wall=1" };
            go(
                &format!("{}{wall}", address(&at.shown(), &id)),
                if wall.is_empty() { said } else { "" },
            )
        })
        .await
}

/// What a button does; the key of what is said then.
fn perform(
    desk: &mut Desk<'_>,
    meeting: &PageId,
    id: &str,
    act: &str,
    form: &Form,
) -> Result<&'static str, Trouble> {
    let step = form.text("step").to_owned();
    match act {
        "next" => desk.act(|act| session::next(act, meeting, id, &step)).map(|()| ""),
        "extra" => {
            desk.act(|act| session::extra(act, meeting, id, &step, EXTRA))?;
            Ok("done-session-extra")
        }
        "choose" => {
            let case = page_id(form.text("case"))?;
            desk.act(|act| session::choose(act, meeting, id, &case)).map(|()| "done-chosen")
        }
        "stop" => desk.act(|act| session::stop(act, meeting, id)).map(|()| "done-session-stopped"),
        _ => Err(Trouble::bad_form()),
    }
}

/// Minutes that one press adds.
const EXTRA: i64 = 2;

fn address(meeting: &str, id: &str) -> String {
    format!("{meeting}/session/{id}")
}
