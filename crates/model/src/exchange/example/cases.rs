//! Cases: the entry in the case list, the file with what everybody said in it, and its rounds.

use std::collections::BTreeSet;

use super::file::At;
use super::plan::{Planner, date, itself, plain};
use super::things::{Thing, find, list, open, own};
use super::wrong::ImportError;
use super::{Deed, Place, Planned};
use crate::entities as e;
use crate::schema::{Entity, PageKind};
use crate::value::Value;

pub(super) fn case<'j>(
    to: &mut Planner<'j>,
    at: &At<'j>,
    root: &At<'j>,
) -> Result<(), ImportError> {
    let presenter = to.member(at, at.need("presenter")?)?;
    let on = date(at, "offered")?;
    let first = members_on(to, root, on)?;
    let names: (&'static Entity, &[&str]) =
        (&e::CASE, &["presenter", "offered", "theme", "follow_up_due"]);
    let thing = open(to, at, (presenter, on), names, PageKind::Case, Some(first.clone()))?;
    let voices = voices(to, at)?;
    if !voices.iter().all(|voice| first.iter().any(|one| one == voice)) {
        let all: BTreeSet<String> =
            first.into_iter().chain(voices.iter().map(|v| (*v).to_owned())).collect();
        let audience = all.into_iter().collect();
        to.act(presenter, on, Deed::Audience { page: thing.label.to_owned(), audience });
    }
    let fields = ["title", "kind", "is_real", "is_ongoing", "situation", "presenter_reaction"];
    own(to, at, &thing, &e::CASE_FILE, &fields)?;
    for former in at.list("help_question_history")? {
        let values = vec![("text".to_owned(), plain(former.text()?))];
        let id = plain(to.new_id("help_question_history"));
        to.add((presenter, on), thing.page.clone(), &e::HELP_QUESTION_VERSION, id, values);
    }
    own(to, at, &thing, &e::CASE_FILE, &["help_question"])?;
    if at.is("anonymised_check") {
        let by = (presenter, on);
        to.set(by, &thing.page, &e::CASE_FILE, &itself(), "anonymised_check", true)?;
    }
    for vote in at.list("votes")? {
        let voter = (to.member(&vote, vote.text()?)?, on);
        to.set(voter, &Place::Group, &e::CASE, &thing.entry, "votes", true)?;
    }
    let rounds = rounds(to, at, root, &thing)?;
    contributions(to, at, &thing, rounds.last())?;
    facts(to, at, &thing, &rounds)?;
    purge(to, at, &thing)
}

/// Members who had joined and not left when the case was offered: the first audience. Before the
/// group met, those of its first day.
fn members_on<'j>(to: &Planner<'j>, root: &At<'j>, on: &str) -> Result<Vec<String>, ImportError> {
    let group = root.get("group");
    let starts = group.map(|group| date(&group, "starts")).transpose()?.unwrap_or_default();
    let on = on.max(starts);
    let mut there = Vec::new();
    for member in root.list("members")? {
        let (joined, left) = (date(&member, "joined")?, date(&member, "left")?);
        if joined <= on && (left.is_empty() || left > on) {
            there.push(to.member(&member, member.need("id")?)?.to_owned());
        }
    }
    Ok(there)
}

/// Who says something in a case.
fn voices<'j>(to: &Planner<'j>, at: &At<'j>) -> Result<BTreeSet<&'j str>, ImportError> {
    let mut voices = BTreeSet::new();
    for (key, _, _) in CONTRIBUTIONS {
        for item in at.list(key)? {
            if let Some(by) = item.maybe("by")? {
                voices.insert(to.member(&item, by)?);
            }
        }
    }
    Ok(voices)
}

struct Round<'j> {
    id: Planned,
    at: At<'j>,
}

/// The guide of the meeting begins the round, in the presenter's name.
fn rounds<'j>(
    to: &mut Planner<'j>,
    at: &At<'j>,
    root: &At<'j>,
    thing: &Thing<'j>,
) -> Result<Vec<Round<'j>>, ImportError> {
    let mut rounds = Vec::new();
    for round in at.list("rounds")? {
        let mut values = to.fields(&e::ROUND, &round, &["meeting", "session"])?;
        values.push(("of".into(), thing.entry.clone()));
        let session = find(root, "sessions", round.maybe("session")?)?;
        if let Some(method) = session.and_then(|session| session.need("method").ok()) {
            values.push(("method".into(), plain(method)));
        }
        let meeting = find(root, "meetings", round.maybe("meeting")?)?;
        let (guide, on) = match &meeting {
            Some(meeting) => (to.member_at(meeting, "guide", to.founder)?, date(meeting, "date")?),
            None => (thing.by, thing.on),
        };
        if rounds.is_empty() {
            let by = (thing.by, on);
            to.set(by, &Place::Group, &e::CASE, &thing.entry, "chosen", true)?;
        }
        let id = to.item_id(&round)?;
        let entity = e::ROUND.name.to_owned();
        let add = Deed::Add { place: Place::Group, entity, id: id.clone(), values };
        to.act_for(guide, thing.by, on, add);
        rounds.push(Round { id, at: round });
    }
    Ok(rounds)
}

type Contribution = (&'static str, &'static Entity, &'static [&'static str]);

/// The lists of a case file.
const CONTRIBUTIONS: &[Contribution] = &[
    ("questions", &e::QUESTION, &["text"]),
    ("core_statements", &e::CORE_STATEMENT, &["text"]),
    ("observations", &e::OBSERVATION, &["text"]),
    ("success_factors", &e::SUCCESS_FACTOR, &["text"]),
    ("examples", &e::EXAMPLE, &["text"]),
    ("already_tried", &e::ALREADY_TRIED, &["text"]),
    ("allies", &e::ALLY, &["text"]),
    ("forces", &e::FORCE, &["text", "direction"]),
    ("advice", &e::ADVICE, &["text"]),
    (
        "chosen_actions",
        &e::CHOSEN_ACTION,
        &["what", "when", "with_whom", "how_will_i_notice", "status"],
    ),
    ("follow_ups", &e::FOLLOW_UP, &["meeting", "action", "result", "worked", "not_yet", "learned"]),
    ("group_lessons", &e::GROUP_LESSON, &["text"]),
];

fn contributions<'j>(
    to: &mut Planner<'j>,
    at: &At<'j>,
    thing: &Thing<'j>,
    round: Option<&Round<'j>>,
) -> Result<(), ImportError> {
    let more: Vec<(&str, Planned)> =
        round.map(|round| ("round", round.id.clone())).into_iter().collect();
    for (key, entity, names) in CONTRIBUTIONS {
        for (item, id) in list(to, at, thing, key, (entity, names), &more)? {
            // Answers and choices are the presenter's, whoever asked or advised.
            for name in ["answer", "temperature", "fit", "choice"] {
                let values = if entity.field(name).is_some() {
                    to.fields(entity, &item, &[name])?
                } else {
                    Vec::new()
                };
                to.set_all((thing.by, thing.on), &thing.page, entity, &id, values);
            }
        }
    }
    Ok(())
}

/// The facts that the case list knows.
fn facts<'j>(
    to: &mut Planner<'j>,
    at: &At<'j>,
    thing: &Thing<'j>,
    rounds: &[Round<'j>],
) -> Result<(), ImportError> {
    let tips = i64::try_from(at.list("advice")?.len()).unwrap_or(0);
    let by = (thing.by, thing.on);
    for (nth, round) in rounds.iter().enumerate() {
        let mut fact =
            |field, value: Value| to.set(by, &Place::Group, &e::ROUND, &round.id, field, value);
        let last = nth + 1 == rounds.len();
        if last && tips > 0 {
            fact("advised", true.into())?;
        }
        if last && !at.list("chosen_actions")?.is_empty() {
            fact("trying", true.into())?;
        }
        if round.at.is("closed") {
            fact("tips_at_close", tips.into())?;
            fact("closed", true.into())?;
        }
        if last {
            followed_up(to, at, thing, round)?;
        }
    }
    Ok(())
}

fn followed_up<'j>(
    to: &mut Planner<'j>,
    at: &At<'j>,
    thing: &Thing<'j>,
    round: &Round<'j>,
) -> Result<(), ImportError> {
    let mut meetings = BTreeSet::new();
    for told in at.list("follow_ups")? {
        meetings.extend(told.maybe("meeting")?);
    }
    let entity = e::ROUND.name.to_owned();
    for meeting in meetings {
        let (place, entity, id) = (Place::Group, entity.clone(), round.id.clone());
        let (field, value) = ("followed_up".to_owned(), Planned::Label(meeting.to_owned()));
        to.act(thing.by, thing.on, Deed::Set { place, entity, id, field, value });
    }
    Ok(())
}

fn purge<'j>(to: &mut Planner<'j>, at: &At<'j>, thing: &Thing<'j>) -> Result<(), ImportError> {
    let Some(purged) = at.get("purged") else { return Ok(()) };
    let on = date(&purged, "date")?;
    let by = (to.member_at(&purged, "requested_by", thing.by)?, on);
    to.set(by, &Place::Group, &e::CASE, &thing.entry, "purged_at", on)?;
    to.act(by.0, on, Deed::Erase { page: thing.label.to_owned() });
    Ok(())
}
