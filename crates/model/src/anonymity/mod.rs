//! Who or what can be recognised in a text: names, birth dates, addresses and numbers, and three
//! ways to mend each. It only points; it never blocks, and a text is never changed unasked.
//!
//! A helper and no proof: a name at the start of a sentence that nobody knows looks like any other
//! word. What it finds is a pure function of the text and of who is known.

mod known;
mod mend;
mod names;
mod numbers;
#[cfg(test)]
mod tests;
mod token;
mod words;

pub use known::Known;
pub use mend::{Mend, mend, short};

use token::{Token, tokens};

/// Marks in one text: more than anybody looks through. What stands behind them is found once these
/// are mended.
pub const MARKS_CAP: usize = 500;

/// What kind of thing is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The name of a member, or of somebody else whom the group noted.
    Person,
    /// A word with a capital in the middle of a sentence, or a first name that many people have.
    Name,
    /// A date of birth.
    Born,
    /// A telephone number.
    Phone,
    /// A street with a house number, or a postcode.
    Address,
    /// An address for e-mail.
    Mail,
    /// A number of nine digits and more, such as that of a citizen or a patient.
    Number,
}

impl Kind {
    /// Its name in code.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Name => "name",
            Self::Born => "born",
            Self::Phone => "phone",
            Self::Address => "address",
            Self::Mail => "mail",
            Self::Number => "number",
        }
    }

    /// Whether it is what somebody or something is called.
    pub const fn is_name(self) -> bool {
        matches!(self, Self::Person | Self::Name)
    }
}

/// One place in a text: from and up to which byte. Marks never overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The first byte.
    pub from: usize,
    /// The byte behind the last.
    pub to: usize,
    /// What it is.
    pub kind: Kind,
    /// Where the name itself begins, behind a title such as "mevrouw".
    name: usize,
    /// Whether a sentence begins here.
    starts: bool,
}

impl Mark {
    /// What is marked.
    pub fn text<'t>(&self, whole: &'t str) -> &'t str {
        whole.get(self.from..self.to).unwrap_or_default()
    }

    const fn plain(from: usize, to: usize, kind: Kind) -> Self {
        Self { from, to, kind, name: from, starts: false }
    }
}

/// What can be recognised in a text, in its order; at most [`MARKS_CAP`]. Takes time in proportion
/// to the length of the text.
pub fn find(text: &str, known: &Known) -> Vec<Mark> {
    let tokens = tokens(text);
    let mut marks = numbers::find(text, &tokens, known);
    let free: Vec<bool> = free(&tokens, &marks);
    marks.extend(names::find(&tokens, &free, known));
    marks.sort_by_key(|mark| mark.from);
    marks.truncate(MARKS_CAP);
    marks
}

/// Which tokens no mark covers yet. Both are in the order of the text.
fn free(tokens: &[Token<'_>], marks: &[Mark]) -> Vec<bool> {
    let mut marks = marks.iter().peekable();
    let uncovered = |token: &Token<'_>| {
        while marks.next_if(|mark| mark.to <= token.from).is_some() {}
        marks.peek().is_none_or(|mark| mark.from >= token.to)
    };
    tokens.iter().map(uncovered).collect()
}
