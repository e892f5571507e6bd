//! What may be written into a field, with its bounds.

use crate::person::person;
use crate::value::Scalar;

/// Characters of a name, function or place.
pub const NAME_CAP: usize = 200;
/// Characters of a line such as a title: what fits on two lines of a printed page.
pub const LINE_CAP: usize = 400;
/// Characters of one or two decisive sentences.
pub const SENTENCE_CAP: usize = 2_000;
/// Characters of a longer answer of one person, kept whole as one value: some pages, and well below
/// the bytes of an entry.
pub const ANSWER_CAP: usize = 20_000;
/// Characters of a running text: a million, and room to edit them. That is far beyond what anybody
/// reads or writes in one piece; it is slow by then, and still whole.
pub const PROSE_CAP: usize = 1_100_000;
/// Characters of a tag, a method's or a step's name.
pub const WORD_CAP: usize = 80;
/// Characters of an id: a page's is 64 digits.
const ID_CAP: usize = 64;

/// The values a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Text on one line, up to so many characters.
    Line(usize),
    /// Text with lines, up to so many characters.
    Prose(usize),
    /// A name in code, from a list that templates extend.
    Word,
    /// One of these.
    Choice(&'static [&'static str]),
    /// A whole number from and up to.
    Number(i64, i64),
    /// Yes or no.
    Bool,
    /// A local date, `2025-09-11`.
    Date,
    /// A local time, `15:00`.
    Time,
    /// A person.
    Person,
    /// The id of an item, page, device or import.
    Id,
    /// Named parts, for a person's own entry.
    Parts(&'static [(&'static str, Type)]),
}

/// A value that a field does not take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongValue {
    /// Longer than the cap.
    #[error("at most {cap} characters")]
    TooLong {
        /// The most it may have.
        cap: usize,
    },
    /// Of another type.
    #[error("expected {expected}")]
    Not {
        /// What it should be.
        expected: Expected,
    },
}

/// What a field takes, of which a value is something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A value of that type.
    Value(Type),
    /// Several words.
    Words,
    /// As many words, but not more.
    FewerWords(usize),
}

impl std::fmt::Display for Expected {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Value(of) => out.write_str(&of.describe()),
            Self::Words => out.write_str("words"),
            Self::FewerWords(cap) => write!(out, "at most {cap} words"),
        }
    }
}

impl Type {
    /// Whether `value` may be written.
    ///
    /// # Errors
    /// Says what was expected, or how long it may be.
    pub fn check(&self, value: &Scalar) -> Result<(), WrongValue> {
        match (self, value) {
            (Self::Line(cap), Scalar::Text(text)) => line(text, *cap),
            (Self::Prose(cap), Scalar::Text(text)) => short(text, *cap),
            (Self::Word, Scalar::Text(text)) if !text.is_empty() => line(text, WORD_CAP),
            (Self::Id, Scalar::Text(text)) => fits(is_id(text), self),
            (Self::Date, Scalar::Text(text)) => fits(is_date(text), self),
            (Self::Time, Scalar::Text(text)) => fits(is_time(text), self),
            (Self::Person, Scalar::Text(text)) => fits(person(text).is_some(), self),
            (Self::Choice(of), Scalar::Text(text)) => fits(of.contains(&text.as_str()), self),
            (Self::Number(from, to), Scalar::Number(n)) => fits((from..=to).contains(&n), self),
            (Self::Bool, Scalar::Bool(_)) => Ok(()),
            _ => Err(self.wrong()),
        }
    }

    fn wrong(&self) -> WrongValue {
        WrongValue::Not { expected: Expected::Value(*self) }
    }

    /// What it takes, in a few words for who reads a log.
    fn describe(&self) -> String {
        match self {
            Self::Line(_) => "text on one line".into(),
            Self::Prose(_) => "text".into(),
            Self::Word => "a word".into(),
            Self::Choice(of) => format!("one of: {}", of.join(", ")),
            Self::Number(from, to) => format!("a whole number from {from} to {to}"),
            Self::Bool => "yes or no".into(),
            Self::Date => "a date such as 2025-09-11".into(),
            Self::Time => "a time such as 15:00".into(),
            Self::Person => "a person".into(),
            Self::Id => "an id".into(),
            Self::Parts(parts) => {
                let names: Vec<_> = parts.iter().map(|(name, _)| *name).collect();
                format!("parts: {}", names.join(", "))
            }
        }
    }
}

fn fits(fits: bool, of: &Type) -> Result<(), WrongValue> {
    if fits { Ok(()) } else { Err(of.wrong()) }
}

fn short(text: &str, cap: usize) -> Result<(), WrongValue> {
    // A character takes at most four bytes: most texts need no counting.
    if text.len() <= cap || text.chars().count() <= cap {
        return Ok(());
    }
    Err(WrongValue::TooLong { cap })
}

fn line(text: &str, cap: usize) -> Result<(), WrongValue> {
    if text.chars().any(char::is_control) {
        return Err(Type::Line(cap).wrong());
    }
    short(text, cap)
}

/// Whether it has the form of an id: letters, digits, `-` and `_`, at most 64.
pub(crate) fn is_id(text: &str) -> bool {
    let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (1..=ID_CAP).contains(&text.len()) && text.chars().all(sound)
}

/// Whether it is a date of the calendar, written `2025-09-11`.
pub fn is_date(text: &str) -> bool {
    crate::derive::Date::parse(text).is_some()
}

/// Whether it is a time of day, written `15:00`.
pub fn is_time(text: &str) -> bool {
    crate::derive::minute_of_day(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_hold_to_the_character() {
        let cap = Type::Line(3);
        assert_eq!(cap.check(&"éëï".into()), Ok(()));
        assert_eq!(cap.check(&"éëïo".into()), Err(WrongValue::TooLong { cap: 3 }));
        assert!(cap.check(&"a\nb".into()).is_err());
        assert!(cap.check(&"a\0".into()).is_err());
        assert!(Type::Prose(9).check(&"a\nb".into()).is_ok());
    }

    #[test]
    fn each_type_refuses_the_others() {
        assert!(Type::Number(1, 5).check(&6.into()).is_err());
        assert!(Type::Number(1, 5).check(&"3".into()).is_err());
        assert!(Type::Choice(&["try"]).check(&"tried".into()).is_err());
        assert!(Type::Date.check(&"2025-02-29".into()).is_err());
        assert!(Type::Date.check(&"2024-02-29".into()).is_ok());
        assert!(Type::Time.check(&"24:00".into()).is_err());
        assert!(Type::Id.check(&"a/b".into()).is_err());
        assert!(Type::Bool.check(&true.into()).is_ok());
        assert!(Type::Parts(&[]).check(&"x".into()).is_err());
    }
}
