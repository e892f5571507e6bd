//! What operations may do: only what this program makes, at places that exist.
//!
//! Automerge takes a wide choice of operations that no honest program makes, and some of them break
//! it later: an increment of nothing, a deletion of something elsewhere, a second value inside a
//! text. Here every operation must be a value or object under a key of a map, an element of a list,
//! a code point of a text, or the removal of one of these, and must name what it replaces or stands
//! behind where that is.

use std::collections::BTreeMap;

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{
    ActorId, Automerge, Change, ChangeHash, Cursor, ExpandedChange, ObjId, ObjType, ReadDoc,
    ScalarValue,
};

use super::index::{Logs, Seen, Slot};
use super::{DEPTH_CAP, Fault};

/// Number of an object in [`Known::objects`].
type Object = u32;

/// Number of a key in [`Known::keys`].
type Name = u32;

/// What one operation left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    Value { inside: Object, key: Name },
    Element { inside: Object },
    Nothing,
}

#[derive(Clone, Copy, Debug)]
struct Trace {
    left: Left,
    made: Option<Object>,
}

/// The operations of one change.
struct Stretch {
    start: u64,
    operations: Vec<Trace>,
}

/// The operations that stand before an entry: those that were shown here, and those of a document.
pub(super) struct Known<'a> {
    doc: Option<&'a Automerge>,
    /// How many entries of each log are in the document.
    in_doc: Vec<usize>,
    objects: Vec<(ObjType, usize)>,
    of_doc: BTreeMap<(u64, ActorId), Object>,
    by_actor: BTreeMap<ActorId, Vec<Stretch>>,
    keys: BTreeMap<String, Name>,
}

/// The root is a map at depth 0.
const ROOT: (ObjType, usize) = (ObjType::Map, 0);

impl<'a> Known<'a> {
    /// Of a page that is made from its first change on.
    pub(super) fn from(first: &Change) -> Self {
        let mut known = Self::none();
        let operations = first.decode().operations;
        known.begin(first.actor_id().clone(), first.start_op().get(), operations.len());
        for op in &operations {
            // Frozen and right; what would be wrong in it would be missed by all that follows.
            if let Ok(done) = known.operation(op, &Past::default()) {
                known.add(first.actor_id(), done);
            }
        }
        known
    }

    /// Of a page as it is.
    pub(super) fn beside(doc: &'a Automerge, logs: &Logs) -> Self {
        let in_doc = logs.all().map(|log| log.applied.len()).collect();
        Self { doc: Some(doc), in_doc, ..Self::none() }
    }

    fn none() -> Self {
        Self {
            doc: None,
            in_doc: Vec::new(),
            objects: vec![ROOT],
            of_doc: BTreeMap::new(),
            by_actor: BTreeMap::new(),
            keys: BTreeMap::new(),
        }
    }

    /// Checks the operations of an entry of `slot`, which has seen `seen`, and keeps them for those
    /// that follow. May panic where Automerge does.
    pub(super) fn check(
        &mut self,
        logs: &Logs,
        slot: Slot,
        seen: &Seen,
        change: &ExpandedChange,
    ) -> Result<(), Fault> {
        let past = Past { logs: Some(logs), slot, seen: Some(seen) };
        let actor = &change.actor_id;
        self.begin(actor.clone(), change.start_op.get(), change.operations.len());
        for op in &change.operations {
            match self.operation(op, &past) {
                Ok(done) => self.add(actor, done),
                Err(fault) => {
                    self.by_actor.get_mut(actor).and_then(Vec::pop);
                    return Err(fault);
                }
            }
        }
        Ok(())
    }

    fn begin(&mut self, actor: ActorId, start: u64, operations: usize) {
        let operations = Vec::with_capacity(operations);
        self.by_actor.entry(actor).or_default().push(Stretch { start, operations });
    }

    fn add(&mut self, actor: &ActorId, done: Trace) {
        if let Some(stretch) = self.by_actor.get_mut(actor).and_then(|all| all.last_mut()) {
            stretch.operations.push(done);
        }
    }

    fn operation(&mut self, op: &Op, past: &Past<'_>) -> Result<Trace, Fault> {
        let inside = self.object(&op.obj).ok_or(Fault::Reference)?;
        let (kind, depth) = self.objects.get(inside as usize).copied().unwrap_or(ROOT);
        let left = match (&op.key, kind) {
            (Key::Map(key), ObjType::Map) => self.in_map(op, inside, key, past)?,
            (Key::Seq(place), ObjType::List | ObjType::Text) => {
                self.in_sequence(op, inside, place, kind)?
            }
            _ => return Err(odd("a key does not fit its object")),
        };
        let made = match op.action {
            OpType::Make(_) if depth >= DEPTH_CAP => return Err(Fault::TooDeep),
            OpType::Make(kind) => Some(self.new_object(kind, depth + 1)?),
            _ => None,
        };
        Ok(Trace { left, made })
    }

    fn in_map(
        &mut self,
        op: &Op,
        inside: Object,
        key: &str,
        past: &Past<'_>,
    ) -> Result<Left, Fault> {
        let next = self.keys.len() as Name;
        let name = match self.keys.get(key) {
            Some(name) => *name,
            None => *self.keys.entry(key.to_owned()).or_insert(next),
        };
        let value = Left::Value { inside, key: name };
        let left = match &op.action {
            _ if op.insert => return Err(odd("an element stands in a map")),
            OpType::Put(ScalarValue::Counter(_)) => return Err(odd("a counter")),
            OpType::Put(_) | OpType::Make(ObjType::Map | ObjType::List | ObjType::Text) => value,
            OpType::Delete if !op.pred.is_empty() => Left::Nothing,
            _ => return Err(odd("an operation that this program does not make")),
        };
        let replaced = |id: &OpId| match self.left_by(id) {
            Some(known) => known == value,
            None => self.is_value_of_doc(&op.obj, key, id, past),
        };
        if op.pred.iter().all(replaced) { Ok(left) } else { Err(Fault::Reference) }
    }

    fn in_sequence(
        &self,
        op: &Op,
        inside: Object,
        place: &ElementId,
        kind: ObjType,
    ) -> Result<Left, Fault> {
        let element = match place {
            ElementId::Head => None,
            ElementId::Id(id) => Some(id),
        };
        let there = |id: &OpId| match self.left_by(id) {
            Some(known) => known == Left::Element { inside },
            None => self.is_element_of_doc(&op.obj, id),
        };
        if !element.is_none_or(there) {
            return Err(Fault::Reference);
        }
        match &op.action {
            OpType::Delete if !op.insert && element.is_some() => {
                let only = op.pred.len() == 1 && op.pred.iter().next() == element;
                if only { Ok(Left::Nothing) } else { Err(Fault::Reference) }
            }
            action if op.insert && op.pred.is_empty() && may_stand_in(action, kind) => {
                Ok(Left::Element { inside })
            }
            _ => Err(odd("an operation that this program does not make")),
        }
    }

    /// What an operation that was shown here left; none if it was not shown here.
    fn left_by(&self, id: &OpId) -> Option<Left> {
        self.shown(id).map(|known| known.left)
    }

    fn shown(&self, id: &OpId) -> Option<Trace> {
        let stretches = self.by_actor.get(id.actor())?;
        let after = stretches.partition_point(|stretch| stretch.start <= id.counter());
        let stretch = stretches.get(after.checked_sub(1)?)?;
        let at = usize::try_from(id.counter().checked_sub(stretch.start)?).ok()?;
        stretch.operations.get(at).copied()
    }

    fn object(&mut self, object: &ObjectId) -> Option<Object> {
        let ObjectId::Id(id) = object else { return Some(0) };
        if let Some(known) = self.shown(id) {
            return known.made;
        }
        if let Some(known) = self.of_doc.get(&(id.counter(), id.actor().clone())) {
            return Some(*known);
        }
        let (doc, found) = (self.doc?, object_id(object));
        let kind = doc.object_type(&found).ok()?;
        let depth = doc.parents(&found).ok()?.take(DEPTH_CAP + 1).count();
        let number = Object::try_from(self.objects.len()).ok()?;
        self.objects.push((kind, depth));
        self.of_doc.insert((id.counter(), id.actor().clone()), number);
        Some(number)
    }

    fn new_object(&mut self, kind: ObjType, depth: usize) -> Result<Object, Fault> {
        let number = Object::try_from(self.objects.len()).map_err(|_| Fault::TooDeep)?;
        self.objects.push((kind, depth));
        Ok(number)
    }

    /// Whether `id` is a value under a key, as the writer saw the document.
    fn is_value_of_doc(&self, object: &ObjectId, key: &str, id: &OpId, past: &Past<'_>) -> bool {
        let Some(doc) = self.doc else { return false };
        let values = doc.get_all_at(object_id(object), key, &past.heads(&self.in_doc));
        values.into_iter().flatten().any(|(_, value)| match value {
            ObjId::Id(counter, actor, _) => counter == id.counter() && actor == *id.actor(),
            ObjId::Root => false,
        })
    }

    fn is_element_of_doc(&self, object: &ObjectId, id: &OpId) -> bool {
        let Some(doc) = self.doc else { return false };
        let Ok(cursor) = Cursor::try_from(format!("{}@{}", id.counter(), id.actor())) else {
            return false;
        };
        doc.get_cursor_position(object_id(object), &cursor, None).is_ok()
    }
}

/// What the writer of an entry had seen.
#[derive(Clone, Copy, Default)]
struct Past<'a> {
    logs: Option<&'a Logs>,
    slot: Slot,
    seen: Option<&'a Seen>,
}

impl Past<'_> {
    /// The newest changes of each log that it had seen, as far as they are in the document.
    fn heads(&self, in_doc: &[usize]) -> Vec<ChangeHash> {
        let Some(logs) = self.logs else { return Vec::new() };
        let mut heads = vec![ChangeHash(logs.base.hash)];
        for (slot, (log, in_doc)) in logs.all().zip(in_doc).enumerate() {
            let seen = self.seen.and_then(|seen| seen.get(slot)).copied().unwrap_or(0) as usize;
            let seen = if slot == self.slot { *in_doc } else { seen.min(*in_doc) };
            let newest = seen.checked_sub(1).and_then(|at| log.applied.get(at));
            heads.extend(newest.map(|applied| ChangeHash(applied.ancestor.hash)));
        }
        heads
    }
}

/// Of a text one code point at a time; of a list anything but what counts.
fn may_stand_in(action: &OpType, kind: ObjType) -> bool {
    match (action, kind) {
        (OpType::Put(ScalarValue::Str(text)), ObjType::Text) => text.chars().count() == 1,
        (OpType::Put(value), ObjType::List) => !matches!(value, ScalarValue::Counter(_)),
        (OpType::Make(made), ObjType::List) => *made != ObjType::Table,
        _ => false,
    }
}

fn odd(what: &str) -> Fault {
    Fault::Place(what.to_owned())
}

fn object_id(object: &ObjectId) -> ObjId {
    match object {
        ObjectId::Root => ObjId::Root,
        // The last number is a hint; a wrong one is looked up.
        ObjectId::Id(id) => ObjId::Id(id.counter(), id.actor().clone(), usize::MAX),
    }
}
