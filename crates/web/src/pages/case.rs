//! A case file: the help question, what the group said, what the presenter will try, and what came
//! of it.

use askama::Template;
use kring_model::derive;
use kring_model::entities;
use kring_model::read::Mine;
use kring_model::schema::Entity;
use kring_node::acts;
use kring_trust::PageId;

use super::thing::{Head, Thing};
use crate::app::{Answer, page};
use crate::desk::Desk;
use crate::frame::Frame;
use crate::inputs::{self, Input};
use crate::trouble::Trouble;
use crate::view::{self, Item, Shown};

/// What can be said in a case file, in the order of a treatment.
static SAID: [&Entity; 8] = [
    &entities::QUESTION,
    &entities::CORE_STATEMENT,
    &entities::OBSERVATION,
    &entities::SUCCESS_FACTOR,
    &entities::ALREADY_TRIED,
    &entities::ALLY,
    &entities::FORCE,
    &entities::GROUP_LESSON,
];

/// Those of [`SAID`] that always have a place on the page.
const ALWAYS: [&str; 3] = ["questions", "core_statements", "group_lessons"];

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    frame: Frame,
    head: Head,
    question: Option<Shown>,
    texts: Vec<Shown>,
    facts: Vec<Shown>,
    tips: Vec<Item>,
    lists: Vec<List>,
    actions: Vec<Item>,
    follow_ups: Vec<Item>,
    action_inputs: Vec<Input>,
    follow_inputs: Vec<Input>,
    audience: String,
    chosen: bool,
    closed: bool,
    new_tips: String,
    voted: bool,
}

/// A list of one kind of thing that was said.
pub(crate) struct List {
    /// What it is called.
    pub(crate) title: String,
    /// The name of the kind.
    pub(crate) entity: &'static str,
    /// What was said.
    pub(crate) items: Vec<Item>,
}

/// The page of a case.
pub(crate) fn show(desk: &mut Desk<'_>, frame: Frame, thing: Thing) -> Answer {
    let w = frame.w;
    let head = thing.head(desk, w)?;
    let (id, case) = (thing.page.to_string(), &thing.page);
    let mut lists = Vec::new();
    for entity in SAID {
        let items = view::items(desk, w, case, entity)?;
        if !items.is_empty() || ALWAYS.contains(&entity.collection) {
            let title = w.t(&format!("list-{}", entity.collection));
            lists.push(List { title, entity: entity.name, items });
        }
    }
    let tips = view::items(desk, w, case, &entities::ADVICE)?;
    let rounds = desk.in_group(&entities::ROUND)?;
    let own_rounds = derive::rounds(&rounds, &id);
    let records: Vec<_> = tips.iter().map(|tip| tip.record.clone()).collect();
    let new: usize = own_rounds.iter().map(|round| derive::new_tips(round, &records)).sum();
    let action = ["what", "when", "with_whom", "how_will_i_notice"];
    let action = inputs::named(&[&entities::CHOSEN_ACTION], &action);
    let follow =
        inputs::named(&[&entities::FOLLOW_UP], &["result", "worked", "not_yet", "learned"]);
    let me = desk.replica.me();
    let audience: Vec<_> = desk.audience(case).into_iter().filter(|one| *one != me).collect();
    let audience: Vec<String> = audience.iter().map(|one| desk.name(one)).collect();
    let entry = thing.entry.as_ref().map(|entry| &entry.record);
    let voted = entry
        .and_then(|entry| entry.mine_of("votes", &me.to_string()))
        .and_then(Mine::value)
        .is_some_and(|said| said.value.is_yes());
    let texts =
        ["situation", "redefined_problem", "feelings", "intention", "let_go", "presenter_reaction"];
    page(&CasePage {
        question: view::field(desk, w, &thing.own, "help_question"),
        texts: thing.fields(desk, w, &texts),
        facts: thing
            .fields(desk, w, &["kind", "is_real", "is_ongoing"])
            .into_iter()
            .chain(thing.facts(desk, w, &["theme", "follow_up_due", "votes"]))
            .collect(),
        lists,
        actions: view::items(desk, w, case, &entities::CHOSEN_ACTION)?,
        follow_ups: view::items(desk, w, case, &entities::FOLLOW_UP)?,
        action_inputs: inputs::inputs(desk, w, action, None, &["what"]),
        follow_inputs: inputs::inputs(desk, w, follow, None, &[]),
        audience: w.list(&audience),
        chosen: entry.is_some_and(|entry| entry.is("chosen")),
        closed: head.state == "closed" || own_rounds.is_empty() && head.state == "offered",
        new_tips: match new {
            0 => String::new(),
            _ => w.say("show-new-tips", &[("count", new.into())]),
        },
        voted,
        tips,
        head,
        frame,
    })
}

/// A short act on a case; the key of what is said then.
///
/// # Errors
/// When this person may not, or there is no such act.
pub(crate) fn perform(
    desk: &mut Desk<'_>,
    case: &PageId,
    act: &str,
) -> Result<&'static str, Trouble> {
    let vote = |yes: bool| {
        move |act: &mut kring_node::replica::Act<'_, '_>| {
            acts::writing::set_entry(act, case, &entities::CASE, "votes", &yes.into())
        }
    };
    match act {
        "choose" => desk.act(|act| acts::case::choose(act, case)).map(|()| "done-case-chosen"),
        "close" => desk.act(|act| acts::case::close(act, case)).map(|()| "done-case-closed"),
        "round" => desk.act(|act| acts::case::round(act, case, &[])).map(|_| "done-saved"),
        "withdraw" => {
            desk.act(|act| acts::case::withdraw(act, case)).map(|()| "done-case-withdrawn")
        }
        "vote" => desk.act(vote(true)).map(|()| "done-voted"),
        "unvote" => desk.act(vote(false)).map(|()| "done-vote-taken-back"),
        _ => Err(Trouble::bad_form()),
    }
}
