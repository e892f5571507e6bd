//! Long texts, cut so that no entry has more operations than the byte rules allow.

use automerge::transaction::Transactable;
use automerge::{ChangeHash, ObjId, ObjType, Value as Held};

use super::{Author, EditError};
use crate::schema::{Entity, Field};
use crate::text::{Splice, diff, splice};

/// Characters of text that one entry writes or removes: every one is an operation, an entry has
/// at most 10,000 and some are needed for the item itself.
pub const ENTRY_TEXT_CAP: usize = 6_000;

/// What is still to be written, one piece in each of the entries that follow.
#[derive(Debug, Clone)]
pub struct Rest {
    entity: &'static Entity,
    id: String,
    field: &'static Field,
    /// Written from the last to the first.
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone)]
enum Piece {
    /// Goes at the end of a text that was just made.
    Append(String),
    /// Made to the text at these heads.
    Splices { heads: Vec<ChangeHash>, splices: Vec<Splice> },
}

/// The state of a text that an editor began with.
#[derive(Debug, Clone, Copy)]
pub struct Base<'b> {
    /// The heads at which it was the text.
    pub heads: &'b [ChangeHash],
    /// The text.
    pub text: &'b str,
}

impl Rest {
    /// Writes the next piece, in a transaction of its own; `None` when nothing is left.
    ///
    /// # Errors
    /// As [`set`](super::set).
    pub fn write<T: Transactable>(
        mut self,
        tx: &mut T,
        author: &Author,
    ) -> Result<Option<Self>, EditError> {
        let item = super::item(tx, self.entity, &self.id)?;
        super::may_set(tx, self.entity, &self.id, &item, self.field, author)?;
        let object = text_of(tx, (self.entity, &self.id, &item), self.field)?;
        match self.pieces.pop() {
            Some(Piece::Append(text)) => {
                tx.splice_text(&object, tx.length(&object), 0, &text)?;
            }
            Some(Piece::Splices { heads, splices }) => {
                splice(tx, &object, Some(&heads), &splices)?;
            }
            None => {}
        }
        Ok((!self.pieces.is_empty()).then_some(self))
    }

    /// What follows after the first `written` characters of a text that was just made.
    pub(super) fn after(
        entity: &'static Entity,
        id: &str,
        field: &'static Field,
        text: &str,
    ) -> Option<Self> {
        let mut pieces: Vec<_> = in_pieces(text).map(|piece| Piece::Append(piece.into())).collect();
        pieces.reverse();
        (!pieces.is_empty()).then(|| Self { entity, id: id.to_owned(), field, pieces })
    }
}

/// The first `room` characters, and what follows.
pub(super) fn cut(text: &str, room: usize) -> (&str, &str) {
    match text.char_indices().nth(room) {
        Some((at, _)) => text.split_at(at),
        None => (text, ""),
    }
}

fn in_pieces(mut text: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        let (piece, later) = cut(text, ENTRY_TEXT_CAP);
        text = later;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Saves a text with the two-level difference.
pub(super) fn save<T: Transactable>(
    tx: &mut T,
    place: (&'static Entity, &str, &ObjId),
    field: &'static Field,
    base: Option<Base<'_>>,
    text: &str,
) -> Result<Option<Rest>, EditError> {
    let object = text_of(tx, place, field)?;
    let splices = match base {
        Some(base) => diff(base.text, text),
        None => diff(&tx.text(&object)?, text),
    };
    let mut batches = batches(splices);
    let Some(first) = batches.pop() else { return Ok(None) };
    splice(tx, &object, base.map(|base| base.heads), &first)?;
    if batches.is_empty() {
        return Ok(None);
    }
    let heads = base.map_or_else(|| tx.base_heads(), |base| base.heads.to_vec());
    let piece = |splices| Piece::Splices { heads: heads.clone(), splices };
    let pieces = batches.into_iter().map(piece).collect();
    Ok(Some(Rest { entity: place.0, id: place.1.to_owned(), field, pieces }))
}

fn text_of<T: Transactable>(
    tx: &T,
    (entity, id, item): (&Entity, &str, &ObjId),
    field: &Field,
) -> Result<ObjId, EditError> {
    match tx.get(item, field.name)? {
        Some((Held::Object(ObjType::Text), object)) => Ok(object),
        _ => {
            let id = format!("{id}/{}", field.name);
            Err(EditError::NoSuchItem { entity: entity.name, id })
        }
    }
}

/// The splices in batches of at most [`ENTRY_TEXT_CAP`] characters; the last batch is made first.
///
/// All are made to one base, so a long insertion is made from its end: each piece goes beside the
/// same neighbour and pushes the later ones on.
fn batches(splices: Vec<Splice>) -> Vec<Vec<Splice>> {
    let mut batches: Vec<Vec<Splice>> = Vec::new();
    let mut room = 0;
    for piece in splices.into_iter().flat_map(pieces) {
        let size = piece.delete + piece.insert.chars().count();
        match batches.last_mut() {
            Some(batch) if size <= room => batch.push(piece),
            _ => {
                batches.push(vec![piece]);
                room = ENTRY_TEXT_CAP;
            }
        }
        room = room.saturating_sub(size);
    }
    batches
}

fn pieces(splice: Splice) -> Vec<Splice> {
    if splice.delete + splice.insert.chars().count() <= ENTRY_TEXT_CAP {
        return vec![splice];
    }
    let end = splice.at + splice.delete;
    let gone = (splice.at..end).step_by(ENTRY_TEXT_CAP).map(|at| Splice {
        at,
        delete: ENTRY_TEXT_CAP.min(end - at),
        insert: String::new(),
    });
    let new = in_pieces(&splice.insert);
    let new = new.map(|insert| Splice { at: end, delete: 0, insert: insert.to_owned() });
    gone.chain(new).collect()
}
