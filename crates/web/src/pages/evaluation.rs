//! An evaluation with all involved: strong and weak points, quotes, and each one's own answer.

use askama::Template;
use kring_model::entities;
use kring_model::inert;
use kring_model::schema::{Entity, Field};
use kring_node::acts;
use kring_trust::PageId;

use super::case::List;
use super::thing::{Head, Thing};
use crate::app::{Answer, page};
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::inputs::{self, Input};
use crate::trouble::Trouble;
use crate::view::{self, Shown};

/// What is said, one item each.
static SAID: [&Entity; 3] = [&entities::STRENGTH, &entities::WEAKNESS, &entities::QUOTE];

/// What each answers for themselves.
const OWN: [&str; 2] = ["goal_answers", "goal_ratings"];

#[derive(Template)]
#[template(path = "evaluation.html")]
struct EvaluationPage {
    frame: Frame,
    head: Head,
    facts: Vec<Shown>,
    goals: Vec<Shown>,
    goal_inputs: Vec<Input>,
    lists: Vec<List>,
    texts: Vec<Shown>,
    /// Who is involved and no member: what they wrote on paper is taken over for them.
    around: Vec<(String, String)>,
}

/// The page of an evaluation.
pub(crate) fn show(desk: &mut Desk<'_>, frame: Frame, thing: Thing) -> Answer {
    let w = frame.w;
    let mut lists = Vec::new();
    for entity in SAID {
        let items = view::items(desk, w, &thing.page, entity)?;
        let title = w.t(&format!("list-{}", entity.collection));
        lists.push(List { title, entity: entity.name, items });
    }
    let around = desk.in_group(&entities::STAKEHOLDER)?;
    let around = around.into_iter().filter(|one| !one.is_withdrawn());
    page(&EvaluationPage {
        around: around.map(|one| (one.id.clone(), inert::line(one.str("name")))).collect(),
        head: thing.head(desk, w)?,
        facts: thing.fields(desk, w, &["kind", "date", "with", "decision"]),
        goals: thing.fields(desk, w, &OWN),
        goal_inputs: inputs::inputs(desk, w, own_fields(), None, &[]),
        texts: thing.fields(desk, w, &["continuation"]),
        lists,
        frame,
    })
}

/// A short act on an evaluation; the key of what is said then.
///
/// # Errors
/// When there is no such act, or a value is wrong.
pub(crate) fn perform(
    desk: &mut Desk<'_>,
    place: &PageId,
    act: &str,
    form: &Form,
) -> Result<&'static str, Trouble> {
    if act != "answer" {
        return Err(Trouble::bad_form());
    }
    let mut answers = inputs::values(form, own_fields())?;
    // An answer that is left open is not an empty answer.
    answers.retain(|(_, value)| *value != "".into());
    desk.act(|act| acts::evaluation::answer(act, place, &answers))?;
    Ok("done-saved")
}

fn own_fields() -> Vec<&'static Field> {
    inputs::named(&[&entities::EVALUATION], &OWN)
}
