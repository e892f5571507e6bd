//! Where a group stands in its trajectory, as this laptop knows it: its phase, its rhythm, its mix, who
//! guides, what was tried. Everything is derived; both faces of the program say the same of it.

mod tell;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use kring_model::derive::{self, Cadence, Course, Date, Length, Mix, Tried, Used};
use kring_model::entities;
use kring_model::method::{self, Method};
use kring_model::read::Record;
use kring_model::schema::PageKind;
use kring_model::trajectory::{self, Role};
use kring_trust::PageId;

pub use tell::{change, guides, mix, next, notes};

use crate::acts::day_text;
use crate::acts::records::Records as _;
use crate::listed;
use crate::people;
use crate::replica::{Replica, ReplicaError};

/// Where a group stands.
#[derive(Clone, Debug)]
pub struct Trajectory {
    /// Today here.
    pub today: Date,
    /// The group's own fields; none before the first was written.
    pub group: Option<Record>,
    /// The phases, and where it is among them.
    pub course: Course,
    /// When it went to which phase, the newest last.
    pub log: Vec<Record>,
    /// How long it is planned, where its form says what is usual.
    pub length: Option<Length>,
    /// Its rhythm.
    pub cadence: Cadence,
    /// Rounds that were held, while it is in its rounds.
    pub rounds: Option<usize>,
    /// Days for the rounds that are not planned yet.
    pub ahead: Vec<Date>,
    /// How many members it has.
    pub members: usize,
    /// How many it holds for enough.
    pub enough: usize,
    /// Who is there and who is missing.
    pub mix: Mix,
    /// Who guides.
    pub guides: Vec<Record>,
    /// Whether an agreement about safety stands.
    pub safe: bool,
    /// Whether the trajectory is finished.
    pub finished: bool,
}

/// Where the group stands today.
///
/// # Errors
/// When the store cannot be read.
pub fn look(replica: &mut Replica) -> Result<Trajectory, ReplicaError> {
    let day = day_text(replica.env().today());
    let today = Date::parse(&day).unwrap_or(Date::EPOCH);
    let page = replica.group_page();
    let kinds = [&entities::PHASE, &entities::MEETING, &entities::MEMBER, &entities::AGREEMENT];
    let (group, [log, meetings, members, agreements]) =
        replica.read(&page, |page| (page.own_fields(), kinds.map(|kind| page.all(kind))))?;
    let present: BTreeSet<String> =
        people::present(replica.roster()).iter().map(ToString::to_string).collect();
    let here: Vec<Record> = members.into_iter().filter(|one| present.contains(&one.id)).collect();
    let safe = |one: &Record| one.str("kind") == "safety" && !one.is("retired");
    let cadence = derive::cadence(group.as_ref(), &meetings, today);
    Ok(Trajectory {
        ahead: derive::rounds_ahead(&cadence, &log, &meetings, today),
        course: group.as_ref().map(|own| derive::course(own, &log)).unwrap_or_default(),
        length: group.as_ref().and_then(derive::length),
        cadence,
        rounds: derive::rounds_held(&log, &meetings),
        members: present.len(),
        enough: derive::enough_members(group.as_ref()),
        mix: derive::mix(&here.iter().collect::<Vec<_>>()),
        guides: derive::guides(&here, &day).into_iter().cloned().collect(),
        safe: agreements.iter().any(|one| safe(one) && !one.is_withdrawn()),
        finished: replica.roster().finished(),
        today,
        group,
        log,
    })
}

impl Trajectory {
    /// What comes with the program about the phase that the group is in.
    pub fn phase(&self) -> Option<&'static kring_model::trajectory::Phase> {
        derive::about_phase(self.group.as_ref()?, &self.course.now)
    }

    /// Whether the group went over the number of members that it holds for enough.
    pub const fn is_large(&self) -> bool {
        self.members > self.enough
    }
}

/// Methods that the group played before, the newest first, as far as the meetings are here.
///
/// # Errors
/// When the store cannot be read.
pub fn methods_used(replica: &mut Replica) -> Result<Vec<Used>, ReplicaError> {
    let mut sessions = Vec::new();
    for meeting in listed::listed(replica, PageKind::Meeting)? {
        let Some(page) = PageId::from_hex(&meeting.id).filter(|_| meeting.here) else { continue };
        let held = replica.read(&page, |page| page.all(&entities::SESSION))?;
        let held = held.into_iter().filter(|one| !one.is_withdrawn());
        sessions.extend(held.map(|one| (meeting.date.clone(), one.str("method").to_owned())));
    }
    Ok(derive::used(sessions.iter().map(|(day, method)| (day.as_str(), method.as_str()))))
}

/// A method for the next case that would be a change, after these.
pub fn method_to_change(replica: &Replica, used: &[Used]) -> Option<&'static Method> {
    derive::change(method::builtin(), used, people::present(replica.roster()).len())
}

/// What was tried, what works and what does not yet, as far as it is on this laptop: the newest last of
/// each kind.
///
/// # Errors
/// When the store cannot be read.
pub fn results(replica: &mut Replica) -> Result<Vec<Tried>, ReplicaError> {
    let mut all = Vec::new();
    for case in listed::listed(replica, PageKind::Case)? {
        let Some(page) = PageId::from_hex(&case.id) else { continue };
        if !case.here || case.status == "withdrawn" {
            continue;
        }
        all.extend(replica.read(&page, |page| {
            let (tips, chosen) = (page.all(&entities::ADVICE), page.all(&entities::CHOSEN_ACTION));
            derive::of_case(&case.id, &tips, &chosen, &page.all(&entities::FOLLOW_UP))
        })?);
    }
    for one in listed::listed(replica, PageKind::Experiment)? {
        let Some(page) = PageId::from_hex(&one.id).filter(|_| one.here) else { continue };
        let by = if one.fact("owner").is_empty() { &one.by } else { one.fact("owner") };
        let (own, steps, asked) = replica.read(&page, |page| {
            (page.own_fields(), page.all(&entities::STEP), page.all(&entities::BEHAVIOUR))
        })?;
        let Some(own) = own else { continue };
        all.extend(derive::of_experiment(&one.id, by, &own, &steps));
        all.extend(derive::behaviour_of(&one.id, &own, &steps, &asked));
    }
    Ok(all)
}

/// Somebody with a role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holder {
    /// The person's id, or that of who is involved.
    pub id: String,
    /// Whether it is a member.
    pub member: bool,
    /// What somebody involved is called; a member is named by their id.
    pub name: String,
    /// What somebody involved does.
    pub task: String,
    /// What somebody involved promises.
    pub promise: String,
}

/// A role, and who has it.
#[derive(Clone, Debug)]
pub struct Held {
    /// The role.
    pub role: &'static Role,
    /// Who has it.
    pub holders: Vec<Holder>,
}

/// The role sheet: every role with its tasks, and who has it.
///
/// # Errors
/// When the store cannot be read.
pub fn roles(replica: &mut Replica) -> Result<Vec<Held>, ReplicaError> {
    let now = look(replica)?;
    let page = replica.group_page();
    let around = replica.read(&page, |page| page.all(&entities::STAKEHOLDER))?;
    let guides: Vec<String> = now.guides.iter().map(|one| one.id.clone()).collect();
    let members = people::present(replica.roster()).into_iter().map(|person| person.to_string());
    let (guides, others): (Vec<String>, Vec<String>) = members.partition(|id| guides.contains(id));
    let member = |id: &String| Holder { id: id.clone(), member: true, ..Holder::default() };
    let of = |role: &'static Role| {
        let holders = match role.id.as_str() {
            "guide" => guides.iter().map(member).collect(),
            "participant" => others.iter().map(member).collect(),
            id => around.iter().filter(|one| holds(one, id)).map(involved).collect(),
        };
        Held { role, holders }
    };
    Ok(trajectory::builtin().roles.iter().map(of).collect())
}

fn holds(one: &Record, role: &str) -> bool {
    one.str("role") == role && !one.is_withdrawn()
}

fn involved(one: &Record) -> Holder {
    let text = |field| one.str(field).trim().to_owned();
    Holder {
        id: one.id.clone(),
        member: false,
        name: text("name"),
        task: text("task"),
        promise: text("promise"),
    }
}

/// The day of the first meeting of all, if it has one.
///
/// # Errors
/// When the store cannot be read.
pub fn first_meeting(replica: &mut Replica) -> Result<Option<String>, ReplicaError> {
    let all = listed::listed(replica, PageKind::Meeting)?;
    let first = all.into_iter().filter(|one| !one.is_over()).map(|one| one.date);
    Ok(first.filter(|date| !date.is_empty()).min())
}

/// What is to be done before the first meeting, or on its day; everything while there is none.
///
/// # Errors
/// When the store cannot be read.
pub fn first_tasks(replica: &mut Replica) -> Result<Vec<Record>, ReplicaError> {
    let first = first_meeting(replica)?;
    let page = replica.group_page();
    let mut all = replica.read(&page, |page| page.all(&entities::ACTION))?;
    all.retain(|one| {
        let due = one.str("due");
        let before = match &first {
            Some(first) => !due.is_empty() && due <= first.as_str(),
            None => true,
        };
        before && !one.is_withdrawn()
    });
    Ok(all)
}
