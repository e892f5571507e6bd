//! Words that people read to each other, to hear whether their laptops say the same.
//!
//! 256 things that everybody knows, each with a Dutch and an English word, so that two people who use
//! different languages compare by meaning: *tulp* here is *tulip* there. Within a language no two
//! words are spelled or sound nearly alike; none is a name, an insult, or a word of the other
//! language for something else. A word is one byte; four of them tell apart one in four thousand
//! million, enough for what nobody can try again and again.

mod list;

use list::LIST;

/// A language in which words are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// Nederlands.
    Dutch,
    /// English.
    English,
}

/// The word of a byte.
pub fn word(byte: u8, tongue: Tongue) -> &'static str {
    let (dutch, english) = LIST.get(usize::from(byte)).copied().unwrap_or_default();
    match tongue {
        Tongue::Dutch => dutch,
        Tongue::English => english,
    }
}

/// Four words, one after the other.
pub fn four(bytes: [u8; 4], tongue: Tongue) -> [&'static str; 4] {
    bytes.map(|byte| word(byte, tongue))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const TONGUES: [Tongue; 2] = [Tongue::Dutch, Tongue::English];

    fn all(tongue: Tongue) -> Vec<&'static str> {
        (0..=255).map(|byte| word(byte, tongue)).collect()
    }

    #[test]
    fn words_are_short_and_plain() {
        for word in TONGUES.into_iter().flat_map(all) {
            assert!((3..=10).contains(&word.len()), "{word}");
            assert!(word.chars().all(|c| c.is_ascii_lowercase()), "{word}");
        }
    }

    #[test]
    fn no_two_words_of_a_language_are_nearly_alike() {
        for tongue in TONGUES {
            let words = all(tongue);
            for (at, one) in words.iter().enumerate() {
                for other in words.iter().skip(at + 1) {
                    assert!(distance(one, other) >= 2, "{one} {other}");
                    assert_ne!(heard(one), heard(other), "{one} {other}");
                }
            }
        }
    }

    #[test]
    fn no_word_means_something_else_in_the_other_language() {
        let english = all(Tongue::English);
        for (at, dutch) in all(Tongue::Dutch).into_iter().enumerate() {
            let there = english.iter().position(|word| *word == dutch);
            assert!(there.is_none_or(|there| there == at), "{dutch}");
        }
    }

    #[test]
    fn every_byte_has_a_word_and_the_order_stays() {
        for tongue in TONGUES {
            assert_eq!(all(tongue).into_iter().collect::<BTreeSet<_>>().len(), 256);
        }
        assert_eq!(
            four([0, 1, 254, 255], Tongue::Dutch),
            ["aardappel", "abrikoos", "zwaan", "zwart"]
        );
    }

    /// Letters that sound alike made the same.
    fn heard(word: &str) -> String {
        let alike = [
            ("ij", "ei"),
            ("au", "ou"),
            ("ph", "f"),
            ("th", "t"),
            ("ck", "k"),
            ("c", "k"),
            ("z", "s"),
            ("v", "f"),
            ("y", "i"),
            ("wh", "w"),
            ("kn", "n"),
            ("ea", "ee"),
        ];
        let mut word = word.to_owned();
        for (from, to) in alike {
            word = word.replace(from, to);
        }
        let mut letters: Vec<char> = word.chars().collect();
        letters.dedup();
        letters.into_iter().collect()
    }

    /// How many letters must be changed, added or taken away.
    fn distance(one: &str, other: &str) -> usize {
        let other: Vec<char> = other.chars().collect();
        let mut row: Vec<usize> = (0..=other.len()).collect();
        for (at, c) in one.chars().enumerate() {
            let mut next = vec![at + 1];
            for (to, d) in other.iter().enumerate() {
                let changed = row[to] + usize::from(c != *d);
                next.push(changed.min(row[to + 1] + 1).min(next[to] + 1));
            }
            row = next;
        }
        row[other.len()]
    }
}
