//! Who changed what, and when: for `kring log`.

use automerge::legacy::{Key, ObjectId, Op};
use automerge::{ChangeHash, ObjId, Prop, ReadDoc};

use super::apply::quietly;
use super::{DEPTH_CAP, Page, Writer};

/// One change of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The change.
    pub change: ChangeHash,
    /// Who made it.
    pub writer: Writer,
    /// Its number in that log.
    pub n: u64,
    /// Milliseconds since 1970, as the writer's clock had it: shown, never ordered by.
    pub time: i64,
    /// What it says of itself.
    pub message: Option<String>,
    /// How many operations it has.
    pub operations: u64,
}

impl Page {
    /// All changes but the first, each after those it had seen; the same order on every laptop.
    /// Costs about 0.3 microseconds a change.
    pub fn history(&self) -> Vec<Past> {
        let mut history: Vec<(u64, Past)> = Vec::new();
        for meta in self.doc.get_changes_meta(&[]) {
            let Some(writer) = self.author_of(&meta.actor) else { continue };
            let past = Past {
                change: meta.hash,
                writer,
                n: meta.seq,
                time: meta.timestamp,
                message: meta.message.map(std::borrow::Cow::into_owned),
                operations: (meta.max_op + 1).saturating_sub(meta.start_op),
            };
            history.push((meta.start_op, past));
        }
        // A change's first operation is counted higher than any that it had seen.
        history.sort_unstable_by_key(|(start, past)| (*start, past.writer.log));
        history.into_iter().map(|(_, past)| past).collect()
    }

    /// What a change touched, each once, as the keys that lead to it: collection, item, field. A
    /// text is named, not what was typed in it. Read when it is asked for: it decodes the change.
    pub fn touched(&self, change: &ChangeHash) -> Vec<Vec<String>> {
        let touched = quietly(|| {
            let Some(change) = self.doc.get_change_by_hash(change) else { return Ok(Vec::new()) };
            let mut touched: Vec<_> =
                change.decode().operations.iter().map(|op| self.path(op)).collect();
            touched.sort_unstable();
            touched.dedup();
            Ok(touched)
        });
        touched.unwrap_or_default()
    }

    fn path(&self, op: &Op) -> Vec<String> {
        let mut path = Vec::new();
        if let Key::Map(key) = &op.key {
            path.push(key.to_string());
        }
        if let ObjectId::Id(id) = &op.obj {
            let object = ObjId::Id(id.counter(), id.actor().clone(), usize::MAX);
            let parents = self.doc.parents(&object).into_iter().flatten().take(DEPTH_CAP);
            path.extend(parents.filter_map(|parent| match parent.prop {
                Prop::Map(key) => Some(key),
                Prop::Seq(_) => None,
            }));
        }
        path.reverse();
        path
    }
}
