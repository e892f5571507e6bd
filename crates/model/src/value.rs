//! What is written into a field.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::person::PersonId;

/// One scalar as documents hold it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// Text, a choice, a date, a time or an id.
    Text(String),
}

impl Scalar {
    /// The text, or nothing for a number or a yes.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, or nothing.
    pub fn as_number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// False only for a stored `false`.
    pub fn is_yes(&self) -> bool {
        !matches!(self, Self::Bool(false))
    }

    /// As people read it.
    pub fn show(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Bool(yes) => yes.to_string(),
        }
    }

    /// The plain view.
    pub fn plain(&self) -> serde_json::Value {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Number(number) => (*number).into(),
            Self::Bool(yes) => (*yes).into(),
        }
    }

    pub(crate) fn into_automerge(self) -> automerge::ScalarValue {
        match self {
            Self::Text(text) => text.into(),
            Self::Number(number) => automerge::ScalarValue::Int(number),
            Self::Bool(yes) => automerge::ScalarValue::Boolean(yes),
        }
    }

    /// What somebody else's program wrote; kinds that no field uses read as nothing.
    pub(crate) fn from_automerge(value: &automerge::ScalarValue) -> Option<Self> {
        use automerge::ScalarValue as Raw;
        match value {
            Raw::Str(text) => Some(Self::Text(text.to_string())),
            Raw::Int(number) | Raw::Timestamp(number) => Some(Self::Number(*number)),
            Raw::Uint(number) => i64::try_from(*number).ok().map(Self::Number),
            Raw::Boolean(yes) => Some(Self::Bool(*yes)),
            Raw::Bytes(_) | Raw::F64(_) | Raw::Counter(_) | Raw::Unknown { .. } | Raw::Null => None,
        }
    }
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Scalar {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Scalar {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Scalar {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

impl From<PersonId> for Scalar {
    fn from(person: PersonId) -> Self {
        Self::Text(person.to_string())
    }
}

/// What an editor gives for one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// One value: every class takes one, a set of words takes it as its only word.
    One(Scalar),
    /// All words of a set of words; words not named are switched off.
    Words(BTreeSet<String>),
    /// Named parts: the parts of one's own entry, marks by their word, or words switched on or off
    /// one by one.
    Parts(BTreeMap<String, Scalar>),
}

impl Value {
    /// A set of words.
    pub fn words<W: Into<String>>(words: impl IntoIterator<Item = W>) -> Self {
        Self::Words(words.into_iter().map(Into::into).collect())
    }

    /// Named parts.
    pub fn parts<N: Into<String>, S: Into<Scalar>>(
        parts: impl IntoIterator<Item = (N, S)>,
    ) -> Self {
        Self::Parts(parts.into_iter().map(|(name, part)| (name.into(), part.into())).collect())
    }
}

impl<S: Into<Scalar>> From<S> for Value {
    fn from(one: S) -> Self {
        Self::One(one.into())
    }
}
