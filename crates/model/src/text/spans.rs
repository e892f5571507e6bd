//! Who wrote which part of a text, and when.
//!
//! Derived from the history, as the marks of merged sentences are: each letter belongs to the log
//! whose change put it there.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{ActorId, Automerge, ChangeHash, ObjId};

use super::history::{Clock, Element, History};

/// Letters of one writer that were put there within this time are one part, in milliseconds: a
/// quarter of an hour, in which somebody sits and writes.
pub const TOGETHER_MS: i64 = 15 * 60 * 1000;

/// A part of a text that one writer put there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// What it says.
    pub text: String,
    /// The log that wrote it.
    pub actor: ActorId,
    /// When its first letter was put there, in milliseconds since 1970, as the writer's clock had
    /// it.
    pub from: i64,
    /// When its last letter was.
    pub until: i64,
}

/// The parts of text `obj` in the order of the text, as it stands now or as it stood at `heads`.
///
/// Reads the document's whole history: do it when somebody asks. `None` in a document of more than
/// 100,000 changes, and for heads that are not in the document.
pub fn spans(doc: &Automerge, obj: &ObjId, heads: Option<&[ChangeHash]>) -> Option<Vec<Span>> {
    // Automerge can panic on a document that a hostile change spoiled.
    let read = catch_unwind(AssertUnwindSafe(|| History::whole(doc, obj))).ok().flatten();
    let (history, clocks) = read?;
    let clock = match heads {
        Some(heads) => Some(joined(heads.iter().map(|head| clocks.get(head)))?),
        None => None,
    };
    let shown = |element: &&Element| match &clock {
        Some(clock) => history.visible(element, clock),
        None => element.deleted.is_empty(),
    };
    let mut spans: Vec<Span> = Vec::new();
    for element in history.elements.iter().filter(shown) {
        let touch = history.touches.get(element.inserted)?;
        let actor = history.writers.get(touch.writer)?;
        match spans.last_mut().filter(|last| last.actor == *actor && last.takes(touch.time)) {
            Some(last) => last.add(&element.text, touch.time),
            None => spans.push(Span {
                text: element.text.clone(),
                actor: actor.clone(),
                from: touch.time,
                until: touch.time,
            }),
        }
    }
    Some(spans)
}

impl Span {
    fn takes(&self, time: i64) -> bool {
        time.saturating_add(TOGETHER_MS) >= self.until
            && time <= self.from.saturating_add(TOGETHER_MS)
    }

    fn add(&mut self, text: &str, time: i64) {
        self.text.push_str(text);
        self.from = self.from.min(time);
        self.until = self.until.max(time);
    }
}

/// What was seen by all of these together; none if one is not known.
fn joined<'c>(clocks: impl Iterator<Item = Option<&'c Clock>>) -> Option<Clock> {
    let mut joined = Clock::new();
    for clock in clocks {
        let clock = clock?;
        joined.resize(clock.len(), 0);
        for (all, one) in joined.iter_mut().zip(clock) {
            *all = (*all).max(*one);
        }
    }
    Some(joined)
}

#[cfg(test)]
mod tests {
    use automerge::transaction::{CommitOptions, Transactable};
    use automerge::{ObjType, ROOT, TextEncoding};

    use super::*;

    const MINUTE: i64 = 60 * 1000;

    fn splice(doc: &mut Automerge, obj: &ObjId, place: (usize, isize, &str), minute: i64) {
        let mut tx = doc.transaction();
        let (at, delete, text) = place;
        tx.splice_text(obj, at, delete, text).unwrap();
        tx.commit_with(CommitOptions::default().with_time(minute * MINUTE));
    }

    fn start() -> (Automerge, ObjId) {
        let mut doc = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
        doc.set_actor(ActorId::from([1; 16]));
        let mut tx = doc.transaction();
        let obj = tx.put_object(ROOT, "text", ObjType::Text).unwrap();
        tx.splice_text(&obj, 0, 0, "Wij eten 👍 rustig.").unwrap();
        tx.commit_with(CommitOptions::default().with_time(0));
        (doc, obj)
    }

    fn told(spans: &[Span]) -> Vec<(&str, u8, i64)> {
        let one = |span: &Span| span.actor.to_bytes().first().copied().unwrap_or_default();
        spans.iter().map(|span| (span.text.as_str(), one(span), span.until / MINUTE)).collect()
    }

    #[test]
    fn every_letter_belongs_to_who_put_it_there() {
        let (mut doc, obj) = start();
        splice(&mut doc, &obj, (9, 1, "nu"), 5);
        let before = doc.get_heads();
        doc.set_actor(ActorId::from([2; 16]));
        splice(&mut doc, &obj, (0, 3, "Zij"), 60);
        splice(&mut doc, &obj, (18, 0, " Ja."), 200);
        let now = spans(&doc, &obj, None).unwrap();
        assert_eq!(
            told(&now),
            [("Zij", 2, 60), (" eten nu rustig", 1, 5), (" Ja.", 2, 200), (".", 1, 0)]
        );
        let then = spans(&doc, &obj, Some(&before)).unwrap();
        assert_eq!(told(&then), [("Wij eten nu rustig.", 1, 5)]);
    }

    #[test]
    fn what_one_person_wrote_at_another_time_is_another_part() {
        let (mut doc, obj) = start();
        splice(&mut doc, &obj, (18, 0, " Elke dag."), 16);
        let now = spans(&doc, &obj, None).unwrap();
        assert_eq!(told(&now), [("Wij eten 👍 rustig.", 1, 0), (" Elke dag.", 1, 16)]);
    }

    #[test]
    fn unknown_heads_are_none() {
        let (doc, obj) = start();
        assert_eq!(spans(&doc, &obj, Some(&[ChangeHash([7; 32])])), None);
    }
}
