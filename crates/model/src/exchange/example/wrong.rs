//! What can be wrong with a file, as values: whoever shows it has the words for it.

use crate::edit::EditError;

/// Why a file is not imported. Nothing of it is.
#[derive(Debug, thiserror::Error)]
#[error("{at:?}: {why:?}")]
pub struct ImportError {
    /// Where it is wrong.
    pub at: Place,
    /// What is wrong there.
    pub why: Wrong,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// All of it.
    File,
    /// A line, the first being 1.
    Line(usize),
    /// A part, as in `cases[2].advice[0].choice`.
    Part(String),
}

/// What is wrong at a place.
#[derive(Debug)]
pub enum Wrong {
    /// More bytes than are read.
    TooBig {
        /// The most.
        cap: usize,
    },
    /// No JSON, or nested too deep.
    NotJson,
    /// JSON that ends before it is complete.
    CutShort,
    /// A file of another form.
    Schema,
    /// Something else than text.
    NotText,
    /// Something else than a list.
    NotAList,
    /// Something else than names with values.
    NotNamed,
    /// Something else than words in a list of words.
    NotWords,
    /// A list or names where one value stands.
    NotOne,
    /// Something else than a whole number.
    NotANumber,
    /// It needs a part of that name.
    Missing(String),
    /// The part of that name is no date.
    NotADate(String),
    /// It has no such part.
    NoSuchField,
    /// There are no members.
    NoMembers,
    /// Nobody among the members has that id.
    NoMember(String),
    /// Nothing in the file has that id.
    NothingCalled(String),
    /// An id that is malformed, or stands twice.
    Id,
    /// A value that its field does not take.
    Value(EditError),
}
