//! Keystrokes, put into a text so that words stay words when they meet somebody else's.
//!
//! Letters that are put in one by one stand behind the letter they were typed after. When another
//! takes that word out without having seen them, they would be left hanging, glued to whatever
//! comes before: a word that nobody typed. So the first key in an old word replaces the word by the
//! new one, with the white space before it (as [`diff`](super::diff) does for whole edits); what is
//! typed on in it is one's own. Everybody sees the same letters either way.

use std::ops::Range;

use super::Splice;

/// Longer "words" are data, not words: keys in them are put in as they are, which costs a few
/// operations and not hundreds.
const WORD_CAP: usize = 64;

/// What one hand typed without a break: a stretch of letters that nobody else has seen yet, or at
/// least has not had the time to change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typing {
    own: Range<usize>,
}

impl Typing {
    /// What to do to `text` for this edit, and remembers whose letters they are from now on. The
    /// text that comes of it is the same; which letters are new may be more.
    ///
    /// An edit that reaches beyond the text is given back as it is.
    pub fn take(&mut self, text: &[char], splice: &Splice) -> Splice {
        let wide = widen(text, splice);
        let beyond = |at: usize| {
            let inside = splice.at <= at && at < splice.at + splice.delete;
            !inside && !self.own.contains(&at)
        };
        let foreign = (wide.at..wide.at + wide.delete).any(beyond);
        let done = if foreign { wide } else { splice.clone() };
        self.note(&done);
        done
    }

    /// Others changed the text meanwhile.
    pub fn others(&mut self, splice: &Splice) {
        let (end, comes) = (splice.at + splice.delete, splice.insert.chars().count());
        if end <= self.own.start {
            let moved = |at: usize| at - splice.delete + comes;
            self.own = moved(self.own.start)..moved(self.own.end);
        } else if splice.at < self.own.end {
            self.stop();
        }
    }

    /// A pause, or another place: what was typed so far is as old as any other word.
    pub fn stop(&mut self) {
        self.own = 0..0;
    }

    fn note(&mut self, splice: &Splice) {
        let (end, comes) = (splice.at + splice.delete, splice.insert.chars().count());
        let new = splice.at..splice.at + comes;
        let meets = splice.at <= self.own.end && self.own.start <= end;
        if !meets || self.own.is_empty() {
            self.own = new;
            return;
        }
        let rest = self.own.end.saturating_sub(end);
        self.own = self.own.start.min(new.start)..new.end + rest;
    }
}

/// The edit, made to whole words and the white space before them.
fn widen(text: &[char], splice: &Splice) -> Splice {
    let Some(end) = splice.at.checked_add(splice.delete).filter(|end| *end <= text.len()) else {
        return splice.clone();
    };
    let around = Around { text, splice, end };
    let (left, right) = (around.left_word(), around.right_word());
    let mut from = left.as_ref().map_or(splice.at, |word| word.start);
    let until = [left, right].into_iter().flatten().map(|word| word.end).fold(end, usize::max);
    let before = text.get(from..splice.at).unwrap_or_default();
    let after = text.get(end..until).unwrap_or_default();
    let insert: String =
        before.iter().copied().chain(splice.insert.chars()).chain(after.iter().copied()).collect();
    let space = from.checked_sub(1).and_then(|at| text.get(at)).filter(|c| c.is_whitespace());
    let owned = insert.chars().next().is_some_and(|c| !c.is_whitespace());
    match space {
        Some(space) if owned => {
            from -= 1;
            Splice { at: from, delete: until - from, insert: format!("{space}{insert}") }
        }
        _ => Splice { at: from, delete: until - from, insert },
    }
}

struct Around<'a> {
    text: &'a [char],
    splice: &'a Splice,
    end: usize,
}

impl Around<'_> {
    /// The word before the edit, if it is cut or grows.
    fn left_word(&self) -> Option<Range<usize>> {
        let word = word_at(self.text, self.splice.at.checked_sub(1)?)?;
        let next = self.splice.insert.chars().next().or_else(|| self.text.get(self.end).copied());
        (word.end > self.splice.at || next.is_some_and(is_letter)).then_some(word)
    }

    /// The word behind the edit, if it is cut, or grows because what stood before it goes. What is
    /// only put before a word is a word of its own.
    fn right_word(&self) -> Option<Range<usize>> {
        let word = word_at(self.text, self.end)?;
        let before = || self.splice.at.checked_sub(1).and_then(|at| self.text.get(at)).copied();
        let previous = self.splice.insert.chars().next_back().or_else(before);
        let joined = self.splice.delete > 0 && previous.is_some_and(is_letter);
        (word.start < self.end || joined).then_some(word)
    }
}

/// The word that holds the code point at `at`: no white space, no closing marks.
fn word_at(text: &[char], at: usize) -> Option<Range<usize>> {
    let solid = |c: &&char| !c.is_whitespace();
    let behind = text.get(at..)?.iter().take(WORD_CAP).take_while(solid).count();
    let before = text.get(..at)?.iter().rev().take(WORD_CAP).take_while(solid).count();
    let chunk = at - before..at + behind;
    if chunk.len() > WORD_CAP {
        return None;
    }
    let last = text.get(chunk.clone())?.iter().rposition(|c| is_letter(*c))?;
    let word = chunk.start..chunk.start + last + 1;
    word.contains(&at).then_some(word)
}

/// What words are made of, emoji and accents of their own included.
fn is_letter(c: char) -> bool {
    !c.is_whitespace() && !c.is_ascii_punctuation() && !"…“”‘’«»–—¿¡".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn splice(at: usize, delete: usize, insert: &str) -> Splice {
        Splice { at, delete, insert: insert.to_owned() }
    }

    fn wide(text: &str, at: usize, delete: usize, insert: &str) -> (usize, usize, String) {
        let text: Vec<char> = text.chars().collect();
        let wide = widen(&text, &splice(at, delete, insert));
        (wide.at, wide.delete, wide.insert)
    }

    #[test]
    fn a_key_in_a_word_replaces_it_with_its_space() {
        let text = "Laat zien hoe.";
        assert_eq!(wide(text, 7, 0, "x"), (4, 5, " zixen".into()));
        assert_eq!(wide(text, 13, 0, "x"), (9, 4, " hoex".into()));
        assert_eq!(wide(text, 12, 1, ""), (9, 4, " ho".into()));
        assert_eq!(wide(text, 2, 0, " "), (0, 4, "La at".into()));
        assert_eq!(wide(text, 4, 1, ""), (0, 9, "Laatzien".into()));
        assert_eq!(wide(text, 1, 5, ""), (0, 9, "Lien".into()));
    }

    #[test]
    fn a_new_word_owns_its_space_and_leaves_its_neighbours() {
        let text = "Laat zien hoe.";
        assert_eq!(wide(text, 5, 0, "nu "), (4, 1, " nu ".into()));
        assert_eq!(wide(text, 5, 4, "horen"), (4, 5, " horen".into()));
        assert_eq!(wide(text, 4, 0, " nu"), (4, 0, " nu".into()));
        assert_eq!(wide(text, 0, 0, "Nu. "), (0, 0, "Nu. ".into()));
        assert_eq!(wide(text, 14, 0, " Ja"), (14, 0, " Ja".into()));
        assert_eq!(wide(text, 13, 1, "!"), (13, 1, "!".into()));
        assert_eq!(wide(text, 5, 4, ""), (5, 4, String::new()));
    }

    #[test]
    fn what_is_typed_on_is_ones_own() {
        let mut typing = Typing::default();
        let mut text: Vec<char> = "Laat zien hoe.".chars().collect();
        let mut type_in = |typing: &mut Typing, at: usize, delete: usize, insert: &str| {
            let done = typing.take(&text, &splice(at, delete, insert));
            let end = done.at + done.delete;
            text.splice(done.at..end, done.insert.chars());
            (done, text.iter().collect::<String>())
        };
        let (first, _) = type_in(&mut typing, 9, 0, "s");
        assert_eq!(first, splice(4, 5, " ziens"));
        let (second, now) = type_in(&mut typing, 10, 0, "w");
        assert_eq!((second, now.as_str()), (splice(10, 0, "w"), "Laat ziensw hoe."));
        let (back, _) = type_in(&mut typing, 10, 1, "");
        assert_eq!(back, splice(10, 1, ""));
        typing.others(&splice(0, 4, "Vertel"));
        assert_eq!(typing.own, 6..12);
        typing.stop();
        let (again, _) = type_in(&mut typing, 8, 0, "x");
        assert_eq!((again.at, again.delete), (4, 6));
    }

    #[test]
    fn an_edit_beyond_the_text_is_given_back() {
        assert_eq!(Typing::default().take(&['a'], &splice(1, 4, "x")), splice(1, 4, "x"));
    }
}
