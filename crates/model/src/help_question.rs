//! What makes a good help question, and hints beside one that is being written: in one's own name,
//! concrete, about now, open, and within one's own influence. Hints help and never block.

use serde::Serialize;

/// Characters that are looked at: many times what a question has.
const LOOKED_AT: usize = 4_000;

/// Words from which on a question is hard to hold on to.
const MANY_WORDS: usize = 35;

/// Fewer words than these say little of what happened.
const FEW_WORDS: usize = 5;

/// What could be better. Each belongs to one of the five criteria.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Hint {
    /// No word such as "ik" or "mijn": in one's own name.
    NotMine,
    /// It does not end as a question.
    NoQuestion,
    /// It can be answered with yes or no: open.
    Closed,
    /// "Waarom doet zij altijd …": it looks for who is to blame.
    Blames,
    /// It asks what somebody else is to do: own influence.
    OfOthers,
    /// "altijd", "nooit", "iedereen": concrete.
    Always,
    /// Very short: concrete.
    Short,
    /// Very long, or several questions in one.
    Long,
    /// It speaks of what is over: now.
    Past,
}

impl Hint {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::NotMine,
        Self::NoQuestion,
        Self::Closed,
        Self::Blames,
        Self::OfOthers,
        Self::Always,
        Self::Short,
        Self::Long,
        Self::Past,
    ];

    /// Its name in code.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotMine => "not_mine",
            Self::NoQuestion => "no_question",
            Self::Closed => "closed",
            Self::Blames => "blames",
            Self::OfOthers => "of_others",
            Self::Always => "always",
            Self::Short => "short",
            Self::Long => "long",
            Self::Past => "past",
        }
    }

    fn fits(self, said: &Said) -> bool {
        let (first, second) = (said.first(), said.word(1));
        match self {
            Self::NotMine => !said.has(MINE),
            Self::NoQuestion => !said.asks,
            Self::Closed => CLOSED.contains(&first),
            Self::Blames => {
                let begins = said.words.iter().take(FEW_WORDS);
                let of_me = begins.filter(|word| ME.contains(&word.as_str())).count() > 0;
                WHY.contains(&first) && !of_me || said.has(GUILT)
            }
            Self::OfOthers => ASKS.contains(&first) && !said.has(I),
            Self::Always => said.has(ABSOLUTE),
            Self::Short => said.words.len() < FEW_WORDS,
            Self::Long => said.words.len() > MANY_WORDS || said.questions > 1,
            Self::Past => HOW.contains(&first) && PAST.contains(&second),
        }
    }
}

const MINE: &[&str] = &[
    "ik", "mij", "me", "mijn", "mezelf", "mijzelf", "m'n", "we", "wij", "ons", "onze", "i", "i'm",
    "i've", "my", "myself", "our", "us",
];
const I: &[&str] = &["ik", "i", "i'm", "i've", "we", "wij"];
const ME: &[&str] = &["ik", "mij", "me", "i", "we", "wij"];
const CLOSED: &[&str] = &[
    "moet", "mag", "kan", "kun", "zal", "zou", "ben", "is", "heb", "heeft", "zijn", "hebben",
    "wil", "doe", "klopt", "vinden", "vind", "should", "can", "could", "may", "must", "do", "does",
    "did", "is", "am", "are", "have", "has", "will", "would",
];
const WHY: &[&str] = &["waarom", "why"];
const ASKS: &[&str] = &["wanneer", "hoe", "wat", "who", "wie", "when", "how", "what"];
const HOW: &[&str] = &["hoe", "wat", "how", "what"];
const PAST: &[&str] = &["had", "was", "waren", "hadden", "were"];
const GUILT: &[&str] = &["schuld", "schuldig", "fault", "blame"];
const ABSOLUTE: &[&str] = &[
    "altijd",
    "nooit",
    "iedereen",
    "niemand",
    "always",
    "never",
    "everybody",
    "everyone",
    "nobody",
];

/// What could be better about a help question; nothing for one that nobody wrote yet.
pub fn hints(text: &str) -> Vec<Hint> {
    let said = Said::of(text);
    if said.words.is_empty() {
        return Vec::new();
    }
    let mut all: Vec<Hint> = Hint::ALL.into_iter().filter(|hint| hint.fits(&said)).collect();
    // Whoever asks nothing yet is still writing: what kind of question it is, is told later.
    if all.contains(&Hint::NotMine) {
        all.retain(|hint| *hint != Hint::OfOthers);
    }
    all
}

/// A question in small letters, word by word.
struct Said {
    words: Vec<String>,
    asks: bool,
    questions: usize,
}

impl Said {
    fn of(text: &str) -> Self {
        let text: String = text.chars().take(LOOKED_AT).flat_map(char::to_lowercase).collect();
        let text = text.replace('’', "'");
        let apart = |c: char| !(c.is_alphanumeric() || c == '\'');
        let words =
            text.split(apart).map(|word| word.trim_matches('\'')).filter(|word| !word.is_empty());
        Self {
            words: words.map(str::to_owned).collect(),
            asks: text.contains('?'),
            questions: text.matches('?').count(),
        }
    }

    fn word(&self, index: usize) -> &str {
        self.words.get(index).map_or("", String::as_str)
    }

    fn first(&self) -> &str {
        self.word(0)
    }

    fn has(&self, words: &[&str]) -> bool {
        self.words.iter().any(|word| words.contains(&word.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn good_questions_get_no_hints() {
        for question in [
            "Hoe blijf ik rustig als een ouder boos belt?",
            "Hoe vertel ik mijn collega dat zijn grappen mij storen?",
            "Wat kan ik morgen doen zodat mijn cliënt zelf begint?",
            "How do I stay calm when a parent calls in anger?",
            "What can I try next week so that my client starts by herself?",
            "Waarom vind ik het zo moeilijk om nee te zeggen?",
            "Hoe help ik een bewoner die niet wil eten?",
        ] {
            assert_eq!(hints(question), [], "{question}");
        }
    }

    #[test]
    fn each_hint_has_its_question() {
        for (question, hint) in [
            ("Hoe wordt de overdracht beter geregeld?", Hint::NotMine),
            ("Ik wil graag rustiger worden in gesprekken", Hint::NoQuestion),
            ("Moet ik dit met mijn leidinggevende bespreken?", Hint::Closed),
            ("Should I tell my manager about this soon?", Hint::Closed),
            ("Waarom doet mijn collega dat steeds bij mij?", Hint::Blames),
            ("Hoe krijg ik gedaan dat het niet mijn schuld is?", Hint::Blames),
            ("Wanneer gaat mijn collega zich eens aanpassen?", Hint::OfOthers),
            ("Hoe komt het dat ik altijd alles moet doen?", Hint::Always),
            ("Hoe moet ik?", Hint::Short),
            ("Hoe doe ik dit? En wat doe ik daarna dan?", Hint::Long),
            ("Wat had ik vorige maand anders moeten doen?", Hint::Past),
        ] {
            assert!(hints(question).contains(&hint), "{question}: {:?}", hints(question));
        }
        assert!(hints("").is_empty() && hints(" ?! ").is_empty());
    }

    proptest! {
        #[test]
        fn any_text_gets_hints(text in "\\PC*") {
            hints(&text);
        }
    }
}
