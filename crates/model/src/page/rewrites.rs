//! Where entries changed what somebody else had written: what tells that one person's program
//! rewrote much at once, without another look at any entry.

use std::collections::BTreeSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId};
use automerge::{ChangeHash, ExpandedChange};
use kring_trust::id::{Actor, PersonId};
use serde::{Deserialize, Serialize};

use super::Page;
use super::index::{Logs, Slot};

/// What belongs together happened within a minute: by hand few places are changed in one, by a
/// program hundreds.
pub const AT_ONCE_MS: i64 = 60 * 1000;

/// Minutes of one page that are told, the newest: a group works some hundreds of minutes on a page.
const REWRITES_CAP: usize = 256;

/// Stretches of one page that are put back at once, the newest: each is played again twice.
const SPANS_CAP: usize = 64;

/// So many of the newest minutes are looked through for the one that a change belongs to: there are
/// fewer people who write on a page within a minute.
const OPEN_CAP: usize = 64;

/// The field that takes a thing out of its list; setting it the first time replaces nothing.
const AWAY: &str = "archived";

/// The places that one entry changed and others had written, as short hashes; none for most.
pub(super) type Rewrote = Option<Arc<[u32]>>;

/// How many places that others had written one person changed on one page within a minute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rewrite {
    /// Who.
    pub person: PersonId,
    /// The time of the first of these changes, in milliseconds since 1970, as the writer's clock
    /// had it.
    pub from: i64,
    /// The time of the last.
    pub until: i64,
    /// How many places.
    pub places: u32,
}

/// Changes of one person of which each follows on the one before, with nobody else's between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Those that changed what others had written, the oldest first.
    pub changes: Vec<ChangeHash>,
    /// The page's newest changes before all of them.
    pub before: Vec<ChangeHash>,
    /// The last of them.
    pub last: ChangeHash,
}

/// Which places of others an entry of `slot` changes.
pub(super) fn rewrote(logs: &Logs, slot: Slot, change: &ExpandedChange) -> Rewrote {
    let writer = logs.get(slot)?.person;
    let of_other =
        |id: &OpId| {
            *id.actor() != change.actor_id
                && id.actor().to_bytes().try_into().is_ok_and(|actor| {
                    logs.of(&Actor(actor)).is_some_and(|log| log.person != writer)
                })
        };
    let places: BTreeSet<u32> =
        change.operations.iter().filter(|op| changes_others(op, &of_other)).map(place).collect();
    (!places.is_empty()).then(|| places.into_iter().collect())
}

/// Whether an operation replaces, removes or goes behind what somebody else wrote, or puts their
/// thing away.
fn changes_others(op: &Op, of_other: &impl Fn(&OpId) -> bool) -> bool {
    let behind = match &op.key {
        Key::Seq(ElementId::Id(id)) => of_other(id),
        Key::Seq(ElementId::Head) => false,
        Key::Map(key) => {
            key.as_str() == AWAY && matches!(&op.obj, ObjectId::Id(id) if of_other(id))
        }
    };
    behind || op.pred.iter().any(of_other)
}

/// A text is one place, and so is each key of a map. Two places of one page have one hash once in
/// four thousand million pairs.
fn place(op: &Op) -> u32 {
    let mut hasher = DefaultHasher::new();
    if let ObjectId::Id(id) = &op.obj {
        (id.counter(), id.actor().to_bytes()).hash(&mut hasher);
    }
    if let Key::Map(key) = &op.key {
        key.as_str().hash(&mut hasher);
    }
    (hasher.finish() & u64::from(u32::MAX)) as u32
}

impl Page {
    /// Who changed how many places of others within a minute, the oldest first; the newest some
    /// hundreds.
    pub fn rewrites(&self) -> Vec<Rewrite> {
        let mut all: Vec<(Rewrite, BTreeSet<u32>)> = Vec::new();
        for (person, time, places) in self.rewriting() {
            let near = |(one, _): &&mut (Rewrite, BTreeSet<u32>)| {
                one.person == person && time.abs_diff(one.from) <= AT_ONCE_MS.unsigned_abs()
            };
            match all.iter_mut().rev().take(OPEN_CAP).find(near) {
                Some((one, known)) => {
                    (one.from, one.until) = (one.from.min(time), one.until.max(time));
                    known.extend(places.iter());
                    one.places = u32::try_from(known.len()).unwrap_or(u32::MAX);
                }
                None => {
                    let known: BTreeSet<u32> = places.iter().copied().collect();
                    let count = u32::try_from(known.len()).unwrap_or(u32::MAX);
                    all.push((Rewrite { person, from: time, until: time, places: count }, known));
                }
            }
        }
        let older = all.len().saturating_sub(REWRITES_CAP);
        all.into_iter().skip(older).map(|(one, _)| one).collect()
    }

    /// What a person changed of others from one moment to another, by that person's clock: the newest
    /// stretches, the oldest of them first.
    pub fn rewritten_by(&self, person: &PersonId, from: i64, until: i64) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        let mut metas = self.doc.get_changes_meta(&[]);
        metas.sort_by(|a, b| (a.start_op, &a.actor).cmp(&(b.start_op, &b.actor)));
        for meta in metas.iter().filter(|meta| (from..=until).contains(&meta.timestamp)) {
            if self.author_of(&meta.actor).is_none_or(|writer| writer.person != *person) {
                continue;
            }
            let rewrote = self.rewrote(meta.actor.to_bytes(), meta.seq).is_some();
            let changes: Vec<ChangeHash> = rewrote.then_some(meta.hash).into_iter().collect();
            match spans.last_mut().filter(|span| meta.deps.as_slice() == [span.last]) {
                Some(span) => {
                    span.changes.extend(changes);
                    span.last = meta.hash;
                }
                None => {
                    let before = meta.deps.clone();
                    spans.push(Span { changes, before, last: meta.hash });
                }
            }
        }
        spans.retain(|span| !span.changes.is_empty());
        let older = spans.len().saturating_sub(SPANS_CAP);
        spans.split_off(older)
    }

    /// Every change that changed what others had written: by whom, when, and which places.
    fn rewriting(&self) -> Vec<(PersonId, i64, Arc<[u32]>)> {
        if !self.logs.all().flat_map(|log| &log.applied).any(|one| one.rewrote.is_some()) {
            return Vec::new();
        }
        let mut metas = self.doc.get_changes_meta(&[]);
        metas.sort_by(|a, b| (a.start_op, &a.actor).cmp(&(b.start_op, &b.actor)));
        let one = |meta: automerge::ChangeMetadata<'_>| {
            let places = self.rewrote(meta.actor.to_bytes(), meta.seq)?;
            Some((self.author_of(&meta.actor)?.person, meta.timestamp, places))
        };
        metas.into_iter().filter_map(one).collect()
    }

    fn rewrote(&self, actor: &[u8], n: u64) -> Rewrote {
        let log = self.logs.of(&Actor(actor.try_into().ok()?))?;
        log.applied.get(usize::try_from(n.checked_sub(1)?).ok()?)?.rewrote.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Laptop, text};
    use super::*;

    fn told(page: &Page) -> Vec<(u8, u32)> {
        let first = |person: &PersonId| person.as_bytes().first().copied().unwrap_or_default();
        page.rewrites().iter().map(|one| (first(&one.person), one.places)).collect()
    }

    #[test]
    fn only_what_others_wrote_counts_and_each_place_once_a_minute() {
        let (mut noor, mut wim) = (Laptop::new(1), Laptop::new(2));
        noor.type_at(0, 0, "Wij eten om zes uur.");
        noor.type_at(0, 3, "Zij");
        noor.put_own("title", "Eten");
        noor.put_own("title", "Het eten");
        assert!(noor.page.rewrites().is_empty(), "her own");
        wim.take(&noor, &[]);
        wim.put_own("kind", "insight");
        assert!(wim.page.rewrites().is_empty(), "there was nothing");
        wim.type_at(0, 3, "Wij");
        wim.type_at(20, 0, " Klaar.");
        wim.put_own("title", "Avond");
        wim.put_own("title", "De avond");
        assert_eq!(told(&wim.page), [(2, 2)], "the text and the title");
        wim.time += 2 * AT_ONCE_MS;
        wim.put_own("title", "Nacht");
        assert_eq!(told(&wim.page), [(2, 2)], "that was his own by then");
        noor.take(&wim, &[]);
        assert_eq!(noor.page.rewrites(), wim.page.rewrites());
        noor.put_own("title", "Eten");
        assert_eq!(told(&noor.page), [(2, 2), (1, 1)]);
        let kept = Page::from_snapshot(*noor.page.about(), &noor.page.snapshot().unwrap()).unwrap();
        assert_eq!(kept.rewrites(), noor.page.rewrites());
    }

    #[test]
    fn a_span_leads_to_the_page_before_and_after_it() {
        let (mut noor, mut wim) = (Laptop::new(1), Laptop::new(2));
        noor.type_at(0, 0, "Een. Twee.");
        wim.take(&noor, &[]);
        let from = wim.time;
        wim.type_at(0, 4, "Weg.");
        wim.put_own("mood", "boos");
        wim.type_at(5, 5, "Ook weg.");
        let person = PersonId::from_bytes([2; 32]);
        let spans = wim.page.rewritten_by(&person, from, wim.time);
        let [span] = spans.as_slice() else { panic!("one after the other: {spans:?}") };
        assert_eq!(span.changes.len(), 2, "what was new is not among them");
        assert_eq!(text(&wim.page.at(&span.before).unwrap()), "Een. Twee.");
        assert_eq!(text(&wim.page.at(&[span.last]).unwrap()), "Weg. Ook weg.");
        assert_eq!(wim.page.rewritten_by(&person, from + 1, from + 2), []);
        assert_eq!(wim.page.rewritten_by(&PersonId::from_bytes([1; 32]), 0, i64::MAX), []);
    }
}
