//! The whole history of one text: every code point that ever stood in it, in the order in which
//! Automerge keeps them, who put it there, and who took it out.

use std::collections::BTreeMap;

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId, Automerge, ChangeHash, ObjId, ReadDoc, ScalarValue};

/// Of a document with more changes, or changes times writers, the history is not read: at two
/// microseconds a change this keeps a read under a quarter of a second.
const CHANGES_CAP: usize = 100_000;
const CLOCKS_CAP: usize = 4_000_000;

/// How many changes of each writer were seen; writers in ascending order of their actor.
pub(super) type Clock = Vec<u64>;

/// A change that did something to the text.
pub(super) struct Touch {
    pub(super) writer: usize,
    pub(super) seq: u64,
    pub(super) hash: ChangeHash,
    pub(super) time: i64,
    pub(super) start_op: u64,
    /// What it had seen, itself included.
    pub(super) clock: Clock,
}

/// One code point (or mark) that stands or stood in the text.
pub(super) struct Element {
    /// What it shows; nothing for a mark.
    pub(super) text: String,
    /// The change that put it there, as a place in [`History::touches`].
    pub(super) inserted: usize,
    /// The changes that took it out.
    pub(super) deleted: Vec<usize>,
}

pub(super) struct History {
    pub(super) writers: Vec<ActorId>,
    /// In an order in which each comes after what it had seen.
    pub(super) touches: Vec<Touch>,
    /// In the order of the text.
    pub(super) elements: Vec<Element>,
}

impl History {
    /// Reads the history of text `obj`; none if only one has written, or if it is too long.
    pub(super) fn read(doc: &Automerge, obj: &ObjId) -> Option<Self> {
        if doc.stats().num_actors < 2 || !forked(doc) {
            return None;
        }
        Self::whole(doc, obj).map(|(history, _)| history)
    }

    /// Reads the history of text `obj`, however many have written, with what each change of the
    /// document had seen; none if it is too long.
    pub(super) fn whole(
        doc: &Automerge,
        obj: &ObjId,
    ) -> Option<(Self, BTreeMap<ChangeHash, Clock>)> {
        let ObjId::Id(counter, actor, _) = obj else { return None };
        let mut reader = Reader::new(writers(doc)?, ObjectId::Id(OpId(*counter, actor.clone())));
        for change in doc.get_changes(&[]) {
            reader.change(&change)?;
        }
        let clocks = std::mem::take(&mut reader.clocks);
        let history = reader.finish();
        // An exotic text (values overwritten in place) would be told wrong: better nothing.
        (history.text_now() == doc.text(obj).ok()?).then_some((history, clocks))
    }

    /// Whether `touch` is among what `clock` had seen.
    pub(super) fn seen(&self, touch: usize, clock: &Clock) -> bool {
        self.touches
            .get(touch)
            .is_some_and(|touch| clock.get(touch.writer).is_some_and(|seq| *seq >= touch.seq))
    }

    /// Whether `element` stood in the text that `clock` had seen.
    pub(super) fn visible(&self, element: &Element, clock: &Clock) -> bool {
        self.seen(element.inserted, clock)
            && !element.deleted.iter().any(|touch| self.seen(*touch, clock))
    }

    fn text_now(&self) -> String {
        let here = self.elements.iter().filter(|element| element.deleted.is_empty());
        here.map(|element| element.text.as_str()).collect()
    }
}

/// Whether two ever wrote without having seen each other.
fn forked(doc: &Automerge) -> bool {
    doc.get_changes_meta(&[]).windows(2).any(|two| match two {
        [before, after] => after.deps != [before.hash],
        _ => false,
    })
}

/// The writers, if the history is not too long to look at.
fn writers(doc: &Automerge) -> Option<Vec<ActorId>> {
    if doc.stats().num_changes > CHANGES_CAP as u64 {
        return None;
    }
    let metas = doc.get_changes_meta(&[]);
    let mut writers: Vec<ActorId> =
        metas.iter().map(|meta| meta.actor.clone().into_owned()).collect();
    writers.sort_unstable();
    writers.dedup();
    (writers.len().saturating_mul(metas.len()) <= CLOCKS_CAP).then_some(writers)
}

struct Reader {
    obj: ObjectId,
    history: History,
    clocks: BTreeMap<ChangeHash, Clock>,
    /// Operation id (counter, writer) to element.
    by_id: BTreeMap<(u64, usize), usize>,
    ids: Vec<(u64, usize)>,
    /// What was put directly behind each element; the first list is the start of the text.
    behind: Vec<Vec<usize>>,
}

impl Reader {
    fn new(writers: Vec<ActorId>, obj: ObjectId) -> Self {
        Self {
            obj,
            history: History { writers, touches: Vec::new(), elements: Vec::new() },
            clocks: BTreeMap::new(),
            by_id: BTreeMap::new(),
            ids: Vec::new(),
            behind: vec![Vec::new()],
        }
    }

    fn change(&mut self, change: &automerge::Change) -> Option<()> {
        let writer = self.history.writers.binary_search(change.actor_id()).ok()?;
        let clock = self.clock(change, writer)?;
        let touch = self.history.touches.len();
        let mut touched = false;
        for (counter, op) in (change.start_op().get()..).zip(&change.decode().operations) {
            if op.obj == self.obj {
                touched = true;
                self.op((counter, writer), touch, op)?;
            }
        }
        if touched {
            self.history.touches.push(Touch {
                writer,
                seq: change.seq(),
                hash: change.hash(),
                time: change.timestamp(),
                start_op: change.start_op().get(),
                clock: clock.clone(),
            });
        }
        self.clocks.insert(change.hash(), clock);
        Some(())
    }

    fn clock(&self, change: &automerge::Change, writer: usize) -> Option<Clock> {
        let mut clock = vec![0; self.history.writers.len()];
        for dep in change.deps() {
            for (own, seen) in clock.iter_mut().zip(self.clocks.get(dep)?) {
                *own = (*own).max(*seen);
            }
        }
        *clock.get_mut(writer)? = change.seq();
        Some(clock)
    }

    fn op(&mut self, id: (u64, usize), touch: usize, op: &Op) -> Option<()> {
        let Key::Seq(key) = &op.key else { return None };
        if !op.insert {
            return self.delete(touch, op);
        }
        let before = match key {
            ElementId::Head => 0,
            ElementId::Id(id) => self.element(id)? + 1,
        };
        let element = self.history.elements.len();
        self.behind.get_mut(before)?.push(element);
        self.behind.push(Vec::new());
        self.by_id.insert(id, element);
        self.ids.push(id);
        let text = shown(&op.action);
        self.history.elements.push(Element { text, inserted: touch, deleted: Vec::new() });
        Some(())
    }

    fn delete(&mut self, touch: usize, op: &Op) -> Option<()> {
        for id in op.pred.iter() {
            let element = self.element(id)?;
            self.history.elements.get_mut(element)?.deleted.push(touch);
        }
        Some(())
    }

    fn element(&self, id: &OpId) -> Option<usize> {
        let writer = self.history.writers.binary_search(id.actor()).ok()?;
        self.by_id.get(&(id.counter(), writer)).copied()
    }

    /// Puts the elements in the order of the text: behind each one what was put there, the highest
    /// operation id first, each with all that follows from it.
    fn finish(mut self) -> History {
        for behind in &mut self.behind {
            behind.sort_unstable_by_key(|element| self.ids.get(*element).copied());
        }
        let mut elements: Vec<_> = self.history.elements.into_iter().map(Some).collect();
        let mut ordered = Vec::with_capacity(elements.len());
        let mut waiting = self.behind.first().cloned().unwrap_or_default();
        while let Some(next) = waiting.pop() {
            ordered.extend(elements.get_mut(next).and_then(Option::take));
            waiting.extend(self.behind.get(next + 1).into_iter().flatten());
        }
        History { elements: ordered, ..self.history }
    }
}

/// What an operation shows in a text: Automerge shows what is no string as one placeholder.
fn shown(action: &OpType) -> String {
    match action {
        OpType::Put(ScalarValue::Str(text)) => text.to_string(),
        OpType::Put(_) | OpType::Make(_) => '\u{fffc}'.to_string(),
        _ => String::new(),
    }
}
