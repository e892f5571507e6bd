//! Everything a document shows, as one row of bytes, read without recursion.

use automerge::{
    Automerge, AutomergeError, ObjId, ObjType, ROOT, ReadDoc, ScalarValueRef, Value, ValueRef,
};

use super::DEPTH_CAP;

/// Why a document cannot be read through.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unreadable {
    #[error("values are nested deeper than {DEPTH_CAP}")]
    TooDeep,
    #[error(transparent)]
    Automerge(#[from] AutomergeError),
}

/// All values of a document, those that lost a conflict too, with the ids of their operations.
/// Two documents with equal bytes show the same. May panic on a poisoned document.
pub(super) fn content(doc: &Automerge) -> Result<Vec<u8>, Unreadable> {
    let mut walk = Walk { doc, out: Vec::new(), waiting: vec![(ROOT, ObjType::Map, 0)] };
    while let Some((object, kind, depth)) = walk.waiting.pop() {
        if depth > DEPTH_CAP {
            return Err(Unreadable::TooDeep);
        }
        walk.text(&object.to_string());
        match kind {
            ObjType::Map | ObjType::Table => walk.map(&object, depth)?,
            ObjType::List => walk.list(&object, depth)?,
            ObjType::Text => walk.running_text(&object)?,
        }
    }
    Ok(walk.out)
}

struct Walk<'a> {
    doc: &'a Automerge,
    out: Vec<u8>,
    /// What is still to be read: the object, what it is, how deep it is nested.
    waiting: Vec<(ObjId, ObjType, usize)>,
}

impl Walk<'_> {
    fn map(&mut self, object: &ObjId, depth: usize) -> Result<(), Unreadable> {
        for item in self.doc.map_range(object, ..) {
            self.text(&item.key);
            let id = item.id();
            self.value(&item.value, &id, depth);
            if item.conflict {
                let all = self.doc.get_all(object, item.key.as_ref())?;
                self.conflict(all, &id, depth);
            }
        }
        Ok(())
    }

    fn list(&mut self, object: &ObjId, depth: usize) -> Result<(), Unreadable> {
        for item in self.doc.list_range(object, ..) {
            let id = item.id();
            self.value(&item.value, &id, depth);
            if item.conflict {
                let all = self.doc.get_all(object, item.index)?;
                self.conflict(all, &id, depth);
            }
        }
        Ok(())
    }

    fn running_text(&mut self, object: &ObjId) -> Result<(), Unreadable> {
        let text = self.doc.text(object)?;
        self.text(&text);
        self.number(self.doc.length(object) as u64);
        Ok(())
    }

    /// The values that lost: the winner, `shown`, was written already.
    fn conflict(&mut self, all: Vec<(Value<'_>, ObjId)>, shown: &ObjId, depth: usize) {
        self.number(all.len() as u64);
        for (value, id) in all.iter().filter(|(_, id)| id != shown) {
            match value {
                Value::Object(kind) => self.value(&ValueRef::Object(*kind), id, depth),
                Value::Scalar(scalar) => {
                    self.text(&id.to_string());
                    self.text(&format!("{scalar:?}"));
                }
            }
        }
    }

    fn value(&mut self, value: &ValueRef<'_>, id: &ObjId, depth: usize) {
        self.text(&id.to_string());
        match value {
            ValueRef::Object(kind) => {
                self.out.push(0);
                self.waiting.push((id.clone(), *kind, depth + 1));
            }
            ValueRef::Scalar(scalar) => self.scalar(scalar),
        }
    }

    fn scalar(&mut self, scalar: &ScalarValueRef<'_>) {
        match scalar {
            ScalarValueRef::Str(text) => {
                self.out.push(1);
                self.text(text);
            }
            ScalarValueRef::Boolean(yes) => self.out.extend([2, u8::from(*yes)]),
            other => {
                self.out.push(3);
                self.text(&format!("{other:?}"));
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.out.extend_from_slice(text.as_bytes());
    }

    fn number(&mut self, number: u64) {
        self.out.extend_from_slice(&number.to_le_bytes());
    }
}
