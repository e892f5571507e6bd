//! What somebody writes in a step.

use std::collections::BTreeMap;

use kring_model::method::{Capture, Form, Home, Target, field_of};
use kring_model::read::{Mine, Record};
use kring_model::value::{Scalar, Value};
use serde::{Deserialize, Serialize};

use crate::acts::{Acted, Named};
use crate::replica::ReplicaError;

/// The part of an answer that has only one.
pub const MAIN: &str = "text";

/// An answer: its parts by the names that the method gives them, and what it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The tip, question, card, case or finding that was picked, where one must be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// The parts; one that has only one calls it [`MAIN`].
    pub parts: BTreeMap<String, Scalar>,
}

impl Answer {
    /// An answer of one part.
    pub fn new(value: impl Into<Scalar>) -> Self {
        Self { on: None, parts: BTreeMap::from([(MAIN.to_owned(), value.into())]) }
    }

    /// The same, about something that is there already.
    #[must_use]
    pub fn on(mut self, item: &str) -> Self {
        self.on = Some(item.to_owned());
        self
    }

    /// Another part.
    #[must_use]
    pub fn with(mut self, part: &str, value: impl Into<Scalar>) -> Self {
        self.parts.insert(part.to_owned(), value.into());
        self
    }

    /// As it is sealed: one text for one answer.
    pub(super) fn sealed(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The only part.
    pub(super) fn main(&self) -> Acted<&Scalar> {
        self.parts.get(MAIN).ok_or(ReplicaError::NotAllowed("empty-answer"))
    }

    /// The parts as fields of what `target` makes.
    pub(super) fn fields(&self, target: &Target) -> Acted<Vec<Named>> {
        let field = |(part, value): (&String, &Scalar)| {
            let name = field_of(target.entity, part);
            let name = name.ok_or(ReplicaError::NotAllowed("no-such-part"))?;
            Ok((name, Value::One(value.clone())))
        };
        self.parts.iter().map(field).collect()
    }

    /// The answer that stands in an item, to hold against its seal.
    pub(super) fn read(capture: &Capture, target: &Target, item: &Record) -> Self {
        let only = [MAIN.to_owned()];
        let parts = if capture.fields.is_empty() { &only } else { capture.fields.as_slice() };
        let value = |part: &String| {
            let name = field_of(target.entity, part)?;
            let text = item.str(name);
            let value = item.value(name).cloned().or_else(|| Some(text.into()))?;
            (!value.show().is_empty()).then(|| (part.clone(), value))
        };
        Self { on: None, parts: parts.iter().filter_map(value).collect() }
    }

    /// One's own entry that stands in an item, to hold against its seal.
    pub(super) fn read_mine(target: &Target, item: &Record, person: &str) -> Option<Self> {
        let (Form::On(field) | Form::Field(field)) = target.form else { return None };
        let mine = item.mine_of(field, person).and_then(Mine::value)?;
        let picked = matches!(target.form, Form::On(_)).then(|| item.id.clone());
        let parts = BTreeMap::from([(MAIN.to_owned(), mine.value.clone())]);
        Some(Self { on: picked, parts })
    }
}

/// Whether a person picks what an answer is about.
pub(super) fn is_picked(target: &Target) -> bool {
    matches!(target.form, Form::On(_)) || target.home == Home::Rounds
}
