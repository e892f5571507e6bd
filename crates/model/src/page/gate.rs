//! The page rules: what an entry must satisfy at its place, before Automerge sees it.

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId};
use automerge::{Change, ExpandedChange};
use kring_trust::entry::{Dep, PageRule, Place, Rebuilt, Slim, rebuild};
use kring_trust::id::{Actor, Chain};

use super::Fault;
use super::apply::quietly;
use super::index::{Applied, Logs, Seen, Slot};
use super::operations::Known;
use super::rewrites::rewrote;

/// An entry that passed the page rules.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) slot: Slot,
    pub(super) n: u64,
    pub(super) change: Change,
    /// Whether it writes keys of maps, which can be somebody's.
    pub(super) writes_keys: bool,
}

/// An entry at its place in a log.
pub(super) struct Incoming<'a> {
    pub(super) slot: Slot,
    pub(super) slim: &'a Slim,
    pub(super) chain: Chain,
}

/// Why an entry does not pass.
#[derive(Debug)]
pub(super) enum Refusal {
    /// A dependency is not in the document.
    Missing,
    Fault(Fault),
}

impl From<PageRule> for Refusal {
    fn from(rule: PageRule) -> Self {
        match rule {
            PageRule::Missing(_) => Self::Missing,
            rule => Self::Fault(Fault::Place(rule.to_string())),
        }
    }
}

/// Passes one entry through the page rules and adds it to `logs` as applied.
pub(super) fn admit(
    logs: &mut Logs,
    known: &mut Known<'_>,
    incoming: &Incoming<'_>,
) -> Result<Candidate, Refusal> {
    if incoming.slim.deps.iter().any(|dep| logs.applied(dep).is_none()) {
        return Err(Refusal::Missing);
    }
    let built = built(logs, incoming)?;
    let seen = logs.seen(incoming.slot, &incoming.slim.deps);
    let judged = quietly(|| {
        let change = Change::from_bytes(built.bytes.clone())
            .map_err(|error| Fault::Refused(error.to_string()))?;
        let expanded = change.decode();
        check_references(logs, incoming.slot, &seen, &expanded)?;
        known.check(logs, incoming.slot, &seen, &expanded)?;
        let writes_keys = expanded.operations.iter().any(|op| op.key.is_map_key());
        Ok((change, writes_keys, rewrote(logs, incoming.slot, &expanded)))
    });
    let (change, writes_keys, rewrote) = judged.map_err(Refusal::Fault)?;
    let log = logs.get_mut(incoming.slot).ok_or(Refusal::Fault(Fault::Reference))?;
    let chain = Dep::new(Actor([0; 16]), 0, &incoming.chain).chain;
    log.applied.push(Applied { chain, ancestor: built.ancestor(), seen, rewrote });
    log.chain = incoming.chain;
    let n = log.applied.len() as u64;
    Ok(Candidate { slot: incoming.slot, n, change, writes_keys })
}

fn built(logs: &Logs, incoming: &Incoming<'_>) -> Result<Rebuilt, Refusal> {
    let log = logs.get(incoming.slot).ok_or(Refusal::Fault(Fault::Reference))?;
    let dep = |dep: &Dep| logs.applied(dep).map(|applied| applied.ancestor);
    let place = Place {
        actor: log.opening.id().into(),
        n: log.applied.len() as u64 + 1,
        base: logs.base,
        previous: log.applied.last().map(|applied| applied.ancestor),
        dep: &dep,
        knows_actor: &|actor| logs.knows_actor(actor),
    };
    Ok(rebuild(incoming.slim, &place)?)
}

/// Every operation that an entry names must be in its past, or stand before in the entry itself:
/// else what becomes of the entry would depend on what else has arrived.
fn check_references(
    logs: &Logs,
    slot: Slot,
    seen: &Seen,
    change: &ExpandedChange,
) -> Result<(), Fault> {
    let start = change.start_op.get();
    for (counter, op) in (start..).zip(&change.operations) {
        let known = |id: &OpId| {
            let own = *id.actor() == change.actor_id && (start..counter).contains(&id.counter());
            let actor = id.actor().to_bytes().try_into().map(Actor).ok();
            let highest = || logs.highest_seen(slot, seen, &actor?);
            id.counter() > 0 && (own || highest().is_some_and(|highest| id.counter() <= highest))
        };
        if !named(op).all(known) {
            return Err(Fault::Reference);
        }
    }
    Ok(())
}

fn named(op: &Op) -> impl Iterator<Item = &OpId> {
    let object = match &op.obj {
        ObjectId::Id(id) => Some(id),
        ObjectId::Root => None,
    };
    let element = match &op.key {
        Key::Seq(ElementId::Id(id)) => Some(id),
        Key::Seq(ElementId::Head) | Key::Map(_) => None,
    };
    object.into_iter().chain(element).chain(op.pred.iter())
}
