//! Pages: what their statements say, worked out per page and kept until one of them is touched.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::erase::{Opened, erases, has_owners_rights};
use super::graph::Graph;
use super::info::PageInfo;
use super::membership::Membership;
use crate::id::{PageId, PersonId, StatementId};
use crate::statement::{Audience, Body};

#[derive(Clone, Debug, Default)]
pub(super) struct Pages {
    records: BTreeMap<PageId, PageRecord>,
    /// Openings of pages by who is not their owner, by nonce: at most a repetition of the owner's.
    repeats: BTreeMap<[u8; 16], Vec<usize>>,
    /// The pages with that nonce.
    by_nonce: BTreeMap<[u8; 16], Vec<PageId>>,
}

/// The statements about one page, by place.
#[derive(Clone, Debug, Default)]
struct PageRecord {
    opening: Option<usize>,
    audiences: Vec<usize>,
    erases: Vec<Erase>,
    receipts: Vec<usize>,
    unknown: Vec<usize>,
    info: OnceLock<Option<PageInfo>>,
}

/// The verdict is worked out once, when the opening is here, and never again.
#[derive(Clone, Debug)]
struct Erase {
    at: usize,
    counts: OnceLock<bool>,
}

impl Pages {
    /// Files the statement at `at` under its page, if it is about one.
    pub(super) fn note(&mut self, graph: &Graph, at: usize) {
        let Some(node) = graph.node(at) else { return };
        if let Body::PageOpened { nonce, .. } = &node.statement.body {
            return self.note_opening(graph, at, *nonce);
        }
        let Some(page) = node.statement.body.page() else { return };
        let record = self.records.entry(page).or_default();
        record.info = OnceLock::new();
        match &node.statement.body {
            Body::AudienceSet { .. } => record.audiences.push(at),
            Body::Erased { .. } => record.erases.push(Erase { at, counts: OnceLock::new() }),
            Body::Receipt { .. } => record.receipts.push(at),
            _ => record.unknown.push(at),
        }
    }

    fn note_opening(&mut self, graph: &Graph, at: usize, nonce: [u8; 16]) {
        let Some(node) = graph.node(at) else { return };
        if opened(graph, at).is_some() {
            let page = PageId::opened_by(node.id);
            let record = self.records.entry(page).or_default();
            record.opening = Some(at);
            record.info = OnceLock::new();
            self.by_nonce.entry(nonce).or_default().push(page);
            return;
        }
        self.repeats.entry(nonce).or_default().push(at);
        for page in self.by_nonce.get(&nonce).into_iter().flatten() {
            self.records.entry(*page).and_modify(|record| record.info = OnceLock::new());
        }
    }

    /// Lets every page be worked out again: who is in has changed.
    pub(super) fn forget_all(&mut self) {
        self.records.values_mut().for_each(|record| record.info = OnceLock::new());
    }

    pub(super) fn get(
        &self,
        graph: &Graph,
        members: &Membership,
        page: &PageId,
    ) -> Option<&PageInfo> {
        self.info(graph, members, page, self.records.get(page)?)
    }

    pub(super) fn all<'a>(
        &'a self,
        graph: &'a Graph,
        members: &'a Membership,
    ) -> impl Iterator<Item = &'a PageInfo> {
        self.records.iter().filter_map(|(page, record)| self.info(graph, members, page, record))
    }

    /// Whether an erase came before the page that it erases.
    pub(super) fn is_erased_unseen(&self, page: &PageId) -> bool {
        let record = self.records.get(page);
        record.is_some_and(|record| record.opening.is_none() && !record.erases.is_empty())
    }

    /// The places of all erases of a page, also of those that do not count.
    pub(super) fn erases(&self, page: &PageId) -> impl Iterator<Item = usize> {
        let record = self.records.get(page).into_iter();
        record.flat_map(|record| record.erases.iter().map(|erase| erase.at))
    }

    /// What of the page's opening matters to erasing.
    pub(super) fn opened<'a>(&self, graph: &'a Graph, page: &PageId) -> Option<Opened<'a>> {
        opened(graph, self.records.get(page)?.opening?)
    }

    fn info<'a>(
        &'a self,
        graph: &Graph,
        members: &Membership,
        page: &PageId,
        record: &'a PageRecord,
    ) -> Option<&'a PageInfo> {
        let work_out = || {
            let opened = opened(graph, record.opening?)?;
            let case = Case { graph, members, pages: self, page, record, opened: &opened };
            case.info(record.opening?)
        };
        record.info.get_or_init(work_out).as_ref()
    }
}

/// The opening at `at`, if a device of the owner signed it.
fn opened(graph: &Graph, at: usize) -> Option<Opened<'_>> {
    let node = graph.node(at)?;
    let Body::PageOpened { owner, retention, .. } = &node.statement.body else { return None };
    let mut signer = graph.bringings_in(&node.statement.device, &node.past);
    let by_owner = signer.any(|bringing| bringing.person == *owner);
    by_owner.then_some(Opened { node, owner: *owner, retention: *retention })
}

struct Case<'a> {
    graph: &'a Graph,
    members: &'a Membership,
    pages: &'a Pages,
    page: &'a PageId,
    record: &'a PageRecord,
    opened: &'a Opened<'a>,
}

impl Case<'_> {
    fn info(&self, opening: usize) -> Option<PageInfo> {
        let Body::PageOpened { kind, day, .. } = &self.opened.node.statement.body else {
            return None;
        };
        let heads = self.audience_heads();
        let erased = self.record.erases.iter().filter(|erase| self.erase_counts(erase));
        Some(PageInfo {
            id: *self.page,
            kind: *kind,
            owner: Some(self.opened.owner),
            day: *day,
            audience: self.audience(&heads),
            retention: self.opened.retention,
            standing: self.opening_counts(opening),
            erased: erased.filter_map(|erase| self.id(erase.at)).min(),
            receipts: self.receipts(),
            paused: self.record.unknown.iter().any(|at| self.is_owners(*at)),
            last_audience: heads.last().copied()?,
            audience_heads: heads,
        })
    }

    fn opening_counts(&self, at: usize) -> bool {
        let Body::PageOpened { nonce, .. } = &self.opened.node.statement.body else { return false };
        let repeats = self.pages.repeats.get(nonce);
        self.voice(at) == Some(self.opened.owner)
            || self.is_repeated(at, repeats.map_or(&[], Vec::as_slice))
    }

    /// Whether a statement of the owner's that lapsed was repeated by another person.
    fn is_repeated(&self, at: usize, others: &[usize]) -> bool {
        let Some(node) = self.graph.node(at) else { return false };
        others.iter().any(|other| {
            let same = self.graph.node(*other).is_some_and(|other| {
                other.statement.body == node.statement.body && other.id != node.id
            });
            same && self.voice(*other).is_some_and(|person| person != self.opened.owner)
        })
    }

    fn erase_counts(&self, erase: &Erase) -> bool {
        *erase.counts.get_or_init(|| erases(self.graph, self.opened, erase.at))
    }

    /// Sorted; the opening itself if nothing that counts replaced it.
    fn audience_heads(&self) -> Vec<StatementId> {
        let signed = self.record.audiences.iter().filter(|at| self.owner_signed(**at));
        let replaced_by: BTreeMap<StatementId, Vec<StatementId>> =
            signed.clone().filter_map(|at| Some((self.id(*at)?, self.replaces(*at)))).collect();
        let counting: Vec<_> = signed
            .filter(|at| self.is_owners(**at) || self.is_repeated(**at, &self.record.audiences))
            .filter_map(|at| self.id(*at))
            .collect();
        let replaced = all_replaced(&counting, &replaced_by);
        let candidates = counting.iter().copied().chain([self.opened.node.id]);
        let mut heads: Vec<_> = candidates.filter(|id| !replaced.contains(id)).collect();
        heads.sort_unstable();
        heads
    }

    fn replaces(&self, at: usize) -> Vec<StatementId> {
        let body = self.graph.node(at).map(|node| &node.statement.body);
        match body {
            Some(Body::AudienceSet { replaces, .. }) if !replaces.is_empty() => replaces.clone(),
            _ => vec![self.opened.node.id],
        }
    }

    fn audience(&self, heads: &[StatementId]) -> Audience {
        let named = heads.iter().filter_map(|id| self.graph.node(self.graph.find(id)?));
        let lists = named.filter_map(|node| persons(&node.statement.body));
        let shared = lists.map(|list| list.iter().copied().collect::<BTreeSet<_>>());
        match shared.reduce(|one, other| &one & &other) {
            None => Audience::All,
            Some(persons) => Audience::of(persons.into_iter().chain([self.opened.owner])),
        }
    }

    fn receipts(&self) -> BTreeMap<crate::id::DeviceId, StatementId> {
        let mut receipts = BTreeMap::new();
        for at in &self.record.receipts {
            let Some(node) = self.graph.node(*at) else { continue };
            let Body::Receipt { erase, .. } = node.statement.body else { continue };
            let of_this = self.record.erases.iter().any(|one| self.id(one.at) == Some(erase));
            if of_this && self.voice(*at).is_some() {
                let kept = receipts.entry(node.statement.device).or_insert(node.id);
                *kept = node.id.min(*kept);
            }
        }
        receipts
    }

    /// Whether the statement at `at` counts and is signed with the owner's rights.
    fn is_owners(&self, at: usize) -> bool {
        self.owner_signed(at) && self.voice(at) == Some(self.opened.owner)
    }

    /// Whether a device with the owner's rights signed the statement at `at`.
    fn owner_signed(&self, at: usize) -> bool {
        self.graph.node(at).is_some_and(|node| {
            has_owners_rights(self.graph, &node.statement.device, &node.past, self.opened)
        })
    }

    fn voice(&self, at: usize) -> Option<PersonId> {
        let device = self.graph.node(at)?.statement.device;
        self.members.voice(self.graph, &device, at)
    }

    fn id(&self, at: usize) -> Option<StatementId> {
        self.graph.node(at).map(|node| node.id)
    }
}

/// Everything that `counting` replaces, also by way of statements that have lapsed since: who
/// replaced one knew what that one had replaced.
fn all_replaced(
    counting: &[StatementId],
    replaces: &BTreeMap<StatementId, Vec<StatementId>>,
) -> BTreeSet<StatementId> {
    let mut replaced = BTreeSet::new();
    let mut open: Vec<StatementId> = counting.to_vec();
    while let Some(id) = open.pop() {
        for earlier in replaces.get(&id).into_iter().flatten() {
            if replaced.insert(*earlier) {
                open.push(*earlier);
            }
        }
    }
    replaced
}

fn persons(body: &Body) -> Option<&[PersonId]> {
    match body {
        Body::PageOpened { audience: Audience::Persons(persons), .. }
        | Body::AudienceSet { audience: Audience::Persons(persons), .. } => Some(persons),
        _ => None,
    }
}
