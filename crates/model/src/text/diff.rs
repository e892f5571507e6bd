//! The two-level difference: equal sentences stay, a sentence that changed a little is edited word
//! by word, one that changed a lot is replaced whole. No word is ever cut to pieces.

use super::align::align;
use super::split::{Piece, sentences, words};

/// A sentence of which at least this part of the words stays is edited word by word. The measure is
/// twice the words in common over the words of both (Dice).
const SIMILAR_PERCENT: usize = 60;

/// The most pairs of changed sentences that are compared to find which became which; more is a
/// rewritten text, whose sentences are replaced.
const PAIRS_CAP: usize = 4096;

/// One edit: at `at`, `delete` code points go and `insert` comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    /// Where, in code points of the text before any of the edits.
    pub at: usize,
    /// How many code points go.
    pub delete: usize,
    /// What comes in their place.
    pub insert: String,
}

/// What must be done to `old` to get `new`: ascending, not overlapping.
///
/// ```
/// use kring_model::text::diff;
/// let splices = diff("Bel elke dag om zeven.", "Bel elke werkdag om zeven.");
/// assert_eq!(splices.len(), 1);
/// assert_eq!((splices[0].at, splices[0].delete), (8, 4));
/// assert_eq!(splices[0].insert, " werkdag");
/// ```
pub fn diff(old: &str, new: &str) -> Vec<Splice> {
    let mut edits = Edits::default();
    if old != new {
        by_sentence(&sentences(old), &sentences(new), &mut edits);
    }
    edits.finish()
}

/// Collects what stays, goes and comes, in reading order.
#[derive(Default)]
struct Edits<'a> {
    splices: Vec<Splice>,
    place: usize,
    delete: usize,
    insert: Vec<&'a str>,
}

impl<'a> Edits<'a> {
    fn keep(&mut self, text: &str) {
        if !text.is_empty() {
            self.flush();
            self.place += text.chars().count();
        }
    }

    fn delete(&mut self, text: &str) {
        self.delete += text.chars().count();
    }

    fn insert(&mut self, text: &'a str) {
        self.insert.push(text);
    }

    fn delete_piece(&mut self, piece: &Piece<'_>) {
        self.delete(piece.space);
        self.delete(piece.body);
    }

    fn insert_piece(&mut self, piece: &Piece<'a>) {
        self.insert(piece.space);
        self.insert(piece.body);
    }

    /// A piece whose body stays; the white space before it may change. That is a splice of its
    /// own: the body keeps a space beside it, whatever others put before that.
    fn keep_piece(&mut self, old: &Piece<'_>, new: &Piece<'a>) {
        if old.space == new.space {
            self.keep(old.space);
        } else {
            if !old.space.is_empty() {
                self.flush();
            }
            self.delete(old.space);
            self.insert(new.space);
        }
        self.keep(old.body);
    }

    fn flush(&mut self) {
        let insert = std::mem::take(&mut self.insert).concat();
        let delete = std::mem::take(&mut self.delete);
        if delete > 0 || !insert.is_empty() {
            self.splices.push(Splice { at: self.place, delete, insert });
            self.place += delete;
        }
    }

    fn finish(mut self) -> Vec<Splice> {
        self.flush();
        self.splices
    }
}

fn by_sentence<'a>(old: &[Piece<'_>], new: &[Piece<'a>], edits: &mut Edits<'a>) {
    let bodies =
        |pieces: &[Piece<'_>]| pieces.iter().map(|p| p.body.to_owned()).collect::<Vec<_>>();
    let equal = align(&bodies(old), &bodies(new));
    between(old, new, &equal, edits, changed_sentences, Edits::keep_piece);
}

/// Calls `gap` for what lies between two pairs and `pair` for each pair, in order.
fn between<'a, 'b>(
    old: &[Piece<'b>],
    new: &[Piece<'a>],
    pairs: &[(usize, usize)],
    edits: &mut Edits<'a>,
    gap: impl Fn(&[Piece<'b>], &[Piece<'a>], &mut Edits<'a>),
    pair: impl Fn(&mut Edits<'a>, &Piece<'b>, &Piece<'a>),
) {
    let (mut from_old, mut from_new) = (0, 0);
    for (at_old, at_new) in pairs {
        let olds = old.get(from_old..*at_old).unwrap_or_default();
        gap(olds, new.get(from_new..*at_new).unwrap_or_default(), edits);
        if let (Some(old), Some(new)) = (old.get(*at_old), new.get(*at_new)) {
            pair(edits, old, new);
        }
        (from_old, from_new) = (at_old + 1, at_new + 1);
    }
    let olds = old.get(from_old..).unwrap_or_default();
    gap(olds, new.get(from_new..).unwrap_or_default(), edits);
}

fn changed_sentences<'a>(old: &[Piece<'_>], new: &[Piece<'a>], edits: &mut Edits<'a>) {
    let pairs = similar_pairs(old, new);
    between(old, new, &pairs, edits, replace, by_word);
}

fn replace<'a>(old: &[Piece<'_>], new: &[Piece<'a>], edits: &mut Edits<'a>) {
    old.iter().for_each(|piece| edits.delete_piece(piece));
    new.iter().for_each(|piece| edits.insert_piece(piece));
}

fn by_word<'a>(edits: &mut Edits<'a>, old: &Piece<'_>, new: &Piece<'a>) {
    let (mut old_words, mut new_words) = (words(old.body), words(new.body));
    if let (Some(first_old), Some(first_new)) = (old_words.first_mut(), new_words.first_mut()) {
        (first_old.space, first_new.space) = (old.space, new.space);
    }
    let bodies = |words: &[Piece<'_>]| words.iter().map(|w| w.body.to_owned()).collect::<Vec<_>>();
    let mut equal = align(&bodies(&old_words), &bodies(&new_words));
    equal.retain(|(at_old, at_new)| match (old_words.get(*at_old), new_words.get(*at_new)) {
        // A word that loses the space before it counts as replaced, or what another puts before
        // that space would run into it.
        (Some(old), Some(new)) => old.space.is_empty() || !new.space.is_empty() || !new.is_word(),
        _ => false,
    });
    between(&old_words, &new_words, &equal, edits, replace, Edits::keep_piece);
}

/// Which changed sentence became which: the pairing, in order, with most in common.
fn similar_pairs(old: &[Piece<'_>], new: &[Piece<'_>]) -> Vec<(usize, usize)> {
    if old.len().saturating_mul(new.len()) > PAIRS_CAP {
        return Vec::new();
    }
    let (old, new) = (bags(old), bags(new));
    let width = new.len() + 1;
    // best[i * width + j]: the most in common between old[i..] and new[j..], and how.
    let mut best = vec![(0, Choice::Nothing); (old.len() + 1) * width];
    let at = |best: &Vec<(usize, Choice)>, i: usize, j: usize| {
        best.get(i * width + j).map_or(0, |cell| cell.0)
    };
    for (i, old_bag) in old.iter().enumerate().rev() {
        for (j, new_bag) in new.iter().enumerate().rev() {
            let mut cell = (at(&best, i + 1, j), Choice::SkipOld);
            cell = cell.max((at(&best, i, j + 1), Choice::SkipNew));
            if let Some(similarity) = similarity(old_bag, new_bag) {
                cell = cell.max((at(&best, i + 1, j + 1) + similarity, Choice::Pair));
            }
            if let Some(place) = best.get_mut(i * width + j) {
                *place = cell;
            }
        }
    }
    read_pairs(&best, width, old.len())
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Choice {
    Nothing,
    SkipOld,
    SkipNew,
    Pair,
}

fn read_pairs(best: &[(usize, Choice)], width: usize, rows: usize) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < rows && j + 1 < width {
        match best.get(i * width + j).map_or(Choice::Nothing, |cell| cell.1) {
            Choice::Nothing => break,
            Choice::SkipOld => i += 1,
            Choice::SkipNew => j += 1,
            Choice::Pair => {
                pairs.push((i, j));
                i += 1;
                j += 1;
            }
        }
    }
    pairs
}

/// The words of each sentence, sorted.
fn bags<'a>(sentences: &[Piece<'a>]) -> Vec<Vec<&'a str>> {
    let bag = |sentence: &Piece<'a>| {
        let mut bag: Vec<_> =
            words(sentence.body).iter().filter(|w| w.is_word()).map(|w| w.body).collect();
        bag.sort_unstable();
        bag
    };
    sentences.iter().map(bag).collect()
}

/// How much two sentences have in common, 1 to 100; none if they differ too much.
fn similarity(old: &[&str], new: &[&str]) -> Option<usize> {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(a), Some(b)) = (old.get(i), new.get(j)) {
        common += usize::from(a == b);
        i += usize::from(a <= b);
        j += usize::from(b <= a);
    }
    let percent = (200 * common).checked_div(old.len() + new.len())?;
    (percent >= SIMILAR_PERCENT).then_some(percent)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn apply(text: &str, splices: &[Splice]) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        for splice in splices.iter().rev() {
            chars.splice(splice.at..splice.at + splice.delete, splice.insert.chars());
        }
        chars.into_iter().collect()
    }

    #[test]
    fn a_changed_word_goes_with_the_space_before_it() {
        let splices = diff("De gespreksleider opent.", "De gids opent.");
        assert_eq!(splices, [Splice { at: 2, delete: 15, insert: " gids".into() }]);
        let splices = diff("Ik wil een getal.", "Ik wil een getal en een verhaal.");
        assert_eq!(splices, [Splice { at: 16, delete: 0, insert: " en een verhaal".into() }]);
    }

    #[test]
    fn a_rewritten_sentence_is_replaced_whole_and_its_neighbours_stay() {
        let splices = diff("Een. Wij bellen hem nu. Drie.", "Een. Niemand durft te vragen. Drie.");
        let insert = " Niemand durft te vragen.".to_owned();
        assert_eq!(splices, [Splice { at: 4, delete: 19, insert }]);
    }

    #[test]
    fn sentences_before_and_after_are_insertions_only() {
        let splices = diff("Midden.", "Voor. Midden.\nNa.");
        assert_eq!(
            splices,
            [
                Splice { at: 0, delete: 0, insert: "Voor. ".into() },
                Splice { at: 7, delete: 0, insert: "\nNa.".into() },
            ]
        );
    }

    #[test]
    fn a_sentence_that_moved_one_down_is_still_edited_by_word() {
        let old = "Bel elke dag om zeven uur. Slot.";
        let new = "Iets heel anders hier. Bel elke werkdag om zeven uur. Slot.";
        let splices = diff(old, new);
        assert_eq!(apply(old, &splices), new);
        assert!(splices.iter().any(|splice| splice.insert == " werkdag"), "{splices:?}");
    }

    #[test]
    fn positions_count_code_points() {
        let splices = diff("👨‍👩‍👧 cafe\u{301} nu dicht.", "👨‍👩‍👧 cafe\u{301} nu open.");
        assert_eq!(splices, [Splice { at: 14, delete: 6, insert: " open".into() }]);
    }

    #[test]
    fn a_long_rewritten_text_is_quick_and_right() {
        let old: String = (0..3000).map(|n| format!("Regel {n} van de oude tekst. ")).collect();
        let new: String = (0..3000).map(|n| format!("Zin {n} uit een nieuw stuk! ")).collect();
        assert_eq!(apply(&old, &diff(&old, &new)), new);
    }

    proptest! {
        #[test]
        fn the_splices_make_the_new_text(
            old in "[a-c .!\n\u{301}é👍🏽\u{200d}]{0,40}",
            new in "[a-c .!\n\u{301}é👍🏽\u{200d}]{0,40}",
        ) {
            let splices = diff(&old, &new);
            prop_assert!(splices.windows(2).all(|two| two[0].at + two[0].delete <= two[1].at));
            prop_assert_eq!(apply(&old, &splices), new);
        }
    }
}
