//! Cuts a large change into several that together do the same.
//!
//! The operations keep their ids: a piece begins where the one before it ends.

use std::num::NonZeroU64;

use automerge::legacy::{Key, ObjectId, Op, OpType};
use automerge::{Change, ExpandedChange, ScalarValue};

/// The most operations of one entry of ours; the byte rules allow 10,000.
pub(super) const PIECE_OPERATIONS: usize = 8_000;

/// The most bytes of keys and values in one entry of ours; the byte rules allow 1 MiB in all.
pub(super) const PIECE_BYTES: usize = 512 * 1024;

/// The changes that `change` is cut into, each depending on the one before it.
pub(super) fn pieces(mut change: ExpandedChange) -> Vec<Change> {
    let mut operations = std::mem::take(&mut change.operations);
    let mut pieces: Vec<Change> = Vec::new();
    while !operations.is_empty() {
        let rest = operations.split_off(cut(&operations));
        let next_op = change.start_op.get().saturating_add(operations.len() as u64);
        let piece = Change::from(ExpandedChange { operations, hash: None, ..change.clone() });
        change.deps = vec![piece.hash()];
        change.seq = change.seq.saturating_add(1);
        change.start_op = NonZeroU64::new(next_op).unwrap_or(change.start_op);
        pieces.push(piece);
        operations = rest;
    }
    pieces
}

/// How many operations the next piece takes: as many as fit, but where an item is made it is not
/// parted from its texts and first values if that can be helped.
fn cut(operations: &[Op]) -> usize {
    let mut bytes = 0;
    let mut last_start = None;
    for (at, op) in operations.iter().enumerate() {
        bytes += size(op);
        if at > 0 && starts_item(op) {
            last_start = Some(at);
        }
        if at >= PIECE_OPERATIONS || (at > 0 && bytes > PIECE_BYTES) {
            return last_start.unwrap_or(at);
        }
    }
    operations.len()
}

/// An item is a map in a collection; what belongs to it is made in it, right after it.
fn starts_item(op: &Op) -> bool {
    op.action == OpType::Make(automerge::ObjType::Map) && op.obj != ObjectId::Root
}

fn size(op: &Op) -> usize {
    let key = match &op.key {
        Key::Map(key) => key.len(),
        Key::Seq(_) => 0,
    };
    let value = match &op.action {
        OpType::Put(ScalarValue::Str(text)) => text.len(),
        OpType::Put(ScalarValue::Bytes(bytes)) => bytes.len(),
        _ => 8,
    };
    key + value
}
