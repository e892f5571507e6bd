//! Where the group stands and who stands around it: the phase, and those involved who never have
//! the documents.

use askama::Template;
use kring_model::derive;
use kring_model::entities;
use kring_model::schema::Field;
use kring_node::acts;

use super::members::Around;
use crate::app::{Answer, Visit, go, page};
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::inputs::{self, Choice, Input};
use crate::labels;
use crate::trouble::Trouble;
use crate::view::{self, Item};
use crate::words::Words;

/// The phases of each form of group, in their order.
const PHASES: [(&str, &[&str]); 3] = [
    ("interventure", &["joining", "inquiry", "experiment", "sharing", "finished"]),
    ("intervision", &["preparation", "kickoff", "rounds", "evaluation", "continuing", "finished"]),
    (
        "action_learning",
        &["problem", "existing_solutions", "experiment", "reflect", "improve", "sharing"],
    ),
];

#[derive(Template)]
#[template(path = "around.html")]
struct AroundPage {
    frame: Frame,
    head: Around,
    now: String,
    log: Vec<Phase>,
    phases: Vec<Choice>,
    today: String,
    people: Vec<Item>,
    inputs: Vec<Input>,
}

/// One line of the phases.
struct Phase {
    name: String,
    from: String,
    by: String,
}

/// The page.
pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show("more", |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("around");
            let phases = desk.in_group(&entities::PHASE)?;
            let now = derive::phase(&phases).unwrap_or_default().to_owned();
            let mut log = Vec::new();
            for one in phases.iter().filter(|one| !one.is_withdrawn()) {
                log.push(Phase {
                    name: labels::choice(w, one.str("phase")),
                    from: labels::day(w, one.str("from")),
                    by: desk.byline(w, one),
                });
            }
            let group = desk.group_page();
            let mut people = view::items(desk, w, &group, &entities::STAKEHOLDER)?;
            people.retain(|one| !one.withdrawn);
            let phases = choices(desk, w, &now)?;
            let inputs = inputs::inputs(desk, w, fields(), None, &["name"]);
            page(&AroundPage {
                head: Around::of(desk),
                now: if now.is_empty() { now } else { labels::choice(w, &now) },
                log,
                phases,
                today: labels::today(),
                people,
                inputs,
                frame,
            })
        })
        .await
}

/// Goes to a phase.
pub(crate) async fn phase(visit: Visit, form: Form) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let (phase, from) = (form.text("phase"), form.text("from"));
            if !PHASES.iter().any(|(_, all)| all.contains(&phase)) {
                return Err(Trouble::bad_form());
            }
            desk.act(|act| acts::group::phase(act, phase, from))?;
            go(&format!("{base}/around"), "done-phase")
        })
        .await
}

/// Adds somebody involved.
pub(crate) async fn add(visit: Visit, form: Form) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let values = inputs::values(&form, fields())?;
            if !values.iter().any(|(name, value)| *name == "name" && *value != "".into()) {
                let missing = kring_model::edit::EditError::Missing { entity: "", field: "name" };
                return Err(missing.into());
            }
            let group = desk.group_page();
            let entity = &entities::STAKEHOLDER;
            desk.act(|act| acts::writing::add(act, &group, entity, &values, None))?;
            go(&format!("{base}/around"), "done-saved")
        })
        .await
}

fn fields() -> Vec<&'static Field> {
    let names = ["name", "role", "function", "task", "promise"];
    inputs::named(&[&entities::STAKEHOLDER], &names)
}

fn choices(desk: &mut Desk<'_>, w: &Words, now: &str) -> Result<Vec<Choice>, Trouble> {
    let form = desk.group()?.map(|own| own.str("form").to_owned()).unwrap_or_default();
    let all = PHASES.iter().find(|(name, _)| *name == form).or(PHASES.first());
    let all = all.map(|(_, all)| *all).unwrap_or_default();
    let choice = |one: &&str| Choice {
        value: (*one).to_owned(),
        label: labels::choice(w, one),
        on: *one == now,
    };
    Ok(all.iter().map(choice).collect())
}
