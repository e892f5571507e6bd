//! Cases: from offering to follow-up. The presenter decides; the others ask and advise.

use kring_model::derive;
use kring_model::entities;
use kring_model::read::Record;
use kring_model::schema::Entity;
use kring_model::schema::PageKind;
use kring_model::value::Value;
use kring_trust::roster::{DeviceInfo, DeviceState, PageInfo, Roster};
use kring_trust::statement::{Audience, Day};
use kring_trust::{PageId, PersonId};

use super::{Acted, Named, page, today, writing};
use crate::acts::records::Records as _;
use crate::replica::{Act, ReplicaError};

/// Offers a case. Without an audience it is for those who are in the group now; a later member
/// is let in by the presenter.
///
/// # Errors
/// When a value is wrong.
pub fn offer(
    act: &mut Act<'_, '_>,
    values: &[Named],
    audience: Option<Vec<PersonId>>,
    retention: Option<Day>,
) -> Acted<PageId> {
    let mut values = values.to_vec();
    if !values.iter().any(|(name, _)| *name == "offered") {
        values.push(("offered", today(act).into()));
    }
    let me = act.me();
    let persons = audience.unwrap_or_else(|| page::present(act));
    let audience = Audience::of(persons.into_iter().chain([me]));
    page::open(act, PageKind::Case, audience, retention, &values)
}

/// Gives a tip, in one's own name or for another.
///
/// # Errors
/// When the case file is not here.
pub fn tip(
    act: &mut Act<'_, '_>,
    case: &PageId,
    text: &str,
    speaker: Option<PersonId>,
) -> Acted<String> {
    put(act, case, &entities::ADVICE, text, speaker)
}

/// Adds something that somebody said to the case file, in the round that is going on.
///
/// # Errors
/// When the case file is not here.
pub fn put(
    act: &mut Act<'_, '_>,
    case: &PageId,
    entity: &'static Entity,
    text: &str,
    speaker: Option<PersonId>,
) -> Acted<String> {
    let values = with_round(act, case, vec![("text", text.into())])?;
    let id = writing::add(act, case, entity, &values, speaker)?;
    copy_facts(act, case)?;
    Ok(id)
}

/// Adds an item of any kind to the case file under a given id, in the round that is going on. An
/// action that the presenter chose is open until they say otherwise.
///
/// # Errors
/// When the case file is not here, or the item is there already.
pub fn put_as(
    act: &mut Act<'_, '_>,
    case: &PageId,
    place: writing::Place<'_>,
    values: &[Named],
    speaker: Option<PersonId>,
) -> Acted<()> {
    let mut values = with_round(act, case, values.to_vec())?;
    if place.0.name == entities::CHOSEN_ACTION.name {
        values.push(("status", "open".into()));
    }
    writing::add_as(act, case, place, &values, speaker)?;
    copy_facts(act, case)
}

/// What the presenter will do differently, and by when they tell what came of it. A case that was
/// treated without anybody beginning a round gets one: the list must say that something is tried.
///
/// # Errors
/// For anybody but the presenter.
pub fn choose_action(
    act: &mut Act<'_, '_>,
    case: &PageId,
    values: &[Named],
    follow_up_due: Option<&str>,
) -> Acted<String> {
    if presenter(act, case)? == act.me() && open_round(act, case)?.is_none() {
        round(act, case, &[])?;
    }
    let mut values = with_round(act, case, values.to_vec())?;
    if !values.iter().any(|(name, _)| *name == "status") {
        values.push(("status", "open".into()));
    }
    let id = writing::add(act, case, &entities::CHOSEN_ACTION, &values, None)?;
    if let Some(day) = follow_up_due {
        writing::set_entry(act, case, &entities::CASE, "follow_up_due", &day.into())?;
    }
    copy_facts(act, case)?;
    Ok(id)
}

/// What worked and what did not yet. Without a meeting it is the one that is open, or the newest
/// that was held.
///
/// # Errors
/// For anybody but the presenter.
pub fn follow_up(act: &mut Act<'_, '_>, case: &PageId, values: &[Named]) -> Acted<String> {
    let mut values = with_round(act, case, values.to_vec())?;
    if !values.iter().any(|(name, _)| *name == "meeting")
        && let Some(meeting) = meeting_now(act)?
    {
        values.push(("meeting", meeting.into()));
    }
    let id = writing::add(act, case, &entities::FOLLOW_UP, &values, None)?;
    copy_facts(act, case)?;
    Ok(id)
}

/// The group will treat this case.
///
/// # Errors
/// When there is no such case.
pub fn choose(act: &mut Act<'_, '_>, case: &PageId) -> Acted<()> {
    let day = today(act).into();
    writing::set_entry(act, case, &entities::CASE, "chosen", &day)
}

/// Begins a round. Whoever begins it, the round is the presenter's.
///
/// # Errors
/// When there is no such case.
pub fn round(act: &mut Act<'_, '_>, case: &PageId, values: &[Named]) -> Acted<String> {
    let group = act.group_page();
    let presenter = act.roster().page(case).and_then(|info| info.owner);
    let mut values: Vec<(&str, Value)> = values.to_vec();
    values.push(("of", case.to_string().into()));
    writing::add(act, &group, &entities::ROUND, &values, presenter)
}

/// Closes all open rounds of a case, and notes how many tips there were.
///
/// # Errors
/// For anybody but the presenter, and when there is no round.
pub fn close(act: &mut Act<'_, '_>, case: &PageId) -> Acted<()> {
    if presenter(act, case)? != act.me() {
        return Err(ReplicaError::NotOwner);
    }
    let group = act.group_page();
    let mut open: Vec<String> = rounds(act, case)?
        .into_iter()
        .filter(|round| !round.is("closed") && !round.is_withdrawn())
        .map(|round| round.id)
        .collect();
    if open.is_empty() {
        // A case that was talked about without a round is closed by a round that ends at once.
        open.push(round(act, case, &[])?);
    }
    let tips = act.read(case, |page| page.all(&entities::ADVICE))?;
    let day = today(act);
    for round in open {
        let of_round = |tip: &&Record| tip.str("round") == round && !tip.is_withdrawn();
        let count = i64::try_from(tips.iter().filter(of_round).count()).unwrap_or(i64::MAX);
        let place = (&entities::ROUND, round.as_str());
        let values = [("closed", day.as_str().into()), ("tips_at_close", count.into())];
        writing::set_all(act, &group, place, &values, None)?;
    }
    Ok(())
}

/// The presenter takes the case back.
///
/// # Errors
/// For anybody but the presenter.
pub fn withdraw(act: &mut Act<'_, '_>, case: &PageId) -> Acted<()> {
    let day = today(act).into();
    writing::set_entry(act, case, &entities::CASE, "withdrawn_at", &day)
}

/// This person's cases that a person who came back may not have: their audience names the person from
/// before the return.
pub fn kept_back(roster: &Roster, me: &PersonId, person: &PersonId) -> Vec<PageId> {
    let back = |device: &&DeviceInfo| {
        device.person == *person && device.returned && device.state == DeviceState::In
    };
    let devices: Vec<_> = roster.devices().filter(back).map(|device| device.id).collect();
    let case = PageKind::Case.number();
    let own = roster.pages().filter(|page| {
        page.kind == case && page.owner == Some(*me) && page.standing && page.erased.is_none()
    });
    let names = |page: &&PageInfo| match &page.audience {
        Audience::All => false,
        Audience::Persons(persons) => persons.contains(person),
    };
    let lacks = |page: &&PageInfo| devices.iter().any(|device| !roster.sees(device, &page.id));
    own.filter(names).filter(lacks).map(|page| page.id).collect()
}

/// Shares all of this person's cases again with somebody who came back, and had them before. How many.
///
/// # Errors
/// When the store refuses.
pub fn share_again(act: &mut Act<'_, '_>, person: &PersonId) -> Acted<usize> {
    let cases = kept_back(act.roster(), &act.me(), person);
    cases.iter().try_for_each(|case| page::change_audience(act, case, &[*person], true))?;
    Ok(cases.len())
}

/// Copies to the case list what happened in the case file, so that agenda and status are right
/// for those outside its audience too. Doing it twice does nothing more.
///
/// # Errors
/// When the case file is not here.
pub fn copy_facts(act: &mut Act<'_, '_>, case: &PageId) -> Acted<()> {
    let group = act.group_page();
    let id = case.to_string();
    let entry = act.read(&group, |page| page.read(&entities::CASE, &id))?;
    let Some(entry) = entry else { return Ok(()) };
    let rounds = rounds(act, case)?;
    let rounds: Vec<&Record> = rounds.iter().collect();
    let (tips, chosen, told) = act.read(case, |page| {
        let all = |entity| page.all(entity);
        (all(&entities::ADVICE), all(&entities::CHOSEN_ACTION), all(&entities::FOLLOW_UP))
    })?;
    for fact in derive::missing_facts(&entry, &rounds, &tips, &chosen, &told) {
        if let Some(entity) = fact.entity() {
            writing::set(act, &group, (entity, &fact.id), fact.field, &fact.value, None)?;
        }
    }
    Ok(())
}

fn presenter(act: &Act<'_, '_>, case: &PageId) -> Acted<PersonId> {
    let info = act.roster().page(case).ok_or(ReplicaError::NoSuchPage(*case))?;
    info.owner.ok_or(ReplicaError::NoSuchPage(*case))
}

fn rounds(act: &mut Act<'_, '_>, case: &PageId) -> Acted<Vec<Record>> {
    let (group, id) = (act.group_page(), case.to_string());
    let rounds = act.read(&group, |page| page.all(&entities::ROUND))?;
    Ok(rounds.into_iter().filter(|round| round.str("of") == id).collect())
}

fn with_round(act: &mut Act<'_, '_>, case: &PageId, mut values: Vec<Named>) -> Acted<Vec<Named>> {
    values.extend(open_round(act, case)?.map(|round| ("round", round.into())));
    Ok(values)
}

fn open_round(act: &mut Act<'_, '_>, case: &PageId) -> Acted<Option<String>> {
    let rounds = rounds(act, case)?;
    let rounds: Vec<&Record> = rounds.iter().collect();
    Ok(derive::newest_open(&rounds).map(|round| round.id.clone()))
}

fn meeting_now(act: &mut Act<'_, '_>) -> Acted<Option<String>> {
    let group = act.group_page();
    let meetings = act.read(&group, |page| page.all(&entities::MEETING))?;
    let held = |meeting: &&Record| meeting.is("opened_at") && !meeting.is("cancelled_at");
    let newest = meetings.iter().filter(held).max_by_key(|m| (!m.is("closed_at"), m.str("date")));
    Ok(newest.map(|meeting| meeting.id.clone()))
}

#[cfg(test)]
mod tests;
