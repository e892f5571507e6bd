//! Cuts text into sentences and sentences into words. What stands between two pieces belongs to the
//! second, so that two pieces put in at the same place never run together.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// White space and what follows it, up to the next white space or sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// The white space before it; none at the start of a text and before a closing mark.
    pub(super) space: &'a str,
    /// The sentence, word or mark; empty only for white space at the end of a text.
    pub(super) body: &'a str,
}

impl Piece<'_> {
    /// Whether it holds a letter or a digit: a mark alone is no word.
    pub(super) fn is_word(&self) -> bool {
        self.body.chars().any(char::is_alphanumeric)
    }
}

/// The sentences of `text`, in order; put together they are `text`. A line end ends a sentence.
pub(super) fn sentences(text: &str) -> Vec<Piece<'_>> {
    let mut bodies = Vec::new();
    for (start, bound) in text.split_sentence_bound_indices() {
        let body = bound.trim();
        if !body.is_empty() {
            let start = start + (bound.len() - bound.trim_start().len());
            bodies.push(start..start + body.len());
        }
    }
    pieces(text, bodies)
}

/// The words and closing marks of `sentence` as one text, in order; put together they are it.
pub(super) fn words(sentence: &str) -> Vec<Piece<'_>> {
    let mut bodies = Vec::new();
    let mut from = 0;
    for chunk in sentence.split_inclusive(char::is_whitespace) {
        let body = chunk.trim_end();
        if !body.is_empty() {
            let word = word_length(body);
            bodies.push(from..from + word);
            bodies.push(from + word..from + body.len());
        }
        from += chunk.len();
    }
    bodies.retain(|body| !body.is_empty());
    pieces(sentence, bodies)
}

/// How much of `chunk` stands before the marks that close it; all of it if it is only marks.
fn word_length(chunk: &str) -> usize {
    let is_word = |grapheme: &str| grapheme.chars().next().is_some_and(char::is_alphanumeric);
    let last = chunk.grapheme_indices(true).rfind(|(_, grapheme)| is_word(grapheme));
    last.map_or(chunk.len(), |(start, grapheme)| start + grapheme.len())
}

/// Gives each body the white space before it; white space at the end gets an empty body.
fn pieces(text: &str, bodies: Vec<Range<usize>>) -> Vec<Piece<'_>> {
    let mut pieces = Vec::with_capacity(bodies.len() + 1);
    let mut from = 0;
    for body in bodies {
        let space = text.get(from..body.start).unwrap_or_default();
        pieces.push(Piece { space, body: text.get(body.clone()).unwrap_or_default() });
        from = body.end;
    }
    let rest = text.get(from..).unwrap_or_default();
    if !rest.is_empty() {
        pieces.push(Piece { space: rest, body: "" });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(pieces: &[Piece<'_>]) -> String {
        pieces.iter().flat_map(|piece| [piece.space, piece.body]).collect()
    }

    #[test]
    fn sentences_and_words_carry_the_space_before_them() {
        let text = "Wie belt? Ik.\nMorgen  dan.  ";
        let bodies: Vec<_> = sentences(text).iter().map(|piece| piece.body).collect();
        assert_eq!(bodies, ["Wie belt?", "Ik.", "Morgen  dan.", ""]);
        assert_eq!(joined(&sentences(text)), text);
        let words = words("Morgen  (om 10.30), z'n koffie-uur…");
        let bodies: Vec<_> = words.iter().map(|piece| piece.body).collect();
        assert_eq!(bodies, ["Morgen", "(om", "10.30", "),", "z'n", "koffie-uur", "…"]);
        assert_eq!(words[1].space, "  ");
        assert_eq!(words[3].space, "");
    }

    #[test]
    fn clusters_stay_whole() {
        let words = words("cafe\u{301}! 👨‍👩‍👧 ok👍🏽");
        let bodies: Vec<_> = words.iter().map(|piece| piece.body).collect();
        assert_eq!(bodies, ["cafe\u{301}", "!", "👨‍👩‍👧", "ok", "👍🏽"]);
    }

    #[test]
    fn nothing_and_only_space() {
        assert!(sentences("").is_empty());
        assert_eq!(sentences(" \n"), [Piece { space: " \n", body: "" }]);
    }
}
