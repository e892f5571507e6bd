//! Pages as they are kept beside the logs, to open fast. A snapshot replaces nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use automerge::{Automerge, ChangeHash, ChangeMetadata};
use kring_trust::entry::{Ancestor, Dep};
use kring_trust::id::{Actor, Chain, PersonId};
use kring_trust::log::LogOpening;
use kring_trust::plan::Size;
use serde::{Deserialize, Serialize};

use super::apply::quietly;
use super::check::{check_document, load};
use super::index::{Applied, Log, Logs, Seen, Slot};
use super::{About, Page, Resting, Unsound};

/// Changes with the form of a snapshot and with every rule of the gate: what an older program set
/// aside is judged anew, from the logs.
pub const SNAPSHOT_VERSION: u32 = 3;

/// The snapshot is of another version, another page, or damaged: make the page from its logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the snapshot cannot be used")]
pub struct StaleSnapshot;

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    logs: Vec<StoredLog>,
    resting: Vec<Resting>,
    awaited: BTreeSet<(Actor, u64)>,
    document: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct StoredLog {
    opening: LogOpening,
    person: PersonId,
    /// The first half of the chain after each applied entry.
    chains: Vec<[u8; 16]>,
    /// What of others was changed, by the place of the entry among them.
    rewrote: Vec<(u32, Vec<u32>)>,
    chain: Chain,
    held: u64,
    size: Size,
}

impl Page {
    /// The page as bytes, after the same check as [`Page::check`]: they were loaded back and
    /// compared. About 20 bytes a change and the text.
    ///
    /// # Errors
    /// [`Unsound`]: nothing must be stored, and the page must be made anew.
    pub fn snapshot(&self) -> Result<Vec<u8>, Unsound> {
        let document = check_document(&self.doc)?;
        let logs = self.logs.all().map(|log| StoredLog {
            opening: log.opening,
            person: log.person,
            chains: log.applied.iter().map(|applied| applied.chain).collect(),
            rewrote: rewrote(log),
            chain: log.chain,
            held: log.held,
            size: log.size,
        });
        let stored = Stored {
            version: SNAPSHOT_VERSION,
            logs: logs.collect(),
            resting: self.resting.clone(),
            awaited: self.awaited.clone(),
            document,
        };
        let bytes = postcard::to_allocvec(&stored).map_err(|_| Unsound::NotLoadable)?;
        let back = Self::from_snapshot(self.about, &bytes).map_err(|_| Unsound::NotLoadable)?;
        if back.heads() != self.heads() || back.resting != self.resting {
            return Err(Unsound::Differs);
        }
        Ok(bytes)
    }

    /// Opens a page from what [`Page::snapshot`] gave. Entries beyond [`Page::held`] follow by
    /// [`Page::append`].
    ///
    /// # Errors
    /// [`StaleSnapshot`].
    pub fn from_snapshot(about: About, bytes: &[u8]) -> Result<Self, StaleSnapshot> {
        let stored: Stored = postcard::from_bytes(bytes).map_err(|_| StaleSnapshot)?;
        if stored.version != SNAPSHOT_VERSION {
            return Err(StaleSnapshot);
        }
        let mut page = Self::empty(about).map_err(|_| StaleSnapshot)?;
        let doc = load(&stored.document).ok_or(StaleSnapshot)?;
        for log in &stored.logs {
            page.reopen(log).ok_or(StaleSnapshot)?;
        }
        let chains: Vec<_> = stored.logs.iter().map(|log| log.chains.as_slice()).collect();
        let indexed = quietly(|| Ok(fill(&mut page.logs, &chains, &doc))).ok().flatten();
        indexed.ok_or(StaleSnapshot)?;
        for log in &stored.logs {
            page.remember_rewrites(log).ok_or(StaleSnapshot)?;
        }
        page.set_doc(doc);
        page.resting = stored.resting;
        page.awaited = stored.awaited;
        Ok(page)
    }

    fn remember_rewrites(&mut self, stored: &StoredLog) -> Option<()> {
        let slot = self.logs.slot(&Actor::from(stored.opening.id()))?;
        let log = self.logs.get_mut(slot)?;
        for (at, places) in &stored.rewrote {
            let applied = log.applied.get_mut(usize::try_from(*at).ok()?)?;
            applied.rewrote = Some(places.as_slice().into());
        }
        Some(())
    }

    fn reopen(&mut self, stored: &StoredLog) -> Option<()> {
        let slot = self.logs.open(&self.about.group, &stored.opening, stored.person)?;
        let log = self.logs.get_mut(slot)?;
        log.chain = stored.chain;
        log.held = stored.held;
        log.size = stored.size;
        (stored.opening.page == self.about.page).then_some(())
    }
}

fn rewrote(log: &Log) -> Vec<(u32, Vec<u32>)> {
    let all = (0_u32..).zip(&log.applied);
    all.filter_map(|(at, one)| Some((at, one.rewrote.as_ref()?.to_vec()))).collect()
}

/// Reads the index of the applied entries from the document's changes.
fn fill(logs: &mut Logs, chains: &[&[[u8; 16]]], doc: &Automerge) -> Option<()> {
    let mut filling = Filling { logs, chains, named: BTreeMap::new(), seen: Vec::new() };
    for meta in doc.get_changes_meta(&[]) {
        filling.change(&meta)?;
    }
    let complete = |(log, chains): (&Log, &&[[u8; 16]])| log.applied.len() == chains.len();
    filling.logs.all().zip(chains).all(complete).then_some(())
}

struct Filling<'a> {
    logs: &'a mut Logs,
    chains: &'a [&'a [[u8; 16]]],
    named: BTreeMap<ChangeHash, Option<(Slot, usize)>>,
    seen: Vec<Seen>,
}

impl Filling<'_> {
    fn change(&mut self, meta: &ChangeMetadata<'_>) -> Option<()> {
        let actor = Actor(meta.actor.to_bytes().try_into().ok()?);
        if actor == self.logs.base_actor {
            self.named.insert(meta.hash, None);
            return (meta.hash.0 == self.logs.base.hash).then_some(());
        }
        let slot = self.logs.slot(&actor)?;
        let n = self.logs.get(slot)?.applied.len();
        let chain = *self.chains.get(slot)?.get(n)?;
        let mut deps = Vec::new();
        for dep in &meta.deps {
            if let Some((other, n)) = *self.named.get(dep)?
                && other != slot
            {
                let chain = *self.chains.get(other)?.get(n)?;
                let actor = self.logs.get(other)?.opening.id().into();
                deps.push(Dep { actor, n: n as u64 + 1, chain });
            }
        }
        let seen = self.shared(slot, self.logs.seen(slot, &deps));
        let ancestor = Ancestor { hash: meta.hash.0, max_op: meta.max_op };
        self.logs.get_mut(slot)?.applied.push(Applied { chain, ancestor, seen, rewrote: None });
        self.named.insert(meta.hash, Some((slot, n)));
        (meta.seq == n as u64 + 1).then_some(())
    }

    /// Shares equal clocks along a log.
    fn shared(&mut self, slot: Slot, seen: Seen) -> Seen {
        if self.seen.len() <= slot {
            self.seen.resize(slot + 1, Arc::from([]));
        }
        let Some(last) = self.seen.get_mut(slot) else { return seen };
        if **last != *seen {
            *last = seen;
        }
        Arc::clone(last)
    }
}
