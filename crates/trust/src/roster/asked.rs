//! What the rest of the program asks the roster.

use std::collections::BTreeSet;

use super::erase::{Opened, is_released, one_suffices};
use super::info::{DeviceInfo, DeviceState, Erasing, PageInfo, People, PersonInfo, RosterView};
use super::{Roster, graph::Node};
use crate::id::{DeviceId, PageId, PersonId, StatementId};
use crate::relay::Relay;
use crate::statement::{Audience, Body, Day, Statement};

impl Roster {
    /// A device that was ever brought in, whatever became of it.
    pub fn device(&self, id: &DeviceId) -> Option<&DeviceInfo> {
        self.people().devices.get(id)
    }

    /// All devices that were ever brought in, by id.
    pub fn devices(&self) -> impl Iterator<Item = &DeviceInfo> {
        self.people().devices.values()
    }

    /// A person who was ever brought in.
    pub fn person(&self, id: &PersonId) -> Option<&PersonInfo> {
        self.people().persons.get(id)
    }

    /// All persons who were ever brought in, by id.
    pub fn persons(&self) -> impl Iterator<Item = &PersonInfo> {
        self.people().persons.values()
    }

    /// Whose device it is, also when it is out: what it wrote keeps its author.
    pub fn person_of(&self, device: &DeviceId) -> Option<PersonId> {
        self.device(device).map(|info| info.person)
    }

    /// The device with this network identity. If a modified program claimed another's identity, the
    /// device that is in comes first, then the one that was brought in with less behind it.
    pub fn device_by_endpoint(&self, endpoint: &[u8; 32]) -> Option<&DeviceInfo> {
        let claims = self.graph.by_endpoint(endpoint).iter();
        claims.filter_map(|device| self.device(device)).min_by_key(|info| {
            let brought = self.node(&info.added_by);
            (info.state != DeviceState::In, brought.map(|node| node.past.len()), info.id)
        })
    }

    /// Whether to connect with a device: it is in.
    pub fn may_connect(&self, device: &DeviceId) -> bool {
        self.device(device).is_some_and(|info| info.state == DeviceState::In)
    }

    /// A page, with the group document as one of them; `None` for the roster's own page.
    pub fn page(&self, id: &PageId) -> Option<&PageInfo> {
        if *id == self.group_document.id {
            return Some(&self.group_document);
        }
        self.pages.get(&self.graph, &self.people().members, id)
    }

    /// All pages: the group document, then the others by id. Erased ones too.
    pub fn pages(&self) -> impl Iterator<Item = &PageInfo> {
        let others = self.pages.all(&self.graph, &self.people().members);
        std::iter::once(&self.group_document)
            .chain(others.filter(|page| page.id != self.group_document.id))
    }

    /// Whether a page is in this person's audience: a member's, and not erased.
    pub fn may_see(&self, person: &PersonId, page: &PageId) -> bool {
        if !self.people().members.members().contains(person) {
            return false;
        }
        *page == PageId::ROSTER
            || self.page(page).is_some_and(|info| is_open(info) && includes(info, person))
    }

    /// Whether a device may hold a page: it is in, its person is in the audience, and the page is
    /// not erased. A returned device needs an audience that was set by who knew of its return and
    /// that names its person, or that is everybody's.
    ///
    /// This is about whom a page is *for*; whether to send something now is
    /// [`Roster::may_be_sent`].
    pub fn sees(&self, device: &DeviceId, page: &PageId) -> bool {
        let Some(info) = self.device(device).filter(|info| info.state == DeviceState::In) else {
            return false;
        };
        if !self.may_see(&info.person, page) {
            return false;
        }
        let returned = self.people().members.chosen.get(device).and_then(|one| one.returned);
        returned.is_none_or(|returned| self.is_for_returned(&info.person, returned, page))
    }

    /// Whether entries of a page may be sent to a device: it sees the page, and neither is paused
    /// by a statement that only a newer version understands.
    pub fn may_be_sent(&self, device: &DeviceId, page: &PageId) -> bool {
        let paused = self.device(device).is_some_and(|info| info.paused)
            || self.page(page).is_some_and(|info| info.paused);
        !paused && self.sees(device, page)
    }

    /// Whether a page is to be gone; also before the page itself was seen.
    pub fn is_erased(&self, page: &PageId) -> bool {
        if *page == PageId::ROSTER || *page == self.group_document.id {
            return false;
        }
        match self.page(page) {
            Some(info) => info.erased.is_some(),
            None => self.pages.is_erased_unseen(page),
        }
    }

    /// Whether a device that is in has the owner's rights over a page: setting its audience, and
    /// erasing it alone.
    pub fn has_owners_rights(&self, device: &DeviceId, page: &PageId) -> bool {
        let Some(opened) = self.opened(page) else { return false };
        self.may_connect(device) && self.owns(device, &opened)
    }

    /// Whether a person may erase a page `today`.
    pub fn may_erase(&self, person: &PersonId, page: &PageId, today: Day) -> Erasing {
        let (Some(opened), Some(info)) = (self.opened(page), self.person(person)) else {
            return Erasing::No;
        };
        let members = &self.people().members;
        let mut own = self.devices().filter(|device| device.person == *person);
        if own.any(|device| self.has_owners_rights(&device.id, page)) {
            return Erasing::Alone;
        }
        if !info.in_ || !is_released(members, &opened, today) {
            return Erasing::No;
        }
        let alone = *person != opened.owner && one_suffices(members, &opened.owner);
        if alone { Erasing::Alone } else { Erasing::WithOne }
    }

    /// Erases of a page that one person signed alone: where two are needed, another laptop signs the
    /// same words along.
    pub fn lone_erases(&self, page: &PageId) -> impl Iterator<Item = &Statement> {
        let nodes = self.pages.erases(page).filter_map(|at| self.graph.node(at));
        nodes.map(|node| &node.statement).filter(|one| one.body.second().is_none())
    }

    /// How many other persons have to sign that `person` is back: two, or one in a group of two.
    pub fn signers_to_return(&self, person: &PersonId) -> usize {
        if one_suffices(&self.people().members, person) { 1 } else { 2 }
    }

    /// The blocks of a device that are not lifted: what an unblocking names. Sorted.
    pub fn blocks_of(&self, device: &DeviceId) -> Vec<StatementId> {
        let lifted = &self.people().members.lifted;
        let members = self.graph.members().filter(|(member, ..)| !lifted.contains(member));
        let nodes = members.filter_map(|(_, at, _)| self.graph.node(at));
        let about = Body::Blocked { device: *device };
        let blocks = nodes.filter(|node| node.statement.body == about);
        let mut ids: Vec<_> = blocks.map(|node| node.id).collect();
        ids.sort_unstable();
        ids
    }

    /// Whether the group allows its laptops to meet over the internet.
    pub fn internet(&self) -> bool {
        !self.internet_statements().is_empty()
    }

    /// The statements that allow the internet: what switching it off names. Sorted.
    pub fn internet_statements(&self) -> Vec<StatementId> {
        let mut on: Vec<_> = self.allowing().map(|node| node.id).collect();
        on.sort_unstable();
        on
    }

    /// By which relays the group allows its laptops to meet: the statement, the relay, and whose
    /// device said so. By statement; empty while the internet is off. More than one only where
    /// several switched it on without knowing of each other.
    pub fn relays(&self) -> Vec<(StatementId, Relay, DeviceId)> {
        let said = self.allowing().filter_map(|node| match &node.statement.body {
            Body::InternetOn { relay } => Some((node.id, relay.clone(), node.statement.device)),
            _ => None,
        });
        let mut all: Vec<_> = said.collect();
        all.sort_unstable();
        all
    }

    /// The statements that allow the internet and were not lifted.
    fn allowing(&self) -> impl Iterator<Item = &Node> {
        let off = self.counting_facts().filter_map(|node| match &node.statement.body {
            Body::InternetOff { lifts } => Some(lifts),
            _ => None,
        });
        let lifted: BTreeSet<_> = off.flatten().copied().collect();
        self.counting_facts().filter(move |node| {
            matches!(node.statement.body, Body::InternetOn { .. }) && !lifted.contains(&node.id)
        })
    }

    /// Whether somebody said that the trajectory is over.
    pub fn finished(&self) -> bool {
        self.counting_facts().any(|node| node.statement.body == Body::Finished)
    }

    /// Who said first that the trajectory is over, and when on their clock, in milliseconds since 1970.
    pub fn finished_by(&self) -> Option<(PersonId, u64)> {
        let said = self.counting_facts().filter(|node| node.statement.body == Body::Finished);
        let first = said.min_by_key(|node| (node.statement.time, node.id))?;
        Some((self.person_of(&first.statement.device)?, first.statement.time))
    }

    /// Statements about the group or a device, of kinds that this version does not know: shown.
    /// Those about a page show as [`PageInfo::paused`].
    pub fn unknown(&self) -> impl Iterator<Item = (StatementId, &Statement)> {
        let unknown = self
            .counting_facts()
            .filter(|node| matches!(node.statement.body, Body::Unknown { .. }));
        unknown.map(|node| (node.id, &node.statement))
    }

    /// All that follows from the statements.
    pub fn view(&self) -> RosterView {
        let mut unknown: Vec<_> = self.unknown().map(|(id, _)| id).collect();
        unknown.sort_unstable();
        RosterView {
            devices: self.devices().cloned().collect(),
            persons: self.persons().cloned().collect(),
            pages: self.pages().cloned().collect(),
            internet: self.internet(),
            finished: self.finished(),
            unknown,
            newest: self.newest(),
        }
    }

    fn people(&self) -> &People {
        self.people.get_or_init(|| People::of(&self.graph, &self.facts))
    }

    fn node(&self, id: &StatementId) -> Option<&Node> {
        self.graph.node(self.graph.find(id)?)
    }

    fn counting_facts(&self) -> impl Iterator<Item = &Node> {
        let members = &self.people().members;
        self.facts.iter().filter_map(|at| {
            let node = self.graph.node(*at)?;
            members.voice(&self.graph, &node.statement.device, *at).map(|_| node)
        })
    }

    fn opened(&self, page: &PageId) -> Option<Opened<'_>> {
        self.pages.opened(&self.graph, page)
    }

    fn owns(&self, device: &DeviceId, opened: &Opened<'_>) -> bool {
        self.people().members.chosen.get(device).is_some_and(|chosen| {
            let before = chosen.returned.is_some_and(|member| !opened.node.past.has(member));
            chosen.person == opened.owner && !before
        })
    }

    fn is_for_returned(&self, person: &PersonId, returned: usize, page: &PageId) -> bool {
        if *page == PageId::ROSTER || *page == self.group_document.id {
            return true;
        }
        let (Some(info), Some(opened)) = (self.page(page), self.opened(page)) else { return false };
        let owned_since = opened.owner == *person && opened.node.past.has(returned);
        let mut heads = info.audience_heads.iter().filter_map(|id| self.node(id));
        owned_since || heads.all(|head| names(head, person, returned))
    }
}

/// Whether an audience statement is for everybody, or names a person whose return it knows of.
fn names(head: &Node, person: &PersonId, returned: usize) -> bool {
    match &head.statement.body {
        Body::PageOpened { audience, .. } | Body::AudienceSet { audience, .. } => match audience {
            Audience::All => true,
            Audience::Persons(persons) => persons.contains(person) && head.past.has(returned),
        },
        _ => false,
    }
}

fn is_open(info: &PageInfo) -> bool {
    info.standing && info.erased.is_none()
}

fn includes(info: &PageInfo, person: &PersonId) -> bool {
    match &info.audience {
        Audience::All => true,
        Audience::Persons(persons) => persons.contains(person),
    }
}
