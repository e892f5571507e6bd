//! What the roster says about persons, devices and pages.

use std::collections::BTreeMap;

use super::graph::Graph;
use super::membership::Membership;
use crate::id::{DeviceId, PageId, PersonId, StatementId};
use crate::keys::DeviceRecord;
use crate::statement::{About, Audience, Body, Day};

/// Whether a device is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceState {
    /// It is connected with and sent what its person may see.
    In,
    /// Shut out by these persons, sorted.
    Blocked {
        /// Who blocked it.
        by: Vec<PersonId>,
    },
    /// Its person left the group.
    Left,
    /// What brought it does not count, or no longer: a word of a device that was blocked by then.
    Lapsed,
}

/// A device that was ever brought in. Whatever its state, what it wrote is read with its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceInfo {
    /// Its id.
    pub id: DeviceId,
    /// Whose it is.
    pub person: PersonId,
    /// Its keys.
    pub record: DeviceRecord,
    /// The statement that brought it.
    pub added_by: StatementId,
    /// Whether it is in.
    pub state: DeviceState,
    /// Whether others confirmed it for its owner, or a device that was so confirmed added it. It is
    /// shown as returned beside every value; see [`super::Roster::sees`] for what it may see.
    pub returned: bool,
    /// Whether it said something about itself that only a newer version understands.
    pub paused: bool,
}

/// A person who was ever brought in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonInfo {
    /// Their id.
    pub id: PersonId,
    /// The statement that brought them: founded or joined.
    pub brought_by: StatementId,
    /// Who let them in; `None` for the founder.
    pub invited_by: Option<PersonId>,
    /// The statement by which they left.
    pub left: Option<StatementId>,
    /// Whether a device of theirs is in.
    pub in_: bool,
}

/// A page of the group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageInfo {
    /// Its id.
    pub id: PageId,
    /// The kind of page, a number of the model's.
    pub kind: u8,
    /// Whose it is; `None` for the group document.
    pub owner: Option<PersonId>,
    /// When it was opened, as the owner's laptop saw it; 0 for the group document.
    pub day: Day,
    /// Who is sent it: what all of `audience_heads` allow, and the owner.
    pub audience: Audience,
    /// The day from which others may erase it.
    pub retention: Option<Day>,
    /// Whether its opening counts. Else a laptop that was blocked by then opened it: nothing of it
    /// is sent until another person repeats the opening, and nobody drops it.
    pub standing: bool,
    /// The erase that counts; of several the smallest id.
    pub erased: Option<StatementId>,
    /// Which devices dropped it, by which receipt.
    pub receipts: BTreeMap<DeviceId, StatementId>,
    /// Whether its owner said something about it that only a newer version understands.
    pub paused: bool,
    /// The largest of `audience_heads`. For "green" take the newest arrival of all of them.
    pub last_audience: StatementId,
    /// The audience statements that nothing replaced, sorted; the opening counts as the first.
    pub audience_heads: Vec<StatementId>,
}

/// Whether a person may erase a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erasing {
    /// Yes.
    Alone,
    /// Together with one other person.
    WithOne,
    /// No.
    No,
}

/// All that follows from the statements: equal on two laptops that hold the same ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterView {
    /// Every device that was ever brought in, by id.
    pub devices: Vec<DeviceInfo>,
    /// Every person that was ever brought in, by id.
    pub persons: Vec<PersonInfo>,
    /// Every page, by id, the group document first.
    pub pages: Vec<PageInfo>,
    /// Whether the internet is allowed.
    pub internet: bool,
    /// Whether the trajectory is over.
    pub finished: bool,
    /// Statements of kinds that this version does not know.
    pub unknown: Vec<StatementId>,
    /// The newest statements.
    pub newest: Vec<StatementId>,
}

/// Persons and devices as worked out last.
#[derive(Clone, Debug)]
pub(super) struct People {
    pub(super) members: Membership,
    pub(super) devices: BTreeMap<DeviceId, DeviceInfo>,
    pub(super) persons: BTreeMap<PersonId, PersonInfo>,
}

impl People {
    /// Works them out; `facts` are the places of the statements of unknown kinds, among others.
    pub(super) fn of(graph: &Graph, facts: &[usize]) -> Self {
        let members = Membership::of(graph, None);
        let chosen = members.chosen.keys();
        let mut devices: BTreeMap<_, _> =
            chosen.filter_map(|id| Some((*id, device_info(graph, &members, id)?))).collect();
        for device in facts.iter().filter_map(|at| pauses_itself(graph, &members, *at)) {
            devices.entry(device).and_modify(|info| info.paused = true);
        }
        let persons = persons(graph, &members, &devices);
        Self { members, devices, persons }
    }
}

fn device_info(graph: &Graph, members: &Membership, id: &DeviceId) -> Option<DeviceInfo> {
    let chosen = members.chosen.get(id)?;
    Some(DeviceInfo {
        id: *id,
        person: chosen.person,
        record: graph.record(id)?.clone(),
        added_by: chosen.id,
        state: device_state(members, id, &chosen.person),
        returned: chosen.returned.is_some(),
        paused: false,
    })
}

fn device_state(members: &Membership, id: &DeviceId, person: &PersonId) -> DeviceState {
    if members.left.contains_key(person) {
        return DeviceState::Left;
    }
    match members.out.get(id) {
        Some(out) => DeviceState::Blocked { by: out.by.iter().copied().collect() },
        None if members.brought.contains_key(id) => DeviceState::In,
        None => DeviceState::Lapsed,
    }
}

fn pauses_itself(graph: &Graph, members: &Membership, at: usize) -> Option<DeviceId> {
    let statement = &graph.node(at)?.statement;
    let own = About::Device(statement.device);
    let about_itself = matches!(statement.body, Body::Unknown { about, .. } if about == own);
    members.voice(graph, &statement.device, at).filter(|_| about_itself)?;
    Some(statement.device)
}

fn persons(
    graph: &Graph,
    members: &Membership,
    devices: &BTreeMap<DeviceId, DeviceInfo>,
) -> BTreeMap<PersonId, PersonInfo> {
    let mut persons = BTreeMap::new();
    for bringing in members.chosen.values() {
        let id = bringing.person;
        if id != PersonId::brought_by(bringing.id) {
            continue;
        }
        let inviter = graph.member(bringing.member).map(|node| node.statement.device);
        let inviter = inviter.and_then(|device| devices.get(&device)).map(|info| info.person);
        let left = members.left.get(&id).into_iter().flatten();
        let info = PersonInfo {
            id,
            brought_by: bringing.id,
            invited_by: inviter.filter(|inviter| *inviter != id),
            left: left.filter_map(|member| Some(graph.member(*member)?.id)).min(),
            in_: members.devices_in(&id).next().is_some(),
        };
        persons.insert(id, info);
    }
    persons
}
