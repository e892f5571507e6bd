//! Whether an erase counts. Decided by its own past and the page's opening alone: laptops drop keys
//! on the strength of it, so nothing that is learnt later may change the answer.

use super::graph::{Graph, Node};
use super::membership::Membership;
use super::past::Past;
use crate::id::{DeviceId, PersonId};
use crate::statement::Day;

const MS_PER_DAY: u64 = 86_400_000;

/// What of a page's opening matters here.
pub(super) struct Opened<'a> {
    pub(super) node: &'a Node,
    pub(super) owner: PersonId,
    pub(super) retention: Option<Day>,
}

/// Whether the erase at `at` counts for the page `opened`.
pub(super) fn erases(graph: &Graph, opened: &Opened<'_>, at: usize) -> bool {
    let Some(erase) = graph.node(at) else { return false };
    if has_owners_rights(graph, &erase.statement.device, &erase.past, opened) {
        return true;
    }
    let members = Membership::of(graph, Some(&erase.past));
    let released = is_released(&members, opened, day_of(erase.statement.time));
    released && signed_by_enough(graph, &members, opened, erase, at)
}

/// Whether `device`, as `past` knows it, is one of the owner's and has the owner's rights: a
/// returned device has none over pages opened by who did not know of its return.
pub(super) fn has_owners_rights(
    graph: &Graph,
    device: &DeviceId,
    past: &Past,
    opened: &Opened<'_>,
) -> bool {
    graph.bringings_in(device, past).any(|bringing| {
        let before = bringing.returned.is_some_and(|returned| !opened.node.past.has(returned));
        bringing.person == opened.owner && !before
    })
}

/// Whether others may erase: the owner left or has only returned devices, or the day has come.
pub(super) fn is_released(members: &Membership, opened: &Opened<'_>, today: Day) -> bool {
    let due = opened.retention.is_some_and(|retention| today >= retention);
    due || members.left.contains_key(&opened.owner) || only_returned(members, &opened.owner)
}

/// Whether one person suffices: in a group of two nobody finds a second one beside the owner.
pub(super) fn one_suffices(members: &Membership, owner: &PersonId) -> bool {
    members.members().iter().filter(|person| *person != owner).count() <= 1
}

/// The day of a time in milliseconds; times beyond all calendars are the last day.
pub(super) fn day_of(time: u64) -> Day {
    Day::try_from(time / MS_PER_DAY).unwrap_or(Day::MAX)
}

fn only_returned(members: &Membership, owner: &PersonId) -> bool {
    let mut devices = members.devices_in(owner).peekable();
    devices.peek().is_some() && devices.all(|device| device.returned.is_some())
}

fn signed_by_enough(
    graph: &Graph,
    members: &Membership,
    opened: &Opened<'_>,
    erase: &Node,
    at: usize,
) -> bool {
    let Some(signer) = members.voice(graph, &erase.statement.device, at) else { return false };
    let second = erase.statement.body.second();
    let second = second.and_then(|second| members.voice(graph, &second.device, at));
    match second {
        Some(second) if second != signer => true,
        _ => signer != opened.owner && one_suffices(members, &opened.owner),
    }
}
