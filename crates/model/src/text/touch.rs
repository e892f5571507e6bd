//! Whether two people were in touch while they wrote: they saw each other's letters come.
//!
//! Between two laptops that are connected a letter takes a moment, so keys of both are made without
//! having seen the very last of the other. That is no meeting that anybody must be told of: each
//! looked at what the other was doing. Told by the clocks of the changes: keys of the same moment,
//! of which one writer took up the other's within moments, or of which both followed on letters of
//! the other that were moments old. A wrong clock can only leave a mark standing that need not be.

use super::history::{Clock, History, Touch};

/// How long a moment is, in milliseconds: people who type look up within it.
const MOMENT_MS: i64 = 3_000;

/// Keys of one writer that are looked at for one moment; more is no typing.
const KEYS_CAP: usize = 100;

/// Keys of two stretches of work that are compared; of longer ones all marks stay.
const PAIRS_CAP: usize = 1_000_000;

/// The touches of each writer, in the order of their numbers.
pub(super) struct InTouch<'a> {
    touches: &'a [Touch],
    of: Vec<Vec<usize>>,
}

impl<'a> InTouch<'a> {
    /// Sorts the touches of a text by writer.
    pub(super) fn new(history: &'a History) -> Self {
        let mut of = vec![Vec::new(); history.writers.len()];
        for (at, touch) in history.touches.iter().enumerate() {
            if let Some(own) = of.get_mut(touch.writer) {
                own.push(at);
            }
        }
        for own in &mut of {
            own.sort_unstable_by_key(|at| history.touches.get(*at).map(|touch| touch.seq));
        }
        Self { touches: &history.touches, of }
    }

    /// Takes out of both what was typed while they were in touch with all of the other.
    pub(super) fn take_out(&self, one: &mut Vec<usize>, other: &mut Vec<usize>) {
        if one.len().saturating_mul(other.len()) > PAIRS_CAP {
            return;
        }
        let apart = |a: usize, all: &[usize]| all.iter().any(|b| !self.together(a, *b));
        let (ones, others) = (one.clone(), other.clone());
        one.retain(|a| apart(*a, &others));
        other.retain(|b| apart(*b, &ones));
    }

    fn together(&self, one: usize, other: usize) -> bool {
        let (Some(a), Some(b)) = (self.touches.get(one), self.touches.get(other)) else {
            return false;
        };
        near(a.time, b.time)
            && (self.took_up(a, b)
                || self.took_up(b, a)
                || (self.followed(a, b.writer) && self.followed(b, a.writer)))
    }

    /// Whether the writer of `a` had seen `b` within a moment after `a`.
    fn took_up(&self, a: &Touch, b: &Touch) -> bool {
        let own = self.of.get(a.writer).map(Vec::as_slice).unwrap_or_default();
        let from = own.partition_point(|at| self.touches.get(*at).is_some_and(|t| t.seq <= a.seq));
        let later = own.get(from..).unwrap_or_default().iter().take(KEYS_CAP);
        let mut later = later.filter_map(|at| self.touches.get(*at));
        later.any(|later| near(later.time, a.time) && seen(&later.clock, b.writer) >= b.seq)
    }

    /// Whether what `a` had last seen of `writer` was a moment old.
    fn followed(&self, a: &Touch, writer: usize) -> bool {
        let theirs = self.of.get(writer).map(Vec::as_slice).unwrap_or_default();
        let known = seen(&a.clock, writer);
        let until = theirs
            .partition_point(|at| self.touches.get(*at).is_some_and(|touch| touch.seq <= known));
        let last = until.checked_sub(1).and_then(|last| theirs.get(last));
        last.and_then(|at| self.touches.get(*at)).is_some_and(|last| near(last.time, a.time))
    }
}

fn seen(clock: &Clock, writer: usize) -> u64 {
    clock.get(writer).copied().unwrap_or_default()
}

/// A change without a time says nothing of moments.
fn near(one: i64, other: i64) -> bool {
    one > 0 && other > 0 && one.abs_diff(other) <= MOMENT_MS.unsigned_abs()
}

#[cfg(test)]
mod tests {
    use automerge::transaction::{CommitOptions, Transactable};
    use automerge::{ActorId, Automerge, ObjId, ObjType, ROOT, ReadDoc, TextEncoding};

    use crate::text::{Splice, Typing, merged, splice};

    struct Laptop {
        doc: Automerge,
        text: ObjId,
        typing: Typing,
        now: i64,
    }

    impl Laptop {
        fn pair(text: &str) -> [Self; 2] {
            let mut doc = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint)
                .with_actor(ActorId::from([0; 16]));
            let mut tx = doc.transaction();
            let obj = tx.put_object(ROOT, "text", ObjType::Text).unwrap();
            tx.splice_text(&obj, 0, 0, text).unwrap();
            tx.commit();
            [1, 2].map(|name| Self {
                doc: doc.clone().with_actor(ActorId::from([name; 16])),
                text: obj.clone(),
                typing: Typing::default(),
                now: 1_000_000,
            })
        }

        fn shows(&self) -> String {
            self.doc.text(&self.text).unwrap()
        }

        fn key(&mut self, at: usize, delete: usize, insert: &str) {
            let text: Vec<char> = self.shows().chars().collect();
            let key = Splice { at, delete, insert: insert.to_owned() };
            let key = self.typing.take(&text, &key);
            let mut tx = self.doc.transaction();
            splice(&mut tx, &self.text, None, &[key]).unwrap();
            tx.commit_with(CommitOptions::default().with_time(self.now));
            self.now += 150;
        }

        /// Takes out the end of the text from `from` on, key by key, and types.
        fn retype(&mut self, from: usize, new: &str) {
            for at in (from..self.shows().chars().count()).rev() {
                self.key(at, 1, "");
            }
            self.type_at(from, new);
        }

        fn type_at(&mut self, at: usize, new: &str) {
            for (n, letter) in new.chars().enumerate() {
                self.key(at + n, 0, &letter.to_string());
            }
        }
    }

    fn meet(one: &mut Laptop, other: &mut Laptop) -> String {
        one.doc.merge(&mut other.doc).unwrap();
        other.doc.merge(&mut one.doc).unwrap();
        assert_eq!(one.shows(), other.shows());
        one.typing.stop();
        other.typing.stop();
        one.shows()
    }

    const TIP: &str =
        "Laat zien hoeveel minuten rust een activiteit oplevert; mensen luisteren naar een getal.";

    #[test]
    fn two_offline_people_type_in_one_tip() {
        let [mut tjeerd, mut bram] = Laptop::pair(TIP);
        tjeerd.type_at(5, "in de overdracht ");
        bram.type_at(TIP.chars().count() - 1, " en een verhaal");
        assert_eq!(
            meet(&mut tjeerd, &mut bram),
            "Laat in de overdracht zien hoeveel minuten rust een activiteit oplevert; mensen \
             luisteren naar een getal en een verhaal."
        );
        assert_eq!(merged(&bram.doc, &bram.text).len(), 1, "they did not see each other");
    }

    #[test]
    fn two_offline_people_type_it_anew() {
        for from in [0, 5, 10] {
            let [mut tjeerd, mut bram] = Laptop::pair(TIP);
            tjeerd.retype(from, "Vertel vooraf wat rust oplevert.");
            bram.retype(0, "Noem liever een voorbeeld dan cijfers.");
            let text = meet(&mut tjeerd, &mut bram);
            assert!(text.contains("ertel vooraf wat rust oplevert."), "{text}");
            assert!(text.contains("Noem liever een voorbeeld dan cijfers."), "{text}");
            let words = |text: &str| -> Vec<String> {
                let split = |c: char| c.is_whitespace() || c == '.' || c == ';';
                text.split(split).filter(|word| !word.is_empty()).map(str::to_owned).collect()
            };
            let typed =
                [TIP, "Vertel vooraf wat rust oplevert. Noem liever een voorbeeld dan cijfers."];
            let typed: Vec<_> = typed.into_iter().flat_map(words).collect();
            for word in words(&text) {
                assert!(typed.contains(&word), "{word:?} in {text:?}");
            }
            assert_eq!(merged(&bram.doc, &bram.text).len(), 1);
        }
    }

    #[test]
    fn a_word_is_never_glued_to_the_rest_of_another() {
        let [mut tjeerd, mut bram] = Laptop::pair("Laat zien hoeveel rust.");
        for at in (0..9).rev() {
            tjeerd.key(at, 1, "");
        }
        tjeerd.type_at(0, "Vertel");
        for at in (5..9).rev() {
            bram.key(at, 1, "");
        }
        bram.type_at(5, "horen");
        assert_eq!(meet(&mut tjeerd, &mut bram), "Vertel horen hoeveel rust.");
        tjeerd.type_at(12, "d");
        bram.retype(6, " niets.");
        let text = meet(&mut tjeerd, &mut bram);
        assert!(
            ["Vertel niets. horend", "Vertel horend niets."].contains(&text.as_str()),
            "{text}"
        );
    }

    #[test]
    fn people_who_see_each_other_typing_are_not_told_of_it() {
        let [mut noor, mut wim] = Laptop::pair("Bel elke dag om zeven.");
        for letter in 0..6 {
            noor.key(letter, 0, "x");
            wim.key(21 + letter, 0, "y");
            if letter % 2 == 1 {
                meet(&mut noor, &mut wim);
            }
        }
        noor.key(0, 0, "x");
        wim.key(20, 0, "y");
        meet(&mut noor, &mut wim);
        assert_eq!(merged(&noor.doc, &noor.text), []);
    }

    #[test]
    fn hours_apart_they_are_told() {
        let [mut noor, mut wim] = Laptop::pair("Bel elke dag om zeven.");
        noor.key(0, 0, "x");
        wim.now += 3_600_000;
        wim.key(20, 0, "y");
        meet(&mut noor, &mut wim);
        noor.now = wim.now;
        noor.key(0, 0, "x");
        wim.key(20, 0, "y");
        meet(&mut noor, &mut wim);
        assert_eq!(merged(&noor.doc, &noor.text).len(), 1);
    }
}
