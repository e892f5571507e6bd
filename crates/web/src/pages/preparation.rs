//! The preparation: what a group thinks through before its first meeting, question by question, to fill
//! in and to print.

use askama::Template;
use axum::extract::Path;
use kring_model::inert;
use kring_model::trajectory::{Part, builtin, part};
use kring_node::acts;
use kring_node::trajectory::{first_meeting, first_tasks};

use super::edit::{Ask, Subject};
use super::members::Around;
use crate::app::{Answer, Visit, go, page};
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::labels;
use crate::trouble::Trouble;
use crate::view::{self, Marked, Shown};
use crate::words::Words;

#[derive(Template)]
#[template(path = "preparation.html")]
struct PreparationPage {
    frame: Frame,
    head: Around,
    parts: Vec<Filled>,
    tasks: Vec<Task>,
    /// The day of the first meeting; empty while there is none.
    first: String,
}

/// A part, as far as it is filled in.
struct Filled {
    id: &'static str,
    title: &'static str,
    answers: Vec<(String, Option<Shown>)>,
}

/// Something to do before the first meeting.
struct Task {
    text: String,
    who: String,
    due: String,
}

/// The page.
pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show("more", |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("preparation");
            let group = desk.group_page();
            let own = desk.read(&group, Marked::own)?.ok_or_else(Trouble::nothing)?;
            let parts = builtin().preparation.iter().map(|part| filled(desk, w, &own, part));
            let parts = parts.collect();
            let first = first_meeting(desk.replica)?.unwrap_or_default();
            page(&PreparationPage {
                head: Around::of(desk),
                parts,
                tasks: tasks(desk, w)?,
                first,
                frame,
            })
        })
        .await
}

fn filled(desk: &mut Desk<'_>, w: &Words, own: &Marked, part: &'static Part) -> Filled {
    let answers = part
        .questions
        .iter()
        .map(|one| (one.ask.of(w.tag()).to_owned(), view::field(desk, w, own, &one.field)));
    Filled { answers: answers.collect(), id: &part.id, title: part.title.of(w.tag()) }
}

fn tasks(desk: &mut Desk<'_>, w: &Words) -> Result<Vec<Task>, Trouble> {
    let all = first_tasks(desk.replica)?;
    let task = |one: &kring_model::read::Record| {
        let who: Vec<String> = one.words("who").iter().map(|id| desk.name_of(id)).collect();
        let (text, due) = (inert::line(one.str("text")), labels::day(w, one.str("due")));
        Task { text, who: w.list(&who), due }
    };
    Ok(all.iter().map(task).collect())
}

/// Gives everybody a task for the first meeting.
pub(crate) async fn task(visit: Visit, form: Form) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let text = form.text("text").replace('\n', " ");
            if text.is_empty() {
                let missing = kring_model::edit::EditError::Missing { entity: "", field: "text" };
                return Err(missing.into());
            }
            let due = Some(form.text("due")).filter(|day| !day.is_empty());
            desk.act(|act| acts::action::for_all(act, &text, due))?;
            go(&format!("{base}/preparation"), "done-task")
        })
        .await
}

/// The form for one part.
pub(crate) async fn edit(visit: Visit, Path((_, id)): Path<(String, String)>) -> Answer {
    let base = visit.base();
    visit
        .show("more", move |desk, frame| {
            subject(desk, frame.w, &base, &id)?.form(desk, frame, None, String::new())
        })
        .await
}

/// Saves one part.
pub(crate) async fn save(
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let base = visit.base();
    visit
        .show("more", move |desk, frame| {
            subject(desk, frame.w, &base, &id)?.save(desk, frame, &form)
        })
        .await
}

fn subject(desk: &mut Desk<'_>, w: &Words, base: &str, id: &str) -> Result<Subject, Trouble> {
    let part = part(id).ok_or_else(Trouble::nothing)?;
    let asks = part.questions.iter().map(|one| -> Ask {
        let (ask, hint) = (one.ask.of(w.tag()), one.hint.of(w.tag()));
        (one.field.clone(), ask.to_owned(), hint.to_owned())
    });
    let back = format!("{base}/preparation#p-{id}");
    let places = (format!("{base}/preparation/part/{id}"), back);
    Subject::of_group(desk, part.title.of(w.tag()).to_owned(), asks.collect(), places)
}
