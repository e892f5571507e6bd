//! Why something is not written.

use automerge::AutomergeError;

use crate::schema::{PageKind, WrongValue};
use crate::text::TextError;

/// Why an edit was refused. Nothing was written, except perhaps with
/// [`Document`](EditError::Document): then the transaction is rolled back.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// Somebody else's words or values.
    #[error("only its author changes {entity}.{field}; others add to it")]
    OnlyAuthor {
        /// The kind of thing.
        entity: &'static str,
        /// The field, or whose item it is.
        field: &'static str,
    },
    /// The page is somebody else's.
    #[error("only the owner of the page sets {entity}.{field}")]
    OnlyPageOwner {
        /// The kind of thing.
        entity: &'static str,
        /// The field.
        field: &'static str,
    },
    /// It is written once, with the item.
    #[error("{entity}.{field} is written once and never changed")]
    Fixed {
        /// The kind of thing.
        entity: &'static str,
        /// The field.
        field: &'static str,
    },
    /// A flag is never taken back.
    #[error("{entity}.{field} is never unset")]
    NeverUnset {
        /// The kind of thing.
        entity: &'static str,
        /// The field.
        field: &'static str,
    },
    /// There is no such field.
    #[error("{entity} has no field {field}")]
    UnknownField {
        /// The kind of thing.
        entity: &'static str,
        /// What was asked for.
        field: String,
    },
    /// The field does not take that.
    #[error("{entity}.{field}: {why}")]
    Value {
        /// The kind of thing.
        entity: &'static str,
        /// The field.
        field: String,
        /// What it takes.
        why: WrongValue,
    },
    /// A field without which there is no item.
    #[error("{entity} needs {field}")]
    Missing {
        /// The kind of thing.
        entity: &'static str,
        /// The field.
        field: &'static str,
    },
    /// There is no such item.
    #[error("there is no {entity} {id}")]
    NoSuchItem {
        /// The kind of thing.
        entity: &'static str,
        /// Its id.
        id: String,
    },
    /// It was added before.
    #[error("{entity} {id} is there already")]
    AlreadyThere {
        /// The kind of thing.
        entity: &'static str,
        /// Its id.
        id: String,
    },
    /// Not an id.
    #[error("{id:?} is not an id")]
    WrongId {
        /// What was given.
        id: String,
    },
    /// The page does not hold that kind of thing.
    #[error("{entity} is on a page of the kind {page:?}")]
    OtherPage {
        /// The kind of thing.
        entity: &'static str,
        /// Where it belongs.
        page: PageKind,
    },
    /// Automerge refused.
    #[error("the document refused: {0}")]
    Document(Box<AutomergeError>),
    /// The edit of a text could not be placed.
    #[error(transparent)]
    Text(Box<TextError>),
}

impl From<AutomergeError> for EditError {
    fn from(error: AutomergeError) -> Self {
        Self::Document(Box::new(error))
    }
}

impl From<TextError> for EditError {
    fn from(error: TextError) -> Self {
        Self::Text(Box::new(error))
    }
}
