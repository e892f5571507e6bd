//! The group, its people and its meetings.

use super::file::At;
use super::plan::{Planner, date, itself, plain};
use super::wrong::{ImportError, Wrong};
use super::{Deed, Place, Planned};
use crate::edit::text_hash;
use crate::entities as e;
use crate::order;
use crate::schema::PageKind;
use crate::value::{Scalar, Value};

pub(super) fn plan<'j>(to: &mut Planner<'j>, root: &At<'j>) -> Result<(), ImportError> {
    for member in root.list("members")? {
        self::member(to, &member)?;
    }
    if let Some(group) = root.get("group") {
        self::group(to, &group, root)?;
    }
    for agreement in root.list("agreements")? {
        self::agreement(to, &agreement)?;
    }
    for stakeholder in root.list("stakeholders")? {
        let values = to.fields(
            &e::STAKEHOLDER,
            &stakeholder,
            &["name", "role", "function", "task", "promise"],
        )?;
        let id = to.item_id(&stakeholder)?;
        to.add((to.founder, ""), Place::Group, &e::STAKEHOLDER, id, values);
    }
    for meeting in root.list("meetings")? {
        self::meeting(to, &meeting, root)?;
    }
    Ok(())
}

/// Who left, leaves last.
pub(super) fn leave<'j>(to: &mut Planner<'j>, root: &At<'j>) -> Result<(), ImportError> {
    for member in root.list("members")? {
        let (label, left) = (member.need("id")?, date(&member, "left")?);
        if left.is_empty() {
            continue;
        }
        let id = Planned::Label(label.to_owned());
        let values = to.fields(&e::MEMBER, &member, &["leave_reason"])?;
        to.set_all((label, left), &Place::Group, &e::MEMBER, &id, values);
        to.set((label, left), &Place::Group, &e::MEMBER, &id, "left", left)?;
        to.act(label, left, Deed::Leave);
    }
    Ok(())
}

const MEMBER: &[&str] = &[
    "joined",
    "name",
    "role",
    "function",
    "involvement",
    "assets",
    "personal_goal",
    "motivation",
    "ui_language",
    "can_guide",
    "guide_until",
    "hierarchy_note",
];

fn member<'j>(to: &mut Planner<'j>, member: &At<'j>) -> Result<(), ImportError> {
    let (label, joined) = (member.need("id")?, date(member, "joined")?);
    let mut values = to.fields(&e::MEMBER, member, MEMBER)?;
    values.push(("origin".into(), plain(label)));
    let id = Planned::Label(label.to_owned());
    to.add((label, joined), Place::Group, &e::MEMBER, id, values);
    for register in member.list("registers")? {
        let values = to.fields(&e::REGISTER, &register, &["register", "category"])?;
        let id = to.item_id(&register)?;
        to.add((label, joined), Place::Group, &e::REGISTER, id, values);
    }
    Ok(())
}

const GROUP: &[&str] = &[
    "name",
    "form",
    "setting",
    "organisation",
    "location",
    "language",
    "context_tags",
    "starts",
    "planned_end",
    "max_members",
    "question",
    "goal_organisation",
    "core",
    "urgency",
];

fn group<'j>(to: &mut Planner<'j>, group: &At<'j>, root: &At<'j>) -> Result<(), ImportError> {
    let founded = (to.founder, date(group, "starts")?);
    let mut values = to.fields(&e::GROUP, group, GROUP)?;
    let weeks = group.list("cadence_weeks")?;
    for (name, weeks) in ["cadence_weeks_min", "cadence_weeks_max"].into_iter().zip(&weeks) {
        let field = e::GROUP.field(name).ok_or_else(|| weeks.error(Wrong::NoSuchField))?;
        values.push((name.into(), to.planned(&e::GROUP, field, weeks)?));
    }
    for (name, answer) in root.entries("seven_ws")? {
        let name = format!("seven_ws/{name}");
        let field = e::GROUP.field(&name).ok_or_else(|| answer.error(Wrong::NoSuchField))?;
        values.push((name, to.planned(&e::GROUP, field, &answer)?));
    }
    to.set_all(founded, &Place::Group, &e::GROUP, &itself(), values);
    for phase in group.list("phase_log")? {
        let values = to.fields(&e::PHASE, &phase, &["phase", "from"])?;
        let id = to.item_id(&phase)?;
        to.add((to.founder, date(&phase, "from")?), Place::Group, &e::PHASE, id, values);
    }
    for proposal in group.list("core_proposals")? {
        let by = to.member_at(&proposal, "by", to.founder)?;
        let values = to.fields(&e::CORE_PROPOSAL, &proposal, &["text"])?;
        let id = to.item_id(&proposal)?;
        to.add((by, founded.1), Place::Group, &e::CORE_PROPOSAL, id, values);
    }
    for (place, when) in group.list("satisfied_when")?.into_iter().enumerate() {
        let values =
            vec![("text".into(), plain(when.text()?)), ("order".into(), plain(order::at(place)))];
        let id = plain(to.new_id("satisfied_when"));
        to.add(founded, Place::Group, &e::SATISFIED_WHEN, id, values);
    }
    Ok(())
}

fn agreement<'j>(to: &mut Planner<'j>, agreement: &At<'j>) -> Result<(), ImportError> {
    let values = to.fields(&e::AGREEMENT, agreement, &["kind", "text"])?;
    let hash = text_hash(agreement.need("text")?);
    let id = to.item_id(agreement)?;
    to.add((to.founder, ""), Place::Group, &e::AGREEMENT, id.clone(), values);
    for (member, when) in agreement.entries("agreed_by")? {
        let member = to.member(&when, member)?;
        let agreed = Value::parts([("date", when.text()?), ("text_hash", hash.as_str())]);
        let by = (member, when.text()?);
        to.set(by, &Place::Group, &e::AGREEMENT, &id, "agreed_by", agreed)?;
    }
    Ok(())
}

fn meeting<'j>(to: &mut Planner<'j>, at: &At<'j>, root: &At<'j>) -> Result<(), ImportError> {
    let (label, on) = (at.need("id")?, date(at, "date")?);
    let guide = to.member_at(at, "guide", to.founder)?;
    let opener = (guide, on);
    let (page, id) = (Place::Page(label.to_owned()), Planned::Label(label.to_owned()));
    to.open(opener, label, PageKind::Meeting, None);
    let names = ["date", "start", "end", "guide", "notetaker", "timekeeper"];
    let mut values = to.fields(&e::MEETING, at, &names)?;
    values.push(("origin".into(), plain(label)));
    to.add(opener, Place::Group, &e::MEETING, id.clone(), values);
    let values = to.fields(&e::MEETING_PAGE, at, &["place"])?;
    to.set_all(opener, &page, &e::MEETING_PAGE, &itself(), values);
    agenda(to, at, opener, &page)?;
    to.set(opener, &Place::Group, &e::MEETING, &id, "opened_at", on)?;
    attendance(to, at, on, &page)?;
    sessions(to, root, label, opener, &page)?;
    let notetaker = to.member_at(at, "notetaker", guide)?;
    let values = to.fields(&e::MEETING_PAGE, at, &["minutes_text"])?;
    to.set_all((notetaker, on), &page, &e::MEETING_PAGE, &itself(), values);
    if at.maybe("status")? == Some("closed") {
        to.set(opener, &Place::Group, &e::MEETING, &id, "closed_at", on)?;
    }
    for confirmed in at.list("minutes_confirmed_by")? {
        let by = (to.member(&confirmed, confirmed.text()?)?, on);
        to.set(by, &page, &e::MEETING_PAGE, &itself(), "minutes_confirmed_by", true)?;
    }
    let Some(signals) = root.get("learning_signals") else { return Ok(()) };
    for (member, given) in signals.entries(label)? {
        let member = to.member(&given, member)?;
        let given = parts(&given)?;
        to.set((member, on), &Place::Group, &e::MEETING, &id, "learning_signals", given)?;
    }
    Ok(())
}

fn agenda<'j>(
    to: &mut Planner<'j>,
    meeting: &At<'j>,
    opener: (&str, &str),
    page: &Place,
) -> Result<(), ImportError> {
    for (place, item) in meeting.list("agenda")?.into_iter().enumerate() {
        let names = ["kind", "title", "minutes", "session"];
        let mut values = to.fields(&e::AGENDA_ITEM, &item, &names)?;
        values.push(("order".into(), plain(order::at(place))));
        let id = to.item_id(&item)?;
        to.add(opener, page.clone(), &e::AGENDA_ITEM, id, values);
    }
    Ok(())
}

/// Who confirmed it themselves, wrote it; else whoever keeps the list noted it.
fn attendance<'j>(
    to: &mut Planner<'j>,
    meeting: &At<'j>,
    on: &str,
    page: &Place,
) -> Result<(), ImportError> {
    let keeper = to.member_at(meeting, "notetaker", to.founder)?;
    for one in meeting.list("attendance")? {
        let member = to.member(&one, one.need("member")?)?;
        let mut given: Vec<(&str, Scalar)> = Vec::new();
        for name in ["status", "from", "to"] {
            given.extend(one.maybe(name)?.map(|text| (name, text.into())));
        }
        let own = one.is("confirmed_by_self");
        if own {
            given.push(("confirmed", true.into()));
        }
        let (entity, field) = (&e::MEETING_PAGE, "attendance");
        to.set((member, on), page, entity, &itself(), field, Value::parts(given))?;
        if let (false, Some(act)) = (own || keeper == member, to.acts.last_mut()) {
            act.by = keeper.to_owned();
            act.entered_for = Some(member.to_owned());
        }
    }
    Ok(())
}

fn sessions<'j>(
    to: &mut Planner<'j>,
    root: &At<'j>,
    meeting: &str,
    opener: (&str, &str),
    page: &Place,
) -> Result<(), ImportError> {
    for (place, session) in root.list("sessions")?.into_iter().enumerate() {
        if session.need("meeting")? != meeting {
            continue;
        }
        let mut values = to.fields(&e::SESSION, &session, &["method", "case", "experiment"])?;
        values.push(("order".into(), plain(order::at(place))));
        let id = to.item_id(&session)?;
        to.add(opener, page.clone(), &e::SESSION, id.clone(), values);
        for step in session.list("steps_done")? {
            let ended = Value::parts([(step.text()?, true)]);
            to.set(opener, page, &e::SESSION, &id, "ended", ended)?;
        }
        for (member, rating) in session.entries("method_ratings")? {
            let by = (to.member(&rating, member)?, opener.1);
            let given = rating.json.as_i64().ok_or_else(|| rating.error(Wrong::NotANumber))?;
            to.set(by, page, &e::SESSION, &id, "method_ratings", given)?;
        }
    }
    Ok(())
}

fn parts(at: &At<'_>) -> Result<Value, ImportError> {
    let mut parts = Vec::new();
    let map = at.json.as_object().ok_or_else(|| at.error(Wrong::NotNamed))?;
    for (name, number) in map {
        let number = number.as_i64().ok_or_else(|| at.error(Wrong::NotANumber))?;
        parts.push((name.as_str(), number));
    }
    Ok(Value::parts(parts))
}
