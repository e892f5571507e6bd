//! Real documents, edited by several actors at once: every change has a slim form, keeps the byte
//! rules and is rebuilt byte for byte.

use std::collections::HashMap;

use automerge::marks::{ExpandMark, Mark};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{AutoCommit, Change, ObjId, ObjType, ROOT, ReadDoc, ScalarValue};
use proptest::prelude::*;

use super::super::*;
use crate::id::{Actor, Chain};
use crate::log::chain_next;

pub(super) const BASE_ACTOR: Actor = Actor([0xba; 16]);

/// Documents that begin with one constant first change, and the slim form of all changes since.
pub(super) struct Circle {
    base: Change,
    docs: Vec<AutoCommit>,
    chains: HashMap<Actor, Chain>,
    named: HashMap<[u8; 32], (Dep, Ancestor)>,
    applied: HashMap<Dep, Ancestor>,
}

impl Circle {
    pub(super) fn new(members: u8) -> Self {
        let mut first = AutoCommit::new().with_actor(BASE_ACTOR.0.to_vec().into());
        first.put_object(ROOT, "map", ObjType::Map).expect("map");
        first.put_object(ROOT, "list", ObjType::List).expect("list");
        first.put_object(ROOT, "text", ObjType::Text).expect("text");
        first.put(ROOT, "count", ScalarValue::counter(0)).expect("count");
        first.commit_with(CommitOptions::default().with_time(0));
        let base = first.get_last_local_change().expect("base");
        let docs = (0..members).map(|member| {
            // Actors on both sides of the base's.
            let actor = [member.wrapping_mul(89).wrapping_add(7); 16];
            let mut doc = AutoCommit::new().with_actor(actor.to_vec().into());
            doc.apply_changes([base.clone()]).expect("base applies");
            doc
        });
        let docs = docs.collect();
        let (chains, named, applied) = Default::default();
        Self { base, docs, chains, named, applied }
    }

    pub(super) fn doc(&mut self, member: usize) -> &mut AutoCommit {
        let count = self.docs.len();
        &mut self.docs[member % count]
    }

    pub(super) fn merge(&mut self, from: usize, into: usize) {
        let changes = self.doc(from).get_changes(&[]);
        self.doc(into).apply_changes(changes).expect("honest changes apply");
    }

    /// Commits what was edited and takes the change through the slim form.
    pub(super) fn commit(&mut self, member: usize, message: Option<String>, time: i64) -> bool {
        let mut options = CommitOptions::default().with_time(time);
        if let Some(message) = message {
            options.set_message(message);
        }
        if self.doc(member).commit_with(options).is_none() {
            return false;
        }
        let change = self.doc(member).get_last_local_change().expect("just made");
        self.round_trip(&change);
        true
    }

    pub(super) fn base(&self) -> Ancestor {
        ancestor(&self.base)
    }

    /// What each dependency of a change by `actor` is.
    pub(super) fn dep_of(&self, actor: Actor, hash: &[u8; 32]) -> Option<DepOf> {
        if *hash == self.base.hash().0 {
            return Some(DepOf::Base);
        }
        let (dep, _) = self.named.get(hash)?;
        Some(if dep.actor == actor { DepOf::Own } else { DepOf::Other(*dep) })
    }

    fn round_trip(&mut self, change: &Change) {
        let raw = change.raw_bytes();
        let actor = actor_of(change);
        let slim = Slim::from_change(raw, |hash| self.dep_of(actor, hash)).expect("honest");
        assert_eq!(slim.operations, change.len() as u64);
        let encoded = slim.encode();
        assert_eq!(Entry::parse(&encoded), Ok(Entry::Slim(slim.clone())));
        let deps = change.deps().iter().filter_map(|hash| self.named.get(&hash.0));
        let previous = deps.clone().find(|(dep, _)| dep.actor == actor).map(|(_, known)| *known);
        let place = Place {
            actor,
            n: change.seq(),
            base: self.base(),
            previous,
            dep: &|dep| self.applied.get(dep).copied(),
            knows_actor: &|actor| *actor == BASE_ACTOR || self.chains.contains_key(actor),
        };
        let rebuilt = rebuild(&slim, &place).expect("honest");
        assert_eq!(rebuilt.bytes, raw);
        assert_eq!(rebuilt.hash, change.hash().0);
        assert_eq!(rebuilt.ancestor(), ancestor(change));
        assert_eq!(rebuilt.start_op, change.start_op().get());
        self.learn(actor, &rebuilt, change.seq(), &encoded);
    }

    fn learn(&mut self, actor: Actor, rebuilt: &Rebuilt, n: u64, encoded: &[u8]) {
        let chain = self.chains.entry(actor).or_insert(Chain::from_bytes([0; 32]));
        *chain = chain_next(chain, encoded);
        let dep = Dep::new(actor, n, chain);
        self.named.insert(rebuilt.hash, (dep, rebuilt.ancestor()));
        self.applied.insert(dep, rebuilt.ancestor());
    }
}

fn ancestor(change: &Change) -> Ancestor {
    Ancestor { hash: change.hash().0, max_op: change.max_op() }
}

pub(super) fn actor_of(change: &Change) -> Actor {
    Actor(change.actor_id().to_bytes().try_into().expect("16 bytes"))
}

pub(super) fn object(doc: &AutoCommit, name: &str) -> ObjId {
    doc.get(ROOT, name).expect("readable").expect("made in the first change").1
}

#[derive(Debug, Clone)]
enum Edit {
    Put(u8, i64),
    PutText(u8, String),
    PutBytes(u8, Vec<u8>),
    Forget(u8),
    Nest(u8),
    Count(i64),
    Insert(usize, bool),
    Replace(usize, f64),
    Remove(usize),
    Splice(usize, usize, String),
    Mark(usize, usize, bool, u8),
    Unmark(usize, usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        (0..6_u8, any::<i64>()).prop_map(|(key, value)| Edit::Put(key, value)),
        (0..6_u8, ".{0,40}").prop_map(|(key, text)| Edit::PutText(key, text)),
        (0..6_u8, prop::collection::vec(any::<u8>(), 0..300))
            .prop_map(|(key, bytes)| Edit::PutBytes(key, bytes)),
        (0..6_u8).prop_map(Edit::Forget),
        (0..6_u8).prop_map(Edit::Nest),
        (-9..9_i64).prop_map(Edit::Count),
        (any::<usize>(), any::<bool>()).prop_map(|(at, value)| Edit::Insert(at, value)),
        (any::<usize>(), any::<f64>()).prop_map(|(at, value)| Edit::Replace(at, value)),
        any::<usize>().prop_map(Edit::Remove),
        (any::<usize>(), 0..5_usize, ".{0,12}")
            .prop_map(|(at, cut, text)| Edit::Splice(at, cut, text)),
        (any::<usize>(), 1..6_usize, any::<bool>(), 0..4_u8)
            .prop_map(|(at, length, on, expand)| Edit::Mark(at, length, on, expand)),
        (any::<usize>(), 1..6_usize).prop_map(|(at, length)| Edit::Unmark(at, length)),
    ]
}

fn apply(doc: &mut AutoCommit, edit: Edit) -> Result<(), automerge::AutomergeError> {
    let (map, list, text) = (object(doc, "map"), object(doc, "list"), object(doc, "text"));
    let (length, letters) = (doc.length(&list), doc.length(&text));
    let expand = [ExpandMark::Before, ExpandMark::After, ExpandMark::Both, ExpandMark::None];
    match edit {
        Edit::Put(key, value) => doc.put(&map, format!("k{key}"), value),
        Edit::PutText(key, value) => doc.put(&map, format!("k{key}"), value),
        Edit::PutBytes(key, value) => doc.put(&map, format!("k{key}"), ScalarValue::Bytes(value)),
        Edit::Forget(key) => doc.delete(&map, format!("k{key}")),
        Edit::Nest(key) => {
            let item = doc.put_object(&map, format!("k{key}"), ObjType::Map)?;
            let inner = doc.put_object(&item, "text", ObjType::Text)?;
            doc.splice_text(&inner, 0, 0, "nieuw")
        }
        Edit::Count(by) => doc.increment(ROOT, "count", by),
        Edit::Insert(at, value) => doc.insert(&list, at % (length + 1), value),
        Edit::Replace(at, value) if length > 0 => doc.put(&list, at % length, value),
        Edit::Remove(at) if length > 0 => doc.delete(&list, at % length),
        Edit::Splice(at, cut, new) => {
            let at = at % (letters + 1);
            doc.splice_text(&text, at, cut.min(letters - at) as isize, &new)
        }
        Edit::Mark(at, span, on, which) if letters > 0 => {
            let start = at % letters;
            let mark = Mark::new("vet".to_owned(), on, start, (start + span).min(letters));
            doc.mark(&text, mark, expand[usize::from(which)])
        }
        Edit::Unmark(at, span) if letters > 0 => {
            let start = at % letters;
            doc.unmark(&text, "vet", start, (start + span).min(letters), ExpandMark::Both)
        }
        _ => Ok(()),
    }
}

#[derive(Debug, Clone)]
enum Act {
    Edit(usize, Vec<Edit>, Option<String>, i64),
    Merge(usize, usize),
}

fn act() -> impl Strategy<Value = Act> {
    let message = prop::option::of("[a-zé]{0,20}");
    let edits = prop::collection::vec(edit(), 1..8);
    prop_oneof![
        3 => (0..4_usize, edits, message, 0..TIME_END)
            .prop_map(|(member, edits, message, time)| Act::Edit(member, edits, message, time)),
        1 => (0..4_usize, 0..4_usize).prop_map(|(from, into)| Act::Merge(from, into)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn every_honest_change_goes_there_and_back(acts in prop::collection::vec(act(), 1..40)) {
        let mut circle = Circle::new(4);
        for act in acts {
            match act {
                Act::Merge(from, into) if from != into => circle.merge(from, into),
                Act::Merge(..) => {}
                Act::Edit(member, edits, message, time) => {
                    for edit in edits {
                        // What an edit of a random place cannot do (count what was no counter,
                        // delete what is not there) simply is not part of the change.
                        let _cannot = apply(circle.doc(member), edit).is_err();
                    }
                    circle.commit(member, message, time);
                }
            }
        }
    }
}

#[test]
fn long_texts_go_there_and_back() {
    let mut circle = Circle::new(2);
    let text = object(circle.doc(0), "text");
    let long: String = "Wat ze zei, en wat wij hoorden. ".chars().cycle().take(8000).collect();
    circle.doc(0).splice_text(&text, 0, 0, &long).expect("splice");
    assert!(circle.commit(0, None, 1));
    circle.merge(0, 1);
    circle.doc(1).splice_text(&text, 0, 8000, "").expect("splice");
    assert!(circle.commit(1, None, 2));
    circle.doc(1).splice_text(&text, 0, 0, "x").expect("splice");
    assert!(circle.commit(1, None, 3));
}

#[test]
fn overwriting_what_many_wrote_at_once_is_allowed() {
    let mut circle = Circle::new(40);
    for member in 0..40 {
        let map = object(circle.doc(member), "map");
        for key in 0..50 {
            circle.doc(member).put(&map, format!("k{key}"), member as i64).expect("put");
        }
        assert!(circle.commit(member, None, 1));
    }
    (1..40).for_each(|member| circle.merge(member, 0));
    let map = object(circle.doc(0), "map");
    for key in 0..50 {
        circle.doc(0).put(&map, format!("k{key}"), "one").expect("put");
    }
    assert!(circle.commit(0, None, 2));
}

#[test]
fn what_the_slim_form_cannot_say_is_not_signed() {
    let mut circle = Circle::new(1);
    let actor = Actor([7; 16]);
    let mut made = |options: CommitOptions, operations: usize| {
        let map = object(circle.doc(0), "map");
        let mut doc = circle.doc(0).fork().with_actor(actor.0.to_vec().into());
        (0..operations).for_each(|key| doc.put(&map, key.to_string(), true).expect("put"));
        if operations == 0 {
            doc.empty_change(options);
        } else {
            doc.commit_with(options);
        }
        let change = doc.get_last_local_change().expect("made");
        Slim::from_change(change.raw_bytes(), |hash| circle.dep_of(actor, hash)).map(|_| ())
    };
    let at = |time| CommitOptions::default().with_time(time);
    assert_eq!(made(at(1), 1), Ok(()));
    assert_eq!(made(at(1), 10_000), Ok(()));
    assert_eq!(made(at(1), 10_001), Err(NotSlim::Rule(ByteRule::Operations)));
    assert_eq!(made(at(1), 0), Err(NotSlim::Rule(ByteRule::Operations)));
    assert_eq!(made(at(-1), 1), Err(NotSlim::Rule(ByteRule::Time)));
    assert_eq!(made(at(TIME_END), 1), Err(NotSlim::Rule(ByteRule::Time)));
    let long = at(1).with_message("x".repeat(MESSAGE_CAP + 1));
    assert_eq!(made(long, 1), Err(NotSlim::Rule(ByteRule::Message)));
}

#[test]
fn a_change_must_come_from_its_own_log() {
    let mut circle = Circle::new(1);
    let map = object(circle.doc(0), "map");
    circle.doc(0).put(&map, "a", 1).expect("put");
    circle.doc(0).commit();
    let change = circle.doc(0).get_last_local_change().expect("made");
    let base = circle.base().hash;
    let raw = change.raw_bytes();
    let from = |raw: &[u8], dep: Option<DepOf>| Slim::from_change(raw, |_| dep).map(|_| ());
    assert_eq!(change.deps().first().map(|hash| hash.0), Some(base));
    assert_eq!(from(raw, Some(DepOf::Base)), Ok(()));
    assert_eq!(from(raw, Some(DepOf::Own)), Err(NotSlim::Dependencies));
    assert_eq!(from(raw, None), Err(NotSlim::UnknownDependency));
    assert_eq!(from(&raw[1..], Some(DepOf::Base)), Err(NotSlim::Form));
    assert_eq!(from(&[raw, &[0]].concat(), Some(DepOf::Base)), Err(NotSlim::Form));
    assert_eq!(from(&[], Some(DepOf::Base)), Err(NotSlim::Form));
}
