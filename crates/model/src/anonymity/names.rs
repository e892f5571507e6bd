//! Names: of people who are known, and words with a capital where no sentence begins.

use std::collections::BTreeSet;

use super::known::Counts;
use super::token::{Sort, Token};
use super::words::{FIRST_NAMES, NO_NAMES, ORDINARY, PARTICLES, TITLES, has};
use super::{Kind, Known, Mark};

/// Small words between the parts of one name: `van der`, `de la`.
const BETWEEN_CAP: usize = 3;
/// Letters with a full stop before a surname.
const INITIALS_CAP: usize = 4;

/// All names. `free` says which tokens are nothing else.
pub(super) fn find(tokens: &[Token<'_>], free: &[bool], known: &Known) -> Vec<Mark> {
    let starts = starts(tokens);
    let seen = BTreeSet::new();
    let first = Looking { tokens, free, starts: &starts, known, seen: &seen };
    let marks = first.all();
    // A name that stands in the middle of a sentence is the same name where one begins.
    let seen = first.words_of(&marks);
    Looking { seen: &seen, ..first }.all()
}

/// Where a sentence begins: at words that have a capital for that reason.
fn starts(tokens: &[Token<'_>]) -> Vec<bool> {
    let mut fresh = true;
    let mut all = Vec::with_capacity(tokens.len());
    for (index, token) in tokens.iter().enumerate() {
        all.push(fresh && token.is_word());
        let before = index.checked_sub(1).and_then(|index| tokens.get(index));
        fresh = match (token.sort, token.text) {
            (Sort::Word, _) => false,
            (Sort::Number, _) => fresh,
            (Sort::Sign, "." | "…") => {
                let apart =
                    tokens.get(index + 1).is_none_or(|next| next.gap > 0 || !next.is_word());
                fresh || apart && !before.is_some_and(is_shortened)
            }
            (Sort::Sign, "!" | "?" | ":" | "\n" | "•") => true,
            (Sort::Sign, "\"" | "“" | "„" | "‘" | "'" | "«") => {
                fresh || before.is_some_and(|sign| sign.is_sign(","))
            }
            (Sort::Sign, _) => fresh,
        };
    }
    all
}

/// Whether a full stop behind this word ends no sentence: `dhr.`, `J.`
fn is_shortened(word: &Token<'_>) -> bool {
    word.is_initial() || (word.is_word() && has(&TITLES, &word.text.to_lowercase()))
}

struct Looking<'a, 't> {
    tokens: &'a [Token<'t>],
    free: &'a [bool],
    starts: &'a [bool],
    known: &'a Known,
    seen: &'a BTreeSet<&'t str>,
}

impl<'t> Looking<'_, 't> {
    fn all(&self) -> Vec<Mark> {
        let mut marks: Vec<Mark> = Vec::new();
        let mut index = 0;
        while index < self.tokens.len() {
            let Some(kind) = self.kind(index) else {
                index += 1;
                continue;
            };
            let (end, kind) = self.last(index, kind);
            let behind = marks.last().map_or(0, |mark| mark.to);
            marks.extend(self.mark(index, end, kind, behind));
            index = end + 1;
        }
        marks
    }

    /// Whether a name begins with this token.
    fn kind(&self, index: usize) -> Option<Kind> {
        let token = self.word(index)?;
        let (capital, starts) = (token.has_capital(), self.starts(index));
        let lower = token.text.to_lowercase();
        let person = match self.known.person_of(&lower) {
            Some(Counts::Always) => true,
            Some(Counts::WithCapital) => capital || self.is_after_name(index),
            // "Wil je?" is not Wil, unless a surname follows.
            Some(Counts::InMiddle) => capital && (!starts || self.goes_on(index)),
            None => false,
        };
        if person {
            return Some(Kind::Person);
        }
        let particle = has(&PARTICLES, &lower);
        if capital && particle && !starts && self.goes_on(index) {
            return Some(Kind::Name);
        }
        let plain = particle
            || has(&NO_NAMES, &lower)
            || has(&TITLES, &lower)
            || self.known.is_word(&lower);
        if !capital || plain || token.is_acronym() || token.is_initial() {
            return None;
        }
        let known = self.seen.contains(token.text) || has(&FIRST_NAMES, &lower);
        (!starts || known).then_some(Kind::Name)
    }

    /// Whether a surname follows: a capital, perhaps behind `van der`.
    fn goes_on(&self, index: usize) -> bool {
        self.next_part(index).is_some_and(|next| {
            self.word(next).is_some_and(|word| !has(&NO_NAMES, &word.text.to_lowercase()))
        })
    }

    /// Whether a title or a part of a name stands before it.
    fn is_after_name(&self, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|before| self.word(before));
        let lower = before.map(|word| word.text.to_lowercase()).unwrap_or_default();
        has(&TITLES, &lower) || has(&PARTICLES, &lower)
    }

    /// The last token of the name that begins at `index`.
    fn last(&self, index: usize, kind: Kind) -> (usize, Kind) {
        let (mut end, mut kind) = (index, kind);
        while let Some(next) = self.next_part(end) {
            let Some(word) = self.word(next) else { break };
            let lower = word.text.to_lowercase();
            match self.known.person_of(&lower) {
                Some(_) => kind = Kind::Person,
                None if has(&NO_NAMES, &lower) || self.known.is_word(&lower) => break,
                None => {}
            }
            end = next;
        }
        (end, kind)
    }

    /// The next word with a capital that belongs to the same name.
    fn next_part(&self, index: usize) -> Option<usize> {
        for next in (index + 1..).take(BETWEEN_CAP + 1) {
            let word = self.word(next).filter(|word| word.gap > 0)?;
            let lower = word.text.to_lowercase();
            if !has(&PARTICLES, &lower) {
                let known = self.known.person_of(&lower).is_some_and(|one| one > Counts::InMiddle);
                return (word.has_capital() || known).then_some(next);
            }
        }
        None
    }

    /// The mark of a name, with the title and the initials before it, as far as no earlier mark
    /// reaches.
    fn mark(&self, index: usize, end: usize, kind: Kind, behind: usize) -> Option<Mark> {
        let apart = |at: &usize| self.token(*at).is_some_and(|token| token.from >= behind);
        let mut name = index;
        for _ in 0..INITIALS_CAP {
            let Some(initial) = self.initial_before(name).filter(apart) else { break };
            name = initial;
        }
        let begins = self.title_before(name).filter(apart).unwrap_or(name);
        Some(Mark {
            from: self.tokens.get(begins)?.from,
            to: self.tokens.get(end)?.to,
            kind,
            name: self.tokens.get(name)?.from,
            starts: self.starts(begins),
        })
    }

    /// `J.` before the name.
    fn initial_before(&self, index: usize) -> Option<usize> {
        let stop = index.checked_sub(1)?;
        let letter = index.checked_sub(2)?;
        let is_stop = self.token(stop)?.is_sign(".");
        (is_stop && self.word(letter)?.is_initial()).then_some(letter)
    }

    /// `mevrouw`, `dhr.` or `mevrouw de` before the name.
    fn title_before(&self, index: usize) -> Option<usize> {
        let mut at = index;
        for _ in 0..BETWEEN_CAP + 2 {
            at = at.checked_sub(1)?;
            let token = self.token(at)?;
            let lower = token.text.to_lowercase();
            if token.is_word() && has(&TITLES, &lower) {
                return Some(at);
            }
            if !token.is_sign(".") && !has(&PARTICLES, &lower) {
                return None;
            }
        }
        None
    }

    /// A token that is nothing else.
    fn token(&self, index: usize) -> Option<&Token<'t>> {
        let free = self.free.get(index).copied().unwrap_or_default();
        self.tokens.get(index).filter(|_| free)
    }

    fn word(&self, index: usize) -> Option<&Token<'t>> {
        self.token(index).filter(|token| token.is_word())
    }

    fn starts(&self, index: usize) -> bool {
        self.starts.get(index).copied().unwrap_or_default()
    }

    /// The words that were found as names because of their place.
    fn words_of(&self, marks: &[Mark]) -> BTreeSet<&'t str> {
        let mut words = BTreeSet::new();
        let mut marks = marks.iter().filter(|mark| mark.kind == Kind::Name).peekable();
        for token in self.tokens.iter().filter(|token| token.has_capital()) {
            while marks.next_if(|mark| mark.to <= token.from).is_some() {}
            let within = marks.peek().is_some_and(|mark| mark.name <= token.from);
            if within && !has(&ORDINARY, &token.text.to_lowercase()) {
                words.insert(token.text);
            }
        }
        words
    }
}
