//! Puts an edit into a text where its author meant it, whatever others did meanwhile.
//!
//! An edit made at older heads is mapped through cursors taken at those heads: each code point that
//! goes is found again by its identity, and what comes is put beside the neighbour it had. What
//! others put inside a stretch that goes, stays.

use automerge::transaction::Transactable;
use automerge::{AutomergeError, ChangeHash, Cursor, ObjId};

use super::diff::{Splice, diff};

/// Why an edit was not made. The text is as it was, or the whole transaction must be rolled back.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// Automerge refused; for one, the object is no text.
    #[error(transparent)]
    Automerge(#[from] AutomergeError),
    /// The heads at which the edit was made are not in this document.
    #[error("the edit was made at a state that is not in this document")]
    UnknownHeads,
    /// The text at those heads is not the text that the editor began with.
    #[error("the edit was made to another text")]
    OtherBase,
    /// A splice reaches beyond the end of the text it was made to.
    #[error("the edit reaches beyond the end of the text")]
    Range,
}

/// Saves `new_text`, which an author made of `base_text`; `base_heads` are the heads at which that
/// was the text, or none if it is the text now.
///
/// Costs time with the length of the text, not of its history. Returns whether anything changed.
///
/// # Errors
/// [`TextError`]; for unknown heads or another base nothing was changed.
pub fn save<T: Transactable>(
    tx: &mut T,
    obj: &ObjId,
    base_heads: Option<&[ChangeHash]>,
    base_text: &str,
    new_text: &str,
) -> Result<bool, TextError> {
    // Where nothing came since, the text now is the base, and nothing has to be found again.
    let base_heads = base_heads.filter(|heads| !is_now(tx, heads));
    if text_at(tx, obj, base_heads)? != base_text {
        return Err(TextError::OtherBase);
    }
    let splices = diff(base_text, new_text);
    make(tx, obj, base_heads, base_text, &splices)?;
    Ok(!splices.is_empty())
}

/// Makes `splices`, ascending and not overlapping, which were made to the text at `base_heads`, or
/// to the text now if there are none: the keystrokes of a live editor.
///
/// # Errors
/// [`TextError`]; for unknown heads and a wrong range nothing was changed.
pub fn splice<T: Transactable>(
    tx: &mut T,
    obj: &ObjId,
    base_heads: Option<&[ChangeHash]>,
    splices: &[Splice],
) -> Result<(), TextError> {
    make(tx, obj, base_heads, &text_at(tx, obj, base_heads)?, splices)
}

fn make<T: Transactable>(
    tx: &mut T,
    obj: &ObjId,
    base_heads: Option<&[ChangeHash]>,
    base_text: &str,
    splices: &[Splice],
) -> Result<(), TextError> {
    let base: Vec<char> = base_text.chars().collect();
    check_ranges(splices, base.len())?;
    let mut target = Target { tx, obj, heads: base_heads, base, now: Vec::new() };
    if base_heads.is_some() {
        target.now = target.tx.text(obj)?.chars().collect();
    }
    // From the end, so that the places before stay what they are.
    for splice in splices.iter().rev() {
        target.make(splice)?;
    }
    Ok(())
}

/// The code point at which the UTF-16 unit `offset` of `text` stands, as browsers count; none
/// beyond its end and inside a surrogate pair.
pub fn code_point_of_utf16(text: &str, offset: usize) -> Option<usize> {
    let mut units = 0;
    for (count, c) in text.chars().enumerate() {
        if units >= offset {
            return (units == offset).then_some(count);
        }
        units += c.len_utf16();
    }
    (units == offset).then(|| text.chars().count())
}

/// Whether these heads are those of the document, and nothing was done to it in this transaction.
fn is_now<T: Transactable>(tx: &T, heads: &[ChangeHash]) -> bool {
    let now = tx.base_heads();
    tx.pending_ops() == 0
        && !heads.is_empty()
        && now.len() == heads.len()
        && heads.iter().all(|head| now.contains(head))
}

fn text_at<T: Transactable>(
    tx: &T,
    obj: &ObjId,
    heads: Option<&[ChangeHash]>,
) -> Result<String, TextError> {
    let Some(heads) = heads else { return Ok(tx.text(obj)?) };
    // Automerge takes heads that it does not know for no heads at all.
    if heads.is_empty() || !tx.get_missing_deps(heads).is_empty() {
        return Err(TextError::UnknownHeads);
    }
    Ok(tx.text_at(obj, heads)?)
}

fn check_ranges(splices: &[Splice], length: usize) -> Result<(), TextError> {
    let mut from = 0;
    for splice in splices {
        let end = splice.at.checked_add(splice.delete).ok_or(TextError::Range)?;
        if splice.at < from || end > length {
            return Err(TextError::Range);
        }
        from = end;
    }
    Ok(())
}

struct Target<'a, T> {
    tx: &'a mut T,
    obj: &'a ObjId,
    heads: Option<&'a [ChangeHash]>,
    base: Vec<char>,
    now: Vec<char>,
}

/// A stretch of the text as it is now.
#[derive(Clone, Copy)]
struct Stretch {
    at: usize,
    length: usize,
}

impl<T: Transactable> Target<'_, T> {
    fn make(&mut self, splice: &Splice) -> Result<(), TextError> {
        let gone = self.stretches(splice.at, splice.delete)?;
        if splice.insert.is_empty() {
            return gone.iter().rev().try_for_each(|stretch| self.delete(*stretch));
        }
        let place = self.insertion(splice)?;
        for stretch in gone.iter().rev() {
            let start = stretch.at.max(place);
            let length = (stretch.at + stretch.length).saturating_sub(start);
            self.delete(Stretch { at: start, length })?;
        }
        self.tx.splice_text(self.obj, place, 0, &splice.insert)?;
        for stretch in gone.iter().rev() {
            let length = stretch.length.min(place.saturating_sub(stretch.at));
            self.delete(Stretch { at: stretch.at, length })?;
        }
        Ok(())
    }

    fn delete(&mut self, stretch: Stretch) -> Result<(), TextError> {
        let Ok(length) = isize::try_from(stretch.length) else { return Err(TextError::Range) };
        if length > 0 {
            self.tx.splice_text(self.obj, stretch.at, length, "")?;
        }
        Ok(())
    }

    /// Where the new text goes. What replaces a stretch goes inside it, behind its first code
    /// point: what others put before or behind the stretch then keeps its side of it. White space
    /// that replaces white space goes behind it: it belongs to the word that follows.
    fn insertion(&self, splice: &Splice) -> Result<usize, TextError> {
        let goes = self.base.get(splice.at..splice.at + splice.delete).unwrap_or_default();
        let blank = !goes.is_empty() && goes.iter().all(|c| c.is_whitespace());
        let beside = match splice.delete {
            delete if blank => Some(splice.at + delete - 1),
            0 | 1 => splice.at.checked_sub(1),
            _ => Some(splice.at),
        };
        let Some(beside) = beside else { return Ok(0) };
        let (at, here) = self.find(beside)?;
        Ok(at + usize::from(here))
    }

    /// Where the code point at `at` of the base is now, and whether it is still there; if not, the
    /// place is that of what follows it.
    fn find(&self, at: usize) -> Result<(usize, bool), TextError> {
        let Some(heads) = self.heads else { return Ok((at, true)) };
        let cursor = self.tx.get_cursor(self.obj, at, Some(heads))?;
        let now = self.tx.get_cursor_position(self.obj, &cursor, None)?;
        Ok((now, self.cursor_now(now)? == Some(cursor)))
    }

    fn cursor_now(&self, at: usize) -> Result<Option<Cursor>, TextError> {
        if at >= self.tx.length(self.obj) {
            return Ok(None);
        }
        Ok(Some(self.tx.get_cursor(self.obj, at, None)?))
    }

    /// Where a stretch of the base is now: several pieces if others put something in between,
    /// fewer code points if others took some out. Halves until a piece is found whole.
    fn stretches(&self, at: usize, length: usize) -> Result<Vec<Stretch>, TextError> {
        let mut found = Vec::new();
        let mut waiting = vec![Stretch { at, length }];
        while let Some(piece) = waiting.pop() {
            if piece.length == 0 {
                continue;
            }
            if let Some(whole) = self.whole(piece)? {
                found.push(whole);
            } else if piece.length > 1 {
                let half = piece.length / 2;
                waiting.push(Stretch { at: piece.at + half, length: piece.length - half });
                waiting.push(Stretch { at: piece.at, length: half });
            }
        }
        Ok(found)
    }

    /// The stretch as it is now, if all of it is there and nothing was put in between.
    fn whole(&self, piece: Stretch) -> Result<Option<Stretch>, TextError> {
        if self.heads.is_none() {
            return Ok(Some(piece));
        }
        let (first, first_here) = self.find(piece.at)?;
        let (last, last_here) = self.find(piece.at + piece.length - 1)?;
        let found = Stretch { at: first, length: piece.length };
        let together = first_here && last_here && first + piece.length - 1 == last;
        let base = self.base.get(piece.at..piece.at + piece.length);
        let now = self.now.get(first..first + piece.length);
        Ok((together && base == now).then_some(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_count_in_utf16() {
        let text = "a👍b";
        assert_eq!(code_point_of_utf16(text, 0), Some(0));
        assert_eq!(code_point_of_utf16(text, 1), Some(1));
        assert_eq!(code_point_of_utf16(text, 2), None);
        assert_eq!(code_point_of_utf16(text, 3), Some(2));
        assert_eq!(code_point_of_utf16(text, 4), Some(3));
        assert_eq!(code_point_of_utf16(text, 5), None);
    }
}
