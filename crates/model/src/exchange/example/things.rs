//! What has a page of its own: findings, experiments, notes, reflections, evaluations, stories, and
//! cases, which have a file of their own; and actions and what stays private.

use super::file::At;
use super::plan::{Planner, date, itself, plain};
use super::wrong::{ImportError, Wrong};
use super::{Place, Planned, cases};
use crate::entities as e;
use crate::order;
use crate::schema::{Entity, PageKind};
use crate::value::Value;

pub(super) fn plan<'j>(to: &mut Planner<'j>, root: &At<'j>) -> Result<(), ImportError> {
    for at in root.list("cases")? {
        cases::case(to, &at, root)?;
    }
    for at in root.list("findings")? {
        finding(to, &at)?;
    }
    for at in root.list("experiments")? {
        experiment(to, &at)?;
    }
    for at in root.list("notes")? {
        note(to, &at)?;
    }
    for at in root.list("reflections")? {
        reflection(to, &at)?;
    }
    for at in root.list("evaluations")? {
        evaluation(to, &at, root)?;
    }
    for at in root.list("stories")? {
        story(to, &at)?;
    }
    actions(to, root)?;
    private(to, root)
}

/// A page that is opened, with its entry.
pub(super) struct Thing<'j> {
    pub(super) label: &'j str,
    pub(super) by: &'j str,
    pub(super) on: &'j str,
    pub(super) page: Place,
    pub(super) entry: Planned,
}

pub(super) fn open<'j>(
    to: &mut Planner<'j>,
    at: &At<'j>,
    (by, on): (&'j str, &'j str),
    entry: (&'static Entity, &[&str]),
    kind: PageKind,
    audience: Option<Vec<String>>,
) -> Result<Thing<'j>, ImportError> {
    let label = at.need("id")?;
    to.open((by, on), label, kind, audience);
    let mut values = to.fields(entry.0, at, entry.1)?;
    values.push(("origin".into(), plain(label)));
    let id = Planned::Label(label.to_owned());
    to.add((by, on), Place::Group, entry.0, id.clone(), values);
    Ok(Thing { label, by, on, page: Place::Page(label.to_owned()), entry: id })
}

/// Sets fields of a page's own that the file has under the same names.
pub(super) fn own<'j>(
    to: &mut Planner<'j>,
    at: &At<'j>,
    thing: &Thing<'j>,
    entity: &'static Entity,
    names: &[&str],
) -> Result<(), ImportError> {
    let values = to.fields(entity, at, names)?;
    to.set_all((thing.by, thing.on), &thing.page, entity, &itself(), values);
    Ok(())
}

/// Adds the items of a list, each by its own author.
pub(super) fn list<'j>(
    to: &mut Planner<'j>,
    at: &At<'j>,
    thing: &Thing<'j>,
    key: &str,
    (entity, names): (&'static Entity, &[&str]),
    more: &[(&str, Planned)],
) -> Result<Vec<(At<'j>, Planned)>, ImportError> {
    let mut added = Vec::new();
    for item in at.list(key)? {
        let by = to.member_at(&item, "by", thing.by)?;
        let mut values = to.fields(entity, &item, names)?;
        values.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        let id = to.item_id(&item)?;
        to.add((by, thing.on), thing.page.clone(), entity, id.clone(), values);
        added.push((item, id));
    }
    Ok(added)
}

pub(super) fn find<'j>(
    root: &At<'j>,
    list: &str,
    label: Option<&str>,
) -> Result<Option<At<'j>>, ImportError> {
    let Some(label) = label else { return Ok(None) };
    for item in root.list(list)? {
        if item.need("id")? == label {
            return Ok(Some(item));
        }
    }
    Ok(None)
}

const FINDING: &[&str] = &[
    "kind",
    "origin",
    "organisation",
    "similarity",
    "whose",
    "text",
    "what_works",
    "what_works_here",
    "why_not_yet",
    "fits_here",
    "failed_there",
    "risks",
    "source",
    "may_share",
];

fn finding<'j>(to: &mut Planner<'j>, at: &At<'j>) -> Result<(), ImportError> {
    let by = (to.member(at, at.need("by")?)?, date(at, "date")?);
    let thing = open(to, at, by, (&e::FINDING_ENTRY, &["date"]), PageKind::Finding, None)?;
    own(to, at, &thing, &e::FINDING, FINDING)?;
    for star in at.list("stars")? {
        let by = (to.member(&star, star.text()?)?, thing.on);
        to.set(by, &thing.page, &e::FINDING, &itself(), "stars", true)?;
    }
    Ok(())
}

const STEP: &[&str] =
    &["plan", "expectation", "from", "to", "works", "not_yet", "decision", "adaptation"];

fn experiment<'j>(to: &mut Planner<'j>, at: &At<'j>) -> Result<(), ImportError> {
    let owner = to.member(at, at.need("owner")?)?;
    let steps = at.list("steps")?;
    let on = steps.first().map(|step| date(step, "from")).transpose()?.unwrap_or_default();
    let names: (&'static Entity, &[&str]) =
        (&e::EXPERIMENT_ENTRY, &["owner", "size", "under_radar", "released"]);
    let thing = open(to, at, (owner, on), names, PageKind::Experiment, None)?;
    let names = [
        "title",
        "question",
        "risk",
        "from_findings",
        "works_for_whom",
        "works_by_whom",
        "outcome",
    ];
    own(to, at, &thing, &e::EXPERIMENT, &names)?;
    pre_check(to, at, &thing)?;
    for step in steps {
        let values = to.fields(&e::STEP, &step, STEP)?;
        let id = to.item_id(&step)?;
        let by = (thing.by, date(&step, "from")?);
        to.add(by, thing.page.clone(), &e::STEP, id.clone(), values);
        let more = [("of", id)];
        list(to, &step, &thing, "observations", (&e::STEP_OBSERVATION, &["text"]), &more)?;
        list(to, &step, &thing, "explanations", (&e::EXPLANATION, &["text"]), &more)?;
    }
    list(to, at, &thing, "lessons", (&e::LESSON, &["text", "may_share"]), &[])?;
    if let Some(tally) = at.get("tally") {
        let by = (thing.by, thing.on);
        let label = tally.need("label")?;
        to.set(by, &thing.page, &e::EXPERIMENT, &itself(), "tally_label", label)?;
        let number = tally.get("value").and_then(|value| value.json.as_i64()).unwrap_or(0);
        let id = plain(to.new_id("tally"));
        let values = vec![("number".to_owned(), plain(number))];
        to.add(by, thing.page.clone(), &e::COUNT, id, values);
    }
    Ok(())
}

fn pre_check<'j>(to: &mut Planner<'j>, at: &At<'j>, thing: &Thing<'j>) -> Result<(), ImportError> {
    for (name, answer) in at.entries("pre_check")? {
        let by = (thing.by, thing.on);
        if name == "checked" {
            if answer.json.as_bool() == Some(true) {
                to.set(by, &thing.page, &e::EXPERIMENT, &itself(), "checked", true)?;
            }
            continue;
        }
        let name = format!("pre_check/{name}");
        to.set(by, &thing.page, &e::EXPERIMENT, &itself(), &name, answer.text()?)?;
    }
    Ok(())
}

fn note<'j>(to: &mut Planner<'j>, at: &At<'j>) -> Result<(), ImportError> {
    let by = (to.member(at, at.need("by")?)?, date(at, "date")?);
    let names: (&'static Entity, &[&str]) = (&e::NOTE_ENTRY, &["date", "meeting"]);
    let thing = open(to, at, by, names, PageKind::Note, None)?;
    own(to, at, &thing, &e::NOTE, &["kind", "title", "text", "tags", "links", "may_share"])?;
    if at.maybe("status")? == Some("archived") {
        to.set(by, &Place::Group, &e::NOTE_ENTRY, &thing.entry, "archived", true)?;
    }
    Ok(())
}

/// A shared reflection is a page; one that is not shared stays on the private page.
fn reflection<'j>(to: &mut Planner<'j>, at: &At<'j>) -> Result<(), ImportError> {
    let by = (to.member(at, at.need("by")?)?, date(at, "date")?);
    if !at.is("shared") {
        let mut values = to.fields(&e::PRIVATE_ITEM, at, &["text"])?;
        values.push(("kind".into(), plain("reflection")));
        let id = plain(to.new_id("reflection"));
        to.add(by, Place::Private, &e::PRIVATE_ITEM, id, values);
        return Ok(());
    }
    let names: (&'static Entity, &[&str]) = (&e::REFLECTION, &["date", "meeting", "case"]);
    let thing = open(to, at, by, names, PageKind::Note, None)?;
    to.set(by, &thing.page, &e::NOTE, &itself(), "kind", "reflection")?;
    own(to, at, &thing, &e::NOTE, &["text"])?;
    for (name, text) in at.entries("dimensions")? {
        to.set(by, &thing.page, &e::NOTE, &itself(), name, text.text()?)?;
    }
    to.set(by, &Place::Group, &e::REFLECTION, &thing.entry, "shared", true)
}

fn evaluation<'j>(to: &mut Planner<'j>, at: &At<'j>, root: &At<'j>) -> Result<(), ImportError> {
    let on = date(at, "date")?;
    let mut guide = to.founder;
    for meeting in root.list("meetings")? {
        if date(&meeting, "date")? == on {
            guide = to.member_at(&meeting, "guide", guide)?;
        }
    }
    let names: (&'static Entity, &[&str]) = (&e::EVALUATION_ENTRY, &["date"]);
    let thing = open(to, at, (guide, on), names, PageKind::Evaluation, None)?;
    let names = ["title", "kind", "date", "with", "continuation", "decision"];
    own(to, at, &thing, &e::EVALUATION, &names)?;
    list(to, at, &thing, "strengths", (&e::STRENGTH, &["text"]), &[])?;
    list(to, at, &thing, "weaknesses", (&e::WEAKNESS, &["text"]), &[])?;
    list(to, at, &thing, "quotes", (&e::QUOTE, &["text", "may_share", "with_name"]), &[])?;
    for key in ["goal_ratings", "goal_answers"] {
        for (member, given) in at.entries(key)? {
            let by = (to.member(&given, member)?, on);
            let value: Value = match given.json.as_i64() {
                Some(number) => number.into(),
                None => given.text()?.into(),
            };
            to.set(by, &thing.page, &e::EVALUATION, &itself(), key, value)?;
        }
    }
    if at.maybe("status")? == Some("closed") {
        let by = (guide, on);
        to.set(by, &Place::Group, &e::EVALUATION_ENTRY, &thing.entry, "closed", on)?;
    }
    Ok(())
}

fn story<'j>(to: &mut Planner<'j>, at: &At<'j>) -> Result<(), ImportError> {
    let first = at.list("presenters")?.into_iter().next();
    let teller = match &first {
        Some(first) => to.member(first, first.text()?)?,
        None => to.founder,
    };
    let by = (teller, date(at, "date")?);
    let thing = open(to, at, by, (&e::STORY_ENTRY, &["date"]), PageKind::Story, None)?;
    own(to, at, &thing, &e::STORY, &["title", "audience", "date", "status", "presenters"])?;
    for (place, section) in at.list("sections")?.into_iter().enumerate() {
        let mut values =
            to.fields(&e::SECTION, &section, &["kind", "title", "text", "from_ids"])?;
        values.push(("order".into(), plain(order::at(place))));
        let id = to.item_id(&section)?;
        to.add(by, thing.page.clone(), &e::SECTION, id, values);
    }
    let Some(checks) = at.get("checks") else { return Ok(()) };
    own(to, &checks, &thing, &e::STORY, &["sensitive_removed"])?;
    let no_names = checks.is("no_names");
    to.set(by, &thing.page, &e::STORY, &itself(), "checks/no_names", no_names)?;
    for consent in checks.list("consent_members")? {
        let by = (to.member(&consent, consent.text()?)?, thing.on);
        to.set(by, &thing.page, &e::STORY, &itself(), "consent", true)?;
    }
    Ok(())
}

/// Actions are written down by the note-taker of their meeting.
fn actions<'j>(to: &mut Planner<'j>, root: &At<'j>) -> Result<(), ImportError> {
    for at in root.list("actions")? {
        let meeting = find(root, "meetings", at.maybe("meeting")?)?;
        let (by, on) = match &meeting {
            Some(meeting) => {
                (to.member_at(meeting, "notetaker", to.founder)?, date(meeting, "date")?)
            }
            None => (to.founder, ""),
        };
        let values = to.fields(&e::ACTION, &at, &["text", "who", "due", "status", "meeting"])?;
        let id = to.item_id(&at)?;
        to.add((by, on), Place::Group, &e::ACTION, id, values);
    }
    Ok(())
}

fn private<'j>(to: &mut Planner<'j>, root: &At<'j>) -> Result<(), ImportError> {
    for (member, items) in root.entries("private_on_device")? {
        let member = to.member(&items, member)?;
        let all = items.json.as_array().ok_or_else(|| items.error(Wrong::NotAList))?;
        for json in all {
            let item = At::root(json);
            let values = to.fields(&e::PRIVATE_ITEM, &item, &["kind", "text"])?;
            let id = to.item_id(&item)?;
            to.add((member, ""), Place::Private, &e::PRIVATE_ITEM, id, values);
        }
    }
    Ok(())
}
