//! Makes a change of another's again as if it were made here.
//!
//! Automerge takes a foreign change in time that grows with all that ever stood in the text; a
//! transaction does not. Where a change follows directly on what is in the document and does plain
//! things, it is done again as its actor, and its bytes compared: the same bytes are the same
//! change. Anything else is applied the long way.

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{Automerge, Cursor, ExpandedChange, ObjId, ReadDoc, ScalarValue};

use super::Fault;
use super::apply::{Judge, quietly};
use super::gate::Candidate;

/// Larger changes are applied: what a person does at once is small.
const OPERATIONS_CAP: usize = 2_000;

/// The document with the change made again, if that gave the same bytes and it passes `judge`.
pub(super) fn replay(
    judge: &Judge<'_>,
    doc: &Automerge,
    candidate: &Candidate,
) -> Option<Automerge> {
    let change = &candidate.change;
    // Beside all heads a change depends on the one before it in its log.
    let follows = doc.get_heads().iter().all(|head| change.deps().contains(head));
    if change.len() > OPERATIONS_CAP || !follows {
        return None;
    }
    let again = || {
        let mut next = doc.clone().with_actor(change.actor_id().clone());
        let mut tx = next.transaction();
        let made = make(&mut tx, &change.decode());
        let mut options = CommitOptions::default().with_time(change.timestamp());
        if let Some(message) = change.message() {
            options.set_message(message);
        }
        let (hash, _) = tx.commit_with(options);
        // The hash covers every byte.
        let same = made.is_some() && hash == Some(change.hash());
        if !same {
            return Err(Fault::Refused("it was made in another way".to_owned()));
        }
        judge.judge(&next, &[candidate])?;
        Ok(next)
    };
    quietly(again).ok()
}

/// Does what the operations did; none for what only a long way can do.
fn make(tx: &mut Transaction<'_>, change: &ExpandedChange) -> Option<()> {
    let mut rest = change.operations.as_slice();
    let mut counter = change.start_op.get();
    while let Some(op) = rest.first() {
        let object = object(&op.obj);
        let taken = match &op.key {
            Key::Map(key) => put(tx, &object, key, op)?,
            Key::Seq(place) if op.insert => insert(tx, &object, place, rest, counter, change)?,
            Key::Seq(place) => delete(tx, &object, place, rest)?,
        };
        rest = rest.get(taken..)?;
        counter += taken as u64;
    }
    Some(())
}

fn object(object: &ObjectId) -> ObjId {
    match object {
        ObjectId::Root => ObjId::Root,
        // The last number is a hint; a wrong one is looked up.
        ObjectId::Id(id) => ObjId::Id(id.counter(), id.actor().clone(), usize::MAX),
    }
}

fn put(tx: &mut Transaction<'_>, object: &ObjId, key: &str, op: &Op) -> Option<usize> {
    match &op.action {
        OpType::Put(value) => tx.put(object, key, value.clone()).ok()?,
        OpType::Make(kind) => drop(tx.put_object(object, key, *kind).ok()?),
        OpType::Delete => tx.delete(object, key).ok()?,
        OpType::Increment(_) | OpType::MarkBegin(_) | OpType::MarkEnd(_) => return None,
    }
    Some(1)
}

/// A run of text: each code point behind the one before it.
fn insert(
    tx: &mut Transaction<'_>,
    object: &ObjId,
    place: &ElementId,
    operations: &[Op],
    counter: u64,
    change: &ExpandedChange,
) -> Option<usize> {
    let mut text = String::new();
    let mut taken = 0;
    for (op, before) in operations.iter().zip(counter.checked_sub(1)?..) {
        let OpType::Put(ScalarValue::Str(letter)) = &op.action else { break };
        let own = |id: &OpId| id.counter() == before && *id.actor() == change.actor_id;
        let follows = matches!(&op.key, Key::Seq(ElementId::Id(id)) if own(id));
        let same = op.insert && self::object(&op.obj) == *object;
        if !same || (taken > 0 && !follows) || letter.chars().count() != 1 {
            break;
        }
        text.push_str(letter);
        taken += 1;
    }
    let at = match place {
        ElementId::Head => 0,
        ElementId::Id(id) => position(tx, object, id)? + 1,
    };
    tx.splice_text(object, at, 0, &text).ok()?;
    (taken > 0).then_some(taken)
}

/// A run of deletions, each of what stands behind the one before it.
fn delete(
    tx: &mut Transaction<'_>,
    object: &ObjId,
    place: &ElementId,
    operations: &[Op],
) -> Option<usize> {
    let ElementId::Id(first) = place else { return None };
    let at = position(tx, object, first)?;
    let mut taken = 0;
    for op in operations {
        let Key::Seq(ElementId::Id(id)) = &op.key else { break };
        let plain = op.action == OpType::Delete && self::object(&op.obj) == *object;
        if !plain || op.insert || position(tx, object, id) != Some(at + taken) {
            break;
        }
        taken += 1;
    }
    tx.splice_text(object, at, isize::try_from(taken).ok()?, "").ok()?;
    (taken > 0).then_some(taken)
}

fn position(tx: &Transaction<'_>, object: &ObjId, id: &OpId) -> Option<usize> {
    let cursor = Cursor::try_from(format!("{}@{}", id.counter(), id.actor())).ok()?;
    tx.get_cursor_position(object, &cursor, None).ok()
}
