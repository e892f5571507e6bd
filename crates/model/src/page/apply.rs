//! Lets Automerge take entries, so that whatever it does with them the document stays whole.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Automerge, ChangeHash};
use kring_trust::id::LogId;

use super::check::check_document;
use super::gate::Candidate;
use super::index::{Logs, Slot};
use super::materialise::Scrutiny;
use super::{About, Fault};
use crate::rights::{Places, violation};

/// Runs `work`, which must not change anything that outlives a panic.
pub(super) fn quietly<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Fault::Panic))
}

/// What a change is judged by.
#[derive(Clone, Copy)]
pub(super) struct Judge<'a> {
    pub(super) about: &'a About,
    pub(super) logs: &'a Logs,
    pub(super) scrutiny: Scrutiny,
}

/// The first entry of each log that was set aside, with why. All that follows it in its log goes
/// with it.
pub(super) type Refused = BTreeMap<Slot, (u64, Fault)>;

impl Judge<'_> {
    /// The document with `part` applied, in one batch; `doc` is untouched.
    pub(super) fn attempt(&self, doc: &Automerge, part: &[&Candidate]) -> Result<Automerge, Fault> {
        quietly(|| {
            let mut next = doc.clone();
            let changes: Vec<_> = part.iter().map(|candidate| candidate.change.clone()).collect();
            next.apply_changes(changes).map_err(|error| Fault::Refused(error.to_string()))?;
            if next.get_heads() != heads_after(doc, part) {
                return Err(Fault::Refused("it was not applied".to_owned()));
            }
            self.judge(&next, part)?;
            Ok(next)
        })
    }

    /// What is judged of a document in which `part` was just applied. May panic.
    pub(super) fn judge(&self, next: &Automerge, part: &[&Candidate]) -> Result<(), Fault> {
        #[cfg(feature = "faults")]
        if self.scrutiny == Scrutiny::Blind {
            return Ok(());
        }
        let places = Places::of(next);
        for candidate in part.iter().filter(|candidate| candidate.writes_keys) {
            let Some(log) = self.logs.get(candidate.slot) else { return Err(Fault::Reference) };
            let (about, change) = (self.about, candidate.change.decode());
            match violation(&places, &change, log.person, about.owner, about.kind) {
                Some(why) => return Err(Fault::Rights(why)),
                None => continue,
            }
        }
        match self.scrutiny {
            Scrutiny::Apply => Ok(()),
            Scrutiny::Whole => check_document(next).map(drop).map_err(|_| Fault::Poison),
            #[cfg(feature = "faults")]
            Scrutiny::Blind => Ok(()),
        }
    }

    /// Applies what can be applied of `part`, which is in causal order. Tries all of it at once;
    /// what fails is halved until the first entry that fails is found, which is set aside.
    pub(super) fn absorb(&self, doc: &mut Automerge, part: &[Candidate]) -> Refused {
        let mut refused = Refused::new();
        let mut gone = BTreeSet::new();
        let mut waiting = vec![part];
        while let Some(part) = waiting.pop() {
            let part_left = without_dependents(part, &mut gone, &mut refused);
            if part_left.is_empty() {
                continue;
            }
            match (self.attempt(doc, &part_left), part_left.as_slice()) {
                (Ok(next), _) => *doc = next,
                (Err(fault), [only]) => {
                    gone.insert(only.change.hash());
                    refused.entry(only.slot).or_insert((only.n, fault));
                }
                (Err(_), _) => {
                    let (first, second) = part.split_at(part.len() / 2);
                    waiting.push(second);
                    waiting.push(first);
                }
            }
        }
        refused
    }

    /// The same, one entry at a time; `each` is told of every one before.
    pub(super) fn absorb_one_by_one(
        &self,
        doc: &mut Automerge,
        all: &[Candidate],
        each: &mut dyn FnMut(LogId, u64),
    ) -> Refused {
        let mut refused = Refused::new();
        let mut gone = BTreeSet::new();
        for only in all.chunks(1) {
            for candidate in without_dependents(only, &mut gone, &mut refused) {
                if let Some(log) = self.logs.get(candidate.slot) {
                    each(log.opening.id(), candidate.n);
                }
                match self.attempt(doc, &[candidate]) {
                    Ok(next) => *doc = next,
                    Err(fault) => {
                        gone.insert(candidate.change.hash());
                        refused.entry(candidate.slot).or_insert((candidate.n, fault));
                    }
                }
            }
        }
        refused
    }
}

fn without_dependents<'a>(
    part: &'a [Candidate],
    gone: &mut BTreeSet<ChangeHash>,
    refused: &mut Refused,
) -> Vec<&'a Candidate> {
    let mut left = Vec::with_capacity(part.len());
    for candidate in part {
        if candidate.change.deps().iter().any(|dep| gone.contains(dep)) {
            gone.insert(candidate.change.hash());
            refused.entry(candidate.slot).or_insert((candidate.n, Fault::After));
        } else {
            left.push(candidate);
        }
    }
    left
}

fn heads_after(doc: &Automerge, part: &[&Candidate]) -> Vec<ChangeHash> {
    let mut heads: BTreeSet<ChangeHash> = doc.get_heads().into_iter().collect();
    heads.extend(part.iter().map(|candidate| candidate.change.hash()));
    let deps: BTreeSet<&ChangeHash> =
        part.iter().flat_map(|candidate| candidate.change.deps()).collect();
    heads.retain(|head| !deps.contains(head));
    heads.into_iter().collect()
}
