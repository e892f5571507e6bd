//! Who is known, and which words are nobody's name.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{ORDINARY, PARTICLES, has};
use crate::method;
use crate::read::Record;

/// Words of names that are looked for: those of more people than a group ever has.
const NAMES_CAP: usize = 10_000;

/// Shorter first names (An, Jo) are words of every sentence.
const LETTERS: usize = 3;

/// When a word of a name counts as that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Counts {
    /// With a capital that no sentence gives it: Wil, Bakker.
    InMiddle,
    /// With a capital, and in small letters beside a first name or a title: a surname. Many are
    /// words of every day.
    WithCapital,
    /// Always: a first name.
    Always,
}

/// Who is known to whoever looks.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Words of names in small letters.
    names: BTreeMap<String, Counts>,
    words: BTreeSet<String>,
    year: i32,
}

impl Known {
    /// Nobody in particular, in this year: a date of some years ago is taken for a birthday.
    pub fn in_year(year: i32) -> Self {
        let mut known = Self { year, ..Self::default() };
        known.word("Kring");
        for method in method::builtin() {
            let names = [&method.name.nl, &method.name.en].into_iter().chain(&method.aliases);
            names.for_each(|name| known.word(name));
        }
        known
    }

    /// Looks for everybody whom these records of members and stakeholders name.
    pub fn people(&mut self, records: &[Record]) {
        for record in records {
            names_of(record).for_each(|name| self.person(&name));
        }
    }

    /// Looks for this person too.
    pub fn person(&mut self, name: &str) {
        for (word, is_first) in
            split(name).zip(std::iter::once(true).chain(std::iter::repeat(false)))
        {
            let lower = word.to_lowercase();
            let letters = lower.chars().count();
            if self.names.len() >= NAMES_CAP || has(&PARTICLES, &lower) || letters < 2 {
                continue;
            }
            let counts = match is_first {
                _ if letters < LETTERS || has(&ORDINARY, &lower) => Counts::InMiddle,
                true => Counts::Always,
                false => Counts::WithCapital,
            };
            let known = self.names.entry(lower).or_insert(counts);
            *known = counts.max(*known);
        }
    }

    /// A name of things, which is nobody's.
    fn word(&mut self, name: &str) {
        self.words.extend(split(name).map(str::to_lowercase));
    }

    /// When a word, in small letters, is of the name of somebody who is known.
    pub(super) fn person_of(&self, lower: &str) -> Option<Counts> {
        let own = |word: &str| self.names.get(word).copied();
        let owner = lower.strip_suffix("'s").or_else(|| lower.strip_suffix("’s"));
        own(lower)
            .or_else(|| own(owner?))
            .or_else(|| own(lower.strip_suffix('s')?))
            .or_else(|| lower.split('-').filter_map(own).next())
    }

    /// Whether it is a word of a method.
    pub(super) fn is_word(&self, lower: &str) -> bool {
        self.words.contains(lower)
    }

    /// Whether a year is one in which somebody who is spoken of may be born. A date of the last
    /// years is that of what happened.
    pub(super) const fn may_be_born_in(&self, year: i32) -> bool {
        /// Older than anybody is.
        const OLDEST: i32 = 1_900;
        /// The years that people speak of as lately.
        const LATELY: i32 = 3;
        year >= OLDEST && year < self.year - LATELY
    }

    /// A year of two digits as people mean it who write one down.
    pub(super) const fn century(&self, year: i32) -> i32 {
        let this = 2_000 + year;
        if this > self.year { this - 100 } else { this }
    }
}

/// All wordings of a name, those that stand side by side too.
fn names_of(record: &Record) -> impl Iterator<Item = String> + '_ {
    let written = record.versions("name").iter().map(|said| said.value.show());
    written.chain(std::iter::once(record.str("name").to_owned()))
}

fn split(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !(c.is_alphabetic() || c == '\'' || c == '’'))
        .filter(|word| !word.is_empty())
}
