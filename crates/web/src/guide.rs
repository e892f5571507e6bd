//! Help inside: what the group does and how, in short texts, and cards to print. Both faces of the
//! program show the same; the words are `guide-…` in the locales.

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What something is.
    About,
    /// How something is done.
    Doing,
    /// A card to print.
    Cards,
}

/// One text.
#[derive(Debug)]
pub struct Topic {
    /// Its name in addresses and in the keys of its words.
    pub id: &'static str,
    /// Where it stands.
    pub part: Part,
}

const fn topic(id: &'static str, part: Part) -> Topic {
    Topic { id, part }
}

/// All texts, in the order in which they are shown.
pub const TOPICS: [Topic; 12] = [
    topic("intervision", Part::About),
    topic("interventure", Part::About),
    topic("action_learning", Part::About),
    topic("attitude", Part::About),
    topic("help_question", Part::Doing),
    topic("anonymous", Part::Doing),
    topic("follow_up", Part::Doing),
    topic("core", Part::Doing),
    topic("feedback", Part::Cards),
    topic("open_questions", Part::Cards),
    topic("nonviolent", Part::Cards),
    topic("dos_and_donts", Part::Cards),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Language, Words};

    /// What is read in a break.
    const WORDS_CAP: usize = 80;

    #[test]
    fn every_text_is_there_and_short_in_both_languages() {
        for language in [Language::Dutch, Language::English] {
            let w = Words::of(language);
            for topic in &TOPICS {
                let text = w.word(&format!("guide-{}", topic.id)).unwrap();
                let signs = |word: &&str| word.chars().any(char::is_alphanumeric);
                let count = text.split_whitespace().filter(signs).count();
                assert!((20..=WORDS_CAP).contains(&count), "{} ({}): {count}", topic.id, w.tag());
                for part in ["word", "title"] {
                    assert!(w.word(&format!("guide-{}-{part}", topic.id)).is_some());
                }
            }
        }
    }
}
