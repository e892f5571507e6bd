//! An experiment: try, look, adapt, next step; as often as it takes.

use askama::Template;
use kring_model::derive;
use kring_model::entities;
use kring_model::inert;
use kring_model::read::Record;
use kring_model::schema::Entity;
use kring_node::acts;
use kring_node::acts::records::Records as _;
use kring_trust::PageId;

use super::case::List;
use super::thing::{Head, Thing};
use crate::app::{Answer, page};
use crate::desk::Desk;
use crate::drawing::course::{self, Course, Told};
use crate::form::Form;
use crate::frame::Frame;
use crate::inputs::{self, Input};
use crate::labels;
use crate::trouble::Trouble;
use crate::view::{self, Item, Shown};
use crate::words::Words;

/// What the group says of the whole experiment.
static SAID: [&Entity; 4] =
    [&entities::WORKS, &entities::NOT_YET, &entities::LESSON, &entities::BEHAVIOUR];

/// The questions that are asked before the first step.
const BEFORE: [&str; 6] = [
    "pre_check/extra_training",
    "pre_check/clashes_with_agreements",
    "pre_check/clients_want_it",
    "pre_check/ethical_objections",
    "pre_check/side_effects",
    "pre_check/legal_ok",
];

#[derive(Template)]
#[template(path = "experiment.html")]
struct ExperimentPage {
    frame: Frame,
    head: Head,
    question: Option<Shown>,
    texts: Vec<Shown>,
    facts: Vec<Shown>,
    before: Vec<Shown>,
    checked: bool,
    before_inputs: Vec<Input>,
    course: Option<Course>,
    steps: Vec<Step>,
    step_inputs: Vec<Input>,
    lists: Vec<List>,
    tally: String,
    released: bool,
    outcome: bool,
}

/// One step: its four moments.
struct Step {
    title: String,
    dates: String,
    item: Item,
    decided: bool,
    seen: Vec<Item>,
    why: Vec<Item>,
}

/// The page of an experiment.
pub(crate) fn show(desk: &mut Desk<'_>, frame: Frame, thing: Thing) -> Answer {
    let w = frame.w;
    let head = thing.head(desk, w)?;
    let place = &thing.page;
    let mut lists = Vec::new();
    for entity in SAID {
        let items = view::items(desk, w, place, entity)?;
        if !items.is_empty() || entity.name != "behaviour" {
            let title = w.t(&format!("list-{}", entity.collection));
            lists.push(List { title, entity: entity.name, items });
        }
    }
    let counts = desk.read(place, |page| page.all(&entities::COUNT))?;
    let sum = derive::count(&counts);
    let label = thing.fields(desk, w, &["tally_label"]).pop().map(|shown| shown.text);
    let own = &thing.own.record;
    let before = inputs::named(&[&entities::EXPERIMENT], &BEFORE);
    let step = inputs::named(&[&entities::STEP], &["plan", "expectation", "from"]);
    let steps = steps(desk, w, place)?;
    page(&ExperimentPage {
        question: view::field(desk, w, &thing.own, "question"),
        texts: thing.fields(desk, w, &["risk", "works_for_whom", "works_by_whom"]),
        facts: thing
            .facts(desk, w, &["owner", "size", "under_radar", "released"])
            .into_iter()
            .chain(thing.fields(desk, w, &["outcome", "from_findings", "from_cases"]))
            .collect(),
        before: thing.fields(desk, w, &BEFORE),
        checked: own.is("checked"),
        before_inputs: inputs::inputs(desk, w, before, None, &[]),
        course: course::draw(w, &told(&steps), &outcome(w, own)),
        steps,
        step_inputs: inputs::inputs(desk, w, step, None, &["plan"]),
        lists,
        tally: if counts.is_empty() && label.is_none() {
            String::new()
        } else {
            format!("{}: {sum}", label.unwrap_or_else(|| w.t("field-count")))
        },
        released: thing.entry.as_ref().is_some_and(|one| !one.record.str("released").is_empty()),
        outcome: own.value("outcome").is_some(),
        head,
        frame,
    })
}

fn steps(desk: &mut Desk<'_>, w: &Words, page: &PageId) -> Result<Vec<Step>, Trouble> {
    let seen = view::items(desk, w, page, &entities::STEP_OBSERVATION)?;
    let why = view::items(desk, w, page, &entities::EXPLANATION)?;
    let (mut seen, mut why) = (by_step(seen), by_step(why));
    let steps = view::items(desk, w, page, &entities::STEP)?.into_iter().zip(1_usize..);
    let step = steps.map(|(mut item, number)| {
        let dates = [item.record.str("from"), item.record.str("to")];
        let dates: Vec<String> =
            dates.iter().filter(|day| !day.is_empty()).map(|day| labels::day(w, day)).collect();
        item.fields.retain(|shown| !matches!(shown.name, "from" | "to"));
        Step {
            title: w.say("step-title", &[("number", number.into())]),
            dates: dates.join(" – "),
            decided: !item.record.str("decision").is_empty(),
            seen: seen.remove(&item.id).unwrap_or_default(),
            why: why.remove(&item.id).unwrap_or_default(),
            item,
        }
    });
    Ok(step.collect())
}

/// The steps as the picture of the course tells them.
fn told(steps: &[Step]) -> Vec<Told> {
    let one = |step: &Step| Told {
        plan: inert::line(step.item.record.str("plan")),
        dates: step.dates.clone(),
        decision: step.item.record.str("decision").to_owned(),
    };
    steps.iter().map(one).collect()
}

/// What came of the experiment, as a word; empty while that is open.
fn outcome(w: &Words, own: &Record) -> String {
    own.value("outcome").map(|outcome| labels::choice(w, &outcome.show())).unwrap_or_default()
}

fn by_step(items: Vec<Item>) -> std::collections::BTreeMap<String, Vec<Item>> {
    let mut all = std::collections::BTreeMap::<String, Vec<Item>>::new();
    for item in items {
        all.entry(item.of.clone()).or_default().push(item);
    }
    all
}

/// A short act on an experiment; the key of what is said then.
///
/// # Errors
/// When there is no such act, or a value is wrong.
pub(crate) fn perform(
    desk: &mut Desk<'_>,
    place: &PageId,
    act: &str,
    form: &Form,
) -> Result<&'static str, Trouble> {
    match act {
        "check" => {
            let answers = inputs::values(form, inputs::named(&[&entities::EXPERIMENT], &BEFORE))?;
            desk.act(|act| acts::experiment::check(act, place, &answers))?;
            Ok("done-checked")
        }
        "outcome" => {
            let field = inputs::named(&[&entities::EXPERIMENT], &["outcome"]);
            let values = inputs::values(form, field)?;
            let own = (&entities::EXPERIMENT, "");
            desk.act(|act| acts::writing::set_all(act, place, own, &values, None))?;
            Ok("done-outcome")
        }
        "release" => {
            desk.act(|act| {
                let day = acts::today(act).into();
                let entry = &entities::EXPERIMENT_ENTRY;
                acts::writing::set_entry(act, place, entry, "released", &day)?;
                acts::writing::set_entry(act, place, entry, "under_radar", &false.into())
            })?;
            Ok("done-released")
        }
        _ => Err(Trouble::bad_form()),
    }
}
